"""Breach of contract and theft (违约用电、窃电): what is recovered and what is charged on top."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import Enum
from typing import Any

import ibis

from analytics.regulation.money import fen, number
from analytics.regulation.source import (
    LAST_DAY_OF_RULES_1996,
    RULES_2024_DATE,
    Rule,
    Source,
)

TITLE = "违约用电与窃电"

_ARTICLE_100 = Source("《供电营业规则》(1996)第一百条", "已核实", "https://o15.net/1897645572543682300.html")
_ARTICLE_101 = Source("《供电营业规则》(2024)第一百零一条", "已核实", "https://weikao.com/zhenti/345886")
_ARTICLE_103 = Source(
    "《供电营业规则》(1996)第一百零二、一百零三条", "已核实", "https://85l.net/l/1964993444585318580.html"
)
BREACH, THEFT = "01", "02"  # ATTR_CODE
RESIDENT_SORT = "03"  # CUST_TYPE_CODE


class Kind(Enum):
    """What the multiple of a case depends on; `value` is the name a user reads."""

    WRONG_PRICE = "高价低接、擅改用电类别"
    OVER_CAPACITY = "私增容(两部制)"
    SUSPENDED_EQUIPMENT = "擅用暂停或启封设备(两部制)"
    OTHER_BREACH = "其他违约用电"
    THEFT = "窃电"


_LARGEST = 3
MULTIPLES_1996 = Rule(
    "违约使用电费为追补电费的倍数",
    {Kind.WRONG_PRICE: 2, Kind.OVER_CAPACITY: 3, Kind.SUSPENDED_EQUIPMENT: 2, Kind.THEFT: 3},
    _ARTICLE_100,
    "倍",
    to_date=LAST_DAY_OF_RULES_1996,
)
MULTIPLES_2024 = Rule(
    "违约使用电费不高于追补电费的倍数",
    {**MULTIPLES_1996.value, Kind.OTHER_BREACH: _LARGEST},
    Source(
        "《供电营业规则》(2024)第一百零一条、第一百零三至一百零五条",
        "部分核实",
        _ARTICLE_101.seen_at,
        "违约用电已核;窃电条号与“不高于 3 倍”凭记忆",
    ),
    "倍",
    from_date=RULES_2024_DATE,
)
OVER_CAPACITY_YUAN_PER_KW = Rule("私增容(单一制)违约使用电费", Decimal(50), _ARTICLE_100, "元/kW")
SUSPENDED_YUAN_PER_KW = Rule("擅用暂停或启封设备(单一制)违约使用电费", Decimal(30), _ARTICLE_100, "元/kW·次")
TAMPERING_YUAN = Rule(
    "私自迁移、更动、操作(类别 06–08)每次违约使用电费",
    {"居民": Decimal(500), "其他": Decimal(5000)},
    Source(_ARTICLE_100.basis, "已核实", "https://weikao.com/zhenti/345616"),
    "元/次",
)
FOREIGN_SUPPLY_YUAN_PER_KW = Rule(
    "擅自引入、供出电源或并网违约使用电费",
    Decimal(500),
    Source(_ARTICLE_100.basis, "凭记忆"),
    "元/kW",
)
UNKNOWN_THEFT_DAYS = Rule("窃电日数无法查明时", 180, _ARTICLE_103, "天")
UNKNOWN_PRICE_MONTHS = Rule("高价低接起止不明时", 3, _ARTICLE_100, "个月")
THEFT_HOURS = Rule("窃电每日时数", {"动力": 12, "照明": 6}, _ARTICLE_103, "小时")
TAMPERING_TYPES = ("06", "07", "08")
DAYS_OF_A_MONTH = 30  # a case's months are its days ÷ 30


@dataclass(frozen=True)
class Recovery:
    """What a case costs: the energy or capacity charge recovered, and the charge on top."""

    retro_yuan: Decimal
    penalty_yuan: Decimal


def recovery(retro_yuan: Decimal, multiple: int) -> Recovery:
    """Return both to the fen; the multiple is taken of the unrounded amount."""
    return Recovery(fen(retro_yuan), fen(retro_yuan * multiple))


def over_capacity_retro(kva: Decimal, price: Decimal, days: int) -> Decimal:
    """Return capacity × basic price × months of unlawful use, unrounded."""
    return kva * price * days / DAYS_OF_A_MONTH


def used_kwh(kw: Decimal, hours_per_day: int, days: int | None = None) -> Decimal:
    """Return power × hours × days; days unknown: 180."""
    return kw * hours_per_day * (UNKNOWN_THEFT_DAYS.value if days is None else days)


def current_kw(amperes: Decimal, *, is_three_phase: bool) -> Decimal:
    """Return the power of a meter's current: 0.22 kV a phase, power factor 1."""
    return amperes * Decimal("0.22") * (3 if is_three_phase else 1)


def kind_of(attr: str | None, vtype: str | None, *, is_two_part: bool | None) -> Kind | None:
    """Return what a case's multiple depends on; None where it has none, or nobody can tell.

    A breach without a type, or of another type (99), has a ceiling under the rules of 2024 only.
    """
    if attr == THEFT:
        return Kind.THEFT
    if attr != BREACH:
        return None
    if vtype == "01":
        return Kind.WRONG_PRICE
    if vtype == "02":
        return Kind.OVER_CAPACITY if is_two_part else None
    if vtype in ("04", "05"):
        return Kind.SUSPENDED_EQUIPMENT if is_two_part else None
    return Kind.OTHER_BREACH if vtype in (None, "99") else None


def multiple(kind: Kind | None, occurred: date) -> int | None:
    """Return the multiple: exact before 2024-06-01, a ceiling since; None where there is none."""
    rules = MULTIPLES_2024 if occurred.toordinal() >= RULES_2024_DATE.toordinal() else MULTIPLES_1996
    return rules.value.get(kind) if kind else None


def multiple_expr(attr: Any, vtype: Any, is_two_part: Any, occurred: Any) -> Any:
    """Return the multiple of columns (`kind_of` and `multiple` in one)."""
    is_new, is_breach = is_under_2024_rules_expr(occurred), attr == BREACH
    kinds = [
        (Kind.THEFT, attr == THEFT),
        (Kind.WRONG_PRICE, is_breach & (vtype == "01")),
        (Kind.OVER_CAPACITY, is_breach & (vtype == "02") & is_two_part),
        (Kind.SUSPENDED_EQUIPMENT, is_breach & vtype.isin(("04", "05")) & is_two_part),
        (Kind.OTHER_BREACH, is_breach & (vtype.isnull() | (vtype == "99"))),
    ]
    none = ibis.null("int64")

    def under(rules: Rule[dict[Kind, int]]) -> Any:
        branches = [(holds, rules.value[kind]) for kind, holds in kinds if kind in rules.value]
        return ibis.cases(*branches, else_=none)

    return ibis.cases((is_new, under(MULTIPLES_2024)), (~is_new, under(MULTIPLES_1996)), else_=none)


def is_under_2024_rules_expr(occurred: Any) -> Any:
    """Return whether a case falls under the rules of 2024: penalties are ceilings, not amounts."""
    return occurred.date() >= ibis.date(RULES_2024_DATE.isoformat())


def tampering_unit_yuan(cons_sort_code: str | None) -> Decimal | None:
    """Return the charge of one tampering (types 06 to 08); None for an unknown class of customer."""
    if cons_sort_code == RESIDENT_SORT:
        return TAMPERING_YUAN.value["居民"]
    return TAMPERING_YUAN.value["其他"] if cons_sort_code in ("01", "02") else None


def tampering_unit_yuan_expr(cons_sort_code: Any) -> Any:
    """Return the same of a column."""
    return ibis.cases(
        (cons_sort_code == RESIDENT_SORT, number(TAMPERING_YUAN.value["居民"])),
        (cons_sort_code.isin(("01", "02")), number(TAMPERING_YUAN.value["其他"])),
        else_=ibis.null("decimal(18, 0)"),
    )


def tampering_due(penalty_yuan: Decimal, unit_yuan: Decimal) -> Decimal:
    """Return the nearest lawful amount below a charge: whole times the unit, once at least."""
    times = (penalty_yuan / unit_yuan).to_integral_value(ROUND_FLOOR)
    return max(Decimal(1), times) * unit_yuan


def tampering_due_expr(penalty_yuan: Any, unit_yuan: Any) -> Any:
    """Return the same of columns."""
    below = penalty_yuan - penalty_yuan % unit_yuan
    return ibis.ifelse(below < unit_yuan, unit_yuan, below)
