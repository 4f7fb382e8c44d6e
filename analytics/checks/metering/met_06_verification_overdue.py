"""MET-06 电能表检定/轮换超期"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.columns import first_by
from analytics.facts.meter_cycles import verification_due
from analytics.facts.points import points_in_use, running_meters
from analytics.regulation.meter_cycles import (
    BATCH_EXTENSION,
    ELECTROMECHANICAL_MONTHS,
    ELECTRONIC_MONTHS,
)
from analytics.regulation.working_days import days_between_expr
from models.category import Category


@check(
    code="MET-06",
    title="电能表检定/轮换超期",
    category=Category.METERING,
    matter="周期检定(轮换)",
    severity="中",
    subject="asset",
    window="快照",
    amount=None,
    reads={
        "meters": [
            "asset_no",
            "mp_no",
            "meter_type?",
            "accuracy?",
            "inst_date?",
            "last_check_date?",
            "rotate_cycle?",
        ],
        "metering_points": ["mp_no", "cons_no", "wiring_mode?"],
        "meter_tests?": ["asset_no", "equip_sort?", "plan_type?", "actual_date?", "result?"],
    },
    facts=(
        points_in_use,
        running_meters,
    ),
    without={
        "meters.inst_date|last_check_date": "电能表没有检定日期和安装日期,无从计算到期日",
        "meters.meter_type|rotate_cycle": "电能表没有轮换周期和类型,周期不明的不判",
        "meter_tests.actual_date": "缺检定记录,基准日只按电能表档案",
    },
    evidence={
        "mp_no": "计量点编号",
        "base_date": "基准日",
        "base_source": "基准日来源",
        "cycle_months": "周期(月)",
        "cycle_source": "周期来源",
        "due_date": "到期日",
        "overdue_days": "超期天数",
        "meter_type": "电能表类型",
        "accuracy": "准确度等级",
        "wiring_mode": "接线方式",
        "note": "提示",
    },
    sentence="电能表 {object_id} 应于 {due_date} 前检定或轮换,已超期 {overdue_days} 天",
    arithmetic=(
        "到期日 = 基准日 {base_date} + 周期 {cycle_months} 个月 = {due_date},超期 {overdue_days} 天",
    ),
    laws=(ELECTROMECHANICAL_MONTHS, ELECTRONIC_MONTHS, BATCH_EXTENSION),
)
def verification_overdue(t: Tables) -> Any:
    """在用点上运行的电能表应当在检定周期内检定或轮换。

    为什么: 超期表的计量结果在争议中没有证据效力,误差大的还会持续少计或多计。
    判定: 在用点(计量点状态 02 或空,户未销)上运行(012)的电能表,核查日晚于基准日加周期即中(到期当日不中)。基准日取最近检定日期,空取安装日期;检验记录中电能表(01)、计划类型为空(室内检定)、结论合格且更晚的实际检验日期优先。周期取档案轮换周期;空时按规程,机电式 {meter_cycles.ELECTROMECHANICAL_MONTHS},电子式 {meter_cycles.ELECTRONIC_MONTHS}。周期按月加,月末取末日。
    金额: 无。
    例外: 现场检验(计划类型 01)不等于检定,不续期;计划类型整列没有数据时不用检验记录;类型、等级或接线方式不明而档案又无轮换周期的不判;余 90 天以内只作预警不列入。轮换周期大于规程值的视为批次延期,加提示待核批文。
    核实: 查检定证书和省局批次延期批文,现场核对表号与封印。
    """
    meters = verification_due(t)
    as_of: Any = ibis.literal(t.as_of)
    meters = meters.mutate(object_id=meters.asset_no)
    overdue = meters.filter(meters.due_date < t.as_of)
    overdue = overdue.mutate(overdue_days=days_between_expr(overdue.due_date, as_of))
    return first_by(overdue, ["asset_no"], ["due_date", "cons_no", "mp_no", "cycle_months"])
