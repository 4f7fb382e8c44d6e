"""BIZ-13 业务费错收/违规收费

Fees for meters on the day they were abolished and the day before, unknown fees, and fees two fen off.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.business import STEPS
from demo.cases import Case, Change, accused, customer, fine, wrong
from demo.changes import archived, together
from demo.connecting import connected
from demo.law import METER_FEE_ENDED
from demo.profiles import SHOP
from demo.stage import Play, Role, Row

ABOLISHED, UNKNOWN, DIFFERENT = "A 赔表费", "B 目录外", "C 应收≠实收"
METER, TEST, OTHER, STRANGE = "05", "04", "09", "07"
PLAN = STEPS["02"]


def cases(play: Play) -> Sequence[Case]:
    """Return fees; the amount is what was owed less what was received, or what must be paid back, negative."""
    return [*for_meters(play), *of_unknown_kinds(play), *other_than_owed(play)]


def for_meters(play: Play) -> Iterator[Case]:
    """Yield fees for meters, while connecting and later."""
    a, ok = partial(wrong, profile=SHOP, branch=ABOLISHED), partial(fine, profile=SHOP)
    accept = play.day(9, -7)
    for days, make in ((0, partial(a, amount=-120)), (-1, ok)):
        day = METER_FEE_ENDED + timedelta(days=days)
        late = {"build_date": day, "power_on_date": day}
        made = paid(METER, "120", on=day)
        yield make(f"取消后第{days}天、送电当日收赔表费", facts=late, change=made)
        yield ok(
            f"取消后第{days}天、送电次日收赔表费",
            facts=late,
            change=paid(METER, "120", on=day + timedelta(1)),
        )
    half = in_application(accept, METER, "90", refund="40")
    yield a("增容单收赔表费,已退40元", facts={}, change=half, amount=-50)
    yield ok("增容单收赔表费,已全退", facts={}, change=in_application(accept, METER, "90", refund="90"))
    unsupplied = together(archived(power_on_date=None), paid(METER, "66", on=accept))
    yield a("档案无送电日期", facts={}, change=unsupplied, amount=-66)


def of_unknown_kinds(play: Play) -> Iterator[Case]:
    """Yield fees of a kind that no catalogue has."""
    day = play.day(12, -5)
    yield wrong("目录外收费", SHOP, {}, paid(STRANGE, "35.5", on=day), "-35.5", branch=UNKNOWN)
    yield wrong(
        "目录外收费,无申请编号", SHOP, {}, unnumbered(paid(STRANGE, "36", on=day)), -36, branch=UNKNOWN
    )
    red = together(paid(STRANGE, "35.5", on=day), paid(STRANGE, "-35.5", on=day))
    yield fine("目录外收费,已被红字冲回", SHOP, {}, red)
    yield fine("目录外收费,已全退", SHOP, {}, paid(STRANGE, "35.5", on=day, refund="35.5"))


def other_than_owed(play: Play) -> Iterator[Case]:
    """Yield fees that were received otherwise than owed, by a fen and by two."""
    day = play.day(14, -6)
    c, ok = partial(wrong, profile=SHOP, facts={}, branch=DIFFERENT), partial(fine, profile=SHOP, facts={})
    test = partial(paid, TEST, on=day, owed="100")
    yield c("校验费少收0.02元", change=test("99.98"), amount="0.02")
    yield ok("校验费少收0.01元", change=test("99.99"))
    yield c("校验费多收0.02元", change=test("100.02"), amount="-0.02")
    yield ok("校验费多收0.01元", change=test("100.01"))
    yield c("多收60元,只退50元", change=test("160", refund="50"), amount=-10)
    yield ok("多收60元,已退60元", change=test("160", refund="60"))
    yield ok("收足后全退", change=test("100", refund="100"))
    yield c("其他费应收未收", change=paid(OTHER, "0", on=day, owed="250"), amount=250)
    yield ok("临时接电费归另一条", change=paid("03", "0", on=day, owed="9"))
    gone = in_application(play.day(9, -7), OTHER, "0", owed="70", status="03", terminate_flag=True)
    yield ok("中止单未收", change=gone)


def paid(
    fee_type: str, received: str, *, on: date | None, owed: str | None = None, refund: str | None = None
) -> Change:
    """Let a customer pay a fee of a number of its own."""

    def change(role: Role) -> Row:
        number = role.play.number(17, "3")
        pay(role, number, fee_type, received, owed, refund, on)
        return accused("application", number)

    return change


def in_application(
    accept: date,
    fee_type: str,
    received: str,
    *,
    owed: str | None = None,
    refund: str | None = None,
    **other: Any,
) -> Change:
    """Let a customer pay a fee of an enlargement on the day it was accepted."""

    def then(role: Role, done: dict[str, Row]) -> None:
        pay(role, done["A01"]["app_no"], fee_type, received, owed, refund, accept)

    return connected(PLAN, accept, then, **other)


def pay(
    role: Role,
    number: str,
    fee_type: str,
    received: str,
    owed: str | None,
    refund: str | None,
    on: date | None,
) -> None:
    """Add a fee; what was owed is what was received unless said otherwise."""
    role.add(
        "business_fees",
        app_no=number,
        fee_type=fee_type,
        std_amt=Decimal(owed or received),
        rcved_amt=Decimal(received),
        refund_amt=None if refund is None else Decimal(refund),
        date=on,
    )


def unnumbered(change: Change) -> Change:
    """Return a change whose fee has no application."""

    def without(role: Role) -> Row:
        change(role)
        role.rows["business_fees"][-1]["app_no"] = None
        return customer(role)

    return without
