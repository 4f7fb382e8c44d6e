#!/usr/bin/env bash
# comtrade-io 0.3.0, beside comtrade 0.2.0 (COMTRADE, IEC 60255-24 / IEEE C37.111-2013: what fault recorders write)
#
# Guess: two readers of one recording give the same volts: FLOAT32, which the README lists, is floating point; a sample that
#        is missing (the lowest integer in binary, nothing between the commas in ASCII) is no sample; a channel's
#        factor may be negative, as where a transformer is turned round.
# Seen:  comtrade-io reads the four bytes of FLOAT32 as an integer: 57.5 volts are 1113980928. What is missing is -32768 volts
#        in binary, and 0 volts in ASCII, as if the line had been dead; comtrade has nan for the one and
#        refuses the other. A recording with a negative factor is refused by comtrade-io.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    comtrade-io==0.3.0 comtrade==0.2.0 pandas==2.3.3 numpy==2.4.6 pydantic==2.13.3 loguru==0.7.3
cat > "$work/show.py" <<'PY'
import struct
from pathlib import Path

import comtrade
from comtrade_io.parser.comtrade_file import ComtradeFile
from loguru import logger

logger.remove()
SETUP = """Station,REC1,2013
2,1A,1D
1,UA,A,,V,{factor},0,0,-99999,99999,10000,100,S
1,TRIP,,,0
50
1
1000,3
05/03/2025,08:00:00.000000
05/03/2025,08:00:00.001000
{kind}
1
0,0
0,0
"""


def packed(code: str, *values: float) -> bytes:
    rows = ((number, number * 1000 - 1000, value, 0) for number, value in enumerate(values, 1))
    return b"".join(struct.pack(f"<ii{code}H", *row) for row in rows)


RECORDINGS = {
    "FLOAT32": (1, packed("f", 57.5, -57.5, 0.25)),
    "BINARY": (1, packed("h", 57, -32768, 25)),
    "ASCII": (1, b"1,0,57,0\r\n2,1000,,0\r\n3,2000,25,0\r\n"),
    "BINARY32": (-0.5, packed("i", 57, -57, 25)),
}


def said(read) -> str:
    try:
        return str([float(value) for value in read()])
    except ValueError as error:
        return f"refused, {type(error).__name__}"


for kind, (factor, data) in RECORDINGS.items():
    Path("record.cfg").write_text(SETUP.format(kind=kind, factor=factor).replace("\n", "\r\n"), newline="")
    Path("record.dat").write_bytes(data)
    print(kind, "comtrade   ", said(lambda: comtrade.load("record.cfg", "record.dat").analog[0]))
    print(kind, "comtrade-io", said(lambda: ComtradeFile.from_file("record.cfg").data.iloc[:, 2]))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
FLOAT32 comtrade    [57.5, -57.5, 0.25]
FLOAT32 comtrade-io [1113980928.0, -1033502720.0, 1048576000.0]
BINARY comtrade    [57.0, nan, 25.0]
BINARY comtrade-io [57.0, -32768.0, 25.0]
ASCII comtrade    refused, ValueError
ASCII comtrade-io [57.0, 0.0, 25.0]
BINARY32 comtrade    [-28.5, 28.5, -12.5]
BINARY32 comtrade-io refused, ValidationError
SEEN
