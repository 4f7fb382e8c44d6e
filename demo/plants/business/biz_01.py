"""BIZ-01 供电方案答复超期

Answers on the last day and the day after, closed and open, for every class of customer.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from demo.business import STEPS, working_day
from demo.cases import Case, Change, Side, fine, wrong
from demo.connecting import (
    OF_CLASS,
    add_step,
    connected,
    delayed,
    last_application,
    opened,
    powered_by,
    too_long,
    until,
    with_step,
    without,
)
from demo.law import REPLY_DAYS
from demo.profiles import GIANT_PLANT, SHOP
from demo.stage import Play, Role, Row

CLOSED, OPEN = "答复超限", "在途未答复超限"


def cases(play: Play) -> Sequence[Case]:
    """Return applications; there is no amount."""
    return [*answered(play), *waiting(play), *of_new_customers(play), *not_judged(play)]


def case_of(
    branch: str, is_late: bool, cust_class: str, note: str, change: Change, also: Sequence[Side] = ()
) -> Case:
    """Return an application of a class of customer that must be found, or must not."""
    profile, facts = OF_CLASS[cust_class]
    make = partial(wrong, branch=branch) if is_late else fine
    return make(note, profile, facts, change, also=also)


def answered(play: Play) -> Iterator[Case]:
    """Yield answers on the last day, the day after and later, across the holidays of autumn and spring."""
    autumn = play.latest(10, 1, before=30)
    begins = {
        "01": autumn - timedelta(days=7),
        "02": autumn - timedelta(days=9),
        "03": play.latest(2, 9, before=150),
        "04": play.latest(1, 8, before=200),
    }
    for cust_class, limit in REPLY_DAYS.items():
        for more in (0, 1, 6):
            plan = delayed(STEPS[cust_class], "A05", limit + more)
            for unsaid in ({}, {"cust_class": None}):
                note = f"{cust_class}类{'(分类空)' if unsaid else ''}第{limit + more}个工作日答复方案"
                change = connected(plan, begins[cust_class], **unsaid)
                yield case_of(CLOSED, more > 0, cust_class, note, change, too_long(cust_class, plan))


def waiting(play: Play) -> Iterator[Case]:
    """Yield applications without an answer, on the last day and the day after."""
    for cust_class, limit in REPLY_DAYS.items():
        for days in (limit, limit + 1):
            change = connected(until(STEPS[cust_class], "A02"), opened(play, days))
            note = f"{cust_class}类在途{days}个工作日未答复"
            yield case_of(OPEN, days > limit, cust_class, note, change)


def of_new_customers(play: Play) -> Iterator[Case]:
    """Yield the applications by which customers were connected, answered a day late or in time."""
    accept, temporary = working_day(play.day(7, -6), 1), {"tmp_due_date": play.ago(-241)}
    for app_type, cust_class, days in (
        ("101", "01", 4),
        ("102", "02", 9),
        ("104", "03", 16),
        ("105", "02", 8),
    ):
        plan, (profile, facts) = delayed(STEPS[cust_class], "A05", days), OF_CLASS[cust_class]
        new = facts | powered_by(app_type, accept, plan) | (temporary if app_type == "105" else {})
        make = fine if days == REPLY_DAYS[cust_class] else partial(wrong, branch=CLOSED)
        note = f"新装{app_type}第{days}个工作日答复"
        change = connected(plan, accept, app_type=app_type)
        yield make(note, profile, new, change, also=too_long(cust_class, plan))


def not_judged(play: Play) -> Iterator[Case]:
    """Yield late answers that have an excuse, or belong elsewhere."""
    february = play.latest(2, 9, before=150)
    slow, (plant, single) = delayed(STEPS["02"], "A05", 20), OF_CLASS["03"]
    home, _ = OF_CLASS["01"]
    missing = Side("BIZ-07", note="归档而缺答复供电方案", of=last_application)
    yield fine("已中止的申请", SHOP, {}, connected(slow, february, status="03", terminate_flag=True))
    yield fine(
        "已归档而无答复方案,归流程", SHOP, {}, connected(without(slow, "A05"), february), also=[missing]
    )
    cut = without(until(STEPS["03"], "A12"), "A05")
    yield fine("在途,后续环节已完成而无答复", plant, single, connected(cut, play.ago(123)))
    twice = connected(delayed(STEPS["02"], "A05", 6), february, answered_again)
    yield fine("多次答复,首次在时限内", SHOP, {}, twice)
    later = connected(until(STEPS["01"], "A02"), opened(play, 2), with_step("A05", play.ago(-5)))
    yield fine("答复时间在数据日之后,视为未发生,在途未超", home, {}, later)
    giant = connected(delayed(STEPS["03"], "A05", 60), play.latest(1, 8, before=200))
    yield fine("110kV接入系统设计时间无法剔除,不判", GIANT_PLANT, {}, giant)
    for app_type in ("103", "112", "106", "901", "211", "201"):
        yield fine(f"业务类型{app_type}不在范围", SHOP, {}, connected(slow, february, app_type=app_type))


def answered_again(role: Role, done: dict[str, Row]) -> None:
    """Let the plan be answered on the second day, and once more on the sixth."""
    accept = role.rows["applications"][-1]["accept_time"].date()
    done["A05"]["end_time"] = datetime.combine(working_day(accept, 2), time(11))
    add_step(role, "A05", working_day(accept, 6), 15)
