"""INS-95 模型:用电与台区线损相背"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Most, Param, Tables, check
from analytics.facts.area_losses import area_losses
from analytics.facts.daily_use import (
    ALL_DAYS,
    ARCHIVE,
    DAILY,
    FEWEST_BASE,
    FEWEST_NEAR,
    PANELS,
    PANELS_UNKNOWN,
    STOPPED,
    STOPPED_UNKNOWN,
    as_hits,
    customer_days,
    last_collected,
    without_panels,
    without_stopped,
)
from analytics.facts.peers import EVIDENCE, PEERS, PEERS_UNKNOWN, PLACES, arithmetic, strangest, with_peers
from analytics.regulation.money import exact, number, ratio, to_places
from analytics.regulation.practice import PEER_DISTANCE
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr
from models.category import Category

SHOWN = ("used_kwh", "lost_kwh", "products", "used_squares", "lost_squares")


def _losses(t: Tables) -> Any:
    """Return what each area lost a day on the last ninety: tg_no, lost; slot is first plus the days before the last one.

    Each area's slots are its own: its text beside ninety days of a million customers is dear to join by.
    """
    rows = t.fact(area_losses)
    rows = rows.filter(rows.day.notnull(), rows.lost_kwh.notnull()).cross_join(t.fact(last_collected))
    rows = rows.mutate(age=days_between_expr(rows.day, rows.last_day))
    rows = rows.filter(rows.age.between(0, ALL_DAYS - 1))
    losses = rows.group_by("tg_no", "age").agg(lost=rows.lost_kwh.max())
    first = ibis.dense_rank().over(ibis.window(order_by=losses.tg_no)) * ALL_DAYS
    return losses.select("tg_no", "lost", first=first, slot=first + losses.age)


@check(
    code="INS-95",
    title="模型:用电与台区线损相背",
    kind="模型",
    category=Category.INSPECTION,
    matter="反窃查违",
    severity="低",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "daily_usage": DAILY,
        "customers": ["cons_no", "org_code?", "tg_no", *PEERS, *ARCHIVE],
        "transformer_areas": ["supply_pq", "sale_pq"],
        **PANELS,
        **STOPPED,
    },
    facts=(last_collected, area_losses),
    without={**PANELS_UNKNOWN, **PEERS_UNKNOWN, **STOPPED_UNKNOWN},
    without_rows={"末 90 天没有台区逐日线损(只有按月的不能比),不判": _losses},
    most=Most("k", ("distance",)),
    evidence={
        "last_day": "采集末日",
        "tg_no": "台区编号",
        "days": "两者都有的天数n",
        "used_kwh": "日电量合计Σx(kWh)",
        "lost_kwh": "台区日损失合计Σy(kWh)",
        "products": "两者乘积之和Σxy",
        "used_squares": "日电量平方和Σx²",
        "lost_squares": "日损失平方和Σy²",
        "offset_kwh": "每少用1kWh台区多损(kWh)",
        "correlation": "相关系数",
        **EVIDENCE,
    },
    sentence="末 90 天有 {days} 天可比,日电量与台区 {tg_no} 日损失的相关系数 {correlation},每少用 1 kWh 台区多损 {offset_kwh} kWh;同类 {peers} 户({peer_group})中位 {peer_median},偏离 {distance}",
    arithmetic=(
        "每少用 1 kWh 台区多损 =(Σx·Σy − n·Σxy)÷(n·Σx² − Σx·Σx)=({used_kwh} × {lost_kwh} − {days} × {products})÷({days} × {used_squares} − {used_kwh} × {used_kwh})= {offset_kwh} kWh",
        "相关系数 =(n·Σxy − Σx·Σy)÷ √((n·Σx² − Σx·Σx)×(n·Σy² − Σy·Σy)),其中 Σy² = {lost_squares},= {correlation}",
        arithmetic("correlation"),
    ),
    laws=(PEER_DISTANCE,),
)
def use_against_area_loss(
    t: Tables,
    *,
    limit: Annotated[Rule[Decimal], Param("偏离界限", "倍离差", low=1, high=100)] = PEER_DISTANCE,
    least_offset: Annotated[float, Param("每少用1kWh台区多损(含)", "kWh", low=0.1, high=100)] = 0.5,
    k: Annotated[int, Param("至多列出", "户", low=1, high=10000)] = 50,
) -> Any:
    """用电一少台区线损就多、用电一多线损就少的,是值得一看的线索,不是认定。

    为什么: 时断时续的绕越,少计的电量进了台区线损:本户日电量低的日子,台区损失恰好高,同类没有这样的。
    判定: 末 90 天里本户日电量与所在台区日损失(供电量减售电量)都有的日子,逐日相比:每少用 1 kWh 台区多损不少于 0.5 kWh(与疑似窃电评分的“日损增不少于日均降幅的一半”相同),且两者的相关系数低于同类中位数 {practice.PEER_DISTANCE} 以上(恰等于不算)。同类为用电类别、电压相同而合同容量同档、台区有逐日线损的户,30 户以上才比;离差为中位绝对偏差,过半同类相同时为平均绝对偏差。按偏离取前 50 户。
    金额: 无。模型只说明与同类不同,不推算少计电量。
    例外: 台区线损只有按月的不判;可比不足 45 天的(近期 15 天与基期 30 天之和)、日电量或日损失天天相同的不判;有过光伏申请的,当期有反向电量的,180 天内有减容、暂停、暂拆、销户申请,有停用受电设备,已停电、已销户的,考核户,不判也不作同类。户变关系错的台区,本户用电记在别的台区,也会相背。
    核实: 先核户变关系;再取负荷曲线,在线损高的时段现场查接线、封印与表计。
    """
    losses = _losses(t)
    areas = losses.select("tg_no", "first").distinct()
    concerned = t.customers.inner_join(areas, "tg_no").select("cons_no", "first")
    days = (
        customer_days(t, concerned).inner_join(concerned, "cons_no").select("cons_no", "kwh", "first", "age")
    )
    days = days.select("cons_no", "kwh", slot=days.first + days.age)
    days = days.inner_join(losses.select("slot", "lost"), "slot")
    # left out of customers, not of their days: these are read several times, and each time it was found anew
    known = without_panels(t, without_stopped(t, _correlated(days)))
    compared = with_peers(t, known, "correlation").mutate(bound=limit.on_column(t.as_of))
    odd = compared.filter(-compared.distance > compared.bound)
    odd = odd.mutate(offset_kwh=ratio(-odd.together, odd.use_spread, PLACES))
    odd = strangest(odd.filter(odd.offset_kwh >= number(least_offset)), k)
    shown = {name: to_places(odd[name], PLACES) for name in SHOWN}
    odd = odd.drop("together", "use_spread").mutate(**shown)
    return as_hits(t, odd.inner_join(t.customers.select("cons_no", "tg_no"), "cons_no"))


def _correlated(days: Any) -> Any:
    """Return how each customer's days and its area's losses go together, where enough of them are known and differ."""
    use, lost = exact(days.kwh), exact(days.lost)
    each = days.group_by("cons_no").agg(
        days=days.count(),
        used_kwh=use.sum(),
        lost_kwh=lost.sum(),
        products=(use * days.lost).sum(),
        used_squares=(use * days.kwh).sum(),
        lost_squares=(lost * days.lost).sum(),
    )
    each = each.filter(each.days >= FEWEST_NEAR + FEWEST_BASE)
    each = each.mutate(
        together=each.products * each.days - exact(each.used_kwh) * each.lost_kwh,
        use_spread=each.used_squares * each.days - exact(each.used_kwh) * each.used_kwh,
        loss_spread=each.lost_squares * each.days - exact(each.lost_kwh) * each.lost_kwh,
    )
    each = each.filter(each.use_spread > 0, each.loss_spread > 0)
    together, use_spread, loss_spread = (
        each[name].cast("float64") for name in ("together", "use_spread", "loss_spread")
    )
    correlation: Any = together / use_spread.sqrt() / loss_spread.sqrt()
    return each.mutate(correlation=to_places(correlation, PLACES)).drop("loss_spread")
