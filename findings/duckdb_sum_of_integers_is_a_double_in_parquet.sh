#!/usr/bin/env bash
# duckdb 1.5.5, pyarrow 26.0.1
#
# Guess: a sum of whole numbers, kept by COPY as Parquet, is a whole number when it is read again, or COPY says that
#        the format has no such type.
# Seen:  sum(BIGINT) is a HUGEINT, which Parquet does not have; COPY writes it as DOUBLE and says nothing, so fen above
#        2^53 come back changed by one. The same query is exact as Arrow (decimal128(38, 0)), as CSV, and in Parquet
#        where the number was a DECIMAL before it was summed; a cast of the sum to BIGINT keeps it too.
# Mingji's engine casts what it writes to the types that the expression declares (models/engine/duckdb.py, write).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" duckdb==1.5.5 pyarrow==26.0.1
cat > "$work/show.py" <<'PY'
import duckdb

SUMS = {
    "sum": "sum(fen)",
    "sum of decimals": "sum(fen::DECIMAL(18, 0))",
    "sum, cast": "sum(fen)::BIGINT",
}
connection = duckdb.connect()
connection.execute("CREATE TABLE payments AS SELECT 9007199254740993 AS fen")
for name, how in SUMS.items():
    query = f"SELECT {how} AS total FROM payments"
    connection.execute(f"COPY ({query}) TO 'kept.parquet'")
    kept = connection.execute("SELECT typeof(total), total FROM 'kept.parquet'").fetchone()
    arrow = connection.execute(query).to_arrow_table()
    print(f"{name}: parquet {kept[0]} {int(kept[1])}; arrow {arrow.schema.field(0).type} {arrow[0][0].as_py()}")
connection.execute("COPY (SELECT sum(fen) AS total FROM payments) TO 'kept.csv'")
print("csv", connection.execute("FROM 'kept.csv'").fetchone()[0])
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
sum: parquet DOUBLE 9007199254740992; arrow decimal128(38, 0) 9007199254740993
sum of decimals: parquet DECIMAL(38,0) 9007199254740993; arrow decimal128(38, 0) 9007199254740993
sum, cast: parquet BIGINT 9007199254740993; arrow int64 9007199254740993
csv 9007199254740993
SEEN
