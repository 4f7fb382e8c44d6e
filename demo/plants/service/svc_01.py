"""SVC-01 报修到达现场超时

Arrivals a second late in town, country and mountains, and arrivals that never came.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, together
from demo.law import ARRIVAL_MINUTES
from demo.ordering import SERVICE_LINE, midnight, ordered, the_order, under_way
from demo.profiles import HOME
from demo.stage import Play

LATE, NEVER, WAITING = "到场超时", "无到场时间", "在途超时"


def cases(play: Play) -> Sequence[Case]:
    """Return repairs; there is no amount."""
    return [*on_both_sides(play), *without_an_area(play), *not_there_yet(play), *not_judged(play)]


def on_both_sides(play: Play) -> Iterator[Case]:
    """Yield arrivals on the minute, a second later, and half an hour later."""
    month = -9
    for flag, limit in ARRIVAL_MINUTES.items():
        for more in (0, 1, 1800):
            accept = datetime.combine(play.day(9, month), time(14, 20))
            change = repaired(accept, timedelta(minutes=limit, seconds=more), urban_rural_flag=flag)
            make = partial(wrong, branch=LATE) if more else fine
            yield make(f"{flag}类{limit}分钟另{more}秒到场", HOME, {}, change)
            month += 1


def without_an_area(play: Play) -> Iterator[Case]:
    """Yield orders that do not say where; the customer archive does, or nobody."""
    accept, nowhere = datetime.combine(play.day(17, -7), time(10, 5)), archived(urban_rural_flag=None)
    late = partial(wrong, branch=LATE)
    for make, facts, minutes, first in (
        (late, {"is_urban": True}, 46, None),
        (fine, {"is_urban": False}, 89, None),
        (late, {}, 121, nowhere),
        (fine, {}, 119, nowhere),
    ):
        change = repaired(accept, timedelta(minutes=minutes), urban_rural_flag=None)
        yield make(
            f"工单无城乡类别,{minutes}分钟到场", HOME, facts, together(first, change) if first else change
        )


def not_there_yet(play: Play) -> Iterator[Case]:
    """Yield orders without an arrival: done all the same, or under way for so long."""
    accept = datetime.combine(play.day(2, -4), time(9))
    never: tuple[tuple[str, dict[str, Any]], ...] = (
        ("已修复而无到场时间", {"arrive_time": None}),
        ("已归档而无到场时间", under_way(status="02")),
        ("已回复而无到场时间", under_way(reply_time=accept + timedelta(hours=3))),
    )
    for note, told in never:
        yield wrong(note, HOME, {}, ordered("001", SERVICE_LINE, accept, **told), branch=NEVER)
    here = {"station": play.offices.stations[2]}  # where SVC-13 has a promise broken anyway
    for minutes in (45, 46, 300):
        since = midnight(play) - timedelta(minutes=minutes)
        change = ordered("001", SERVICE_LINE, since, **under_way(urban_rural_flag="01"))
        note, is_late = f"在途{minutes}分钟未到场", minutes > ARRIVAL_MINUTES["01"]
        yield wrong(note, HOME, here, change, branch=WAITING) if is_late else fine(note, HOME, {}, change)


def not_judged(play: Play) -> Iterator[Case]:
    """Yield late arrivals that belong elsewhere, and one of the data day itself."""
    accept, late = datetime.combine(play.day(7, -3), time(7, 7)), timedelta(hours=5)
    yield fine("已中止的工单", HOME, {}, repaired(accept, late, status="03"))
    yield fine("退单", HOME, {}, repaired(accept, late, reject_flag=True))
    early = Side("SVC-10", of=the_order)
    yield fine("到场早于受理,归时间不合理", HOME, {}, repaired(accept, timedelta(minutes=-30)), also=[early])
    today = repaired(datetime.combine(play.as_of, time(8)), timedelta(minutes=150))
    yield wrong("数据日当日受理,150分钟到场", HOME, {}, today, branch=LATE)


def repaired(accept: datetime, after: timedelta, **other: Any) -> Change:
    """Let a fault be reported, and the crew be there so much later."""
    arrive = accept + after
    times = {
        "arrive_time": arrive,
        "repair_time": arrive + timedelta(minutes=40),
        "reply_time": arrive + timedelta(minutes=55),
        "archive_time": arrive + timedelta(hours=3),
    }
    return ordered("001", SERVICE_LINE, accept, **times, **other)
