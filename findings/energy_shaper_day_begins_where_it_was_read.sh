#!/usr/bin/env bash
# energy-shaper 0.1.1: readings of a meter spread over days and hours, by a load profile
#
# Guess: the profile is one of the clock's day, so a lamp that burns from 18:00 to 21:00 burns then whether the meter is read at
#        midnight or at 15:00. A reading of a day and a half, evenly used, is two thirds and one third. Peak days 0 to 4 are the
#        days from Monday to Friday, as group_into_daily_summary has them by default: Friday has a peak, Sunday has none.
# Seen:  the profile begins when the record begins: read at 15:00, what is used in the evening stands in the next morning, from 9 to
#        12, and never counts as peak. Days are given equal parts whatever their length: 18 and 18 of 36 kWh, so the half day has
#        twice the load. And 0 is Sunday, as the docstring beside says: Sunday has a peak, Friday none. All sums are right.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" energy-shaper==0.1.1
cat > "$work/show.py" <<'PY'
from datetime import datetime, timedelta

from energy_shaper import group_into_daily_summary, split_into_daily_intervals, split_into_profiled_intervals

LAMP = [0] * 18 + [1] * 3 + [0] * 3
MONDAY, DAY = datetime(2025, 1, 6), timedelta(days=1)


def days(hour, count=1):
    first = MONDAY + timedelta(hours=hour)
    return [(first + n * DAY, first + (n + 1) * DAY, 24.0) for n in range(count)]


for hour in (0, 15):
    hours = split_into_profiled_intervals(days(hour), interval_m=60, profile=LAMP)
    print(f"read at {hour}:00, the lamp burns at", *(f"{one.start:%a %H}" for one in hours if one.usage))
for part in split_into_daily_intervals([(MONDAY, MONDAY + 1.5 * DAY, 36.0)]):
    print("of 36 kWh in 36 hours,", (part.end - part.start) // timedelta(hours=1), "hours have", part.usage)
for hour in (0, 15):
    week = list(group_into_daily_summary(days(hour, 7), profile=LAMP))
    print(f"read at {hour}:00, peak:", *(f"{one.day:%a} {one.peak:.0f}" for one in week))
    print(f"read at {hour}:00, week:", f"{sum(one.total for one in week):.0f}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
read at 0:00, the lamp burns at Mon 18 Mon 19 Mon 20
read at 15:00, the lamp burns at Tue 09 Tue 10 Tue 11
of 36 kWh in 36 hours, 24 hours have 18.0
of 36 kWh in 36 hours, 12 hours have 18.0
read at 0:00, peak: Mon 16 Tue 16 Wed 16 Thu 16 Fri 0 Sat 0 Sun 16
read at 0:00, week: 168
read at 15:00, peak: Mon 0 Tue 0 Wed 0 Thu 0 Fri 0 Sat 0 Sun 0 Mon 0
read at 15:00, week: 168
SEEN
