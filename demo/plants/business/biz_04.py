"""BIZ-04 竣工检验超期

Final tests on the last day and the day after, of every class of customer; repeated; still open.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from demo.business import STEPS
from demo.cases import Case, fine, wrong
from demo.connecting import (
    OF_CLASS,
    Plan,
    connected,
    delayed,
    handed_in,
    moved,
    opened,
    too_long,
    until,
    without,
)
from demo.law import COMPLETION_DAYS
from demo.profiles import SHOP, SMALL_PLANT
from demo.stage import Play

CLOSED, OPEN = "竣检超限", "在途未验超限"
ASKED = {"02": 3, "03": 40, "04": 50}
"""On which working day a plan reports its completion, by class of customer."""


def cases(play: Play) -> Sequence[Case]:
    """Return applications; there is no amount."""
    accept = play.day(9, -9)
    return [*on_both_sides(accept), *waiting(play), *in_rounds(accept), *not_judged(accept)]


def on_both_sides(accept: date) -> Iterator[Case]:
    """Yield tests on the last day, the day after and later, for every class of customer."""
    for cust_class in ASKED:
        profile, facts = OF_CLASS[cust_class]
        limit = COMPLETION_DAYS[cust_class]
        for days in (limit, limit + 1, limit + 7):
            plan = _with(cust_class, days)
            make = fine if days <= limit else partial(wrong, branch=CLOSED)
            note = f"{cust_class}类第{days}个工作日验收"
            yield make(note, profile, facts, connected(plan, accept), also=too_long(cust_class, plan))


def waiting(play: Play) -> Iterator[Case]:
    """Yield tests that have not taken place yet, on the last day and the day after."""
    cut, limit = until(STEPS["03"], "A14"), COMPLETION_DAYS["03"]
    for days in (limit, limit + 1):
        make = fine if days == limit else partial(wrong, branch=OPEN)
        change = connected(cut, opened(play, ASKED["03"] + days))
        yield make(f"在途{days}个工作日未验收", SMALL_PLANT, {}, change)


def in_rounds(accept: date) -> Iterator[Case]:
    """Yield works that were tested twice: only the last report counts, between them the customer mends."""
    limit, first = COMPLETION_DAYS["03"], delayed(STEPS["03"], "A15", ASKED["03"] + 6)
    for days in (limit, limit + 1):
        plan = handed_in(moved(first, "A16", 20), "A14", "A15", ASKED["03"] + 12, days)
        make = fine if days == limit else partial(wrong, branch=CLOSED)
        change, also = connected(plan, accept), too_long("03", plan)
        yield make(f"首检不合格整改后复检,末次{days}个工作日", SMALL_PLANT, {}, change, also=also)


def not_judged(accept: date) -> Iterator[Case]:
    """Yield what has an excuse."""
    yield fine("无报验记录不判", SHOP, {}, connected(without(STEPS["02"], "A14"), accept))
    gone = connected(until(STEPS["03"], "A14"), accept, status="03", terminate_flag=True)
    yield fine("已中止而未验收", SMALL_PLANT, {}, gone)


def _with(cust_class: str, days: int) -> Plan:
    """Return the plan of a class in which the final test takes so many working days."""
    return delayed(STEPS[cust_class], "A15", ASKED[cust_class] + days)
