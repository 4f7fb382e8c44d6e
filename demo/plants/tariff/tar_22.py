"""TAR-22 发行电费与复核重算不一致/负电费

Totals that are not the sum of their parts, levies off their rate, bills below nothing and prices beyond reason.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from demo import tariffs
from demo.cases import Case, Change, fine, wrong
from demo.changes import applied, together
from demo.events import adjustment_bill
from demo.profiles import SHOP, STORE
from demo.rewriting import fen, total
from demo.stage import Play, Role

PARTS, NEGATIVE, LEVY, PRICE = "① 分项不平", "② 负电费", "③ 代征不符", "④ 均价超出范围"
KWH = 1000
LOWEST, HIGHEST = Decimal("0.3"), Decimal("1.6")


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is what the parts and the levy rate ask for less what was charged."""
    used = {"contract_cap": 10, "usage": {play.period: KWH}, "base_kwh": KWH}
    parts = partial(wrong, profile=SHOP, facts={}, branch=PARTS)
    levy = partial(wrong, profile=SHOP, facts={}, branch=LEVY)
    negative = partial(wrong, profile=STORE, facts={}, branch=NEGATIVE)
    price = partial(wrong, profile=SHOP, facts=used, branch=PRICE)
    ok, priced = partial(fine, profile=SHOP, facts={}), partial(fine, profile=SHOP, facts=used)
    return [
        parts("总电费少0.02元", change=total_off("-0.02"), amount="0.02"),
        parts("总电费多100元", change=total_off("100"), amount=-100),
        parts("退补行总电费多30元", change=adjusted("30"), amount=-30),
        ok("总电费恰差0.01元", change=total_off("0.01")),
        ok("退补行加得拢", change=adjusted("0")),
        levy("代征少1.01元", change=levy_off("-1.01"), amount="1.01"),
        levy("代征多20元", change=levy_off("20"), amount=-20),
        levy("代征空", change=without_levy, amount=levy_due),
        ok("代征恰少1.00元", change=levy_off("-1.00")),
        negative("负电量无光伏", change=turned),
        fine("分布式光伏户负电量", STORE, {}, together(applied("901", play.day(20, -5)), turned)),
        price("均价略高于1.6元", change=at_price(HIGHEST + Decimal("0.00001"))),
        price("均价略低于0.3元", change=at_price(LOWEST - Decimal("0.00001"))),
        priced("均价恰1.6元", change=at_price(HIGHEST)),
        priced("均价恰0.3元", change=at_price(LOWEST)),
    ]


def total_off(by: str) -> Change:
    """Issue a total that is so much more or less than its parts."""

    def change(role: Role) -> None:
        role.bill()["total_amt"] += Decimal(by)

    return change


def adjusted(by: str) -> Change:
    """Charge energy of another month, with a total so much off its parts."""

    def change(role: Role) -> None:
        bill = adjustment_bill(role.archive, role.play.day(20), "0202", Decimal(100), Decimal("73.50"))
        role.rows["bills"].append(bill | {"total_amt": bill["total_amt"] + Decimal(by)})

    return change


def levy_due(role: Role) -> Decimal:
    """Return the levy that the month's energy asks for."""
    bill = role.bill()
    rate = Decimal(int(tariffs.LEVY[tariffs.PLACE[bill["prc_code"]]]))
    return fen(bill["total_pq"] * rate / 10_000)


def levy_off(by: str) -> Change:
    """Charge so much more or less as levy."""

    def change(role: Role) -> None:
        bill = role.bill()
        bill["levy_amt"] = levy_due(role) + Decimal(by)
        total(bill)

    return change


def without_levy(role: Role) -> None:
    """Charge no levy."""
    bill = role.bill()
    bill["levy_amt"] = None
    total(bill)


def turned(role: Role) -> None:
    """Turn the month's bill into its opposite."""
    bill = role.bill()
    bill |= {name: -bill[name] for name in ("total_pq", "total_amt", "kwh_amt", "levy_amt")}


def at_price(price: Decimal) -> Change:
    """Charge so much a kWh on average, levies included."""

    def change(role: Role) -> None:
        bill = role.bill()
        bill["kwh_amt"] = fen(bill["total_pq"] * price) - bill["levy_amt"]
        total(bill)

    return change
