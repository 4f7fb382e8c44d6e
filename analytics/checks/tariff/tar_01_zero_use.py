"""TAR-01 零电量用户(连续多期)"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import (
    CHARGE_COLUMNS,
    bills_of,
    customer_months,
    levies_inside,
    normal_bills,
    with_charges,
)
from analytics.facts.columns import reasons
from analytics.facts.customers import in_service
from analytics.facts.reading_cycles import SELDOM, months_read, read_seldom
from analytics.facts.zero_use import feeding_in, without_resting
from analytics.regulation.account_rules import ZERO_USE_PERIODS, ZERO_USE_VISIT_SHARE
from analytics.regulation.money import exact, ratio_fen
from analytics.regulation.source import Rule
from data_loaders.codes.applications import SOLAR
from data_loaders.codes.customers import CustType
from models.calendar import add_months, first_day, last_day, month_range
from models.category import Category

MIN_PEERS = 3
PERCENT = ZERO_USE_VISIT_SHARE.each(lambda shares: {code: share * 100 for code, share in shares.items()})
HIGH_VOLTAGE, LOW_VOLTAGE, RESIDENT = (
    PERCENT.part(kind) for kind in (CustType.HIGH_VOLTAGE, CustType.LOW_VOLTAGE, CustType.RESIDENT)
)


@check(
    code="TAR-01",
    title="零电量用户(连续多期)",
    category=Category.TARIFF,
    matter="零电量用户",
    severity="中",
    subject="customer",
    window="期间",
    amount="参考值",
    reads={
        "customers": [
            *("cons_no", "org_code?", "cons_sort_code?", "elec_type_code?", "prc_code?"),
            *("run_cap?", "poweroff_flag?", "mr_sect_no?"),
        ],
        "bills": ["cons_no", "amt_ym", "amt_type?", "total_pq", *CHARGE_COLUMNS],
        "equipment?": ["cons_no?", "run_status?"],
        "applications?": ["cons_no?", "app_type?"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "readings?": [
            *("cons_no?", "amt_ym?", "mr_cycle?", "read_type?", "last_read?", "this_read?"),
        ],
        "daily_usage?": ["cons_no?", "data_date?", "day_pq?"],
    },
    facts=(in_service, finished, levies_inside),
    without={
        "customers.run_cap": "缺运行容量,不能据此剔除暂停",
        "equipment.run_status": "缺受电设备,不能据此剔除暂停",
        "daily_usage.day_pq": "缺日电量,不判高危",
        "mr_sections.mr_cycle": "缺抄表段的抄表周期,按抄表记录的周期;也没有的,双月、按季抄表的户视为缺账单,不判",
        "applications.app_type": "缺业扩申请,暂停、暂拆不能据申请剔除,分布式电源不提示",
        "readings.this_read": "缺抄表示数,当期上网的不提示",
    },
    evidence={
        "months": "零电量的电费年月",
        "zero_months": "零电量期数",
        "last_used_ym": "末次非零月",
        "check_level": "核查级别",
        "run_cap": "运行容量(kVA)",
        "elec_type_code": "用电类别",
        "prc_code": "电价码",
        "measured_kwh": "同期采集电量(kWh)",
        "peers": "同类有电量户数",
        "median_kwh": "同类户中位月电量(kWh)",
        "peers_yuan": "同类户电度电费与代征合计(元)",
        "peers_kwh": "同类户电量合计(kWh)",
        "note": "提示",
    },
    sentence="{months} 连续 {zero_months} 期电量为零,核查级别 {check_level}",
    arithmetic=(
        "参考金额 = 同类户中位电量 × 期数 × 同类均价 = {median_kwh} × {zero_months} × ({peers_yuan} ÷ {peers_kwh}) = {amount_yuan} 元",
    ),
    laws=(ZERO_USE_PERIODS, ZERO_USE_VISIT_SHARE),
)
def no_use_for_several_periods(
    t: Tables,
    *,
    n: Annotated[Rule[int], Param("连续零电量期数", "期", low=2, high=24)] = ZERO_USE_PERIODS,
    high_voltage_pct: Annotated[
        Rule[Decimal], Param("高压现场核查比例", "%", low=0, high=100)
    ] = HIGH_VOLTAGE,
    low_voltage_pct: Annotated[
        Rule[Decimal], Param("低压非居民现场核查比例", "%", low=0, high=100)
    ] = LOW_VOLTAGE,
    resident_pct: Annotated[Rule[Decimal], Param("居民现场核查比例", "%", low=0, high=100)] = RESIDENT,
) -> Any:
    """正常用电的户不应连续多期没有电量。

    为什么: 零度户里有表计停走、采集失败、绕越计量和估抄,也有真正空置的;不到现场分不清。
    判定: 状态正常(0)的户,截至当期连续 {account_rules.ZERO_USE_PERIODS}每月都有 01 类账单且当月总电量合计为 0;缺账单的月不算 0;双月、按季抄表的户(周期按抄表段,没有的按当期抄表记录)每两月、三月一期,连续各期都有账单而电量为 0、其间各月也没有电量的同样命中,当期没有账单的不判。现场核查比例({account_rules.ZERO_USE_VISIT_SHARE})只作标记,全部列出。
    金额: 参考值,正数:同用电类别、同电价码、同为单月、双月或按季抄表且当期有电量的户的中位电量 × 期数 × 该组(电度电费 + 代征)÷ 总电量;该组不足 3 户不算。
    例外: 运行容量为 0、受电设备全部不在运行、已停电(停电标志 01)、暂拆已办结而其后无复装的户不判;运行容量与受电设备都缺的户,暂停已办结而其后无恢复的不判(部分暂停仍判)。有分布式电源申请、当期反向示数增加(上网)的只作提示;核查期内任一日有采集电量的提示高危;缺运行容量与受电设备而不能剔除暂停的提示。
    核实: 到现场看表计示数、接线与用电情况,比对采集日冻结,空置的按规定办理暂停或销户。
    """
    known_periods = n.on(last_day(t.period))
    periods = known_periods or 1
    months = {cycle: months_read(t.period, cycle, periods) for cycle in (1, *SELDOM)}
    now = _used_and_paid(t)
    zero = _without_use(t, now, months)
    customers = t.fact(in_service)
    zero = zero.filter(ibis.literal(known_periods is not None)).mutate(
        zero_months=ibis.literal(periods, "int64")
    )
    found = customers.inner_join(zero, "cons_no")
    found = without_resting(t, found)
    found = _with_what_was_measured(t, found, months)
    found = _with_last_use(t, found, months[1][0])
    found = found.left_join(_peers(t, now), ["elec_type_key", "prc_key", "cycle"])
    return found.mutate(
        object_id=found.cons_no,
        months=found.cycle.cases(*((cycle, "、".join(of)) for cycle, of in months.items())),
        check_level=_check_level(
            found,
            *(
                share.written_on_column(t.as_of)
                for share in (high_voltage_pct, low_voltage_pct, resident_pct)
            ),
        ),
        amount_yuan=ratio_fen(exact(found.median_kwh) * periods * found.peers_yuan, found.peers_kwh),
        note=reasons(
            {
                "核查期内采集有电量,高危": found.measured_kwh > 0,
                "有分布式电源申请": found.has_generation.notnull(),
                "当期有上网电量": found.is_feeding.notnull(),
                "缺运行容量与受电设备,未能剔除暂停": found.is_capacity_unknown,
                **{words: found.cycle == cycle for cycle, words in SELDOM.items()},
            }
        ).nullif(""),
    )


def _used_and_paid(t: Tables) -> Any:
    """Return what each customer uses and pays in the period, levies once: cons_no, kwh, yuan."""
    bills = with_charges(t, bills_of(t, [t.period]))
    charged = bills.energy_yuan + exact(bills.levy_amt).fill_null(0)
    return bills.group_by("cons_no").agg(kwh=bills.total_pq.sum(), yuan=charged.sum())


def _without_use(t: Tables, now: Any, months: dict[int, list[str]]) -> Any:
    """Return who was billed nothing in each month, or read less often, in each month read and used nothing between.

    `months` are those read by their cycle.

    Shapes: cons_no, cycle (1 of who was billed every month, however filed).
    """
    begins = {cycle: _first_month(cycle, of) for cycle, of in months.items()}
    bills = bills_of(t, month_range(min(begins.values()), t.period)).semi_join(
        now.filter(now.kwh == 0), "cons_no"
    )
    monthly = customer_months(bills, ["total_pq"])
    is_zero = monthly.total_pq == 0
    zero = monthly.group_by("cons_no").agg(
        **{f"zeros_{cycle}": is_zero.sum(where=monthly.amt_ym.isin(of)) for cycle, of in months.items()},
        last_ym=monthly.amt_ym.max(where=~is_zero.fill_null(False)),
    )
    zero = zero.left_join(read_seldom(t), "cons_no").drop("cons_no_right")
    is_billed = {cycle: zero[f"zeros_{cycle}"] == len(of) for cycle, of in months.items()}
    cycle = ibis.cases(
        (is_billed[1], 1),
        *(
            (
                (zero.months == cycle) & is_billed[cycle] & (zero.last_ym < begins[cycle]).fill_null(True),
                cycle,
            )
            for cycle in SELDOM
        ),
        else_=ibis.null("int64"),
    )
    zero = zero.select("cons_no", cycle=cycle)
    return zero.filter(zero.cycle.notnull())


def _first_month(cycle: int, months: list[str]) -> str:
    """Return the first month that the first of some readings is of."""
    return add_months(months[0], 1 - cycle)


def _with_what_was_measured(t: Tables, found: Any, months: dict[int, list[str]]) -> Any:
    """Return the customers with the energy that daily readings saw, and whether they generate."""
    begins = {cycle: first_day(_first_month(cycle, of)) for cycle, of in months.items()}
    daily = t.daily_usage.filter(
        t.daily_usage.data_date.between(min(begins.values()), min(last_day(t.period), t.as_of)),
        t.daily_usage.day_pq > 0,
    ).inner_join(found.select("cons_no", "cycle"), "cons_no")
    daily = daily.filter(daily.data_date >= daily.cycle.cases(*begins.items()))
    measured = daily.group_by("cons_no").agg(measured_kwh=daily.day_pq.sum())
    generation = t.applications.filter(t.applications.app_type.isin(SOLAR))
    found = found.left_join(measured, "cons_no").drop("cons_no_right")
    generating = generation.select(has_generation="cons_no").distinct()
    found = found.left_join(generating, [("cons_no", "has_generation")])
    return found.left_join(feeding_in(t).rename(is_feeding="cons_no"), [("cons_no", "is_feeding")])


def _with_last_use(t: Tables, found: Any, first_month: str) -> Any:
    """Return the customers with the last month before these that had energy."""
    earlier = normal_bills(t.bills.filter(t.bills.amt_ym < first_month)).semi_join(found, "cons_no")
    monthly = customer_months(earlier, ["total_pq"])
    used = monthly.filter(monthly.total_pq != 0).group_by("cons_no").agg(last_used_ym=monthly.amt_ym.max())
    found = found.left_join(used, "cons_no").drop("cons_no_right")
    return found.mutate(
        elec_type_key=found.elec_type_code.fill_null(""), prc_key=found.prc_code.fill_null("")
    )


def _peers(t: Tables, each: Any) -> Any:
    """Return what customers of the same kind and price use and pay in the period, if there are enough."""
    kinds = t.customers.select(
        "cons_no",
        elec_type_key=t.customers.elec_type_code.fill_null(""),
        prc_key=t.customers.prc_code.fill_null(""),
    )
    each = each.filter(each.kwh > 0).inner_join(kinds, "cons_no").left_join(read_seldom(t), "cons_no")
    each = each.mutate(cycle=each.months.fill_null(1))
    peers = each.group_by("elec_type_key", "prc_key", "cycle").agg(
        peers=each.count(), median_kwh=each.kwh.median(), peers_yuan=each.yuan.sum(), peers_kwh=each.kwh.sum()
    )
    return peers.filter(peers.peers >= MIN_PEERS)


def _check_level(found: Any, high_voltage: Any, low_voltage: Any, resident: Any) -> Any:
    def level(title: str, percent: Any) -> Any:
        text: Any = ibis.literal(f"{title},核查 ")
        return text.concat(percent, "%")

    return ibis.cases(
        (found.cons_sort_code == CustType.HIGH_VOLTAGE, level("高压", high_voltage)),
        (found.cons_sort_code == CustType.LOW_VOLTAGE, level("低压非居民", low_voltage)),
        (found.cons_sort_code == CustType.RESIDENT, level("居民", resident)),
        else_="用户分类不明",
    )
