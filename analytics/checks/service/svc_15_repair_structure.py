"""SVC-15 报修类型/原因结构突变(周报)"""

from datetime import timedelta
from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.columns import as_text, first_by, in_words, listed
from analytics.facts.orders import to_judge, weeks_ago
from analytics.regulation.practice import REPAIR_STRUCTURE
from analytics.regulation.working_days import days_between_expr
from data_loaders.catalog import tables
from data_loaders.codes.service import BusiType
from models.category import Category

WEEK_DAYS, MOST_WEEKS, FEWEST_WEEKS = 7, 8, 4
LEVELS = (5, 7, 9)  # how many digits name a city, a county, a station
REASON_DIGITS = 2


@check(
    code="SVC-15",
    title="报修类型/原因结构突变(周报)",
    category=Category.SERVICE,
    matter="每周对各类报修工单进行梳理分析",
    severity="中",
    subject="org",
    window="期间",
    amount=None,
    reads={
        "work_orders": [
            "wo_no",
            "busi_type",
            "busi_sub_type?",
            "fault_reason?",
            "org_code",
            "accept_time",
        ]
    },
    facts=(to_judge,),
    without={
        "work_orders.busi_sub_type": "工单没有业务子类,只看故障原因",
        "work_orders.fault_reason": "工单没有故障原因,只看业务子类",
    },
    evidence={
        "kinds": "突变的类型、原因",
        "kind": "最突出的类型或原因",
        "count": "本周件数 n",
        "mean": "前几周周均 m",
        "weeks": "基线周数",
        "upper": "上限 m+k√m",
        "lower": "下限 m−k√m",
        "share": "本周占比(%)",
        "usual_share": "基线占比(%)",
        "share_change": "占比变化(%)",
        "total": "本周报修件数",
        "first_day": "本周起始日",
    },
    sentence="自 {first_day} 起一周 {kind} 报修 {count} 件,前 {weeks} 周周均 {mean} 件",
    arithmetic=(
        "周均 m = {mean},控制限 {lower} 至 {upper},本周 n = {count}",
        "占比由 {usual_share}% 变为 {share}%(本周共 {total} 件),变化 {share_change}%",
    ),
    laws=(REPAIR_STRUCTURE,),
)
def repair_structure_changed(
    t: Tables,
    *,
    k: Annotated[float, Param("控制限倍数 k", low=1, high=6)] = 3,
    change: Annotated[float, Param("占比变化界限", SHARE, low=0.05, high=5)] = 0.3,
    least: Annotated[float, Param("基线周均最少件数", "件", low=1, high=1000)] = 5,
) -> Any:
    """某类报修在一周内突然增多或减少,说明设备、天气或受理归类有了变化。

    为什么: 结构突变常是设备批次缺陷、线路隐患或错归类的先兆,每周梳理才看得见。
    判定: 故障报修(001)按周(自核查日 0 时向前每 7 天),本周对前 8 周(不足 8 周取已有的整周,至少 4 周)。对市(5 位)、县(7 位)、所(9 位)的每个业务子类和每个故障原因大类(前 2 位):基线周均 m 不少于 5 件,本周件数 n>m+3√m 或 n<m−3√m,且占该单位报修的比重相对基线变化大于 30%,同时满足即中。每单位一条,列出各类型。
    金额: 无。
    例外: 中止(状态 03)、退单的工单不计;工单编号重复只算一次;本周没有报修的单位不判;数据不足 5 周不判;核查日所在的未满周不参与。周均不足 5 件时控制限不可靠,不判。季节与迎峰度夏须人工核对。
    核实: 查该类报修的台区、线路分布和同期天气,核对受理归类是否变了口径。
    """
    counted = _counted(t)
    both = counted.filter(counted.weeks >= FEWEST_WEEKS, counted.total > 0)
    mean: Any = both.before.cast("float64") / both.weeks
    share: Any = both.now.cast("float64") / both.total
    usual: Any = both.before.cast("float64") / both.total_before
    both = both.mutate(
        mean=mean.round(4),
        upper=(mean + k * mean.sqrt()).round(4),
        lower=(mean - k * mean.sqrt()).round(4),
        share_change=((share - usual).abs() / usual * 100).round(4),
        share=(share * 100).round(2),
        usual_share=(usual * 100).round(2),
        distance=((both.now - mean).abs() / mean.sqrt()).round(6),
    )
    is_beyond = (both.now > both.upper) | (both.now < both.lower)
    changed = both.filter(both.mean >= least, is_beyond, both.share_change > change * 100)
    return _by_unit(t, changed)


def _counted(t: Tables) -> Any:
    """Return how many repairs of each kind a unit had this week and in the whole weeks before that the data reach.

    Shapes: unit, kind, now, before, total, total_before, weeks.
    """
    repairs = t.fact(to_judge)
    repairs = repairs.filter(repairs.busi_type == BusiType.REPAIR, repairs.org_code.notnull())
    repairs = repairs.mutate(weeks_ago=weeks_ago(repairs.accept_time, t.as_of)).cross_join(_weeks(t))
    repairs = repairs.filter(repairs.weeks_ago >= 0, repairs.weeks_ago <= repairs.weeks)
    of_stations = repairs.group_by(
        "weeks",
        station=repairs.org_code.left(LEVELS[-1]),
        busi_sub_type=repairs.busi_sub_type,
        fault_reason=repairs.fault_reason.left(REASON_DIGITS),
    ).agg(now=(repairs.weeks_ago == 0).sum().cast("int64"), every=repairs.count())
    units: Any = ibis.union(
        *(
            of_stations.filter(of_stations.station.length() >= digits).mutate(
                unit=of_stations.station.left(digits)
            )
            for digits in LEVELS
        )
    )
    totals = units.group_by(of="unit").agg(total=units.now.sum(), every_total=units.every.sum())
    kinds: Any = ibis.union(
        _of_kinds(t, units, "busi_sub_type", "子类"), _of_kinds(t, units, "fault_reason", "原因")
    )
    both: Any = kinds.inner_join(totals, [("unit", "of")])
    return both.mutate(total_before=both.every_total - both.total, before=both.every - both.now)


def _weeks(t: Tables) -> Any:
    """Return how many whole weeks before this one the data reach, eight at most."""
    begun = t.work_orders.agg(first_day=t.work_orders.accept_time.min().date())
    days: Any = days_between_expr(begun.first_day, ibis.literal(t.as_of))
    return begun.select(weeks=ibis.least((days / WEEK_DAYS).floor().cast("int64") - 1, MOST_WEEKS))


def _of_kinds(t: Tables, units: Any, column: str, said: str) -> Any:
    """Return a unit's repairs by what one column says of them, codes in words."""
    known = units.filter(units[column].notnull())
    start: Any = ibis.literal(f"{said} ")
    meanings = t.labels(tables()["work_orders"].by_name[column].codes)
    kind = start.concat(in_words(known[column], meanings))
    return known.group_by("unit", "weeks", kind=kind).agg(now=known.now.sum(), every=known.every.sum())


def _by_unit(t: Tables, changed: Any) -> Any:
    """Return one hit a unit, with the kind that stands out most, and all of them in words."""
    one: Any = changed.kind.concat(
        *(" 本周 ", changed.now.cast("string"), " 件,周均 ", as_text(changed["mean"])),
        *(",占比 ", as_text(changed.usual_share), "%→", as_text(changed.share), "%"),
    )
    changed = changed.mutate(told=one)
    listed_kinds = changed.group_by(of="unit").agg(kinds=listed(changed.told))
    first = first_by(changed, ["unit"], [ibis.desc("distance"), "kind"])
    found = first.inner_join(listed_kinds, [("unit", "of")])
    return found.mutate(
        object_id=found.unit,
        org_code=found.unit,
        cons_no=ibis.null("string"),
        count=found.now,
        first_day=ibis.literal(t.as_of - timedelta(days=WEEK_DAYS)),
    )
