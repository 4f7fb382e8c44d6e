"""BIZ-06 全过程办电时长超承诺

The whole on the last day and the day after, of every class of customer, though no part of it is late.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from demo.business import STEPS
from demo.cases import Case, fine, wrong
from demo.connecting import OF_CLASS, Plan, connected, delayed, reviewed_again, utility_days
from demo.law import PROMISED_DAYS
from demo.profiles import GIANT_PLANT, SMALL_PLANT
from demo.stage import Play

CLOSED, OPEN = "合计超承诺", "在途已超承诺"
BEFORE_THE_END = ("A01", "A02", "A05", "A09", "A10", "A11", "A12")


def cases(play: Play) -> Sequence[Case]:
    """Return applications; there is no amount."""
    accept = play.day(9, -9)
    return [*on_both_sides(accept), *of_residents(accept), *others(play, accept)]


def on_both_sides(accept: date) -> Iterator[Case]:
    """Yield applications that take as long as promised, and a day longer, by one more review of the design."""
    for cust_class in ("02", "03", "04"):
        profile, facts = OF_CLASS[cust_class]
        for days in (PROMISED_DAYS[cust_class], PROMISED_DAYS[cust_class] + 1):
            plan = _lasting(cust_class, days)
            make = fine if days == PROMISED_DAYS[cust_class] else partial(wrong, branch=CLOSED)
            yield make(f"{cust_class}类各环节合计{days}个工作日", profile, facts, connected(plan, accept))


def of_residents(accept: date) -> Iterator[Case]:
    """Yield homes that had power on the last day and the day after: of them everything counts."""
    profile, facts = OF_CLASS["01"]
    for days in (PROMISED_DAYS["01"], PROMISED_DAYS["01"] + 1):
        make = fine if days == PROMISED_DAYS["01"] else partial(wrong, branch=CLOSED)
        plan = delayed(STEPS["01"], "A14", days - 1)
        yield make(f"居民第{days}个工作日送电", profile, facts, connected(plan, accept))


def others(play: Play, accept: date) -> Iterator[Case]:
    """Yield applications that are still open, were given up, or whose plan takes the design of the grid."""
    ahead = tuple(one for one in reviewed_again("03", 8) if one[0] in BEFORE_THE_END)
    change = connected(ahead, play.ago(123))
    yield wrong("在途,已完成各段已超", SMALL_PLANT, {}, change, branch=OPEN)
    gone = connected(_lasting("03", 30), accept, status="03", terminate_flag=True)
    yield fine("已中止的申请", SMALL_PLANT, {}, gone)
    giant = connected(delayed(STEPS["03"], "A05", 60), play.latest(1, 8, before=200))
    yield fine("110kV不计方案答复段", GIANT_PLANT, {}, giant)


def _lasting(cust_class: str, days: int) -> Plan:
    """Return the plan of a class that takes the utility so many working days, a further review of the design included."""
    return reviewed_again(cust_class, days - utility_days(cust_class, STEPS[cust_class]))
