"""SVC-02 抢修恢复供电超时

Repairs on the last second and one later, in town, country and mountains; still dark; and not the company's fault.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, together
from demo.law import RESTORE_HOURS
from demo.ordering import METER_BOX, midnight, ordered, the_order, under_way
from demo.profiles import HOME
from demo.stage import Play

LATE, WAITING = "恢复超时", "在途超时"


def cases(play: Play) -> Sequence[Case]:
    """Return repairs; there is no amount."""
    return [*on_both_sides(play), *without_an_area(play), *still_dark(play), *not_judged(play)]


def on_both_sides(play: Play) -> Iterator[Case]:
    """Yield repairs on the hour, a second later, and an hour and a half later."""
    month = -9
    for flag, limit in RESTORE_HOURS.items():
        for more in (0, 1, 5400):
            accept = datetime.combine(play.day(11, month), time(9, 10))
            change = restored(accept, timedelta(hours=limit, seconds=more), urban_rural_flag=flag)
            make = partial(wrong, branch=LATE) if more else fine
            yield make(f"{flag}类到场后{limit}小时另{more}秒修复", HOME, {}, change)
            month += 1


def without_an_area(play: Play) -> Iterator[Case]:
    """Yield orders that do not say where: the customer archive does, or it is the country."""
    accept, nowhere = datetime.combine(play.day(18, -7), time(10, 5)), archived(urban_rural_flag=None)
    after = timedelta(hours=3, minutes=30)
    change = restored(accept, after, urban_rural_flag=None)
    yield wrong("工单无城乡类别,档案为城市,3.5小时", HOME, {"is_urban": True}, change, branch=LATE)
    yield fine("工单与档案均无城乡类别,3.5小时", HOME, {}, together(nowhere, change))


def still_dark(play: Play) -> Iterator[Case]:
    """Yield repairs under way for so long, and one that is over without a time of repair."""
    for minutes in (180, 181, 700):
        arrived = midnight(play) - timedelta(minutes=minutes)
        told = under_way(arrive_time=arrived, urban_rural_flag="01")
        change = ordered("001", METER_BOX, arrived - timedelta(minutes=20), **told)
        make = partial(wrong, branch=WAITING) if minutes > 60 * RESTORE_HOURS["01"] else fine
        yield make(f"在途,到场{minutes}分钟未修复", HOME, {}, change)
    accept = datetime.combine(play.day(3, -2), time(9))
    over = under_way(
        arrive_time=accept + timedelta(minutes=20), status="02", archive_time=accept + timedelta(days=1)
    )
    yield fine("已归档而无修复时间,时长未知", HOME, {}, ordered("001", METER_BOX, accept, **over))


def not_judged(play: Play) -> Iterator[Case]:
    """Yield long repairs that belong elsewhere."""
    accept, long = datetime.combine(play.day(8, -3), time(7, 7)), timedelta(hours=9)
    yield fine("已中止的工单", HOME, {}, restored(accept, long, status="03"))
    yield fine("退单", HOME, {}, restored(accept, long, reject_flag=True))
    yield fine("故障设备产权为客户", HOME, {}, restored(accept, long, fault_owner="02"))
    inside = {"fault_owner": None, "busi_sub_type": "客户内部故障"}
    yield fine("产权空,子类客户内部故障", HOME, {}, restored(accept, long, **inside))
    ours = {"fault_owner": "01", "busi_sub_type": "客户内部故障"}
    yield wrong("产权为供电企业,子类写客户内部故障", HOME, {}, restored(accept, long, **ours), branch=LATE)
    early = Side("SVC-10", of=the_order)
    yield fine("修复早于到场,归时间不合理", HOME, {}, restored(accept, timedelta(minutes=-10)), also=[early])


def restored(accept: datetime, after: timedelta, **other: object) -> Change:
    """Let a fault be reported, the crew be there in a quarter of an hour, and power be back so much later."""
    arrive = accept + timedelta(minutes=15)
    times = {
        "arrive_time": arrive,
        "repair_time": arrive + after,
        "reply_time": arrive + abs(after) + timedelta(minutes=15),
        "archive_time": arrive + abs(after) + timedelta(hours=2),
    }
    return ordered("001", METER_BOX, accept, **times, **other)
