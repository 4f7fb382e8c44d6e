#!/usr/bin/env bash
# pyMeterBus 0.8.5, beside pymbusparser 0.5.3 (M-Bus, EN 13757-3)
#
# Guess: two readers of M-Bus give one register the same value: what extends a value's code may be a factor (times 1000, or
#        a power of ten) and belongs to the value; digits A to E behind the first of a decimal register mean an error, and
#        a date of all ones means none, so neither is a number nor a date.
# Seen:  pyMeterBus leaves the factors out and calls them an unknown enhancement, so value and unit of a meter with a
#        transformer are wrong a thousandfold; pymbusparser applies them. A register that shows the error EEEEEEEE is
#        14,141,414 kWh, AAAAAAAA 10,101,010; no date is the 31st of the 15th month of 2027. A value sent with the code
#        "no data available" is the number beside it, which pymbusparser gives too, with "Record error codes".
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    pymeterbus==0.8.5 pymbusparser==0.5.3 pycryptodome==3.23.0 simplejson==3.20.1 pyserial==3.5 future==1.0.0
cat > "$work/show.py" <<'PY'
import meterbus
import pymbusparser

HEADER = "08 01 72 78 56 34 12 24 40 01 02 55 00 00 00"  # the answer of electricity meter 12345678
RECORDS = {  # 1234 kWh, in an integer of four bytes or in decimal digits, and a date
    "energy": "04 06 D2 04 00 00",
    "times 1000": "04 86 7D D2 04 00 00",
    "times 10^-3": "04 86 73 D2 04 00 00",
    "no data": "04 86 15 D2 04 00 00",
    "negative digits": "0C 06 34 12 00 F0",
    "digits E": "0C 06 EE EE EE EE",
    "digits A": "0C 06 AA AA AA AA",
    "no date": "42 6C FF FF",
}

for name, record in RECORDS.items():
    body = bytes.fromhex(HEADER + record)
    frame = bytes([0x68, len(body), len(body), 0x68]) + body + bytes([sum(body) % 256, 0x16])
    ours = meterbus.load(frame).records[0]
    told = [f"{ours.value} {ours.unit}", ours.interpreted.get("unit_enh", "").removeprefix("VIFUnitEnhExt.")]
    parsed = pymbusparser.parse(frame.hex())["records"]
    other = [f"{one['value']['value']} {one.get('unit')} {one.get('quantities')}" for one in parsed] or ["refused"]
    print(f"{name}: pyMeterBus {' '.join(told).strip()}; pymbusparser {other[0]}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
energy: pyMeterBus 1234000 Wh; pymbusparser 1234000 W.h ['Energy']
times 1000: pyMeterBus 1234000 Wh UNKNOWN_ENHANCEMENT; pymbusparser 1234000000 W.h ['Energy']
times 10^-3: pyMeterBus 1234000 Wh UNKNOWN_ENHANCEMENT; pymbusparser 1234 W.h ['Energy']
no data: pyMeterBus 1234000 Wh UNKNOWN_ENHANCEMENT; pymbusparser 1234000 W.h ['Energy', 'Record error codes']
negative digits: pyMeterBus -1234000 Wh; pymbusparser -1234000 W.h ['Energy']
digits E: pyMeterBus 14141414000 Wh; pymbusparser refused
digits A: pyMeterBus 10101010000 Wh; pymbusparser refused
no date: pyMeterBus 2027-15-31 date; pymbusparser {'day': 31, 'month': 'invalid', 'year': 'every'} None ['Time point (date)']
SEEN
