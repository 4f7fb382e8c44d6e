"""TAR-05 定比定量超期未核定"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.points import points_in_use
from analytics.regulation.source import Rule
from analytics.regulation.supply_terms import FIXED_SHARE_REVIEW_MONTHS
from analytics.regulation.working_days import add_months_expr
from data_loaders.codes.metering import PqCalcMode
from models.category import Category


@check(
    code="TAR-05",
    title="定比定量超期未核定",
    category=Category.TARIFF,
    matter="定比用户抄表周期",
    severity="中",
    subject="metering_point",
    window="快照",
    amount=None,
    reads={"metering_points": ["mp_no", "cons_no", "org_code?", "calc_mode", "fr_value?", "last_review"]},
    facts=(points_in_use,),
    evidence={
        "calc_mode": "电量计算方式",
        "fr_value": "定比定量值",
        "last_review": "最近核定日期",
        "review_due": "应重新核定日期",
        "overdue_days": "超期天数",
        "reason": "问题",
        "reviewed": "核定情况",
    },
    sentence="计量点 {object_id} {reason}:{reviewed}",
    laws=(FIXED_SHARE_REVIEW_MONTHS,),
)
def fixed_share_not_reviewed(
    t: Tables,
    *,
    months: Annotated[Rule[int], Param("核定周期", "个月", low=1, high=60)] = FIXED_SHARE_REVIEW_MONTHS,
) -> Any:
    """定比、定量的用电构成应当每年至少核定一次。

    为什么: 定比定量把一户的电量分给不同电价,用电构成变了而比例不变,高价电量就按低价收。
    判定: 在用(计量点状态 02 或空,户未销)的定比(2)、定量(3)计量点,最近核定日期加 {supply_terms.FIXED_SHARE_REVIEW_MONTHS}早于核查日,或最近核定日期为空(从未核定)。
    金额: 无;比例与实际不符的差额见 TAR-06。
    例外: 满周期当日不算超期;最近核定日期整列没有数据的,空是未知而不是从未核定,停用。
    核实: 调最近一次定比定量核定单,现场核查用电构成。
    """
    points = t.fact(points_in_use)
    points = points.filter(points.calc_mode.isin([PqCalcMode.FIXED_SHARE, PqCalcMode.FIXED_AMOUNT]))
    cycle = months.on(t.as_of)
    due = ibis.null("date") if cycle is None else add_months_expr(points.last_review, cycle)
    points = points.mutate(review_due=due)
    is_never = points.last_review.isnull() & ibis.literal(cycle is not None)
    late = points.filter(is_never | (points.review_due < t.as_of))
    today: Any = ibis.literal(t.as_of)
    last: Any = ibis.literal("最近核定 ")
    reviewed = last.concat(
        late.last_review.cast("string"), ",应于 ", late.review_due.cast("string"), " 前重新核定"
    )
    return late.mutate(
        object_id=late.mp_no,
        overdue_days=today.delta(late.review_due, unit="day").cast("int64"),
        reason=ibis.ifelse(late.last_review.isnull(), "从未核定", "超期未核定"),
        reviewed=ibis.ifelse(late.last_review.isnull(), "没有核定日期", reviewed),
    )
