"""INS-06 营业普查覆盖/整改不到位"""

from functools import reduce
from operator import or_
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, listed
from analytics.facts.customers import is_cancelled
from analytics.regulation.practice import CENSUS_FIX_DAYS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr, last_day_expr
from data_loaders.codes.inspections import CLOSED_PLANS, CheckType
from models.category import Category

UNDONE, UNMENDED = "①计划未执行", "②问题未整改"
SETTLED = ("已整改", "无需整改")
TROUBLE = ("隐患", "问题", "异常", "不合格", "违约", "窃电")
ALL_WELL = ("无", "未发现", "正常")


@check(
    code="INS-06",
    title="营业普查覆盖/整改不到位",
    category=Category.INSPECTION,
    matter="营业普查工作",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "inspections": [
            *("org_code?", "cons_no", "plan_no?", "check_type", "plan_month?", "plan_date?", "actual_date"),
            *(
                "plan_status?",
                "result?",
                "defect_type?",
                "plan_fix_date?",
                "actual_fix_date?",
                "rect_status?",
            ),
        ],
        "customers?": ["cons_no?", "status_code?", "cancel_date?"],
    },
    without={
        "inspections.plan_date|plan_month": "计划日期与计划月份整列为空,不判计划未执行(①)",
        "inspections.actual_fix_date|rect_status": "实际消缺日期与整改状态整列为空,不判问题未整改(②)",
        "customers.status_code|cancel_date": "缺客户档案的状态与销户日期,已销户的不能剔除",
    },
    evidence={
        "problems": "情形",
        "plan_no": "普查计划编号",
        "actual_date": "实际检查日期",
        "result": "检查结果",
        "defect_type": "安全隐患类型",
        "plan_fix_date": "计划消缺日期",
        "rect_status": "整改状态",
        "due_date": "应完成日期",
        "days": "逾期天数",
        "rows": "涉及普查数",
        "details": "各次普查",
    },
    sentence="营业普查{problems},应于 {due_date} 前完成,已逾期 {days} 天",
    arithmetic=("逾期 = 核查日 − 应完成日期 {due_date} = {days} 天",),
    laws=(CENSUS_FIX_DAYS,),
)
def census_not_carried_through(
    t: Tables,
    *,
    n: Annotated[Rule[int], Param("普查问题整改期限", "天", low=1, high=365)] = CENSUS_FIX_DAYS,
) -> Any:
    """营业普查应按计划查到每一户,查出的问题应按期整改。

    为什么: 普查漏户、查而不改,档案差错和违约用电就一直留着,普查成了走过场。
    判定: 只看营业普查(检查类型 300)。①没有实际检查日期,计划状态不是已执行、待归档、已归档、已取消(08 至 11),计划日期与计划月末之较晚者早于核查日;②已检查且有问题(隐患类型、计划消缺日期、整改状态任一不空,或检查结果含隐患、问题、异常、不合格、违约、窃电而不含无、未发现、正常),没有实际消缺日期,整改状态不是已整改,核查日晚于实际检查日期加整改期限({practice.CENSUS_FIX_DAYS},日历天)与计划消缺日期之较晚者。一户一条,列逾期最久的一次。
    金额: 无。
    例外: 已取消的计划、已销户的不判;恰满期当日不算;超期但后来已整改的不算;整改状态为无需整改的不算;数据日之后的检查与消缺视为未发生;其他类型的检查发现的隐患不属普查。普查户清单与复查记录导出没有,计划外漏户、复查缺失不判。
    核实: 调阅普查任务单与整改回执,对未整改的户现场复查。
    """
    rows = t.inspections
    left = t.customers.filter(is_cancelled(t.customers, t.as_of))
    rows = rows.filter(rows.check_type == CheckType.CENSUS).anti_join(left, "cons_no")
    rows = rows.mutate(
        actual_date=ibis.ifelse(rows.actual_date <= t.as_of, rows.actual_date, None),
        fixed_date=ibis.ifelse(rows.actual_fix_date <= t.as_of, rows.actual_fix_date, None),
    )
    late = _undone(rows).union(_unmended(t, rows, n))
    late = late.filter(late.due_date < t.as_of)
    late = late.mutate(days=days_between_expr(late.due_date, ibis.literal(t.as_of)))
    text = late.plan_no.fill_null("计划编号不明").concat(
        " ", late.kind, ",应于 ", late.due_date.cast("string"), " 前完成"
    )
    late = late.mutate(text=text)
    sums = late.group_by("cons_no").agg(
        problems=listed(late.kind, distinct=True), rows=late.count(), details=listed(late.text)
    )
    worst = first_by(late, ["cons_no"], [ibis.desc("days"), ibis.asc("kind"), ibis.asc("plan_no")])
    found = worst.inner_join(sums, "cons_no")
    return found.mutate(object_id=found.cons_no)


def _undone(rows: Any) -> Any:
    """Return the visits that were planned and not made, with the day by which they should have been."""
    is_closed = rows.plan_status.isin(CLOSED_PLANS).fill_null(False)
    undone = rows.filter(rows.actual_date.isnull(), ~is_closed)
    due = ibis.greatest(undone.plan_date, last_day_expr(undone.plan_month))
    return undone.mutate(kind=ibis.literal(UNDONE), due_date=due)


def _unmended(t: Tables, rows: Any, n: Rule[int]) -> Any:
    """Return the visits that found something which was not put right, with the day by which it should have been."""
    says_trouble = reduce(or_, [rows.result.contains(word) for word in TROUBLE])
    says_well = reduce(or_, [rows.result.contains(word) for word in ALL_WELL])
    has_trouble = (
        rows.defect_type.notnull()
        | rows.plan_fix_date.notnull()
        | rows.rect_status.notnull()
        | (says_trouble & ~says_well).fill_null(False)
    )
    is_told = not t.lacks("inspections.actual_fix_date|rect_status")
    found = rows.filter(
        rows.actual_date.notnull(),
        has_trouble,
        rows.fixed_date.isnull(),
        ~rows.rect_status.strip().isin(SETTLED).fill_null(False),
        ibis.literal(is_told),
    )
    days = n.on_column(found.actual_date)
    within = (found.actual_date + days.as_interval("D")).cast("timestamp").cast("date")
    return found.mutate(kind=ibis.literal(UNMENDED), due_date=ibis.greatest(within, found.plan_fix_date))
