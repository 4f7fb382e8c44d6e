"""SVC-11 停电信息未报送/晚报

Outages that nobody announced, or too late for what they were.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.law import PLANNED_OUTAGE_DAYS, TEMPORARY_OUTAGE_HOURS
from demo.stage import Play, Role, Row

UNTOLD, PLANNED, TEMPORARY, FAULT = "① 无公告", "② 计划停电晚报", "③ 临时停电晚报", "④ 恢复后才发布"
PLAN, BROKEN, THEFT, ORDERLY, SHORT = "01", "02", "04", "06", "07"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def cases(play: Play) -> Sequence[Case]:
    """Return outages, each in the area of a station in which nobody lives; there is no amount."""
    at = datetime.combine(play.day(14, -2), time(8, 30))
    week, day = timedelta(days=PLANNED_OUTAGE_DAYS), timedelta(hours=TEMPORARY_OUTAGE_HOURS)
    midnight = datetime.combine(at.date(), time())
    today = datetime.combine(play.as_of, time(15))
    back, next_week = at + 3 * HOUR, today + timedelta(days=6)
    rows = [
        ("计划停电无公告", PLAN, at, None, UNTOLD),
        ("故障停电无公告", BROKEN, at, None, UNTOLD),
        ("核查日当日的临时停电无公告", SHORT, today, None, UNTOLD),
        ("核查日后第6天的计划停电尚无公告", PLAN, next_week, None, ""),
        ("计划停电提前6天多公告", PLAN, at, midnight - week + timedelta(days=1), PLANNED),
        ("计划停电按日期恰提前7天", PLAN, at, midnight - week + 23 * HOUR, ""),
        ("核查日后第6天的计划停电已公告,提前不足", PLAN, next_week, today - HOUR, PLANNED),
        ("临时停电提前恰24小时", SHORT, at, at - day, ""),
        ("临时停电提前差1秒24小时", SHORT, at, at - day + SECOND, TEMPORARY),
        ("故障停电恢复时发布", BROKEN, at, back, ""),
        ("故障停电恢复1秒后发布", BROKEN, at, back + SECOND, FAULT),
        ("有序用电不在此判", ORDERLY, at, None, ""),
        ("窃电停电不在此判", THEFT, at, None, ""),
    ]
    stations = play.offices.stations
    return [
        wrong(note, None, {"station": stations[n % len(stations)]}, cut(kind, begin, told), branch=branch)
        if branch
        else fine(note, None, {"station": stations[n % len(stations)]}, cut(kind, begin, told))
        for n, (note, kind, begin, told, branch) in enumerate(rows)
    ]


def cut(kind: str, begin: datetime, told: datetime | None, **other: Any) -> Change:
    """Return the change that adds an outage of three hours, announced at a time or never."""

    def change(role: Role) -> Row:
        number = role.play.number(17, "63")
        role.play.loose["outages"].append(
            {
                "outage_id": number,
                "org_code": role.org_code,
                "type": kind,
                "start_time": begin,
                "end_time": begin + 3 * HOUR,
                "issue_time": told,
                "scope": f"{role.station.county_name}{role.station.name}开发区支线",
            }
            | other
        )
        return accused("case", number, cons_no="")

    return change
