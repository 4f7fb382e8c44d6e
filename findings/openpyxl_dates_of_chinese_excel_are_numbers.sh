#!/usr/bin/env bash
# openpyxl 3.1.5, beside python-calamine 0.9.1 (written with XlsxWriter 3.3.1)
#
# Guess: the formats 27 to 36 and 50 to 58, which a Chinese Excel uses for 2025年1月1日, 2025年1月 and 1月1日 and which no
#        file spells out (ECMA-376 part 1, 18.8.30), are dates to whoever reads them, as 14 to 22 are.
# Seen:  openpyxl does not know them: the cell is the bare number 45658, its format "General" and is_date False, and so
#        pandas.read_excel has numbers where calamine has days. The same look chosen as a custom format is a date in
#        both. A column of days with both formats comes as days and numbers mixed.
# Mingji reads with calamine and has these numbers in its own table (data_loaders/values/number_formats.py, BUILT_IN).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1
cat > "$work/show.py" <<'PY'
import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

FORMATS = (14, 22, 27, 28, 31, 50, 57, 58, 'yyyy"年"m"月"d"日"')
book = xlsxwriter.Workbook("days.xlsx")
sheet = book.add_worksheet()
for column, shown in enumerate(FORMATS):
    sheet.write_number(0, column, 45658, book.add_format({"num_format": shown}))
book.close()
cells = openpyxl.load_workbook("days.xlsx").active[1]
days = CalamineWorkbook.from_path("days.xlsx").get_sheet_by_index(0).to_python()[0]
for shown, cell, day in zip(FORMATS, cells, days):
    print(f"{shown}: openpyxl {cell.value} ({cell.number_format}, date {cell.is_date}), calamine {day}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
14: openpyxl 2025-01-01 00:00:00 (mm-dd-yy, date True), calamine 2025-01-01
22: openpyxl 2025-01-01 00:00:00 (m/d/yy h:mm, date True), calamine 2025-01-01
27: openpyxl 45658 (General, date False), calamine 2025-01-01
28: openpyxl 45658 (General, date False), calamine 2025-01-01
31: openpyxl 45658 (General, date False), calamine 2025-01-01
50: openpyxl 45658 (General, date False), calamine 2025-01-01
57: openpyxl 45658 (General, date False), calamine 2025-01-01
58: openpyxl 45658 (General, date False), calamine 2025-01-01
yyyy"年"m"月"d"日": openpyxl 2025-01-01 00:00:00 (yyyy"年"m"月"d"日", date True), calamine 2025-01-01
SEEN
