"""How much capacity a supply voltage may carry: hard limits at low voltage, advice (宜) at high voltage."""

from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import number
from analytics.regulation.source import (
    LAST_DAY_OF_RULES_1996,
    RULES_2024_DATE,
    Dated,
    Rule,
    Source,
)

TITLE = "供电电压与容量"

_RULES_1996 = Source("《供电营业规则》(1996)第八、九条", "凭记忆")
_RULES_2024 = Source(
    "《供电营业规则》(2024)",
    "部分核实",
    "https://reportify.cn/news/1127471314148397056",
    "2025 年两部门《意见》佐证低压 160 千瓦",
)
_GUIDE = Source("《业扩供电方案编制导则》(2010,Q/GDW 12259)", "凭记忆")
SINGLE_PHASE_CODE, THREE_PHASE_LOW_CODE = "AC02202", "AC03802"

SINGLE_PHASE_MAX_KW = Dated(
    (
        Rule("单相 220 伏上限", Decimal(10), _RULES_1996, "kW", to_date=LAST_DAY_OF_RULES_1996),
        Rule("单相 220 伏上限", Decimal(12), _RULES_2024, "kW", from_date=RULES_2024_DATE),
    )
)
LOW_VOLTAGE_MAX_KW = Dated(
    (
        Rule("三相 380 伏上限", Decimal(100), _RULES_1996, "kW", to_date=LAST_DAY_OF_RULES_1996),
        Rule("三相 380 伏上限", Decimal(160), _RULES_2024, "kW", from_date=RULES_2024_DATE),
    )
)
HIGH_VOLTAGE_MAX_KVA = Rule(
    "高压各电压等级容量上限",
    {
        "AC00101": Decimal(10000),
        "AC00201": Decimal(20000),
        "AC00351": Decimal(40000),
        "AC00661": Decimal(40000),
        "AC01101": Decimal(100000),
    },
    _GUIDE,
    "kVA",
    shown="10 千伏 10000、20 千伏 20000、35 千伏 40000、66 千伏 40000、110 千伏 100000,220 千伏及以上不限",
)
HIGH_VOLTAGE_MIN_KVA = Rule(
    "高压各电压等级容量下限(仅提示)",
    {
        "AC00101": Decimal(50),
        "AC00201": Decimal(50),
        "AC00351": Decimal(5000),
        "AC00661": Decimal(15000),
        "AC01101": Decimal(20000),
        "AC02201": Decimal(100000),
    },
    _GUIDE,
    "kVA",
    shown="10 千伏 50、20 千伏 50、35 千伏 5000、66 千伏 15000、110 千伏 20000、220 千伏 100000",
)
HIGH_VOLTAGE_TOLERANCE = Rule("高压上限的容差倍数", Decimal("1.2"), _GUIDE)


def capacity_limit(
    volt_code: str | None,
    effective_date: date | None,
    *,
    is_single_phase: bool = False,
    tolerance: Decimal = HIGH_VOLTAGE_TOLERANCE.value,
) -> Decimal | None:
    """Return the largest capacity (kVA = kW at low voltage) that is no finding; None where none is set.

    `effective_date` is when the customer was set up or last enlarged: the 380 V limit in force then counts
    (unknown: today's). A single-phase customer always gets today's limit, so that an old one of 11 kW is
    not accused.
    """
    if volt_code == SINGLE_PHASE_CODE or is_single_phase:
        return SINGLE_PHASE_MAX_KW.on(None)
    if volt_code == THREE_PHASE_LOW_CODE:
        return LOW_VOLTAGE_MAX_KW.on(effective_date)
    upper = HIGH_VOLTAGE_MAX_KVA.value.get(volt_code or "")
    return None if upper is None else upper * tolerance


def capacity_limit_expr(
    volt_code: Any,
    effective_date: Any,
    *,
    is_single_phase: Any = False,
    tolerance: Decimal | float = HIGH_VOLTAGE_TOLERANCE.value,
) -> Any:
    """Return the same of columns."""
    factor = Decimal(str(tolerance))
    is_single = ibis.literal(is_single_phase) if isinstance(is_single_phase, bool) else is_single_phase
    high = [(volt_code == code, number(upper * factor)) for code, upper in HIGH_VOLTAGE_MAX_KVA.value.items()]
    return ibis.cases(
        ((volt_code == SINGLE_PHASE_CODE) | is_single, number(SINGLE_PHASE_MAX_KW.on(None))),
        (volt_code == THREE_PHASE_LOW_CODE, LOW_VOLTAGE_MAX_KW.on_column(effective_date)),
        *high,
        else_=ibis.null("decimal(18, 0)"),
    )
