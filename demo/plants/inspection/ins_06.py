"""INS-06 营业普查覆盖/整改不到位

Visits of the census that were due yesterday and today, and troubles found thirty days ago and thirty-one.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from demo.cases import Case, Side, fine, wrong
from demo.changes import together
from demo.inspecting import CENSUS, PERIODIC, last_seen, visited
from demo.profiles import STORE
from demo.stage import Play
from models.calendar import month_of

UNDONE, UNMENDED = "①计划未执行", "②问题未整改"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; there is no amount."""
    return [*planned(play), *found(play)]


def planned(play: Play) -> Iterator[Case]:
    """Yield visits that were planned and not made."""
    bad, ok = partial(wrong, profile=STORE, facts={}, branch=UNDONE), partial(fine, profile=STORE, facts={})
    last = play.ago(1)
    waiting = partial(visited, CENSUS, is_made=False)
    yield bad("计划昨日(月末)到期未查", change=waiting(last))
    yield ok("计划今日到期", change=waiting(play.as_of))
    yield ok("计划日期已过,计划月份未完", change=waiting(last, plan_month=month_of(play.as_of)))
    yield bad("待审批已久", change=waiting(play.day(9, -5), plan_status="01"))
    for status in ("08", "09", "10", "11"):
        yield ok(f"计划状态{status},无检查日期", change=waiting(play.day(9, -5), plan_status=status))
    yield ok(
        "周期检查未查,不属普查",
        change=together(last_seen(play.ago(100)), visited(PERIODIC, last, is_made=False)),
        also=[Side("INS-07", note="周期检查计划昨日到期未查")],
    )
    yield fine(
        "已销户", STORE, {"status_code": "9", "cancel_date": play.day(9, -2)}, waiting(play.day(9, -3))
    )


def found(play: Play) -> Iterator[Case]:
    """Yield visits that found something."""
    bad, ok = partial(wrong, profile=STORE, facts={}, branch=UNMENDED), partial(fine, profile=STORE, facts={})
    surveyed = partial(visited, CENSUS)
    long = play.day(9, -4)
    yield bad("查出隐患31天未整改", change=surveyed(play.ago(31), result="计量柜有隐患"))
    yield ok("查出隐患恰30天", change=surveyed(play.ago(30), result="计量柜有隐患"))
    yield bad("有隐患类型,结果写正常", change=surveyed(long, result="正常", defect_type="01"))
    yield bad("计划消缺昨日到期", change=surveyed(long, result="违约用电", plan_fix_date=play.ago(1)))
    yield ok("计划消缺今日到期", change=surveyed(long, result="违约用电", plan_fix_date=play.as_of))
    yield bad("整改中", change=surveyed(long, rect_status="整改中"))
    yield ok("已整改", change=surveyed(long, result="有问题", rect_status="已整改"))
    yield ok("迟到的消缺也已完成", change=surveyed(long, result="有问题", actual_fix_date=play.ago(2)))
    yield ok("未发现问题", change=surveyed(long, result="未发现问题"))
