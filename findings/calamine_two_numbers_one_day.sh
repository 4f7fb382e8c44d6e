#!/usr/bin/env bash
# python-calamine 0.9.1
#
# Guess: under a date format two different whole numbers are two different days.
# Seen:  59 and 60 are both 28 February 1900. Excel counts a 29th that year never had, and calamine takes the number 60
#        back by a day without going on from there, so the number cannot be had back from the date. A small count that
#        somebody formatted as a date (60 days overdue) becomes another one in silence.
# Mingji reads the raw cell wherever a number under a date format is below 100.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" python-calamine==0.9.1 XlsxWriter==3.3.1
cat > "$work/show.py" <<'PY'
import xlsxwriter
from python_calamine import CalamineWorkbook

book = xlsxwriter.Workbook("days.xlsx")
sheet, dated = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
for row, number in enumerate((58, 59, 60, 61)):
    sheet.write_number(row, 0, number)
    sheet.write_number(row, 1, number, dated)
book.close()
for number, day in CalamineWorkbook.from_path("days.xlsx").get_sheet_by_index(0).to_python():
    print(f"{number:.0f} {day}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
58 1900-02-27
59 1900-02-28
60 1900-02-28
61 1900-03-01
SEEN
