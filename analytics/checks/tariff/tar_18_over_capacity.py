"""TAR-18 超容用电(疑私增容)"""

from datetime import date
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import bills_of, with_capacity_charge, with_power_factor
from analytics.facts.columns import first_by
from analytics.facts.customers import in_service
from analytics.facts.unit_prices import unit_prices, with_voltage
from analytics.regulation.money import exact, number, ratio, ratio_fen
from analytics.regulation.violation import MULTIPLES, OVER_CAPACITY_YUAN_PER_KW, over_capacity_times
from data_loaders.codes.applications import ENLARGEMENTS, AppType
from data_loaders.codes.customers import PriceType
from models.calendar import first_day, last_day
from models.category import Category

MONTH_HOURS = 720
LEAST_HOURS = 480  # of few readings are the days fewer, and few customers use these in full


@check(
    code="TAR-18",
    title="超容用电(疑私增容)",
    category=Category.TARIFF,
    matter="主题库",
    severity="高",
    subject="customer",
    window="期间",
    amount="参考值",
    reads={
        "customers": [
            *("cons_no", "org_code?", "contract_cap", "pricing_policy?", "volt_code?"),
        ],
        "bills?": [
            *("cons_no?", "amt_ym?", "amt_type?", "volt_code?", "total_pq?", "actual_pf?"),
            *("bill_cap?", "cap_amt?", "basic_amt?", "bill_dmd?"),
        ],
        "daily_usage?": ["cons_no?", "data_date?", "max_p?"],
        "readings?": ["cons_no?", "amt_ym?", "last_date?", "mr_date?"],
        "applications?": ["cons_no?", "app_type?"],
    },
    facts=(in_service, finished),
    without={
        "daily_usage.max_p": "缺日最大负荷,一律用电量法",
        "readings.mr_date": "缺抄表日期,小时数取 720",
        "bills.total_pq": "没有账单电量,只判有日最大负荷的",
        "applications.app_type": "缺业扩申请,当期办结增容、减容的不能剔除",
    },
    evidence={
        "method": "判定方法",
        "contract_cap": "合同容量(kVA)",
        "pf": "功率因数",
        "pf_source": "功率因数来源",
        "max_p": "最大负荷(kW)",
        "run_start": "连续超容起日",
        "run_days": "连续超容天数",
        "kwh": "当月电量(kWh)",
        "hours": "用电小时数H(h)",
        "used_kva": "实际使用容量(kVA)",
        "over_kva": "超容量K(kVA)",
        "pricing_policy": "定价策略",
        "price": "容量单价(元/kVA·月)",
        "price_terms": "计价",
    },
    sentence="{method}:实际使用约 {used_kva} kVA,合同容量 {contract_cap} kVA,超出 {over_kva} kVA",
    arithmetic=(
        "实际使用容量 = 最大负荷 ÷ 功率因数({pf_source}) = {max_p} ÷ {pf} = {used_kva} kVA(连续 {run_days} 日)",
        "实际使用容量 = 电量 ÷ 小时数 ÷ 功率因数({pf_source}) = {kwh} ÷ {hours} ÷ {pf} = {used_kva} kVA",
        "参考金额 = K × 计价(K 不先舍入) = {over_kva} × {price_terms} = {amount_yuan} 元",
    ),
    laws=(MULTIPLES, OVER_CAPACITY_YUAN_PER_KW),
)
def use_above_contract_capacity(
    t: Tables,
    *,
    over: Annotated[float, Param("最大负荷与合同容量之比", "倍", low=1, high=3)] = 1.1,
    n: Annotated[int, Param("连续超容天数", "天", low=1, high=31)] = 3,
) -> Any:
    """实际使用的容量不应超过合同约定的容量。

    为什么: 私自增容少交容量电费,变压器与线路过载,有安全风险。
    判定: 状态正常(0)、合同容量大于 0 的户。当期有日最大负荷的:最大负荷 ÷(合同容量 × 功率因数)大于 1.1 连续 3 日;没有的:01 类月电量大于 合同容量 × H × 功率因数,H =(抄表日 − 上次抄表日)× 24,缺取 720。功率因数取账单实际值,空取 1。同日几行取最大。
    金额: 参考值,正数:超容量 K =(连续各日中最大的负荷 ÷ 功率因数,或电量 ÷ H ÷ 功率因数)− 合同容量,不先舍入;两部制 K × 同电压容量单价(众数)× 1 月 ×(1 倍 + 违约使用电费 {violation.MULTIPLES[私增容(两部制)]}),单一制 K × {violation.OVER_CAPACITY_YUAN_PER_KW};到分。定价策略或单价不明的不算。
    例外: 当期已办结增容(109、110、111)的不判,当期或以后已办结减容(201)的也不判(档案已是减后的容量);月电量不大于 0 不判;恰为 1.1 倍、恰满载不算。电量法不乘 1.1:平均负荷已满载即不可能合规。
    核实: 现场核对变压器铭牌与封停情况,查采集负荷曲线,防止把台区总表误作户表。
    """
    customers = _customers(t)
    loaded = customers.inner_join(_overloads(t, customers, over, n), "cons_no")
    loaded = loaded.mutate(
        method=ibis.literal("日最大负荷法"), used=exact(loaded.max_p), hours=ibis.literal(1, "int64")
    )
    wrong = loaded.union(_by_energy(t, customers).select(*loaded.columns)).alias("above_capacity")
    wrong = _with_billed_voltage(t, wrong)
    full = exact(wrong.hours) * wrong.pf
    wrong = wrong.mutate(excess=exact(wrong.used) - exact(wrong.contract_cap) * full, full=full)
    wrong = wrong.anti_join(_of_another_capacity(t), "cons_no").left_join(_prices(t), "volt_code")
    is_two_part = wrong.pricing_policy == PriceType.TWO_PART
    is_single = wrong.pricing_policy == PriceType.SINGLE
    times = over_capacity_times(last_day(t.period))
    single = OVER_CAPACITY_YUAN_PER_KW.on_column(last_day(t.period))
    per_kva = ibis.cases((is_two_part, wrong.price * times), (is_single, single))
    two_part_terms = wrong.price.cast("string").concat(" 元 × 1 月 × ", times.cast("string"))
    by_energy = wrong.max_p.isnull()
    return wrong.mutate(
        object_id=wrong.cons_no,
        kwh=by_energy.ifelse(wrong.kwh, None),
        hours=by_energy.ifelse(wrong.hours, None),
        price=is_two_part.ifelse(wrong.price, None),
        used_kva=ratio(exact(wrong.used), wrong.full, 4),
        over_kva=ratio(wrong.excess, wrong.full, 4),
        price_terms=ibis.cases(
            (is_two_part, two_part_terms), (is_single, single.cast("string").concat(" 元"))
        ),
        amount_yuan=ratio_fen(wrong.excess * per_kva, wrong.full),
    )


def _customers(t: Tables) -> Any:
    """Return the customers that are judged, with their energy and power factor in the period."""
    bills = bills_of(t, [t.period])
    billed = bills.group_by("cons_no").agg(kwh=bills.total_pq.sum())
    customers = t.fact(in_service)
    customers = customers.filter(customers.contract_cap > 0)
    known = customers.left_join(billed, "cons_no").drop("cons_no_right")
    known = with_power_factor(known, bills)
    return known.filter((known.kwh > 0).fill_null(True))


def _with_billed_voltage(t: Tables, few: Any) -> Any:
    """Return customers with the voltage of their bills in place of their file's, where these say one."""
    bills = bills_of(t, [t.period]).semi_join(few, "cons_no")
    billed = bills.group_by("cons_no").agg(billed_volt_code=bills.volt_code.max())
    known = few.left_join(billed, "cons_no").drop("cons_no_right")
    return known.mutate(volt_code=known.billed_volt_code.coalesce(known.volt_code))


def _overloads(t: Tables, customers: Any, over: float, n: int) -> Any:
    """Return each customer's run of n days or more above its capacity that has the highest load.

    Shapes: cons_no, max_p, run_start, run_days.
    """
    limits = customers.select("cons_no", limit_kw=exact(customers.contract_cap) * customers.pf * number(over))
    rows = _loads(t).inner_join(limits, "cons_no")
    rows = rows.filter(exact(rows.max_p) > rows.limit_kw)
    days = rows.group_by("cons_no", "data_date").agg(max_p=rows.max_p.max())
    place = ibis.row_number().over(ibis.window(group_by="cons_no", order_by="data_date"))
    epoch: Any = ibis.literal(date(2000, 1, 1))
    days = days.mutate(place=place)
    days = days.mutate(run=days.data_date.delta(epoch, unit="day") - days.place)
    runs = days.group_by("cons_no", "run").agg(
        max_p=days.max_p.max(), run_start=days.data_date.min(), run_days=days.count()
    )
    long = runs.filter(runs.run_days >= n)
    return first_by(long, ["cons_no"], [ibis.desc("max_p"), ibis.asc("run_start")]).drop("run")


def _loads(t: Tables) -> Any:
    daily = t.daily_usage
    end = min(last_day(t.period), t.as_of)
    return daily.filter(daily.data_date.between(first_day(t.period), end), daily.max_p.notnull())


def _by_energy(t: Tables, customers: Any) -> Any:
    """Return the customers without daily loads whose month's energy exceeds full use of their capacity."""
    rows = t.readings.filter(t.readings.amt_ym == t.period)
    # hours are joined to the few that are above what so few hours give, or whose own may be fewer
    is_early = (rows.mr_date.delta(rows.last_date, unit="day") * 24 < LEAST_HOURS).fill_null(True)
    early = rows.filter(is_early).select("cons_no")
    busy = customers.filter(exact(customers.kwh) > exact(customers.contract_cap) * LEAST_HOURS * customers.pf)
    suspects = early.union(busy.select("cons_no")).distinct().alias("perhaps_above_capacity")
    rows = rows.semi_join(suspects, "cons_no")
    customers = customers.semi_join(suspects, "cons_no")
    spans = rows.group_by("cons_no").agg(first=rows.last_date.min(), last=rows.mr_date.max())
    spans = spans.select("cons_no", span=spans["last"].delta(spans["first"], unit="day") * 24)
    unseen = customers.anti_join(_loads(t), "cons_no").left_join(spans, "cons_no").drop("cons_no_right")
    hours: Any = ibis.ifelse(unseen.span > 0, unseen.span, MONTH_HOURS)
    unseen = unseen.mutate(hours=hours.fill_null(MONTH_HOURS))
    full = exact(unseen.contract_cap) * unseen.hours * unseen.pf
    over = unseen.filter(exact(unseen.kwh) > full)
    return over.mutate(
        method=ibis.literal("月电量法"),
        used=exact(over.kwh),
        hours=over.hours.cast("int64"),
        max_p=ibis.null("decimal(18, 6)"),
        run_start=ibis.null("date"),
        run_days=ibis.null("int64"),
    )


def _of_another_capacity(t: Tables) -> Any:
    """Return who was enlarged in the period, or reduced in it or since: the file has the capacity of today."""
    done = t.fact(finished)
    done = done.filter(done.done_date >= first_day(t.period))
    is_enlarged = done.app_type.isin(ENLARGEMENTS) & (done.done_date <= last_day(t.period))
    return done.filter(is_enlarged | (done.app_type == AppType.REDUCTION))


def _prices(t: Tables) -> Any:
    bills = with_capacity_charge(t, with_voltage(bills_of(t, [t.period]), t.customers))
    return unit_prices(bills, "cap_amt", "bill_cap").select("volt_code", "price")
