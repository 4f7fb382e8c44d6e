"""INS-11 供电方式/计量方式选择不合理"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import in_words, is_blank, reasons
from analytics.facts.customers import IMPORTANT, is_check_point, presumed_on_the_books, with_importance
from analytics.facts.feeds import feeds_in_force
from analytics.facts.points import low_side_points
from analytics.regulation.metering import HIGH_SIDE_METERING_FROM_KVA
from analytics.regulation.practice import IMPORTANT_CUSTOMERS
from analytics.regulation.source import Rule
from analytics.regulation.voltage_capacity import (
    HIGH_VOLTAGE_MAX_KVA,
    HIGH_VOLTAGE_TOLERANCE,
    LOW_VOLTAGE_MAX_KW,
    SINGLE_PHASE_MAX_KW,
    capacity_limit_expr,
)
from data_loaders.codes.applications import ENLARGEMENTS, AppType, WkstStatus
from data_loaders.codes.customers import SEVERAL_SOURCES, ElecFamily, SourceNumber
from data_loaders.codes.equipment import VoltCode
from models.category import Category

SEVERAL = 2


@check(
    code="INS-11",
    title="供电方式/计量方式选择不合理",
    category=Category.INSPECTION,
    matter="供电方式、计量方式的选择是否合理",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            *("cons_no", "status_code?", "cancel_date?", "cons_sort_code?", "volt_code?", "contract_cap?"),
            *("elec_type_code?", "source_count?", "supply_source_type?", "importance_level?"),
        ],
        "metering_points?": ["cons_no?", "mp_no?", "meas_mode?"],
        "applications?": ["cons_no?", "app_type?", "status?"],
        "self_generation?": ["cons_no?", "importance_level?"],
        "power_sources?": ["cons_no?", "ps_no?", "substation?", "bus_name?", "line_status?"],
    },
    facts=(presumed_on_the_books, low_side_points, feeds_in_force),
    without={
        "customers.volt_code": "供电电压整列为空,不查①②③④",
        "customers.contract_cap": "合同容量整列为空,不查①②③④",
        "metering_points.meas_mode": "计量方式整列为空,不查④",
        "customers.importance_level|self_generation.importance_level": "缺客户重要性等级,不查⑤",
        "power_sources.bus_name": "缺供电电源明细或所属母线,不查⑥",
        "applications.app_type": "缺业扩申请,增容、改压在途的①②③不能剔除",
    },
    evidence={
        "reason": "不合理之处",
        "volt_code": "供电电压",
        "contract_cap": "合同容量(kVA)",
        "limit_kva": "该电压容量上限(kVA)",
        "meas_mode": "计量方式",
        "level": "重要性等级",
        "source_count": "电源数目",
        "shared_bus": "各路电源的变电站、母线",
    },
    sentence="{reason}(供电电压 {volt_code},合同容量 {contract_cap} kVA,电源数目 {source_count})",
    arithmetic=("合同容量 {contract_cap} kVA,该电压上限 {limit_kva} kVA",),
    laws=(
        HIGH_VOLTAGE_MAX_KVA,
        HIGH_VOLTAGE_TOLERANCE,
        LOW_VOLTAGE_MAX_KW,
        SINGLE_PHASE_MAX_KW,
        HIGH_SIDE_METERING_FROM_KVA,
        IMPORTANT_CUSTOMERS,
    ),
)
def supply_or_metering_unreasonable(
    t: Tables,
    *,
    tol_hv: Annotated[Rule[Decimal], Param("高压上限系数", "倍", low=1, high=2)] = HIGH_VOLTAGE_TOLERANCE,
    cap_hv_side: Annotated[
        Rule[Decimal], Param("高压侧计量起点容量(含)", "kVA", low=0, high=10000)
    ] = HIGH_SIDE_METERING_FROM_KVA,
) -> Any:
    """供电电压、电源数目与计量方式应与客户的容量和重要性相称。

    为什么: 电压低、容量大则线路过载;重要用户单电源,一停电就是事故;高供低计少计损耗。
    判定: 在册户(用户状态 0、2;空则销户日期空;非考核户),任一即中:①高压合同容量大于上限({voltage_capacity.HIGH_VOLTAGE_MAX_KVA})乘 {voltage_capacity.HIGH_VOLTAGE_TOLERANCE};②380 伏合同容量大于数据日的上限({voltage_capacity.LOW_VOLTAGE_MAX_KW});③220 伏大于数据日的上限({voltage_capacity.SINGLE_PHASE_MAX_KW});④供电电压 10 千伏及以上、合同容量达到 {metering.HIGH_SIDE_METERING_FROM_KVA}(含),在用实抄结算点为高供低计;⑤特级、一级、二级重要用户只有一路电源;⑥档案为两路及以上,在效电源两路及以上而变电站、母线全同。{practice.IMPORTANT_CUSTOMERS}。
    金额: 无。漏计变损归 MET-04。
    例外: 恰等于上限不算;增容、改压在途的不判①②③;居民类合表户不判②;公变供电不判④;临时性重要用户不判⑤;同站不同母线、变电站或母线有一路为空的不判⑥;低于下限不判。同户可能另有 PRO-03、MET-04 命中,派单按户合并。
    核实: 查供电方案、一次接线图与供电条件,资源受限的须有批复。
    """
    customers = t.fact(presumed_on_the_books)
    customers = customers.filter(~is_check_point(customers))
    known = customers.left_join(_changing(t.applications), "cons_no").drop("cons_no_right")
    known = known.left_join(_low_side(t), "cons_no").drop("cons_no_right")
    known = with_importance(known, t.self_generation)
    known = known.left_join(_buses(t), "cons_no").drop("cons_no_right")
    as_of: Any = ibis.literal(t.as_of)
    known = known.mutate(
        limit_kva=capacity_limit_expr(known.volt_code, as_of, t.as_of, tolerance=tol_hv),
    )
    is_large = (known.contract_cap > known.limit_kva) & known.is_changing.isnull()
    is_home = known.elec_type_code.startswith(ElecFamily.RESIDENTIAL).fill_null(False)
    at_380, at_220 = known.volt_code == VoltCode.AC_380V, known.volt_code == VoltCode.AC_220V
    wrong = {
        "高压容量过大": is_large & ~at_380 & ~at_220,
        "380伏容量过大": is_large & at_380 & ~is_home,
        "220伏容量过大": is_large & at_220,
        "容量应在高压侧计量": known.meas_mode.notnull()
        & (known.contract_cap >= cap_hv_side.on_column(t.as_of)),
        "重要用户单电源": known.level.isin(IMPORTANT) & (known.source_count == SourceNumber.SINGLE),
        "双电源同一母线": known.source_count.isin(SEVERAL_SOURCES) & known.shared_bus.notnull(),
    }
    found = known.mutate(reason=reasons(wrong))
    found = found.filter(found.reason != "")
    level = in_words(found.level, t.labels("IMPORTANCE_LEVEL"))
    return found.mutate(object_id=found.cons_no, level=level)


def _changing(applications: Any) -> Any:
    """Return who is being enlarged or moved to another voltage."""
    kinds = (*ENLARGEMENTS, AppType.VOLTAGE_CHANGE)
    open_ones = applications.filter(
        applications.status == WkstStatus.UNDER_WAY, applications.app_type.isin(kinds)
    )
    return open_ones.filter(open_ones.cons_no.notnull()).select("cons_no").distinct().mutate(is_changing=True)


def _low_side(t: Tables) -> Any:
    points = t.fact(low_side_points)
    return points.group_by("cons_no").agg(meas_mode=points.meas_mode.max())


def _buses(t: Tables) -> Any:
    """Return the substation and busbar that all of a customer's feeds share, of those with two or more."""
    feeds = t.fact(feeds_in_force)
    is_known = ~is_blank(feeds.substation) & ~is_blank(feeds.bus_name)
    sums = feeds.group_by("cons_no").agg(
        feeds=feeds.count(),
        is_known=is_known.all(),
        substations=feeds.substation.nunique(),
        buses=feeds.bus_name.nunique(),
        substation=feeds.substation.max(),
        bus_name=feeds.bus_name.max(),
    )
    shared = sums.filter(sums.feeds >= SEVERAL, sums.is_known, sums.substations == 1, sums.buses == 1)
    return shared.select("cons_no", shared_bus=shared.substation.concat(" ", shared.bus_name))
