#!/usr/bin/env bash
# pm4py 2.7.23.11 (pandas 2.3.3, numpy 2.4.6)
#
# Guess: get_cycle_time is the mean time between the completion of units, as its docstring says, with this example: 100 units
#        in a week of 40 hours are 24 minutes each.
# Seen:  that very week gives 0, and with a pause in the middle 12 minutes. What is added up is the time in which something
#        was at work, stretch by stretch, and the last stretch is never added; one stretch without a pause is the last.
#        A log with one time for each event, as workflows write it, has stretches of no length: its cycle time is 0
#        whatever it holds, where one case is closed every second day. Nothing is said.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    pm4py==2.7.23.11 pandas==2.3.3 numpy==2.4.6 scipy==1.17.1 networkx==3.6
cat > "$work/show.py" <<'PY'
import contextlib
import io

import pandas as pd

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    import pm4py

MONDAY = pd.Timestamp("2025-01-06")


def minutes(rows: list[tuple], **more: str) -> str:
    log = pd.DataFrame(rows, columns=["unit", "step", "begun", "done"])
    log = pm4py.format_dataframe(log, case_id="unit", activity_key="step", timestamp_key="done", **more)
    return f"{pm4py.get_cycle_time(log) / 60:.1f} minutes"


def week(pause: float) -> list[tuple]:
    begun = [MONDAY + pd.Timedelta(hours=0.4 * unit + (pause if unit >= 50 else 0)) for unit in range(100)]
    return [(str(unit), "made", time, time + pd.Timedelta(hours=0.4)) for unit, time in enumerate(begun)]


print("40 hours, 100 units:", minutes(week(pause=0), start_timestamp_key="begun"))
print("with ten hours of pause after the 50th:", minutes(week(pause=10), start_timestamp_key="begun"))
cases = [
    (str(case), step, None, MONDAY + pd.Timedelta(days=2 * case + day))
    for case in range(30)
    for day, step in enumerate(("sent out", "checked", "closed"))
]
print("30 cases, one closed every second day:", minutes(cases))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
40 hours, 100 units: 0.0 minutes
with ten hours of pause after the 50th: 12.0 minutes
30 cases, one closed every second day: 0.0 minutes
SEEN
