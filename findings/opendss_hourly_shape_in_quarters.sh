#!/usr/bin/env bash
# OpenDSSDirect.py 0.9.4 (dss_python 0.15.7, DSS C-API 0.14.5)
#
# Guess: a load shape of 24 hourly values, solved in steps of an hour or less, gives each value its hour, so the energy of
#        the day is the sum of the 24 at every step.
# Seen:  the value of a time is the one nearest to it, and halves go to the even hour. In quarters the odd hours last 45
#        minutes and the even ones 75, in half hours 30 and 90; the day begins with its last value. Of a day of 300 kWh
#        the meter counts 303 and 306. Only a step that never falls on a half hour (20 minutes) gives each value its hour.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    opendssdirect.py==0.9.4 dss_python==0.15.7 dss_python_backend==0.14.5 numpy==2.4.6
cat > "$work/show.py" <<'PY'
from collections import Counter

import opendssdirect as dss

HOURS = range(1, 25)  # so many kW in each hour of the day
NETWORK = f"""
clear
new circuit.area basekv=0.4 r1=1e-5 x1=1e-5 r0=1e-5 x0=1e-5
new loadshape.day npts=24 interval=1 mult=({" ".join(map(str, HOURS))})
new line.feeder bus1=sourcebus bus2=end r1=1e-5 x1=1e-5 r0=1e-5 x0=1e-5
new load.customer bus1=end kv=0.4 kw=1 pf=1 daily=day
new energymeter.total element=line.feeder terminal=1
set voltagebases=[0.4]
calcvoltagebases
"""

for minutes in (60, 30, 20, 15):
    for line in NETWORK.split("\n"):
        dss.Text.Command(line)
    dss.Text.Command(f"set mode=daily stepsize={minutes}m number=1")
    steps = []
    for _ in range(24 * 60 // minutes):
        dss.Solution.Solve()
        steps.append(round(-dss.Circuit.TotalPower()[0]))
    counted = dict(zip(dss.Meters.RegisterNames(), dss.Meters.RegisterValues()))["kWh"]
    lasts = Counter(steps)
    odd, even = ({lasts[hour] * minutes for hour in HOURS if hour % 2 == odd} for odd in (1, 0))
    print(f"steps of {minutes}: first {steps[0]} kW, odd hours {odd}, even {even} minutes, {counted:.1f} kWh")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
steps of 60: first 1 kW, odd hours {60}, even {60} minutes, 300.0 kWh
steps of 30: first 24 kW, odd hours {30}, even {90} minutes, 306.0 kWh
steps of 20: first 24 kW, odd hours {60}, even {60} minutes, 300.0 kWh
steps of 15: first 24 kW, odd hours {45}, even {75} minutes, 303.0 kWh
SEEN
