"""INS-13 新装/增容/变更/临时用电台账核查"""

from collections.abc import Sequence
from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.applications import is_archived, is_given_up
from analytics.facts.columns import first_by, in_words, reasons
from analytics.facts.customers import is_check_point, is_high_voltage, presumed_on_the_books
from analytics.facts.points import running_meters
from analytics.facts.transformers import running_transformers
from analytics.regulation.metering import primary_current_expr
from analytics.regulation.money import number, to_places
from analytics.regulation.practice import DIRECT_METER_AMPERES, FILED_AS_APPLIED_FOR
from analytics.regulation.supply_terms import TEMPORARY_SUPPLY_MONTHS
from analytics.regulation.voltage import kilovolts_expr
from analytics.regulation.working_days import add_months_expr
from data_loaders.catalog import tables
from data_loaders.codes.applications import ENLARGEMENTS, AppType, WkstStatus
from data_loaders.codes.customers import TmpFlag
from data_loaders.codes.equipment import VoltCode
from models.category import Category

TOLERANCE_KVA = "0.01"
ONE_PHASE_KV = 0.22
CONNECTIONS = (
    AppType.NEW_RESIDENT,
    AppType.NEW_LOW_VOLTAGE,
    AppType.NEW_HOUSING_ESTATE,
    AppType.NEW_HIGH_VOLTAGE,
    AppType.TEMPORARY_METERED,
    AppType.TEMPORARY_UNMETERED,
    AppType.TEMPORARY_UNMETERED_EXTENDED,
    AppType.TEMPORARY_UNMETERED_ENDED,
    *ENLARGEMENTS,
    AppType.NEW_LOW_VOLTAGE_BATCH,
)
SPLITS = (AppType.SPLIT, AppType.MERGER, AppType.VOLTAGE_CHANGE)
OF_VOLTAGE = (*CONNECTIONS, *SPLITS)
OF_CAPACITY = (*OF_VOLTAGE, AppType.REDUCTION, AppType.REDUCTION_ENDED, AppType.USE_CHANGE)
OF_USE = (*OF_CAPACITY, AppType.TRANSFER)
SAID = {
    "is_resized": "①容量与申请不一致",
    "is_revolted": "②电压与申请不一致",
    "is_reused": "③用电类别与申请不一致",
    "is_overdue": "④临时用电到期未办",
    "is_bare": "⑤增容后未装互感器",
}
ENDING = (
    AppType.TEMPORARY_UNMETERED_EXTENDED,
    AppType.TEMPORARY_UNMETERED_ENDED,
    AppType.CANCELLATION,
    AppType.CANCELLATION_BATCH,
)


@check(
    code="INS-13",
    title="新装/增容/变更/临时用电台账核查",
    category=Category.INSPECTION,
    matter="对新装、增容、变更、临时用电业务流程进行稽查",
    severity="高",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            *("org_code?", "cons_no", "cons_sort_code?", "contract_cap?", "volt_code?", "elec_type_code?"),
            *("tmp_flag?", "tmp_due_date?", "power_on_date?"),
        ],
        "applications?": [
            *("app_no?", "app_type?", "cons_no?", "status?", "terminate_flag?", "archive_date?"),
            *("accept_time?", "total_cap?", "volt_code?", "elec_type_code?"),
        ],
        "instrument_transformers?": ["cons_no?"],
        "meters?": ["cons_no?", "t_factor?"],
    },
    facts=(presumed_on_the_books, running_meters, running_transformers),
    without={
        "applications.app_type": "没有申请,不比容量、电压、用电类别,不判增容后的互感器(①②③⑤)",
        "applications.total_cap": "申请的总容量整列为空,不比容量(①)",
        "instrument_transformers.cons_no": "没有互感器,不判增容后的互感器(⑤)",
        "meters.t_factor": "没有电能表倍率,不判增容后的互感器(⑤)",
        "customers.tmp_flag": "临时用电标志整列为空,不判临时用电到期(④)",
    },
    evidence={
        "problems": "情形",
        "capacity_app": "容量所据申请",
        "voltage_app": "电压所据申请",
        "use_app": "用电类别所据申请",
        "total_cap": "申请总容量(kVA)",
        "contract_cap": "档案合同容量(kVA)",
        "applied_volt_code": "申请供电电压",
        "volt_code": "档案供电电压",
        "applied_use": "申请用电类别",
        "elec_type_code": "档案用电类别",
        "tmp_flag": "临时用电标志",
        "due_date": "临时用电应止日期",
        "due_source": "应止日期来源",
        "power_on_date": "送电日期",
        "most_months": "临时用电最长期限(月)",
        "amperes": "合同容量对应电流(A)",
        "t_factor": "运行表倍率",
    },
    sentence="{problems}",
    arithmetic=(
        "申请 {capacity_app} 总容量 {total_cap} kVA,档案合同容量 {contract_cap} kVA",
        "申请 {voltage_app} 供电电压 {applied_volt_code},档案 {volt_code}",
        "申请 {use_app} 用电类别 {applied_use},档案 {elec_type_code}",
        "临时用电应于 {due_date} 止({due_source})",
        "推定:送电 {power_on_date} 起最长 {most_months} 个月",
        "申请 {capacity_app},合同容量 {contract_cap} kVA 对应电流 {amperes} A,运行表倍率 {t_factor},无在运电流互感器",
    ),
    laws=(FILED_AS_APPLIED_FOR, TEMPORARY_SUPPLY_MONTHS, DIRECT_METER_AMPERES),
)
def filed_otherwise_than_applied_for(t: Tables) -> Any:
    """业扩归档后,系统档案应与申请一致,临时用电到期应办,增容应配互感器。

    为什么: 申请与档案不一致,计费容量、电价、表计就会跟着错,而且每月重复。
    判定: 在册户(状态正常、当前变更,空的以未销户为在册,考核户除外)。以各项最近归档(已归档未中止)的申请相比:①新装、临时、增容(101 至 112)、减容及恢复(201、202)、分户、并户、改压、改类(212 至 215)的总容量与合同容量相差超过 0.01 kVA;②新装、临时、增容、分户、并户、改压的供电电压与档案不同;③与①相同及过户(211)的用电类别与档案不同;④临时用电标志为 01、02,临时用电到期日期早于核查日而未销户,到期日期空的按送电日期加送电当日有效的最长期限({supply_terms.TEMPORARY_SUPPLY_MONTHS});⑤最近的容量申请是增容(109 至 111),用户没有在运电流互感器,运行表倍率不大于 1,而用户为高压或合同容量对应的电流大于 {practice.DIRECT_METER_AMPERES}。一户一条,列出全部情形。
    金额: 无。申请与档案谁错须现场定。
    例外: 暂停(203)不改合同容量,不比;被后来归档的申请取代的不比;数据日之后归档的视为未发生;有在途的临时延期、终止(107、108)或销户(216、217)的不判④;到期日当日不算;申请或档案为空的项不比。
    核实: 调阅申请单、竣工检验单与装表工单,现场核对铭牌容量、电压与计量装置。
    """
    known = t.fact(presumed_on_the_books)
    known = known.filter(~is_check_point(known)).select(
        *("cons_no", "org_code", "cons_sort_code", "contract_cap", "volt_code", "elec_type_code"),
        *("tmp_flag", "tmp_due_date", "power_on_date"),
    )
    capacity, voltage, use = (_latest(t, types) for types in (OF_CAPACITY, OF_VOLTAGE, OF_USE))
    known = known.left_join(
        capacity.select("cons_no", "app_type", "total_cap", capacity_app=_told(t, capacity)), "cons_no"
    )
    known = known.drop("cons_no_right")
    voltage = voltage.select("cons_no", applied_volt_code="volt_code", voltage_app=_told(t, voltage))
    known = known.left_join(voltage, "cons_no").drop("cons_no_right")
    use = use.select("cons_no", applied_use="elec_type_code", use_app=_told(t, use))
    known = known.left_join(use, "cons_no").drop("cons_no_right")
    known = _with_metering(t, _with_end(t, known))
    gap = (known.total_cap - known.contract_cap).abs()
    flags = {
        "is_resized": gap > number(TOLERANCE_KVA),
        "is_revolted": known.applied_volt_code != known.volt_code,
        "is_reused": known.applied_use != known.elec_type_code,
        "is_overdue": known.is_temporary & (known.due_date < t.as_of),
        "is_bare": known.is_bare,
    }
    known = known.mutate(**{name: holds.fill_null(False) for name, holds in flags.items()})
    known = known.mutate(problems=reasons({said: known[name] for name, said in SAID.items()}))
    found = known.filter(known.problems != "")
    shown_with = {
        "capacity_app": found.is_resized | found.is_bare,
        "total_cap": found.is_resized,
        "voltage_app": found.is_revolted,
        "applied_volt_code": found.is_revolted,
        "use_app": found.is_reused,
        "applied_use": found.is_reused,
        "due_date": found.is_overdue,
        "due_source": found.is_overdue,
        "most_months": found.is_overdue & found.tmp_due_date.isnull(),
        "power_on_date": found.is_overdue & found.tmp_due_date.isnull(),
        "amperes": found.is_bare,
        "t_factor": found.is_bare,
    }
    found = found.mutate(
        applied_volt_code=_meaning(t, found.applied_volt_code, "volt_code"),
        applied_use=_meaning(t, found.applied_use, "elec_type_code"),
    )
    return found.mutate(
        object_id=found.cons_no,
        **{name: holds.ifelse(found[name], None) for name, holds in shown_with.items()},
    )


def _meaning(t: Tables, codes: Any, column: str) -> Any:
    return in_words(codes, t.labels(tables()["applications"].by_name[column].codes))


def _told(t: Tables, applications: Any) -> Any:
    """Return number and kind of applications as a reader names them."""
    return applications.app_no.concat(" ", _meaning(t, applications.app_type, "app_type"))


def _latest(t: Tables, types: Sequence[AppType]) -> Any:
    """Return each customer's application of some kinds that was archived last."""
    rows = t.applications
    rows = rows.mutate(done_date=rows.archive_date.coalesce(rows.accept_time.cast("date")))
    rows = rows.filter(
        rows.app_type.isin(types),
        is_archived(rows, t.as_of),
        ~is_given_up(rows),
        rows.done_date <= t.as_of,
        rows.cons_no.notnull(),
    )
    order = [ibis.desc("done_date"), ibis.desc("accept_time"), ibis.desc("app_no")]
    return first_by(rows, ["cons_no"], order)


def _with_end(t: Tables, known: Any) -> Any:
    """Return the customers with the day on which a temporary supply had to end, and whether nothing is under way."""
    months = TEMPORARY_SUPPLY_MONTHS.on_column(known.power_on_date)
    presumed = add_months_expr(known.power_on_date, months)
    known = known.mutate(
        due_date=known.tmp_due_date.coalesce(presumed),
        most_months=months,
        due_source=ibis.ifelse(known.tmp_due_date.notnull(), "档案到期日期", "推定"),
    )
    rows = t.applications
    asked = rows.filter(
        rows.app_type.isin(ENDING),
        rows.status == WkstStatus.UNDER_WAY,
        rows.cons_no.notnull(),
        ~is_given_up(rows),
    )
    asked = asked.group_by("cons_no").agg(asked=asked.count())
    known = known.left_join(asked, "cons_no").drop("cons_no_right")
    is_temporary = known.tmp_flag.isin([TmpFlag.METERED, TmpFlag.UNMETERED])
    return known.mutate(is_temporary=is_temporary & known.asked.isnull())


def _with_metering(t: Tables, known: Any) -> Any:
    """Return the customers with their current, and whether one was enlarged without current transformers."""
    running = t.fact(running_meters)
    factors = running.group_by("cons_no").agg(
        t_factor=running.t_factor.max(), is_factor_known=running.t_factor.notnull().all()
    )
    transformers = t.fact(running_transformers)
    cts = transformers.filter(transformers.is_ct)
    cts = cts.group_by("cons_no").agg(cts=cts.count())
    known = known.left_join(factors, "cons_no").drop("cons_no_right")
    known = known.left_join(cts, "cons_no").drop("cons_no_right")
    three_phase = primary_current_expr(known.contract_cap, kilovolts_expr(known.volt_code))
    one_phase = to_places(known.contract_cap.cast("float64") / ONE_PHASE_KV, 2)
    known = known.mutate(amperes=ibis.ifelse(known.volt_code == VoltCode.AC_220V, one_phase, three_phase))
    is_large = known.amperes > DIRECT_METER_AMPERES.on_column(ibis.literal(t.as_of))
    is_told = not t.lacks("instrument_transformers.cons_no")
    return known.mutate(
        is_bare=known.app_type.isin(ENLARGEMENTS)
        & known.cts.isnull()
        & known.is_factor_known
        & (known.t_factor <= 1)
        & (is_high_voltage(known).fill_null(False) | is_large.fill_null(False))
        & ibis.literal(is_told)
    )
