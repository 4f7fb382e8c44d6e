#!/usr/bin/env bash
# comtrade-io 0.3.0, beside comtrade 0.2.0
#
# Guess: a recording that is loaded and saved (save_comtrade) is the same recording when it is loaded again, in each of the
#        data formats that can be chosen, for this reader and for another.
# Seen:  the saved .cfg has month and day changed round: it writes mm/dd/yyyy, as the standard did until 1999, under its
#        version 2013 and reads dd/mm/yyyy. A fault of 5 March becomes one of 3 May, and of 5 March again when saved once more;
#        from the 13th on this reader makes out the date, and the other refuses it. Whatever the format of the data, the .cfg
#        says that of the file that was loaded: what is saved as ASCII, BINARY32 or FLOAT32 the library cannot load,
#        and the other reader finds other volts in it.
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
1,UA,A,,V,1,0,0,-32767,32767,10000,100,S
1,TRIP,,,0
50
1
1000,3
{day}/03/2025,08:00:00.000000
{day}/03/2025,08:00:00.001000
BINARY
1
0,0
0,0
"""
DATA = b"".join(struct.pack("<iihH", number, number * 1000 - 1000, value, 0) for number, value in enumerate((57, -57, 25), 1))


def said(path: str) -> str:
    told = []
    for read in (
        lambda: (lambda one: (one.start_time, one.data.iloc[:, 2]))(ComtradeFile.from_file(f"{path}.cfg")),
        lambda: (lambda one: (one.start_timestamp, one.analog[0]))(comtrade.load(f"{path}.cfg", f"{path}.dat")),
    ):
        try:
            start, values = read()
            told.append(f"{start:%Y-%m-%d} {[float(value) for value in values]}")
        except Exception as error:
            told.append(type(error).__name__)
    return "; comtrade ".join(told)


for day in ("05", "13"):
    Path("record.cfg").write_text(SETUP.format(day=day).replace("\n", "\r\n"), newline="")
    Path("record.dat").write_bytes(DATA)
    print("recorded:", said("record"))
    for kind in ("BINARY", "ASCII", "BINARY32", "FLOAT32") if day == "05" else ("BINARY",):
        ComtradeFile.from_file("record.cfg").save_comtrade("saved", format="multi_file", data_format=kind)
        written = Path("saved.cfg").read_text().splitlines()
        print(f"saved as {kind}: {written[7][:10]} {written[9]}: {said('saved')}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
recorded: 2025-03-05 [57.0, -57.0, 25.0]; comtrade 2025-03-05 [57.0, -57.0, 25.0]
saved as BINARY: 03/05/2025 BINARY: 2025-05-03 [57.0, -57.0, 25.0]; comtrade 2025-05-03 [57.0, -57.0, 25.0]
saved as ASCII: 03/05/2025 BINARY: ValueError; comtrade 2025-05-03 [12810.0, 14133.0, 12336.0]
saved as BINARY32: 03/05/2025 BINARY: ValueError; comtrade 2025-05-03 [57.0, 0.0, 2000.0]
saved as FLOAT32: 03/05/2025 BINARY: ValueError; comtrade 2025-05-03 [57.0, 0.0, 2000.0]
recorded: 2025-03-13 [57.0, -57.0, 25.0]; comtrade 2025-03-13 [57.0, -57.0, 25.0]
saved as BINARY: 03/13/2025 BINARY: 2025-03-13 [57.0, -57.0, 25.0]; comtrade ValueError
SEEN
