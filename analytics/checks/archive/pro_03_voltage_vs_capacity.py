"""PRO-03 供电电压与容量不匹配"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import is_archived
from analytics.facts.columns import reasons
from analytics.facts.customers import is_check_point, on_the_books
from analytics.facts.points import is_settled, points_in_use
from analytics.regulation.money import exact, number
from analytics.regulation.source import Rule
from analytics.regulation.voltage_capacity import (
    HIGH_VOLTAGE_MAX_KVA,
    HIGH_VOLTAGE_TOLERANCE,
    LOW_VOLTAGE_MAX_KW,
    SINGLE_PHASE_MAX_KW,
    capacity_limit_expr,
)
from data_loaders.codes.applications import ENLARGEMENTS, AppType, WkstStatus
from data_loaders.codes.customers import ElecFamily, ElecType
from data_loaders.codes.equipment import VoltCode
from data_loaders.codes.metering import WiringMode
from models.category import Category

CAPACITY_OR_VOLTAGE_CHANGES = (*ENLARGEMENTS, AppType.VOLTAGE_CHANGE)


@check(
    code="PRO-03",
    title="供电电压与容量不匹配",
    category=Category.ARCHIVE,
    matter="容量和电压等级匹配情况",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            "cons_no",
            "cons_sort_code?",
            "elec_type_code?",
            "volt_code",
            "contract_cap",
            "build_date?",
            "power_on_date?",
        ],
        "metering_points?": ["wiring_mode?", "mp_attr?"],
        "applications?": ["cons_no?", "app_type?", "accept_time?", "status?", "archive_date?"],
    },
    facts=(
        on_the_books,
        points_in_use,
    ),
    without={
        "metering_points.wiring_mode": "接线方式整列为空,只按供电电压 220 伏判单相",
        "applications.app_type": "缺业扩申请,生效日只按立户与送电日期,改压在途的不提示",
    },
    evidence={
        "volt_code": "供电电压",
        "contract_cap": "合同容量(kVA)",
        "limit_kva": "该电压容量上限(kVA)",
        "effective_date": "立户或最近增容生效日",
        "is_single_phase": "在用结算计量点全为单相",
        "excess_kva": "超出上限(kVA)",
        "note": "提示",
    },
    sentence="供电电压 {volt_code},合同容量 {contract_cap} kVA,超过上限 {limit_kva} kVA",
    arithmetic=("超出 = 合同容量 − 上限 = {contract_cap} − {limit_kva} = {excess_kva} kVA",),
    laws=(SINGLE_PHASE_MAX_KW, LOW_VOLTAGE_MAX_KW, HIGH_VOLTAGE_MAX_KVA, HIGH_VOLTAGE_TOLERANCE),
)
def capacity_above_the_limit_of_its_voltage(
    t: Tables,
    *,
    tol_hv: Annotated[Rule[Decimal], Param("高压上限系数", "倍", low=1, high=2)] = HIGH_VOLTAGE_TOLERANCE,
    tol_lv: Annotated[float, Param("低压上限系数", "倍", low=1, high=2)] = 1.0,
) -> Any:
    """合同容量不应超过所接电压等级的承载上限。

    为什么: 容量大而电压低,线路与公变过载,客户也可能借低压规避两部制电价与自建变压器。
    判定: 在册户合同容量严格大于上限:220 伏,或在用结算计量点全为单相的,按数据日的规定({voltage_capacity.SINGLE_PHASE_MAX_KW});380 伏按生效日的规定({voltage_capacity.LOW_VOLTAGE_MAX_KW}),生效日不明的按数据日;高压按导则上限({voltage_capacity.HIGH_VOLTAGE_MAX_KVA})乘系数 {voltage_capacity.HIGH_VOLTAGE_TOLERANCE},220 kV 及以上不限。生效日取立户日期(空取送电日期)与已归档增容、改压申请最晚受理日之较晚者。低压容量按 kVA=kW。
    金额: 无。借低压规避两部制的金额归电价类检查。
    例外: 恰等于上限不算;低于高压下限不算;考核户、趸售户不查;小区公变合表户、改压在途户只作提示。接线方式整列为空时只按 220 伏判单相;计量点状态或性质为空的视为在用结算。
    核实: 核对供电方案、装接容量与现场变压器,查最近一次增容(改压)工单。
    """
    customers = t.fact(on_the_books)
    is_excluded = (
        is_check_point(customers)
        | (customers.elec_type_code == ElecType.CHECK)
        | customers.elec_type_code.startswith(ElecFamily.WHOLESALE)
    )
    customers = customers.filter(~is_excluded.fill_null(False), customers.contract_cap.notnull())
    known = customers.left_join(_enlarged(t.applications, t.as_of), "cons_no").drop("cons_no_right")
    known = known.left_join(_single_phase(t), "cons_no").drop("cons_no_right")
    since = ibis.coalesce(known.build_date, known.power_on_date)
    judged = known.mutate(
        effective_date=ibis.greatest(
            ibis.coalesce(since, known.enlarged_date), ibis.coalesce(known.enlarged_date, since)
        ),
        is_single_phase=known.is_single_phase.fill_null(False),
    )
    is_low = judged.is_single_phase | judged.volt_code.isin([VoltCode.AC_220V, VoltCode.AC_380V])
    limit = capacity_limit_expr(
        judged.volt_code,
        judged.effective_date.fill_null(ibis.literal(t.as_of)),
        t.as_of,
        is_single_phase=judged.is_single_phase,
        tolerance=tol_hv,
    )
    factor = ibis.ifelse(is_low.fill_null(False), number(tol_lv), number(1))
    judged = judged.mutate(limit_kva=(exact(limit) * factor).round(6).cast("decimal(18, 6)"))
    too_large = judged.filter(judged.contract_cap > judged.limit_kva)
    return too_large.mutate(
        object_id=too_large.cons_no,
        excess_kva=too_large.contract_cap - too_large.limit_kva,
        note=reasons(
            {
                "居民类用户,请核是否小区公变合表": too_large.elec_type_code.startswith(
                    ElecFamily.RESIDENTIAL
                ),
                "改压申请在途": too_large.is_changing_voltage,
            }
        ).nullif(""),
    )


def _enlarged(applications: Any, as_of: date) -> Any:
    """Return when each customer's last archived enlargement was accepted, and whether 改压 is under way."""
    accepted = applications.accept_time.cast("date")
    ours = applications.filter(applications.app_type.isin(CAPACITY_OR_VOLTAGE_CHANGES), accepted <= as_of)
    return ours.group_by("cons_no").agg(
        enlarged_date=ours.accept_time.cast("date").max(where=is_archived(ours, as_of)),
        is_changing_voltage=(
            (ours.status == WkstStatus.UNDER_WAY) & (ours.app_type == AppType.VOLTAGE_CHANGE)
        ).any(),
    )


def _single_phase(t: Tables) -> Any:
    """Return the customers whose settlement points in use are all single-phase."""
    points = t.fact(points_in_use)
    settling = points.filter(is_settled(points))
    is_single = (settling.wiring_mode == WiringMode.SINGLE_PHASE).fill_null(False)
    return settling.group_by("cons_no").agg(is_single_phase=is_single.all())
