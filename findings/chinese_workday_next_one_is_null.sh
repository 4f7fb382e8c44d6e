#!/usr/bin/env bash
# chinese-workday 1.16.1 (npm), beside chinesecalendar 1.11.0: China's rest days and the weekends worked instead
#
# Guess: two calendars of the State Council's notices, complete for 2011 to 2026 by the README, know the same working
#        days; the next one after the last before a holiday is the first after it; a year not announced yet is refused.
# Seen:  nextWorkday looks seven days ahead and no further, so before every Spring Festival and every National Day it is null: what
#        is due on the working day after 30 September is never due. Of 16 years 28 days are wrong: New Year's Day of
#        2018, 3 and 4 September 2015, what was added in 2020 and three days of weekends are worked; fourteen days of weekends
#        that were worked instead are rest days, and so are six behind a holiday, the last 3 January 2023. 2027 is
#        weekdays and weekends, its National Day is worked; chinesecalendar refuses it.
# Mingji counts by chinesecalendar and says where its years end.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" chinesecalendar==1.11.0
npm install --silent --no-audit --no-fund --prefix "$work" chinese-workday@1.16.1 > "$work/npm"
cat > "$work/days.mjs" <<'JS'
import { isWorkday, nextWorkday } from "chinese-workday";

for (let time = Date.UTC(2011, 0, 1); time < Date.UTC(2028, 0, 1); time += 86_400_000) {
  const day = new Date(time).toISOString().slice(0, 10);
  console.log(day, isWorkday(day), nextWorkday(day));
}
JS
cat > "$work/show.py" <<'PY'
import datetime as dt
from pathlib import Path

import chinese_calendar

wrong, without_next = {"worked": [], "rested": []}, []
for line in Path("days").read_text().splitlines():
    day, worked, following = line.split()
    if day < "2027":
        if (worked == "true") != chinese_calendar.is_workday(dt.date.fromisoformat(day)):
            wrong["worked" if worked == "true" else "rested"].append(day)
        if following == "null":
            without_next.append(day)
    elif day in ("2027-01-01", "2027-10-01"):
        print(day, "is worked" if worked == "true" else "is a rest day")
print("worked, and should not:", *wrong["worked"])
print("rested, and should not:", *wrong["rested"])
print(len(without_next), "days have no next working day, of 2025 and 2026:", *(day for day in without_next if day > "2025"))
try:
    chinese_calendar.is_workday(dt.date(2027, 1, 1))
except NotImplementedError as error:
    print("chinesecalendar:", str(error).split(".")[0])
PY
cd "$work"
TZ=Asia/Shanghai node days.mjs > days
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
2027-01-01 is worked
2027-10-01 is worked
worked, and should not: 2011-01-29 2012-09-30 2013-12-29 2015-09-03 2015-09-04 2018-01-01 2020-01-31 2020-02-01
rested, and should not: 2011-02-12 2011-04-02 2011-12-31 2012-01-29 2012-03-31 2012-04-01 2012-04-28 2012-10-08 2013-04-07 2013-04-27 2013-04-28 2013-06-08 2013-06-09 2013-10-12 2014-06-03 2014-06-04 2014-09-09 2014-09-10 2014-10-11 2023-01-03
42 days have no next working day, of 2025 and 2026: 2025-01-27 2025-01-28 2025-09-30 2025-10-01 2026-02-14 2026-02-15 2026-02-16 2026-09-30
chinesecalendar: no available data for year 2027, only year between [2004, 2026] supported
SEEN
