"""INS-93 模型:日电量持续下滑"""

from decimal import Decimal
from typing import Annotated, Any

from analytics.check import Most, Param, Tables, check
from analytics.facts.daily_use import (
    ALL_DAYS,
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

STEP_PERCENT = 60


@check(
    code="INS-93",
    title="模型:日电量持续下滑",
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
        "days": "有效天数n",
        "ages": "距末日天数之和Σx",
        "ages_squared": "Σx²",
        "ages_kwh": "Σxy",
        "kwh": "电量Σy(kWh)",
        "slope": "每日变化(kWh)",
        "mean": "日均(kWh)",
        "trend": "90天变化占日均(%)",
        **EVIDENCE,
    },
    sentence="90 天内日电量每天变化 {slope} kWh,合计为日均的 {trend}%;同类 {peers} 户({peer_group})中位 {peer_median}%,偏离 {distance}",
    arithmetic=(
        "每日变化 = −(n·Σxy − Σx·Σy)÷(n·Σx² − Σx·Σx),n = {days},Σx = {ages},Σx² = {ages_squared},Σxy = {ages_kwh},Σy = {kwh},得 {slope} kWh",
        "90 天变化占日均 = {slope} × 90 ÷ {mean} = {trend}%",
        arithmetic("trend"),
    ),
    laws=(PEER_DISTANCE,),
)
def use_slides_down(
    t: Tables,
    *,
    limit: Annotated[Rule[Decimal], Param("偏离界限", "倍离差", low=1, high=100)] = PEER_DISTANCE,
    least_percent: Annotated[float, Param("90 天下降占日均(超过)", "%", low=1, high=200)] = 50,
    k: Annotated[int, Param("至多列出", "户", low=1, high=10000)] = 50,
) -> Any:
    """日电量一路下滑而同类没有的,是值得一看的线索,不是认定。

    为什么: 分步短接、互感器老化、磁干扰使电量慢慢变少,逐月看不出突减,与同类比才看得出。
    判定: 末 90 天日电量对日期作直线拟合,下降合计超过日均的 50%(相当于末日只有首日的六成),且低于同类中位数 {practice.PEER_DISTANCE} 以上(恰等于不算)。近期日均低于基期 60% 的归“日电量阶跃下降”。同类为用电类别、电压相同而合同容量同档的户,30 户以上才比;离差为中位绝对偏差,过半同类相同时为平均绝对偏差。按偏离取前 50 户。
    金额: 无。模型只说明与同类不同,不推算少计电量。
    例外: 近期有效不足 15 天或基期不足 30 天的不判;180 天内有减容、暂停、暂拆、销户、光伏申请,有停用受电设备,已停电、已销户的,考核户,不判也不作同类。
    核实: 比对分相电流与表计误差,查互感器与接线;经营收缩的核对产量、用工。
    """
    each = t.fact(near_and_before)
    each = without_stopped(t, each.filter(each.base_kwh > 0))
    each = each.mutate(days=each.near_days + each.base_days, kwh=each.near_kwh + each.base_kwh)
    # ages grow backwards, so what falls has a positive slope over them
    upper = exact(each.ages) * each.kwh - exact(each.ages_kwh) * each.days
    lower = exact(each.ages_squared) * each.days - exact(each.ages) * each.ages
    mean = ratio(exact(each.kwh), exact(each.days), 6)
    each = each.mutate(slope=ratio(upper, lower, 6), mean=mean)
    each = each.mutate(trend=ratio(exact(each.slope) * ALL_DAYS * 100, exact(each["mean"]), 4))
    is_step = exact(each.near_kwh) * each.base_days * 100 < exact(each.base_kwh) * each.near_days * number(
        STEP_PERCENT
    )
    each = each.mutate(is_step=is_step).filter(each.trend.notnull())
    compared = with_peers(t, each, "trend").mutate(bound=limit.on_column(t.as_of))
    odd = compared.filter(
        ~compared.is_step, -compared.trend > number(least_percent), -compared.distance > compared.bound
    )
    return as_hits(t, strangest(odd, k))
