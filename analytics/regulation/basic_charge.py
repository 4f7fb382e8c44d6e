"""Basic charge of the two-part tariff: by transformer capacity, by contract demand, by actual demand."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import ibis

from analytics.regulation.money import exact, fen, number, ratio_fen, ratio_of, to_fen
from analytics.regulation.source import (
    LAST_DAY_OF_RULES_1996,
    RULES_2024_DATE,
    Dated,
    Rule,
    Source,
)

TITLE = "两部制与基本(容需量)电费"

TARIFF_2023_DATE = date(2023, 6, 1)
_LAST_DAY_BEFORE = date(2023, 5, 31)
_TARIFF_2023 = Source(
    "发改价格〔2023〕526 号", "已核实", "https://yctzcsy.com/hyxw/1919.html", "浙江2024年转述"
)
_NOTICE_633 = Source(
    "国家电网财〔2016〕633 号、发改办价格〔2016〕1583 号",
    "已核实",
    "https://www.shititong.cn/cha-kan/shiti/0005e4fd-7f63-28a8-c045-e675ef3ad628.html",
)


class Regime(Enum):
    """Which tariff a commercial or industrial customer has."""

    SINGLE = "单一制"
    EITHER = "单一制或两部制可选"
    TWO_PART = "两部制"


SINGLE_UP_TO_KVA = Rule(
    "只执行单一制的容量上限(含)", Decimal(100), _TARIFF_2023, "kVA", from_date=TARIFF_2023_DATE
)
TWO_PART_FROM_KVA = Dated(
    (
        Rule(
            "大工业执行两部制的起点容量(含)",
            Decimal(315),
            Source("2023 年 6 月 1 日前的销售电价分类", "已核实", note="只限工业;其他一律单一制"),
            "kVA",
            to_date=_LAST_DAY_BEFORE,
        ),
        Rule(
            "工商业执行两部制的起点容量(含)",
            Decimal(315),
            Source(_TARIFF_2023.basis, "已核实", _TARIFF_2023.seen_at, "原执行单一制的存量用户可选"),
            "kVA",
            from_date=TARIFF_2023_DATE,
        ),
    )
)
DEMAND_TOLERANCE = Rule(
    "实际最大需量不加价的上限,为合同需量的倍数",
    Decimal("1.05"),
    _NOTICE_633,
    shown="合同需量的 105%,超出部分加一倍",
)
MIN_DEMAND_RATIO = Rule(
    "合同需量不低于容量的比例",
    Decimal("0.4"),
    Source(
        _NOTICE_633.basis,
        "部分核实",
        "http://mit.51dongshi.com/dadahabg/habsacdse",
        "未查到废止文件,各省现行是否执行不一",
    ),
)
DISCOUNT_FROM_KWH_PER_KVA = Rule(
    "需量电价打折的每千伏安月用电量(含)",
    Decimal(260),
    _TARIFF_2023,
    "kWh/kVA",
    from_date=TARIFF_2023_DATE,
)
DISCOUNT_MULTIPLIER = Rule("达到后需量电价的倍数", Decimal("0.9"), _TARIFF_2023, from_date=TARIFF_2023_DATE)
CALENDAR_DAYS = 0  # stands for the calendar days of the month in DAYS_OF_A_MONTH
DAYS_OF_A_MONTH = Dated(
    (
        Rule(
            "不足整月时一天的基本电费",
            30,
            Source("《供电营业规则》(1996)", "凭记忆"),
            to_date=LAST_DAY_OF_RULES_1996,
            shown="全月 ÷ 30",
        ),
        Rule(
            "不足整月时一天的基本电费",
            CALENDAR_DAYS,
            Source(
                "《供电营业规则》(2024)", "已核实", "https://weikao.com/zhenti/345504", "不足 24 小时按 1 天"
            ),
            from_date=RULES_2024_DATE,
            shown="全月 ÷ 当月日历天数",
        ),
    )
)
SUSPENSION_DAYS = Rule(
    "暂停:每次最少天数、一年累计最多天数",
    {"每次最少": 15, "一年最多": 180},
    Source(
        "《供电营业规则》(1996)",
        "已核实",
        "https://www.114spw.com/zhishi/diangong/dianliyongdianyingxiao_658860.html",
    ),
    "天",
)
REDUCTION_RECOVERY_YEARS = Rule(
    "减容后恢复的期限,超过按新装或增容",
    2,
    Source(_NOTICE_633.basis, "已核实", "http://m.obama.org.cn/news/zh/13609.html"),
    "年",
)
CHANGE_NOTICE_WORKING_DAYS = Rule(
    "提前申请的工作日:变更计费方式、变更合同需量",
    {"变更计费方式(按季)": 15, "变更合同需量(按月)": 5},
    _NOTICE_633,
    "个工作日",
)


def regime(contract_cap: Decimal, day: date, *, is_big_industry: bool) -> Regime:
    """Return the tariff regime of a commercial or industrial customer of this capacity on a day.

    From 2023-06-01 capacity alone decides; who had the single tariff before may keep it.
    """
    is_large = contract_cap >= TWO_PART_FROM_KVA.on(day)
    if day < TARIFF_2023_DATE:
        return Regime.TWO_PART if is_large and is_big_industry else Regime.SINGLE
    if is_large:
        return Regime.TWO_PART
    return Regime.SINGLE if contract_cap <= SINGLE_UP_TO_KVA.value else Regime.EITHER


def capacity_charge(kva: Decimal, price: Decimal) -> Decimal:
    """Return a month's charge by transformer capacity; also by actual demand, with kW."""
    return fen(kva * price)


def capacity_charge_expr(kva: Any, price: Any) -> Any:
    """Return the same of columns."""
    return to_fen(exact(kva) * price)


def contract_demand_charge(
    contract_kw: Decimal, actual_kw: Decimal, price: Decimal, multiplier: Decimal = Decimal(1)
) -> Decimal:
    """Return a month's charge by contract demand: what exceeds 105 % of it costs double.

    `multiplier` discounts the contract part (see `demand_price_multiplier`).
    """
    excess = max(Decimal(0), actual_kw - DEMAND_TOLERANCE.value * contract_kw)
    return fen(contract_kw * price * multiplier + excess * 2 * price)


def contract_demand_charge_expr(contract_kw: Any, actual_kw: Any, price: Any, multiplier: Any = 1) -> Any:
    """Return the same of columns, null without an actual demand; a constant multiplier is a `number`."""
    excess = exact(actual_kw) - exact(contract_kw) * number(DEMAND_TOLERANCE.value)
    excess = ibis.ifelse(excess <= 0, exact(number(0)), excess)
    return to_fen(exact(contract_kw) * price * multiplier + excess * price * 2)


def demand_price_multiplier(kwh: Decimal, contract_cap: Decimal, day: date | None = None) -> Decimal:
    """Return what the demand price of a month is multiplied by: 0.9 from 260 kWh a kVA, else 1.

    `kwh` is of all metering points, the divisor is the contract capacity; nothing is rounded before.
    """
    is_in_force = day is None or day >= TARIFF_2023_DATE
    is_reached = contract_cap > 0 and kwh >= DISCOUNT_FROM_KWH_PER_KVA.value * contract_cap
    return DISCOUNT_MULTIPLIER.value if is_in_force and is_reached else Decimal(1)


def demand_price_multiplier_expr(kwh: Any, contract_cap: Any) -> Any:
    """Return the same of columns, for months since 2023-06-01."""
    is_reached = exact(kwh) >= exact(contract_cap) * number(DISCOUNT_FROM_KWH_PER_KVA.value)
    is_discounted = (contract_cap > 0) & is_reached
    return ibis.cases((is_discounted, number(DISCOUNT_MULTIPLIER.value)), (~is_discounted, number(1)))


def partial_month_charge(month_yuan: Decimal, days: int, days_in_month: int, day: date) -> Decimal:
    """Return the part of a month's charge for some days of it, to the fen.

    `month_yuan` is the full month's charge before rounding; `day` decides the divisor (30, or the calendar).
    """
    part = ratio_of(month_yuan * days, Decimal(DAYS_OF_A_MONTH.on(day) or days_in_month))
    assert part is not None  # a month has days
    return part


def partial_month_charge_expr(kva: Any, price: Any, days: Any, days_in_month: Any) -> Any:
    """Return capacity × price × days ÷ days of the month of columns, to the fen.

    `kva` may be a sum of capacity × days already; then `days` is 1. `days_in_month` comes from
    `days_of_a_month_expr` where bills may be older than 2024-06.
    """
    return ratio_fen(exact(kva) * price * days, days_in_month)


def days_of_a_month_expr(day: Any, days_in_month: Any) -> Any:
    """Return what a month's charge is divided by on a day: 30, or since 2024-06-01 the calendar days."""
    days = DAYS_OF_A_MONTH.on_column(day)
    return ibis.ifelse(days == CALENDAR_DAYS, days_in_month, days)
