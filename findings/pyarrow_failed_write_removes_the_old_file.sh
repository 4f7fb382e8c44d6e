#!/usr/bin/env bash
# pyarrow 26.0.1, pyarrow.parquet.write_table
#
# Guess: a write that is refused before a byte is written leaves the file that was there before.
# Seen:  whatever raises, the target is removed: a good file of the same name is gone, even where the fault is a
#        misspelt compression or a type that Parquet does not have.
# So a file is written under a new name and put in its place when it is whole; Mingji never writes over a stored one.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" pyarrow==26.0.1
cat > "$work/show.py" <<'PY'
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

table = pa.table({"户号": ["0512345678"]})
union = pa.UnionArray.from_dense(pa.array([0], pa.int8()), pa.array([0], pa.int32()), [pa.array([1])])
path = Path("bills.parquet")
for fault, write in (
    ("a compression that does not exist", lambda: pq.write_table(table, path, compression="zst")),
    ("a type that Parquet does not have", lambda: pq.write_table(pa.table({"a": union}), path)),
):
    pq.write_table(table, path)
    try:
        write()
    except pa.ArrowException as error:
        print(f"{fault}: {type(error).__name__}, old file {'still there' if path.exists() else 'gone'}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
a compression that does not exist: ArrowException, old file gone
a type that Parquet does not have: ArrowNotImplementedError, old file gone
SEEN
