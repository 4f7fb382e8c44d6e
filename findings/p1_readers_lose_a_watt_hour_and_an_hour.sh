#!/usr/bin/env bash
# amshan 2.1.1, iec62056 0.5.1 and dsmr-parser 1.11.2 (the P1 port of Dutch and Scandinavian meters, DSMR 5)
#
# Guess: three readers of one telegram say the same: a register of 1.001 kWh is that, or 1001 Wh, and half past two in the
#        night in which the clocks go back is told by its S (summer) or W (winter), one hour apart.
# Seen:  amshan multiplies by 1000 in binary and cuts: 1.001 kWh are 1000 Wh, and so 95 of the first 9999 watt-hours are one
#        less than the meter shows. Both times of the night are one time to amshan, which has no zone, and to iec62056,
#        which gives each the zone of the day on which it is run. dsmr-parser is right in both.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    amshan==2.1.1 iec62056==0.5.1 dsmr-parser==1.11.2 lark==1.0.0 pytz==2026.2
cat > "$work/show.py" <<'PY'
from dsmr_parser import telegram_specifications
from dsmr_parser.parsers import TelegramParser
from han import dlde
from iec62056.parser import Parser

HEAD, BODY = "/KFM5KAIFA-METER\r\n\r\n", "1-3:0.2.8(50)\r\n0-0:1.0.0({})\r\n1-0:1.8.1({:010.3f}*kWh)\r\n"
NIGHT = ("251026023000S", "251026023000W")


def amshan(time: str, kwh: float = 1.001) -> tuple:
    told = dlde.decode_p1_readout_content(BODY.format(time, kwh).encode())
    return told["meter_datetime"], told["1.8.1"]


def iec62056(time: str, kwh: float = 1.001) -> tuple:
    told = Parser().parse(HEAD + BODY.format(time, kwh) + "!\r\n")
    return told["timestamp"].value, told["electricity_used_tariff_1"].value


def dsmr_parser(time: str, kwh: float = 1.001) -> tuple:
    parser = TelegramParser(telegram_specifications.V5, apply_checksum_validation=False)
    told = parser.parse(HEAD + BODY.format(time, kwh) + "!0000\r\n")
    return told.P1_MESSAGE_TIMESTAMP.value, told.ELECTRICITY_USED_TARIFF_1.value


for reader in (amshan, iec62056, dsmr_parser):
    (summer, value), (winter, _) = map(reader, NIGHT)
    print(f"{reader.__name__}: {value}, {(winter - summer).total_seconds() / 3600:g} hours apart")
short = [wh for wh in range(1, 10000) if amshan(NIGHT[0], wh / 1000)[1] != wh]
print(len(short), "of 9999 differ in amshan:", *short[:4], "...", {amshan(NIGHT[0], wh / 1000)[1] - wh for wh in short})
PY
cd "$work"
TZ=Europe/Amsterdam PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
amshan: 1000, 0 hours apart
iec62056: 1.001, 0 hours apart
dsmr_parser: 1.001, 1 hours apart
95 of 9999 differ in amshan: 1001 1003 1005 1007 ... {-1}
SEEN
