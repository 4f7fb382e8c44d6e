#!/usr/bin/env bash
# imputetspy 0.1.4 (numpy 2.4.6, pandas 2.3.3, scipy 1.17.1): the methods of R's imputeTS for gaps in series of readings
#
# Guess: locf carries the last observation forward and nocb the next one backward, as their names and docstrings say; a gap in a
#        supply of 10 kWh every hour is 10 kWh by every method, for any weighted mean of tens is ten, and by any mean of
#        what was observed.
# Seen:  locf fills with what comes after the gap, and nocb with the first observation of the whole series, however long ago: two
#        gaps in 1, 2, 3 … are both 1. The weights of na_ma do not add up to 1 and are not divided by their sum: of tens
#        4.17 is left (linear) or 3.75 (exponential). The harmonic and the geometric mean are taken of the missing
#        values, so a gap stays one. Mean, median and interpolation are right.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    imputetspy==0.1.4 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
cat > "$work/show.py" <<'PY'
import imputetspy
import numpy as np

gap = np.nan
rising = np.array([1, 2, 3, gap, 5, 6, gap, 8, 9], dtype=float)
for name in ("locf", "nocb", "na_interpolate"):
    print(f"{name}: gaps after 3 and after 6 are", *getattr(imputetspy, name)(rising)[[3, 6]])
even = np.array([10, 10, gap, 10, 10], dtype=float)
for weighting in (None, "linear", "exponential"):
    print(f"na_ma, weighting {weighting}: among tens {imputetspy.na_ma(even, 4, weighting=weighting)[2]:.2f}")
for option in ("mean", "median", "harmonic", "geometric"):
    print(f"na_mean, {option}: among tens {imputetspy.na_mean(even, option=option)[2]:.2f}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
locf: gaps after 3 and after 6 are 5.0 8.0
nocb: gaps after 3 and after 6 are 1.0 1.0
na_interpolate: gaps after 3 and after 6 are 4.0 7.0
na_ma, weighting None: among tens 10.00
na_ma, weighting linear: among tens 4.17
na_ma, weighting exponential: among tens 3.75
na_mean, mean: among tens 10.00
na_mean, median: among tens 10.00
na_mean, harmonic: among tens nan
na_mean, geometric: among tens nan
SEEN
