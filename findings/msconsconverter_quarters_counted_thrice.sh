#!/usr/bin/env bash
# msconsconverter 2.0.0 (MSCONS, the EDIFACT message by which German and Austrian networks deliver metered values)
#
# Guess: four quarter hours of a message become four lines of the CSV, whose values add up to the energy of the hour; line
#        breaks between the segments, which ISO 9735 lets two parties agree on, change nothing or are refused.
# Seen:  from the first end of a period on every segment writes a line, with what has been read so far: a value stands beside
#        the period before, half of it and its own, and the last one goes on until the end of the message. Of 2.5 kWh
#        come 10, in thirteen lines. Of a file with line breaks only the first line is read, which here holds nothing.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" msconsconverter==2.0.0
cat > "$work/show.py" <<'PY'
import csv
import logging
import pathlib

from msconsconverter.msconsconverter import MSCONSConverter

QUARTERS = [("0000", "0015", "0.250"), ("0015", "0030", "0.500"), ("0030", "0045", "0.750"), ("0045", "0100", "1.000")]
SEGMENTS = [
    "UNB+UNOC:3+9900000000001:500+9900000000002:500+250102:0900+1", "UNH+1+MSCONS:D:04B:UN:2.4c", "BGM+7+1+9",
    "DTM+137:202501020900:203", "UNS+D", "NAD+DP", "LOC+172+DE000000000000000000000000000000X",
    "LIN+1", "PIA+5+1-1?:1.29.0:SRW",
    *(
        segment
        for start, end, kwh in QUARTERS
        for segment in (f"QTY+220:{kwh}", f"DTM+163:20250101{start}?+00:303", f"DTM+164:20250101{end}?+00:303")
    ),
    "UNT+20+1", "UNZ+1+1",
]  # fmt: skip

logger = logging.getLogger("quiet")
logger.setLevel(logging.CRITICAL)
for name, between in (("one line", ""), ("a line each", "\n")):
    out = pathlib.Path(name)
    out.mkdir()
    message = pathlib.Path(f"{name}.edi")
    message.write_text("".join(segment + "'" + between for segment in ["UNA:+.? ", *SEGMENTS]))
    converter = MSCONSConverter(target_dir=str(out), logger=logger)
    try:
        converter.convert_to_csv(str(message), ["PLACE", *(f"COLUMN_{number}" for number in range(16)), "VALUE"])
    except KeyError as error:
        print(f"{name}: KeyError {error}")
        continue
    (written,) = out.iterdir()
    with written.open() as file:
        rows = list(csv.reader(file))[1:]
    lines = {kwh: sum(row[-1] == kwh for row in rows) for _, _, kwh in QUARTERS}
    print(f"{name}: {len(rows)} lines, {sum(float(row[-1]) for row in rows)} kWh, lines of each value {lines}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
one line: 13 lines, 10.0 kWh, lines of each value {'0.250': 1, '0.500': 3, '0.750': 3, '1.000': 6}
a line each: KeyError 'loc_mscons'
SEEN
