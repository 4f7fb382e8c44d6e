"""Planted problems of service (服务质量稽查): arrivals, complaints, repeated requests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from demo.business import working_day
from demo.events import QUIET_AREA
from demo.profiles import HOME
from demo.service import order_steps, work_order, work_order_no
from demo.stage import BILLED, Play, Role, Row, Scene, plants

MIDNIGHT = datetime(2026, 11, 1)
SERVICE_LINE, METER_BOX = "进户线故障", "表箱故障"  # the crowd reports none of these
MANNER, CONDUCT = "服务投诉-服务态度", "服务投诉-服务规范"
COMPLAINED_OF = (
    "服务投诉-服务渠道",
    "服务投诉-行风问题",
    "营业投诉-业扩工程",
    "营业投诉-装表接电",
    "营业投诉-用电检查",
    "营业投诉-电价电费",
    "营业投诉-电能计量",
    "营业投诉-业务收费",
    "现场投诉-抢修质量",
    "电网建设-供电设施",
    "电网建设-安全距离",
    "电网建设-噪音污染",
    "其它投诉",
)
"""None that the crowd has, and so many that no area has three alike (SVC-05)."""
DAY = timedelta(days=1)
FIRST_SERIAL = 90_000_000
"""Order numbers of plants end above those of the crowd."""


def _order(play: Play, role: Role, busi_type: str, sub: str, accept: datetime, **other: Any) -> Row:
    """Add a work order that was handled in time but for what is said, with its hand-overs."""
    number = work_order_no(accept.date(), FIRST_SERIAL + int(play.number(8)[:8]) % 10_000_000)
    order = work_order(role.archive, number, busi_type, sub, accept=accept, rng=play.rng)
    order |= {"handler": play.clerk(role, "运检班").emp_no} | other
    role.rows["work_orders"].append(order)
    role.rows["work_order_steps"] += order_steps(order) if order.get("reply_time") else []
    return order


def _order_truth(play: Play, role: Role, order: Row, is_wrong: bool, note: str) -> None:
    facts = {"object_type": "work_order", "object_id": order["wo_no"]}
    if is_wrong:
        play.planted(role, None, note, **facts)
    else:
        play.lookalike(role, note, **facts)


def _open(**other: Any) -> dict[str, Any]:
    """Return what an order lacks that is still under way."""
    names = (
        "arrive_time",
        "repair_time",
        "contact_time",
        "reply_time",
        "archive_time",
        "visit_flag",
        "satisfaction",
    )
    return dict.fromkeys(names) | {"status": "01"} | other


@plants("SVC-01")
def repair_arrival_late(play: Play) -> Scene:
    """Plant arrivals a second late in town, country and mountains, and arrivals that never came."""
    limits = (("01", 45), ("02", 90), ("03", 120))
    timed = [(flag, limit, more, play.hire(HOME)) for flag, limit in limits for more in (0, 1, 1800)]
    unsaid = [
        (urban, minutes, play.hire(HOME, is_urban=urban))
        for urban, minutes in ((True, 46), (False, 89), (None, 121), (None, 119))
    ]
    lost = [play.hire(HOME) for _ in range(3)]
    waiting = [(minutes, play.hire(HOME)) for minutes in (45, 46, 300)]
    stopped, returned, before, today = (play.hire(HOME) for _ in range(4))
    yield BILLED
    for n, (flag, limit, more, role) in enumerate(timed):
        accept = datetime(2026, 1 + n, 9, 14, 20)
        arrive = accept + timedelta(minutes=limit, seconds=more)
        order = _repair(play, role, accept, arrive, urban_rural_flag=flag)
        _order_truth(play, role, order, more > 0, f"{flag}类{limit}分钟另{more}秒到场")
    for urban, minutes, role in unsaid:
        accept = datetime(2026, 3, 17, 10, 5)
        if urban is None:
            role.archive["urban_rural_flag"] = None
        order = _repair(play, role, accept, accept + timedelta(minutes=minutes), urban_rural_flag=None)
        _order_truth(play, role, order, minutes in (46, 121), f"工单无城乡类别,{minutes}分钟到场")
    for role, other, note in zip(
        lost,
        ({}, _open(status="02"), _open(reply_time=datetime(2026, 6, 2, 12))),
        ("已修复而无到场时间", "已归档而无到场时间", "已回复而无到场时间"),
        strict=True,
    ):
        order = _order(
            play, role, "001", SERVICE_LINE, datetime(2026, 6, 2, 9), **({"arrive_time": None} | other)
        )
        _order_truth(play, role, order, True, note)
    for minutes, role in waiting:
        order = _order(
            play,
            role,
            "001",
            SERVICE_LINE,
            MIDNIGHT - timedelta(minutes=minutes),
            **_open(urban_rural_flag="01"),
        )
        _order_truth(play, role, order, minutes > 45, f"在途{minutes}分钟未到场")
    _plant_repairs_not_judged(play, stopped, returned, before, today)


def _repair(play: Play, role: Role, accept: datetime, arrive: datetime, **other: Any) -> Row:
    times = {
        "arrive_time": arrive,
        "repair_time": arrive + timedelta(minutes=40),
        "reply_time": arrive + timedelta(minutes=55),
    }
    return _order(
        play, role, "001", SERVICE_LINE, accept, **times, archive_time=arrive + timedelta(hours=3), **other
    )


def _plant_repairs_not_judged(play: Play, stopped: Role, returned: Role, before: Role, today: Role) -> None:
    accept = datetime(2026, 7, 7, 7, 7)
    late = accept + timedelta(hours=5)
    for role, other, arrive, note in (
        (stopped, {"status": "03"}, late, "已中止的工单"),
        (returned, {"reject_flag": True}, late, "退单"),
        (before, {}, accept - timedelta(minutes=30), "到场早于受理,归时间不合理"),
    ):
        _order_truth(play, role, _repair(play, role, accept, arrive, **other), False, note)
    accept = datetime(2026, 11, 1, 8, 0)
    order = _repair(play, today, accept, accept + timedelta(minutes=150))
    _order_truth(play, today, order, True, "数据日当日受理,150分钟到场")


@plants("SVC-03")
def complaint_answered_late(play: Play) -> Scene:
    """Plant complaints contacted a second late or answered on the sixth working day."""
    accept = datetime(2026, 3, 10, 9, 30)
    fourth, fifth, sixth = (datetime.combine(working_day(accept.date(), n), accept.time()) for n in (4, 5, 6))
    holiday = datetime(2026, 9, 28, 15, 0)  # five working days later is Saturday 10 October, which is worked
    soon = accept + timedelta(hours=3)
    cases: list[tuple[str, datetime, dict[str, Any], bool]] = [
        ("恰24小时联系", accept, {"contact_time": accept + DAY, "reply_time": fourth}, False),
        ("24小时零1秒联系", accept, {"contact_time": accept + DAY + timedelta(seconds=1), "reply_time": fourth}, True),
        ("未记联系,24小时内已答复", accept, {"contact_time": None, "reply_time": soon, "archive_time": soon}, False),
        ("未记联系,第3日答复", accept, {"contact_time": None, "reply_time": accept + 3 * DAY}, True),
        ("已归档而无联系、答复", accept, {"contact_time": None, "reply_time": None, "archive_time": soon}, True),
        ("联系早于受理无效,24小时内已答复", accept, {"contact_time": accept - DAY, "reply_time": soon}, False),
        ("联系早于受理无效,第3日答复", accept, {"contact_time": accept - DAY, "reply_time": accept + 3 * DAY}, True),
        ("第5个工作日答复", accept, {"contact_time": soon, "reply_time": fifth, "archive_time": sixth}, False),
        ("第6个工作日答复", accept, {"contact_time": soon, "reply_time": sixth, "archive_time": sixth}, True),
        ("无答复时间,第5个工作日归档", accept, {"contact_time": soon, "reply_time": None, "archive_time": fifth}, False),
        ("无答复时间,第6个工作日归档", accept, {"contact_time": soon, "reply_time": None, "archive_time": sixth}, True),
        ("跨国庆,第5个工作日(调休周六)答复", holiday, {"contact_time": holiday + timedelta(hours=2), "reply_time": datetime(2026, 10, 10, 17)}, False),
        ("跨国庆,第6个工作日答复", holiday, {"contact_time": holiday + timedelta(hours=2), "reply_time": datetime(2026, 10, 12, 9)}, True),
        ("在途恰24小时未联系", MIDNIGHT - DAY, _open(), False),
        ("在途24小时零1秒未联系", MIDNIGHT - DAY - timedelta(seconds=1), _open(), True),
        ("已联系,第5个工作日已过未答复", datetime(2026, 10, 22, 10), _open(contact_time=datetime(2026, 10, 22, 12)), True),
        ("已联系,第5个工作日为周五30日,已过", datetime(2026, 10, 23, 10), _open(contact_time=datetime(2026, 10, 23, 12)), True),
        ("已联系,第5个工作日未到", datetime(2026, 10, 26, 10), _open(contact_time=datetime(2026, 10, 26, 12)), False),
        ("已中止", accept, {"status": "03", "contact_time": None, "reply_time": sixth}, False),
        ("退单", accept, {"reject_flag": True, "contact_time": None, "reply_time": sixth}, False),
    ]  # fmt: skip
    roles = [play.hire(HOME) for _ in cases]
    yield BILLED
    for n, (role, (note, accepted, other, is_wrong)) in enumerate(zip(roles, cases, strict=True)):
        order = _order(play, role, "005", COMPLAINED_OF[n % len(COMPLAINED_OF)], accepted, **other)
        _order_truth(play, role, order, is_wrong, note)


@plants("SVC-05")
def repeated_requests(play: Play) -> Scene:
    """Plant customers who called again within 30 days, and areas where several did."""
    begin = datetime(2026, 4, 6, 10, 15)
    month = timedelta(days=30)
    cases: list[tuple[str, Sequence[tuple[str, str, timedelta, dict[str, Any]]], bool]] = [
        ("报修恰30天内2次,子类不同", [("001", SERVICE_LINE, 0 * DAY, {}), ("001", METER_BOX, month, {})], True),
        ("报修相隔30天零1秒", [("001", SERVICE_LINE, 0 * DAY, {}), ("001", SERVICE_LINE, month + timedelta(seconds=1), {})], False),
        ("同子类投诉2次", [("005", MANNER, 0 * DAY, {}), ("005", MANNER, 9 * DAY, {})], True),
        ("不同子类投诉", [("005", CONDUCT, 0 * DAY, {}), ("005", "停送电投诉-欠费停电", 9 * DAY, {})], False),
        ("同子类咨询3次", [("003", "电价电费咨询", n * 4 * DAY, {}) for n in range(3)], True),
        ("同子类意见2次", [("009", "供电业务意见-电费计算异常", n * 20 * DAY, {}) for n in range(2)], True),
        ("一报修一咨询", [("001", SERVICE_LINE, 0 * DAY, {}), ("003", "电价电费咨询", DAY, {})], False),
        ("其中一单中止", [("001", SERVICE_LINE, 0 * DAY, {}), ("001", SERVICE_LINE, DAY, {"status": "03"})], False),
        ("其中一单退单", [("001", SERVICE_LINE, 0 * DAY, {}), ("001", SERVICE_LINE, DAY, {"reject_flag": True})], False),
        ("表扬不算诉求", [("008", "服务渠道建议", n * DAY, {"busi_type": "007"}) for n in range(2)], False),
        ("催办不算诉求", [("008", "服务渠道建议", n * DAY, {"busi_type": "015"}) for n in range(2)], False),
    ]  # fmt: skip
    stations = play.offices.stations  # each role at another one, so that no area has several of them
    roles = [play.hire(HOME, station=stations[n % len(stations)]) for n in range(len(cases))]
    here, there, third = stations[:3]
    angry = [play.hire(HOME, station=here, area=here.spare_area(0)) for _ in range(3)]
    pair = [play.hire(HOME, station=here, area=here.spare_area(1)) for _ in range(2)]
    apart = [play.hire(HOME, station=there, area=there.spare_area(0)) for _ in range(3)]
    alone = play.hire(HOME, station=there, area=there.spare_area(1))
    dark = [play.hire(HOME, station=third, area=third.spare_area(0)) for _ in range(8)]
    usual = [play.hire(HOME, station=third, area=QUIET_AREA) for _ in range(3)]
    others = [station for station in stations if station is not third]
    storm = [play.hire(HOME, station=station, area=QUIET_AREA) for station in others for _ in range(2)]
    yield BILLED
    for role, (note, orders, is_wrong) in zip(roles, cases, strict=True):
        for busi_type, sub, after, other in orders:
            _order(play, role, busi_type, sub, begin + after).update(other)
        if is_wrong:
            play.planted(role, None, note)
        else:
            play.lookalike(role, note)
    _plant_areas(play, angry, pair, apart, [alone] * 3)
    for n, role in enumerate(dark):
        _order(play, role, "001", "高压线路故障", begin + 2 * n * DAY)
    _area_truth(play, dark[0], True, "一台区15天内8户报修同类故障")
    for n, role in enumerate(usual):
        _order(play, role, "001", "低压线路故障", datetime(2026, 8, 3 + n, 18, 40))
    for n, role in enumerate(storm):  # the same fault elsewhere in those weeks: three are no surprise then
        _order(play, role, "001", "低压线路故障", datetime(2026, 8, 1 + n % 9, 7 + n % 12, 15))
    _area_truth(play, usual[0], False, "大台区3户报修,在平常概率之内")


def _plant_areas(play: Play, *groups: list[Role]) -> None:
    angry, pair, apart, alone = groups
    begin, sub = datetime(2026, 5, 11, 9, 5), "供电质量投诉-电压低"
    for group, step_days in ((angry, 15), (pair, 10), (apart, 16), (alone, 5)):
        for n, role in enumerate(group):
            _order(play, role, "005", sub, begin + n * step_days * DAY)
    _area_truth(play, angry[0], True, "一台区30天内3户同类投诉")
    _area_truth(play, pair[0], False, "一台区只2户投诉")
    _area_truth(play, apart[0], False, "一台区3户投诉,首末相隔32天")
    _area_truth(play, alone[0], False, "一台区3次投诉都来自一户")
    play.planted(alone[0], None, "同户同类投诉3次")


def _area_truth(play: Play, role: Role, is_wrong: bool, note: str) -> None:
    facts = {"object_type": "case", "object_id": role.archive["tg_no"], "cons_no": ""}
    if is_wrong:
        play.planted(role, None, note, **facts)
    else:
        play.lookalike(role, note, **facts)
