#!/usr/bin/env bash
# duckdb 1.5.5
#
# Guess: a setting that SET takes can be given to connect(config=…) as well, and one of a built-in extension like any.
# Seen:  settings of the Parquet extension are refused at connecting: it "needs to be loaded" and "could not be
#        autoloaded". The very next connection reads Parquet and takes the same settings by SET, without loading anything.
# Mingji sets what it needs once it is connected.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" duckdb==1.5.5
cat > "$work/show.py" <<'PY'
import duckdb

for setting in ("threads", "parquet_metadata_cache", "binary_as_string"):
    value = "2" if setting == "threads" else "true"
    try:
        duckdb.connect(config={setting: value})
        given = "taken"
    except duckdb.Error as error:
        given = type(error).__name__ + (", needs to be loaded" if "needs to be loaded" in str(error) else "")
    con = duckdb.connect()
    con.execute(f"SET {setting} = {value}")
    print(setting, "| connect:", given, "| SET:", con.execute(f"SELECT current_setting('{setting}')").fetchone()[0])
con.execute("COPY (SELECT 1 AS kwh) TO 'bills.parquet'")
print(con.execute("SELECT kwh FROM 'bills.parquet'").fetchall())
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
threads | connect: taken | SET: 2
parquet_metadata_cache | connect: InvalidInputException, needs to be loaded | SET: True
binary_as_string | connect: InvalidInputException, needs to be loaded | SET: True
[(1,)]
SEEN
