#!/usr/bin/env bash
# change-point-analyzer 0.0.5 (numpy 1.26.4, matplotlib 3.11.2): where the mean of a series changes, by W. A. Taylor's method
#
# Guess: twelve months of about 100 kWh and twelve of about 150 change after the twelfth, whichever come first: Taylor
#        (Change-Point Analysis, 2000) takes the month in which the sum of deviations is furthest from nought, on either
#        side, or that at which both parts together have the least squares.
# Seen:  CUSUM takes the greatest sum, which before a fall is the furthest one. Before a rise all sums are below nought but the
#        last, so the change is found in the last month; the months before it are then searched again, which finds the
#        next to last, and so on: ten changes where there is one, none of them right. MSE, which is taken unless CUSUM is asked
#        for, begins to count at the fourth month and forgets that: the change is found in the tenth, rise or fall.
# (What is compared with chance is drawn, so the seed is set; both series are far from chance.)
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    change-point-analyzer==0.0.5 numpy==1.26.4 matplotlib==3.11.2
cat > "$work/show.py" <<'PY'
import numpy as np
from change_point_analyzer.main import ChangePointAnalyzer, Estimator

LOW = np.array([98, 101, 100, 103, 99, 102, 97, 100, 101, 99, 102, 98.0])
for name, months in (("fall", (LOW + 50, LOW)), ("rise", (LOW, LOW + 50))):
    for estimator in (Estimator.CUSUM, Estimator.MSE):
        np.random.seed(1)
        found = ChangePointAnalyzer(np.concatenate(months)).detect_changepoints(estimator)
        print(f"{name}, {estimator.name}: month", *(index + 1 for index, _ in found))
PY
cd "$work"
MPLBACKEND=Agg PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
fall, CUSUM: month 12
fall, MSE: month 10
rise, CUSUM: month 24 23 22 21 20 19 18 17 16 15
rise, MSE: month 10
SEEN
