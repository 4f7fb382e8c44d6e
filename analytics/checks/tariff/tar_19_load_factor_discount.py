"""TAR-19 260kWh/kVA 需量折扣执行错误"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.basic_charges import metered_demand
from analytics.facts.bills import basic_yuan, bills_of
from analytics.facts.unit_prices import charged_quantity, demand_prices, with_voltage
from analytics.regulation.basic_charge import (
    DISCOUNT_FROM_KWH_PER_KVA,
    DISCOUNT_MULTIPLIER,
    contract_demand_charge_expr,
)
from analytics.regulation.money import exact, number, ratio, to_fen
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AppType, WkstStatus
from data_loaders.codes.customers import BasicCalcMode, PriceType
from models.calendar import first_day, last_day
from models.category import Category

DEMAND_CHANGES = (
    AppType.NEW_HIGH_VOLTAGE,
    AppType.ENLARGE_HIGH_VOLTAGE,
    AppType.REDUCTION,
    AppType.REDUCTION_ENDED,
    AppType.SUSPENSION,
    AppType.SUSPENSION_ENDED,
)
CAPACITY_CHANGES = (AppType.ENLARGE_HIGH_VOLTAGE, AppType.REDUCTION, AppType.REDUCTION_ENDED)
NEAR = number("0.005")
CHARGED_RIGHT_YUAN = 1


@check(
    code="TAR-19",
    title="260kWh/kVA 需量折扣执行错误",
    category=Category.TARIFF,
    matter="电价执行",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "volt_code?", "total_pq", "bill_dmd", "dmd_amt?"),
            *("cap_amt?", "basic_amt?"),
        ],
        "customers": [
            *("cons_no", "org_code?", "contract_cap", "pricing_policy?", "volt_code?", "ba_calc_mode?"),
        ],
        "applications?": ["cons_no?", "app_type?", "status?", "power_date?"],
        "readings?": [
            *("cons_no?", "mp_no?", "asset_no?", "amt_ym?", "last_date?", "mr_date?", "read_type?"),
            *("this_read?", "t_factor?"),
        ],
        "meters?": ["asset_no?", "mp_no?"],
    },
    without={
        "bills.dmd_amt": "缺需量电费,按需量计收的户以基本电费计",
        "bills.dmd_amt|basic_amt": "需量电费与基本电费都缺,不判",
        "applications.app_type": "缺业扩申请,当期及以后容量有变更的不能剔除",
        "readings.this_read": "缺最大需量示数,超合同需量的加收使单价看似未打折的不能剔除",
        "readings.mr_date": "缺抄表日期,月内换表的各表需量相加",
        "readings.last_date": "缺上次抄表日期,月内换表的各表需量相加",
        "readings.mp_no|meters.mp_no": "抄表记录与电能表都没有计量点,月内换表的各表需量相加",
    },
    evidence={
        "reason": "折扣差错",
        "kwh": "当月总用电量(kWh)",
        "contract_cap": "合同容量(kVA)",
        "kwh_per_kva": "每千伏安用电量u(kWh/kVA)",
        "demand_kw": "计费需量(kW)",
        "demand_yuan": "需量电费(元)",
        "paid_price": "执行单价(元/kW·月)",
        "price": "同电压标准单价P(元/kW·月)",
        "payers": "执行标准单价的户数",
        "multiplier": "应执行倍数",
        "expected_yuan": "应收需量电费(元)",
    },
    sentence="每千伏安用电 {kwh_per_kva} kWh,需量单价 {paid_price} 元(标准 {price} 元):{reason}",
    arithmetic=(
        "u = 总用电量 ÷ 合同容量 = {kwh} ÷ {contract_cap} = {kwh_per_kva}",
        "应收 = 计费需量 × P × 倍数 = {demand_kw} × {price} × {multiplier} = {expected_yuan} 元",
        "差额 = 应收 − 需量电费 = {expected_yuan} − {demand_yuan} = {amount_yuan} 元",
    ),
    laws=(DISCOUNT_FROM_KWH_PER_KVA, DISCOUNT_MULTIPLIER),
)
def wrong_load_factor_discount(
    t: Tables,
    *,
    u: Annotated[
        Rule[Decimal], Param("享受折扣的每千伏安月用电量(含)", "kWh/kVA", low=0, high=744)
    ] = DISCOUNT_FROM_KWH_PER_KVA,
    mult: Annotated[
        Rule[Decimal], Param("折扣后需量单价的倍数", "倍", low=0.5, high=1)
    ] = DISCOUNT_MULTIPLIER,
) -> Any:
    """每千伏安月用电量达到规定的需量户,需量单价打折,达不到的不打。

    为什么: 折扣按月判断,系统参数或合同容量有误就会该打不打、不该打而打,差额逐月累积。
    判定: 当期有计费需量的两部制户(定价策略 01,空则有需量电费),u = 该户全部 01 类总电量 ÷ 合同容量,不先舍入;标准单价 P 取本公司同电压且 u 小于 {basic_charge.DISCOUNT_FROM_KWH_PER_KVA} 的户需量电费 ÷ 计费需量的众数。①u 达到此数(含)而单价在 P 的 ±0.5% 以内:应打折未打;②u 未达到而单价在 P × {basic_charge.DISCOUNT_MULTIPLIER} 的 ±0.5% 以内:不应打折而打。
    金额: ①应收(计费需量 × P × {basic_charge.DISCOUNT_MULTIPLIER})减需量电费,多收为负;②应收(计费需量 × P)减需量电费,少收为正;到分。对力调电费的影响不计。
    例外: 当期内送停电的高压新装、增容、减容及恢复、暂停及恢复(104、111、201–204)剔除,其后至数据日增容、减容及恢复(111、201、202)的也剔除(档案已是现在的合同容量);需量电费与按最大需量示数计的应收(含超合同需量的加收)相差不超过 1 元的不算;合同容量空或 0 不判;折扣规定施行前的月份不判;单价两者都不近的归 TAR-16。缺需量电费的,以按需量计收(计收方式 2,空也算)的户的基本电费代替,两者都缺停用。
    核实: 核对合同容量与各计量点电量,查需量电价执行参数。
    """
    households = _households(t)
    day = last_day(t.period)
    known = households.left_join(demand_prices(households, day), "volt_code").drop("volt_code_right")
    has_earned = exact(known.kwh) >= exact(known.contract_cap) * u.on_column(day)
    discount = mult.on_column(day)
    known = known.mutate(multiplier=ibis.ifelse(has_earned, discount, number(1)))
    full = exact(known.demand_kw) * known.price
    is_undiscounted = has_earned & _is_near(known.demand_yuan, full)
    is_discounted = ~has_earned & _is_near(known.demand_yuan, full * discount)
    wrong = known.mutate(
        reason=ibis.cases((is_undiscounted, "应打折而未打折"), (is_discounted, "不应打折而打折")),
        expected_yuan=to_fen(full * known.multiplier),
    )
    wrong = wrong.filter(wrong.reason.notnull()).anti_join(_changed(t), "cons_no")
    wrong = _without_excess(t, wrong, day)
    return wrong.mutate(
        object_id=wrong.cons_no,
        kwh_per_kva=ratio(wrong.kwh, wrong.contract_cap, 4),
        paid_price=ratio(wrong.demand_yuan, wrong.demand_kw, 4),
        demand_yuan=to_fen(wrong.demand_yuan),
        amount_yuan=wrong.expected_yuan - to_fen(wrong.demand_yuan),
    )


def _households(t: Tables) -> Any:
    """Return the two-part customers that are billed by demand in the period, with their use and capacity."""
    bills = with_voltage(bills_of(t, [t.period]), t.customers)
    has_own = t.has("bills.dmd_amt")
    bills = bills.mutate(demand_yuan=bills.dmd_amt if has_own else basic_yuan(t, bills))
    billed = bills.group_by("cons_no").agg(
        volt_code=bills.volt_code.max(),
        kwh=bills.total_pq.sum(),
        demand_kw=charged_quantity(bills, "bill_dmd", "demand_yuan"),
        demand_yuan=bills.demand_yuan.sum(),
    )
    files = t.customers.select("cons_no", "org_code", "contract_cap", "pricing_policy", "ba_calc_mode")
    billed = billed.inner_join(files, "cons_no")
    if not has_own:  # then a basic charge by capacity is in the same column
        billed = billed.filter((billed.ba_calc_mode == BasicCalcMode.BY_DEMAND).fill_null(True))
    return billed.filter(
        billed.demand_kw > 0,
        billed.contract_cap > 0,
        billed.pricing_policy.isnull() | (billed.pricing_policy == PriceType.TWO_PART),
    )


def _without_excess(t: Tables, wrong: Any, day: date) -> Any:
    """Return those whose charge is not right by what exceeds their contract demand, which the price of a kW then hides.

    Whether what exceeds is discounted, too, the notices do not say: both are accepted.
    """
    read = wrong.left_join(metered_demand(t), "cons_no").drop("cons_no_right")
    owed = [
        contract_demand_charge_expr(read.demand_kw, read.read_kw, read.price, day, read.multiplier),
        to_fen(
            exact(contract_demand_charge_expr(read.demand_kw, read.read_kw, read.price, day))
            * read.multiplier
        ),
    ]
    misses = [((one - read.demand_yuan).abs() > number(CHARGED_RIGHT_YUAN)).fill_null(True) for one in owed]
    return read.filter(*misses).drop("read_kw")


def _is_near(paid: Any, price: Any) -> Any:
    return ((exact(paid) - price).abs() <= price * NEAR).fill_null(False)


def _changed(t: Tables) -> Any:
    """Return the customers whose capacity was changed in the period, or their contract since: the file has today's."""
    applications = t.applications
    is_since = (applications.power_date > last_day(t.period)) & applications.app_type.isin(CAPACITY_CHANGES)
    return applications.filter(
        applications.app_type.isin(DEMAND_CHANGES),
        applications.power_date.between(first_day(t.period), t.as_of),
        (applications.power_date <= last_day(t.period)) | is_since,
        (applications.status != WkstStatus.ABORTED).fill_null(True),
    )
