#!/usr/bin/env bash
# dlms-cosem 25.1.0
#
# Guess: in a load profile (profile generic, IEC 62056-6-2) a meter may send null for what has not changed since the line
#        before; the parser, which works out a null time from the capture period, gives the other columns as they were
#        before, or None.
# Seen:  a null register is left out of its line. Lines have different lengths, in one the second column is import and
#        in the next export, and whoever makes a table of them by position books what was fed in as what was used, just
#        where nothing was used. Nothing is said; a line that is too short in the first place is refused.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" dlms-cosem==25.1.0
cat > "$work/show.py" <<'PY'
from datetime import datetime

from dlms_cosem.cosem import CosemAttribute, Obis
from dlms_cosem.enumerations import CosemInterface
from dlms_cosem.parsers import ProfileGenericBufferParser
from dlms_cosem.time import datetime_to_bytes

COLUMNS = {
    "clock": CosemAttribute(CosemInterface.CLOCK, Obis(0, 0, 1, 0, 0, 255), 2),
    "import": CosemAttribute(CosemInterface.REGISTER, Obis(1, 0, 1, 8, 0, 255), 2),
    "export": CosemAttribute(CosemInterface.REGISTER, Obis(1, 0, 2, 8, 0, 255), 2),
}
NAMES = {str(column): name for name, column in COLUMNS.items()}


def double_long(value: int) -> bytes:
    return b"\x06" + value.to_bytes(4, "big")


NULL = b"\x00"
clock = b"\x09\x0c" + datetime_to_bytes(datetime(2025, 1, 1))
lines = [
    clock + double_long(100) + double_long(7),
    NULL + NULL + double_long(8),  # an hour later: nothing used, fed in
    NULL + double_long(101) + NULL,
]
sent = b"\x01\x03" + b"".join(b"\x02\x03" + line for line in lines)
parser = ProfileGenericBufferParser(capture_objects=list(COLUMNS.values()), capture_period=60)
for line in parser.parse_bytes(sent):
    print(" ".join(f"{NAMES[str(cell.attribute)]}={cell.value}" for cell in line))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
clock=2025-01-01 00:00:00 import=100 export=7
clock=2025-01-01 01:00:00 export=8
clock=2025-01-01 02:00:00 import=101
SEEN
