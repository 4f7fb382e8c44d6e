#!/usr/bin/env bash
# ibis-framework 12.0.0, duckdb 1.5.5, sqlglot 29.0.1
#
# Guess: `epoch_seconds()`, typed int32, gives whole seconds; what is under the second is cut off.
# Seen:  Ibis writes DuckDB's EPOCH, a double, and believes its own type. The same expression over 23:59:59.700 is then four
#        things: fetched as Arrow an error, as pandas the second that runs (59), cast to int64 the next one, which may be
#        another day and another week, and as text it has the fraction. It equals no whole number.
# Mingji floors in its own compile rule.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" "ibis-framework[duckdb]==12.0.0" duckdb==1.5.5 sqlglot==29.0.1
cat > "$work/show.py" <<'PY'
from datetime import datetime

import ibis
import pyarrow as pa

engine = ibis.duckdb.connect()
orders = engine.create_table("orders", pa.table({"accepted": [datetime(2026, 7, 9, 23, 59, 59, 700_000)]}))
second = orders.accepted.epoch_seconds()
last = 1783641599  # 2026-07-09 23:59:59
print("type", second.type())
try:
    print("Arrow", second.to_pyarrow().to_pylist()[0] - last)
except pa.ArrowInvalid as error:
    print("Arrow", str(error))
print("pandas", second.to_pandas()[0] - last)
print("int64", second.cast("int64").to_pandas()[0] - last)
print("text", second.cast("string").to_pandas()[0])
print("equal", (second == last).to_pandas()[0])
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
type int32
Arrow Float value 1783641599.700000 was truncated converting to int32
pandas 0
int64 1
text 1783641599.7
equal False
SEEN
