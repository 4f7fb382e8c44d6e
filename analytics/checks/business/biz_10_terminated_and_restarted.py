"""BIZ-10 流程终止/作废重启规避时限"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_applications, connection_steps
from analytics.facts.columns import first_by, is_blank
from analytics.regulation.practice import RESTART_DAYS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr
from models.category import Category


@check(
    code="BIZ-10",
    title="流程终止/作废重启规避时限",
    category=Category.BUSINESS,
    matter="业扩时限执行",
    severity="中",
    subject="application",
    window="全部",
    amount=None,
    reads={
        "applications": ["cons_no", "elec_addr?", "archive_date?", "status?", "terminate_flag?"],
        "application_steps?": [],
        "customers?": ["cons_no?", "cert_no?", "credit_code?"],
    },
    facts=(connection_applications, connection_steps),
    without={
        "applications.status|terminate_flag": "工作单状态与终止标志整列为空,不知道哪些申请终止,停用",
        "applications.elec_addr": "用电地址整列为空,不比地址",
        "customers.cert_no|credit_code": "缺证件号,不比证照",
        "application_steps.end_time": "没有环节,终止日只取归档日期",
    },
    evidence={
        "accept_date": "受理日",
        "end_date": "终止日",
        "end_source": "终止日来源",
        "restart_no": "重启申请编号",
        "restart_date": "重启受理日",
        "days": "终止至重启(天)",
        "same": "相同之处",
        "restarts": "期限内重启申请数",
        "elec_addr": "用电地址",
        "note": "提示",
    },
    sentence="申请 {accept_date} 受理、{end_date} 终止,{days} 天后同{same}以 {restart_no} 重新受理",
    arithmetic=("终止至重启 = {restart_date} − {end_date} = {days} 天",),
    laws=(RESTART_DAYS,),
)
def terminated_and_begun_again(
    t: Tables,
    *,
    d: Annotated[Rule[int], Param("终止后重新受理的期限(含)", "天", low=1, high=180)] = RESTART_DAYS,
) -> Any:
    """办电申请不得以终止、作废后重新受理的办法躲避时限考核。

    为什么: 快超期时先终止、再受理一张新单,报表上就不超期,客户实际等得更久。
    判定: 被终止的新装、装表临时、增容申请(101、102、104、105、109、110、111;工作单状态为中止或有终止标志),终止日(归档日期,空则最后一个环节的完成日)当日起至其后的期限内({practice.RESTART_DAYS},日历天,含端点),另有一张新装、装表临时、增容申请受理,且受理晚于原申请,户号相同,或用电地址(去空格)相同,或两户的证照号(统一社会信用代码,空则证件号;去空格)相同,即命中被终止的申请。
    金额: 无。
    例外: 地址、证照号为空或占位的不比;没有终止日的不判;数据日之后的视为未发生。客户真撤单无字段可辨,只作提示;终止原因、终止人导出没有,“客户原因”占比不判。
    核实: 问明客户是否自己撤单,查终止申请单签字,把两单时长合并计算。
    """
    applications = t.fact(connection_applications)
    ended = _ended(t, applications)
    keys = _keys(t, applications)
    mine = keys.inner_join(ended.select("app_no", "end_date", began="accept_time"), "app_no")
    others = keys.inner_join(applications.select("app_no", "accept_time", "accept_date"), "app_no")
    others = others.rename(restart_no="app_no")
    pairs = mine.inner_join(others, ["same", "key"])
    pairs = pairs.mutate(days=days_between_expr(pairs.end_date, pairs.accept_date))
    pairs = pairs.filter(
        pairs.restart_no != pairs.app_no,
        pairs.accept_time > pairs.began,
        pairs.days.between(0, d.on_column(pairs.end_date)),
    )
    counts = pairs.group_by("app_no").agg(restarts=pairs.restart_no.nunique())
    first = first_by(pairs, ["app_no"], [pairs.accept_time, pairs.restart_no, pairs.place])
    first = first.select("app_no", "restart_no", "days", "same", restart_date="accept_date")
    found = ended.inner_join(first, "app_no").inner_join(counts, "app_no")
    return found.mutate(
        object_id=found.app_no, period=found.accept_ym, note=ibis.literal("请核是否客户自己撤单")
    )


def _ended(t: Tables, applications: Any) -> Any:
    """Return the applications that were given up, with the day on which that was."""
    steps = t.fact(connection_steps)
    done = steps.filter(steps.end_time.cast("date") <= t.as_of)
    last = done.group_by("app_no").agg(last_date=done.end_time.max().cast("date"))
    ended = applications.filter(applications.is_terminated).left_join(last, "app_no").drop("app_no_right")
    filed = ibis.ifelse(ended.archive_date <= t.as_of, ended.archive_date, ibis.null("date"))
    ended = ended.mutate(
        end_date=filed.coalesce(ended.last_date),
        end_source=ibis.ifelse(filed.notnull(), "归档日期", "最后环节完成日"),
    )
    return ended.filter(ended.end_date.notnull())


def _keys(t: Tables, applications: Any) -> Any:
    """Return what an application may share with another: customer, address, certificate, each in a row of its own.

    Shapes: app_no, place (the surest first), same (its name), key.
    """
    files = t.customers.select("cons_no", "cert_no", "credit_code")
    filed = applications.inner_join(files, "cons_no")
    parts = (
        (applications, "户号", applications.cons_no.cast("string")),
        (applications, "地址", _compact(applications.elec_addr)),
        (filed, "证照", _compact(ibis.ifelse(is_blank(filed.credit_code), filed.cert_no, filed.credit_code))),
    )
    rows = [
        table.select("app_no", place=ibis.literal(place, "int64"), same=ibis.literal(name), key=key)
        for place, (table, name, key) in enumerate(parts)
    ]
    every = rows[0].union(*rows[1:])
    return every.filter(~is_blank(every.key)).distinct()


def _compact(text: Any) -> Any:
    return text.re_replace("[\\s\u3000]", "")
