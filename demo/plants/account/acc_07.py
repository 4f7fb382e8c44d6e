"""ACC-07 应收余额异常(长账龄/负/突增)

Bills unpaid for three months, bills paid more than once, and stations that are owed far more than before.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import LOOKALIKE, PLANTED, Case, Change, Side, fine, wrong
from demo.owing import all_owed, overdue_of_year, owed_of_month, the_station
from demo.paying import leave_unpaid, overpay, pay_half, receivable_of
from demo.profiles import BIG_PLANT, HOME
from demo.stage import BOOKED, PAID, Play, Role, Row
from models.calendar import months_between

OLD, OVERPAID, STATION = "① 长账龄", "② 负余额", "③ 单位"
AGE = 3
"""Months after which a debt is old."""


def cases(play: Play) -> Sequence[Case]:
    """Return debts; the amount is what is owed for so long, of a station all that it is owed."""
    bad = partial(wrong, profile=HOME, facts={"base_kwh": 300}, moment=PAID)
    ok = partial(fine, profile=HOME, facts={"base_kwh": 300}, moment=PAID)
    return [
        bad("3个月前的电费未缴", change=unpaid(-3), amount=owed(-3), branch=OLD),
        ok("2个月前的电费未缴", change=unpaid(-2)),
        bad(
            "三个月的电费未缴,其中两个月账龄已到", change=unpaid(-2, -3, -5), amount=owed(-3, -5), branch=OLD
        ),
        bad("部分结清,余额账龄4个月", change=in_part(-4), amount=owed(-4), branch=OLD),
        bad("多销账30元", change=overpaid(-1, "30"), amount="-30", branch=OVERPAID),
        bad("长账龄欠费,另有多销账", change=old_and_overpaid, amount=owed(-4), branch=OLD),
        *stations(play),
    ]


def stations(play: Play) -> Sequence[Case]:
    """Return stations of which one large customer owes a month: this one, the last one, and last December."""
    december = f"{int(play.period[:4]) - 1}12"
    months = months_between(december, play.period)
    kind = PLANTED if months >= AGE else LOOKALIKE
    of_customer = Side(play.code, owed(-months) if kind == PLANTED else None, "去年12月的电费未缴", kind=kind)

    def large(place: int, month: int) -> dict[str, Any]:
        facts = {"station": play.offices.stations[place], "contract_cap": 20_000}
        return {"profile": BIG_PLANT, "facts": facts, "moment": PAID, "change": of_station(month)}

    bad = partial(wrong, branch=STATION, amount=all_owed, priced=BOOKED)
    low = Side("ACC-01", owed_of_month, "当月大户未缴,当月回收率低", the_station)
    is_same_year = play.month(-1)[:4] == play.period[:4]
    low_in_year = Side(
        "ACC-01",
        overdue_of_year if is_same_year else None,
        "上月大户未缴,年累计回收率低",
        the_station,
        PLANTED if is_same_year else LOOKALIKE,
    )
    return [
        bad("当月大户未缴,单位欠费突增", **large(0, 0), also=[low]),
        fine("上月大户未缴,单位欠费未再增", **large(1, -1), also=[low_in_year], priced=BOOKED),
        bad("往年欠费占当月应收2%以上", **large(2, -months), also=[of_customer]),
    ]


def owed(*months: int) -> Any:
    """Return what a customer owes of some months."""
    return lambda role: sum(receivable_of(role, role.play.month(n))["owe_amt"] for n in months)


def unpaid(*months: int) -> Change:
    """Let the bills of some months stay unpaid, with the fee that runs up."""

    def change(role: Role) -> None:
        for n in months:
            leave_unpaid(role, receivable_of(role, role.play.month(n)))

    return change


def of_station(month: int) -> Change:
    """Let a bill stay unpaid, of which the station is to be found."""

    def change(role: Role) -> Row:
        unpaid(month)(role)
        return the_station(role)

    return change


def in_part(month: int) -> Change:
    """Let half of a bill be paid."""
    return lambda role: pay_half(role, receivable_of(role, role.play.month(month)))


def overpaid(month: int, yuan: str) -> Change:
    """Let more be booked on a bill than was charged."""
    return lambda role: overpay(role, receivable_of(role, role.play.month(month)), Decimal(yuan))


def old_and_overpaid(role: Role) -> None:
    """Let one bill stay unpaid, and more be booked on another than was charged."""
    unpaid(-4)(role)
    overpaid(-1, "12.50")(role)
