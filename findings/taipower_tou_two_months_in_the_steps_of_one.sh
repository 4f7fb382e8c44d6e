#!/usr/bin/env bash
# taipower-tou 0.1.0 (pandas 2.3.3, numpy 2.4.6): bills by the tariffs of Taiwan Power
#
# Guess: a household that is read every second month has steps of double width, as the tariff in the package says (data/
#        詳細電價表.txt: 計費之分段度數加倍計算), whichever way the bill is asked for; a cycle in which summer rates begin is
#        shared by days between both rates, as the README says.
# Seen:  calculate_bill knows by itself that the plan is read every second month, adds both months up and charges them in the
#        steps of one: 1960.50 instead of 1370.70 for 10 kWh a day in June and July, which plan.calculate_costs has. There
#        a cycle has one season, that of most of its days: May and June are charged like March and April, all of June too;
#        the function that would share by days is in the package, and nobody calls it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    taipower-tou==0.1.0 pandas==2.3.3 numpy==2.4.6 platformdirs==4.14.9
cat > "$work/show.py" <<'PY'
from pathlib import Path

import pandas as pd
import taipower_tou
from taipower_tou import BillingCycleType, calculate_bill

PLAN = "residential_non_tou"  # steps, the same every day: the calendar of holidays, which is fetched, may be empty
days = Path("cache/calendar/taiwan/2025.json")
days.parent.mkdir(parents=True)
days.write_text("[]")
calendar = taipower_tou.taiwan_calendar(cache_dir=Path("cache"))


def used(month, kwh):
    both = pd.date_range(month, pd.Timestamp(month) + pd.DateOffset(months=2), inclusive="left")
    return pd.Series(kwh / len(both), index=both)


def costs(usage, cycle):
    return taipower_tou.plan(PLAN, calendar_instance=calendar, billing_cycle_type=cycle).calculate_costs(usage)


june = used("2025-06-01", 610)
print(f"June and July, plan.calculate_costs: {costs(june, BillingCycleType.ODD_MONTH).sum():.2f}")
print(f"June and July, calculate_bill: {calculate_bill(june, PLAN, calendar_instance=calendar).energy_cost.sum():.2f}")
for first in (3, 5, 7):
    cost = costs(used(f"2025-{first:02}-01", 610), BillingCycleType.EVEN_MONTH)
    print(f"610 kWh in months {first} and {first + 1}: {cost.sum():.2f}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 -W ignore show.py | tee seen
diff seen - <<'SEEN'
June and July, plan.calculate_costs: 1370.70
June and July, calculate_bill: 1960.50
610 kWh in months 3 and 4: 1263.40
610 kWh in months 5 and 6: 1263.40
610 kWh in months 7 and 8: 1370.70
SEEN
