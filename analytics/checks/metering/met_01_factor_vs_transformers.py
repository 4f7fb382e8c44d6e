"""MET-01 计费倍率与互感器变比不符"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import as_text, first_by, reasons
from analytics.facts.energy_charges import (
    BILL_COLUMNS,
    POINT_EVIDENCE,
    POINT_TERMS,
    READ_COLUMNS,
    marks_of_a_share,
    month_after,
    with_point_energy_since,
)
from analytics.facts.points import is_read, points_in_use, running_meters
from analytics.facts.transformers import ratio_without_voltage_transformer, running_transformers
from analytics.regulation.metering import largest_current_expr
from analytics.regulation.money import exact, number, to_places
from analytics.regulation.transformer_ratio import (
    FORMULA,
    RETRO_FACTOR,
    retro_yuan_expr,
)
from data_loaders.codes.metering import (
    MeasMode,
    MpAttr,
    ReadType,
)
from models.category import Category

LARGEST_CURRENT_BEHIND_TRANSFORMERS = 10  # A, in the brackets of 1.5(6); a direct meter has more
KWH_A_MONTH_PER_KVA = 864  # 720 hours at 1.2 times the capacity


@check(
    code="MET-01",
    title="计费倍率与互感器变比不符",
    category=Category.METERING,
    matter="倍率与互感器不符",
    severity="高",
    subject="metering_point",
    window="快照",
    amount="应收差额",
    reads={
        "metering_points": [
            "mp_no",
            "cons_no",
            "org_code?",
            "mp_attr?",
            "mp_cap?",
            "meas_mode?",
            "calc_mode?",
            "volt_code?",
            "parent_mp_no?",
        ],
        "meters": ["asset_no", "mp_no", "t_factor", "rated_i?", "inst_date?"],
        "instrument_transformers": ["mp_no", "it_sort", "ratio", "status?", "inst_date?"],
        "readings?": [*READ_COLUMNS, "mr_date?"],
        "bills?": BILL_COLUMNS,
    },
    facts=(points_in_use, running_meters, running_transformers),
    without={
        "readings.t_factor": "没有抄表示数,只比电能表档案倍率",
        "bills.total_amt": "没有电费,不算金额",
    },
    evidence={
        "asset_no": "电能表资产号",
        "rated_i": "标定电流",
        "t_factor": "档案综合倍率",
        "reading_factor": "当期抄表倍率",
        "billed_factor": "计费倍率",
        "ct_ratio": "CT变比",
        "pt_ratio": "PT变比",
        "candidates": "候选倍率",
        "expected_factor": "应有倍率",
        **POINT_EVIDENCE,
        "total_pq": "同期电量(kWh)",
        "mp_cap": "计量点容量(kVA)",
        "note": "提示",
    },
    sentence="计量点 {object_id} 按倍率 {billed_factor} 计费,互感器变比应为 {candidates}",
    arithmetic=(
        "应有倍率 = CT变比 {ct_ratio} × PT变比 {pt_ratio} = {expected_factor}",
        *POINT_TERMS,
        "差额 = E × (应有倍率 ÷ 计费倍率 − 1) = {energy_yuan} × ({expected_factor} ÷ {billed_factor} − 1)"
        " = {amount_yuan} 元",
    ),
    laws=(FORMULA, RETRO_FACTOR),
)
def factor_differs_from_transformers(
    t: Tables,
    *,
    tolerance: Annotated[float, Param("倍率容差", "", low=0, high=10)] = 0.01,
) -> Any:
    """计费倍率应当等于电流互感器变比与电压互感器变比之积。

    为什么: 倍率差错按整月电量放大,是追补金额最大的计量差错。
    判定: 在用点(计量点状态 02 或空,户未销)上运行(012)的电能表,档案倍率或当期抄表倍率(示数类型 11)与全部候选倍率之差都大于 0.01 即中。候选倍率 = 运行(011 或空)CT 的一次/二次 × PT 的一次/二次;组合互感器按二次值 5 或 1 归 CT、其余归 PT;高供高计没有 PT 档案的按额定 PT(10 千伏为 100)。没有 CT 而标定电流为直接式(括号内大于 10 A)或未录的应为 1。每点一条。
    金额: E×(应有倍率/计费倍率−1),到分,正数少收,负数多收。E 为电度电费(总电费−基本电费−力调电费,正常电费),自表与互感器安装日期最晚者的次月至核查期;安装日期都没有的取近 12 个月;一户有几个实抄结算点的,按各点都抄到的月份的抄见电量分摊到本点,分不出的不估。计费倍率取当期抄表倍率,无则档案倍率。候选倍率不唯一,或还原后月均电量大于计量点容量×720×1.2 的(疑互感器档案错),不估金额。
    例外: 考核点(性质 02)、非实抄的点不判(计算方式为空视为实抄);高供高计或互感器式电能表没有 CT 档案的不判;任一互感器变比不可解析的不判;多抽头或各相变比不同,与任一候选相符即不中。
    核实: 现场核对互感器铭牌、穿心匝数与系统档案,拍照留证。
    """
    judged = _compared(t, number(tolerance))
    wrong = judged.filter(~judged.fits_file | ~judged.fits_reading)
    wrong = first_by(wrong, ["mp_no"], ["asset_no"])
    wrong = wrong.mutate(first_ym=month_after(t, wrong.changed_date))
    found = with_point_energy_since(t, wrong)
    is_absurd = (
        exact(found.total_pq) * found.expected_factor
        > exact(found.mp_cap) * KWH_A_MONTH_PER_KVA * found.months * found.billed_factor
    ).fill_null(False)
    marks = {
        "候选倍率不唯一,不估金额": found.expected_factor.isnull(),
        "还原电量超出计量点容量,疑互感器档案有误,不估金额": is_absurd,
        "没有PT档案,按额定PT": found.is_pt_rated,
    } | marks_of_a_share(found)
    retro = retro_yuan_expr(found.energy_yuan, found.expected_factor, found.billed_factor)
    return found.mutate(
        object_id=found.mp_no,
        amount_yuan=ibis.ifelse(is_absurd, None, retro),
        note=reasons(marks).nullif(""),
    )


def _compared(t: Tables, tolerance: Any) -> Any:
    """Return each running meter that some candidate misses, with its candidates, and whether one fits."""
    rows = _with_expected(t, _metered(t))
    rows = rows.filter(rows.expected.notnull()).alias("candidates")
    # nearly every meter fits: only those where something does not are put together
    odd = rows.filter(
        ~(
            _fits(rows.t_factor, rows.expected, tolerance)
            & _fits(rows.reading_factor, rows.expected, tolerance)
        )
    )
    rows = rows.semi_join(odd, ["mp_no", "asset_no"])
    same = ("cons_no", "org_code", "t_factor", "reading_factor", "rated_i", "mp_cap", "ct_ratio", "pt_ratio")
    changed_date: Any = ibis.greatest(rows.inst_date, rows.transformer_date)
    grouped = rows.group_by("mp_no", "asset_no").agg(
        **{name: rows[name].max() for name in same},
        changed_date=changed_date.max(),
        is_pt_rated=rows.is_pt_rated.any(),
        lowest=rows.expected.min(),
        highest=rows.expected.max(),
        fits_file=_fits(rows.t_factor, rows.expected, tolerance).any(),
        fits_reading=_fits(rows.reading_factor, rows.expected, tolerance).any(),
    )
    is_unique = grouped.lowest == grouped.highest
    low, high = as_text(grouped.lowest), as_text(grouped.highest)
    return grouped.mutate(
        billed_factor=ibis.coalesce(grouped.reading_factor, grouped.t_factor),
        expected_factor=ibis.ifelse(is_unique, grouped.lowest, ibis.null("decimal(18, 6)")),
        candidates=ibis.ifelse(is_unique, low, low.concat("、", high)),
    )


def _fits(factor: Any, expected: Any, tolerance: Any) -> Any:
    """Return whether a candidate meets a multiplier; one that is not known is met."""
    return factor.isnull() | ((factor - expected).abs() <= tolerance)


def _metered(t: Tables) -> Any:
    """Return the running meters at points in use whose own readings are billed, with this period's factor."""
    points = t.fact(points_in_use)
    points = points.filter(
        points.mp_attr.fill_null("") != MpAttr.CHECK,
        is_read(points),
    )
    readings = t.readings.filter(
        t.readings.amt_ym == t.period,
        t.readings.read_type == ReadType.ACTIVE_TOTAL,
        t.readings.t_factor.notnull(),
    )
    meters = _multiplying(t, readings).inner_join(points, "mp_no")
    latest = first_by(
        readings.semi_join(meters, "asset_no"), ["asset_no"], [ibis.desc("mr_date"), "t_factor"]
    )
    factors = latest.select("asset_no", reading_factor="t_factor")
    return meters.left_join(factors, "asset_no").drop("asset_no_right")


def _multiplying(t: Tables, readings: Any) -> Any:
    """Return the running meters that multiply or have a transformer; the others, nearly all, fit as they are."""
    meters = t.fact(running_meters)
    odd = readings.filter(readings.t_factor != 1)
    return meters.filter(
        (meters.t_factor != 1)
        | meters.asset_no.isin(odd.asset_no)
        | meters.mp_no.isin(t.instrument_transformers.mp_no)
    )


def _with_expected(t: Tables, meters: Any) -> Any:
    """Return each meter once for each multiplier that its transformers allow; null where nobody can tell."""
    transformers = t.fact(running_transformers)
    of_point = transformers.group_by("mp_no").agg(
        transformer_date=transformers.inst_date.max(),
        is_unreadable=transformers.turns_ratios.isnull().any(),
        ct_ratio=_texts(transformers.ratio, transformers.is_ct),
        pt_ratio=_texts(transformers.ratio, ~transformers.is_ct),
    )
    found = meters.left_join(of_point, "mp_no").drop("mp_no_right")
    for name, rows in (
        ("ct", transformers.filter("is_ct")),
        ("pt", transformers.filter(~transformers.is_ct)),
    ):
        turns = rows.select("mp_no", rows.turns_ratios.unnest().name(name)).distinct()
        found = found.left_join(turns, "mp_no").drop("mp_no_right")
    is_high = (found.meas_mode == MeasMode.HIGH_SIDE).fill_null(False)
    no_pt = ratio_without_voltage_transformer(found)
    is_direct = found.rated_i.isnull() | (
        largest_current_expr(found.rated_i) > LARGEST_CURRENT_BEHIND_TRANSFORMERS
    )
    expected = ibis.cases(
        (found.is_unreadable, ibis.null("decimal(18, 6)")),
        (found.ct.notnull(), to_places(exact(found.ct) * ibis.coalesce(found.pt, no_pt), 6)),
        (~is_high & is_direct, number(1).cast("decimal(18, 6)")),
        else_=ibis.null("decimal(18, 6)"),
    )
    is_pt_rated = found.ct.notnull() & found.pt.isnull() & is_high
    assumed_pt = ibis.ifelse(is_pt_rated, as_text(no_pt).concat("(额定)"), "1(无互感器)")
    return found.mutate(
        expected=expected,
        is_pt_rated=is_pt_rated,
        ct_ratio=ibis.coalesce(found.ct_ratio, "1(无互感器)"),
        pt_ratio=ibis.coalesce(found.pt_ratio, assumed_pt),
    )


def _texts(texts: Any, where: Any) -> Any:
    return texts.collect(where=where, distinct=True).sort().join("、").nullif("")
