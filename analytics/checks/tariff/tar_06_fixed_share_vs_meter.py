"""TAR-06 定比/定量与实际不符"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, printed_energy_yuan
from analytics.facts.points import is_read, points_in_use
from analytics.regulation.money import exact, number, ratio, to_fen, to_places
from analytics.regulation.supply_terms import FIXED_SHARES
from data_loaders.codes.metering import PqCalcMode, ReadType
from models.category import Category

HIGH_QUANTILE = 0.95
LEAST_PEERS = 20


@check(
    code="TAR-06",
    title="定比/定量与实际不符",
    category=Category.TARIFF,
    matter="定比用户",
    severity="高",
    subject="metering_point",
    window="期间",
    amount="应收差额",
    reads={
        "metering_points": [
            *("mp_no", "cons_no", "org_code?", "calc_mode", "fr_value", "parent_mp_no?", "prc_code?"),
        ],
        "readings?": ["mp_no?", "amt_ym?", "read_type?", "mr_pq?"],
        "bills": ["cons_no", "amt_ym", "amt_type?", "prc_code?", "total_pq", *ENERGY_COLUMNS],
    },
    facts=(points_in_use,),
    without={
        "metering_points.parent_mp_no": "缺上级计量点,只判定量",
        "readings.mr_pq": "缺抄见电量,一律按无分表判",
        "metering_points.prc_code": "缺计量点电价码,不算金额,不判无分表的定比",
    },
    evidence={
        "reason": "不符之处",
        "calc_mode": "电量计算方式",
        "fr_value": "定比定量值(档案)",
        "share": "定比(折算)",
        "own_kwh": "分表电量(kWh)",
        "parent_kwh": "上级计量点电量(kWh)",
        "actual_share": "实际占比",
        "customer_kwh": "本户当月电量(kWh)",
        "fixed_percent": "定量占本户电量(%)",
        "peer_share": "同电价码定比第95百分位",
        "peers": "同电价码定比点数",
        "prc_code": "电价码",
        "own_price": "本点电价码均价(元/kWh)",
        "parent_price": "上级电价码均价(元/kWh)",
    },
    sentence="计量点 {object_id} {reason}:档案值 {fr_value}",
    arithmetic=(
        "实际占比 = 分表电量 ÷ 上级电量 = {own_kwh} ÷ {parent_kwh} = {actual_share},定比 {share}",
        "定量占本户电量 = {fr_value} ÷ {customer_kwh} = {fixed_percent}%",
        "差额 = (上级电量 × 定比 − 分表电量) × (上级均价 − 本点均价) = ({parent_kwh} × {share} − {own_kwh}) × ({parent_price} − {own_price}) = {amount_yuan} 元",
    ),
    laws=(FIXED_SHARES,),
)
def fixed_share_differs_from_use(
    t: Tables,
    *,
    tol: Annotated[float, Param("定比与分表占比之差", SHARE, low=0, high=1)] = 0.1,
    x: Annotated[float, Param("定量占本户电量", SHARE, low=0, high=1)] = 0.8,
) -> Any:
    """定比、定量应当与分表或用电构成相符。

    为什么: 低价电量的比例定高了,高价电量就按低价收,每月重复。
    判定: 在用(计量点状态 02 或空,户未销)、有定比定量值的定比(2)、定量(3)计量点,定比大于 1 的视为百分数除以 100。有分表(该点当期自身有有功总示数,上级计量点也有)的定比:与分表电量占上级电量之比相差大于 0.1;无分表的:定量大于本户当期 01 类电量的 0.8 倍(本户没有在用实抄计量点的,大于全部电量);定比所挂电价码全公司均价低于上级的,大于同电价码定比点的第 95 百分位(同类至少 20 个才判)。
    金额: 有分表的为(上级电量 × 定比 − 分表电量)×(上级电价码均价 − 本点电价码均价),带符号,少收为正,到分;均价为该电价码全公司当期电度电费 ÷ 电量,取六位小数。其余不算。
    例外: 上级电量不大于 0 的不按分表判;定比与实际恰差 0.1、定量恰为 0.8 倍不算。已核定而未录入的须人工排除。
    核实: 现场核查用电构成与分表,调最近一次核定单。
    """
    points = _with_energy(t)
    has_meter = points.own_kwh.notnull() & (points.parent_kwh > 0)
    is_share = points.calc_mode == PqCalcMode.FIXED_SHARE
    gap = (exact(points.share) * points.parent_kwh - points.own_kwh).abs()
    is_off = is_share & has_meter & (gap > exact(points.parent_kwh) * number(tol))
    has_none = ~has_meter.fill_null(False)
    # who has no meter uses nothing beside what is fixed: only what was not billed is wrong
    bound = ibis.ifelse(points.is_metered, number(x), number(1))
    is_most = (
        (points.calc_mode == PqCalcMode.FIXED_AMOUNT)
        & has_none
        & (exact(points.fr_value) > exact(points.customer_kwh) * bound)
    )
    is_high = (
        is_share
        & has_none
        & (points.own_price < points.parent_price)
        & (points.peers >= LEAST_PEERS)
        & (points.share > points.peer_share)
    )
    points = points.mutate(
        is_off=is_off.fill_null(False),
        is_most=is_most.fill_null(False),
        reason=ibis.cases(
            (is_off, "定比与分表占比不符"),
            (is_most, "定量超过本户电量的大部分"),
            (is_high, "低价定比高于同类"),
        ),
    )
    wrong = points.filter(points.reason.notnull())
    gap_kwh = exact(wrong.share) * wrong.parent_kwh - wrong.own_kwh
    amount = to_fen(gap_kwh * (wrong.parent_price - wrong.own_price))
    return wrong.mutate(
        object_id=wrong.mp_no,
        actual_share=ibis.ifelse(wrong.is_off, ratio(wrong.own_kwh, wrong.parent_kwh, 6), None),
        fixed_percent=ibis.ifelse(
            wrong.is_most & (wrong.customer_kwh > 0), ratio(wrong.fr_value * 100, wrong.customer_kwh, 4), None
        ),
        amount_yuan=ibis.ifelse(wrong.is_off, amount, None),
    )


def _with_energy(t: Tables) -> Any:
    """Return the points of fixed share or amount with their own energy, their parent's, and the prices of both."""
    every = t.fact(points_in_use)
    points = every.filter(
        every.calc_mode.isin([PqCalcMode.FIXED_SHARE, PqCalcMode.FIXED_AMOUNT]), every.fr_value.notnull()
    )
    is_share = points.calc_mode == PqCalcMode.FIXED_SHARE
    as_share = ibis.ifelse(points.fr_value > 1, points.fr_value * number("0.01"), points.fr_value)
    points = points.mutate(share=ibis.ifelse(is_share, to_places(as_share, 6), None))
    points = points.alias("tar_06_points")  # few of a million: what is looked up is theirs
    rows = t.readings.filter(t.readings.amt_ym == t.period, t.readings.read_type == ReadType.ACTIVE_TOTAL)
    wanted = points.select("mp_no").union(points.select(mp_no="parent_mp_no"))
    rows = rows.filter(rows.mr_pq.notnull()).semi_join(wanted, "mp_no")
    read = rows.group_by("mp_no").agg(kwh=rows.mr_pq.sum())
    own = read.select(own_no="mp_no", own_kwh="kwh")
    above = read.select(above_no="mp_no", parent_kwh="kwh")
    points = points.left_join(own, [("mp_no", "own_no")]).left_join(above, [("parent_mp_no", "above_no")])
    parents = t.metering_points.semi_join(points, [("mp_no", "parent_mp_no")])
    parents = parents.group_by("mp_no").agg(parent_prc_code=parents.prc_code.max())
    points = points.left_join(parents.select("parent_prc_code", parent="mp_no"), [("parent_mp_no", "parent")])
    metered = every.filter(is_read(every)).select("cons_no").distinct().mutate(is_metered=ibis.literal(True))
    points = points.left_join(metered, "cons_no").drop("cons_no_right")
    points = points.mutate(is_metered=points.is_metered.fill_null(False))
    bills = bills_of(t, [t.period])
    billed = bills.semi_join(points, "cons_no").group_by("cons_no").agg(customer_kwh=bills.total_pq.sum())
    points = points.left_join(billed, "cons_no").drop("cons_no_right")
    prices = _prices(bills)
    points = points.left_join(prices.select(own_prc="prc_code", own_price="price"), [("prc_code", "own_prc")])
    points = points.left_join(
        prices.select(parent_prc="prc_code", parent_price="price"), [("parent_prc_code", "parent_prc")]
    )
    alike = points.filter(points.share.notnull(), points.prc_code.notnull())
    usual = alike.group_by("prc_code").agg(
        peers=alike.mp_no.nunique(),
        peer_share=to_places(alike.share.cast("float64").quantile(HIGH_QUANTILE), 6),
    )
    return points.left_join(
        usual.select("peers", "peer_share", peer_prc="prc_code"), [("prc_code", "peer_prc")]
    )


def _prices(bills: Any) -> Any:
    """Return what a kWh costs the company's customers of each price code on average."""
    rows = bills.filter(bills.prc_code.notnull())
    rows = rows.mutate(energy_yuan=printed_energy_yuan(rows))
    sums = rows.group_by("prc_code").agg(yuan=rows.energy_yuan.sum(), kwh=rows.total_pq.sum())
    return sums.select("prc_code", price=ratio(sums.yuan, sums.kwh, 6))
