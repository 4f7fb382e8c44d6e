#!/usr/bin/env bash
# demandlib 0.2.2 (pandas 2.3.3 and 3.1.1, numpy 2.4.6)
#
# Guess: making the standard load profiles of a year reckons and leaves the rest of the process alone; scaled to 1000 kWh
#        each is 1000 kWh of the year.
# Seen:  the first ElecSlp makes every later warning of every library an error, for the whole process and for good: what
#        merely deprecates something now fails far away from here. pandas 3.1 warns of what demandlib itself goes on to
#        do, so there the first call fails already. And the household profile made dynamic (h0_dyn) is not brought back to its
#        sum: 1000.68 kWh in the leap year 2024.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
for pandas in 2.3.3 3.1.1; do
    python3 -m pip install --quiet --disable-pip-version-check --target "$work/$pandas" \
        demandlib==0.2.2 "pandas==$pandas" numpy==2.4.6
done
cat > "$work/show.py" <<'PY'
import warnings

import pandas
from demandlib import bdew


def warn() -> str:
    try:
        warnings.warn("anything", stacklevel=1)
    except UserWarning:
        return "an error"
    return "a warning"


print("pandas", pandas.__version__)
print("before, a warning is", warn())
try:
    for year in (2023, 2024):
        scaled = bdew.ElecSlp(year).get_scaled_profiles({"h0": 1000, "h0_dyn": 1000, "g0": 1000})
        print(year, *(f"{name} {kwh:.2f}" for name, kwh in sorted(scaled.sum().items())))
except Warning as error:
    print("no profile:", type(error).__name__)
print("after, a warning is", warn())
PY
cd "$work"
for pandas in 2.3.3 3.1.1; do PYTHONPATH="$work/$pandas" python3 show.py 2> /dev/null; done | tee seen
diff seen - <<'SEEN'
pandas 2.3.3
before, a warning is a warning
2023 g0 1000.00 h0 1000.00 h0_dyn 1000.04
2024 g0 1000.00 h0 1000.00 h0_dyn 1000.68
after, a warning is an error
pandas 3.1.1
before, a warning is a warning
no profile: Pandas4Warning
after, a warning is an error
SEEN
