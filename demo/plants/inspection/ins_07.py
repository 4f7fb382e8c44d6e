"""INS-07 用电检查计划执行与周期

Customers whose last inspection is a cycle ago and a day more, and periodic inspections that were planned and not made.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from demo.cases import Case, Change, extra, fine, wrong
from demo.changes import archived, changed, together
from demo.inspecting import CENSUS, PERIODIC, SPECIAL, last_seen, visited
from demo.profiles import HOME, SMALL_PLANT, STORE
from demo.stage import Play

OVERDUE, UNDONE = "①检查周期超期", "②周期计划未执行"
CAP: dict[str, Any] = {"contract_cap": 200}
TWO = CAP | {"source_count": "2", "supply_mode": "21"}
HALF_A_YEAR, YEAR, TWO_YEARS = 6, 12, 24


def cases(play: Play) -> Sequence[Case]:
    """Return customers; there is no amount."""
    return [*overdue(play), *undone(play)]


def overdue(play: Play) -> Iterator[Case]:
    """Yield last inspections of every cycle on its last day and the day before."""
    bad = partial(wrong, branch=OVERDUE)

    def seen(months: int, days: int = 0, *more: Change) -> Change:
        return together(last_seen(play.ago(months=months, days=days)), *more)

    yield bad("高压末次检查已过12个月", SMALL_PLANT, CAP, seen(YEAR, 1))
    yield fine("高压恰满12个月", SMALL_PLANT, CAP, seen(YEAR))
    yield bad("低压非居民已过24个月", STORE, {}, seen(TWO_YEARS, 1))
    yield fine("低压非居民恰满24个月", STORE, {}, seen(TWO_YEARS))
    important = archived(importance_level="01")
    yield bad("特级重要户已过6个月", SMALL_PLANT, TWO, seen(HALF_A_YEAR, 1, important))
    yield fine("特级重要户恰满6个月", SMALL_PLANT, TWO, seen(HALF_A_YEAR, 0, important))
    noted = changed("self_generation", importance_level="03")
    yield bad("自备电源表记为二级重要户已过6个月", SMALL_PLANT, TWO, seen(HALF_A_YEAR, 1, noted))
    yield fine("临时性重要户按高压周期", SMALL_PLANT, CAP, seen(11, 0, archived(importance_level="04")))
    yield bad("档案周期3个月已过", STORE, {}, seen(3, 1, archived(check_cycle_months=3)))
    yield fine("档案周期36个月未满", STORE, {}, seen(30, 0, archived(check_cycle_months=36)))
    yield fine("居民不设周期", HOME, {}, seen(60))
    yield fine("销户不查", SMALL_PLANT, CAP | {"status_code": "9", "cancel_date": play.day(9, -2)}, seen(60))
    late = play.day(9, -1)
    yield fine("普查到场也算检查", SMALL_PLANT, CAP, seen(YEAR, 40, visited(CENSUS, late)))
    nobody_says = visited(PERIODIC, late, is_made=False, plan_status="08")
    yield fine("计划已执行,检查日期空", SMALL_PLANT, CAP, seen(YEAR, 40, nobody_says))
    old = visited(PERIODIC, play.ago(months=YEAR, days=40), is_made=False, plan_status="10")
    yield bad("计划一年多前已归档,检查日期空", SMALL_PLANT, CAP, seen(YEAR, 80, old))
    void = visited(SPECIAL, late, plan_status="11")
    yield bad("只有已取消的检查", SMALL_PLANT, CAP, seen(YEAR, 40, void))
    yield bad("六个月每月都有周期检查,重要户从未检查", SMALL_PLANT, TWO, together(last_seen(None), important))
    yield extra(
        SMALL_PLANT, CAP, together(*(visited(PERIODIC, play.day(12, -n)) for n in range(HALF_A_YEAR)))
    )
    yield fine("没有两年的检查记录,低压户从未检查不知", STORE, {}, last_seen(None))


def undone(play: Play) -> Iterator[Case]:
    """Yield plans of the month under audit and the next, of every state, and plans that were made up for."""
    bad, ok = partial(wrong, branch=UNDONE), partial(fine, profile=STORE, facts={})
    last, before = play.ago(1), last_seen(play.ago(100))
    waiting = partial(visited, PERIODIC, is_made=False)
    yield bad("本月周期计划未执行", STORE, {}, together(before, waiting(last)))
    yield ok("计划月份未完", change=together(before, waiting(play.as_of)))
    yield bad("三个月前的计划待审批", STORE, {}, together(before, waiting(play.day(9, -2), plan_status="01")))
    for status in ("08", "09", "10", "11"):
        yield ok(f"计划状态{status}", change=together(before, waiting(play.day(9, -2), plan_status=status)))
    made = waiting(play.day(9, -1), plan_status="08")
    yield ok("计划之后的计划已执行,日期空", change=together(before, waiting(play.day(9, -2)), made))
    later = visited(SPECIAL, play.day(9, -1))
    yield ok("计划之后已专项检查", change=together(before, waiting(play.day(9, -2)), later))
    yield ok("档案记有计划当月的检查", change=together(last_seen(play.day(1)), waiting(last)))
    yield bad(
        "检查在计划月份之前", STORE, {}, together(last_seen(play.day(1) - timedelta(days=1)), waiting(last))
    )
