#!/usr/bin/env bash
# ibis-framework 12.0.0 with duckdb 1.5.5, and sqlglot 29.0.1 or 30.30.0
#
# Guess: what pip puts together by ibis-framework's own requirement (sqlglot>=23.4, no upper bound) works together, at
#        least for making a table of rows in memory.
# Seen:  Ibis names what it drops by a plain str. sqlglot 29 writes the name, 30.30 leaves it out without a word
#        ("DROP VIEW IF EXISTS"), so that every create_table of rows in memory ends in a parser error; reading works.
# Mingji pins sqlglot 29.0.1.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cat > "$work/show.py" <<'PY'
import ibis
import pyarrow as pa
import sqlglot
import sqlglot.expressions as sge

print("sqlglot", sqlglot.__version__)
print(sge.Drop(kind="VIEW", this="bills", exists=True).sql("duckdb"))
con = ibis.duckdb.connect()
rows = pa.table({"kwh": [1, 2]})
print("read:", con.execute(ibis.memtable(rows).kwh.sum()))
try:
    print("create_table:", con.create_table("bills", rows).count().execute())
except Exception as error:
    print("create_table:", type(error).__name__, error)
PY
cd "$work"
for version in 29.0.1 30.30.0; do
    python3 -m pip install --quiet --disable-pip-version-check --target "$work/site-$version" \
        "ibis-framework[duckdb]==12.0.0" duckdb==1.5.5 "sqlglot==$version"
    PYTHONPATH="$work/site-$version" python3 show.py
done | tee seen
diff seen - <<'SEEN'
sqlglot 29.0.1
DROP VIEW IF EXISTS bills
read: 3
create_table: 2
sqlglot 30.30.0
DROP VIEW IF EXISTS
read: 3
create_table: ParserException Parser Error: syntax error at end of input
SEEN
