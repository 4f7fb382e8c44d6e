#!/usr/bin/env bash
# ibis-framework 12.0.0, sqlglot 29.0.1, duckdb 1.5.5
#
# Guess: a Python float in an expression is a double, as the schema of the expression says: a count times 1.5 has a
#        double's range and its rounding.
# Seen:  Ibis writes the bare number, which DuckDB reads as a DECIMAL of as many digits; an integer times it is a
#        DECIMAL too, and only the result is turned into the double of the schema. So 3 * 0.1 equals 0.3, which no
#        double does, and a product of two such products is refused with an overflow of DECIMAL(38) where a double
#        would go up to 1e308. ibis.literal(1.5, "float64") is the same bare number; a cast is kept and mends both.
# Mingji casts counts to float64 before it multiplies them (SVC-10 failed on a company ten times as large as the last).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    "ibis-framework[duckdb]==12.0.0" sqlglot==29.0.1 duckdb==1.5.5
cat > "$work/show.py" <<'PY'
import duckdb
import ibis

connection = ibis.duckdb.connect()
counts = ibis.memtable({"count": [3, 120_000_000_000]})
small, large = counts.filter(counts["count"] == 3), counts.filter(counts["count"] > 3)


def seen(name: str, expression: ibis.Table) -> None:
    try:
        print(name, expression.schema()["x"], connection.to_pyarrow(expression)["x"].to_pylist())
    except duckdb.Error as error:
        print(name, expression.schema()["x"], type(error).__name__)


part = large["count"] * 0.123456789
typed = large["count"] * ibis.literal(0.123456789, "float64")
double = large["count"].cast("float64") * 0.123456789
seen("a tenth of three is 0.3", small.select(x=small["count"] * 0.1 == 0.3))
seen("the same of a double", small.select(x=small["count"].cast("float64") * 0.1 == 0.3))
seen("square of a part", large.select(x=part * part))
seen("square, typed literal", large.select(x=typed * typed))
seen("square of a double", large.select(x=(double * double).round(-17)))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
a tenth of three is 0.3 boolean [True]
the same of a double boolean [False]
square of a part float64 OutOfRangeException
square, typed literal float64 OutOfRangeException
square of a double float64 [2.195e+20]
SEEN
