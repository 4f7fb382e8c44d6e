#!/usr/bin/env bash
# fastdbf 0.5.2, beside dbfread 2.0.7, reading what tablib 3.10.0 writes
#
# Guess: two readers of a dBase III file without memos find its columns at the same place, one behind the other by their lengths.
#        Bytes 12 to 15 of a field's description are where dBase kept the field in its own memory; to anybody else they mean
#        nothing, and many writers leave them 0 (tablib, and dbffile of npm).
# Seen:  fastdbf takes them for the place in the record, which they are in FoxPro, whatever version the file says it is of. Where
#        they are 0 every column begins with the record's first byte: the meter's number is the customer's, and the energy is
#        the first digits of that number. As long as those are digits nothing is said; records() and to_columns() agree. Of a
#        customer's number with a letter the file is refused. What fastdbf itself wrote it reads.
# Mingji takes the columns one behind the other, by their lengths.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    fastdbf==0.5.2 dbfread==2.0.7 tablib==3.10.0
cat > "$work/show.py" <<'PY'
import fastdbf
import tablib
from dbfread import DBF

HEADERS = ("CONS_NO", "METER_NO", "KWH")


def fast(path, how):
    with fastdbf.Table(path).open("r") as table:
        rows = getattr(table, how)()
        if how == "to_columns":
            return [tuple(rows[name][0] for name in HEADERS)]
        return [tuple(row[name] for name in HEADERS) for row in rows]


for customer in ("3101234567", "A101234567"):
    with open("written.dbf", "wb") as file:
        file.write(tablib.Dataset((customer, "9900000001", 5), headers=HEADERS).export("dbf"))
    print("dbfread:", *next(iter(DBF("written.dbf"))).values())
    for how in ("records", "to_columns"):
        try:
            print(f"fastdbf, {how}:", *fast("written.dbf", how)[0])
        except fastdbf.DbfFormatError as error:
            print(f"fastdbf, {how}:", error)
with fastdbf.Table("own.dbf", "CONS_NO C(10); METER_NO C(10); KWH N(10,0)") as own:
    own.append(dict(zip(HEADERS, ("3101234567", "9900000001", 5), strict=True)))
print("fastdbf, of its own:", *fast("own.dbf", "records")[0])
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
dbfread: 3101234567 9900000001 5.0
fastdbf, records:  3101234567  3101234567 310123456.0
fastdbf, to_columns:  3101234567  3101234567 310123456.0
dbfread: A101234567 9900000001 5.0
fastdbf, records: invalid numeric payload: "A10123456"
fastdbf, to_columns: invalid numeric payload: "A10123456"
fastdbf, of its own: 3101234567 9900000001 5
SEEN
