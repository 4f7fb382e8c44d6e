#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1
#
# Guess: the mean of a column of amounts that is decimal[pyarrow] has the digits that it needs, as the sum divided by
#        the number of rows has, and as the median of the same column.
# Seen:  mean() stays in the type of the column and is rounded half up to its last place, alone and by groups: the mean
#        of one and two fen is two, of three prices of 0.52, 0.52 and 0.53 it is 0.52, and rates below half a place are
#        0. Median, rolling mean and the same amounts as Python decimals are not rounded. describe() cannot be asked:
#        it puts the count (numpy's integer) beside decimals and raises ArrowTypeError.
# Mingji takes means in its engine, where the mean of decimals is a double, or divides a sum with `ratio`.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" pandas==3.1.1 pyarrow==26.0.1
cat > "$work/show.py" <<'PY'
from decimal import Decimal

import pandas as pd
import pyarrow as pa

CASES = ("0.01 0.02", "-0.01 -0.02", "0.52 0.52 0.53", "0.00 0.00 0.01")
for words in CASES:
    amounts = [Decimal(word) for word in words.split()]
    column = pd.Series(amounts, dtype=pd.ArrowDtype(pa.decimal128(10, 2)))
    by_group = column.groupby([0] * len(column)).mean()[0]
    rolling = column.rolling(len(column)).mean().iloc[-1]
    print(
        f"{words}: mean {column.mean()}, by group {by_group}, median {column.median()}, rolling {rolling:.4f}, "
        f"as objects {pd.Series(amounts).mean():.4f}, sum / rows {column.sum() / len(column):.4f}"
    )
try:
    print(column.describe())
except TypeError as error:
    print("describe:", type(error).__name__, error)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
0.01 0.02: mean 0.02, by group 0.02, median 0.015, rolling 0.0150, as objects 0.0150, sum / rows 0.0150
-0.01 -0.02: mean -0.02, by group -0.02, median -0.015, rolling -0.0150, as objects -0.0150, sum / rows -0.0150
0.52 0.52 0.53: mean 0.52, by group 0.52, median 0.52, rolling 0.5233, as objects 0.5233, sum / rows 0.5233
0.00 0.00 0.01: mean 0.00, by group 0.00, median 0.0, rolling 0.0033, as objects 0.0033, sum / rows 0.0033
describe: ArrowTypeError int or Decimal object expected, got numpy.int64
SEEN
