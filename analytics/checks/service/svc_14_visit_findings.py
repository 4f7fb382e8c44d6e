"""SVC-14 窗口/营业厅暗访问题未整改"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import as_text, listed, reasons
from analytics.facts.visits import is_a_finding, is_put_right
from analytics.regulation.practice import VISIT_FINDING_DAYS
from analytics.regulation.service_limits import QUEUE_MINUTES
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr
from models.category import Category

STATION_DIGITS = 9


@check(
    code="SVC-14",
    title="窗口/营业厅暗访问题未整改",
    category=Category.SERVICE,
    matter="明察暗访与最满意窗口",
    severity="低",
    subject="org",
    window="期间",
    amount=None,
    reads={
        "service_visits": [
            *("visit_no", "org_code", "place?", "visit_date", "finding?", "responsible?", "due_date?"),
            *("done_date?", "rectified_flag?", "wait_min?", "handle_min?"),
        ]
    },
    without={
        "service_visits.finding": "暗访记录没有存在问题,不查①逾期未整改",
        "service_visits.done_date|rectified_flag": "暗访记录没有整改日期和是否整改,不查①逾期未整改",
        "service_visits.wait_min": "暗访记录没有等候时间,不查②等候过长",
    },
    evidence={
        "reason": "问题",
        "findings": "逾期未整改项数",
        "visits": "逾期未整改的记录编号、日期、地点、责任人与期限",
        "finding": "走访日期与存在问题",
        "overdue_days": "最长超期天数",
        "long_waits": "等候过长次数",
        "waits": "等候过长的记录编号、日期、地点与等候分钟",
        "longest_wait": "最长等候(分钟)",
        "limit_minutes": "等候限值(分钟)",
        "longest_handling": "其中单笔办理最长(分钟)",
    },
    sentence="{reason}:逾期未整改 {findings} 项,等候过长 {long_waits} 次",
    arithmetic=(
        "截至核查日逾期未整改 {findings} 项,最长超期 {overdue_days} 天:{visits}",
        "等候超过 {limit_minutes} 分钟 {long_waits} 次,最长 {longest_wait} 分钟:{waits}",
    ),
    laws=(QUEUE_MINUTES, VISIT_FINDING_DAYS),
)
def visit_findings_not_put_right(
    t: Tables,
    *,
    wait_minutes: Annotated[Rule[Decimal], Param("等候限值", "分钟", low=1, high=240)] = QUEUE_MINUTES,
    finding_days: Annotated[
        Rule[int], Param("没有整改期限时的期限", "天", low=1, high=365)
    ] = VISIT_FINDING_DAYS,
) -> Any:
    """明察暗访发现的问题应当按期整改,客户在营业厅的等候不应过长。

    为什么: 问题查出而不改,等于没有查;排队过长是窗口投诉的主要来源。
    判定: 按供电所(单位编码前 9 位)归并,任一即中:①存在问题的记录未整改(整改日期空或晚于核查日,且“是否整改”不为是),且整改期限早于核查日;没有期限的取走访日后 {practice.VISIT_FINDING_DAYS};②走访日在核查当月且等候大于 {service_limits.QUEUE_MINUTES}。每单位一条,列出各记录。
    金额: 无。
    例外: 期限当日不算超期,等候恰等于限值不算;逾期后已整改的不算;问题为空或写“无”“未发现问题”“正常”的不判①;核查日之后的走访不看。整改日期与是否整改都没有数据不查①;等候时间没有数据不查②;单笔办理时间没有公开限值,只列不判。
    核实: 到营业厅复查问题是否消除,调阅排队叫号记录,核对走访是否在高峰日。
    """
    visits = t.service_visits
    visits = visits.filter(visits.visit_date <= t.as_of, visits.org_code.notnull())
    judges_findings = not (
        t.lacks("service_visits.finding") | t.lacks("service_visits.done_date|rectified_flag")
    )
    judges_waits = not t.lacks("service_visits.wait_min")
    days, minutes = finding_days.on_column(visits.visit_date), wait_minutes.on_column(visits.visit_date)
    due = visits.due_date.coalesce((visits.visit_date + days.as_interval("D")).cast("timestamp").cast("date"))
    in_period = visits.visit_date.strftime("%Y%m") == t.period
    today: Any = ibis.literal(t.as_of)
    visits = visits.mutate(
        unit=visits.org_code.left(STATION_DIGITS),
        due=due,
        overdue_days=days_between_expr(due, today),
        limit_minutes=minutes,
        is_open=judges_findings
        & is_a_finding(visits.finding)
        & ~is_put_right(visits, t.as_of)
        & (due < t.as_of),
        is_long=judges_waits & in_period & (visits.wait_min > minutes),
    )
    visits = visits.filter(visits.is_open | visits.is_long)
    return _by_unit(
        visits.mutate(is_open=visits.is_open.fill_null(False), is_long=visits.is_long.fill_null(False))
    )


def _by_unit(visits: Any) -> Any:
    """Return one hit a unit with what is open and where people waited."""
    named: Any = _joined(visits.visit_no, visits.visit_date.cast("string"), visits.place)
    opened: Any = _joined(named, visits.responsible, _written("期限", visits.due.cast("string")))
    wait: Any = _joined(named, _written("等候", as_text(visits.wait_min), "分钟"))
    units = visits.group_by("unit").agg(
        findings=visits.is_open.sum().cast("int64"),
        visits=listed(opened, where=visits.is_open),
        finding=listed(_joined(visits.visit_date.cast("string"), visits.finding), where=visits.is_open),
        overdue_days=visits.overdue_days.max(where=visits.is_open),
        long_waits=visits.is_long.sum().cast("int64"),
        waits=listed(wait, where=visits.is_long),
        longest_wait=visits.wait_min.max(where=visits.is_long),
        limit_minutes=visits.limit_minutes.max(where=visits.is_long),
        longest_handling=visits.handle_min.max(),
    )
    return units.mutate(
        object_id=units.unit,
        org_code=units.unit,
        cons_no=ibis.null("string"),
        reason=reasons({"问题逾期未整改": units.findings > 0, "等候过长": units.long_waits > 0}),
    )


def _joined(*parts: Any) -> Any:
    separator: Any = ibis.literal(" ")
    return separator.join([part.fill_null("") for part in parts])


def _written(before: str, value: Any, after: str = "") -> Any:
    start: Any = ibis.literal(before)
    return start.concat(value, after)
