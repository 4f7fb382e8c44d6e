#!/usr/bin/env bash
# taipower-tou 0.1.0 (pandas 2.3.3, numpy 2.4.6): bills by the tariffs of Taiwan Power
#
# Guess: a customer with a contract of 100 kW whose measured demand, given by quarter hours as demand_kw, reaches 200 kW on a
#        weekday pays for the 100 kW above it, as where the same 100 kW are told as over_contract_kw: twice the rate for
#        a tenth of the contract, thrice for the rest (當月用電最高需量超出契約容量時 in the tariff that the package holds).
# Seen:  measured, it costs nothing, and nothing is said: the highest demand of each period is kept under the name
#        "PeriodType.PEAK" and looked for under "peak". Of one July 64,844 yuan are missing, whether the demand was
#        200 kW or 100,000.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    taipower-tou==0.1.0 pandas==2.3.3 numpy==2.4.6 platformdirs==4.14.9
cat > "$work/show.py" <<'PY'
from pathlib import Path

import pandas as pd
import taipower_tou
from taipower_tou import BillingInputs, calculate_bill

days = Path("cache/calendar/taiwan/2025.json")  # of holidays, which are fetched else
days.parent.mkdir(parents=True)
days.write_text("[]")
calendar = taipower_tou.taiwan_calendar(cache_dir=Path("cache"))
quarters = pd.date_range("2025-07-01", "2025-08-01", freq="15min", inclusive="left")
energy = pd.Series(25.0, index=quarters)


def above_contract(plan, **inputs):
    make = BillingInputs.for_high_voltage_three_stage if "three" in plan else BillingInputs.for_high_voltage
    told = make(100, 0, 0, 0)
    for name, value in inputs.items():
        setattr(told, name, value)
    return calculate_bill(energy, plan, inputs=told, calendar_instance=calendar).adjustment.sum()


for plan in ("high_voltage_2_tier", "high_voltage_three_stage"):
    print(f"{plan}, told 100 kW above: {above_contract(plan, over_contract_kw=100.0):.2f}")
    for kw in (200.0, 100_000.0):
        demand = pd.Series(100.0, index=quarters)
        demand["2025-07-02 10:00"] = kw  # a Wednesday
        print(f"{plan}, measured {kw:.0f} kW: {above_contract(plan, demand_kw=demand):.2f}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 -W ignore show.py | tee seen
diff seen - <<'SEEN'
high_voltage_2_tier, told 100 kW above: 64844.00
high_voltage_2_tier, measured 200 kW: 0.00
high_voltage_2_tier, measured 100000 kW: 0.00
high_voltage_three_stage, told 100 kW above: 64844.00
high_voltage_three_stage, measured 200 kW: 0.00
high_voltage_three_stage, measured 100000 kW: 0.00
SEEN
