"""BIZ-11 供电方案逾期有效仍实施"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import (
    class_where_sources_do_not_matter,
    connection_applications,
    connection_steps,
    not_terminated,
    step_times,
)
from analytics.regulation.connection_limits import PLAN_VALIDITY_MONTHS, class_label_expr
from analytics.regulation.source import Rule
from analytics.regulation.working_days import add_months_expr, days_between_expr
from data_loaders.codes.applications import LOW_VOLTAGE_CLASSES, AcceptCons, ConnectionStep
from models.category import Category

LOW = PLAN_VALIDITY_MONTHS.part(AcceptCons.LOW_VOLTAGE)
HIGH = PLAN_VALIDITY_MONTHS.part(AcceptCons.HIGH_SINGLE)
SIGNS_OF_WORK = (ConnectionStep.WORKS, ConnectionStep.MIDWAY_REQUEST, ConnectionStep.COMPLETION_REPORT)


@check(
    code="BIZ-11",
    title="供电方案逾期有效仍实施",
    category=Category.BUSINESS,
    matter="业扩流程",
    severity="低",
    subject="application",
    window="全部",
    amount=None,
    reads={"application_steps": ["begin_time"]},
    facts=(connection_applications, connection_steps),
    evidence={
        "class_label": "客户分类",
        "reply_date": "末次答复供电方案日期",
        "months": "有效期(月)",
        "valid_until": "有效期止",
        "work_date": "开工日(最早的施工佐证)",
        "over_days": "逾期天数",
        "note": "提示",
    },
    sentence="{class_label}客户的供电方案 {reply_date} 答复,有效至 {valid_until},{work_date} 才开工",
    arithmetic=(
        "有效期止 = {reply_date} + {months} 个月 = {valid_until}",
        "{work_date} 晚于有效期止 {over_days} 天",
    ),
    laws=(PLAN_VALIDITY_MONTHS,),
)
def expired_plan_carried_out(
    t: Tables,
    *,
    low_months: Annotated[Rule[int], Param("低压方案有效期", "个月", low=1, high=36)] = LOW,
    high_months: Annotated[Rule[int], Param("高压方案有效期", "个月", low=1, high=60)] = HIGH,
) -> Any:
    """供电方案有有效期,逾期未开工应当办延期或重新答复。

    为什么: 方案逾期后电网条件已变,照旧实施会占用已分给别人的容量,也常是补录流程的痕迹。
    判定: 新装、装表临时、增容申请(101、102、104、105、109、110、111)的开工日晚于末次“答复供电方案”完成日加有效期({connection_limits.PLAN_VALIDITY_MONTHS},按月加,月末取末日)即命中,恰满期当日不算。导出没有开工日期,取“供电工程跟踪”“中间检查受理”“竣工报验”开始时间中最早的;数据日之后的视为未发生。
    金额: 无。
    例外: 中止单不判;没有方案答复或没有施工佐证的不判;客户分类不能定的不判。延期无字段可辨,只作提示。
    核实: 查方案延期申请与批复。
    """
    applications = not_terminated(t.fact(connection_applications))
    known = applications.inner_join(step_times(t, [ConnectionStep.PLAN_REPLY]), "app_no")
    known = known.inner_join(_begun(t), "app_no")
    cust_class = class_where_sources_do_not_matter(known)
    reply_date = known[f"{ConnectionStep.PLAN_REPLY}_last"].cast("date")
    is_low = cust_class.isin(LOW_VOLTAGE_CLASSES)
    known = known.mutate(
        reply_date=reply_date,
        class_label=class_label_expr(cust_class),
        months=ibis.cases(
            (is_low, low_months.on_column(reply_date)),
            (cust_class.notnull(), high_months.on_column(reply_date)),
            else_=ibis.null("int64"),
        ),
    )
    known = known.mutate(valid_until=add_months_expr(known.reply_date, known.months))
    expired = known.filter(known.work_date > known.valid_until)
    return expired.mutate(
        object_id=expired.app_no,
        period=expired.accept_ym,
        over_days=days_between_expr(expired.valid_until, expired.work_date),
        note=ibis.literal("请核是否已办方案延期"),
    )


def _begun(t: Tables) -> Any:
    """Return the first day on which each application shows that the works had begun."""
    rows = t.fact(connection_steps)
    begun = rows.filter(rows.step.isin(SIGNS_OF_WORK), rows.begin_time.cast("date") <= t.as_of)
    return begun.group_by("app_no").agg(work_date=begun.begin_time.min().cast("date"))
