#!/usr/bin/env bash
# ibis-framework 12.0.0, duckdb 1.5.5
#
# Guess: minutes from a CASE of whole numbers can be turned into seconds; `else_=ibis.null(type)` says no more than no else.
# Seen:  Ibis takes the literals 45 and 90 for int8 and the product with 60 for int16, and writes the literals bare. Without
#        an else DuckDB counts in INTEGER and is right. A null of the type that Ibis itself gives the CASE pins the whole
#        CASE to TINYINT, and 45 × 60 is an error; that the product is typed int16 is known to Ibis alone.
# Mingji writes whole numbers of law as int64.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" "ibis-framework[duckdb]==12.0.0" duckdb==1.5.5
cat > "$work/show.py" <<'PY'
import duckdb
import ibis

engine = ibis.duckdb.connect()
engine.raw_sql("CREATE TABLE orders AS SELECT * FROM (VALUES (1), (2)) AS given(area)")
area = engine.table("orders").area
branches = ((area == 1, ibis.literal(45)), (area == 2, ibis.literal(90)))
for name, minutes in (
    ("no else", ibis.cases(*branches)),
    ("typed null", ibis.cases(*branches, else_=ibis.null(ibis.cases(*branches).type()))),
):
    seconds = minutes * 60
    try:
        seen = sorted(engine.execute(seconds).tolist())
    except duckdb.OutOfRangeException:
        seen = "out of range"
    print(name, minutes.type(), seconds.type(), seen)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
no else int8 int16 [2700, 5400]
typed null int8 int16 out of range
SEEN
