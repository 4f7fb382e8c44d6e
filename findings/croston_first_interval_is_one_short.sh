#!/usr/bin/env bash
# croston 0.1.2.4 (numpy 2.4.6, pandas 2.3.3, scipy 1.17.1): forecasts of demand that comes now and then
#
# Guess: Croston's method (1972) divides the size of a demand by the time from one to the next: 10 every fourth month are 2.5 a
#        month; a fitted value is what was forecast before its month was known; "tsb", in the source the variant of
#        Teunter, Syntetos and Babai, comes down while nothing is asked for.
# Seen:  months are counted from 0, so who first asks in the second month has waited one: after half a year with 10 every second
#        month 6 a month are forecast, after a year with 10 every fourth 2.73, though both were regular throughout. The fitted
#        value of a month with a demand is made with that very demand, and the weights are chosen by such errors. Any name of a
#        variant is taken and means the original, but for sba and sbj: "tsb" forecasts 5 a month a year after the last demand.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    croston==0.1.2.4 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
cat > "$work/show.py" <<'PY'
import numpy as np
from croston.croston import fit_croston


def forecast(months, variant="original"):
    return fit_croston(np.array(months, dtype=float), 1, variant)


for wait in (2, 4):
    regular = forecast(([0] * (wait - 1) + [10]) * 3)
    mean = regular["croston_model"]["interval_series"][0]
    print(f"three times 10, every {wait} months: mean interval {mean:.2f}, forecast {regular['croston_forecast'][0]:.2f}")
growing = [0, 10, 0, 20, 0, 30, 0, 40]
first, last = forecast(growing)["croston_fittedvalues"], forecast([*growing[:-1], 400])["croston_fittedvalues"]
print(f"fitted to the last of 10, 20, 30, 40: {first[-1]:.1f}; of 10, 20, 30, 400: {last[-1]:.1f}")
stopped = [10, 0] * 6 + [0] * 12
for variant in ("original", "tsb", "no such variant"):
    print(f"{variant}, a year after the last: {forecast(stopped, variant)['croston_forecast'][0]:.2f}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 -W ignore show.py | tee seen
diff seen - <<'SEEN'
three times 10, every 2 months: mean interval 1.67, forecast 6.00
three times 10, every 4 months: mean interval 3.67, forecast 2.73
fitted to the last of 10, 20, 30, 40: 20.0; of 10, 20, 30, 400: 200.0
original, a year after the last: 5.00
tsb, a year after the last: 5.00
no such variant, a year after the last: 5.00
SEEN
