#!/usr/bin/env bash
# dlt645 3.2.0 and python-dlt645 0.1.4 (both import as dlt645)
#
# Guess: two readers of DL/T 645-2007 read one register alike: four bytes of digits, XXXXXX.XX kWh, whose highest bit is
#        a sign for combined energy alone (which may be negative); forward energy counts on to 999999.99.
# Seen:  dlt645 takes the bit for a sign everywhere, so a meter that has counted 850000.00 kWh forward stands at
#        -50000.00, and 800000.00 is -0.0. python-dlt645 takes it for a digit everywhere, so -50.00 combined (a roof
#        that fed in more than it took) is 800050.0. And what a meter fills with FF because it has no such phase is a
#        number to dlt645: -715151.5 volts on phase B of a three-wire meter. Neither says anything.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/a" dlt645==3.2.0
python3 -m pip install --quiet --disable-pip-version-check --target "$work/b" python-dlt645==0.1.4
cat > "$work/show.py" <<'PY'
import io
import sys

import dlt645

METER = bytes.fromhex("000000000001")
ANSWERS = {  # what the meter answers: register, digits
    "forward 799999.99": ("00010000", "79999999"),
    "forward 800000.00": ("00010000", "80000000"),
    "forward 850000.00": ("00010000", "85000000"),
    "combined 123.45": ("00000000", "00012345"),
    "combined -50.00": ("00000000", "80005000"),
    "volts of phase B 220.5": ("02010200", "2205"),
    "volts of phase B, none": ("02010200", "FFFF"),
}


def frame(register: str, digits: str) -> bytes:
    data = bytes.fromhex(register)[::-1] + bytes.fromhex(digits)[::-1]
    data = bytes((byte + 0x33) % 256 for byte in data)
    sent = b"\x68" + METER[::-1] + b"\x68\x91" + bytes([len(data)]) + data
    return sent + bytes([sum(sent) % 256, 0x16])


class Line(io.BytesIO):
    def write(self, asked: bytes) -> int:
        return len(asked)


def read(register: str, digits: str) -> float:
    if sys.argv[1] == "python-dlt645":
        return dlt645.get_active_energy(METER.hex(), Line(frame(register, digits)))
    client = dlt645.MeterClientService(None)
    client.address = bytearray(METER[::-1])
    return client.handle_response(dlt645.DLT645Protocol.deserialize(frame(register, digits))).value


for name, (register, digits) in ANSWERS.items():
    if sys.argv[1] == "dlt645" or register == "00000000":  # the other reads combined energy only
        print(f"{sys.argv[1]}: {name} is read as {read(register, digits)}")
PY
cd "$work"
{ PYTHONPATH="$work/a" python3 show.py dlt645; PYTHONPATH="$work/b" python3 show.py python-dlt645; } | tee seen
diff seen - <<'SEEN'
dlt645: forward 799999.99 is read as 799999.99
dlt645: forward 800000.00 is read as -0.0
dlt645: forward 850000.00 is read as -50000.0
dlt645: combined 123.45 is read as 123.45
dlt645: combined -50.00 is read as -50.0
dlt645: volts of phase B 220.5 is read as 220.5
dlt645: volts of phase B, none is read as -715151.5
python-dlt645: combined 123.45 is read as 123.45
python-dlt645: combined -50.00 is read as 800050.0
SEEN
