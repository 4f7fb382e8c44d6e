"""MET-02 三相互感器变比/规格不一致"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.columns import as_text, in_words, is_blank, listed, plain, reasons
from analytics.facts.energy_charges import (
    BILL_COLUMNS,
    POINT_EVIDENCE,
    POINT_TERMS,
    READ_COLUMNS,
    marks_of_a_share,
    month_after,
    with_point_energy_since,
)
from analytics.facts.points import is_read, is_settled, points_in_use, running_meters
from analytics.facts.transformers import ratio_without_voltage_transformer, running_transformers
from analytics.regulation.metering import TRANSFORMERS_ALIKE
from analytics.regulation.money import exact, ratio, to_fen
from analytics.regulation.transformer_ratio import RETRO_FACTOR
from data_loaders.codes.metering import ItSort, WiringMode
from models.category import Category

SINGLE = (ItSort.CURRENT, ItSort.VOLTAGE)
CURRENT_TRANSFORMERS = {WiringMode.SINGLE_PHASE: 1, WiringMode.THREE_WIRE: 2, WiringMode.FOUR_WIRE: 3}
A_PHASE = r"^[ABC]$"  # 三相, ABC and numbers stand for all or for nobody knows which


@check(
    code="MET-02",
    title="三相互感器变比/规格不一致",
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
            "wiring_mode?",
            "meas_mode?",
            "calc_mode?",
            "volt_code?",
            "parent_mp_no?",
        ],
        "meters?": ["asset_no", "mp_no", "t_factor?", "inst_date?"],
        "instrument_transformers": [
            *("mp_no", "it_asset_no?", "it_sort", "ratio?", "phase?", "accuracy?", "status?", "inst_date?"),
            *("manufacturer?", "batch_no?"),
        ],
        "readings?": READ_COLUMNS,
        "bills?": BILL_COLUMNS,
    },
    facts=(points_in_use, running_meters, running_transformers),
    without={
        "instrument_transformers.ratio": "互感器没有变比,不查①变比不同",
        "instrument_transformers.accuracy": "互感器没有准确度等级,不查②准确度不同",
        "metering_points.wiring_mode": "计量点没有接线方式,不查③只数不符、相别重复",
        "instrument_transformers.manufacturer": "缺互感器厂家,不查④厂家不同",
        "meters.t_factor": "电能表没有综合倍率,不算金额",
        "bills.total_amt": "没有电费,不算金额",
        "readings.mr_pq|this_read": "没有抄见电量,一户有几个结算点的不算金额",
    },
    evidence={
        "reason": "不一致之处",
        "devices": "运行互感器",
        "ct_count": "电流互感器只数",
        "due_count": "应有只数",
        "wiring_mode": "接线方式",
        "t_factor": "综合倍率",
        "pt_ratio": "PT变比",
        "kc": "计费所按的CT变比Kc",
        "ct_terms": "各相变比的倒数",
        **POINT_EVIDENCE,
        "note": "提示",
    },
    sentence="计量点 {object_id} {reason}:{devices}",
    arithmetic=(
        "Kc = 综合倍率 ÷ PT变比 = {t_factor} ÷ {pt_ratio} = {kc}",
        *POINT_TERMS,
        "差额 = E ×(只数 ÷ Σ(Kc ÷ 各相变比) − 1)= {energy_yuan} ×({ct_count} ÷({kc} ×({ct_terms}))− 1)"
        " = {amount_yuan} 元",
    ),
    laws=(TRANSFORMERS_ALIKE, RETRO_FACTOR),
)
def transformers_of_a_point_differ(t: Tables) -> Any:
    """同一计量点各相互感器的变比、准确度、厂家应当相同,电流互感器的只数应当与接线方式相符。

    为什么: 一相变比不同,电量就按错误的倍率计费;等级、只数不符的装置误差无从保证。
    判定: 在用点(计量点状态 02 或空,户未销)上运行(011 或空)的电流互感器(01)、电压互感器(02)各为一组,任一即中:①化为一次÷二次后变比不同(多抽头的没有共同的抽头);②录入的准确度不同;③电流互感器只数不是应有的(单相 1、三相三线 2、三相四线 3),或相别全部录入而有重复;④录入的厂家不同。每点一条。
    金额: 仅电流互感器变比不同且全部可解析、只数相符的:E×(只数÷Σ(Kc÷各相变比)−1),到分,正数少收,负数多收。Kc=综合倍率÷PT变比,各相负荷视为相等。E 为电度电费(总电费−基本电费−力调电费,正常电费),自表与互感器安装日期最晚者的次月至核查期;安装日期都没有的取近 12 个月;一户有几个实抄结算点的,按各点都抄到的月份的抄见电量分摊到本点,分不出的不估。考核点、非实抄点、有组合互感器或多抽头的、综合倍率或 PT 变比不唯一的不估;没有 PT 档案的,高供高计按额定 PT(10 千伏为 100),其余为 1。
    例外: 没有电流互感器档案的点不判;有组合互感器(03、04)的不查只数;相别有空的、不是单独一相的只比只数;电压互感器不查只数(V/v 接线 2 只、Y 接线 3 只皆可);变比不可解析的不比;DL/T 448 不要求同一批次,批次只作证据。
    核实: 现场逐相核对互感器铭牌、穿心匝数与接线,拍照留证。
    """
    wrong = _with_billed_ratio(t, _differing(t))
    wrong = wrong.mutate(first_ym=ibis.ifelse(wrong.kc.notnull(), month_after(t, wrong.changed_date), None))
    found = with_point_energy_since(t, wrong)
    counted = found.ct_count.cast("float64") / (found.kc.cast("float64") * found.inverse)
    marks = {
        "没有PT档案,按额定PT": found.is_pt_rated & found.kc.notnull(),
    } | marks_of_a_share(found)
    return found.mutate(
        object_id=found.mp_no,
        months=ibis.ifelse(found.first_ym.notnull(), found.months, None),
        amount_yuan=to_fen(found.energy_yuan.cast("float64") * (counted - 1)),
        note=reasons(marks).nullif(""),
    )


def _differing(t: Tables) -> Any:
    """Return the points in use with current transformers whose transformers are not alike, and how.

    Shapes: points_in_use, transformer_date, due_count, ct_count, devices, pt_low and pt_high (candidates), reason,
    is_comparable (whether every current transformer is a single one of one ratio), ct_terms, inverse (Σ 1 ÷ ratio).
    """
    points = t.fact(points_in_use)
    devices = t.fact(running_transformers).semi_join(points, "mp_no")
    is_ct, is_pt = devices.it_sort == ItSort.CURRENT, devices.it_sort == ItSort.VOLTAGE
    phase = devices.phase.upper().replace("相", "").nullif("")
    maker: Any = ibis.ifelse(is_blank(devices.manufacturer), None, plain(devices.manufacturer))
    turns: Any = devices.turns_ratios[0]
    one: Any = ibis.literal("1 ÷ ")
    found = devices.group_by("mp_no").agg(
        transformer_date=devices.inst_date.max(),
        has_ct=devices.is_ct.any(),
        is_combined=devices.it_sort.isin((ItSort.COMBINED, ItSort.CURRENT_SET)).any(),
        ct_count=is_ct.sum(),
        ct_grades=devices.accuracy.nunique(where=is_ct),
        pt_grades=devices.accuracy.nunique(where=is_pt),
        ct_makers=maker.nunique(where=is_ct),
        pt_makers=maker.nunique(where=is_pt),
        phases=phase.nunique(where=is_ct),
        untold=(is_ct & ~phase.re_search(A_PHASE).fill_null(False)).sum(),
        is_comparable=((devices.turns_ratios.length() == 1).fill_null(False) | ~is_ct).all(),
        inverse=(1 / turns.cast("float64")).sum(where=is_ct),
        ct_terms=listed(one.concat(as_text(turns)), is_ct, by=" + "),
        devices=listed(_in_words(t, devices)),
    )
    for name, sort in (("cts_differ", ItSort.CURRENT), ("pts_differ", ItSort.VOLTAGE)):
        found = found.left_join(_of_different_ratios(devices, sort).mutate(**{name: True}), "mp_no").drop(
            "mp_no_right"
        )
    found = points.inner_join(found.filter("has_ct"), "mp_no")
    due_count = found.wiring_mode.cases(*CURRENT_TRANSFORMERS.items(), else_=ibis.null("int64"))
    found = found.mutate(
        due_count=due_count,
        is_miscounted=(~found.is_combined & (found.ct_count != due_count)).fill_null(False),
    )
    is_repeated = (found.untold == 0) & (found.phases < found.ct_count) & due_count.notnull()
    causes = {
        "电流互感器变比不同": found.cts_differ,
        "电压互感器变比不同": found.pts_differ,
        "电流互感器准确度不同": found.ct_grades > 1,
        "电压互感器准确度不同": found.pt_grades > 1,
        "电流互感器只数与接线方式不符": found.is_miscounted,
        "电流互感器相别重复": is_repeated,
        "电流互感器厂家不同": found.ct_makers > 1,
        "电压互感器厂家不同": found.pt_makers > 1,
    }
    found = found.mutate(reason=reasons(causes))
    return found.filter(found.reason != "")


def _of_different_ratios(devices: Any, sort: ItSort) -> Any:
    """Return the points whose transformers of a kind have no ratio in common, of those that can be read."""
    group = devices.filter(devices.it_sort == sort, devices.turns_ratios.notnull())
    sizes = group.group_by("mp_no").agg(size=group.count())
    turns = group.select("mp_no", turns=group.turns_ratios.unnest())
    shared = turns.group_by("mp_no", "turns").agg(cases=turns.count())
    most = shared.group_by("mp_no").agg(most=shared.cases.max())
    both = sizes.inner_join(most, "mp_no")
    return both.filter(both.most < both["size"]).select("mp_no")


def _in_words(t: Tables, devices: Any) -> Any:
    """Return each transformer as a line: phase, kind, asset number, ratio, class, maker and batch, as far as they are on file."""
    blank: Any = ibis.literal(" ")
    phase = devices.phase.concat("相").replace("相相", "相")
    grade = in_words(devices.accuracy, t.labels("IT_ACCURACY_CODE")).concat("级")
    parts = (
        phase,
        in_words(devices.it_sort, t.labels("IT_SORT_CODE")),
        devices.it_asset_no,
        devices.ratio,
        grade,
        devices.manufacturer,
        devices.batch_no,
    )
    return blank.join(parts)


def _with_billed_ratio(t: Tables, wrong: Any) -> Any:
    """Add the current ratio that each point is billed by (Kc), where what it differs by can be worked out.

    Shapes: adds t_factor, pt_ratio, is_pt_rated, kc (null where it cannot), changed_date.
    """
    meters = t.fact(running_meters).semi_join(wrong, "mp_no")
    meters = meters.group_by("mp_no").agg(
        meter_date=meters.inst_date.max(),
        t_factor=meters.t_factor.max(),
        lowest_factor=meters.t_factor.min(),
    )
    devices = t.fact(running_transformers).semi_join(wrong, "mp_no")
    voltage = devices.filter(~devices.is_ct)
    voltage = voltage.select("mp_no", "ratio", turns=voltage.turns_ratios.unnest())
    voltage = voltage.group_by("mp_no").agg(pt=voltage.turns.max(), lowest_pt=voltage.turns.min())
    found = (
        wrong.left_join(meters, "mp_no").drop("mp_no_right").left_join(voltage, "mp_no").drop("mp_no_right")
    )
    # a column of its own: named where it is used, it would stand forty times in what divides by it
    found = found.mutate(pt_ratio=found.pt.coalesce(ratio_without_voltage_transformer(found)))
    is_known = (
        found.cts_differ
        & found.is_comparable
        & ~found.is_combined
        & (found.ct_count == found.due_count)
        & is_settled(found)
        & is_read(found)
        & (found.t_factor == found.lowest_factor)
        & (found.t_factor > 0)
        & (found.pt.isnull() | (found.pt == found.lowest_pt))
    )
    return found.mutate(
        is_pt_rated=found.pt.isnull() & (found.pt_ratio != 1),
        kc=ibis.ifelse(
            is_known.fill_null(False), ratio(exact(found.t_factor), exact(found.pt_ratio), 6), None
        ),
        changed_date=ibis.greatest(found.meter_date, found.transformer_date),
    )
