"""BIZ-12 高可靠性供电费收取异常

Fees a yuan and a fen away from what was owed, either way, and second feeds that nothing was taken for.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from demo.business import STEPS, working_day
from demo.cases import Case, Change, Side, customer, fine, wrong
from demo.changes import cleared, together
from demo.connecting import OF_CLASS, Then, connected, last_application, until
from demo.law import RELIABILITY_SINCE
from demo.profiles import HV_PUMP, SMALL_PLANT
from demo.stage import Play, Role, Row

DIFFERENT, MISSING = "A 应收与实收不符", "B 未立费"
PLAN = STEPS["04"]
DOUBLE: dict[str, Any] = OF_CLASS["04"][1]


def cases(play: Play) -> Sequence[Case]:
    """Return applications; the amount is what is owed less what was kept."""
    accept = play.day(9, -9)
    return [*as_paid(play, accept), *not_fixed(play, accept)]


def as_paid(play: Play, accept: date) -> Iterator[Case]:
    """Yield fees that were paid otherwise than owed."""
    bad = partial(wrong, profile=SMALL_PLANT, facts=DOUBLE, branch=DIFFERENT)
    ok = partial(fine, profile=SMALL_PLANT, facts=DOUBLE)
    paid = partial(fee_changed, accept)
    yield bad("少收1.01元", change=paid({"rcved_amt": "-1.01"}), amount="1.01")
    yield ok("少收恰1元", change=paid({"rcved_amt": "-1"}))
    yield bad("多收1.01元", change=paid({"rcved_amt": "1.01"}), amount="-1.01")
    yield ok("多收恰1元", change=paid({"rcved_amt": "1"}))
    yield bad("应收未收", change=paid({}, rcved_amt=None), amount=owed)
    yield bad("收后退2000元", change=paid({}, refund_amt=Decimal(2000)), amount=2000)
    yield bad("退费以负数录入", change=paid({}, refund_amt=Decimal(-300)), amount=300)
    yield ok("多收后已退", change=paid({"rcved_amt": "500"}, refund_amt=Decimal(500)))
    yield ok("分两次缴清", change=connected(PLAN, accept, in_two_parts))
    gone = connected(PLAN, accept, refunded_whole, status="03", terminate_flag=True)
    yield ok("中止后全退", change=gone)
    waiting = connected(until(PLAN, "A05"), play.ago(35), to_fees(rcved_amt=None, date=None))
    yield ok("已立费、未缴、未送电", change=waiting)
    unnumbered = together(connected(PLAN, accept, to_fees(app_no=None, rcved_amt=Decimal(0))), customer)
    yield bad("费用未记申请编号", change=unnumbered, amount=owed)


def not_fixed(play: Play, accept: date) -> Iterator[Case]:
    """Yield second feeds that no fee was fixed for, and those that none is owed for."""
    none = together(connected(PLAN, accept), free_of_charge)
    bad, ok = partial(wrong, profile=SMALL_PLANT, branch=MISSING), partial(fine, profile=SMALL_PLANT)
    yield bad("双电源增容未立费", facts=DOUBLE, change=none)
    yield bad("多电源增容未立费", facts=DOUBLE | {"source_count": "3", "supply_mode": "31"}, change=none)
    for mode in ("11", "12", "25", "26"):
        unmarked = [Side("PRO-13", note=f"双电源而供电方式为单电源{mode}")] if mode in ("11", "12") else []
        yield ok(f"供电方式{mode},无切换", facts=DOUBLE | {"supply_mode": mode}, change=none, also=unmarked)
    yield fine("农业生产", HV_PUMP, DOUBLE, none)
    for days, make in ((0, bad), (-1, ok)):
        powered = working_day(RELIABILITY_SINCE, days)
        old = connected(PLAN, working_day(powered, -57), archive_date=powered)
        yield make(f"开征后第{days}个工作日送电", facts=DOUBLE, change=together(old, free_of_charge))
    waiting = together(connected(until(PLAN, "A05"), play.ago(34)), free_of_charge)
    yield ok("尚未送电", facts=DOUBLE, change=waiting)
    gone = together(connected(PLAN, accept, status="03", terminate_flag=True), free_of_charge)
    yield ok("双电源增容已中止", facts=DOUBLE, change=gone)
    huge = together(connected(PLAN, accept, volt_code="AC02201"), free_of_charge)
    also = [Side("INS-13", note="档案的电压与申请不同")]
    yield ok("220kV", facts=DOUBLE, change=huge, also=also)
    yield ok("110kV以下单电源", facts={}, change=connected(STEPS["03"], accept))


def fee_changed(accept: date, more: dict[str, str], **values: Any) -> Change:
    """Return the change that adds an application whose fee has other values, or amounts by so much more."""

    def then(role: Role, done: dict[str, Row]) -> None:
        fee = role.rows["business_fees"][-1]
        fee.update({name: fee[name] + Decimal(by) for name, by in more.items()} | values)

    return connected(PLAN, accept, then)


def to_fees(**values: Any) -> Then:
    """Return what changes the fee of an application."""
    return lambda role, done: role.rows["business_fees"][-1].update(values)


def in_two_parts(role: Role, done: dict[str, Row]) -> None:
    """Let a fee be paid in two parts, of which only the first says what is owed."""
    fee = role.rows["business_fees"][-1]
    half = fee["rcved_amt"] / 2
    fee["rcved_amt"] = half
    role.rows["business_fees"].append(fee | {"std_amt": None})


def refunded_whole(role: Role, done: dict[str, Row]) -> None:
    """Let a fee be paid back."""
    fee = role.rows["business_fees"][-1]
    fee["refund_amt"] = fee["rcved_amt"]


def free_of_charge(role: Role) -> Row:
    """Take the fee of the last application away, and say that the application is what is to be found."""
    cleared("business_fees")(role)
    return last_application(role)


def owed(role: Role) -> Decimal:
    """Return what the customer's only fee says is owed."""
    return role.rows["business_fees"][-1]["std_amt"]
