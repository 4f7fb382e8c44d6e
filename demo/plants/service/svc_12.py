"""SVC-12 校表/电表异常答复超时

Requests to test a meter, as orders of the hotline and as applications, answered a working day late.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from demo.adjusting import adjust
from demo.business import working_day
from demo.cases import Case, Change, Side, accused, fine, wrong
from demo.changes import together
from demo.law import METER_TEST_DAYS
from demo.ordering import ordered, the_order, under_way
from demo.profiles import HOME
from demo.stage import Play, Role, Row
from demo.work_orders import SERVICE_REQUEST

ORDER, APPLICATION = "① 工单答复超时", "② 校验申请超时"
LATE = METER_TEST_DAYS + 1
SOON = timedelta(hours=3)


def cases(play: Play) -> Sequence[Case]:
    """Return requests; there is no amount."""
    return [*orders(play), *applications(play)]


def orders(play: Play) -> Iterator[Case]:
    """Yield orders of the hotline, answered on the last day and the day after."""
    at = datetime.combine(play.day(10, -7), time(9, 30))
    in_time, late = answered(at, METER_TEST_DAYS), answered(at, LATE)
    rows = [
        ("校表申请第5个工作日答复", SERVICE_REQUEST, "校表", in_time, False),
        ("校表申请第6个工作日答复", SERVICE_REQUEST, "校表", late, True),
        ("抄表数据异常第6个工作日答复", SERVICE_REQUEST, "抄表数据异常", late, True),
        ("建议验表第6个工作日答复", "008", "020905", late, True),
        ("建议赔表第6个工作日答复", "008", "020907", late, False),
        ("咨询校表当日答复", "003", "校表", answered(at, 0), False),
        ("意见抄表数据异常第6个工作日答复", "009", "抄表数据异常", late, False),
        ("校表申请已中止", SERVICE_REQUEST, "校表", late | {"status": "03"}, False),
        ("校表申请退单", SERVICE_REQUEST, "校表", late | {"reject_flag": True}, False),
        ("归档在第6个工作日,无答复时间", SERVICE_REQUEST, "校表", late | {"reply_time": None}, True),
    ]
    for note, kind, sub, told, is_wrong in rows:
        change = ordered(kind, sub, at, **told)
        yield wrong(note, HOME, {}, change, branch=ORDER) if is_wrong else fine(note, HOME, {}, change)
    inner = Side("SVC-04", of=the_order)
    broken = ordered(SERVICE_REQUEST, "电能表异常", at, **late)
    yield wrong("电能表异常第6个工作日答复", HOME, {}, broken, branch=ORDER, also=[inner])
    last = working_day(play.as_of, -1)
    over, open_yet = (datetime.combine(working_day(last, -n), time(10)) for n in (5, 4))
    waiting = [ordered(SERVICE_REQUEST, "用户验表", day, **under_way()) for day in (over, open_yet)]
    yield wrong("验表未答复,第5个工作日为上一工作日,已过", HOME, {}, waiting[0], branch=ORDER)
    yield fine("验表未答复,第5个工作日未到", HOME, {}, waiting[1])


def applications(play: Play) -> Iterator[Case]:
    """Yield applications for a test, by when the meter was tested, or the application filed."""
    day = play.day(10, -5)
    fifth, sixth, later = (working_day(day, n) for n in (METER_TEST_DAYS, LATE, 12))
    rows = [
        ("校验申请第5个工作日检定,后来才归档", applied(day, fifth, later), False),
        ("校验申请第6个工作日检定", applied(day, sixth, later), True),
        ("校验申请无检定记录,第5个工作日归档", applied(day, None, fifth), False),
        ("校验申请无检定记录,第6个工作日归档", applied(day, None, sixth), True),
        ("校验申请已终止", applied(day, None, later, terminate_flag=True), False),
        (
            "计量装置故障申请不是校验",
            together(made_up(later), applied(day, None, later, app_type="302")),
            False,
        ),
    ]
    for note, change, is_wrong in rows:
        yield wrong(note, HOME, {}, change, branch=APPLICATION) if is_wrong else fine(note, HOME, {}, change)
    last = working_day(play.as_of, -1)
    over, open_yet = (working_day(last, -n) for n in (5, 4))
    yield wrong("校验申请未出结果,限日已过", HOME, {}, applied(over, None, None), branch=APPLICATION)
    yield fine("校验申请未出结果,限日未到", HOME, {}, applied(open_yet, None, None))


def applied(day: date, tested: date | None, filed: date | None, **other: Any) -> Change:
    """Let a customer apply for a test of the meter on a day, tested and filed on others."""

    def change(role: Role) -> Row:
        number = role.play.number(16)
        role.add(
            "applications",
            **{
                "app_no": number,
                "app_type": "304",
                "elec_addr": role.archive["elec_addr"],
                "volt_code": role.archive["volt_code"],
                "elec_type_code": role.archive["elec_type_code"],
                "accept_time": datetime.combine(day, time(10, 20)),
                "archive_date": filed,
                "status": "02" if filed else "01",
                "return_flag": False,
                "terminate_flag": False,
            }
            | other,
        )
        if tested:
            asked = {"app_no": number, "asset_no": role.meter["asset_no"], "equip_sort": "01"}
            role.add("meter_tests", **asked, plan_date=tested, actual_date=tested, result=True)
        return accused("application", number)

    return change


def made_up(on: date) -> Change:
    """Make up for what a faulty meter missed: without it MET-12 would find the application."""

    def change(role: Role) -> None:
        adjust(role, Decimal("12.30"), "station", on)

    return change


def answered(at: datetime, working_days: int) -> dict[str, Any]:
    """Return an answer on the nth working day, filed three hours later."""
    reply = datetime.combine(working_day(at.date(), working_days), at.time()) + timedelta(minutes=20)
    return {"contact_time": None, "reply_time": reply, "archive_time": reply + SOON}
