"""INS-05 自备电厂/分布式电源计量与结算异常

Customers who generate: nothing for two months, more than their machines can, and less than they feed in.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, together
from demo.profiles import STORE
from demo.rewriting import fen
from demo.stage import Play, Role
from demo.tariffs import PLACE, prices

NONE, TOO_MUCH, MORE_THAN_MADE = "①连续无发电量", "②发电量超过装机所能", "③上网电量大于发电量"
FACTS: dict[str, Any] = {"contract_cap": 30, "spare_power_flag": "02"}
GEN_KW, LIMIT_PERCENT = Decimal(10), 110
MAKING, FEEDING, OTHER = "7", "6", "8"
"""What the numbers of the point that generates, of the one to the grid and of another that generates end in."""
USAGES = {MAKING: "1101", FEEDING: "1102", OTHER: "1101"}
NAMES = {MAKING: "发电计量点", FEEDING: "上网计量点", OTHER: "发电计量点二"}
WHOLE_DAY, TARIFF = 2, "0401"
"""The price of the catalogue that counts all day, and whose it is."""


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what was paid for energy fed in that was never made."""
    return [*making(play), *feeding()]


def making(play: Play) -> Iterator[Case]:
    """Yield months in which nothing was made, or all that can be and more."""
    before = play.month(-1)
    yield wrong("连续2期发电为0", STORE, FACTS, read(MAKING, 0, 0), branch=NONE)
    yield fine("仅本期发电为0", STORE, FACTS, read(MAKING, 0, 500))
    yield fine("上期发电未抄", STORE, FACTS, together(read(MAKING, 0, 0), unread(before)))
    yield fine("上期没有发电读数", STORE, FACTS, read(MAKING, 0))
    stopped = changed("metering_points", 1, mp_status="03")
    yield fine("停用的发电点连续2期为0", STORE, FACTS, together(read(MAKING, 0, 0), stopped))
    both = together(read(MAKING, 0, 0), read(OTHER, None, 0))
    yield fine("另一发电点未抄,不知有无发电", STORE, FACTS, both)
    yield wrong("发电超过装机所能", STORE, FACTS, full("0.1"), branch=TOO_MUCH)
    yield fine("发电恰为装机所能", STORE, FACTS, full())
    yield wrong("漏抄一月后补抄,超过两月所能", STORE, FACTS, full("0.1", months=2), branch=TOO_MUCH)
    yield fine("漏抄一月后补抄,恰为两月所能", STORE, FACTS, full(months=2))
    unknown = changed("self_generation", gen_cap=None)
    yield fine("装机容量不明", STORE, FACTS, together(full(9999), unknown))


def feeding() -> Iterator[Case]:
    """Yield what was fed in, at a point of its own and at the customer's."""
    made = read(MAKING, 1000, 900)
    yield wrong(
        "上网1200度,发电1000度",
        STORE,
        FACTS,
        together(made, read(FEEDING, 1200, 800)),
        paid_for(200),
        branch=MORE_THAN_MADE,
    )
    yield fine("上网恰等于发电", STORE, FACTS, together(made, read(FEEDING, 1000, 900)))
    yield wrong(
        "没有上网点,户用点反向1050度",
        STORE,
        FACTS,
        together(made, back(1050)),
        paid_for(50),
        branch=MORE_THAN_MADE,
    )
    yield fine("上网点为准,户用点反向不计", STORE, FACTS, together(made, read(FEEDING, 700, 700), back(1050)))
    lost = together(made, read(FEEDING, None, 700), back(1050))
    yield fine("上网点未抄,户用点反向不代", STORE, FACTS, lost)
    part = together(made, read(FEEDING, 1200, 800), read(OTHER, None, 300))
    yield fine("另一发电点未抄,不知发电多少", STORE, FACTS, part)
    no_price = together(made, read(FEEDING, 1200, 800), changed("metering_points", 2, prc_code=None))
    yield wrong("上网点没有电价码", STORE, FACTS, no_price, branch=MORE_THAN_MADE)


def full(more: Decimal | int | str = 0, months: int = 1) -> Change:
    """Add a point that made all that the machines can between the last two readings, and more.

    Of `months` 2 it was not read the month before; days of a month that its readings do not span count as well.
    """

    def change(role: Role) -> None:
        period = role.play.period
        read(MAKING, 0, 500 if months == 1 else None)(role)
        row = role.readings(period)[-1]
        if months == 2:
            row["last_date"] = role.readings(role.play.month(-1))[0]["last_date"]
        month = monthrange(int(period[:4]), int(period[4:]))[1]
        days = max(month, (row["mr_date"] - row["last_date"]).days)
        kwh = GEN_KW * 24 * days * LIMIT_PERCENT / 100 + Decimal(more)
        row.update(this_read=row["last_read"] + kwh, mr_pq=kwh)

    return change


def read(point: str, now: Decimal | int | None, before: Decimal | int | None = None) -> Change:
    """Add a point with a meter that showed so many kWh in the month under audit and the one before."""

    def change(role: Role) -> None:
        for row in role.rows["self_generation"]:
            row["gen_cap"] = GEN_KW
        own = role.rows["metering_points"][0]
        number, asset = own["mp_no"][:-1] + point, role.meter["asset_no"][:-1] + point
        facts = {"mp_no": number, "mp_name": NAMES[point], "mp_usage": USAGES[point], "mp_attr": "02"}
        role.rows["metering_points"].append(own | facts | {"prc_code": TARIFF if point == FEEDING else None})
        names = {"asset_no": asset, "bar_code": asset, "made_no": f"{role.no}8{point}", "mp_no": number}
        role.rows["meters"].append(role.meter | names)
        shown = Decimal(1000)
        for ym, kwh in ((role.play.month(-1), before), (role.play.period, now)):
            if kwh is not None:
                moved = {"last_read": shown, "this_read": shown + kwh, "mr_pq": Decimal(kwh)}
                shown += kwh
                first = role.readings(ym)[0]
                role.rows["readings"].append(first | {"asset_no": asset, "mp_no": number} | moved)

    return change


def unread(ym: str) -> Change:
    """Let the last meter that was added not be read in a month."""

    def change(role: Role) -> None:
        role.readings(ym)[-1]["mr_status"] = "01"

    return change


def back(kwh: int) -> Change:
    """Let so much turn back at the customer's own meter in the month under audit."""

    def change(role: Role) -> None:
        own = role.readings(role.play.period)[0]
        moved = {"last_read": Decimal(10), "this_read": Decimal(10 + kwh), "mr_pq": Decimal(kwh)}
        role.rows["readings"].append(own | {"read_type": "81"} | moved)

    return change


def paid_for(kwh: int) -> Callable[[Role], Decimal]:
    """Return what so many kWh cost in the month under audit."""

    def amount(role: Role) -> Decimal:
        price = prices(int(role.play.period[4:]))[PLACE[TARIFF]][WHOLE_DAY]
        return fen(Decimal(int(price)) * kwh / 10_000)

    return amount
