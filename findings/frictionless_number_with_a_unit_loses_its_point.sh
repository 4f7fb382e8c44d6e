#!/usr/bin/env bash
# frictionless 5.21.0
#
# Guess: a number field that is not bare (bareNumber false, for 12.50元 or ￥12.50) takes off what stands around the number
#        and leaves the number, or refuses the cell.
# Seen:  before the number all that is neither a digit nor a minus is taken off, the decimal point too: a price that the
#        database wrote without its nought, .5283, is read as 5283, with a unit or without, and ￥.50 is 50. What says
#        "negative" in books goes with the rest: (12.50), 12.50- and a wide － are all read as 12.50. Every row is valid.
#        As a bare number .5283 is 0.5283, and the others are refused; -.5 is right in both.
# Mingji reads each as what it says, and a unit that is not the column's is refused (data_loaders/values/cell_numbers.py).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" frictionless==5.21.0
cat > "$work/show.py" <<'PY'
from frictionless import Resource, Schema, fields

CELLS = ["0.5283元", ".5283元", ".5283", "￥.50", "-.5元", "(12.50)", "12.50-", "－12.50", "-12.50"]
with open("prices.csv", "w", encoding="utf-8") as file:
    file.writelines(f"{cell}\n" for cell in ["price", *CELLS])
around = Schema(fields=[fields.NumberField(name="price", bare_number=False)])
rows = Resource(path="prices.csv", schema=around)
print("valid:", rows.validate().valid)
bare = fields.NumberField(name="price")
for cell, row in zip(CELLS, rows.read_rows()):
    print(f"{cell}: {row['price']}, bare {bare.read_cell(cell)[0]}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
valid: True
0.5283元: 0.5283, bare None
.5283元: 5283, bare None
.5283: 5283, bare 0.5283
￥.50: 50, bare None
-.5元: -0.5, bare None
(12.50): 12.50, bare None
12.50-: 12.50, bare None
－12.50: 12.50, bare None
-12.50: -12.50, bare -12.50
SEEN
