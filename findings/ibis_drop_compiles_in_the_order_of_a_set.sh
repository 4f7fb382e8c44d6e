#!/usr/bin/env bash
# ibis-framework 12.0.0 (sqlglot's DuckDB dialect)
#
# Guess: one expression compiles to one text, so that the text can tell whether a stored result is still of this query.
# Seen:  dropping a few of many columns is written as `* EXCLUDE (…)` with the columns in the order of a set, which changes
#        with the seed of the process's hashes: the same expression has another text in another process. Dropping many of
#        few columns lists what stays, in order, so a small test sees nothing of it.
# Mingji keeps compiled statements by what they were made from, never by their text.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" "ibis-framework[duckdb]==12.0.0"
cat > "$work/show.py" <<'PY'
import sys

import ibis

dropped, columns = (int(word) for word in sys.argv[1:])
names = [f"c{number:02}" for number in range(columns)]
table = ibis.table(dict.fromkeys(names, "int64"), name="bills")
print(" ".join(str(ibis.to_sql(table.drop(*names[:dropped]), dialect="duckdb")).split()))
PY
cd "$work"
texts() { for seed in 1 2 3 4 5; do PYTHONPATH="$work/site" PYTHONHASHSEED=$seed python3 show.py "$1" "$2"; done | sort -u | wc -l | tr -d ' '; }
echo "6 of 8 columns dropped: $(texts 6 8) text" | tee seen
[ "$(texts 6 30)" -gt 1 ] && echo "6 of 30 columns dropped: several texts" | tee -a seen
diff seen - <<'SEEN'
6 of 8 columns dropped: 1 text
6 of 30 columns dropped: several texts
SEEN
