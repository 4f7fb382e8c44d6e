#!/usr/bin/env bash
# nemreader 0.9.2 (NEM12, the format of AEMO by which Australian interval readings are delivered), pandas 2.3.3
#
# Guess: a table with a column for each channel keeps the quality and the unit that the file gives for each channel: the
#        consumption was substituted (S14, in kWh), what the roof fed in was read (A, in Wh).
# Seen:  get_pivot_data_frame has one column of quality, and it is that of the channel whose name comes first: beside the
#        substituted consumption E1 stands A, from B1. With a feed-in channel called K1 the same rows say S14. No table
#        says the unit: 0.5 kWh and 300 Wh stand side by side as numbers. The CSV of days has the unit, but makes V ("variable",
#        the format's word for a day of several qualities) of a day that is S14 throughout; A stays A.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" nemreader==0.9.2 pandas==2.3.3 numpy==2.4.6
cat > "$work/show.py" <<'PY'
from pathlib import Path

from nemreader import NEMFile, output_as_daily_csv

HEAD = "100,NEM12,202503020000,MDP1,RETAILER1"
CHANNEL = "200,NMI0000001,E1{},{},{},N1,METER001,{},30,20250401"
DAY = "300,20250301,{},{},20250302010000,20250302020000"


def delivered(feed_in: str) -> NEMFile:
    lines = [HEAD]
    for channel, unit, value, quality in (("E1", "KWH", "0.5", "S14,32,"), (feed_in, "WH", "300", "A,,")):
        lines += [CHANNEL.format(feed_in, channel, channel, unit), DAY.format(",".join([value] * 48), quality)]
    Path("day.csv").write_text("\n".join([*lines, "900", ""]))
    return NEMFile("day.csv", strict=True)


for feed_in in ("B1", "K1"):
    table = delivered(feed_in).get_pivot_data_frame()
    row = table.iloc[0]
    print(f"E1 {row.E1} {feed_in} {row[feed_in]} quality {row.quality}")
print("columns", *delivered("B1").get_data_frame().columns)
for line in Path(output_as_daily_csv("day.csv")).read_text().split():
    print(line)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
E1 0.5 B1 300.0 quality A
E1 0.5 K1 300.0 quality S14
columns nmi suffix serno t_start t_end value quality evt_code evt_desc
nmi,meter_sn,day,channel,day_total,uom,quality_method
NMI0000001,METER001,20250301,E1,24.0,KWH,V
NMI0000001,METER001,20250301,B1,14400.0,WH,A
SEEN
