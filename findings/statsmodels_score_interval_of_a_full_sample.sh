#!/usr/bin/env bash
# statsmodels 0.15.0 (numpy 2.4.6, scipy 1.17.1, pandas 3.1.1)
#
# Guess: confint_proportions_2indep(method="score") is the interval of what its own score test does not reject, which is
#        why one takes it where a sample is confirmed throughout (44 of 44) and simpler intervals fail.
# Seen:  for compare="ratio" the lower limit is wrong as soon as one sample is full: it comes from the wrong root of a
#        cubic equation. 40 of 44 beside 44 of 44 are a ratio of 0.909 with an "interval" from 0.955 to 0.993, outside of
#        which the ratio itself lies; 44 beside 40 of 44 begin at 1.048 where the test says 1.007. Of ten the limits are
#        complex numbers. Nothing warns of it. For compare="diff" 43 of 44 beside 40 of 44 cannot be worked out at all,
#        "f(a) and f(b) must have different signs", because the limits are sought only near the Wald interval.
# Mingji compares rates by MOVER, from two Wilson intervals.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    statsmodels==0.15.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
cat > "$work/show.py" <<'PY'
import warnings

from statsmodels.stats.proportion import confint_proportions_2indep, score_test_proportions_2indep

warnings.simplefilter("ignore")  # roots that are not there, on the way
SAMPLES = [(43, 44, 40, 44), (40, 44, 44, 44), (44, 44, 40, 44), (9, 10, 10, 10)]


def rejected(sample: tuple[int, ...], ratio: float) -> bool:
    return score_test_proportions_2indep(*sample, value=ratio, compare="ratio").pvalue < 0.05


def accepted_from(sample: tuple[int, ...]) -> float:
    ratio = sample[0] / sample[1] / (sample[2] / sample[3])
    steps = range(1, 1000)
    return next(ratio * (1 - step / 1000) for step in steps if rejected(sample, ratio * (1 - step / 1000)))


for sample in SAMPLES:
    hits, cases, others, other_cases = sample
    low, high = confint_proportions_2indep(*sample, method="score", compare="ratio")
    print(
        f"{hits} of {cases} beside {others} of {other_cases}: ratio {hits * other_cases / cases / others:.3f}, "
        f"interval {low:.3f} to {high:.3f}, by its test from {accepted_from(sample):.3f}"
    )
    try:
        low, high = confint_proportions_2indep(*sample, method="score", compare="diff")
        print(f"    difference {low:.3f} to {high:.3f}")
    except ValueError as error:
        print(f"    difference: {error}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
43 of 44 beside 40 of 44: ratio 1.075, interval 0.958 to 1.245, by its test from 0.957
    difference: f(a) and f(b) must have different signs
40 of 44 beside 44 of 44: ratio 0.909, interval 0.955 to 0.993, by its test from 0.787
    difference -0.212 to -0.006
44 of 44 beside 40 of 44: ratio 1.100, interval 1.048 to 1.270, by its test from 1.007
    difference 0.006 to 0.220
9 of 10 beside 10 of 10: ratio 0.900, interval 0.950+0.000j to 1.284+0.000j, by its test from 0.587
    difference: f(a) and f(b) must have different signs
SEEN
