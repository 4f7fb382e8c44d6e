#!/usr/bin/env bash
# eeco 0.4.2 (numpy 2.4.6, pandas 3.1.1, cvxpy 1.9.3, pyomo 6.10.1): electricity bills of a tariff, for optimizing loads
#
# Guess: a demand charge of the afternoon hours with two steps (10 a kW up to 100 kW, 20 for each above) asks for the highest
#        afternoon demand alone: 50 kW cost 500, whatever is drawn at night, as they do where the charge has one step.
# Seen:  which step is reached is told by the highest demand of all hours. From 100 kW at night on the lower step is charged whole:
#        1000 for the same afternoon, though with one step it stays 500. Between two loads that differ by 1 kW at night
#        the bill doubles; more at night then changes nothing.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    eeco==0.4.2 numpy==2.4.6 pandas==3.1.1 scipy==1.17.1 cvxpy==1.9.3 pyomo==6.10.1 Pint==0.25.3
cat > "$work/show.py" <<'PY'
import numpy as np
import pandas as pd
from eeco.costs import calculate_cost, get_charge_dict

START, END = pd.Timestamp("2025-06-01"), pd.Timestamp("2025-07-01")
quarters = pd.date_range(START, END, freq="15min", inclusive="left")
afternoon = (quarters.hour >= 12) & (quarters.hour < 18)
step = {"utility": "electric", "type": "demand", "assessed": "monthly", "name": "afternoon"}
step |= {"month_start": 1, "month_end": 12, "weekday_start": 0, "weekday_end": 6, "hour_start": 12, "hour_end": 18}
two = pd.DataFrame([step | {"basic_charge_limit": 0, "charge": 10.0}, step | {"basic_charge_limit": 100, "charge": 20.0}])


def bill(rates, night_kw, afternoon_kw):
    load = np.where(afternoon, float(afternoon_kw), float(night_kw))
    charges = get_charge_dict(START, END, rates, resolution="15m")
    cost, _ = calculate_cost(charges, {"electric": load, "gas": np.zeros(len(load))}, resolution="15m")
    return float(np.sum(cost))


print("one step, 50 kW in the afternoon, at night 40, 99, 100, 300 kW:", *(bill(two[:1], kw, 50) for kw in (40, 99, 100, 300)))
print("two steps, the same:", *(bill(two, kw, 50) for kw in (40, 99, 100, 300)))
print("two steps, 99, 100, 150 kW in the afternoon, 20 at night:", *(bill(two, 20, kw) for kw in (99, 100, 150)))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
one step, 50 kW in the afternoon, at night 40, 99, 100, 300 kW: 500.0 500.0 500.0 500.0
two steps, the same: 500.0 500.0 1000.0 1000.0
two steps, 99, 100, 150 kW in the afternoon, 20 at night: 990.0 1000.0 2000.0
SEEN
