import random
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.time_prices import SLOTS, time_prices
from models.data.schema import NUMBER_TYPE

PRICES = [Decimal(price) for price in ("1.0543", "0.9543", "0.61234", "0.301256", "0")]
SCHEMA = pa.schema([("tariff", pa.string()), *((name, NUMBER_TYPE) for name in (*SLOTS, "energy_yuan"))])


def bills(
    tariff: str, number: int, *, wrong: int = 0, shares_vary: bool = True, slots: int = 4
) -> list[dict[str, Any]]:
    generator, rows = random.Random(7), []
    for place in range(number):
        kwh = generator.randint(5000, 200000)
        shares = [0.1, 0.35, 0.35, 0.2][:slots]
        used = [int(kwh * share * (generator.uniform(0.8, 1.2) if shares_vary else 1)) for share in shares]
        used += [0] * (len(SLOTS) - slots)
        yuan = sum((energy * price for energy, price in zip(used, PRICES, strict=True)), Decimal(0))
        yuan *= Decimal("1.2") if place < wrong else 1
        slot_kwh = dict(zip(SLOTS, map(Decimal, used), strict=True))
        rows.append({"tariff": tariff, **slot_kwh, "energy_yuan": yuan.quantize(Decimal("0.01"))})
    return rows


def test_prices_come_out_exactly_where_bills_tell_them_and_not_at_all_where_they_do_not() -> None:
    rows = [
        *bills("all right", 30),
        *bills("some wrong", 30, wrong=4),
        *bills("just enough", 5),
        *bills("too few", 4),
        *bills("same shares", 30, shares_vary=False),
        *bills("half wrong", 12, wrong=6),
        *bills("one slot", 3, slots=1),
    ]
    table = ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA))
    found = {row["tariff"]: row for row in time_prices(table, ["tariff"]).to_pyarrow().to_pylist()}
    assert set(found) == {"all right", "some wrong", "just enough", "one slot"}
    prices = {name: [row[f"price_{slot}"] for slot in SLOTS] for name, row in found.items()}
    assert prices["all right"] == [*PRICES[:4], None]
    assert prices["some wrong"] == [*PRICES[:4], None]
    assert prices["just enough"] == [*PRICES[:4], None]
    assert prices["one slot"] == [PRICES[0], None, None, None, None]
    assert (found["all right"]["followers"], found["some wrong"]["followers"]) == (30, 26)
