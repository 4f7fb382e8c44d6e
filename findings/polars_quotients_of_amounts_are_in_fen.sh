#!/usr/bin/env bash
# polars 2.1.0, beside duckdb 1.5.5
#
# Guess: yuan divided by kWh, both Decimal(10, 2), is a price: with more digits, as SQL gives it, or a float, as the mean
#        of the same column is.
# Seen:  the result of a division, and of a product, has the larger scale of the two and no digit more: 52.83 yuan for 100
#        kWh is 0.53 a kWh, 1.05 × 1.05 is 1.10, and a rate of 0.4 fen is 0.00. It is typed Decimal(38, 2), so nothing
#        in the schema tells. A literal with more digits on one side gives both as many. Halves go to the even fen: 0.125
#        is 0.12, 0.135 is 0.14, by round() and by a cast alike.
# Mingji divides with `ratio` (analytics/regulation/money.py), rounded once, half up, to the places that it asks for.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" polars==2.1.0 duckdb==1.5.5
cat > "$work/show.py" <<'PY'
from decimal import Decimal

import duckdb
import polars as pl

FEN = pl.Decimal(10, 2)
PAIRS = [("52.83", "100.00"), ("1.05", "1.05"), ("0.04", "10.00"), ("1.00", "3.00")]
frame = pl.DataFrame(PAIRS, schema=["yuan", "kwh"], orient="row").cast(FEN)
shown = frame.select(
    quotient=pl.col.yuan / pl.col.kwh,
    product=pl.col.yuan * pl.col.kwh,
    wider=pl.col.yuan / (pl.col.kwh * pl.lit(Decimal("1.000000"))),
)
print("polars", ", ".join(f"{name} {kind}" for name, kind in shown.schema.items()))
for (yuan, kwh), row in zip(PAIRS, shown.rows()):
    price, product = duckdb.sql(f"SELECT {yuan}::DECIMAL(10,2) / {kwh}::DECIMAL(10,2), {yuan} * {kwh}").fetchone()
    print(f"{yuan} and {kwh}: polars {row[0]}, {row[1]}, wider {row[2]}; duckdb {price:.6f}, {product}")
halves = pl.Series(["0.125", "0.135", "-0.125"]).cast(pl.Decimal(10, 3))
print("halves:", *halves.round(2).cast(FEN), "cast", *halves.cast(FEN))
print("mean:", pl.Series(["0.01", "0.02"]).cast(FEN).mean())
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
polars quotient Decimal(precision=38, scale=2), product Decimal(precision=38, scale=2), wider Decimal(precision=38, scale=6)
52.83 and 100.00: polars 0.53, 5283.00, wider 0.528300; duckdb 0.528300, 5283.0000
1.05 and 1.05: polars 1.00, 1.10, wider 1.000000; duckdb 1.000000, 1.1025
0.04 and 10.00: polars 0.00, 0.40, wider 0.004000; duckdb 0.004000, 0.4000
1.00 and 3.00: polars 0.33, 3.00, wider 0.333333; duckdb 0.333333, 3.0000
halves: 0.12 0.14 -0.12 cast 0.12 0.14 -0.12
mean: 0.015
SEEN
