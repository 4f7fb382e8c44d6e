"""MET-16 主副表(结算/考核表)差异"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.energy_charges import BILL_COLUMNS, priced, with_energy_price
from analytics.facts.points import points_in_use, running_meters
from analytics.facts.registers import is_changed, is_read_off, rollover
from analytics.regulation.metering import MAIN_AND_CHECK_METER_TOLERANCE, grade_percent_expr
from analytics.regulation.money import exact, ratio, to_places
from data_loaders.catalog import code_lists
from data_loaders.codes.metering import MpAttr, ReadType
from models.category import Category

LEAST_KWH = 100


@check(
    code="MET-16",
    title="主副表(结算/考核表)差异",
    category=Category.METERING,
    matter="主题库",
    severity="中",
    subject="metering_point",
    window="期间",
    amount="应收差额",
    reads={
        "metering_points": ["mp_no", "cons_no", "org_code?", "parent_mp_no", "mp_attr"],
        "meters": ["asset_no", "mp_no", "accuracy", "digits?", "inst_date?"],
        "readings": [
            *("mp_no", "asset_no?", "amt_ym", "read_type", "last_read", "this_read", "t_factor"),
            *("last_date?", "mr_date?", "data_src?", "mr_type?", "mr_status?"),
        ],
        "bills?": BILL_COLUMNS,
    },
    facts=(points_in_use, running_meters),
    without={"bills.total_amt": "没有电费,不算金额"},
    energy="gap_kwh",
    evidence={
        "sub_mp_no": "副表计量点",
        "main_kwh": "主表电量Wm(kWh)",
        "sub_kwh": "副表电量Ws(kWh)",
        "main_grade": "主表等级",
        "sub_grade": "副表等级",
        "gap_kwh": "差(Ws−Wm,kWh)",
        "gap_percent": "差占主表电量(%)",
        "allowed_percent": "允差(%)",
        "price_yuan": "均价所据电度电费(元)",
        "price_kwh": "均价所据电量(kWh)",
    },
    sentence="主表计量点 {object_id} 电量 {main_kwh} kWh,副表 {sub_mp_no} 电量 {sub_kwh} kWh,相差 {gap_percent}%,允差 {allowed_percent}%",
    arithmetic=(
        "差 = Ws − Wm = {sub_kwh} − {main_kwh} = {gap_kwh} kWh,占 {gap_percent}%;允差 = 两表等级值之和 = {allowed_percent}%",
        "差额 = 差 × 电度均价 = {gap_kwh} × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",
    ),
    laws=(MAIN_AND_CHECK_METER_TOLERANCE,),
)
def main_and_check_meter_differ(t: Tables) -> Any:
    """主表与副表电量之差应当在两表允许误差之内。

    为什么: 主表少计直接少收,差额超出误差说明其中一只表或其接线有问题。
    判定: 在用点(计量点状态 02 或空,户未销)中,副点(性质 02)以主点(性质 01)为上级,主点只有这一个下级:核查期两点有功总示数(11)的电量之差的绝对值 ÷ 主表电量大于两表等级值之和(如 0.5S 与 0.5S 为 1.0%)。电量为归零还原后的示数差×倍率。命中主点。
    金额: (副表电量−主表电量)×电度均价(核查期电度电费÷电量,无则近 12 月),正数主表少计,负数多计,到分。
    例外: 主点有多个下级(分表、转供)、主表电量小于 100 kWh、换表、负增量、未抄、任一表等级未录或一点多表的不判;恰为允差不算。允许误差取等级值,不分负荷点。
    核实: 同时召测两表示数,核对接线与倍率,校验误差大的一只。
    """
    pairs = _with_energy(t, _pairs(t))
    gap = (exact(pairs.sub_kwh) - exact(pairs.main_kwh)).abs()
    wrong = pairs.filter(
        pairs.main_kwh >= LEAST_KWH,
        gap * 100 > exact(pairs.main_kwh) * pairs.allowed_percent,
    )
    wrong = wrong.mutate(
        gap_kwh=wrong.sub_kwh - wrong.main_kwh,
        gap_percent=ratio((exact(wrong.sub_kwh) - wrong.main_kwh) * 100, exact(wrong.main_kwh), 6),
    )
    found = with_energy_price(t, wrong)
    return found.mutate(object_id=found.mp_no, amount_yuan=priced(found.gap_kwh, found))


def _pairs(t: Tables) -> Any:
    """Return the points with one point beneath them that checks them, and what the grades of both allow."""
    points = t.fact(points_in_use)
    below = points.filter(points.parent_mp_no.notnull())
    only = below.group_by(mp_no="parent_mp_no").agg(
        below=below.count(), sub_mp_no=below.mp_no.max(), sub_attr=below.mp_attr.max()
    )
    only = only.filter(only.below == 1, only.sub_attr == MpAttr.CHECK)
    mains = points.filter(points.mp_attr == MpAttr.SETTLING).inner_join(only, "mp_no")
    pairs = mains.semi_join(_grades(t), "mp_no").left_join(_grades(t), "mp_no").drop("mp_no_right")
    subs = _grades(t).select(sub_mp_no="mp_no", sub_grade="grade")
    pairs = pairs.rename(main_grade="grade").inner_join(subs, "sub_mp_no")
    allowed = grade_percent_expr(pairs.main_grade) + grade_percent_expr(pairs.sub_grade)
    return pairs.mutate(allowed_percent=allowed)


def _grades(t: Tables) -> Any:
    """Return the grade of each point's meter, where it is one."""
    meters = t.fact(running_meters)
    of_points = meters.group_by("mp_no").agg(
        meters=meters.asset_no.nunique(), code=meters.accuracy.max(), graded=meters.accuracy.count()
    )
    one = of_points.filter(of_points.meters == 1, of_points.graded > 0)
    return one.select(
        "mp_no", grade=one.code.cases(*code_lists()["AP_PRE_LEVEL_CODE"].items(), else_=ibis.null("string"))
    )


def _with_energy(t: Tables, pairs: Any) -> Any:
    """Return the pairs both of whose meters were read in the period, with what they moved."""
    wanted = pairs.select("mp_no").union(pairs.select(mp_no="sub_mp_no"))
    readings = t.readings.filter(
        t.readings.amt_ym == t.period, t.readings.read_type == ReadType.ACTIVE_TOTAL, is_read_off(t.readings)
    ).semi_join(wanted, "mp_no")
    meters = t.meters.select("asset_no", "digits", "inst_date")
    meters = (
        meters.semi_join(readings, "asset_no")
        .group_by("asset_no")
        .agg(digits=meters.digits.max(), inst_date=meters.inst_date.max())
    )
    readings = readings.left_join(meters, "asset_no").drop("asset_no_right")
    moved = readings.this_read - readings.last_read + rollover(readings)
    readings = readings.mutate(
        kwh=to_places(exact(moved) * readings.t_factor, 4), is_changed=is_changed(readings)
    )
    energy = readings.group_by("mp_no").agg(
        kwh=readings.kwh.sum(),
        is_doubtful=(readings.is_changed | readings.kwh.isnull() | (readings.kwh < 0)).any(),
    )
    sound = energy.filter(~energy.is_doubtful)
    main = sound.select("mp_no", main_kwh="kwh")
    sub = sound.select(sub_mp_no="mp_no", sub_kwh="kwh")
    return pairs.inner_join(main, "mp_no").inner_join(sub, "sub_mp_no")
