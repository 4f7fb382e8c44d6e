"""MET-03 CT 配置过大/过小"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import as_text, reasons
from analytics.facts.current_transformers import loaded_transformers
from analytics.facts.energy_charges import (
    BILL_COLUMNS,
    POINT_EVIDENCE,
    POINT_TERMS,
    READ_COLUMNS,
    marks_of_a_share,
    with_point_energy_since,
)
from analytics.facts.points import points_in_use, running_meters
from analytics.facts.transformers import running_transformers
from analytics.regulation.metering import (
    MAX_LOAD_RATIO,
    MIN_LOAD_RATIO,
    MIN_LOAD_RATIO_S,
)
from analytics.regulation.money import exact, ratio, to_fen
from analytics.regulation.practice import LIGHT_LOAD_ERROR
from analytics.regulation.source import Rule
from data_loaders.codes.metering import MpAttr
from models.calendar import add_months
from models.category import Category

MONTHS = 12


@check(
    code="MET-03",
    title="CT 配置过大/过小",
    category=Category.METERING,
    matter="计量装置档案",
    severity="中",
    subject="metering_point",
    window="快照",
    amount="应收差额",
    reads={
        "metering_points": [
            *(
                "mp_no",
                "cons_no",
                "org_code?",
                "mp_attr?",
                "mp_cap?",
                "meas_mode?",
                "calc_mode?",
                "volt_code",
            ),
            "parent_mp_no?",
        ],
        "customers?": ["cons_no", "contract_cap?", "run_cap?"],
        "instrument_transformers": ["mp_no", "accuracy?"],
        "meters?": ["asset_no", "mp_no"],
        "daily_usage?": ["asset_no?", "data_date", "max_p?", "succ_flag?"],
        "readings?": READ_COLUMNS,
        "bills?": BILL_COLUMNS,
    },
    facts=(points_in_use, running_transformers, running_meters),
    without={
        "customers.run_cap": "没有运行容量,只有实测最大功率满 300 天的点才查过小",
        "daily_usage.max_p": "没有日最大功率,按容量计算一次电流",
        "daily_usage.asset_no": "日电量没有表号,按容量计算一次电流",
        "bills.total_amt": "没有电费,不算金额",
        "readings.mr_pq|this_read": "没有抄见电量,一户有几个结算点的不算金额",
        "meters.mp_no": "没有电能表所在计量点,按容量计算一次电流",
    },
    evidence={
        "reason": "配置",
        "load_basis": "负荷依据",
        "load_kva": "视在功率S(kVA)",
        "kv": "电压U(kV)",
        "primary_amperes": "一次电流I1(A)",
        "ct_amperes": "CT额定一次电流(A)",
        "load_ratio": "I1/Ict",
        "bound": "界限",
        "accuracy": "CT准确度等级",
        "max_p": "近12月最大功率(kW)",
        **POINT_EVIDENCE,
        "error_percent": "轻载误差(%)",
        "note": "提示",
    },
    sentence="计量点 {object_id} 的电流互感器{reason}:一次电流 {primary_amperes} A,额定 {ct_amperes} A,比值 {load_ratio}",
    arithmetic=(
        "I1 = S ÷ (√3 × U) = {load_kva} ÷ (√3 × {kv}) = {primary_amperes} A",
        "I1 ÷ Ict = {primary_amperes} ÷ {ct_amperes} = {load_ratio},界限 {bound}",
        *POINT_TERMS,
        "估算 = E × 轻载误差 = {energy_yuan} × {error_percent}% = {amount_yuan} 元",
    ),
    laws=(MIN_LOAD_RATIO, MIN_LOAD_RATIO_S, MAX_LOAD_RATIO, LIGHT_LOAD_ERROR),
)
def transformer_too_large_or_too_small(
    t: Tables,
    *,
    min_ratio: Annotated[Rule[Decimal], Param("过大界限(I1/Ict)", "倍", low=0, high=1)] = MIN_LOAD_RATIO,
    min_ratio_s: Annotated[
        Rule[Decimal], Param("S级过大界限(I1/Ict)", "倍", low=0, high=1)
    ] = MIN_LOAD_RATIO_S,
    max_ratio: Annotated[Rule[Decimal], Param("过小界限(I1/Ict)", "倍", low=1, high=3)] = MAX_LOAD_RATIO,
) -> Any:
    """电流互感器的额定一次电流应当与负荷相称。

    为什么: 过大的互感器长期轻载,误差偏负而少计;过小的饱和,既少计又可能烧毁。
    判定: 在用点(计量点状态 02 或空,户未销)的运行电流互感器(状态 011 或空),I1=S÷(√3×U):①过大:S 取计量点容量(空取合同容量),I1÷额定一次电流小于 {metering.MIN_LOAD_RATIO},全为 S 级(0.2S、0.5S 或未录)的小于 {metering.MIN_LOAD_RATIO_S};②过小:S 取计量点容量与运行容量的较小者,比值大于 {metering.MAX_LOAD_RATIO}。近 12 月日最大功率有 300 天以上的,S 一律取最大功率÷0.9。U:高供高计取计量点电压,高供低计 0.4,低供低计 0.38 千伏。恰为界限不算。
    金额: ①近 12 月电度电费(总电费−基本电费−力调电费,正常电费;一户有几个实抄结算点的,按各点都抄到的月份的抄见电量分摊到本点,分不出的不估)×{practice.LIGHT_LOAD_ERROR},正数,轻载负误差的估算,到分;②和考核点不计。
    例外: 没有电流互感器、单相 220 伏、高压而计量方式未录、容量为空或零的不判;变比不可解析、有多抽头或各相一次值不一致的不判(归 MET-02)。季节负荷、预留发展容量不排除,由核查人判断。
    核实: 调取近一年负荷曲线,现场核对互感器铭牌与穿心匝数,校验轻载误差。
    """
    points = loaded_transformers(t, min_ratio, min_ratio_s, max_ratio)
    wrong = points.filter(points.is_large | points.is_small)
    wrong = wrong.mutate(
        load_kva=ibis.ifelse(wrong.is_large, wrong.large_kva, wrong.small_kva),
        primary_amperes=ibis.ifelse(wrong.is_large, wrong.large_amperes, wrong.small_amperes),
        first_ym=ibis.literal(add_months(t.period, 1 - MONTHS)),
    )
    found = with_point_energy_since(t, wrong)
    is_estimated = found.is_large & (found.mp_attr.fill_null("") != MpAttr.CHECK)
    share = LIGHT_LOAD_ERROR.on_column(t.as_of)
    return found.mutate(
        object_id=found.mp_no,
        reason=ibis.ifelse(found.is_large, "过大", "过小"),
        load_basis=ibis.ifelse(found.max_p.isnull(), "容量", "实测最大功率"),
        load_ratio=ratio(exact(found.primary_amperes), exact(found.ct_amperes), 4),
        bound=as_text(ibis.ifelse(found.is_large, found.lower, found.upper)),
        error_percent=ibis.ifelse(is_estimated, share * 100, None),
        amount_yuan=ibis.ifelse(is_estimated, to_fen(exact(found.energy_yuan) * share), None),
        note=reasons({said: is_estimated & holds for said, holds in marks_of_a_share(found).items()}).nullif(
            ""
        ),
    )
