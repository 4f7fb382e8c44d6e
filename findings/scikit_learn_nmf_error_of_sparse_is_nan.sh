#!/usr/bin/env bash
# scikit-learn 1.9.1, numpy 2.4.6, scipy 1.17.1
#
# Guess: NMF(…).fit(X).reconstruction_err_ is the Frobenius norm of X − WH, so 0 or nearly so where a few short texts are
#        told exactly, and the same whether X is sparse or dense.
# Seen:  of a sparse X it is the root of |X|² + |WH|² − 2⟨X, WH⟩. Where the two agree the difference is rounding: its
#        root is 3e-8 instead of 1e-16, or, a hair below nothing, NaN with numpy's "invalid value encountered in sqrt",
#        which fails whoever turns warnings into errors. Dense, none is NaN. W and H are right in both.
# Mingji reads W and H only, and silences this one warning (analytics/weekly/topics.py).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
cat > "$work/show.py" <<'PY'
import warnings

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF

warnings.simplefilter("ignore")
errors = {"dense": [], "sparse": []}
for texts in range(2, 12):
    for words in (2, 3, 5, 6, 7):  # weights of tf-idf: one kind of text has so many words, the other one of its own
        X = np.array([[words**-0.5] * words + [0]] * texts + [[0] * words + [1.0]] * texts)
        for kind, matrix in (("dense", X), ("sparse", csr_matrix(X))):
            model = NMF(n_components=2, init="nndsvd", random_state=0)
            if np.linalg.norm(X - model.fit_transform(matrix) @ model.components_) < 1e-14:  # told exactly
                errors[kind].append(model.reconstruction_err_)
for kind, found in errors.items():
    print(kind, "all below 1e-14" if max(found) < 1e-14 else "some NaN" if np.isnan(found).any() else "none NaN")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
dense all below 1e-14
sparse some NaN
SEEN
