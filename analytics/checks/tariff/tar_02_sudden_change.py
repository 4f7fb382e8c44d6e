"""TAR-02 电量突增突减"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, printed_energy_yuan
from analytics.facts.heating import HEATED_MONTHS, heated_by_electricity
from analytics.regulation.money import exact, number, ratio, ratio_fen
from analytics.regulation.practice import SUDDEN_CHANGE
from data_loaders.codes.applications import CAPACITY_ADJUSTMENTS, ENLARGEMENTS, AppType
from data_loaders.codes.customers import RESIDENTIAL_USES
from models.calendar import add_months, first_day, last_day
from models.category import Category

# what explains a change of use
USE_CHANGES = (
    AppType.NEW_LOW_VOLTAGE,
    AppType.NEW_HIGH_VOLTAGE,
    AppType.TEMPORARY_METERED,
    *ENLARGEMENTS,
    *CAPACITY_ADJUSTMENTS,
    AppType.DISMANTLING,
    AppType.REINSTALLING,
    AppType.VOLTAGE_CHANGE,
    AppType.CANCELLATION,
)
OF_NORMAL = "0.6745"  # the median absolute deviation of a normal distribution is 0.6745 of its spread


@check(
    code="TAR-02",
    title="电量突增突减",
    category=Category.TARIFF,
    matter="主题库",
    severity="中",
    subject="customer",
    window="期间",
    amount="参考值",
    reads={
        "bills": ["cons_no", "amt_ym", "amt_type?", "total_pq", "elec_type_code?", *ENERGY_COLUMNS],
        "customers?": ["cons_no", "org_code?", "elec_type_code?", "run_cap?", "prc_code?"],
        "tariff_prices?": ["prc_code?", "prc_name?"],
        "applications?": ["cons_no?", "app_type?"],
    },
    facts=(finished,),
    without={
        "applications.app_type": "缺业扩申请,不剔除变更用电的户",
        "customers.elec_type_code": "客户档案没有用电类别,按账单的用电类别",
        "customers.prc_code": "客户档案没有电价码,没有上年同月的电采暖户不能剔除",
        "tariff_prices.prc_name": "缺电价目录,执行电采暖电价的只按电价码的字样剔除",
        "customers.run_cap": "客户档案没有运行容量,运行容量为 0 的不能剔除",
    },
    evidence={
        "direction": "方向",
        "kwh": "本期电量x(kWh)",
        "reference_kwh": "参照电量ref(kWh)",
        "change_kwh": "变化电量(kWh)",
        "change_ratio": "变化率d",
        "month_1_kwh": "前1月电量(kWh)",
        "month_2_kwh": "前2月电量(kWh)",
        "month_3_kwh": "前3月电量(kWh)",
        "year_ago_kwh": "上年同月电量(kWh)",
        "robust_z": "稳健z值(供排序)",
        "elec_type_code": "用电类别",
        "price_yuan": "计价电度电费(元)",
        "price_kwh": "计价电量(kWh)",
    },
    sentence="{period} 电量{direction}:{kwh} kWh,参照 {reference_kwh} kWh,变化 {change_kwh} kWh",
    arithmetic=(
        "变化率 d = (x − ref) ÷ ref = ({kwh} − {reference_kwh}) ÷ {reference_kwh} = {change_ratio}",
        "参考金额 = |x − ref| × 本户电度均价 = |{change_kwh}| × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",
    ),
    laws=(SUDDEN_CHANGE,),
)
def sudden_change_of_use(
    t: Tables,
    *,
    resident_ratio: Annotated[float, Param("居民变化率", "倍", low=0, high=100)] = 2.0,
    other_ratio: Annotated[float, Param("其他用户变化率", "倍", low=0, high=100)] = 0.5,
    resident_kwh: Annotated[float, Param("居民变化电量", "kWh", low=0, high=100000)] = 300,
    other_kwh: Annotated[float, Param("其他用户变化电量", "kWh", low=0, high=10000000)] = 3000,
) -> Any:
    """电量不应无缘由地远离本户近月与上年同月。

    为什么: 突减可能是表计故障、接线错误或窃电,突增可能是示数错误、倍率错误或电价外用电。
    判定: 本期 01 类汇总电量 x,参照 ref 取上年同月与前 1、2、3 月四值的中位数(前 3 月须齐全,上年同月可缺),ref 大于 0;居民(200、201、202)|x−ref|÷ref 大于 2.0 且 |x−ref| 大于 300 kWh,其他大于 0.5 且大于 3000 kWh,均为严格大于。
    金额: 参考值,正数,方向未定:|x−ref| × 本户本期电度电费 ÷ 电量;本期电量为 0 的用上月。
    例外: 本期与上月都为 0 的归 TAR-01;运行容量为 0、电量为负(归 TAR-22)不判;与上年同月的偏差不超过变化率的视为季节性,执行电采暖电价(电价名称或电价码写有采暖、供暖、取暖、煤改电)而没有上年同月的,11 月至次年 3 月的突增也是;本期、前 3 月、上年同月之内有已办结的新装、增容、减容、暂停及恢复、暂换、暂拆、复装、改压、销户、临时用电的不判,缺业扩申请则不剔除。稳健 z 只作排序。
    核实: 核对抄表示数与天数、倍率,调采集曲线,询问生产与季节变化。
    """
    # joining and multiplying exactly is for the few that change by more than the lower of both limits
    comparable = _comparable(_by_month(t)).mutate(twice_change=lambda row: row.kwh * 2 - row.twice_reference)
    changed = comparable.filter(comparable.twice_change.abs() > number(min(resident_kwh, other_kwh)) * 2)
    known = changed.left_join(
        t.customers.select("cons_no", "org_code", "run_cap", filed_type="elec_type_code"), "cons_no"
    )
    known = known.drop("cons_no_right").alias("changed")
    known = known.left_join(_billed_types(t, known.filter(known.filed_type.isnull())), "cons_no")
    known = known.drop("cons_no_right")
    known = known.mutate(elec_type_code=known.filed_type.coalesce(known.billed_type))
    is_resident = known.elec_type_code.isin(RESIDENTIAL_USES).fill_null(False)
    limit = ibis.ifelse(is_resident, number(resident_ratio), number(other_ratio))
    least_kwh: Any = ibis.ifelse(is_resident, number(resident_kwh), number(other_kwh))
    twice_change = known.twice_change.abs()
    is_seasonal = (known.kwh - known.year_ago_kwh).abs() <= known.year_ago_kwh * limit
    is_idle = (known.kwh == 0) & (known.month_1_kwh == 0)
    sudden = known.filter(
        twice_change > known.twice_reference * limit,
        twice_change > least_kwh * 2,
        ~(is_seasonal.fill_null(False) | is_idle | (known.run_cap == 0).fill_null(False)),
    )
    # whoever heats by electricity for the first winter has none before it to be compared with
    if int(t.period[4:]) in HEATED_MONTHS:
        first_winter = sudden.filter(sudden.year_ago_kwh.isnull(), sudden.twice_change > 0)
        first_winter = first_winter.semi_join(heated_by_electricity(t), "cons_no")
        sudden = sudden.anti_join(first_winter, "cons_no")
    sudden = sudden.mutate(reference_kwh=_half(sudden.twice_reference))
    sudden = sudden.mutate(change_kwh=sudden.kwh - sudden.reference_kwh)
    sudden = sudden.anti_join(_changed(t), "cons_no").alias("sudden")
    sudden = sudden.left_join(_charges(t, sudden), "cons_no").drop("cons_no_right")
    is_priced_now = sudden.kwh != 0
    sudden = sudden.mutate(
        price_yuan=is_priced_now.ifelse(sudden.yuan, sudden.month_1_yuan),
        price_kwh=is_priced_now.ifelse(sudden.kwh, sudden.month_1_kwh),
    )
    amount = ratio_fen(exact(sudden.change_kwh.abs()) * sudden.price_yuan, sudden.price_kwh)
    return sudden.mutate(
        object_id=sudden.cons_no,
        direction=ibis.ifelse(sudden.change_kwh > 0, "突增", "突减"),
        change_ratio=ratio(sudden.change_kwh, sudden.reference_kwh, 4),
        robust_z=_robust_z(sudden),
        amount_yuan=amount,
    )


def _by_month(t: Tables) -> Any:
    """Return each customer's energy of the months that are compared, null where there is no bill."""
    now, year_ago = t.period, add_months(t.period, -12)
    before = {f"month_{n}": add_months(t.period, -n) for n in (1, 2, 3)}
    bills = bills_of(t, [now, *before.values(), year_ago])
    months = {
        "kwh": now,
        **{f"{name}_kwh": month for name, month in before.items()},
        "year_ago_kwh": year_ago,
    }
    return bills.group_by("cons_no").agg(
        **{name: bills.total_pq.sum(where=bills.amt_ym == month) for name, month in months.items()}
    )


def _billed_types(t: Tables, unfiled: Any) -> Any:
    """Return the kind of use that the bills of the period say of customers whose file says none."""
    bills = bills_of(t, [t.period]).semi_join(unfiled, "cons_no")
    return bills.group_by("cons_no").agg(billed_type=bills.elec_type_code.max())


def _charges(t: Tables, customers: Any) -> Any:
    """Return the energy charges of these customers in the period and the month before."""
    now, before = t.period, add_months(t.period, -1)
    bills = bills_of(t, [now, before]).semi_join(customers, "cons_no")
    yuan = printed_energy_yuan(bills)
    return bills.group_by("cons_no").agg(
        yuan=yuan.sum(where=bills.amt_ym == now), month_1_yuan=yuan.sum(where=bills.amt_ym == before)
    )


def _comparable(monthly: Any) -> Any:
    """Return the customers that can be compared, with twice the median of their months, and that above zero."""
    before = [monthly.month_1_kwh, monthly.month_2_kwh, monthly.month_3_kwh]
    compared = monthly.filter(monthly.kwh >= 0, *(month.notnull() for month in before))
    compared = compared.mutate(twice_reference=_twice_median(before, compared.year_ago_kwh))
    return compared.filter(compared.twice_reference > 0)


def _twice_median(three: list[Any], fourth: Any) -> Any:
    """Return twice the median of three values and a fourth that may be null: what the extremes leave over."""
    four = [*three, fourth]
    middle_of_three = _sum_of(three) - ibis.least(*three) - ibis.greatest(*three)
    middle_two = _sum_of(four) - ibis.least(*four) - ibis.greatest(*four)
    return ibis.ifelse(fourth.isnull(), middle_of_three * 2, middle_two)


def _half(value: Any) -> Any:
    """Return half of a number; over a million rows that costs a second, so of few."""
    return (value * number("0.5")).cast("decimal(38, 6)")


def _sum_of(values: list[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def _robust_z(rows: Any) -> Any:
    """Return 0.6745 × (x − ref) ÷ the median absolute deviation of the reference months."""
    gaps = [
        (rows[name] - rows.reference_kwh).abs()
        for name in ("month_1_kwh", "month_2_kwh", "month_3_kwh", "year_ago_kwh")
    ]
    return ratio(rows.change_kwh * number(OF_NORMAL), _half(_twice_median(gaps[:3], gaps[3])), 2)


def _changed(t: Tables) -> Any:
    """Return the customers whose supply changed in one of the months that are compared."""
    done = t.fact(finished)
    done = done.filter(done.app_type.isin(USE_CHANGES))
    year_ago = add_months(t.period, -12)
    is_compared = done.done_date.between(first_day(add_months(t.period, -3)), last_day(t.period))
    return done.filter(is_compared | done.done_date.between(first_day(year_ago), last_day(year_ago)))
