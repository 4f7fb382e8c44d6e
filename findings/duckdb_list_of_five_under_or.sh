#!/usr/bin/env bash
# duckdb 1.5.5
#
# Guess: how many values an IN has changes how it is worked out, never whether a query can be: from the fifth on DuckDB
#        looks them up by a join.
# Seen:  behind a regular expression and under an OR, in a subquery without doubles that is joined, a list of five is
#        refused with "unordered_map::at" and one of four is not; the connection works on. So do list_contains(), a
#        pattern that needs no regular expression, and the same subquery as a materialised CTE.
# Mingji asks whether a text is a placeholder by a list of fifteen, and so without anything cheaper in front of it
# (analytics/facts/columns.py, is_blank).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" duckdb==1.5.5
cat > "$work/show.py" <<'PY'
import duckdb

CONDITION = "length(word) < 3 OR regexp_matches(word, '[a-z]') AND word IN ('1', '2', '3', '4', '5')"
WORDS = "SELECT DISTINCT word FROM (SELECT 'a' AS word) WHERE "
JOINED = "SELECT no FROM meters JOIN ({}) ON true"

connection = duckdb.connect()
connection.execute("CREATE TABLE meters AS SELECT 1 AS no")


def seen(name: str, query: str) -> None:
    try:
        print(name, connection.execute(query).fetchall())
    except duckdb.Error as error:
        print(name, type(error).__name__, str(error).splitlines()[0])


seen("five", JOINED.format(WORDS + CONDITION))
seen("four", JOINED.format(WORDS + CONDITION.replace(", '5'", "")))
seen("alone", WORDS + CONDITION)
seen("no pattern", JOINED.format(WORDS + CONDITION.replace("'[a-z]'", "'a'")))
seen("no or", JOINED.format(WORDS + CONDITION.partition(" OR ")[2]))
seen("list", JOINED.format(WORDS + CONDITION.replace("word IN (", "list_contains([").replace("'5')", "'5'], word)")))
seen("materialised", f"WITH words AS MATERIALIZED ({WORDS + CONDITION}) SELECT no FROM meters JOIN words ON true")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
five Error unordered_map::at
four [(1,)]
alone [('a',)]
no pattern [(1,)]
no or []
list [(1,)]
materialised [(1,)]
SEEN
