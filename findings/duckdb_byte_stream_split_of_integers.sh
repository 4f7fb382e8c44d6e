#!/usr/bin/env bash
# duckdb 1.5.5, pyarrow 26.0.1
#
# Guess: an encoding that the Parquet format allows for a type, and that Arrow writes and reads, is read by DuckDB too.
# Seen:  since format 2.11 BYTE_STREAM_SPLIT is allowed for INT32, INT64 and fixed length bytes. DuckDB reads it for FLOAT
#        and DOUBLE alone and refuses the whole query else, also for decimals that are stored as integers; the schema of the
#        file gives no hint, for a column's encoding shows only when its pages are read.
# Mingji stores whole numbers and amounts as DELTA_BINARY_PACKED, which both read.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" duckdb==1.5.5 pyarrow==26.0.1
cat > "$work/show.py" <<'PY'
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

for name, values, encoding in (
    ("double", pa.array([1.5, 2.5]), "BYTE_STREAM_SPLIT"),
    ("int64", pa.array([1, 2]), "BYTE_STREAM_SPLIT"),
    ("decimal", pa.array([Decimal("1.50"), Decimal("2.50")], pa.decimal128(9, 2)), "BYTE_STREAM_SPLIT"),
    ("decimal", pa.array([Decimal("1.50"), Decimal("2.50")], pa.decimal128(9, 2)), "DELTA_BINARY_PACKED"),
):
    table = pa.table({"amount": values})
    pq.write_table(
        table, "bills.parquet", use_dictionary=False, column_encoding={"amount": encoding}, store_decimal_as_integer=True
    )
    assert pq.read_table("bills.parquet").equals(table)
    duckdb.sql("DESCRIBE SELECT * FROM 'bills.parquet'")
    try:
        seen = duckdb.sql("SELECT sum(amount) FROM 'bills.parquet'").fetchone()[0]
    except duckdb.Error as error:
        seen = str(error).splitlines()[0]
    print(name, encoding, "->", seen)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
double BYTE_STREAM_SPLIT -> 4.0
int64 BYTE_STREAM_SPLIT -> BYTE_STREAM_SPLIT encoding is only supported for FLOAT or DOUBLE data
decimal BYTE_STREAM_SPLIT -> BYTE_STREAM_SPLIT encoding is only supported for FLOAT or DOUBLE data
decimal DELTA_BINARY_PACKED -> 4.00
SEEN
