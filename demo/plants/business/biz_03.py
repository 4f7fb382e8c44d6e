"""BIZ-03 中间检查超期

Inspections on the last day and the day after, of every class of customer; asked for again; still open.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from demo.business import STEPS
from demo.cases import Case, fine, wrong
from demo.connecting import OF_CLASS, Plan, connected, delayed, handed_in, moved, opened, too_long, until
from demo.law import MIDWAY_DAYS
from demo.profiles import SHOP, SMALL_PLANT
from demo.stage import Play

CLOSED, OPEN = "中检超限", "在途未检超限"
ASKED = {"02": 2, "03": 30, "04": 40}
"""On which working day a plan asks for the midway inspection, by class of customer."""


def cases(play: Play) -> Sequence[Case]:
    """Return applications; there is no amount."""
    accept = play.day(9, -9)
    return [*on_both_sides(accept), *waiting(play), *in_rounds(accept), *not_judged(accept)]


def on_both_sides(accept: date) -> Iterator[Case]:
    """Yield inspections on the last day, the day after and later, for every class of customer."""
    for cust_class in ASKED:
        profile, facts = OF_CLASS[cust_class]
        limit = MIDWAY_DAYS[cust_class]
        for days in (limit, limit + 1, limit + 7):
            plan = _with(cust_class, days)
            make = fine if days <= limit else partial(wrong, branch=CLOSED)
            note = f"{cust_class}类第{days}个工作日中检"
            yield make(note, profile, facts, connected(plan, accept), also=too_long(cust_class, plan))


def waiting(play: Play) -> Iterator[Case]:
    """Yield inspections that have not taken place yet, on the last day and the day after."""
    cut, limit = until(STEPS["03"], "A11"), MIDWAY_DAYS["03"]
    for days in (limit, limit + 1):
        make = fine if days == limit else partial(wrong, branch=OPEN)
        change = connected(cut, opened(play, ASKED["03"] + days))
        yield make(f"在途{days}个工作日未中检", SMALL_PLANT, {}, change)


def in_rounds(accept: date) -> Iterator[Case]:
    """Yield what was handed in once more: each time counts for itself."""
    limit, again = MIDWAY_DAYS["03"], partial(handed_in, STEPS["03"], "A11", "A12", ASKED["03"] + 6)
    for days in (1, limit + 1):
        make = fine if days == 1 else partial(wrong, branch=CLOSED)
        change, also = connected(again(days), accept), too_long("03", again(days))
        yield make(f"整改后再次申请,第二轮{days}个工作日", SMALL_PLANT, {}, change, also=also)


def not_judged(accept: date) -> Iterator[Case]:
    """Yield what has an excuse."""
    yield fine("普通用户免中检", SHOP, {}, connected(STEPS["02"], accept))
    gone = connected(until(STEPS["03"], "A11"), accept, status="03", terminate_flag=True)
    yield fine("已中止而未中检", SMALL_PLANT, {}, gone)


def _with(cust_class: str, days: int) -> Plan:
    """Return the plan of a class in which the inspection takes so many working days."""
    if cust_class == "02":
        later = moved(STEPS["02"], "A14", days)
        return handed_in(later, "A11", "A12", ASKED["02"], days)
    return delayed(STEPS[cust_class], "A12", ASKED[cust_class] + days)
