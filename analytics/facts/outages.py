"""Outages: the transformer areas that their scope names, and what became of the announcement of those that need one.

Source: the precise readings of SVC-11, SVC-06 and SVC-13; 供电服务“十项承诺” article 2.
"""

from datetime import timedelta
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.columns import first_by
from analytics.facts.orders import known_by
from analytics.facts.outcomes import KEPT, LATE, MISSING, seconds_between
from analytics.regulation.working_days import days_between_expr
from data_loaders.codes.service import OutageType

ANNOUNCED_TYPES = (OutageType.PLANNED, OutageType.FAULT, OutageType.TEMPORARY)
AHEAD_DAYS = 60
"""How far ahead of the day an outage that is planned already is judged."""


@fact(
    title="停电涉及的台区",
    grain="一次停电一台区一行",
    key=(),
    reads={"outages": ("scope", "start_time", "end_time?")},
    columns={"tg_no": ("停电范围中写到的编号", "")},
    extends="outages",
    source="稽查目录 MET-13 的精确判定:停电范围含其台区号",
)
def outages_of_areas(t: Tables) -> Any:
    """Return the outages once for each number that their scope names, areas among them.

    A number is what stands between other signs than letters, digits and dashes: 1001 is not in 10012.

    Shapes: the columns of `outages`, tg_no.
    """
    named = t.outages.filter(t.outages.scope.notnull())
    parts = named.mutate(tg_no=named.scope.re_split(r"[^0-9A-Za-z_-]+").unnest())
    return parts.filter(parts.tg_no != "").distinct()


@fact(
    title="应公告的停电",
    grain="一次停电一行",
    key=("outage_id",),
    reads={"outages": ("outage_id", "type", "start_time", "end_time?", "issue_time?")},
    columns={
        "issue_time": ("发布时间:核查日以后的视为尚未发布", ""),
        "lead_days": ("提前公告的天数:停电日期减发布日期", "天"),
        "lead_hours": ("提前公告的小时", "小时"),
        "is_due": ("停电已开始:应当已有公告", ""),
    },
    extends="outages",
    source="稽查目录 SVC-11 的精确判定:计划、故障、临时停电;其余另有程序",
)
def to_announce(t: Tables) -> Any:
    """Return planned, fault and temporary outages that begin by 60 days after the day, each once.

    Shapes: the columns of `outages`, lead_days, lead_hours (null without an announcement), is_due.
    """
    outages = t.outages
    outages = outages.filter(
        outages.type.isin(ANNOUNCED_TYPES),
        outages.start_time < t.as_of + timedelta(days=AHEAD_DAYS + 1),
    )
    outages = first_by(outages, ["outage_id"], ["start_time", *sorted(outages.columns)])
    outages = outages.mutate(issue_time=known_by(outages.issue_time, t.as_of))
    return outages.mutate(
        lead_days=days_between_expr(outages.issue_time, outages.start_time),
        lead_hours=(seconds_between(outages.start_time, outages.issue_time) / 3600).round(4),
        is_due=outages.start_time < t.as_of + timedelta(days=1),
    )


def announcement_outcome(outages: Any, planned_days: Any, temporary_hours: Any) -> Any:
    """Return what became of the announcement: kept, late or missing; null where it is not due yet.

    A fault is late where it was announced after power was back.

    Units: the limits in days and hours.
    """
    lead = seconds_between(outages.start_time, outages.issue_time)
    is_late: Any = ibis.cases(
        (outages.type == OutageType.PLANNED, outages.lead_days < planned_days),
        (outages.type == OutageType.TEMPORARY, lead < temporary_hours * 3600),
        else_=(outages.issue_time > outages.end_time).fill_null(False),
    )
    return ibis.cases(
        (outages.issue_time.notnull() & is_late, LATE),
        (outages.issue_time.notnull() & ~is_late, KEPT),
        (outages.issue_time.isnull() & outages.is_due, MISSING),
        else_=ibis.null("string"),
    )
