"""How much capacity a supply voltage may carry: hard limits at low voltage, advice (宜) at high voltage."""

from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.source import LAST_DAY_OF_RULES_1996, RULES_2024_DATE, Rule, Source, Version
from data_loaders.codes.equipment import VoltCode

TITLE = "供电电压与容量"

_RULES_1996 = Source(
    "《供电营业规则》(1996)", "待核对原文", article="第八、九条", settles="对照 1996 版第八、九条原文"
)
_RULES_2024 = Source(
    "《供电营业规则》(2024)",
    "部分核实",
    "https://reportify.cn/news/1127471314148397056",
    "2025 年两部门《意见》佐证低压 160 千瓦",
    article="第二章",
    settles="对照 2024 版第二章原文与条号",
)
_GUIDE = Source("《业扩供电方案编制导则》(2010,Q/GDW 12259)", "待核对原文", settles="取得 Q/GDW 12259 正文")


def _low_voltage(title: str, in_1996: int, in_2024: int) -> Rule[Decimal]:
    versions = (
        Version(Decimal(in_1996), _RULES_1996, until=LAST_DAY_OF_RULES_1996),
        Version(Decimal(in_2024), _RULES_2024, since=RULES_2024_DATE),
    )
    return Rule(title, versions, "kW")


SINGLE_PHASE_MAX_KW = _low_voltage("单相 220 伏上限", 10, 12)
LOW_VOLTAGE_MAX_KW = _low_voltage("三相 380 伏上限", 100, 160)
HIGH_VOLTAGE_MAX_KVA = Rule.of(
    "高压各电压等级容量上限",
    {
        VoltCode.AC_10KV: Decimal(10000),
        VoltCode.AC_20KV: Decimal(20000),
        VoltCode.AC_35KV: Decimal(40000),
        VoltCode.AC_66KV: Decimal(40000),
        VoltCode.AC_110KV: Decimal(100000),
    },
    _GUIDE,
    "kVA",
    shown="10 千伏 10000、20 千伏 20000、35 千伏 40000、66 千伏 40000、110 千伏 100000",
)
# those with a limit
HIGH_VOLTAGES = (VoltCode.AC_10KV, VoltCode.AC_20KV, VoltCode.AC_35KV, VoltCode.AC_66KV, VoltCode.AC_110KV)
HIGH_VOLTAGE_TOLERANCE = Rule.of("高压上限的容差倍数", Decimal("1.2"), _GUIDE)


def capacity_limit_expr(
    volt_code: Any,
    effective_date: Any,
    day: Any,
    *,
    is_single_phase: Any = False,
    tolerance: Rule[Decimal] = HIGH_VOLTAGE_TOLERANCE,
) -> Any:
    """Return the largest capacity (kVA = kW at low voltage) of columns that is no finding; null where none is set.

    `effective_date` is when the customer was set up or last enlarged: the 380 V limit of that day counts. A
    single-phase customer gets the limit of `day`, on which it is judged, so that an old one of 11 kW is not
    accused.
    """
    is_single = ibis.literal(is_single_phase) if isinstance(is_single_phase, bool) else is_single_phase
    factor = tolerance.on_column(day)
    high = [
        (volt_code == code, HIGH_VOLTAGE_MAX_KVA.part(code).on_column(day) * factor) for code in HIGH_VOLTAGES
    ]
    return ibis.cases(
        ((volt_code == VoltCode.AC_220V) | is_single, SINGLE_PHASE_MAX_KW.on_column(day)),
        (volt_code == VoltCode.AC_380V, LOW_VOLTAGE_MAX_KW.on_column(effective_date)),
        *high,
        else_=ibis.null("decimal(18, 0)"),
    )
