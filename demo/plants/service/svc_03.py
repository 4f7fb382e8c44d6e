"""SVC-03 投诉联系/答复超时

Complaints contacted a second late or answered on the sixth working day.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import cycle
from typing import Any

from demo.business import working_day
from demo.cases import Case, Side, fine, wrong
from demo.ordering import DAY, midnight, ordered, the_order, under_way
from demo.profiles import HOME
from demo.stage import Play

Complaint = tuple[str, datetime, dict[str, Any], str]
"""What is said of it, when it was made, what happened when, and which branch finds it (none: a look-alike)."""
CONTACT, REPLY = "① 联系超时", "② 答复超时"
SECOND, SOON = timedelta(seconds=1), timedelta(hours=3)
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


def cases(play: Play) -> Sequence[Case]:
    """Return complaints, each of another kind; there is no amount."""
    rows = [*closed(play), *of_the_holiday(play), *open_ones(play)]
    return [complaint(one, kind) for one, kind in zip(rows, cycle(COMPLAINED_OF), strict=False)]


def complaint(one: Complaint, kind: str) -> Case:
    """Return a complaint as a case; a contact before it was made cannot be true (SVC-10)."""
    note, accept, said, branch = one
    contact = said["contact_time"]
    also = [Side("SVC-10", of=the_order)] if contact and contact < accept else []
    change = ordered("005", kind, accept, **said)
    if branch:
        return wrong(note, HOME, {}, change, branch=branch, also=also)
    return fine(note, HOME, {}, change, also=also)


def closed(play: Play) -> list[Complaint]:
    """Return complaints that are done."""
    at = datetime.combine(play.day(10, -7), time(9, 30))
    soon, third, before = at + SOON, at + 3 * DAY, at - DAY
    fourth, fifth, sixth = (datetime.combine(working_day(at.date(), n), at.time()) for n in (4, 5, 6))
    return [
        ("恰24小时联系", at, told(contact=at + DAY, reply=fourth), ""),
        ("24小时零1秒联系", at, told(contact=at + DAY + SECOND, reply=fourth), CONTACT),
        ("未记联系,24小时内已答复", at, told(reply=soon, archive=soon), ""),
        ("未记联系,第3日答复", at, told(reply=third), CONTACT),
        ("已归档而无联系、答复", at, told(reply=None, archive=soon), CONTACT),
        ("联系早于受理无效,24小时内已答复", at, told(contact=before, reply=soon), ""),
        ("联系早于受理无效,第3日答复", at, told(contact=before, reply=third), CONTACT),
        ("第5个工作日答复", at, told(contact=soon, reply=fifth, archive=sixth), ""),
        ("第6个工作日答复", at, told(contact=soon, reply=sixth, archive=sixth), REPLY),
        ("无答复时间,第5个工作日归档", at, told(contact=soon, reply=None, archive=fifth), ""),
        ("无答复时间,第6个工作日归档", at, told(contact=soon, reply=None, archive=sixth), REPLY),
        ("已中止", at, told(reply=sixth) | {"status": "03"}, ""),
        ("退单", at, told(reply=sixth) | {"reject_flag": True}, ""),
    ]


def of_the_holiday(play: Play) -> list[Complaint]:
    """Return complaints made before National Day and answered after it."""
    day = play.latest(10, 1, before=30) - timedelta(days=3)
    at = datetime.combine(day, time(15))
    fifth, sixth = (datetime.combine(working_day(day, n), time(hour)) for n, hour in ((5, 17), (6, 9)))
    contact = at + timedelta(hours=2)
    return [
        ("跨国庆,第5个工作日答复", at, told(contact=contact, reply=fifth), ""),
        ("跨国庆,第6个工作日答复", at, told(contact=contact, reply=sixth), REPLY),
    ]


def open_ones(play: Play) -> list[Complaint]:
    """Return complaints that are under way."""
    now, last = midnight(play), working_day(play.as_of, -1)
    past, just_past, not_yet = (datetime.combine(working_day(last, -n), time(10)) for n in (6, 5, 4))
    noon = timedelta(hours=2)
    return [
        ("在途恰24小时未联系", now - DAY, under_way(), ""),
        ("在途24小时零1秒未联系", now - DAY - SECOND, under_way(), CONTACT),
        ("已联系,第5个工作日已过未答复", past, under_way(contact_time=past + noon), REPLY),
        ("已联系,第5个工作日为上一工作日,已过", just_past, under_way(contact_time=just_past + noon), REPLY),
        ("已联系,第5个工作日未到", not_yet, under_way(contact_time=not_yet + noon), ""),
    ]


def told(
    contact: datetime | None = None, reply: datetime | None = None, archive: datetime | None = None
) -> dict[str, Any]:
    """Return when a complaint was contacted, answered and archived: soon after the answer unless said."""
    archive = archive or (reply and reply + SOON)
    times = {"contact_time": contact, "reply_time": reply}
    return times | ({"archive_time": archive} if archive else {})
