#!/usr/bin/env bash
# benfordslaw 2.1.1 (numpy 2.4.6, scipy 1.17.1, pandas 2.3.3, matplotlib 3.11.2)
#
# Guess: a Kolmogorov-Smirnov test of first digits compares their distribution with Benford's, so amounts of which a third begin
#        with 9 and a twentieth with 1, the law the other way round, fail it as they fail chi-square; every amount that is not
#        nought has a first digit; of amounts that follow the law about half have more than the expected deviation (MAD).
# Seen:  method "ks" takes the nine numbers of how often each digit came for a sample, and the nine expected ones for another: in
#        which order they stand is lost, and the law reversed is found to follow it exactly, P = 1. Amounts below 1 and all
#        that were paid back are left out without a word. The expected deviation follows the package's formula only for the
#        first two digits; for one digit its constants are too large (21.27 where the formula gives 18.13, 30.30 where it gives
#        17.52), and of 200 sets made by the law 170 are "significant" at the third digit.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    benfordslaw==2.1.1 datazets==1.1.4 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 matplotlib==3.11.2
cat > "$work/show.py" <<'PY'
import math

import numpy as np
from benfordslaw import benfordslaw


def test(amounts, method, digit=1):
    return benfordslaw(pos=digit, method=method, verbose="silent").fit(amounts)


law = [301, 176, 125, 97, 79, 67, 58, 51, 46]  # of 1000, by first digit
for name, counts in {"the law": law, "the law reversed": law[::-1]}.items():
    amounts = np.repeat(np.arange(100, 1000, 100), counts)
    print(name, *(f"{method} P={test(amounts, method)['P']:.3f}" for method in ("chi2", "ks")))
amounts = np.array([0.05, 0.12, 0.99, 1.5, 12.5, -20.0, -3.0])
print("amounts counted:", test(amounts, "ks")["N"], "of", len(amounts))


def shares(digit):
    heads = [0] if digit == 1 else range(10 ** (digit - 2), 10 ** (digit - 1))
    return [sum(math.log10(1 + 1 / (10 * head + last)) for head in heads) for last in range(int(digit == 1), 10)]


random = np.random.default_rng(7)
for digit in (1, 2, 3):
    spread = sum(math.sqrt(share * (1 - share)) for share in shares(digit))
    formula = len(shares(digit)) ** 2 * math.pi / (2 * spread**2)
    used = benfordslaw(pos=digit, verbose="silent").EXCESS_MAD_CONSTANTS[digit]
    sets = [np.floor(10 ** (3 + 3 * random.random(1000))).astype(int) for _ in range(200)]
    found = sum(test(one, "mad", digit)["P_significant"] for one in sets)
    print(f"digit {digit}: constant {used} instead of {formula:.2f}, significant {found} of 200 sets made by the law")
PY
cd "$work"
PYTHONPATH="$work/site" python3 -W ignore show.py | tee seen
diff seen - <<'SEEN'
the law chi2 P=1.000 ks P=1.000
the law reversed chi2 P=0.000 ks P=1.000
amounts counted: 2 of 7
digit 1: constant 21.27 instead of 18.13, significant 114 of 200 sets made by the law
digit 2: constant 30.3 instead of 17.52, significant 159 of 200 sets made by the law
digit 3: constant 31.83 instead of 17.45, significant 170 of 200 sets made by the law
SEEN
