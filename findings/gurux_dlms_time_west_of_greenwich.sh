#!/usr/bin/env bash
# gurux-dlms 1.0.203 (DLMS/COSEM, IEC 62056)
#
# Guess: a time with its distance from UTC means the same moment as text and as the twelve octets that a meter sends, whichever side
#        of Greenwich the meter stands on; what toMeterString writes is what others write and read too.
# Seen:  east of it, yes. The text "12:30:00-05:00" is read as +05:00, ten hours too early: of the sign only its place
#        is looked at. The octets of a meter at UTC-8 (deviation +480) are read rightly, but written with the sign twice,
#        "12:30:00--8:00", and that is the one spelling which it reads rightly again. A list of readings kept as text and
#        written by anybody else moves by twice the distance, and nothing is said.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" gurux-dlms==1.0.203 gurux-common==1.0.13
cat > "$work/show.py" <<'PY'
from gurux_dlms import GXDateTime
from gurux_dlms.GXDLMSClient import GXDLMSClient
from gurux_dlms.enums import DataType

PATTERN = "%Y-%m-%d %H:%M:%S"
for text in ("2025-10-01 12:30:00+08:00", "2025-10-01 12:30:00-05:00"):
    print("text", text, "read as", GXDateTime(text, PATTERN).value)
for name, octets in {"UTC+8": "07E90A01030C1E0000FE2000", "UTC-8": "07E90A01030C1E000001E000"}.items():
    time = GXDLMSClient.changeType(bytes.fromhex(octets), DataType.DATETIME)
    text = time.toMeterString(PATTERN)
    print("octets", name, "read as", time.value, "written", text, "read again", GXDateTime(text, PATTERN).value)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
text 2025-10-01 12:30:00+08:00 read as 2025-10-01 12:30:00+08:00
text 2025-10-01 12:30:00-05:00 read as 2025-10-01 12:30:00+05:00
octets UTC+8 read as 2025-10-01 12:30:00+08:00 written 2025-10-01 12:30:00+08:00 read again 2025-10-01 12:30:00+08:00
octets UTC-8 read as 2025-10-01 12:30:00-08:00 written 2025-10-01 12:30:00--8:00 read again 2025-10-01 12:30:00-08:00
SEEN
