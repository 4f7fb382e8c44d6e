"""INS-94 模型:夜间用电占比"""

from decimal import Decimal
from typing import Annotated, Any

from analytics.check import Most, Param, Tables, check
from analytics.facts.daily_use import (
    ARCHIVE,
    FEWEST_NEAR,
    NEAR_DAYS,
    PANELS,
    PANELS_UNKNOWN,
    STOPPED,
    STOPPED_UNKNOWN,
    as_hits,
    by_day_and_night,
    last_collected,
    was_collected,
    without_panels,
    without_stopped,
)
from analytics.facts.peers import EVIDENCE, PEERS, PEERS_UNKNOWN, arithmetic, strangest, with_peers
from analytics.facts.time_prices import SHIFTING
from analytics.regulation.money import number, ratio, to_places
from analytics.regulation.practice import PEER_DISTANCE
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr
from models.category import Category


@check(
    code="INS-94",
    title="模型:夜间用电占比",
    kind="模型",
    category=Category.INSPECTION,
    matter="反窃查违",
    severity="低",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "daily_usage": ["cons_no", "data_date", "hours", "succ_flag?"],
        "customers": ["cons_no", "org_code?", "cons_name?", *PEERS, *ARCHIVE],
        **PANELS,
        **STOPPED,
    },
    facts=(last_collected,),
    without={
        "customers.cons_name": "缺用户名称,不能剔除充电、蓄热、储能、换电",
        **PANELS_UNKNOWN,
        **PEERS_UNKNOWN,
        **STOPPED_UNKNOWN,
    },
    most=Most("k", ("distance",)),
    evidence={
        "last_day": "采集末日",
        "curve_days": "有小时曲线的天数",
        "night_kwh": "夜间电量(kWh)",
        "all_kwh": "全天电量(kWh)",
        "night_share": "夜间占比(%)",
        **EVIDENCE,
    },
    sentence="近 30 天有 {curve_days} 天小时曲线,夜间(20–8时)电量占 {night_share}%;同类 {peers} 户({peer_group})中位 {peer_median}%,偏离 {distance}",
    arithmetic=(
        "夜间占比 = 夜间电量 ÷ 全天电量 = {night_kwh} ÷ {all_kwh} = {night_share}%",
        arithmetic("night_share"),
    ),
    laws=(PEER_DISTANCE,),
)
def use_by_night(
    t: Tables,
    *,
    limit: Annotated[Rule[Decimal], Param("偏离界限", "倍离差", low=1, high=100)] = PEER_DISTANCE,
    least_percent: Annotated[float, Param("夜间占全天(超过)", "%", low=1, high=100)] = 50,
    k: Annotated[int, Param("至多列出", "户", low=1, high=10000)] = 50,
) -> Any:
    """同类白天用电而本户多半在夜间的,是值得一看的线索,不是认定。

    为什么: 白天绕越、夜间如常的,夜间占比反常地高;白天营业的户夜里另有加工、充电、挖矿,则是用途变了。
    判定: 采集末日起倒数 30 天里有小时曲线的日子,夜间(20 时至次日 8 时,“居民大电量疑似经营”所取白天以外的 12 小时)电量占全天一半以上(恰为一半不算),且高于同类中位数 {practice.PEER_DISTANCE} 以上(恰等于不算)。同类为用电类别、电压相同而合同容量同档的户,30 户以上才比;离差为中位绝对偏差,过半同类相同时为平均绝对偏差。按偏离取前 50 户。
    金额: 无。模型只说明与同类不同,不推算少计电量。
    例外: 有小时曲线的不足 15 天的不判,采集失败的日子、缺任一点的日子不计(有几只表的,任一只如此都不计);名称含“充电”“蓄热”“储能”“换电”的,有过光伏申请的,当期有反向电量的(白天自发自用),不判也不作同类;180 天内有减容、暂停、暂拆、销户申请,有停用受电设备,已停电、已销户的,考核户,不判也不作同类。
    核实: 看分时示数与曲线是否相符,问清夜间设备;白天有负荷而曲线很低的,现场查接线与表计。
    """
    # it is cheaper by night
    shifting = t.customers.filter(t.customers.cons_name.re_search(SHIFTING).fill_null(False))
    used = by_day_and_night(_whole_days(t)).anti_join(shifting, "cons_no")
    used = without_stopped(t, without_panels(t, used))
    used = used.filter(used.curve_days >= FEWEST_NEAR, used.all_kwh > 0)
    used = used.mutate(
        night_kwh=to_places(used.all_kwh - used.day_kwh, 6), all_kwh=to_places(used.all_kwh, 6)
    )
    used = used.mutate(night_share=ratio(used.night_kwh * 100, used.all_kwh, 4)).drop("day_kwh")
    compared = with_peers(t, used, "night_share").mutate(bound=limit.on_column(t.as_of))
    odd = compared.filter(compared.night_share > number(least_percent), compared.distance > compared.bound)
    return as_hits(t, strangest(odd, k))


def _whole_days(t: Tables) -> Any:
    """Return the rows of the last thirty days that have all their hours: a gap by day would pass for use by night.

    A day on which one meter of a customer failed or has a gap is none for the others either.
    """
    daily = t.daily_usage.filter(t.daily_usage.data_date <= t.as_of).cross_join(t.fact(last_collected))
    daily = daily.filter(days_between_expr(daily.data_date, daily.last_day) < NEAR_DAYS)
    has_gap = (daily.hours.filter(lambda hour: hour.isnull()).length() > 0).fill_null(False)
    is_broken = has_gap | ~was_collected(daily)
    whole = daily.filter(daily.hours.notnull(), ~is_broken)
    return whole.anti_join(daily.filter(is_broken), ["cons_no", "data_date"])
