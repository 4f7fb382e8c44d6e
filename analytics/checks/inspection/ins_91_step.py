"""INS-91 模型:日电量阶跃下降"""

from decimal import Decimal
from typing import Annotated, Any

from analytics.check import Most, Param, Tables, check
from analytics.facts.daily_use import (
    ARCHIVE,
    STOPPED,
    STOPPED_UNKNOWN,
    as_hits,
    last_collected,
    near_and_before,
    without_stopped,
)
from analytics.facts.peers import EVIDENCE, PEERS, PEERS_UNKNOWN, arithmetic, strangest, with_peers
from analytics.regulation.money import exact, number, ratio
from analytics.regulation.practice import PEER_DISTANCE
from analytics.regulation.source import Rule
from models.category import Category


@check(
    code="INS-91",
    title="模型:日电量阶跃下降",
    kind="模型",
    category=Category.INSPECTION,
    matter="反窃查违",
    severity="低",
    subject="customer",
    window="快照",
    amount=None,
    reads={"customers": ["cons_no", "org_code?", *PEERS, *ARCHIVE], **STOPPED},
    facts=(last_collected, near_and_before),
    without={**PEERS_UNKNOWN, **STOPPED_UNKNOWN},
    most=Most("k", ("distance",)),
    evidence={
        "last_day": "采集末日",
        "base_days": "基期有效天数",
        "base_mean": "基期日均(kWh)",
        "near_days": "近期有效天数",
        "near_mean": "近期日均(kWh)",
        "share": "近期占基期(%)",
        **EVIDENCE,
    },
    sentence="近 30 天日均 {near_mean} kWh,为此前 60 天的 {share}%;同类 {peers} 户({peer_group})中位 {peer_median}%,偏离 {distance}",
    arithmetic=(
        "近期占基期 = {near_mean} ÷ {base_mean} = {share}%",
        arithmetic("share"),
    ),
    laws=(PEER_DISTANCE,),
)
def use_steps_down(
    t: Tables,
    *,
    limit: Annotated[Rule[Decimal], Param("偏离界限", "倍离差", low=1, high=100)] = PEER_DISTANCE,
    most_percent: Annotated[float, Param("近期占基期(低于)", "%", low=1, high=100)] = 60,
    k: Annotated[int, Param("至多列出", "户", low=1, high=10000)] = 50,
) -> Any:
    """日电量的变化与同类用户明显不同的,是值得一看的线索,不是认定。

    为什么: 季节、假期使同类一起变化,只有个别户骤降,才需要解释:停产、搬迁、光伏,或计量异常。
    判定: 采集末日起倒数 30 天的日均,低于其前 60 天日均的 60%(与疑似窃电评分的断崖起点相同),且该比值低于同类中位数 {practice.PEER_DISTANCE} 以上(恰等于不算)。同类为用电类别、电压相同而合同容量同档的户,30 户以上才比;离差为中位绝对偏差,过半同类相同时为平均绝对偏差。按偏离取前 50 户。
    金额: 无。模型只说明与同类不同,不推算少计电量。
    例外: 近期有效不足 15 天或基期不足 30 天的不判;180 天内有减容、暂停、暂拆、销户、光伏申请,有停用受电设备,已停电、已销户的,考核户,不判也不作同类。
    核实: 先看同类是否同降,再查停产、空置、光伏投运;无法解释的转反窃电检查。
    """
    each = t.fact(near_and_before)
    each = without_stopped(t, each.filter(each.base_kwh > 0))
    each = each.mutate(
        base_mean=ratio(exact(each.base_kwh), exact(each.base_days), 4),
        near_mean=ratio(exact(each.near_kwh), exact(each.near_days), 4),
        share=ratio(exact(each.near_kwh) * each.base_days * 100, exact(each.base_kwh) * each.near_days, 4),
    )
    bound = limit.on_column(t.as_of)
    compared = with_peers(t, each, "share").mutate(bound=bound)
    odd = compared.filter(compared.share < number(most_percent), -compared.distance > compared.bound)
    return as_hits(t, strangest(odd, k))
