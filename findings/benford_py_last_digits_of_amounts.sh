#!/usr/bin/env bash
# benford_py 0.5.0 (numpy 2.4.6, pandas 3.1.1, matplotlib 3.11.2)
#
# Guess: the test of the last two digits, told that amounts have two decimals, looks at their fen; where every amount from
#        10.00 to 999.99 comes once, each pair of digits comes equally often.
# Seen:  amount times 100 is cut to a whole number, not rounded, so 16.08 is 1607: of 99,000 amounts 4517 are a fen short,
#        and pairs come 846 to 1161 times instead of 990. decimals="infer" drops the zeros at the end that a float
#        does not show: what ends in 0 nearly vanishes (90 times). Chi-square, the point of the test, then finds invented
#        amounts where there are none. The same amounts given in whole fen come out even.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    benford_py==0.5.0 numpy==2.4.6 pandas==3.1.1 matplotlib==3.11.2
cat > "$work/show.py" <<'PY'
import warnings

import benford
import numpy as np

warnings.simplefilter("ignore")
fen = np.arange(1000, 100000)
CRITICAL = 123.2  # of chi-square, 99 degrees of freedom, 5 %

for told, amounts, decimals in (("fen", fen, 0), ("yuan", fen / 100, 2), ("yuan, infer", fen / 100, "infer")):
    pairs = benford.last_two_digits(amounts, decimals=decimals, verbose=False, show_plot=False).Counts
    expected = pairs.sum() / 100
    even = ((pairs - expected) ** 2 / expected).sum() < CRITICAL
    print(f"{told}: {pairs.min()} to {pairs.max()}", "even" if even else "not even")
print("cut a fen short:", int((((fen / 100) * 100).astype(int) != fen).sum()))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
fen: 990 to 990 even
yuan: 846 to 1161 not even
yuan, infer: 90 to 1080 not even
cut a fen short: 4517
SEEN
