"""SVC-08 投诉属实责任与人员画像"""

from datetime import datetime, timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.orders import to_judge, weeks_ago
from analytics.regulation.practice import TRUE_COMPLAINTS
from data_loaders.codes.service import BusiType
from models.category import Category

WINDOW_DAYS, WEEKS = 90, 4
FEWEST = 5
STATION_DIGITS = 9


@check(
    code="SVC-08",
    title="投诉属实责任与人员画像",
    category=Category.SERVICE,
    matter="严肃责任人考核",
    severity="中",
    subject="org",
    window="期间",
    amount=None,
    reads={
        "work_orders": [
            *("wo_no", "busi_type", "org_code?", "handler?", "true_flag", "resp_flag?", "accept_time"),
        ],
        "orgs?": ["org_code", "cons_count?"],
    },
    facts=(to_judge,),
    without={
        "orgs.cons_count": "组织机构没有用电客户数,不比较单位的属实投诉,只看连续上升",
        "work_orders.org_code": "工单没有供电单位,不查单位",
        "work_orders.handler": "工单没有处理人,不查责任人",
        "work_orders.resp_flag": "工单没有是否供电责任,属实的都计",
    },
    evidence={
        "reason": "问题",
        "complaints": "投诉件数",
        "observed": "属实件数 O",
        "expected": "期望件数 E",
        "customers": "用电客户数",
        "per_10k": "万户属实投诉量",
        "dispersion": "过离散 φ",
        "risk": "收缩后相对风险 R",
        "z": "收缩后 z",
        "weeks": "近 4 周属实件数(早到晚)",
    },
    sentence="{reason}:90 天内属实投诉 {observed} 件[,近 4 周 {weeks}]",
    arithmetic=(
        "R = (O + 1/φ) ÷ (E + 1/φ) = {risk}(O = {observed},E = {expected},φ = {dispersion})",
        "z = (R − 1) ÷ [√(O + 1/φ) ÷ (E + 1/φ)] = {z}",
        "近 4 周属实投诉 {weeks} 件",
    ),
    laws=(TRUE_COMPLAINTS,),
)
def many_true_complaints(
    t: Tables,
    *,
    z: Annotated[float, Param("收缩后 z 的界限", low=0.5, high=5)] = 2,
    least: Annotated[int, Param("属实投诉最少件数", "件", low=2, high=50)] = 5,
    last_week: Annotated[int, Param("连续上升时末周最少件数", "件", low=3, high=50)] = 3,
) -> Any:
    """属实投诉明显多于应有数的单位和处理人,应当查明责任。

    为什么: 属实投诉集中在少数单位和人身上,是服务质量考核的依据;小样本直接比率会误伤。
    判定: 核查日前 90 天内受理的属实投诉(005,属实为是,供电责任不为否)。①单位(编码前 9 位):期望 E=属实总数×本单位用电客户数占比;②处理人:E=属实总数×本人投诉件数占比。过离散 φ=Σ[(O−E)²−E]÷ΣE²,φ 不大于 0 则都不判;收缩后相对风险 R=(O+1/φ)÷(E+1/φ),z=(R−1)÷[√(O+1/φ)÷(E+1/φ)] 大于 2 且 O 不少于 5 件。③单位:自核查日 0 时向前每 7 天一周,最近 4 周属实件数逐周增加,末周不少于 3 件。一个单位、一人各一条。
    金额: 无。
    例外: 中止(状态 03)、退单的工单不判;工单编号重复只算一次;属实为空不计;供电责任整列没有数据时属实的都计;不足 5 个单位(人)不比较;没有客户数的单位不参加比较。数据没有责任人,以处理人代,结论只作画像线索。
    核实: 逐件看投诉调查报告与责任认定,区分个人责任与所辖设备、台区原因。
    """
    complaints = _complaints(t)
    units = _of_units(t, complaints, z, least, last_week)
    people = _of_people(complaints, z, least)
    return units.union(people.select(*units.columns))


def _complaints(t: Tables) -> Any:
    """Return the complaints of the last 90 days, with whether they are true and how many weeks ago they came."""
    orders = t.fact(to_judge)
    midnight = datetime.combine(t.as_of, datetime.min.time())
    orders = orders.filter(
        orders.busi_type == BusiType.COMPLAINT, orders.accept_time >= midnight - timedelta(days=WINDOW_DAYS)
    )
    return orders.mutate(
        unit=orders.org_code.left(STATION_DIGITS),
        is_true=orders.true_flag.fill_null(False) & orders.resp_flag.fill_null(True),
        weeks_ago=weeks_ago(orders.accept_time, t.as_of),
    )


def _of_units(t: Tables, complaints: Any, z: float, least: int, last_week: int) -> Any:
    """Return the stations with more true complaints than their customers explain, or more from week to week."""
    found = complaints.filter(complaints.unit.notnull())
    weekly = [
        (found.is_true & (found.weeks_ago == ago)).sum().cast("int64").name(f"week_{ago}")
        for ago in range(WEEKS)
    ]
    counted = found.group_by("unit").agg(
        *weekly, complaints=found.count(), observed=found.is_true.sum().cast("int64")
    )
    stations = t.orgs.filter(t.orgs.org_code.length() == STATION_DIGITS, t.orgs.cons_count > 0)
    stations = stations.select(station="org_code", weight="cons_count").distinct(on="station")
    joined = counted.outer_join(stations, counted.unit == stations.station)
    numbers = ("complaints", "observed", *(f"week_{ago}" for ago in range(WEEKS)))
    joined = joined.mutate(
        key=joined.unit.coalesce(joined.station), **{name: joined[name].fill_null(0) for name in numbers}
    )
    rated = _rated(joined.drop("unit", "station"))
    week = [rated[f"week_{ago}"] for ago in reversed(range(WEEKS))]
    is_rising = (week[0] < week[1]) & (week[1] < week[2]) & (week[2] < week[3]) & (week[3] >= last_week)
    separator: Any = ibis.literal("、")
    rated = rated.mutate(
        customers=rated.weight,
        weeks=separator.join([count.cast("string") for count in week]),
        per_10k=(rated.observed.cast("float64") * 10_000 / rated.weight.nullif(0)).round(2),
        is_rising=is_rising,
        object_type=ibis.literal("org"),
        org_code=rated.key,
    )
    return _hits(rated, z, least, {"属实投诉连续 3 周上升": rated.is_rising})


def _of_people(complaints: Any, z: float, least: int) -> Any:
    """Return who handled more true complaints than their share of all explains."""
    found = complaints.filter(complaints.handler.notnull())
    counted = found.group_by(key="handler").agg(
        complaints=found.count(), observed=found.is_true.sum().cast("int64"), org_code=found.org_code.min()
    )
    rated = _rated(counted.mutate(weight=counted.complaints))
    rated = rated.mutate(
        customers=ibis.null(rated.weight.type()),
        weeks=ibis.null("string"),
        per_10k=ibis.null("float64"),
        object_type=ibis.literal("staff"),
    )
    return _hits(rated, z, least, {})


def _rated(members: Any) -> Any:
    """Add what is expected of each member by its weight, and how far it is from that once small numbers are shrunk.

    Null where members are too few, or no further apart than chance brings them.

    Shapes: adds expected, dispersion, risk, z.
    """
    known = members.filter(members.weight > 0)
    totals = known.agg(all_true=known.observed.sum(), all_weight=known.weight.sum(), members=known.count())
    each = members.cross_join(totals)
    expected = each.all_true.cast("float64") * each.weight / each.all_weight
    each = each.mutate(expected=ibis.ifelse(each.members >= FEWEST, expected, ibis.null("float64")))
    spread = each.agg(
        squares=((each.observed - each.expected) * (each.observed - each.expected) - each.expected).sum(),
        all_squares=(each.expected * each.expected).sum(),
    )
    dispersion = (spread.squares / spread.all_squares.nullif(0.0)).round(9)
    spread = spread.select(dispersion=ibis.ifelse(dispersion > 0, dispersion, ibis.null("float64")))
    each = each.drop("all_true", "all_weight", "members").cross_join(spread)
    prior = 1 / each.dispersion
    risk = (each.observed + prior) / (each.expected + prior)
    error = (each.observed + prior).sqrt() / (each.expected + prior)
    return each.mutate(risk=risk.round(4), z=((risk - 1) / error).round(6), expected=each.expected.round(4))


def _hits(rated: Any, z: float, least: int, more: dict[str, Any]) -> Any:
    is_many = (rated.z > z) & (rated.observed >= least)
    rated = rated.mutate(
        object_id=rated.key, cons_no=ibis.null("string"), reason=reasons({"属实投诉明显偏多": is_many} | more)
    )
    found = rated.filter(rated.reason != "")
    return found.select(
        *("object_type", "object_id", "cons_no", "org_code", "reason", "complaints", "observed", "expected"),
        *("customers", "per_10k", "dispersion", "risk", "z", "weeks"),
    )
