#!/usr/bin/env bash
# entsoe-py 0.8.1 (pandas 2.3.3), reading documents of ENTSO-E's transparency platform
#
# Guess: the n-th point of a period begins n - 1 steps after the period's start: months of a country's own time begin at
#        its midnights, days too when the clocks change, and a point that curve type A03 leaves out, because it repeats the
#        one before (IEC 62325, as the library's comments say), is that value again, up to the period's end.
# Seen:  a month is a step to the next first of a month in UTC, and Brussels' January begins on 31 December there: of
#        three months two are left, January's value is gone, February stands on 2 January. Days after the clocks went back
#        begin at 23:00. Bids (parse_aggregated_bids) are put down one after another whatever their position: what is
#        offered in the third hour stands in the second, and the hours at the end are empty. Contracted reserves get a quarter
#        of an hour more, after the period's end. Loads of the same points are right.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    entsoe-py==0.8.1 pandas==2.3.3 numpy==2.4.6 beautifulsoup4==4.15.0 pytz==2026.2
cat > "$work/show.py" <<'PY'
from entsoe import parsers


def document(resolution: str, start: str, end: str, points: dict[int, int]) -> str:
    listed = "".join(f"<Point><position>{n}</position><quantity>{mw}</quantity></Point>" for n, mw in points.items())
    return (
        "<Document><TimeSeries><mRID>1</mRID><businessType>A96</businessType><curveType>A03</curveType>"
        "<flowDirection.direction>A01</flowDirection.direction><Period>"
        f"<timeInterval><start>{start}</start><end>{end}</end></timeInterval>"
        f"<resolution>{resolution}</resolution>{listed}</Period></TimeSeries></Document>"
    )


def tell(name: str, series) -> None:
    local = series.tz_convert("Europe/Brussels")
    print(name, *(f"{time:%m-%d %H:%M}={mw:.0f}" for time, mw in local.items()), sep="; ")


months = document("P1M", "2024-12-31T23:00Z", "2025-03-31T22:00Z", {1: 10, 2: 20, 3: 30})
tell("months", parsers.parse_loads(months)["Forecasted Load"])
days = document("P1D", "2025-10-24T22:00Z", "2025-10-27T23:00Z", {1: 10, 2: 20, 3: 30})
tell("days", parsers.parse_loads(days)["Forecasted Load"])
hours = document("PT60M", "2025-01-05T23:00Z", "2025-01-06T04:00Z", {1: 10, 3: 30, 4: 40})
tell("loads", parsers.parse_loads(hours)["Forecasted Load"])
tell("bids", parsers.parse_aggregated_bids(hours)["Up", 1, "Offered"])
tell("reserves", parsers.parse_contracted_reserve(hours, "Europe/Brussels", "quantity").iloc[[0, 4, 8, -2, -1], 0])
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
months; 01-02 00:00=20; 02-02 00:00=30
days; 10-25 00:00=10; 10-26 00:00=20; 10-26 23:00=30
loads; 01-06 00:00=10; 01-06 01:00=10; 01-06 02:00=30; 01-06 03:00=40; 01-06 04:00=40
bids; 01-06 00:00=10; 01-06 01:00=30; 01-06 02:00=40; 01-06 03:00=nan; 01-06 04:00=nan
reserves; 01-06 00:00=10; 01-06 01:00=10; 01-06 02:00=30; 01-06 04:45=40; 01-06 05:00=40
SEEN
