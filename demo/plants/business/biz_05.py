"""BIZ-05 装表接电超期

Power on the last day and the day after, counted from whatever was ready last.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from demo.business import STEPS, working_day
from demo.cases import Case, Side, fine, wrong
from demo.connecting import (
    OF_CLASS,
    Then,
    connected,
    delayed,
    last_application,
    opened,
    ready,
    too_long,
    until,
    with_step,
    without,
)
from demo.law import POWER_DAYS
from demo.profiles import SHOP
from demo.stage import Play, Role, Row

CLOSED, OPEN = "送电超限", "在途未送电超限"
LATE = delayed(STEPS["02"], "A18", 14)  # contract and test are ready on day 4


def cases(play: Play) -> Sequence[Case]:
    """Return applications; there is no amount."""
    accept = play.day(9, -7)
    return [*on_both_sides(play, accept), *ready_by_something_else(accept), *told_otherwise(accept)]


def on_both_sides(play: Play, accept: date) -> Iterator[Case]:
    """Yield power on the last day and the day after, and none yet for as long."""
    for cust_class, limit in POWER_DAYS.items():
        profile, facts = OF_CLASS[cust_class]
        plan = STEPS[cust_class]
        cut = without(until(plan, "A16"), "A17")
        for days in (limit, limit + 1):
            closed, opening = (
                fine if days == limit else partial(wrong, branch=branch) for branch in (CLOSED, OPEN)
            )
            slow = delayed(plan, "A18", ready(plan) + days)
            powered, also = connected(slow, accept), too_long(cust_class, slow)
            yield closed(
                f"{cust_class}类竣检、合同后第{days}个工作日送电", profile, facts, powered, also=also
            )
            waiting = connected(cut, working_day(opened(play, days), -ready(cut)))
            yield opening(f"{cust_class}类在途,竣检、合同后{days}个工作日未送电", profile, facts, waiting)


def ready_by_something_else(accept: date) -> Iterator[Case]:
    """Yield applications that waited for a contract, a step of fees or a fee until the ninth day."""
    ninth, twentieth = working_day(accept, 9), working_day(accept, 20)
    by_step, by_fee, free = (
        connected(LATE, accept, then)
        for then in (with_step("A07", ninth), with_fee(800, ninth), with_fee(0, ninth))
    )
    also = [Side("BIZ-06", note="方案答复2、竣检1、装表5,合计8个工作日", of=last_application)]
    signed = connected(LATE, accept, with_step("A16", ninth))
    yield fine("合同第9日签,其后第5个工作日送电", SHOP, {}, signed, also=also)
    yield fine("业务费环节第9日完成,其后第5个工作日送电", SHOP, {}, by_step, also=also)
    yield fine("第9日交业务费,其后第5个工作日送电", SHOP, {}, by_fee, also=also)
    yield wrong("业务费实收为零,不作起算", SHOP, {}, free, branch=CLOSED, also=too_long("02", LATE))
    yield fine("业务费晚于送电,倒置不判", SHOP, {}, connected(LATE, accept, with_fee(50, twentieth)))


def told_otherwise(accept: date) -> Iterator[Case]:
    """Yield applications whose power is told by another step or date, or not at all."""
    late = partial(wrong, branch=CLOSED)
    by_45 = tuple(("A45" if name == "A18" else name, begin, end) for name, begin, end in LATE)
    yield late(
        "无送电环节,按装表接电,第10个工作日", SHOP, {}, connected(by_45, accept), also=too_long("02", by_45)
    )
    by_date = connected(without(LATE, "A18"), accept, power_date=working_day(accept, 10))
    no_power, no_test = (
        Side("BIZ-07", note=note, of=last_application) for note in ("归档而缺送电环节", "归档而缺竣工验收")
    )
    yield late(
        "无送电、装表接电环节,按送电日期,第6个工作日",
        SHOP,
        {},
        by_date,
        also=[no_power, *too_long("02", LATE)],
    )
    yield fine("已中止的申请", SHOP, {}, connected(LATE, accept, status="03", terminate_flag=True))
    yield fine("无竣工验收不判", SHOP, {}, connected(without(LATE, "A15"), accept), also=[no_test])


def with_fee(received: int, on: date) -> Then:
    """Return what adds the fee of an application, paid on a day."""

    def then(role: Role, done: dict[str, Row]) -> None:
        role.add(
            "business_fees",
            app_no=done["A01"]["app_no"],
            fee_type="09",
            std_amt=Decimal(received),
            rcved_amt=Decimal(received),
            date=on,
        )

    return then
