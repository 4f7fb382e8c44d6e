#!/usr/bin/env bash
# pyod 3.6.7 (numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1, numba 0.68.1)
#
# Guess: a detector that was fitted scores a customer by what it learned, so the score of one is the same alone and among
#        others, and who was an outlier in fitting stays one.
# Seen:  ECOD and COPOD score new rows by their rank among the fitted ones and all that are scored with them. One customer of
#        500 kWh beside 99 of 100 to 198 is an outlier; five of them looked at together are normal to ECOD, ten
#        to COPOD. The more alike odd ones there are in a batch, the fewer are found, and the threshold stays that of fitting.
#        HBOS, fitted and asked in the same way, gives one score.
# Mingji's anomaly score is scikit-learn's isolation forest (analytics/ranking/anomaly.py), which scores row by row.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    pyod==3.6.7 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 numba==0.68.1
cat > "$work/show.py" <<'PY'
import warnings

import numpy as np
from pyod.models.copod import COPOD
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS

warnings.simplefilter("ignore")
month = np.array([[100.0 + step] for step in range(99)] + [[500.0]])
for detector in (ECOD, COPOD, HBOS):
    fitted = detector(contamination=0.05).fit(month)
    told = [f"fitted {fitted.decision_scores_[-1]:.3f} {'outlier' if fitted.labels_[-1] else 'normal'}"]
    for together in (1, 5, 10):
        asked = np.full((together, 1), 500.0)
        score, label = fitted.decision_function(asked)[0], fitted.predict(asked)[0]
        told.append(f"{together} together {score:.3f} {'outlier' if label else 'normal'}")
    print(detector.__name__, *told, sep=", ")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
ECOD, fitted 4.605 outlier, 1 together 3.922 outlier, 5 together 2.862 normal, 10 together 2.303 normal
COPOD, fitted 4.605 outlier, 1 together 3.922 outlier, 5 together 2.862 outlier, 10 together 2.303 normal
HBOS, fitted 3.318 outlier, 1 together 3.318 outlier, 5 together 3.318 outlier, 10 together 3.318 outlier
SEEN
