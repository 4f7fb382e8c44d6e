#!/usr/bin/env bash
# meterdatalogic 0.4.0 (pandas 2.3.3): bills from interval readings (NEM12)
#
# Guess: the monthly bill of a plan (pricing.compute_billables, estimate_costs) has a line for every month in which energy was
#        taken from the grid; a roof that feeds in from March on adds its credit to March, a supply that begins on 15
#        January has a first, shorter month.
# Seen:  the months are those from the first to the last reading of what was fed in, if there is any, else those whose first
#        day lies within the readings. January and February of the customer with a roof are not billed at all, half a
#        January neither; nothing is said. The daily charge of the months that are left is right.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    meterdatalogic==0.4.0 pandas==2.3.3 numpy==2.4.6 pydantic==2.14.4
cat > "$work/show.py" <<'PY'
import pandas as pd
from meterdatalogic.analytics.pricing import compute_billables, estimate_costs
from meterdatalogic.analytics.types import Plan, ToUBand

plan = Plan(usage_bands=[ToUBand(name="all_day", start="00:00", end="24:00", rate_c_per_kwh=30)], fixed_c_per_day=100)


def readings(start, feed_in_from=None):
    times = pd.date_range(start, "2025-04-01", freq="30min", inclusive="left", tz="Australia/Brisbane", name="t_start")
    taken = pd.DataFrame({"nmi": "1", "channel": "E1", "flow": "grid_import", "kwh": 0.5, "cadence_min": 30}, index=times)
    if feed_in_from is None:
        return taken
    given = taken[feed_in_from:].assign(channel="B1", flow="grid_export_solar", kwh=0.25)
    return pd.concat([taken, given]).sort_index()


for name, of in {
    "from 1 January": readings("2025-01-01"),
    "from 1 January, a roof from 10 March": readings("2025-01-01", "2025-03-10"),
    "from 15 January": readings("2025-01-15"),
}.items():
    used = of[of.flow == "grid_import"].kwh.sum()
    costs = estimate_costs(compute_billables(of, plan), plan)
    billed = ", ".join(f"{row.month} {row.energy_cost:.2f}" for row in costs.itertuples())
    print(f"{name}: {used:.0f} kWh at 0.30 are {used * 0.3:.2f}; billed {billed}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
from 1 January: 2160 kWh at 0.30 are 648.00; billed 2025-01 223.20, 2025-02 201.60, 2025-03 223.20
from 1 January, a roof from 10 March: 2160 kWh at 0.30 are 648.00; billed 2025-03 223.20
from 15 January: 1824 kWh at 0.30 are 547.20; billed 2025-02 201.60, 2025-03 223.20
SEEN
