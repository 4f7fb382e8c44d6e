"""SVC-05 重复诉求/重复投诉

Customers who called again within 30 days, and areas where several did.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.cases import Case, Change, Side, accused, customer, extra, fine, wrong
from demo.events import QUIET_AREA
from demo.ordering import DAY, METER_BOX, SERVICE_LINE, order
from demo.profiles import HOME
from demo.stage import Play, Role, Row

SAME_CUSTOMER, SAME_AREA = "同户", "同台区"
MANNER, CONDUCT, OTHER = "服务投诉-服务态度", "服务投诉-服务规范", "停送电投诉-欠费停电"
ASKING, MISTAKE, IDEA = "电价电费咨询", "供电业务意见-电费计算异常", "服务渠道建议"
MONTH = timedelta(days=30)
Call = tuple[str, str, timedelta] | tuple[str, str, timedelta, dict[str, Any]]


def cases(play: Play) -> Sequence[Case]:
    """Return requests; there is no amount."""
    return [*of_customers(play), *of_areas(play), *of_many_faults(play)]


def of_customers(play: Play) -> Iterator[Case]:
    """Yield customers, each of another station, so that no area has several of them."""
    begin, zero = datetime.combine(play.day(6, -6), time(10, 15)), 0 * DAY
    repair, stopped, returned = ("001", SERVICE_LINE, zero), {"status": "03"}, {"reject_flag": True}
    rows: list[tuple[str, list[Call], bool]] = [
        ("报修恰30天内2次,子类不同", [repair, ("001", METER_BOX, MONTH)], True),
        ("报修相隔30天零1秒", [repair, ("001", SERVICE_LINE, MONTH + timedelta(seconds=1))], False),
        ("同子类投诉2次", [("005", MANNER, zero), ("005", MANNER, 9 * DAY)], True),
        ("不同子类投诉", [("005", CONDUCT, zero), ("005", OTHER, 9 * DAY)], False),
        ("同子类咨询3次", [("003", ASKING, n * 4 * DAY) for n in range(3)], True),
        ("同子类意见2次", [("009", MISTAKE, n * 20 * DAY) for n in range(2)], True),
        ("一报修一咨询", [repair, ("003", ASKING, DAY)], False),
        ("其中一单中止", [repair, ("001", SERVICE_LINE, DAY, stopped)], False),
        ("其中一单退单", [repair, ("001", SERVICE_LINE, DAY, returned)], False),
        ("表扬不算诉求", [("008", IDEA, n * DAY, {"busi_type": "007"}) for n in range(2)], False),
        ("催办不算诉求", [("008", IDEA, n * DAY, {"busi_type": "015"}) for n in range(2)], False),
    ]
    stations = play.offices.stations
    for n, (note, calls, is_wrong) in enumerate(rows):
        facts = {"station": stations[n % len(stations)]}
        change = called(begin, calls)
        if is_wrong:
            yield wrong(note, HOME, facts, change, branch=SAME_CUSTOMER)
        else:
            yield fine(note, HOME, facts, change)


def of_areas(play: Play) -> Iterator[Case]:
    """Yield areas in which nobody else lives, where so many complained so many days apart."""
    here, there = play.offices.stations[:2]
    facts = [{"station": at, "area": at.spare_area(n)} for at in (here, there) for n in (0, 1)]
    angry, pair, apart, alone = facts
    three = complained(15)
    same = Side(play.code, note="同户同类投诉3次", of=customer)
    yield wrong("一台区30天内3户同类投诉", HOME, angry, three, branch=SAME_AREA, crowd=3)
    yield fine("一台区只2户投诉", HOME, pair, complained(10), crowd=2)
    yield fine("一台区3户投诉,首末相隔32天", HOME, apart, complained(16), crowd=3)
    yield fine("一台区3次投诉都来自一户", HOME, alone, complained(5, times=3), also=[same])


def of_many_faults(play: Play) -> Iterator[Case]:
    """Yield areas with many faults of a kind: more than chance explains, and no more than elsewhere those weeks."""
    third = play.offices.stations[2]
    dark, usual = ({"station": third, "area": area} for area in (third.spare_area(0), QUIET_AREA))
    yield wrong("一台区15天内8户报修同类故障", HOME, dark, failed_all_over, branch=SAME_AREA, crowd=8)
    yield fine("大台区3户报修,在平常概率之内", HOME, usual, failed_next_door, crowd=3)
    for n, station in enumerate(one for one in play.offices.stations if one is not third):
        yield extra(HOME, {"station": station, "area": QUIET_AREA}, failed_in_a_storm(2 * n), crowd=2)


def called(begin: datetime, calls: Sequence[Call]) -> Change:
    """Let a customer call about things, each so much after the first moment."""

    def change(role: Role) -> Row:
        for busi_type, sub_type, after, *told in calls:
            order(role, busi_type, sub_type, begin + after)
            role.rows["work_orders"][-1].update(told[0] if told else {})
        return customer(role)

    return change


def complained(days: int, times: int = 1) -> Change:
    """Let a crowd complain of low voltage, one so many days after the other; or one customer several times."""

    def change(role: Role) -> Row:
        begin = datetime.combine(role.play.day(11, -5), time(9, 5))
        for n, one in enumerate([role, *role.mates] * times):
            order(one, "005", "供电质量投诉-电压低", begin + n * days * DAY)
        return area(role)

    return change


def failed_all_over(role: Role) -> Row:
    """Let everybody in an area report a fault of the high voltage line, every other day."""
    begin = datetime.combine(role.play.day(6, -6), time(10, 15))
    for n, one in enumerate([role, *role.mates]):
        order(one, "001", "高压线路故障", begin + 2 * n * DAY)
    return area(role)


def failed_next_door(role: Role) -> Row:
    """Let three neighbours report a fault of the low voltage line on three days."""
    for n, one in enumerate([role, *role.mates]):
        order(one, "001", "低压线路故障", datetime.combine(role.play.day(3 + n, -2), time(18, 40)))
    return area(role)


def failed_in_a_storm(first: int) -> Change:
    """Let two customers report the same fault in those weeks: three in an area are no surprise then."""

    def change(role: Role) -> None:
        for n, one in enumerate([role, *role.mates], first):
            day = role.play.day(1 + n % 9, -2)
            order(one, "001", "低压线路故障", datetime.combine(day, time(7 + n % 12, 15)))

    return change


def area(role: Role) -> Row:
    """Return the customer's transformer area as what is to be found."""
    return accused("case", role.archive["tg_no"], cons_no="")
