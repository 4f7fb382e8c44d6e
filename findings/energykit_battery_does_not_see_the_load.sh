#!/usr/bin/env bash
# energykit 0.2.0 (pandas 2.3.3)
#
# Guess: what a battery saves of the demand charge (DemandChargeAnalyzer, battery_savings_df) depends on how long the load
#        stays above the mark: a peak of one quarter of an hour it can cut, a plateau of twelve hours it cannot. So says its
#        documentation: "battery must have enough capacity for the peak event duration".
# Seen:  the table is the same for both, to the cent. The load of the month is looked for by a period called "ME", which
#        pandas takes for resampling but refuses for periods; the refusal is caught and two hours are assumed,
#        always. A load that is smaller than the battery's power is
#        freed of the whole charge, though it lasts the month long and the battery holds two hours of it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    energykit==0.2.0 pandas==2.3.3 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
cat > "$work/show.py" <<'PY'
import pandas as pd
from energykit.cost import DemandChargeAnalyzer

quarters = pd.date_range("2025-01-01", "2025-01-31 23:45", freq="15min")
one_quarter = pd.Series(60.0, index=quarters)
one_quarter["2025-01-15 10:00"] = 100.0
daily = pd.Series(60.0, index=quarters)
daily[(quarters.hour >= 8) & (quarters.hour < 20)] = 100.0
for name, load in {
    "100 kW for a quarter of an hour": one_quarter,
    "100 kW for twelve hours a day": daily,
    "5 kW all month": pd.Series(5.0, index=quarters),
}.items():
    found = DemandChargeAnalyzer(demand_rate=40, dt_hours=0.25).analyze(load)
    saved = [f"{row.battery_kwh:g} kWh {row.annual_savings_usd:.2f}" for row in found.battery_savings_df.itertuples()]
    print(f"{name}, charge {found.total_annual_charge_usd:.0f}, saved by", *saved, sep="; ")
try:
    quarters.to_period("ME")
except ValueError as error:
    print(error)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
100 kW for a quarter of an hour, charge 4000, saved by; 5 kWh 100.00; 10 kWh 200.00; 13.5 kWh 200.00; 20 kWh 400.00; 50 kWh 1000.00
100 kW for twelve hours a day, charge 4000, saved by; 5 kWh 100.00; 10 kWh 200.00; 13.5 kWh 200.00; 20 kWh 400.00; 50 kWh 1000.00
5 kW all month, charge 200, saved by; 5 kWh 100.00; 10 kWh 200.00; 13.5 kWh 200.00; 20 kWh 200.00; 50 kWh 200.00
Invalid frequency: ME, failed to parse with error message: ValueError("for Period, please use 'M' instead of 'ME'")
SEEN
