#!/usr/bin/env bash
# lifelines 0.30.3 (pandas 2.3.3, numpy 2.4.6, scipy 1.17.1)
#
# Guess: datetimes_to_durations makes of a missing start a missing duration, or refuses it; and in months and years
#        it counts months and years, as pandas' periods of the same letters do.
# Seen:  a missing start is the time of -9,223,372,036,854,775,808 days, ended as seen: the Kaplan-Meier curve takes it and
#        has a third of the cases done before all time. A month is 30.436875 days and a year 365.2425, cut down: the whole of
#        February is 0 months, the year 2025 is 11 months and 0 years. Nothing is said.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    lifelines==0.30.3 pandas==2.3.3 numpy==2.4.6 scipy==1.17.1
cat > "$work/show.py" <<'PY'
import warnings

from lifelines import KaplanMeierFitter
from lifelines.utils import datetimes_to_durations

warnings.simplefilter("ignore")
sent_out = ["2025-01-01", "2025-01-03", None]  # the third is closed, and nobody wrote down when it began
closed = ["2025-01-05", "2025-01-09", "2025-01-09"]
days, ended = datetimes_to_durations(sent_out, closed)
print("days", *(f"{one:.0f}" for one in days), "ended", *ended)
curve = KaplanMeierFitter().fit(days, ended).survival_function_.KM_estimate
print("still open", *(f"{share:.2f}" for share in curve))
for start, end in (("2025-01-01", "2025-02-01"), ("2025-02-01", "2025-03-01"), ("2025-01-01", "2026-01-01")):
    months, years = (datetimes_to_durations([start], [end], freq=unit)[0][0] for unit in "MY")
    print(f"{start} to {end}: {months:.0f} months, {years:.0f} years")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
days 4 6 -9223372036854775808 ended True True True
still open 0.67 0.33 0.00
2025-01-01 to 2025-02-01: 1 months, 0 years
2025-02-01 to 2025-03-01: 0 months, 0 years
2025-01-01 to 2026-01-01: 11 months, 0 years
SEEN
