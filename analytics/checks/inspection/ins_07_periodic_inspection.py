"""INS-07 用电检查计划执行与周期"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import listed, month_text, reasons
from analytics.facts.customers import IMPORTANT, presumed_on_the_books
from analytics.facts.inspections import unmade_plans, who_is_inspected, with_last_inspection
from analytics.regulation.practice import (
    HIGH_VOLTAGE_INSPECTION_MONTHS,
    IMPORTANT_INSPECTION_MONTHS,
    LOW_VOLTAGE_INSPECTION_MONTHS,
)
from analytics.regulation.source import Rule
from analytics.regulation.working_days import (
    add_months_expr,
    days_between_expr,
    months_between_expr,
)
from data_loaders.codes.customers import CustType
from data_loaders.codes.inspections import CheckType
from models.category import Category

OVERDUE, UNDONE = "①检查周期超期", "②周期计划未执行"


@check(
    code="INS-07",
    title="用电检查计划执行与周期",
    category=Category.INSPECTION,
    matter="用电检查跟踪",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            *("cons_no", "org_code?", "status_code?", "cancel_date?", "cons_sort_code?", "power_on_date?"),
            *("importance_level?", "check_cycle_months?", "last_check_date?"),
        ],
        "inspections": ["cons_no", "check_type", "plan_no?", "plan_month?", "actual_date", "plan_status?"],
        "self_generation?": ["cons_no?", "importance_level?", "chk_date?"],
    },
    facts=(presumed_on_the_books,),
    without={
        "customers.power_on_date": "送电日期整列为空,不查周期超期(①)",
        "customers.importance_level|self_generation.importance_level": "缺客户重要性等级,按高压、低压的周期",
        "customers.cons_sort_code": "缺用户分类,没有档案周期的只查重要户的周期超期(①)",
        "inspections.plan_month": "计划检查月份整列为空,不查计划未执行(②)",
    },
    evidence={
        "reason": "问题",
        "cycle_months": "检查周期(月)",
        "cycle_of": "周期依据",
        "last_date": "末次检查日期",
        "power_on_date": "送电日期",
        "begin_date": "起算日期",
        "begin_of": "起算于",
        "due_date": "应检查日期",
        "days": "超期(天)",
        "plan_details": "未执行的周期计划",
    },
    sentence="用户 {object_id} {reason}:[末次检查 {last_date}|没有登记末次检查日期][,周期 {cycle_months} 个月][,应检查日期 {due_date}][,未执行的计划 {plan_details}]",
    arithmetic=(
        "应检查日期 = {begin_of} {begin_date} + {cycle_of}的周期 {cycle_months} 个月 = {due_date}",
        "超期 = 核查日 − 应检查日期 = {days} 天",
    ),
    laws=(IMPORTANT_INSPECTION_MONTHS, HIGH_VOLTAGE_INSPECTION_MONTHS, LOW_VOLTAGE_INSPECTION_MONTHS),
)
def inspection_overdue(
    t: Tables,
    *,
    months_important: Annotated[
        Rule[int], Param("重要户检查周期", "个月", low=1, high=60)
    ] = IMPORTANT_INSPECTION_MONTHS,
    months_high: Annotated[
        Rule[int], Param("高压户检查周期", "个月", low=1, high=60)
    ] = HIGH_VOLTAGE_INSPECTION_MONTHS,
    months_low: Annotated[
        Rule[int], Param("低压非居民户检查周期", "个月", low=1, high=60)
    ] = LOW_VOLTAGE_INSPECTION_MONTHS,
) -> Any:
    """用电检查应按周期到户,列入计划的应当执行。

    为什么: 久不检查,设备隐患、私自增容、违约用电和窃电都发现不了;计划挂着不做,检查台账就是空的。
    判定: 在册户(用户状态 0、2;空则以未销户为在册;非考核户),任一即中:①末次检查与送电日期之较晚者加检查周期早于核查日;②周期检查计划(类型 100)没有实际检查日期,计划状态不是已执行、待归档、已归档、已取消(08 至 11),计划月末早于核查日,且自计划当月起没有检查。周期取档案的检查周期,空则特级、一级、二级重要户 {practice.IMPORTANT_INSPECTION_MONTHS},高压 {practice.HIGH_VOLTAGE_INSPECTION_MONTHS},低压非居民 {practice.LOW_VOLTAGE_INSPECTION_MONTHS}。末次检查取用电检查的实际检查日期(各种类型,已取消的除外)、档案的上次检查日期、自备电源表的检查日期之最晚者。每户一条。
    金额: 无。
    例外: 恰满周期不算;居民不设周期;送电日期空的不判①;核查日之后的检查视为未发生;没有任何检查记录的,只在用电检查导出自核查日前一个周期起每月都有周期检查计划、且有其供电单位的检查时以送电日期起算,否则不知有无检查,不判①;计划已执行、待归档、已归档而没有实际检查日期的,不知哪天检查,自计划月末起一个周期内不判①,也算补做了此前的计划。用电检查管理办法已废止,周期可改。
    核实: 调阅用电检查工作单;已改为按风险安排检查的单位,把周期改为本单位口径。
    """
    known = with_last_inspection(t, who_is_inspected(t))
    cycle = ibis.cases(
        (known.check_cycle_months > 0, known.check_cycle_months.cast("int64")),
        (known.level.isin(IMPORTANT), months_important.on_column(t.as_of).cast("int64")),
        (known.cons_sort_code == CustType.HIGH_VOLTAGE, months_high.on_column(t.as_of).cast("int64")),
        (known.cons_sort_code == CustType.LOW_VOLTAGE, months_low.on_column(t.as_of).cast("int64")),
    )
    is_home = (known.cons_sort_code == CustType.RESIDENT).fill_null(False)
    known = known.mutate(
        cycle_months=ibis.ifelse(is_home, ibis.null("int64"), cycle),
        cycle_of=ibis.cases(
            (is_home, ibis.null("string")),
            (known.check_cycle_months > 0, "档案"),
            (known.level.isin(IMPORTANT), "重要户"),
            (known.cons_sort_code == CustType.HIGH_VOLTAGE, "高压"),
            (known.cons_sort_code == CustType.LOW_VOLTAGE, "低压非居民"),
        ),
    )
    known = _with_due_date(t, known)
    known = known.left_join(_undone(t, known), "cons_no").drop("cons_no_right")
    is_overdue = (known.due_date < t.as_of).fill_null(False)
    found = known.mutate(reason=reasons({OVERDUE: is_overdue, UNDONE: known.plan_details.notnull()}))
    found = found.filter(found.reason != "")
    days = days_between_expr(found.due_date, ibis.literal(t.as_of))
    return found.mutate(object_id=found.cons_no, days=ibis.ifelse(days > 0, days, ibis.null("int64")))


def _with_due_date(t: Tables, known: Any) -> Any:
    """Add when each customer was to be inspected; null where the files would not tell of an inspection before."""
    told = t.customers.semi_join(t.inspections, "cons_no")
    told = told.select(unit=told.org_code.fill_null("")).distinct().mutate(is_told=ibis.literal(True))
    known = known.mutate(unit=known.org_code.fill_null("")).left_join(told, "unit").drop("unit_right")
    known = known.cross_join(_covered(t))
    as_of: Any = ibis.literal(t.as_of)
    first_ym = month_text(add_months_expr(as_of, -known.cycle_months))
    needed = months_between_expr(first_ym, ibis.literal(t.period)) + 1
    is_covered = (known.covered >= needed).fill_null(False) & known.is_told.fill_null(False)
    is_undated = (add_months_expr(known.undated, known.cycle_months) >= t.as_of).fill_null(False)
    is_known = (known.last_date.notnull() | is_covered) & ~is_undated & known.power_on_date.notnull()
    begin = ibis.ifelse(is_known, ibis.greatest(known.last_date, known.power_on_date), ibis.null("date"))
    is_visit = (known.last_date >= known.power_on_date).fill_null(False)
    return known.mutate(
        begin_date=begin,
        begin_of=ibis.cases((begin.isnull(), ibis.null("string")), (is_visit, "末次检查"), else_="送电"),
        due_date=add_months_expr(begin, known.cycle_months),
    )


def _covered(t: Tables) -> Any:
    """Return in how many months in a row up to the period there are plans of periodic inspections.

    Shapes: one row; covered.
    """
    plans = t.inspections
    plans = plans.filter(plans.check_type == CheckType.PERIODIC, plans.plan_month <= t.period)
    months = plans.select("plan_month").distinct()
    place = ibis.row_number().over(ibis.window(order_by=ibis.desc("plan_month")))
    back = months_between_expr(months.plan_month, ibis.literal(t.period))
    months = months.mutate(is_next=back == place)
    return months.agg(covered=months.is_next.sum().fill_null(0))


def _undone(t: Tables, known: Any) -> Any:
    """Return what each customer's plans that were not made say: cons_no, plan_details (text)."""
    undone = unmade_plans(t, known)
    text: Any = undone.plan_month.concat(" ", undone.plan_no.fill_null("计划编号不明"))
    undone = undone.mutate(text=text)
    return undone.group_by("cons_no").agg(plan_details=listed(undone.text, distinct=True))
