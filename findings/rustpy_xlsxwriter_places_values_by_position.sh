#!/usr/bin/env bash
# rustpy-xlsxwriter 0.8.0, read back with openpyxl 3.1.5 and Python's csv
#
# Guess: records are dictionaries, so each value goes under the heading of its key, as with csv.DictWriter, pandas or
#        pyarrow; a record without a key leaves a blank cell, a key that no heading has is refused or gets one.
# Seen:  the headings are the keys of the first record; of every later one the values are put down from left to right,
#        whatever their keys. A record with another order of keys has its values exchanged, one without the first key
#        is moved to the left, and what is too much stands beside the headings. Nothing is said, in xlsx and csv alike.
# Mingji hands over Arrow tables, where every row has the same columns.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    rustpy-xlsxwriter==0.8.0 openpyxl==3.1.5
cat > "$work/show.py" <<'PY'
import csv

import openpyxl
from rustpy_xlsxwriter import write_csv, write_worksheet

BILLS = [
    {"cons_no": "A", "energy_kwh": 100, "amount_yuan": 56},
    {"cons_no": "B", "amount_yuan": 112, "energy_kwh": 200},
    {"energy_kwh": 300, "amount_yuan": 168},
    {"cons_no": "D", "energy_kwh": 400, "amount_yuan": 224, "late_fee_yuan": 3},
]


def told(rows):
    return " | ".join(",".join("" if cell is None else str(cell).removesuffix(".0") for cell in row) for row in rows)


write_worksheet(BILLS, "bills.xlsx")
print("xlsx:", told(openpyxl.load_workbook("bills.xlsx").active.iter_rows(values_only=True)))
write_csv(BILLS, "bills.csv")
with open("bills.csv", encoding="utf-8-sig", newline="") as file:
    print("csv:", told(csv.reader(file)))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
xlsx: cons_no,energy_kwh,amount_yuan, | A,100,56, | B,112,200, | 300,168,, | D,400,224,3
csv: cons_no,energy_kwh,amount_yuan | A,100,56 | B,112,200 | 300,168 | D,400,224,3
SEEN
