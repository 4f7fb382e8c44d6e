"""INS-92 模型:连续零电量日"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Most, Param, Tables, check
from analytics.facts.columns import first_by
from analytics.facts.daily_use import (
    ARCHIVE,
    DAILY,
    STOPPED,
    STOPPED_UNKNOWN,
    as_hits,
    customer_days,
    last_collected,
    near_and_before,
    without_stopped,
)
from analytics.facts.peers import EVIDENCE, PEERS, PEERS_UNKNOWN, arithmetic, strangest, with_peers
from analytics.regulation.money import to_places
from analytics.regulation.practice import PEER_DISTANCE
from analytics.regulation.source import Rule
from models.category import Category


@check(
    code="INS-92",
    title="模型:连续零电量日",
    kind="模型",
    category=Category.INSPECTION,
    matter="反窃查违",
    severity="低",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "daily_usage": DAILY,
        "customers": ["cons_no", "org_code?", *PEERS, *ARCHIVE],
        **STOPPED,
    },
    facts=(last_collected, near_and_before),
    without={**PEERS_UNKNOWN, **STOPPED_UNKNOWN},
    most=Most("k", ("distance",)),
    evidence={
        "last_day": "采集末日",
        "zero_days": "最长连续零电量(天)",
        "zero_from": "始于",
        "zero_until": "止于",
        "used_kwh": "90 天内电量(kWh)",
        **EVIDENCE,
    },
    sentence="{zero_from} 至 {zero_until} 连续 {zero_days} 天电量为零,90 天内另用 {used_kwh} kWh;同类 {peers} 户({peer_group})最长连续零电量的中位 {peer_median} 天,偏离 {distance}",
    arithmetic=(arithmetic("zero_days"),),
    laws=(PEER_DISTANCE,),
)
def days_without_use(
    t: Tables,
    *,
    limit: Annotated[Rule[Decimal], Param("偏离界限", "倍离差", low=1, high=100)] = PEER_DISTANCE,
    least_days: Annotated[int, Param("连续零电量(含)", "天", low=2, high=90)] = 15,
    k: Annotated[int, Param("至多列出", "户", low=1, high=10000)] = 50,
) -> Any:
    """一段时间日日无电量而前后照常用电,又与同类不同的,是值得一看的线索,不是认定。

    为什么: 假期、轮休使同类一起停,个别户连续多日无电量,可能是停产,也可能是失压、绕越或采集冻结不动。
    判定: 末 90 天里最长一段逐日采集成功而电量为零的日子不少于 15 天(疑似窃电评分所取近期 30 天的一半),且高于同类中位数 {practice.PEER_DISTANCE} 以上(恰等于不算)。缺日、采集失败的日子断开。同类为用电类别、电压相同而合同容量同档的户,30 户以上才比;离差为中位绝对偏差,过半同类相同时为平均绝对偏差。按偏离取前 50 户。
    金额: 无。模型只说明与同类不同,不推算少计电量。
    例外: 90 天全无电量的归零电量用户检查;近期有效不足 15 天或基期不足 30 天的不判;180 天内有减容、暂停、暂拆、销户、光伏申请,有停用受电设备,已停电、已销户的,考核户,不判也不作同类。
    核实: 调取当日负荷与电压电流曲线,问清是否停用;有负荷而无电量的现场校表。
    """
    each = t.fact(near_and_before)
    each = each.mutate(
        used_kwh=to_places(each.near_kwh + each.base_kwh, 4), zeros=each.near_zero + each.base_zero
    )
    each = without_stopped(t, each.filter(each.used_kwh > 0))
    each = each.left_join(_longest(t, each), "cons_no").drop("cons_no_right")
    each = each.mutate(zero_days=each.zero_days.fill_null(0))
    compared = with_peers(t, each, "zero_days").mutate(bound=limit.on_column(t.as_of))
    odd = compared.filter(compared.zero_days >= least_days, compared.distance > compared.bound)
    odd = as_hits(t, strangest(odd, k))
    return odd.mutate(
        zero_from=_before(odd.last_day, odd.last_age),
        zero_until=_before(odd.last_day, odd.first_age),
    )


def _longest(t: Tables, each: Any) -> Any:
    """Return each customer's longest run of days without energy, the latest of several.

    Shapes: cons_no, zero_days, first_age and last_age (days before the last one at which it ends and begins).
    """
    concerned = each.filter(each.zeros > 1).select("cons_no")
    days = customer_days(t)
    zero = days.filter(days.kwh == 0).semi_join(concerned, "cons_no")
    place = ibis.row_number().over(ibis.window(group_by="cons_no", order_by="age"))
    zero = zero.mutate(place=place)
    zero = zero.mutate(run=zero.age - zero.place)
    runs = zero.group_by("cons_no", "run").agg(
        zero_days=zero.count(), first_age=zero.age.min(), last_age=zero.age.max()
    )
    return first_by(runs, ["cons_no"], [ibis.desc("zero_days"), ibis.asc("first_age")]).drop("run")


def _before(day: Any, days: Any) -> Any:
    return (day - days.as_interval("D")).cast("timestamp").cast("date")
