"""TAR-08 应考核未考核力率"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import CHARGE_COLUMNS, bills_of, levies_inside, stated_power_factor, with_charges
from analytics.facts.columns import reasons
from analytics.facts.customers import in_service, is_supplied_at_high_voltage
from analytics.regulation.money import exact, number, to_fen, to_places
from analytics.regulation.power_factor import (
    ADJUSTMENT,
    BASE,
    HIGH_STANDARD_CAP_KVA,
    MIN_CAP_KVA,
    WHO_OWES,
    adjustment_pct_expr,
    estimated_standard_expr,
    power_factor_expr,
)
from analytics.regulation.source import Rule
from data_loaders.codes.customers import (
    RESIDENTIAL_USES,
    ElecFamily,
    ElecType,
    PfEvalMode,
    PfStandard,
    TmpFlag,
)
from data_loaders.codes.metering import REACTIVE
from models.calendar import last_day
from models.category import Category

NOT_ASSESSED = (*RESIDENTIAL_USES, ElecType.SCHOOL, ElecType.CHECK)
NOT_ASSESSED_FAMILIES = (ElecFamily.DIRECT, ElecFamily.PUMPED_STORAGE)


@check(
    code="TAR-08",
    title="应考核未考核力率",
    category=Category.TARIFF,
    matter="功率因数调整电费执行情况",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "org_code?", "cons_name?", "cons_sort_code?", "contract_cap"),
            *("elec_type_code", "volt_code?", "pf_std_code?", "pf_eval_mode?", "tmp_flag?"),
        ],
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "total_pq", "rp_pq?", "actual_pf?", "pf_std?"),
            *CHARGE_COLUMNS,
        ],
        "readings?": ["cons_no?", "amt_ym?", "read_type?", "last_read?", "this_read?"],
    },
    facts=(in_service, levies_inside),
    without={
        "customers.pf_std_code": "缺档案功率因数标准,只看账单标准",
        "bills.pf_std": "缺账单功率因数标准,只看档案标准",
        "readings.read_type": "缺抄表示数,不判②无功未计量",
    },
    evidence={
        "reason": "未考核之处",
        "contract_cap": "合同容量(kVA)",
        "elec_type_code": "用电类别",
        "volt_code": "供电电压",
        "pf_std_code": "档案功率因数标准",
        "pf_eval_mode": "档案考核方式",
        "pf_std": "账单功率因数标准",
        "owed_std": "应执行标准",
        "active_kwh": "有功电量P(kWh)",
        "reactive_kvarh": "无功电量Q(kvarh)",
        "pf": "估算功率因数",
        "pf_source": "功率因数来源",
        "rate_pct": "增减率(%)",
        "energy_yuan": "电度电费(元)",
        "basic_yuan": "基本电费(元)",
        "expected_yuan": "应收力调电费(元)",
        "pf_yuan": "账单力调电费(元)",
        "reactive_readings": "无功示数行数",
        "note": "提示",
    },
    sentence="合同容量 {contract_cap} kVA、用电类别 {elec_type_code},应考核功率因数 {owed_std}:{reason}",
    arithmetic=(
        "功率因数({pf_source}) = {pf},标准 {owed_std},增减率 {rate_pct}%",
        "应收 = (电度电费 + 基本电费) × 增减率 = ({energy_yuan} + {basic_yuan}) × {rate_pct}% = {expected_yuan} 元",
        "差额 = 应收 − 账单 = {expected_yuan} − {pf_yuan} = {amount_yuan} 元",
    ),
    laws=(WHO_OWES, MIN_CAP_KVA, HIGH_STANDARD_CAP_KVA, ADJUSTMENT, BASE),
)
def power_factor_not_assessed(
    t: Tables,
    *,
    min_cap: Annotated[Rule[Decimal], Param("考核起点容量(含)", "kVA", low=0, high=10000)] = MIN_CAP_KVA,
) -> Any:
    """容量达到起点的非居民户都应考核功率因数,并且无功要计量得到。

    为什么: 漏设标准或无功表不走,客户无功不补偿也不加收,电网损耗由别人承担。
    判定: 状态正常(0)、合同容量达到 {power_factor.MIN_CAP_KVA}、用电类别不是 200–203、000、6xx、7xx,当期有 01 类账单的户:①档案功率因数标准为空或 0,或考核方式为 0,或账单标准为空或 0;②当期电量大于 0,该户当月有抄表示数而没有任何无功(21–29)行,或无功行的上次、本次示数全为 0。
    金额: ①(电度电费 + 基本电费)× 增减率(应执行标准,功率因数)减账单力调电费,带符号;标准:农业(3xx)0.80,高压工业(100–102、403、404)合同容量 {power_factor.HIGH_STANDARD_CAP_KVA} 及以上 0.90,其余 0.85;功率因数由当期无功电量实算,没有无功电量的取同用电类别已考核户的中位数。②不算。
    例外: 当期没有账单的(未发行新户)不判;名称含“充电”、无表临时用电、名称含“小区”“合表”的只作提示。档案标准与账单标准整列都空停用,一列为空只用另一列;当期抄表没有任何无功行的公司停用②。
    核实: 核对计量点力调设置与供用电合同,现场看无功表计接线与示数。
    """
    customers = _judged(t, min_cap)
    judged = _with_readings(t, customers).left_join(_households(t, customers), "cons_no")
    judged = judged.drop("cons_no_right").filter(lambda row: row.active_kwh.notnull())
    is_mute = (judged.own_rows > 0) & (judged.active_kwh > 0) & judged.has_reactive
    not_set = _not_set(t, judged)
    causes = not_set | {
        "当月没有无功示数": is_mute & (judged.reactive_readings == 0),
        "无功示数全为 0": is_mute & (judged.reactive_readings > 0) & (judged.moving == 0),
    }
    judged = judged.mutate(reason=reasons(causes), is_not_set=reasons(not_set) != "")
    missed = _recomputed(t, judged.filter(judged.reason != ""))
    name = missed.cons_name.fill_null("")
    return missed.mutate(
        object_id=missed.cons_no,
        amount_yuan=missed.expected_yuan - missed.pf_yuan,
        note=reasons(
            {
                "名称含充电": name.contains("充电"),
                "无表临时用电": missed.tmp_flag == TmpFlag.UNMETERED,
                "疑为转供小区": name.contains("小区") | name.contains("合表"),
            }
        ).nullif(""),
    )


def _judged(t: Tables, min_cap: Rule[Decimal]) -> Any:
    """Return the customers that owe an assessment."""
    customers = t.fact(in_service)
    kind = customers.elec_type_code
    is_exempt = kind.isin(NOT_ASSESSED) | kind.left(1).isin(NOT_ASSESSED_FAMILIES)
    return customers.filter(customers.contract_cap >= min_cap.on_column(last_day(t.period)), ~is_exempt)


def _not_set(t: Tables, rows: Any) -> dict[str, Any]:
    """Return the ways in which no standard is set, from what was delivered."""
    in_file = not t.lacks("customers.pf_std_code")
    in_bill = not t.lacks("bills.pf_std")
    causes = {}
    if in_file:
        causes["档案未设功率因数标准"] = rows.pf_std_code.isnull() | (
            rows.pf_std_code == PfStandard.NOT_ASSESSED
        )
    if in_bill:
        causes["账单未设功率因数标准"] = rows.pf_std.isnull() | (rows.pf_std == 0)
    return causes | {
        "档案考核方式为不考核": (rows.pf_eval_mode == PfEvalMode.NOT_ASSESSED) & (in_file or in_bill)
    }


def _with_readings(t: Tables, customers: Any) -> Any:
    """Return the customers with the reactive registers read in the period.

    Shapes: own_rows, reactive_readings, moving (not all at zero), has_reactive (anybody's were read at all).
    """
    rows = t.readings.filter(t.readings.amt_ym == t.period)
    is_reactive = rows.read_type.isin(REACTIVE)
    is_moving = is_reactive & ((rows.last_read != 0) | (rows.this_read != 0))
    marked = rows.mutate(is_reactive=is_reactive, is_moving=is_moving).semi_join(customers, "cons_no")
    own = marked.group_by("cons_no").agg(
        own_rows=marked.count(), reactive_readings=marked.is_reactive.sum(), moving=marked.is_moving.sum()
    )
    company = rows.agg(has_reactive=is_reactive.any().fill_null(False))
    joined: Any = customers.left_join(own, "cons_no").drop("cons_no_right").cross_join(company)
    return joined


def _households(t: Tables, customers: Any) -> Any:
    """Return the energy, charges and standard of these customers in the period."""
    rows = with_charges(t, bills_of(t, [t.period])).semi_join(customers, "cons_no")
    return rows.group_by("cons_no").agg(
        active_kwh=rows.total_pq.sum(),
        reactive_kvarh=rows.rp_pq.sum(),
        actual_pf=stated_power_factor(rows),
        pf_std=rows.pf_std.max(),
        energy_yuan=to_fen(rows.energy_yuan.sum()),
        basic_yuan=to_fen(rows.basic_yuan.fill_null(0).sum()),
        pf_yuan=to_fen(exact(rows.pf_amt.fill_null(0)).sum()),
    )


def _recomputed(t: Tables, missed: Any) -> Any:
    """Return the customers with what the standard that they owe would have charged."""
    billed = bills_of(t, [t.period])
    households = _households(t, billed.filter(billed.pf_std > 0))
    known = households.inner_join(t.customers.select("cons_no", "elec_type_code"), "cons_no")
    assessed = known.filter(known.pf_std > 0)
    peers = assessed.group_by("elec_type_code").agg(peer_pf=assessed.actual_pf.median())
    missed = missed.left_join(peers, "elec_type_code").drop("elec_type_code_right")
    has_own = (missed.reactive_kvarh != 0) & (missed.active_kwh > 0)
    own = power_factor_expr(missed.active_kwh, missed.reactive_kvarh)
    missed = missed.mutate(
        pf=ibis.cases((has_own, own), (missed.active_kwh > 0, to_places(missed.peer_pf, 2))),
        pf_source=ibis.ifelse(has_own.fill_null(False), "无功电量实算", "同类已考核户中位数"),
        owed_std=estimated_standard_expr(
            missed.elec_type_code,
            is_supplied_at_high_voltage(missed),
            missed.contract_cap,
            last_day(t.period),
        ),
    )
    missed = missed.mutate(rate_pct=adjustment_pct_expr(missed.owed_std, missed.pf, last_day(t.period)))
    base = exact(missed.energy_yuan) + missed.basic_yuan
    owed = to_fen(base * missed.rate_pct * number("0.01"))
    return missed.mutate(expected_yuan=missed.is_not_set.ifelse(owed, None))
