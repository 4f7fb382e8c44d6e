"""营业: how connections go through their steps, and what is corrected by hand."""

from typing import Any

import ibis

from analytics.facts.adjustments import adjustments_in_force
from analytics.facts.applications import connection_applications, connection_steps, step_names
from analytics.facts.connection_legs import LEGS, legs
from analytics.facts.energising import energised
from analytics.pictures.picture import (
    MONTH,
    Column,
    Dimension,
    Measure,
    Sight,
    band_words,
    banded,
    counted,
    picture,
    yuan_summed,
)
from data_loaders.codes.applications import ConnectionStep
from models.calendar import add_months_to_date
from models.category import Category

MONTHS = 12
STEPS = (
    ConnectionStep.ACCEPTANCE,
    ConnectionStep.PLAN_REPLY,
    ConnectionStep.DESIGN_REVIEW,
    ConnectionStep.MIDWAY_INSPECTION,
    ConnectionStep.COMPLETION,
    ConnectionStep.CONTRACT,
    ConnectionStep.METER,
    ConnectionStep.POWER_ON,
    ConnectionStep.ARCHIVED,
)
TIMES = ("限额一半以内", "限额以内", "超限不到一倍", "超限一倍及以上")
OVER_DAYS = (3, 6, 11, 21, 41)
YUAN = (1_000, 10_000, 50_000)
HOURS = {f"{hour:02}": f"{hour}时" for hour in range(24)}
OF_LEGS = {
    "applications": ["power_date?"],
    "application_steps": ["begin_time?"],
    "business_fees?": ["app_no?", "rcved_amt?", "date?"],
}
LEG_FACTS = (connection_applications, connection_steps, energised)

LEG = Dimension("leg", "环节", order=LEGS)
TAKEN = Dimension("taken", "用时与限额", order=TIMES)
CLASS = Dimension("class_label", "客户分类")
LEG_STATE = Dimension("leg_state", "状态", order=("在途", "已完成"))
OVER = Dimension("over_band", "超期(工作日)", order=band_words(OVER_DAYS, " 天", is_whole=True))
APPROVER = Dimension("approver", "审批人", said="person")
SIZE = Dimension("size", "退补金额(元)", order=band_words(YUAN, " 元"))
REASON = Dimension("rs_class", "退补分类", codes="adjustments.rs_class")
LEG_COLUMNS = {
    "days": Column("用时(工作日)", "number"),
    "limit_days": Column("限额(工作日)", "number"),
    "over_days": Column("超期(工作日)", "number"),
    "until_date": Column("计至日期", "date"),
}


def _year(t: Sight) -> Any:
    """Return the first day of the last twelve months, which the pictures show."""
    return add_months_to_date(t.as_of, -MONTHS)


def _legs(t: Sight) -> Any:
    rows = legs(t).filter(lambda one: one.until_date >= _year(t))
    share = rows.days / rows.limit_days.cast("float64").nullif(0)
    return rows.mutate(
        object_type=ibis.literal("application"),
        object_id=rows.app_no,
        month=rows.accept_ym,
        over_days=rows.days - rows.limit_days,
        leg_state=ibis.ifelse(rows.is_waiting, "在途", "已完成"),
        over_band=banded(rows.days - rows.limit_days, OVER_DAYS, " 天", is_whole=True),
        taken=ibis.cases(
            (rows.days > rows.limit_days * 2, TIMES[3]),
            (rows.days > rows.limit_days, TIMES[2]),
            (share > 0.5, TIMES[1]),
            else_=TIMES[0],
        ),
    )


@picture(
    title="业扩流程漏斗:完成各环节的申请(件)",
    category=Category.BUSINESS,
    kind="bars",
    reads={},
    facts=[connection_applications, connection_steps],
    by=[Dimension("process_step", "业扩环节", labels=step_names(), order=STEPS)],
    also=[
        MONTH,
        Dimension("app_type", "业务类型", codes="applications.app_type"),
        Dimension("app_state", "申请状态", order=("已归档", "在途", "已中止")),
    ],
    measures=[counted("完成的申请", "件")],
    columns={"accept_date": Column("受理日期", "date"), "end_date": Column("环节完成日期", "date")},
)
def funnel(t: Sight) -> Any:
    """近 12 个月受理的新装、增容申请,完成了各环节的有多少件;同一环节办理多次的算一件。

    不是每类申请都要经过每个环节:居民和低压没有设计审查、中间检查。
    """
    applications = t.fact(connection_applications)
    recent = applications.filter(applications.accept_date >= _year(t))
    steps = t.fact(connection_steps)
    done = steps.filter(steps.end_time.cast("date") <= t.as_of, steps.step.isin(list(STEPS)))
    done = done.group_by("app_no", process_step="step").agg(end_date=done.end_time.max().cast("date"))
    both = recent.inner_join(done, "app_no")
    return both.mutate(
        object_type=ibis.literal("application"),
        object_id=both.app_no,
        month=both.accept_ym,
        app_state=ibis.cases((both.is_terminated, "已中止"), (both.is_archived, "已归档"), else_="在途"),
    )


@picture(
    title="各环节用时与限额(次)",
    category=Category.BUSINESS,
    kind="bars",
    reads=OF_LEGS,
    facts=LEG_FACTS,
    by=[LEG, TAKEN],
    also=[CLASS, LEG_STATE, MONTH],
    measures=[
        counted("次数", "次", "legs"),
        Measure("mean_days", "平均用时", "工作日", lambda rows: rows.days.cast("float64").mean()),
    ],
    columns=LEG_COLUMNS,
    order="over_days",
    base=_legs,
)
def legs_against_limits(t: Sight) -> Any:
    """近 12 个月各环节的用时(工作日)与当时限额相比;在途的计至数据日。设计审查、中间检查、竣工检验每次办理各算一次。

    起止和限额与检查 BIZ-01 至 BIZ-05 的规定值一致;限额由人调整过的,检查以调整后的为准。
    """
    return t.worked_out(_legs)


@picture(
    title="在途超期的环节(次)",
    category=Category.BUSINESS,
    kind="columns",
    reads=OF_LEGS,
    facts=LEG_FACTS,
    by=[OVER, LEG],
    also=[CLASS, MONTH],
    measures=[counted("次数", "次", "legs")],
    columns=LEG_COLUMNS,
    order="over_days",
    base=_legs,
)
def overdue_under_way(t: Sight) -> Any:
    """还没有办完而已超过限额的环节,按超期的工作日分档;计至数据日。"""
    rows = t.worked_out(_legs)
    return rows.filter(rows.is_waiting, rows.over_days > 0)


def _adjustments(t: Sight) -> Any:
    rows = adjustments_in_force(t)
    return rows.mutate(
        object_type=ibis.literal("application"),
        object_id=rows.app_no,
        size=banded(rows.rs_amt.abs(), YUAN, " 元"),
        month=rows.rs_date.strftime("%Y%m"),
    )


OF_ADJUSTMENTS = {
    "adjustments": [
        *("org_code?", "app_no", "cons_no", "rs_date", "rs_flag?", "rs_class?", "rs_reason?", "rs_amt"),
        *("person_resp?", "approver?"),
    ],
    "staff?": ["emp_no?", "position?", "org_code?"],
}
ADJUSTMENT_COLUMNS = {
    "rs_date": Column("退补日期", "date"),
    "rs_amt": Column("退补电费(元)", "money"),
    "person_resp": Column("责任人", said="person"),
    "position": Column("审批人岗位"),
    "rs_reason": Column("退补说明"),
}
HANDLED = (counted("笔数", "笔", "adjustments"), yuan_summed("涉及金额", "rs_amt"))


@picture(
    title="退补按分类和金额(笔)",
    category=Category.BUSINESS,
    kind="bars",
    reads=OF_ADJUSTMENTS,
    by=[REASON, SIZE],
    also=[APPROVER, MONTH],
    measures=HANDLED,
    columns=ADJUSTMENT_COLUMNS,
    order="rs_amt",
    base=_adjustments,
)
def adjustments_by_reason(t: Sight) -> Any:
    """近 12 个月的退补,按分类和金额大小;已撤销的和政策性退补不计,口径同检查 BIZ-14。"""
    return t.worked_out(_adjustments)


@picture(
    title="退补按审批人和金额(笔)",
    category=Category.BUSINESS,
    kind="heat",
    reads=OF_ADJUSTMENTS,
    by=[APPROVER, SIZE],
    also=[REASON, MONTH],
    measures=HANDLED,
    columns=ADJUSTMENT_COLUMNS,
    order="rs_amt",
    base=_adjustments,
    most=15,
)
def adjustments_by_approver(t: Sight) -> Any:
    """近 12 个月的退补由谁审批、多大金额;笔数最多的审批人在上,没有审批人的单列为“未填”。口径同检查 BIZ-14。"""
    return t.worked_out(_adjustments)


@picture(
    title="修改示数按修改人和时刻(次)",
    category=Category.BUSINESS,
    kind="heat",
    reads={
        "reading_corrections": [
            *(
                "org_code?",
                "app_no?",
                "cons_no",
                "asset_no",
                "old_read",
                "new_read",
                "modify_time",
                "operator",
            ),
        ]
    },
    by=[
        Dimension("operator", "修改人", said="person"),
        Dimension("modified_hour", "修改时刻", labels=HOURS, order=tuple(HOURS)),
    ],
    also=[Dimension("correction_order", "工单", order=("没有工单", "有工单")), MONTH],
    measures=[counted("修改次数", "次", "corrections")],
    columns={
        "asset_no": Column("电能表", "id"),
        "old_read": Column("修改前", "number"),
        "new_read": Column("修改后", "number"),
        "modify_time": Column("修改时间", "time"),
        "app_no": Column("申请编号", "id"),
    },
    order="modify_time",
    most=15,
)
def corrections_by_hour(t: Sight) -> Any:
    """近 12 个月的示数修改,由谁在几点改的;次数最多的修改人在上。下班和夜间的修改、一个人的大量修改值得看。"""
    rows = t.reading_corrections
    day = rows.modify_time.cast("date")
    rows = rows.filter(day >= _year(t), day <= t.as_of)
    return rows.mutate(
        object_type=ibis.literal("customer"),
        object_id=rows.cons_no,
        month=rows.modify_time.strftime("%Y%m"),
        modified_hour=rows.modify_time.strftime("%H"),
        correction_order=ibis.ifelse(rows.app_no.strip().nullif("").isnull(), "没有工单", "有工单"),
    )
