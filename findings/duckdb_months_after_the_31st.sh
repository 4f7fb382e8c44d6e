#!/usr/bin/env bash
# duckdb 1.5.5
#
# Guess: a series of months from the 31st is the start plus one, two, three months, each cut to the end of its own
#        month, as Spark's sequence() gives it and as the same engine adds months to a day.
# Seen:  range() and generate_series() add the month to what came before, so after one February all days are the 28th,
#        and after a 30th none is the 31st again; a series of years from 29 February never meets another. Reading days
#        made this way lose up to three days a month, and no leap year brings them back.
# Mingji's periods are texts of year and month, and days are counted from the first.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" duckdb==1.5.5
cat > "$work/show.py" <<'PY'
import duckdb

SERIES = {
    "range": "range(DATE '2025-01-31', DATE '2025-06-01', INTERVAL 1 MONTH)",
    "generate_series": "generate_series(DATE '2025-01-31', DATE '2025-06-01', INTERVAL 1 MONTH)",
    "start + n months": "[DATE '2025-01-31' + to_months(n::INTEGER) FOR n IN range(5)]",
    "backwards": "generate_series(DATE '2025-05-31', DATE '2025-01-01', INTERVAL '-1 month')",
    "years": "generate_series(DATE '2024-02-29', DATE '2028-03-01', INTERVAL 1 YEAR)",
}
for name, series in SERIES.items():
    days = duckdb.sql(f"SELECT {series}").fetchone()[0]
    print(f"{name}:", " ".join(f"{day:%Y-%m-%d}" for day in days))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
range: 2025-01-31 2025-02-28 2025-03-28 2025-04-28 2025-05-28
generate_series: 2025-01-31 2025-02-28 2025-03-28 2025-04-28 2025-05-28
start + n months: 2025-01-31 2025-02-28 2025-03-31 2025-04-30 2025-05-31
backwards: 2025-05-31 2025-04-30 2025-03-30 2025-02-28 2025-01-28
years: 2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-28
SEEN
