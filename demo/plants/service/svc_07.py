"""SVC-07 回访不满意/未回访/虚假回访

Orders whose customers nobody asked, or asked before anything was done, or left dissatisfied; and who satisfies few.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.cases import Case, Change, accused, extra, fine, wrong
from demo.ordering import DAY, METER_BOX, SERVICE_LINE, order, ordered, under_way
from demo.profiles import HOME
from demo.stage import Play, Role, Row
from demo.work_orders import order_steps

UNHANDLED, NEVER, UNASKED, TOO_SOON, FALSE, UPSIDE_DOWN, FEW = (
    *("① 不满意未处理", "② 未回访", "③ 未访而有评价", "④ 未办结先回访", "⑤ 早于办结", "⑥ 先补后访"),
    "⑦ 满意率偏低",
)
MINUTE = timedelta(minutes=1)
RATED, PRAISE = 30, "007"
TEAM = "客户服务班"
Told = dict[str, Any]


def cases(play: Play) -> Sequence[Case]:
    """Return orders and people; there is no amount."""
    return [*of_visits(play), *of_the_dissatisfied(play), *of_people(play)]


def of_visits(play: Play) -> Iterator[Case]:
    """Yield repairs of which the visit is missing or cannot be true."""
    at = datetime.combine(play.day(10, -7), time(9, 30))
    done = {"arrive_time": at + 20 * MINUTE, "repair_time": at + 60 * MINUTE, "reply_time": at + 70 * MINUTE}
    done |= {"archive_time": at + 180 * MINUTE}
    visit = done["repair_time"]
    rows: list[tuple[str, Told, str]] = [
        ("归档而未回访", {"visit_flag": "01", "satisfaction": None}, NEVER),
        ("归档而回访中", {"visit_flag": "02", "satisfaction": None}, NEVER),
        ("回访失败", {"visit_flag": "03", "satisfaction": "06"}, ""),
        ("保密工单未回访", {"visit_flag": "01", "satisfaction": None, "secret_flag": True}, ""),
        ("中止而未回访", {"visit_flag": "01", "satisfaction": None, "status": "03"}, ""),
        ("回访失败却有评价", {"visit_flag": "03", "satisfaction": "01"}, UNASKED),
        ("回访早于修复1分钟", {"revisit_time": visit - MINUTE}, FALSE),
        ("回访恰在修复时", {"revisit_time": visit}, ""),
        ("二次办理早于回访", {"second_flag": True, "second_time": visit + 39 * MINUTE}, UPSIDE_DOWN),
        ("二次办理恰在回访时", {"second_flag": True, "second_time": visit + 40 * MINUTE}, ""),
        ("标为二次办理而无时间", {"second_flag": True}, ""),
    ]
    for note, told, branch in rows:
        change = ordered("001", SERVICE_LINE, at, **(done | told))
        yield wrong(note, HOME, {}, change, branch=branch) if branch else fine(note, HOME, {}, change)
    soon = datetime.combine(play.ago(days=2), time(9))
    asked = under_way(visit_flag="04", satisfaction="01", contact_time=soon + 30 * MINUTE)
    yield wrong("投诉未办结先回访", HOME, {}, ordered("005", "其它投诉", soon, **asked), branch=TOO_SOON)
    for note, before, branch in (("回访环节早于修复", 1, FALSE), ("回访环节恰在修复时", 0, "")):
        change = with_step(at, done, finish_time=visit - before * MINUTE, act_name="工单回访", back_flag="0")
        yield wrong(note, HOME, {}, change, branch=branch) if branch else fine(note, HOME, {}, change)


def of_the_dissatisfied(play: Play) -> Iterator[Case]:
    """Yield customers who were dissatisfied, with and without a second handling."""
    at = datetime.combine(play.day(12, -6), time(10))
    done = {"arrive_time": at + 20 * MINUTE, "repair_time": at + 60 * MINUTE, "reply_time": at + 70 * MINUTE}
    done |= {"archive_time": at + 180 * MINUTE, "satisfaction": "04"}
    refused, returned = ({"act_name": "审核", "finish_time": at + 170 * MINUTE, "back_flag": f} for f in "12")
    much_later = at + 40 * DAY
    yield wrong("不满意而无下文", HOME, {}, ordered("001", METER_BOX, at, **done), branch=UNHANDLED)
    worse = done | {"satisfaction": "05"}
    yield wrong("非常不满意,只有退单环节", HOME, {}, with_step(at, worse, **returned), branch=UNHANDLED)
    yield fine("评价一般", HOME, {}, ordered("001", METER_BOX, at, **(done | {"satisfaction": "03"})))
    second = {"second_flag": True, "second_time": at + 3 * DAY}
    yield fine("不满意,已二次办理", HOME, {}, ordered("001", METER_BOX, at, **(done | second)))
    yield fine("不满意,有审核不通过的环节", HOME, {}, with_step(at, done, **refused))
    yield fine("不满意,归档后同类又有新单", HOME, {}, called_again(at, done, "001", much_later))
    other = called_again(at, done, "009", much_later)
    yield wrong("不满意,后来只有另一类新单", HOME, {}, other, branch=UNHANDLED)


def of_people(play: Play) -> Iterator[Case]:
    """Yield clerks with enough judged orders: most with satisfied customers, one without."""
    stations = play.offices.stations
    here = {"station": stations[0]}
    yield wrong("处理30件,评价都是一般", HOME, here, judged(0, RATED, "03"), branch=FEW)
    yield fine("处理29件,评价都是一般", HOME, here, judged(1, RATED - 1, "03"))
    yield fine("处理30件,满意28件", HOME, here, judged(2, RATED, "02", fair=2))
    for station in stations[1:]:
        yield extra(HOME, {"station": station}, judged(0, RATED, "01"))


def with_step(at: datetime, told: Told, **step: Any) -> Change:
    """Return the change that adds a repair with one more hand-over."""

    def change(role: Role) -> Row:
        found = order(role, "001", METER_BOX, at, **told)
        first = order_steps(role.rows["work_orders"][-1])[0]
        arrived = {"arrive_time": step["finish_time"] - 5 * MINUTE, "accept_time": None}
        role.rows["work_order_steps"].append(first | arrived | step)
        return found

    return change


def called_again(at: datetime, told: Told, busi_type: str, later: datetime) -> Change:
    """Return the change that adds a repair, and after it another order."""

    def change(role: Role) -> Row:
        found = order(role, "001", METER_BOX, at, **told)
        order(
            role,
            busi_type,
            "供电服务意见-停电时间长" if busi_type == "009" else METER_BOX,
            later,
            satisfaction="01",
        )
        return found

    return change


def judged(place: int, count: int, level: str, fair: int = 0) -> Change:
    """Return the change that lets a clerk handle so many praises, judged alike, some of them 一般."""

    def change(role: Role) -> Row:
        clerk = role.station.of(TEAM)[place].emp_no
        begin = datetime.combine(role.play.day(3, -8), time(9))
        for n in range(count):
            said = {"handler": clerk, "satisfaction": "03" if n < fair else level}
            order(role, PRAISE, "", begin + n * DAY, **said)
        return accused("staff", clerk, cons_no="")

    return change
