#!/usr/bin/env bash
# aemo-to-tariff 0.7.28 (tzdata 2025.2): prices of Australian networks, for spot prices by five minutes
#
# Guess: a moment has one price, whichever zone its time is told in, since the hour is taken in the network's own: Monday 9:30 in
#        Melbourne, Hobart or Sydney is an hour of a working day, also where a log has it in UTC. Where the package's tables
#        charge a tariff for its demand, the functions for the demand's fee do so.
# Seen:  the hour is the network's, the day of the week that of the time as it was handed over. By UTC it is still Sunday there on
#        Monday until 10 or 11 in the morning, so the peak is charged at the weekend's rate, and Saturday's morning at that of a
#        working day: 15 cents a kWh too little or too much with one of Victoria's tariffs. A demand in Powercor's network costs
#        nothing: the two functions that take a network's name do not know this one and say 0, as for a tariff without
#        such a charge, though its table has 23.11 dollars a kW and the function of its own module asks for them.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    aemo-to-tariff==0.7.28 tzdata==2025.2 pytz==2026.2
cat > "$work/show.py" <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo

from aemo_to_tariff import powercor
from aemo_to_tariff.convert import calculate_demand_fee, estimate_demand_fee, spot_to_tariff

UTC = ZoneInfo("UTC")
ASKED = (
    ("victoria", "VICR_TOU", "Australia/Melbourne"),
    ("tasnetworks", "TAS94", "Australia/Hobart"),
    ("essential", "BLNT3AU", "Australia/Sydney"),
)
for network, tariff, zone in ASKED:
    for day in (5, 7):  # Saturday and Monday
        there = datetime(2026, 9, day, 9, 30, tzinfo=ZoneInfo(zone))
        prices = (spot_to_tariff(moment, network, tariff, 0) for moment in (there, there.astimezone(UTC)))
        print(network, f"{there:%A %H:%M}", "told there {:.2f}, in UTC {:.2f}".format(*prices))

evening = datetime(2026, 9, 7, 18, 0, tzinfo=ZoneInfo("Australia/Melbourne"))
print("100 kW:", calculate_demand_fee("powercor", "NDD", 100, interval_time=evening), end=" ")
print("estimated:", estimate_demand_fee(evening, "powercor", "NDD", 100), end=" ")
print("by the network's own:", powercor.estimate_demand_fee(evening, "NDD", 100))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
victoria Saturday 09:30 told there 15.00, in UTC 30.00
victoria Monday 09:30 told there 30.00, in UTC 15.00
tasnetworks Saturday 09:30 told there 11.64, in UTC 19.77
tasnetworks Monday 09:30 told there 19.77, in UTC 11.64
essential Saturday 09:30 told there 7.07, in UTC 17.57
essential Monday 09:30 told there 17.57, in UTC 7.07
100 kW: 0.0 estimated: 0.0 by the network's own: 2311.0
SEEN
