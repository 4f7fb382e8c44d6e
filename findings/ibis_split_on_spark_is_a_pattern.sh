#!/usr/bin/env bash
# ibis-framework 12.0.0 with pyspark 4.0.5, beside duckdb 1.5.5 (sqlglot 29.0.1; Java 17 or newer)
#
# Guess: split() takes its delimiter as it is written on every engine; for patterns there is re_split().
# Seen:  on Spark both are the same call, and the delimiter is a pattern: by "|" a text falls into single characters, by
#        "." nothing is left but blanks. sqlglot, asked to write the same split from DuckDB's SQL, sets the delimiter in
#        \Q…\E and is right; Ibis builds the call without it.
# Mingji splits by 、 and other signs that no pattern knows.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    "ibis-framework[duckdb,pyspark]==12.0.0" duckdb==1.5.5 pyspark==4.0.5 sqlglot==29.0.1
cat > "$work/show.py" <<'PY'
import ibis
import sqlglot
from pyspark.sql import SparkSession

TEXTS = {"|": "A1|B2", ".": "1.8.0", "、": "峰、谷"}
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
engines = {"duckdb": ibis.duckdb.connect(), "spark": ibis.pyspark.connect(spark)}
for name, engine in engines.items():
    for sign, text in TEXTS.items():
        rows = ibis.memtable({"text": [text]})
        print(name, text, engine.to_pyarrow(rows.select(parts=rows.text.split(sign)))[0][0].as_py())
for sign, text in TEXTS.items():
    (written,) = sqlglot.transpile(f"SELECT string_split('{text}', '{sign}')", read="duckdb", write="spark")
    print("spark, by sqlglot", text, list(spark.sql(written).first()[0]))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py 2> errors | tee seen
diff seen - <<'SEEN'
duckdb A1|B2 ['A1', 'B2']
duckdb 1.8.0 ['1', '8', '0']
duckdb 峰、谷 ['峰', '谷']
spark A1|B2 ['A', '1', '|', 'B', '2', '']
spark 1.8.0 ['', '', '', '', '', '']
spark 峰、谷 ['峰', '谷']
spark, by sqlglot A1|B2 ['A1', 'B2']
spark, by sqlglot 1.8.0 ['1', '8', '0']
spark, by sqlglot 峰、谷 ['峰', '谷']
SEEN
