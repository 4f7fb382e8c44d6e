#!/usr/bin/env bash
# ibis-framework 12.0.0 with duckdb 1.5.5 and sqlglot 29.0.1
#
# Guess: a decimal.Decimal beside a decimal column is exact: it was chosen over a float for that.
# Seen:  its type is inferred as a decimal without precision or scale, which DuckDB takes for DECIMAL(18,3). So the
#        constant is rounded to three decimals in silence: a rate of 0.0005 a day becomes 0.001, 0.0001 becomes 0. The
#        float 0.0005 and a literal with its type written out are exact.
# Mingji writes constants with analytics.regulation.money.number.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    "ibis-framework[duckdb]==12.0.0" duckdb==1.5.5 sqlglot==29.0.1
cat > "$work/show.py" <<'PY'
from decimal import Decimal

import ibis
import pyarrow as pa

con = ibis.duckdb.connect()
owed = pa.table({"yuan": pa.array([Decimal("100000.000000")], pa.decimal128(18, 6))})
table = con.create_table("owed", owed)


def late_fee(rate: object) -> Decimal:
    return con.to_pyarrow((table.yuan * rate).cast("decimal(18, 2)").name("fee"))[0].as_py()


print("inferred type:", ibis.literal(Decimal("0.0005")).type())
for rate in ("0.0005", "0.0001", "0.002"):
    written = ibis.literal(Decimal(rate), "decimal(18, 6)")
    print(rate, "Decimal:", late_fee(Decimal(rate)), "float:", late_fee(float(rate)), "typed:", late_fee(written))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
inferred type: decimal
0.0005 Decimal: 100.00 float: 50.00 typed: 50.00
0.0001 Decimal: 0.00 float: 10.00 typed: 10.00
0.002 Decimal: 200.00 float: 200.00 typed: 200.00
SEEN
