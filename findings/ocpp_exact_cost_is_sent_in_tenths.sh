#!/usr/bin/env bash
# ocpp 2.1.0 (Open Charge Point Protocol, messages of version 2.0.1)
#
# Guess: a cost or a meter reading of a charging session that is a decimal.Decimal is sent with its digits, or refused as
#        no JSON; it was chosen over a float to be exact.
# Seen:  every Decimal in every message is written with one place: 18.76 yuan are sent as 18.8, a reading of 12345.678 as
#        12345.7, a cost below 5 fen as nothing. The place is that of the charging limits of version 1.6, for which Decimal
#        is used inside. The float 18.76 goes out whole, and neither is said.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" ocpp==2.1.0
cat > "$work/show.py" <<'PY'
import asyncio
import json
from decimal import Decimal

from ocpp.v201 import ChargePoint, call

WHEN = "2025-01-01T00:00:00Z"


class Line:
    async def send(self, message: str) -> None:
        sent = json.loads(message)[3]
        print(sent["totalCost"] if "totalCost" in sent else sent["meterValue"][0]["sampledValue"][0]["value"])


def cost(amount):
    return call.CostUpdated(total_cost=amount, transaction_id="1")


def reading(value):
    return call.TransactionEvent(
        event_type="Ended",
        timestamp=WHEN,
        trigger_reason="StopAuthorized",
        seq_no=1,
        transaction_info={"transaction_id": "1"},
        meter_value=[{"timestamp": WHEN, "sampled_value": [{"value": value}]}],
    )


async def show() -> None:
    pile = ChargePoint("pile", Line(), response_timeout=0.01)
    for message, digits in ((cost, "18.76"), (reading, "12345.678"), (cost, "0.04")):
        for kind in (float, Decimal):
            print(message.__name__, digits, kind.__name__, "is sent as ", end="")
            try:
                await pile.call(message(kind(digits)))
            except TimeoutError:
                pass  # nobody answers


asyncio.run(show())
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
cost 18.76 float is sent as 18.76
cost 18.76 Decimal is sent as 18.8
reading 12345.678 float is sent as 12345.678
reading 12345.678 Decimal is sent as 12345.7
cost 0.04 float is sent as 0.04
cost 0.04 Decimal is sent as 0.0
SEEN
