"""SVC-04 其他工单处理超时

Reports, opinions, advice, enquiries and requests answered a working day late, or not at all.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.business import working_day
from demo.cases import Case, Side, fine, wrong
from demo.law import ANSWER_DAYS, REQUEST_DAYS
from demo.ordering import DAY, midnight, ordered, the_order, under_way
from demo.profiles import HOME
from demo.stage import Play
from demo.work_orders import SERVICE_REQUEST

Order = tuple[str, str, str, datetime, dict[str, Any], str]
"""What is said of it, its type, its kind, when it came, what happened when, and which branch finds it (none: a look-alike)."""
REPLY, TIMED, CONTACT = "① 答复超时", "② 到场、复电超时", "③ 联系超时"
SECOND, SOON = timedelta(seconds=1), timedelta(hours=3)
TITLES = {"003": "咨询", "006": "举报", "008": "建议", "009": "意见"}


def cases(play: Play) -> Sequence[Case]:
    """Return orders; there is no amount."""
    rows = [
        *by_type(play),
        *requests(play),
        *forwarded(play),
        *reports(play),
        *open_ones(play),
        *spared(play),
    ]
    seven = ordered(SERVICE_REQUEST, "抄表数据异常", morning(play), **answered(morning(play), 7))
    promised = Side("SVC-12", of=the_order)
    in_the_dark = {"欠费复电登记": [Side("ACC-16", of=the_order)]}
    return [
        wrong("抄表数据异常申请第7个工作日答复", HOME, {}, seven, branch=REPLY, also=[promised]),
        *(
            wrong(
                note,
                HOME,
                {},
                ordered(kind, sub, accept, **told),
                branch=branch,
                also=in_the_dark.get(sub, ()),
            )
            if branch
            else fine(note, HOME, {}, ordered(kind, sub, accept, **told))
            for note, kind, sub, accept, told, branch in rows
        ),
    ]


def by_type(play: Play) -> Iterator[Order]:
    """Yield orders of each type, answered on the last day and the day after."""
    at = morning(play)
    for kind, days in ANSWER_DAYS.items():
        title = TITLES[kind]
        yield f"{title}第{days}个工作日答复", kind, "", at, answered(at, days), ""
        yield f"{title}第{days + 1}个工作日答复", kind, "", at, answered(at, days + 1), REPLY
    filed = answered(at, 3)
    filed |= {"reply_time": None, "archive_time": filed["reply_time"]}
    yield "咨询无答复时间,第3个工作日归档", "003", "", at, filed, REPLY


def requests(play: Play) -> Iterator[Order]:
    """Yield service requests: of some days, and of some hours from acceptance."""
    at = morning(play)
    for sub, days in REQUEST_DAYS.items():
        # what is asked of a meter or its readings was promised within five working days (SVC-12)
        yield (
            f"{sub}申请第{min(days, 5)}个工作日答复",
            SERVICE_REQUEST,
            sub,
            at,
            answered(at, min(days, 5)),
            "",
        )
        if sub == "更名":
            yield (
                f"{sub}申请第{days + 1}个工作日答复",
                SERVICE_REQUEST,
                sub,
                at,
                answered(at, days + 1),
                REPLY,
            )
    late = answered(at, 5)
    yield "电能表异常申请第5个工作日答复", SERVICE_REQUEST, "电能表异常", at, late, REPLY
    for sub, column, limit in (
        ("欠费复电登记", "repair_time", DAY),
        ("电器损坏核损", "arrive_time", DAY),
        ("充电预约", "arrive_time", timedelta(minutes=45)),
    ):
        yield f"{sub}恰在限内", SERVICE_REQUEST, sub, at, _done(column, at + limit), ""
        yield f"{sub}超出1秒", SERVICE_REQUEST, sub, at, _done(column, at + limit + SECOND), TIMED
    yield "欠费复电已答复而无复电时间", SERVICE_REQUEST, "欠费复电登记", at, {}, ""


def forwarded(play: Play) -> Iterator[Order]:
    """Yield orders that other hotlines handed on: ten working days, and seven days of the calendar."""
    at = morning(play)
    week = at + 7 * DAY
    yield "12398转办第10个工作日答复", "009", "12398转办", at, answered(at, 10), ""
    yield "12398转办第11个工作日答复", "009", "12398转办", at, answered(at, 11), REPLY
    yield "12345转办第7日答复", "003", "12345转办", at, {"reply_time": week, "archive_time": week + SOON}, ""
    late = {"reply_time": week + DAY, "archive_time": week + DAY + SOON}
    yield "12345转办第8日答复", "008", "12345转办", at, late, REPLY


def reports(play: Play) -> Iterator[Order]:
    """Yield reports whose informant was spoken to late, in time, or nobody wrote when."""
    at = morning(play)
    reply = answered(at, 5)
    yield "举报恰24小时联系", "006", "", at, reply | {"contact_time": at + DAY}, ""
    yield "举报24小时零1秒联系", "006", "", at, reply | {"contact_time": at + DAY + SECOND}, CONTACT
    yield "举报未记联系", "006", "", at, reply | {"contact_time": None}, ""
    yield "意见第3日联系", "009", "", at, reply | {"contact_time": at + 3 * DAY}, ""


def open_ones(play: Play) -> Iterator[Order]:
    """Yield orders that are under way."""
    now, last = midnight(play), working_day(play.as_of, -1)
    past, just_past, not_yet = (datetime.combine(working_day(last, -n), time(10)) for n in (10, 2, 1))
    yield "意见未答复,第9个工作日已过", "009", "", past, under_way(), REPLY
    yield "咨询未答复,第2个工作日为上一工作日,已过", "003", "", just_past, under_way(), REPLY
    yield "咨询未答复,第2个工作日未到", "003", "", not_yet, under_way(), ""
    yield "在途恰24小时未复电", SERVICE_REQUEST, "欠费复电登记", now - DAY, under_way(), ""
    yield "在途24小时零1秒未复电", SERVICE_REQUEST, "欠费复电登记", now - DAY - SECOND, under_way(), TIMED


def spared(play: Play) -> Iterator[Order]:
    """Yield late orders that are not judged here."""
    at = morning(play)
    late = answered(at, 20)
    yield "信息查询没有时限", "004", "", at, late, ""
    yield "中止的意见", "009", "", at, late | {"status": "03"}, ""
    yield "退单的意见", "009", "", at, late | {"reject_flag": True}, ""


def _done(column: str, at: datetime) -> dict[str, Any]:
    return {column: at, "reply_time": at + SOON, "archive_time": at + SOON}


def morning(play: Play) -> datetime:
    """Return when the orders that are done came in."""
    return datetime.combine(play.day(10, -7), time(9, 30))


def answered(at: datetime, working_days: int) -> dict[str, Any]:
    """Return an answer on the nth working day, filed three hours later."""
    reply = datetime.combine(working_day(at.date(), working_days), at.time())
    return {"contact_time": None, "reply_time": reply, "archive_time": reply + SOON}
