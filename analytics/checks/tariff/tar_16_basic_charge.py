"""TAR-16 基本电费计费容量/计算错误"""

from datetime import date
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import basic_yuan, bills_of, has_basic_charge
from analytics.facts.capacity_days import COUNTINGS, capacity_days
from analytics.facts.columns import as_text, reasons
from analytics.facts.unit_prices import charged_quantity, demand_prices, unit_prices, with_voltage
from analytics.regulation.basic_charge import (
    CHARGED_CAPACITY,
    DAYS_OF_A_MONTH,
    DEMAND_EXCESS_TIMES,
    DEMAND_TOLERANCE,
    DISCOUNT_FROM_KWH_PER_KVA,
    DISCOUNT_MULTIPLIER,
    capacity_charge_expr,
    contract_demand_charge_expr,
    days_of_a_month,
    demand_price_multiplier_expr,
    partial_month_charge_expr,
)
from analytics.regulation.money import exact, number, to_fen, to_places
from data_loaders.codes.applications import CAPACITY_ADJUSTMENTS, AppType
from data_loaders.codes.customers import BasicCalcMode, PriceType
from data_loaders.codes.metering import ReadType
from models.calendar import days_in_month, first_day, last_day
from models.category import Category

MIN_PAYERS = 3
BASIC_CHARGE_CHANGES = (
    AppType.NEW_HIGH_VOLTAGE,
    AppType.ENLARGE_LOW_VOLTAGE,
    AppType.ENLARGE_HIGH_VOLTAGE,
    *CAPACITY_ADJUSTMENTS,
    AppType.DISMANTLING,
    AppType.REINSTALLING,
    AppType.SPLIT,
    AppType.MERGER,
    AppType.VOLTAGE_CHANGE,
    AppType.CANCELLATION,
)


@check(
    code="TAR-16",
    title="基本电费计费容量/计算错误",
    category=Category.TARIFF,
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "volt_code?", "total_pq", "bill_cap?", "cap_amt?"),
            *("bill_dmd?", "dmd_amt?", "basic_amt?"),
        ],
        "customers": [
            *("cons_no", "org_code?", "ba_calc_mode?", "run_cap?", "contract_cap?", "pricing_policy?"),
            "volt_code?",
        ],
        "equipment?": ["actual_start_date?", "actual_stop_date?"],
        "applications?": ["cons_no?", "app_type?"],
        "readings?": ["cons_no?", "asset_no?", "amt_ym?", "read_type?", "this_read?", "t_factor?"],
    },
    facts=(finished, capacity_days),
    without={
        "bills.basic_amt": "缺基本电费,改用容量电费加需量电费,两者也缺则不判",
        "customers.ba_calc_mode": "缺基本电费计算方式,按账单有计费需量或计费容量推断",
        "equipment.actual_start_date": "缺设备启用日期,不按日计算启用",
        "equipment.actual_stop_date": "缺设备停用日期,不按日计算停用",
        "readings.this_read": "缺最大需量示数,不核超合同需量的加收",
    },
    evidence={
        "method": "计收方式",
        "volt_code": "供电电压",
        "price": "同电压单价(元)",
        "payers": "执行该单价的户数",
        "run_cap": "运行容量(kVA)",
        "kva_days": "各台容量×当月计费天数之和(kVA·天)",
        "month_days": "全月折算天数",
        "bill_cap": "计费容量(kVA)",
        "bill_kw": "计费需量(kW)",
        "read_kw": "最大需量示数×倍率D(kW)",
        "multiplier": "需量单价倍数k",
        "terms": "算式",
        "expected_yuan": "应收基本电费(元)",
        "charged_yuan": "账单基本电费(元)",
        "note": "提示",
    },
    sentence="{method},应收基本电费 {expected_yuan} 元,账单 {charged_yuan} 元",
    arithmetic=(
        "应收基本电费 = {terms} = {expected_yuan} 元",
        "差额 = 应收 − 账单 = {expected_yuan} − {charged_yuan} = {amount_yuan} 元",
    ),
    laws=(
        CHARGED_CAPACITY,
        DAYS_OF_A_MONTH,
        DEMAND_TOLERANCE,
        DEMAND_EXCESS_TIMES,
        DISCOUNT_FROM_KWH_PER_KVA,
        DISCOUNT_MULTIPLIER,
    ),
)
def wrong_basic_charge(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=1000)] = 1.0,
) -> Any:
    """基本电费应当等于计费容量(或需量)乘以本公司同电压的单价。

    为什么: 基本电费按月按容量固定收取,容量、天数、单价一处有误,每月重复,金额大。
    判定: 当期 01 类账单按户汇总。单价取本公司同电压账单的众数(至少 3 户),需量单价取未达 {basic_charge.DISCOUNT_FROM_KWH_PER_KVA} 折扣的户,不足时取全部。①按容量:应收 = 单价 × 运行容量;当月及以后有设备启停的,按各台铭牌容量 × 当月在用天数折算(一天的电费,{basic_charge.DAYS_OF_A_MONTH};整月在用的按全月)。②按需量:D 为最大需量示数 × 倍率,应收 = 计费需量 × 单价 × k(k 为 1 或 {basic_charge.DISCOUNT_MULTIPLIER},取使计费需量 × 单价 × k 与账单相近者,账单为 0 时按是否达到 {basic_charge.DISCOUNT_FROM_KWH_PER_KVA});计费需量与 D 不同的视为合同需量,D 超过其 {basic_charge.DEMAND_TOLERANCE} 的部分按单价的 {basic_charge.DEMAND_EXCESS_TIMES}计收。应收与账单相差大于容差命中;两部制账单基本电费为空或 0 而运行容量大于 0 也命中。
    金额: 应收减账单,正数少收,负数多收,到分;按日的以启停日都计(不足 24 小时按 1 天)为准;需量户账单没有计费需量的不算。
    例外: k 用错归 TAR-19;启停日只计启用日或只计停用日的口径也接受;容需对比、容需并存、特殊(3、4、9)不判;单一制不判;计费需量为 0 归 TAR-17;差额恰等于容差不算;当期以来有容量变更工单而设备没有启停日期的不判;合同需量的下限不判(字典无合同需量列)。缺计收方式按账单有计费需量或计费容量推断;缺基本电费用容量电费加需量电费,都缺停用。
    核实: 核对变压器启停日期与封停单、需量示数、计收方式变更单。
    """
    households = _households(t)
    day = last_day(t.period)
    priced = _with_prices(_with_machines(t, households), households, day)
    judged = _with_expected(priced, tol, day)
    is_two_part = judged.pricing_policy == PriceType.TWO_PART
    is_unbilled = (is_two_part & (judged.charged_yuan == 0) & (judged.run_cap > 0)).fill_null(False)
    is_off = (judged.miss_yuan > number(tol)).fill_null(False)
    wrong = judged.filter(judged.price.notnull(), is_off | is_unbilled, ibis.literal(has_basic_charge(t)))
    return wrong.mutate(
        object_id=wrong.cons_no,
        amount_yuan=wrong.expected_yuan - wrong.charged_yuan,
        method=ibis.cases(
            (wrong.mode == BasicCalcMode.BY_CAPACITY, "按容量计收"),
            (wrong.mode == BasicCalcMode.BY_DEMAND, "按需量计收"),
            else_="计收方式不明",
        ),
        note=reasons(
            {
                "两部制未收基本电费": (wrong.pricing_policy == PriceType.TWO_PART)
                & (wrong.charged_yuan == 0),
                "设备有启停,按日计算": (wrong.mode == BasicCalcMode.BY_CAPACITY) & wrong.kva_days.notnull(),
            }
        ).nullif(""),
    )


def _households(t: Tables) -> Any:
    """Return the customers billed in the period that may have two parts, with what they were charged for."""
    bills = with_voltage(bills_of(t, [t.period]), t.customers)
    bills = bills.mutate(basic_yuan=basic_yuan(t, bills))
    bills = bills.mutate(demand_yuan=bills.dmd_amt if t.has("bills.dmd_amt") else bills.basic_yuan)
    billed = bills.group_by("cons_no").agg(
        volt_code=bills.volt_code.max(),
        kwh=bills.total_pq.sum(),
        bill_cap=charged_quantity(bills, "bill_cap", "basic_yuan").coalesce(bills.bill_cap.max()),
        bill_kw=charged_quantity(bills, "bill_dmd", "demand_yuan").coalesce(bills.bill_dmd.max()),
        demand_yuan=bills.demand_yuan.sum(),
        charged_yuan=to_fen(bills.basic_yuan.fill_null(0).sum()),
    )
    files = t.customers.select(
        *("cons_no", "org_code", "ba_calc_mode", "run_cap", "contract_cap", "pricing_policy")
    )
    billed = billed.inner_join(files, "cons_no")
    billed = billed.filter((billed.pricing_policy != PriceType.SINGLE).fill_null(True))
    inferred = ibis.cases(
        (billed.bill_kw > 0, BasicCalcMode.BY_DEMAND), (billed.bill_cap > 0, BasicCalcMode.BY_CAPACITY)
    )
    known = billed.mutate(mode=billed.ba_calc_mode.nullif(BasicCalcMode.NOT_CHARGED).coalesce(inferred))
    return known.filter(
        known.mode.isnull() | known.mode.isin([BasicCalcMode.BY_CAPACITY, BasicCalcMode.BY_DEMAND]),
        ~((known.mode == BasicCalcMode.BY_DEMAND) & (known.bill_kw == 0)).fill_null(False),
    )


def _with_machines(t: Tables, households: Any) -> Any:
    """Return the customers with their machines' days in the period and their metered demand.

    Left out are those whose capacity changed and whose machines do not tell when.
    """
    found = households.left_join(t.fact(capacity_days), "cons_no")
    found = found.drop("cons_no_right")
    rows = t.readings.filter(t.readings.amt_ym == t.period, t.readings.read_type == ReadType.MAX_DEMAND)
    each = rows.group_by("cons_no", "asset_no").agg(
        read_kw=(exact(rows.this_read) * rows.t_factor.fill_null(1)).max()
    )
    demand = each.group_by("cons_no").agg(read_kw=to_places(each.read_kw.sum(), 6))
    found = found.left_join(demand, "cons_no").drop("cons_no_right")
    done = t.fact(finished)
    done = done.filter(done.app_type.isin(BASIC_CHARGE_CHANGES))
    changed = done.filter(done.done_date >= first_day(t.period)).select(changed="cons_no").distinct()
    found = found.left_join(changed, [("cons_no", "changed")])
    is_untold = (found.mode != BasicCalcMode.BY_DEMAND).fill_null(True) & found.both_days.isnull()
    found = found.filter(~(found.changed.notnull() & is_untold))
    length = days_in_month(t.period)
    divisor = days_of_a_month(last_day(t.period), length)
    return found.mutate(month_days=ibis.literal(divisor, "int64"))


def _with_prices(found: Any, households: Any, day: date) -> Any:
    """Return the customers with the price of their voltage and way of charging, null where too few pay it."""
    by_capacity = households.filter(households.mode == BasicCalcMode.BY_CAPACITY)
    by_demand = households.filter(households.mode == BasicCalcMode.BY_DEMAND).mutate(
        demand_kw=lambda row: row.bill_kw
    )
    for name, prices in {
        "capacity": unit_prices(by_capacity, "charged_yuan", "bill_cap", at_least=MIN_PAYERS),
        "full": demand_prices(by_demand, day, at_least=MIN_PAYERS),
        "any": unit_prices(by_demand, "demand_yuan", "demand_kw", at_least=MIN_PAYERS),
    }.items():
        named = prices.select("volt_code", **{f"{name}_price": prices.price, f"{name}_payers": prices.payers})
        found = found.left_join(named, "volt_code").drop("volt_code_right")
    is_demand = (found.mode == BasicCalcMode.BY_DEMAND).fill_null(False)
    return found.mutate(
        price=is_demand.ifelse(found.full_price.coalesce(found.any_price), found.capacity_price),
        payers=is_demand.ifelse(
            found.full_price.notnull().ifelse(found.full_payers, found.any_payers), found.capacity_payers
        ),
    )


def _with_expected(found: Any, tol: float, day: date) -> Any:
    """Return the customers with what they owe, how far the bill misses it, and the sum in words."""
    found = _with_capacity_charge(_with_demand_charge(found, tol, day))
    is_capacity, is_demand = found.mode == BasicCalcMode.BY_CAPACITY, found.mode == BasicCalcMode.BY_DEMAND
    demand_miss = (found.demand_owed - found.charged_yuan).abs()
    found = found.mutate(
        expected_yuan=ibis.cases((is_capacity, found.capacity_owed), (is_demand, found.demand_owed)),
        miss_yuan=ibis.cases((is_capacity, found.capacity_miss), (is_demand, demand_miss)),
    )
    return found.mutate(kva_days=to_places(found.both_days, 6), terms=_terms(found, day))


def _with_capacity_charge(found: Any) -> Any:
    """Return the customers with the charge by capacity, by days where machines were started or stopped.

    `capacity_miss` is how far the bill lies from the nearest of the accepted ways of counting days.
    """
    days = exact(found.month_days)
    found = found.mutate(
        whole=capacity_charge_expr(found.run_cap, found.price),
        **{
            f"owed_{counting.name}": partial_month_charge_expr(found[counting.name], found.price, 1, days)
            for counting in COUNTINGS
        },
    )
    has_days = found.both_days.notnull()
    misses = [(found[f"owed_{counting.name}"] - found.charged_yuan).abs() for counting in COUNTINGS]
    return found.mutate(
        capacity_owed=has_days.ifelse(found.owed_both_days, found.whole),
        capacity_miss=has_days.ifelse(ibis.least(*misses), (found.whole - found.charged_yuan).abs()),
    )


def _with_demand_charge(found: Any, tol: float, day: date) -> Any:
    """Return the customers with the charge by demand, at the multiplier that the bill seems to apply."""
    multipliers = (number(1), DISCOUNT_MULTIPLIER.on_column(day))
    actual_kw = found.read_kw.coalesce(found.bill_kw)
    full, discounted = (
        contract_demand_charge_expr(found.bill_kw, actual_kw, found.price, day, k) for k in multipliers
    )
    found = found.mutate(full=full, discounted=discounted)
    charged = found.charged_yuan
    earned = demand_price_multiplier_expr(found.kwh, found.contract_cap, day) == multipliers[1]
    without_excess = exact(found.bill_kw) * found.price
    full_miss, discounted_miss = ((without_excess * k - charged).abs() for k in multipliers)
    has_discount: Any = ibis.cases(
        (charged == 0, earned.fill_null(False)),
        ((found.full - charged).abs() <= number(tol), False),
        ((found.discounted - charged).abs() <= number(tol), True),
        else_=(discounted_miss < full_miss).fill_null(False),
    )
    return found.mutate(
        demand_owed=has_discount.ifelse(found.discounted, found.full),
        multiplier=(found.mode == BasicCalcMode.BY_DEMAND).ifelse(
            has_discount.ifelse(multipliers[1], number(1)), None
        ),
    )


def _terms(found: Any, day: date) -> Any:
    """Return the sum that gives the expected charge, in words."""
    price, kw = as_text(found.price), as_text(found.bill_kw)
    whole = price.concat(" × ", as_text(found.run_cap))
    by_days = price.concat(" × ", as_text(found.both_days), " ÷ ", found.month_days.cast("string"))
    demand = kw.concat(" × ", price, " × ", as_text(found.multiplier))
    tolerance, times = DEMAND_TOLERANCE.on_column(day), DEMAND_EXCESS_TIMES.on_column(day)
    above = kw.concat(") × ", times.cast("string"), " × ", price)
    excess = demand.concat(" + (", as_text(found.read_kw), " − ", tolerance.cast("string"), " × ", above)
    exceeds = exact(found.read_kw) > exact(found.bill_kw) * tolerance
    return ibis.cases(
        ((found.mode == BasicCalcMode.BY_CAPACITY) & found.both_days.notnull(), by_days),
        (found.mode == BasicCalcMode.BY_CAPACITY, whole),
        ((found.mode == BasicCalcMode.BY_DEMAND) & exceeds, excess),
        (found.mode == BasicCalcMode.BY_DEMAND, demand),
    )
