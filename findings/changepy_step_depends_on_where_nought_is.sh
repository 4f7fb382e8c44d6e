#!/usr/bin/env bash
# changepy 0.4.0, beside ruptures 1.1.10 (numpy 2.4.6, scipy 1.17.1): changes found by PELT (Killick, Fearnhead, Eckley 2012)
#
# Guess: normal_mean(data, variance) is the cost of a normal distribution of known variance, squares of deviations by the
#        variance. A step of 100 kWh after twelve days, five times the standard deviation of 20, is found with the variance 400,
#        as it is by ruptures, and wherever nought is: a meter with 100,000 kWh a day more has the same step.
# Seen:  what is called the variance is squared once more: with 400 the step is not found, with 20 it is. The other sum is one of
#        amounts where squares belong, so every part of the series costs its mean besides: the more a customer uses, the
#        larger a step must be. At 100,000 kWh a day the same step is not found with 20 either. Nothing is said; 0,
#        which is always in the list, is no change.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    changepy==0.4.0 ruptures==1.1.10 numpy==2.4.6 scipy==1.17.1
cat > "$work/show.py" <<'PY'
import numpy as np
import ruptures
from changepy import pelt
from changepy.costs import normal_mean

days = np.array([80.0, 120, 120, 80] * 6)
print("variance", days.var())
days[12:] += 100
penalty = np.log(len(days))  # changepy's own
for more in (0, 100_000):
    series = days + more
    for variance in (400, 20):
        found = pelt(normal_mean(series, variance), len(series))
        print(f"{more} kWh more, changepy, {variance}:", *found)
    found = ruptures.Pelt("l2", min_size=1, jump=1).fit(series).predict(penalty * 400)
    print(f"{more} kWh more, ruptures, 400:", *found[:-1])
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
variance 400.0
0 kWh more, changepy, 400: 0
0 kWh more, changepy, 20: 0 12
0 kWh more, ruptures, 400: 12
100000 kWh more, changepy, 400: 0
100000 kWh more, changepy, 20: 0
100000 kWh more, ruptures, 400: 12
SEEN
