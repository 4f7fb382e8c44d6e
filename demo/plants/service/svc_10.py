"""SVC-10 工单时间戳不合理(造数)

Orders whose times cannot all be true, and who always arrives at full and half hours.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.ordering import DAY, METER_BOX, order, ordered
from demo.profiles import HOME
from demo.stage import Play, Role, Row

EARLY, AT_ONCE, DONE_FIRST, BEFORE, FILED_FIRST, ROUND = (
    *("① 到场早于受理", "② 到场即修复", "③ 修复早于到场", "④ 早于受理", "⑤ 归档早于到场、修复"),
    "⑥ 整点到场",
)
ARRIVALS = 30
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TEAM = "客户服务班"
"""Not the crew that others' repairs go to."""


def cases(play: Play) -> Sequence[Case]:
    """Return orders and people; there is no amount."""
    return [*of_orders(play), *of_people(play)]


def of_orders(play: Play) -> Iterator[Case]:
    """Yield orders with two times the wrong way round, or the same."""
    at = datetime.combine(play.day(18, -6), time(10, 12))
    arrive, repair, archive = at + 20 * MINUTE, at + 65 * MINUTE, at + 180 * MINUTE
    repairs: list[tuple[str, dict[str, Any], str]] = [
        ("到场早于受理1秒", {"arrive_time": at - SECOND}, EARLY),
        ("退单的工单到场早于受理", {"arrive_time": at - MINUTE, "reject_flag": True}, EARLY),
        ("到场恰在受理时", {"arrive_time": at}, ""),
        ("到场与修复同一秒", {"repair_time": arrive}, AT_ONCE),
        ("到场1秒后修复", {"repair_time": arrive + SECOND}, ""),
        ("修复早于到场1秒", {"repair_time": arrive - SECOND}, DONE_FIRST),
        ("归档早于修复1秒", {"archive_time": repair - SECOND, "reply_time": None}, FILED_FIRST),
        ("归档恰在修复时", {"archive_time": repair}, ""),
        ("归档只有日期", {"archive_time": datetime.combine(at.date(), time())}, ""),
        (
            "归档早于到场1秒,未记修复",
            {"repair_time": None, "reply_time": None, "archive_time": arrive - SECOND},
            FILED_FIRST,
        ),
        (
            "派单晚于到场属操作习惯",
            {"send_time": arrive + MINUTE, "accept_order_time": arrive + 2 * MINUTE},
            "",
        ),
    ]
    for note, told, branch in repairs:
        times = {"arrive_time": arrive, "repair_time": repair, "reply_time": repair}
        done = times | {"archive_time": archive, "satisfaction": "06"} | told
        visited = max(times[name] for name in ("arrive_time", "repair_time")) + 50 * MINUTE
        change = ordered("001", METER_BOX, at, revisit_time=visited, **done)
        yield wrong(note, HOME, {}, change, branch=branch) if branch else fine(note, HOME, {}, change)
    opinions = [
        ("联系早于受理1秒", {"contact_time": at - SECOND}, BEFORE),
        ("联系恰在受理时", {"contact_time": at}, ""),
        ("意见的到场早于受理", {"arrive_time": at - MINUTE}, ""),
        ("意见到场即办结", {"arrive_time": arrive, "repair_time": arrive}, ""),
    ]
    for note, told, branch in opinions:
        times = {"contact_time": at + MINUTE, "reply_time": at + DAY, "archive_time": at + 2 * DAY}
        change = ordered("009", "其它意见", at, **(times | told))
        yield wrong(note, HOME, {}, change, branch=branch) if branch else fine(note, HOME, {}, change)


def of_people(play: Play) -> Iterator[Case]:
    """Yield people by how many of their arrivals are at a full or half hour."""
    st = [{"station": station} for station in play.offices.stations]
    yield wrong("到场30次,10次在整点、半点", HOME, st[0], arrived(ARRIVALS, 10), branch=ROUND)
    yield fine("到场29次,都在整点、半点", HOME, st[1], arrived(ARRIVALS - 1, ARRIVALS - 1))
    yield fine("到场30次,3次在整点、半点,不显著", HOME, st[2], arrived(ARRIVALS, 3))
    yield fine("到场30次,2次在整点、半点", HOME, st[3], arrived(ARRIVALS, 2))


def arrived(count: int, at_full: int) -> Change:
    """Return the change that lets a clerk reach so many repairs that nobody's number stands on, some at 10:00 or 10:30."""

    def change(role: Role) -> Row:
        clerk = role.station.of(TEAM)[-1].emp_no
        first = datetime.combine(role.play.day(2, -11), time(10))
        for n in range(count):
            minutes = 30 * (n % 2) if n < at_full else 11 + n % 7
            arrive = first + n * 10 * DAY + minutes * MINUTE
            done = {
                "arrive_time": arrive,
                "repair_time": arrive + 41 * MINUTE,
                "cust_no": None,
                "handler": clerk,
            }
            done |= {"reply_time": arrive + 45 * MINUTE, "archive_time": arrive + 90 * MINUTE}
            order(role, "001", METER_BOX, arrive - 17 * MINUTE, satisfaction="06", **done)
        return accused("staff", clerk, cons_no="")

    return change
