"""MET-08 互感器/PT压降超期"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, reasons
from analytics.facts.points import points_in_use
from analytics.facts.transformers import CURRENT, VOLTAGE, running_transformers
from analytics.regulation.meter_cycles import HIGH_VOLTAGE_TRANSFORMER_YEARS, PT_DROP_YEARS
from analytics.regulation.source import Rule
from analytics.regulation.voltage import kilovolts_expr
from analytics.regulation.working_days import add_months_expr, days_between_expr
from data_loaders.codes.metering import ItSort, MdType, MeasMode, PlannedTest
from models.category import Category

DROP_FROM_KV = 35
OF_VOLTAGE = (*VOLTAGE, ItSort.COMBINED)
OTHER_TESTS = (PlannedTest.VOLTAGE_DROP, PlannedTest.CURRENT_BURDEN)


@check(
    code="MET-08",
    title="互感器/PT压降超期",
    category=Category.METERING,
    matter="周期检定(轮换)",
    severity="低",
    subject="asset",
    window="快照",
    amount=None,
    reads={
        "instrument_transformers": ["it_asset_no", "mp_no", "it_sort", "inst_date?", "last_check_date?"],
        "metering_points": ["mp_no", "cons_no", "org_code?", "meas_mode?", "volt_code"],
        "meter_tests?": ["asset_no?", "mp_no?", "equip_sort?", "plan_type?", "actual_date"],
    },
    facts=(points_in_use, running_transformers),
    without={
        "instrument_transformers.inst_date|last_check_date": "互感器没有检验日期和安装日期,无从计算到期日",
        "meter_tests.plan_type": "检验记录没有计划类型,不查②二次压降",
    },
    evidence={
        "reason": "超期项目",
        "mp_no": "计量点编号",
        "it_sort": "互感器类别",
        "kv": "电压(kV)",
        "base_date": "现场检验基准日",
        "base_source": "基准日来源",
        "cycle": "现场检验周期",
        "due_date": "现场检验到期日",
        "drop_date": "压降检验基准日",
        "drop_source": "压降基准日来源",
        "drop_cycle": "压降检验周期",
        "drop_due_date": "压降检验到期日",
        "overdue_days": "最长超期天数",
    },
    sentence="互感器 {object_id}({kv} kV){reason},最长已超期 {overdue_days} 天",
    arithmetic=(
        "现场检验到期日 = {base_date} + {cycle} = {due_date}",
        "压降检验到期日 = {drop_date} + {drop_cycle} = {drop_due_date}",
    ),
    laws=(HIGH_VOLTAGE_TRANSFORMER_YEARS, PT_DROP_YEARS),
)
def transformer_test_overdue(
    t: Tables,
    *,
    it_years: Annotated[
        Rule[int], Param("高压互感器检验周期", "年", low=1, high=20)
    ] = HIGH_VOLTAGE_TRANSFORMER_YEARS,
    drop_years: Annotated[Rule[int], Param("PT二次压降检验周期", "年", low=1, high=10)] = PT_DROP_YEARS,
) -> Any:
    """高压互感器和电压互感器二次压降应当按周期检验。

    为什么: 互感器误差和二次压降直接乘进电量,高压点上每千分之一都是大额电费。
    判定: 在用点(计量点状态 02 或空,户未销)上运行(011 或空)的高压互感器:电压、组合互感器(02、03、05)电压 1 千伏及以上,或高供高计(1)且 1 千伏及以上的电流互感器。任一即中:①核查日晚于基准日加 {meter_cycles.HIGH_VOLTAGE_TRANSFORMER_YEARS},基准日取最近检验日期与检验记录(互感器 02,计划类型非 03、04)的较晚者,都没有的取安装日期;②{meter_cycles.PT_DROP_YEARS}:35 千伏及以上的电压、组合互感器,核查日晚于最近二次压降检验(计划类型 03,没有的取安装日期)加周期。到期当日不算,每件一条。
    金额: 无。
    例外: 低压电流互感器不判;日期都没有的不判。检验记录写明资产号的只算该件,只有计量点编号的算该点各件;压降检验算该点各件。全部检验记录中没有二次压降检验的不查②。停电受限的人工排除。
    核实: 查检验计划与记录;因停电受限未检的,核对停电计划与延期批准。
    """
    devices = _with_tests(t, _high(t))
    years, years_of_drop = it_years.on_column(t.as_of), drop_years.on_column(t.as_of)
    devices = devices.mutate(
        cycle=years.cast("string") + " 年",
        due_date=add_months_expr(devices.base_date, years * 12),
        drop_cycle=ibis.ifelse(devices.drop_date.notnull(), years_of_drop.cast("string") + " 年", None),
        drop_due_date=add_months_expr(devices.drop_date, years_of_drop * 12),
    )
    is_due = (devices.due_date < t.as_of).fill_null(False)
    is_drop_due = (devices.drop_due_date < t.as_of).fill_null(False)
    as_of: Any = ibis.literal(t.as_of)
    devices = devices.mutate(
        object_id=devices.it_asset_no,
        reason=reasons({"现场检验超期": is_due, "二次压降检验超期": is_drop_due}),
        overdue_days=days_between_expr(ibis.least(devices.due_date, devices.drop_due_date), as_of),
    )
    overdue = devices.filter(is_due | is_drop_due)
    return first_by(overdue, ["it_asset_no"], ["due_date", "drop_due_date", "mp_no", "cons_no"])


def _high(t: Tables) -> Any:
    """Return the transformers in use that bear high voltage, with their point."""
    devices = t.fact(running_transformers)
    points = t.fact(points_in_use)
    points = points.select("mp_no", "cons_no", "org_code", "meas_mode", kv=kilovolts_expr(points.volt_code))
    found = devices.filter(devices.it_asset_no.notnull()).inner_join(points, "mp_no")
    is_high_current = found.it_sort.isin(CURRENT) & (found.meas_mode == MeasMode.HIGH_SIDE)
    return found.filter(found.kv >= 1, is_high_current | found.it_sort.isin(OF_VOLTAGE))


def _with_tests(t: Tables, devices: Any) -> Any:
    """Add the days from which the next test on site and of the voltage drop are counted; null where none is due."""
    tests = t.meter_tests.filter(t.meter_tests.actual_date <= t.as_of)
    is_of_device = tests.plan_type.isnull() | ~tests.plan_type.isin(OTHER_TESTS)
    on_site = tests.filter(tests.equip_sort == MdType.INSTRUMENT_TRANSFORMER, is_of_device)
    drops = tests.filter(tests.plan_type == PlannedTest.VOLTAGE_DROP)
    own = on_site.group_by(it_asset_no="asset_no").agg(own_test=on_site.actual_date.max())
    nameless = on_site.filter(on_site.asset_no.isnull())
    of_point = nameless.group_by("mp_no").agg(point_test=nameless.actual_date.max())
    drop_of_device = drops.group_by(it_asset_no="asset_no").agg(device_drop=drops.actual_date.max())
    drop_of_point = drops.group_by("mp_no").agg(point_drop=drops.actual_date.max())
    for rows, key in (
        (own, "it_asset_no"),
        (drop_of_device, "it_asset_no"),
        (of_point, "mp_no"),
        (drop_of_point, "mp_no"),
    ):
        devices = devices.left_join(rows, key).drop(f"{key}_right")
    checked = ibis.greatest(devices.last_check_date, devices.own_test, devices.point_test)
    dropped = ibis.greatest(devices.device_drop, devices.point_drop)
    devices = devices.cross_join(drops.agg(has_drops=drops.count() > 0))
    has_drop = (devices.kv >= DROP_FROM_KV) & devices.it_sort.isin(OF_VOLTAGE) & devices.has_drops
    return devices.mutate(
        base_date=checked.coalesce(devices.inst_date),
        base_source=ibis.ifelse(checked.isnull(), "安装日期", "最近检验"),
        drop_date=ibis.ifelse(has_drop, dropped.coalesce(devices.inst_date), None),
        drop_source=ibis.cases((has_drop & dropped.isnull(), "安装日期"), (has_drop, "最近压降检验")),
    )
