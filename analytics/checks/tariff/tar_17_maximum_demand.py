"""TAR-17 最大需量异常(需量≫容量或为0)"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.basic_charges import metered_demand
from analytics.facts.bills import bills_of, with_capacity_charge, with_power_factor
from analytics.facts.columns import reasons
from analytics.facts.unit_prices import charged_quantity, unit_prices, with_voltage
from analytics.regulation.basic_charge import DEMAND_TOLERANCE
from analytics.regulation.money import exact, ratio, ratio_fen
from analytics.regulation.source import Rule
from analytics.regulation.violation import MULTIPLES, over_capacity_times
from data_loaders.codes.applications import AppType
from data_loaders.codes.customers import BasicCalcMode
from models.calendar import first_day, last_day
from models.category import Category

MONTH_DAYS = 30


@check(
    code="TAR-17",
    title="最大需量异常(需量≫容量或为0)",
    category=Category.TARIFF,
    matter="主题库",
    severity="高",
    subject="customer",
    window="期间",
    amount="参考值",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "volt_code?", "total_pq", "actual_pf?", "bill_cap?"),
            *("cap_amt?", "bill_dmd?", "dmd_amt?", "basic_amt?"),
        ],
        "customers": ["cons_no", "org_code?", "contract_cap", "volt_code?", "ba_calc_mode?"],
        "readings?": [
            *("cons_no?", "mp_no?", "asset_no?", "amt_ym?", "read_type?", "this_read?", "t_factor?"),
            *("last_date?", "mr_date?"),
        ],
        "meters?": ["asset_no?", "mp_no?"],
        "applications?": ["cons_no?", "app_type?"],
    },
    facts=(finished,),
    without={
        "readings.mp_no|meters.mp_no": "抄表记录与电能表都没有计量点,月内换表的各表需量相加",
        "applications.app_type": "缺业扩申请,当期或以后减容的不能剔除",
        "readings.this_read": "缺最大需量示数,只看账单计费需量",
        "readings.this_read|bills.bill_dmd": "最大需量示数与计费需量都缺,不判",
        "customers.ba_calc_mode": "缺基本电费计算方式,没有需量示数的按账单计费需量大于 0 推断",
        "bills.actual_pf": "缺实际功率因数,按 1 计",
        "readings.mr_date": "缺抄表日期,平均负荷按 30 天计,月内换表的各表需量相加",
        "readings.last_date": "缺上次抄表日期,平均负荷按 30 天计,月内换表的各表需量相加",
    },
    evidence={
        "reason": "异常之处",
        "demand_kw": "最大需量D(kW)",
        "source": "需量来源",
        "pf": "功率因数",
        "pf_source": "功率因数来源",
        "demand_kva": "D÷功率因数(kVA)",
        "contract_cap": "合同容量(kVA)",
        "over_kva": "超出容量(kVA)",
        "kwh": "当月电量(kWh)",
        "days": "抄表天数",
        "average_kw": "平均负荷(kW)",
        "price": "同电压单价(元)",
        "times": "倍数",
    },
    sentence="{reason}:最大需量 {demand_kw} kW,合同容量 {contract_cap} kVA,当月电量 {kwh} kWh",
    arithmetic=(
        "D ÷ 功率因数({pf_source}) = {demand_kw} ÷ {pf} = {demand_kva} kVA,超出合同容量 {over_kva} kVA",
        "平均负荷 = 当月电量 ÷ (抄表天数 × 24) = {kwh} ÷ ({days} × 24) = {average_kw} kW",
        "参考金额 = (D ÷ 功率因数 − 合同容量) × 单价 × (1 + 3) = {over_kva} × {price} × {times} = {amount_yuan} 元",
    ),
    laws=(DEMAND_TOLERANCE, MULTIPLES),
)
def extreme_demand(
    t: Tables,
    *,
    k: Annotated[Rule[Decimal], Param("视在需量与合同容量之比", "倍", low=1, high=3)] = DEMAND_TOLERANCE,
) -> Any:
    """最大需量不应超过合同容量,有电量就有需量,也不会低于平均负荷。

    为什么: 需量超过容量,不是私自增容就是倍率、示数有误;需量为 0 或低于平均负荷,需量电费少收。
    判定: D 为当期最大需量示数(31)× 综合倍率,一户多表相加(同一计量点月内换表的取其中最大),没有示数的取按需量计收(计算方式 2,空而计费需量大于 0 也算)的户的账单计费需量;任一即中:①D ÷ 功率因数大于合同容量的 {basic_charge.DEMAND_TOLERANCE}(功率因数取账单实际值,空或 0 取 1);②D 为 0 而当月 01 类电量大于 0;③D 大于 0 而小于平均负荷,即电量 ÷(抄表天数 × 24),天数缺取 30。
    金额: ①参考值,正数:(D ÷ 功率因数 − 合同容量)× 本公司同电压容量单价(众数,没有则取需量单价)×(1 倍 + 违约使用电费 {violation.MULTIPLES[私增容(两部制)]}),到分,查实违约才追补;②③不算。
    例外: 没有需量示数而不按需量计收的、也没有计费需量的不判;恰为 1.05 倍不算;合同容量空或 0、当期或以后已办结减容(201)的不判①。
    核实: 现场核对需量表示数与清零日期、互感器倍率、变压器铭牌;谐波与冲击负荷另行说明。
    """
    judged = _demanding(t)
    # the file has the capacity of today, after a reduction a smaller one than was used
    done = t.fact(finished)
    reduced = done.filter(done.app_type == AppType.REDUCTION, done.done_date >= first_day(t.period))
    judged = judged.left_join(reduced.select("cons_no", is_reduced=True).distinct(), "cons_no")
    judged = judged.drop("cons_no_right")
    day = last_day(t.period)
    apparent = exact(judged.contract_cap) * judged.pf
    is_over = (judged.contract_cap > 0) & (exact(judged.demand_kw) > apparent * k.on_column(day))
    is_over = is_over.fill_null(False) & ~judged.is_reduced.fill_null(False)
    causes = {
        "需量超过合同容量": is_over,
        "有电量而需量为 0": (judged.demand_kw == 0) & (judged.kwh > 0),
        "需量低于平均负荷": (judged.demand_kw > 0)
        & (exact(judged.demand_kw) * judged.days * 24 < exact(judged.kwh)),
    }
    judged = judged.mutate(reason=reasons(causes), is_over=is_over)
    wrong = judged.filter(judged.reason != "").left_join(_prices(t), "volt_code")
    excess = exact(wrong.demand_kw) - exact(wrong.contract_cap) * wrong.pf
    wrong = wrong.mutate(excess=ibis.ifelse(wrong.is_over, excess, None), times=over_capacity_times(day))
    return wrong.mutate(
        object_id=wrong.cons_no,
        demand_kva=ibis.ifelse(wrong.is_over, ratio(exact(wrong.demand_kw), exact(wrong.pf), 4), None),
        over_kva=ratio(wrong.excess, exact(wrong.pf), 4),
        average_kw=ibis.ifelse(wrong.is_over, None, ratio(exact(wrong.kwh), exact(wrong.days) * 24, 4)),
        price=ibis.ifelse(wrong.is_over, wrong.price, None),
        amount_yuan=ratio_fen(wrong.excess * wrong.price * wrong.times, exact(wrong.pf)),
    )


def _demanding(t: Tables) -> Any:
    """Return the customers billed in the period whose demand is known, with energy, power factor and days read."""
    demand, bills = metered_demand(t), bills_of(t, [t.period])
    # few have a demand, on their meters or on a bill: only theirs is looked at
    told = demand.select("cons_no").union(bills.filter(bills.bill_dmd.notnull()).select("cons_no"))
    bills = bills.semi_join(told, "cons_no")
    billed = bills.group_by("cons_no").agg(
        kwh=bills.total_pq.sum(),
        bill_kw=charged_quantity(bills, "bill_dmd", "dmd_amt").coalesce(bills.bill_dmd.max()),
        billed_volt_code=bills.volt_code.max(),
    )
    known = billed.left_join(demand, "cons_no").drop("cons_no_right")
    files = t.customers.select("cons_no", "org_code", "contract_cap", "volt_code", "ba_calc_mode")
    known = known.inner_join(files, "cons_no")
    mode = known.ba_calc_mode.nullif(BasicCalcMode.NOT_CHARGED)
    is_charged_by_demand = (mode == BasicCalcMode.BY_DEMAND) | (mode.isnull() & (known.bill_kw > 0))
    known = known.filter(known.read_kw.notnull() | (known.bill_kw.notnull() & is_charged_by_demand))
    known = known.alias("tar_17_demanding")  # worked out once
    known = with_power_factor(known, bills)
    readings = t.readings.filter(t.readings.amt_ym == t.period).semi_join(known, "cons_no")
    spans = readings.group_by("cons_no").agg(first=readings.last_date.min(), last=readings.mr_date.max())
    spans = spans.select("cons_no", span=spans["last"].delta(spans["first"], unit="day"))
    known = known.left_join(spans, "cons_no").drop("cons_no_right")
    days: Any = ibis.ifelse(known.span > 0, known.span, MONTH_DAYS)
    return known.mutate(
        demand_kw=known.read_kw.coalesce(known.bill_kw),
        source=ibis.ifelse(known.read_kw.notnull(), "需量示数", "账单计费需量"),
        days=days.fill_null(MONTH_DAYS).cast("int64"),
        volt_code=known.billed_volt_code.coalesce(known.volt_code),
    )


def _prices(t: Tables) -> Any:
    """Return what most pay for a kVA at each voltage, else for a kW."""
    bills = with_capacity_charge(t, with_voltage(bills_of(t, [t.period]), t.customers))
    by_kva = unit_prices(bills, "cap_amt", "bill_cap").select("volt_code", kva_price="price")
    by_kw = unit_prices(bills, "dmd_amt", "bill_dmd").select("volt_code", kw_price="price")
    both = by_kva.outer_join(by_kw, "volt_code")
    return both.select(
        volt_code=both.volt_code.coalesce(both.volt_code_right), price=both.kva_price.coalesce(both.kw_price)
    )
