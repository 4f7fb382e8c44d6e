"""Basic charge of the two-part tariff: by transformer capacity, by contract demand, by actual demand."""

from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import exact, number, ratio_fen, to_fen
from analytics.regulation.source import LAST_DAY_OF_RULES_1996, RULES_2024_DATE, Rule, Source, Version

TITLE = "两部制与基本(容需量)电费"

TARIFF_2023_DATE = date(2023, 6, 1)
_LAST_DAY_BEFORE = date(2023, 5, 31)
_SEEN_526 = "https://yctzcsy.com/hyxw/1919.html"
_TARIFF_2023 = Source("发改价格〔2023〕526 号", "已核实", _SEEN_526, "浙江2024年转述")
_NOTICE_633 = Source(
    "国家电网财〔2016〕633 号、发改办价格〔2016〕1583 号",
    "已核实",
    "https://www.shititong.cn/cha-kan/shiti/0005e4fd-7f63-28a8-c045-e675ef3ad628.html",
)


PRICE_CLASSES = Rule.of(
    "销售电价三大类",
    {
        "居民": "居民生活、教学(用电类别 2 开头)、趸售居民",
        "农业": "农业生产与排灌(3 开头)、趸售农业",
        "工商业": "大工业、一般工商业与其它非居民(1、4 开头)、趸售工商业",
    },
    _TARIFF_2023,
    since=TARIFF_2023_DATE,
)
SINGLE_UP_TO_KVA = Rule.of(
    "只执行单一制的容量上限(含)",
    Decimal(100),
    _TARIFF_2023,
    "kVA",
    since=TARIFF_2023_DATE,
)
TWO_PART_FROM_KVA = Rule(
    "执行两部制的起点容量(含)",
    (
        Version(
            Decimal(315),
            Source("2023 年 6 月 1 日前的销售电价分类", "已核实", _SEEN_526, "只限工业;其他一律单一制"),
            until=_LAST_DAY_BEFORE,
        ),
        Version(
            Decimal(315),
            Source(_TARIFF_2023.edition, "已核实", _SEEN_526, "全部工商业;原执行单一制的存量用户可选"),
            since=TARIFF_2023_DATE,
        ),
    ),
    "kVA",
)
CHARGED_CAPACITY = Rule.of(
    "按容量计收的基本电费",
    "按运行的变压器容量计收;暂停、减容整台整组停用的不计",
    Source(
        "国家电网财〔2016〕633 号、发改办价格〔2016〕1583 号",
        "已核实",
        "http://m.obama.org.cn/news/zh/13609.html",
        "黑龙江转述",
    ),
)
FREE_OF_BASIC_CHARGE = Rule(
    "集中式充换电设施的基本电费",
    (
        Version(
            "免收",
            Source(
                "发改价格〔2014〕1668 号、发改价格规〔2018〕943 号、国办发〔2023〕19 号",
                "待核对原文",
                settles="对照三个文件关于免收基本(需量、容量)电费的期限(2020、2025、2030 年前)",
            ),
            since=date(2014, 8, 1),
            until=date(2029, 12, 31),
        ),
    ),
)
DEMAND_TOLERANCE = Rule.of("实际最大需量不加价的上限,为合同需量的", Decimal("1.05"), _NOTICE_633, "%")
DEMAND_EXCESS_TIMES = Rule.of("超过上限的需量,需量单价的倍数", 2, _NOTICE_633, "倍")
DISCOUNT_FROM_KWH_PER_KVA = Rule.of(
    "需量电价打折的每千伏安月用电量(含)", Decimal(260), _TARIFF_2023, "kWh/kVA", since=TARIFF_2023_DATE
)
DISCOUNT_MULTIPLIER = Rule.of("达到后需量电价的倍数", Decimal("0.9"), _TARIFF_2023, since=TARIFF_2023_DATE)
CALENDAR_DAYS = 0  # stands for the calendar days of the month in DAYS_OF_A_MONTH
DAYS_OF_A_MONTH = Rule(
    "不足整月时一天的基本电费",
    (
        Version(
            30,
            Source(
                "《供电营业规则》(1996)", "待核对原文", settles="对照 1996 版“基本电费以月计算”一条的原文"
            ),
            until=LAST_DAY_OF_RULES_1996,
            shown="全月 ÷ 30",
        ),
        Version(
            CALENDAR_DAYS,
            Source(
                "《供电营业规则》(2024)", "已核实", "https://weikao.com/zhenti/345504", "不足 24 小时按 1 天"
            ),
            since=RULES_2024_DATE,
            shown="全月 ÷ 当月日历天数",
        ),
    ),
)


def capacity_charge_expr(kva: Any, price: Any) -> Any:
    """Return a month's charge of columns by transformer capacity, to the fen; also by actual demand, with kW."""
    return to_fen(exact(kva) * price)


def contract_demand_charge_expr(
    contract_kw: Any, actual_kw: Any, price: Any, day: Any, multiplier: Any = 1
) -> Any:
    """Return a month's charge of columns by contract demand, to the fen: what exceeds 105 % of it costs double.

    Null without an actual demand. `multiplier` discounts the contract part (see `demand_price_multiplier_expr`); a
    constant one is a `number`.
    """
    excess = exact(actual_kw) - exact(contract_kw) * DEMAND_TOLERANCE.on_column(day)
    excess = ibis.ifelse(excess <= 0, exact(number(0)), excess)
    return to_fen(
        exact(contract_kw) * price * multiplier + excess * price * DEMAND_EXCESS_TIMES.on_column(day)
    )


def demand_price_multiplier_expr(kwh: Any, contract_cap: Any, day: Any) -> Any:
    """Return what the demand price of a month of columns is multiplied by: 0.9 from 260 kWh a kVA, else 1.

    `kwh` is of all metering points, the divisor is the contract capacity; nothing is rounded before. While no discount
    is in force, nobody earns it; null where the energy or the capacity is not known.
    """
    from_kwh = DISCOUNT_FROM_KWH_PER_KVA.on_column(day)
    is_discounted = (contract_cap > 0) & (exact(kwh) >= exact(contract_cap) * from_kwh)
    discounted = DISCOUNT_MULTIPLIER.on_column(day)
    return ibis.cases(
        (from_kwh.isnull(), number(1)), (is_discounted, discounted), (~is_discounted, number(1))
    )


def partial_month_charge_expr(kva: Any, price: Any, days: Any, divisor: Any) -> Any:
    """Return capacity × price × charged days ÷ divisor of columns, to the fen.

    `kva` may be a sum of capacity × days already; then `days` is 1. The days come from `charged_days_expr`,
    the divisor from `days_of_a_month`.
    """
    return ratio_fen(exact(kva) * price * days, divisor)


def days_of_a_month(day: date, days_in_month: int) -> int | None:
    """Return what a month's charge is divided by on a day: 30, or since 2024-06-01 the calendar days."""
    divisor = DAYS_OF_A_MONTH.on(day)
    return days_in_month if divisor == CALENDAR_DAYS else divisor


def charged_days_expr(days: Any, days_in_month: int, divisor: int) -> Any:
    """Return how many of the divisor's days are charged: a whole month is all of them, never more."""
    if divisor == days_in_month:
        return days
    return ibis.cases(((days >= divisor) | (days == days_in_month), divisor), else_=days)
