#!/usr/bin/env bash
# sqlglot 30.30.0, duckdb 1.5.5 and pyspark 4.0.5 (Java 17 or newer)
#
# Guess: what sqlglot rewrites from DuckDB's dialect into Spark's it rewrites because the two differ, so the value stays;
#        what it cannot keep it warns of.
# Seen:  isodow() is rewritten, and wrong on all seven days: (dayofweek % 7) + 1 makes Monday 3 and Sunday 2, because it
#        counts on where Spark already counts Sunday as 1. dayofweek() and weekday() are left as they are, which Spark
#        counts from 1 and from Monday. date_diff('month') counts turns of the month in DuckDB and whole months in Spark;
#        a cast to a whole number rounds in one and cuts in the other. Nothing is warned of.
# Mingji writes Spark's SQL from expressions, by its own rules where the engines differ (models/engine/spark_rules.py).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    sqlglot==30.30.0 duckdb==1.5.5 pyspark==4.0.5
cat > "$work/show.py" <<'PY'
import duckdb
import sqlglot
from pyspark.sql import SparkSession

WEEK = [f"DATE '2025-01-{day:02}'" for day in range(6, 13)]  # Monday to Sunday
ASKED = {
    "isodow": "[" + ", ".join(f"isodow({day})" for day in WEEK) + "]",
    "dayofweek": "[" + ", ".join(f"dayofweek({day})" for day in WEEK) + "]",
    "weekday": "[" + ", ".join(f"weekday({day})" for day in WEEK) + "]",
    "months from 31 January to 1 March": "date_diff('month', DATE '2025-01-31', DATE '2025-03-01')",
    "2.7 kWh in whole ones": "CAST(2.7 AS INTEGER)",
}
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
for name, asked in ASKED.items():
    query = f"SELECT {asked}"
    (written,) = sqlglot.transpile(query, read="duckdb", write="spark")
    of_spark = spark.sql(written).first()[0]
    print(f"{name}: duckdb {duckdb.sql(query).fetchone()[0]}, spark {of_spark}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py 2> errors | tee seen
[ ! -s errors ] || ! grep -i unsupported errors
diff seen - <<'SEEN'
isodow: duckdb [1, 2, 3, 4, 5, 6, 7], spark [3, 4, 5, 6, 7, 1, 2]
dayofweek: duckdb [1, 2, 3, 4, 5, 6, 0], spark [2, 3, 4, 5, 6, 7, 1]
weekday: duckdb [1, 2, 3, 4, 5, 6, 0], spark [0, 1, 2, 3, 4, 5, 6]
months from 31 January to 1 March: duckdb 2, spark 1
2.7 kWh in whole ones: duckdb 3, spark 2
SEEN
