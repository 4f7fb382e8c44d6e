"""PRO-10 临时用电户超期未转正/销户"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.customers import on_the_books
from analytics.regulation.source import Rule
from analytics.regulation.supply_terms import TEMPORARY_SUPPLY_MONTHS
from analytics.regulation.working_days import add_months_expr, days_between_expr
from data_loaders.codes.applications import AppType, WkstStatus
from data_loaders.codes.customers import TmpFlag
from models.category import Category

ENDINGS = {
    AppType.TEMPORARY_UNMETERED_EXTENDED: "有临时用电延期申请,待核",
    AppType.CANCELLATION: "有销户申请,待核",
}


@check(
    code="PRO-10",
    title="临时用电户超期未转正/销户",
    category=Category.ARCHIVE,
    matter="临时客户是否正确执行临时接电收费标准",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": ["cons_no", "tmp_flag", "tmp_due_date?", "build_date?", "power_on_date?"],
        "applications?": ["cons_no?", "app_type?", "accept_time?", "status?", "terminate_flag?"],
    },
    facts=(on_the_books,),
    without={
        "customers.tmp_due_date": "临时用电到期日期整列为空,只按立户或送电日期加规则期限推定",
        "customers.build_date|power_on_date": "立户、送电日期整列为空,没有到期日期的不判",
        "applications.app_type": "没有申请,不提示在办的延期、销户",
    },
    evidence={
        "tmp_flag": "临时用电标志",
        "tmp_due_date": "临时用电到期日期",
        "start_date": "起算日(立户,空则送电)",
        "months": "规则期限(月)",
        "due_date": "应止日期",
        "due_source": "应止日期来源",
        "overdue_days": "超期天数",
        "note": "提示",
    },
    sentence="临时用电应于 {due_date} 止({due_source}),至今未转正或销户,已超期 {overdue_days} 天",
    arithmetic=(
        "{start_date} + {months} 个月 = {due_date}",
        "应止日期({due_source}){due_date},至核查日超期 {overdue_days} 天",
    ),
    laws=(TEMPORARY_SUPPLY_MONTHS,),
)
def temporary_supply_overdue(
    t: Tables,
    *,
    term_months: Annotated[
        Rule[int], Param("临时用电最长期限", "个月", low=1, high=120)
    ] = TEMPORARY_SUPPLY_MONTHS,
) -> Any:
    """临时用电有期限,到期应当转为正式用电、延期或销户。

    为什么: 到期不办,客户按临时用电长期用下去,少交高可靠性等费用,也常借临时名义规避两部制电价和增容。
    判定: 在册户(用户状态 0、2)临时用电标志为装表临时(01)或无表临时(02),核查日晚于应止日期即命中,当日到期不命中。应止日期取档案的临时用电到期日期;为空的自立户日期(空取送电日期)加起算日当时有效的最长期限:{supply_terms.TEMPORARY_SUPPLY_MONTHS},月末取末日,标“推定”;起算日亦空的不判。
    金额: 无;临时与正式电价之差导出中没有。
    例外: 销户(9)、在途新装(1)不判;有临时延期(107)或销户(216)申请的只作提示,请核是否已办妥。
    核实: 查临时用电合同的期限与延期手续,现场看是否仍是临时用途。
    """
    customers = t.fact(on_the_books)
    temporary = customers.filter(customers.tmp_flag.isin([TmpFlag.METERED, TmpFlag.UNMETERED]))
    start = ibis.coalesce(temporary.build_date, temporary.power_on_date)
    temporary = temporary.mutate(start_date=start, months=term_months.on_column(start))
    is_agreed = temporary.tmp_due_date.notnull()
    temporary = temporary.mutate(
        due_date=ibis.ifelse(
            is_agreed, temporary.tmp_due_date, add_months_expr(temporary.start_date, temporary.months)
        ),
        due_source=ibis.ifelse(is_agreed, "档案到期日期", "推定"),
        months=ibis.ifelse(is_agreed, ibis.null("int64"), temporary.months),
    )
    overdue = temporary.filter(temporary.due_date < t.as_of)
    overdue = overdue.left_join(_applied_for(t), "cons_no").drop("cons_no_right")
    as_of: Any = ibis.literal(t.as_of)
    return overdue.mutate(object_id=overdue.cons_no, overdue_days=days_between_expr(overdue.due_date, as_of))


def _applied_for(t: Tables) -> Any:
    """Return what each customer has applied for that would end or extend a temporary supply."""
    rows = t.applications
    is_given_up = (rows.status == WkstStatus.ABORTED) | rows.terminate_flag
    ours = rows.filter(
        rows.app_type.isin(list(ENDINGS)),
        (rows.accept_time.cast("date") <= t.as_of).fill_null(True),
        ~is_given_up.fill_null(False),
    )
    said = ours.app_type.cases(*ENDINGS.items())
    return ours.group_by("cons_no").agg(note=said.max())
