#!/usr/bin/env bash
# ibis-framework 12.0.0 with sqlglot 29.0.1, duckdb 1.5.5 and Python's own sqlite3
#
# Guess: a comparison of two conditions means the same wherever Ibis compiles it, as it does when both are comparisons.
# Seen:  Ibis sets brackets around a comparison inside a comparison, but none around column.isin(…). What is left,
#        (mode = '04') <> kind IN ('1', '2'), is read by how strongly IN binds: DuckDB takes IN first and is right; SQLite
#        goes from left to right and is wrong in silence. Spark 4.0.5 refuses the same text with CAST_INVALID_INPUT.
# Mingji writes such conditions with &, | and ~.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    "ibis-framework[duckdb,sqlite]==12.0.0" duckdb==1.5.5 sqlglot==29.0.1
cat > "$work/show.py" <<'PY'
import ibis

ROWS = [("04", "1"), ("04", "9"), ("05", "1"), ("05", "9")]


def differs(table):
    return (table.mode == "04") != table.kind.isin(["1", "2"])


def by_hand(table):
    first, second = table.mode == "04", table.kind.isin(["1", "2"])
    return (first & ~second) | (~first & second)


print("python", [(mode == "04") != (kind in ("1", "2")) for mode, kind in ROWS])
for engine in ("duckdb", "sqlite"):
    con = getattr(ibis, engine).connect()
    con.create_table("feeds", schema=ibis.schema({"mode": "string", "kind": "string"}))
    con.raw_sql("INSERT INTO feeds VALUES " + ", ".join(map(str, ROWS)))
    table = con.table("feeds")
    told = table.mutate(differs=differs(table), by_hand=by_hand(table)).order_by("mode", "kind").execute()
    print(engine, "!=", [bool(value) for value in told.differs], "by hand", [bool(value) for value in told.by_hand])
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
python [False, True, True, False]
duckdb != [False, True, True, False] by hand [False, True, True, False]
sqlite != [False, False, False, False] by hand [False, True, True, False]
SEEN
