#!/usr/bin/env bash
# chinesecalendar 1.11.0 (chinese_calendar.find_workday), beside holidays 0.109 (get_nth_working_day, China)
#
# Guess: what must be done within one working day of a complaint that came on a rest day is due on the first working day after it, for
#        both libraries; both know the rest days and the Saturdays worked instead, day by day alike.
# Seen:  they do, and count backwards and from a working day alike. Forwards from a rest day find_workday moves on to the first
#        working day, which is its 0, and counts from there: what came on National Day is due within one working
#        day on the second one after the holiday, one later than with the other, to which 0 and 1 are there the same day.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" chinesecalendar==1.11.0 holidays==0.109
cat > "$work/show.py" <<'PY'
from datetime import date, timedelta

import chinese_calendar
import holidays

china = holidays.country_holidays("CN", years=range(2023, 2027))
year = [date(2025, 1, 1) + timedelta(days) for days in range(365)]
print("days of 2025 judged differently:", sum(china.is_working_day(day) != chinese_calendar.is_workday(day) for day in year))
for name, day in {"working day": date(2025, 9, 30), "National Day": date(2025, 10, 1), "Saturday": date(2025, 9, 27)}.items():
    steps = (-1, 0, 1, 2)
    print(f"{day} ({name}) -1 0 1 2")
    print("  find_workday       ", *(chinese_calendar.find_workday(step, day) for step in steps))
    print("  get_nth_working_day", *(china.get_nth_working_day(day, step) for step in steps))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
days of 2025 judged differently: 0
2025-09-30 (working day) -1 0 1 2
  find_workday        2025-09-29 2025-09-30 2025-10-09 2025-10-10
  get_nth_working_day 2025-09-29 2025-09-30 2025-10-09 2025-10-10
2025-10-01 (National Day) -1 0 1 2
  find_workday        2025-09-30 2025-10-09 2025-10-10 2025-10-11
  get_nth_working_day 2025-09-30 2025-10-09 2025-10-09 2025-10-10
2025-09-27 (Saturday) -1 0 1 2
  find_workday        2025-09-26 2025-09-28 2025-09-29 2025-09-30
  get_nth_working_day 2025-09-26 2025-09-28 2025-09-28 2025-09-29
SEEN
