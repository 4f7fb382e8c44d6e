#!/usr/bin/env bash
# nemreader 0.9.2, pandas 2.3.3
#
# Guess: half-hourly readings of a NEM12 file, asked for in intervals of two hours or of a day (set_interval, in minutes),
#        are 12 rows and one row, which follow each other and hold the energy of their time.
# Seen:  an interval ends where the minute of the clock is divisible by its length, so above an hour at every full hour: the
#        day of 48 kWh comes as 24 rows of a whole day with 2 kWh each, the first beginning an hour into the day before, and
#        as 24 overlapping rows of two hours. The sum is right, so a check of totals passes; each row is the energy
#        of its last hour. 30 and 60 minutes are right. Nothing is said.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" nemreader==0.9.2 pandas==2.3.3 numpy==2.4.6
cat > "$work/show.py" <<'PY'
from pathlib import Path

from nemreader import NEMFile

Path("day.csv").write_text(
    "100,NEM12,202503020000,MDP1,RETAILER1\n"
    "200,NMI0000001,E1,E1,E1,N1,METER001,KWH,30,20250401\n"
    f"300,20250301,{','.join(['1'] * 48)},A,,,20250302010000,20250302020000\n"
    "900\n"
)
file = NEMFile("day.csv", strict=True)
for minutes in (30, 60, 120, 1440):
    rows = file.get_data_frame(set_interval=minutes)
    print(f"{minutes} minutes: {len(rows)} rows, {rows.value.sum():.0f} kWh")
    for row in rows.iloc[[0, -1]].itertuples():
        print(f"    {row.t_start:%d %H:%M} to {row.t_end:%d %H:%M} {row.value:.0f} kWh")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
30 minutes: 48 rows, 48 kWh
    01 00:00 to 01 00:30 1 kWh
    01 23:30 to 02 00:00 1 kWh
60 minutes: 24 rows, 48 kWh
    01 00:00 to 01 01:00 2 kWh
    01 23:00 to 02 00:00 2 kWh
120 minutes: 24 rows, 48 kWh
    28 23:00 to 01 01:00 2 kWh
    01 22:00 to 02 00:00 2 kWh
1440 minutes: 24 rows, 48 kWh
    28 01:00 to 01 01:00 2 kWh
    01 00:00 to 02 00:00 2 kWh
SEEN
