#!/usr/bin/env bash
# python-calamine 0.9.1 (openpyxl 3.1.5 beside it)
#
# Guess: the target of a worksheet in xl/_rels/workbook.xml.rels is a relative reference (ECMA-376 part 2), so
#        "./worksheets/sheet1.xml" and "../xl/worksheets/sheet1.xml" name the same part as "worksheets/sheet1.xml".
# Seen:  calamine opens the workbook, lists the sheet, and finds it only under the two plain spellings; for the others
#        it raises WorksheetNotFound. openpyxl reads all four.
# Mingji copies such an archive under canonical names before calamine opens it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    python-calamine==0.9.1 openpyxl==3.1.5 XlsxWriter==3.3.1
cat > "$work/show.py" <<'PY'
import zipfile

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

book = xlsxwriter.Workbook("plain.xlsx")
book.add_worksheet("电费").write_row(0, 0, ["户号", "电量"])
book.close()
for target in (
    "worksheets/sheet1.xml",
    "/xl/worksheets/sheet1.xml",
    "./worksheets/sheet1.xml",
    "../xl/worksheets/sheet1.xml",
):
    with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile("other.xlsx", "w") as other:
        for name in plain.namelist():
            part = plain.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                part = part.replace(b'"worksheets/sheet1.xml"', f'"{target}"'.encode())
            other.writestr(name, part)
    reader = CalamineWorkbook.from_path("other.xlsx")
    try:
        calamine = reader.get_sheet_by_name(reader.sheet_names[0]).to_python()
    except Exception as error:
        calamine = type(error).__name__
    row = [cell.value for cell in openpyxl.load_workbook("other.xlsx").worksheets[0][1]]
    print(f"{target}: calamine {calamine}, openpyxl {[row]}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
worksheets/sheet1.xml: calamine [['户号', '电量']], openpyxl [['户号', '电量']]
/xl/worksheets/sheet1.xml: calamine [['户号', '电量']], openpyxl [['户号', '电量']]
./worksheets/sheet1.xml: calamine WorksheetNotFound, openpyxl [['户号', '电量']]
../xl/worksheets/sheet1.xml: calamine WorksheetNotFound, openpyxl [['户号', '电量']]
SEEN
