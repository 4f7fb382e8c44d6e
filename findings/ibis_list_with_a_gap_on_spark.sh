#!/usr/bin/env bash
# ibis-framework 12.0.0 with pyspark 4.0.5, beside duckdb 1.5.5 (sqlglot 29.0.1; Java 17 or newer)
#
# Guess: `sums()` and `means()` of a list leave a null out on every engine, as sum() and mean() do of a column.
# Seen:  on Spark a null in the list takes away all that came before it: Ibis folds the list by adding each value to what
#        there is or nought, so a null makes the sum null and the next value begins again. A day of readings 10, gap, 5
#        is 5 instead of 15, its mean 2.5 (two values are counted) instead of 7.5; with the gap at the end there is no
#        sum at all. maxs() is right, and nothing is said.
# Mingji has no lists of numbers in its expressions; it adds up rows.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    "ibis-framework[duckdb,pyspark]==12.0.0" duckdb==1.5.5 pyspark==4.0.5 sqlglot==29.0.1
cat > "$work/show.py" <<'PY'
import ibis
from pyspark.sql import SparkSession

LISTS = ([10, 5], [10, None, 5], [None, 10, 5], [10, 5, None])
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
engines = {"duckdb": ibis.duckdb.connect(), "spark": ibis.pyspark.connect(spark)}
days = ibis.memtable({"day": list(range(len(LISTS))), "kwh": LISTS}, schema={"day": "int64", "kwh": "array<int64>"})
wanted = days.order_by("day").select(sums=days.kwh.sums(), means=days.kwh.means(), maxs=days.kwh.maxs())
for name, engine in engines.items():
    for kwh, row in zip(LISTS, engine.to_pyarrow(wanted).to_pylist()):
        print(f"{name} {kwh}: sum {row['sums']}, mean {row['means']}, largest {row['maxs']}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py 2> errors | tee seen
diff seen - <<'SEEN'
duckdb [10, 5]: sum 15, mean 7.5, largest 10
duckdb [10, None, 5]: sum 15, mean 7.5, largest 10
duckdb [None, 10, 5]: sum 15, mean 7.5, largest 10
duckdb [10, 5, None]: sum 15, mean 7.5, largest 10
spark [10, 5]: sum 15, mean 7.5, largest 10
spark [10, None, 5]: sum 5, mean 2.5, largest 10
spark [None, 10, 5]: sum 15, mean 7.5, largest 10
spark [10, 5, None]: sum None, mean None, largest 10
SEEN
