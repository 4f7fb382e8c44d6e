#!/usr/bin/env bash
# sqlglot 29.0.1
#
# Guess: a TryCast node that a program builds is written as TRY_CAST in every dialect that has it; Spark has it since 3.4.
# Seen:  written for Spark it is a plain CAST, which under Spark 4's ANSI mode raises where a null was wanted; for
#        Databricks, DuckDB and Trino the same node is TRY_CAST. A node that was parsed from SQL keeps TRY_CAST for Spark
#        too: the parser sets the argument `safe`, which a program that builds nodes need not and Spark's writer asks for.
# Mingji builds its TryCast nodes for Spark with safe=True.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" sqlglot==29.0.1
cat > "$work/show.py" <<'PY'
import sqlglot
import sqlglot.expressions as exp

built = exp.TryCast(this=exp.column("kwh"), to=exp.DataType.build("int"))
safe = exp.TryCast(this=exp.column("kwh"), to=exp.DataType.build("int"), safe=True)
parsed = sqlglot.parse_one("TRY_CAST(kwh AS INT)", read="duckdb")
for name, node in (("built", built), ("safe", safe), ("parsed", parsed)):
    for dialect in ("spark", "databricks", "duckdb", "trino"):
        print(name, dialect, node.sql(dialect).partition("(")[0])
PY
PYTHONPATH="$work/site" python3 "$work/show.py" > "$work/seen"
diff - "$work/seen" <<'EOF'
built spark CAST
built databricks TRY_CAST
built duckdb TRY_CAST
built trino TRY_CAST
safe spark TRY_CAST
safe databricks TRY_CAST
safe duckdb TRY_CAST
safe trino TRY_CAST
parsed spark TRY_CAST
parsed databricks TRY_CAST
parsed duckdb TRY_CAST
parsed trino TRY_CAST
EOF
echo "as written"
