#!/usr/bin/env bash
# tablib 3.10.0, beside dbfread 2.0.7
#
# Guess: what a dataset exports as DBF it can import again: an amount keeps its fen or is refused, and a blank number,
#        which is unknown, stays None as in dbfread.
# Seen:  every number column is N(10, 8), and an amount is written with eight decimals and cut after ten characters: it
#        keeps its fen up to 9999999.99, loses one digit of them from there (12345678.95 is 12345678.9), both from 100
#        million, and a minus takes a digit too (-1234567.89 is -1234567.8). Cut, not rounded, and in silence; only
#        eleven digits before the point are refused. Read, a blank number is 0.
# Mingji reads DBF with dbfread and keeps a blank apart from nought.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" tablib==3.10.0 dbfread==2.0.7
cat > "$work/show.py" <<'PY'
import io
from pathlib import Path

import tablib
from dbfread import DBF


def exported(value: float) -> bytes:
    return tablib.Dataset(("A", value), headers=("CONS_NO", "AMOUNT")).export("dbf")


def imported(data: bytes) -> object:
    return tablib.Dataset().load(io.BytesIO(data), format="dbf")["AMOUNT"][0]


for amount in (1234567.89, -1234567.89, 12345678.95, 123456789.95, 1234567890.5, 12345678901.0):
    try:
        print(f"{amount:.2f} comes back as {imported(exported(amount))}")
    except ValueError as error:
        print(f"{amount:.2f}: {error}")
blank = exported(5.0).replace(b"5.00000000", b" " * 10)
Path("blank.dbf").write_bytes(blank)
print(f"blank: tablib {imported(blank)}, dbfread {next(iter(DBF('blank.dbf')))['AMOUNT']}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
1234567.89 comes back as 1234567.89
-1234567.89 comes back as -1234567.8
12345678.95 comes back as 12345678.9
123456789.95 comes back as 123456789.0
1234567890.50 comes back as 1234567890
12345678901.00: [AMOUNT] Numeric overflow: 12345678901.00000000 (field width: 10)
blank: tablib 0, dbfread None
SEEN
