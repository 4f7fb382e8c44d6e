#!/usr/bin/env bash
# fluke-3540-analyzer 0.6.0: events in the records of a three-phase power logger
#
# Guess: an imbalance that is named and limited as NEMA's is that of NEMA MG 1: the greatest deviation of a voltage from the mean
#        of the three, by that mean. 230, 226.5 and 223 volts are out of balance by 1.55 %, below the limit of 2.5 %, so nothing
#        has happened. Where the fuse of one phase has blown, the phase that an outage affected is that one.
# Seen:  highest less lowest is divided by the mean, so the figure is up to twice the one whose name it has: 3.09 %, an event; of
#        230, 230 and 223 volts, which by NEMA are worse (2.05 %), it is less (3.07). It is taken of voltages to neutral, where
#        the standard has those between lines. An outage has phases a, b and c whichever of them is off; a dip names its phase.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$work/site" fluke-3540-analyzer==0.6.0
cat > "$work/show.py" <<'PY'
from datetime import datetime, timedelta, timezone

from fluke_3540.events import detect_events
from fluke_3540.parser import FIELDS, Record

START = datetime(2025, 11, 30, tzinfo=timezone.utc)


def record(second, volts):
    values = {f"V_LN_{phase}_{kind}_V": v for phase, v in zip("abc", volts) for kind in ("min", "avg", "max")}
    values |= {"freq_avg_Hz": 60.0}
    at = START + timedelta(seconds=second)
    floats = [0.0] * (1 + max(field.index for field in FIELDS))
    for field in FIELDS:
        floats[field.index] = values.get(field.name, 0.0)
    return Record(second, at, at + timedelta(seconds=1), tuple(floats))


for volts in ((230, 226.5, 223), (230, 230, 223), (230, 230, 200), (230, 230, 0)):
    usual, told = [(230, 230, 230)] * 60, [volts] * 10
    mean = sum(volts) / 3
    nema = max(abs(one - mean) for one in volts) / mean
    print(*volts, f"by NEMA {nema:.2%}:", end="")
    for event in detect_events(record(n, one) for n, one in enumerate(usual + told + usual)):
        print(f" {event.kind} {event.severity:.2f} of {''.join(event.affected_phases)}", end=";")
    print()
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
230 226.5 223 by NEMA 1.55%: imbalance_spike 3.09 of abc;
230 230 223 by NEMA 2.05%: imbalance_spike 3.07 of abc;
230 230 200 by NEMA 9.09%: dip 0.87 of c; imbalance_spike 13.64 of abc;
230 230 0 by NEMA 100.00%: outage 0.00 of abc;
SEEN
