"""服务质量: public promises, repairs on their way, complaints, who calls again, what visits found.

All pictures are of the run's month and built on the facts of the weekly analysis (95598 周分析).
"""

from typing import Any

import ibis

from analytics.facts.columns import month_text
from analytics.facts.orders import accepted, to_judge
from analytics.facts.outages import to_announce
from analytics.facts.outcomes import KEPT, LATE, MISSING, NEGATIVE, OPEN_LATE, OVERDUE, PENDING
from analytics.facts.promises import ITEMS, promised, repairs_reached
from analytics.facts.visits import is_a_finding, is_put_right
from analytics.pictures.picture import (
    UNIT,
    Column,
    Dimension,
    Line,
    Measure,
    Sight,
    band_words,
    banded,
    counted,
    picture,
    shared,
)
from analytics.regulation.service_limits import ARRIVAL_MINUTES
from data_loaders.codes.customers import Area
from data_loaders.codes.service import BusiType
from models.category import Category
from models.data.customer_codes import customer_number

OUTCOMES = {
    KEPT: "按时",
    LATE: "超时",
    MISSING: "办结而无时间",
    OPEN_LATE: "在途超时",
    PENDING: "在途未到期",
    NEGATIVE: "时间倒序",
}
HOURS = {f"{hour:02}": f"{hour}时" for hour in range(24)}
TIMES = (3, 4, 5, 6, 8, 11)
TWICE_OR_MORE = (f"{TIMES[0] - 1} 次", *band_words(TIMES, " 次", is_whole=True)[1:])
WORK_ORDERS = (
    *(
        "wo_no",
        "busi_type",
        "busi_sub_type?",
        "org_code?",
        "urban_rural_flag?",
        "accept_mode?",
        "accept_time",
    ),
    *(
        "arrive_time?",
        "repair_time?",
        "contact_time?",
        "reply_time?",
        "archive_time?",
        "status?",
        "reject_flag?",
    ),
    *("cust_no?", "fault_owner?", "fault_reason?"),
)
OF_PROMISES = {
    "work_orders": WORK_ORDERS,
    "outages?": ["outage_id", "org_code?", "type", "start_time", "end_time?", "issue_time?"],
    "customers?": ["cons_no", "urban_rural_flag?"],
    "applications?": [
        *("app_no", "app_type", "org_code?", "accept_time", "archive_date?", "status?"),
        *("terminate_flag?", "cons_no?"),
    ],
    "meter_tests?": ["app_no?", "actual_date?"],
}

ITEM = Dimension("promise", "承诺", order=ITEMS)
OUTCOME = Dimension("outcome", "结果", labels=OUTCOMES, order=tuple(OUTCOMES))
AREA = Dimension(
    "area", "城乡类别", codes="work_orders.urban_rural_flag", order=tuple(Area), empty="未填(按特殊边远)"
)
HOUR = Dimension("hour", "受理时刻", labels=HOURS, order=tuple(HOURS))
TYPE = Dimension("busi_type", "业务类型", codes="work_orders.busi_type")
SUB_TYPE = Dimension("busi_sub_type", "业务子类")


def _promises(t: Sight) -> Any:
    rows = promised(t)
    return rows.mutate(promise=rows.item, is_kept=rows.outcome == KEPT)


@picture(
    title="各项承诺兑现率与 100%(%)",
    category=Category.SERVICE,
    kind="bars",
    reads=OF_PROMISES,
    facts=[to_judge, to_announce],
    by=[ITEM],
    also=[OUTCOME],
    measures=[
        shared("兑现率", "is_kept"),
        counted("应兑现", "件", "due"),
        Measure("broken", "违约", "件", lambda rows: rows.outcome.isin(OVERDUE).sum()),
    ],
    line=Line("承诺 100%", 1.0),
    base=_promises,
)
def promises_kept(t: Sight) -> Any:
    """本月各项公开承诺的兑现率,与检查 SVC-13 和周分析同一口径:已到期而没有办的算违约,尚未到期的不计。"""
    return t.worked_out(_promises)


@picture(
    title="没有兑现的承诺(件)",
    category=Category.SERVICE,
    kind="heat",
    reads=OF_PROMISES,
    facts=[to_judge, to_announce],
    by=[UNIT, ITEM],
    also=[OUTCOME],
    measures=[counted("违约", "件", "broken")],
    base=_promises,
)
def promises_broken(t: Sight) -> Any:
    """本月没有兑现的承诺,按单位和承诺;清单是逐件的工单、申请和停电。"""
    rows = t.worked_out(_promises)
    return rows.filter(rows.outcome.isin(OVERDUE))


@picture(
    title="报修到场超时按城乡和时刻(件)",
    category=Category.SERVICE,
    kind="heat",
    reads={"work_orders": WORK_ORDERS, "customers?": ["cons_no", "urban_rural_flag?"]},
    facts=[to_judge],
    by=[AREA, HOUR],
    also=[OUTCOME],
    measures=[
        Measure("late", "到场超时", "件", lambda rows: rows.outcome.isin(OVERDUE).sum()),
        counted("报修", "件", "repairs"),
        Measure(
            "kept",
            "按时到场",
            "%",
            lambda rows: (rows.outcome == KEPT).cast("float64").mean(where=rows.is_due),
            "percent",
        ),
        Measure("minutes", "中位用时", "分钟", lambda rows: rows.minutes.quantile(0.5)),
        Measure("limit", "限值", "分钟", lambda rows: rows.limit_minutes.max()),
    ],
    columns={
        "accept_time": Column("受理时间", "time"),
        "arrive_time": Column("到达现场", "time"),
        "minutes": Column("用时(分钟)", "number"),
        "limit_minutes": Column("限值(分钟)", "number"),
    },
    order="minutes",
)
def arrival_by_hour(t: Sight) -> Any:
    """本月受理的报修:各时刻受理的有多少件到场超过承诺(城区、农村、特殊边远各有限值)。

    口径同检查 SVC-01 和周分析:办结而没有到场时间的、在途已超过限值的算超时。
    """
    town, country, remote = (ARRIVAL_MINUTES.part(area) for area in (Area.URBAN, Area.RURAL, Area.REMOTE))
    rows = repairs_reached(t, town, country, remote)
    rows = rows.filter(month_text(rows.accept_time) == t.period, rows.arrival.notnull())
    return rows.mutate(
        object_type=ibis.literal("work_order"),
        object_id=rows.wo_no,
        cons_no=rows.cust_no,
        area=rows.area_flag,
        hour=rows.accept_time.strftime("%H"),
        outcome=rows.arrival,
        is_due=rows.arrival.isin((KEPT, *OVERDUE)),
        minutes=(rows.arrival_seconds / 60).round(2),
        limit_minutes=rows.arrival_limit,
    )


def _per_ten_thousand(t: Sight, rows: Any) -> Any:
    """Return complaints by unit, and for each ten thousand of the unit's households."""
    units = t.orgs.mutate(unit=t.unit_of(t.orgs))
    known = units.filter(units.org_code == units.unit, units.cons_count > 0)
    known = known.group_by(of="unit").agg(households=known.cons_count.max())
    own = rows.group_by("unit").agg(complaints=rows.count())
    both = own.left_join(known, own.unit == known.of)
    return both.select(
        "unit",
        "complaints",
        "households",
        density=both.complaints * 10_000.0 / both.households,
    )


@picture(
    title="每万户投诉(件/万户)",
    category=Category.SERVICE,
    kind="bars",
    reads={
        "work_orders": [
            "wo_no",
            "busi_type",
            "busi_sub_type?",
            "org_code?",
            "accept_time",
            "cust_no?",
            "true_flag?",
        ],
        "orgs": ["org_code", "cons_count"],
    },
    facts=[accepted],
    by=[UNIT],
    also=[SUB_TYPE, Dimension("true_flag", "是否属实", order=("属实", "不属实"), empty="未判定")],
    measures=[
        Measure("density", "每万户投诉", "件/万户", lambda rows: rows.count()),
        Measure("complaints", "投诉", "件", lambda rows: rows.count()),
        Measure("households", "户数", "户", lambda rows: rows.count()),
    ],
    columns={"accept_time": Column("受理时间", "time")},
    drawn=_per_ten_thousand,
    beside={"orgs": ["org_code", "cons_count"]},
    order="accept_time",
)
def complaints_per_ten_thousand(t: Sight) -> Any:
    """本月受理的投诉(退单、中止的也算,与周分析相同),除以单位现有户数(组织机构的用户数)。没有户数的单位不画。"""
    orders = t.fact(accepted)
    orders = orders.filter(orders.busi_type == BusiType.COMPLAINT, month_text(orders.accept_time) == t.period)
    return orders.mutate(
        object_type=ibis.literal("work_order"),
        object_id=orders.wo_no,
        cons_no=customer_number(orders.cust_no),
        true_flag=ibis.cases(
            (orders.true_flag, "属实"), (~orders.true_flag, "不属实"), else_=ibis.null("string")
        ),
    )


@picture(
    title="重复诉求的用户和台区(个)",
    category=Category.SERVICE,
    kind="columns",
    hits={"SVC-05": ("busi_type", "busi_sub_type", "times", "first_time", "last_time")},
    by=[Dimension("repeated", "同类诉求次数", order=TWICE_OR_MORE), TYPE],
    also=[SUB_TYPE, Dimension("of_whom", "谁", order=("同一客户", "同一台区"))],
    measures=[counted("用户和台区", "个")],
    columns={
        "times": Column("次数", "number"),
        "first_time": Column("首次受理", "time"),
        "last_time": Column("末次受理", "time"),
    },
    order="times",
)
def repeated_callers(t: Sight) -> Any:
    """检查 SVC-05 命中的用户和台区,按 30 天内同类诉求的次数;业务类型分色。"""
    hits = t.hits("SVC-05")
    times = hits.times.cast("int64")
    words = banded(times, TIMES, " 次", is_whole=True)
    return hits.mutate(
        repeated=ibis.ifelse(times < TIMES[0], TWICE_OR_MORE[0], words),
        of_whom=ibis.ifelse(hits.object_type == "customer", "同一客户", "同一台区"),
    )


@picture(
    title="明察暗访的问题按地点和类别(个)",
    category=Category.SERVICE,
    kind="heat",
    reads={
        "service_visits": [
            *("visit_no", "org_code", "place?", "visit_date", "finding?", "finding_class?", "responsible?"),
            *("due_date?", "done_date?", "rectified_flag?", "wait_min?"),
        ]
    },
    by=[
        Dimension("place", "访查地点"),
        Dimension("finding_class", "问题类别", codes="service_visits.finding_class"),
    ],
    also=[Dimension("rectified", "整改", order=("未整改", "已整改"))],
    measures=[counted("问题", "个", "findings")],
    columns={
        "visit_date": Column("访查日期", "date"),
        "finding": Column("存在问题"),
        "responsible": Column("责任人"),
        "due_date": Column("整改期限", "date"),
        "done_date": Column("整改完成", "date"),
    },
    order="visit_date",
    most=15,
)
def visits_by_place(t: Sight) -> Any:
    """截至数据日访查发现的问题,按地点和类别;没有发现问题的访查不计。是否逾期由检查 SVC-14 判断。"""
    visits = t.service_visits
    visits = visits.filter(visits.visit_date <= t.as_of, is_a_finding(visits.finding))
    return visits.mutate(
        object_type=ibis.literal("org"),
        object_id=visits.org_code,
        cons_no=ibis.null("string"),
        rectified=ibis.ifelse(is_put_right(visits, t.as_of), "已整改", "未整改"),
    )
