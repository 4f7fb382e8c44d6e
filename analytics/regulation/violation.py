"""Breach of contract and theft (违约用电、窃电): what is recovered and what is charged on top."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import ibis

from analytics.regulation.source import (
    LAST_DAY_OF_RULES_1996,
    RULES_2024_DATE,
    Rule,
    Source,
    Value,
    Version,
    plain,
)
from data_loaders.codes.customers import CustType
from data_loaders.codes.service import ViolateType, ViolationAttr

TITLE = "违约用电与窃电"

_EDITION_1996, _EDITION_2024 = "《供电营业规则》(1996)", "《供电营业规则》(2024)"
_SETTLE_2024 = "对照 2024 版第一百零一条、第一百零三至一百零五条原文"
_ARTICLE_100 = Source(_EDITION_1996, "已核实", "https://o15.net/1897645572543682300.html", article="第一百条")
_ARTICLES_103 = Source(
    _EDITION_1996,
    "已核实",
    "https://85l.net/l/1964993444585318580.html",
    article="第一百零二、一百零三条",
)
_SEEN_101 = "https://weikao.com/zhenti/345886"


def _in_2024(note: str, seen_at: str = _SEEN_101, article: str = "第一百零一条") -> Source:
    return Source(_EDITION_2024, "部分核实", seen_at, note, article, _SETTLE_2024)


class Kind(Enum):
    """What the multiple of a case depends on; `value` is the name a user reads."""

    WRONG_PRICE = "高价低接、擅改用电类别"
    OVER_CAPACITY = "私增容(两部制)"
    SUSPENDED_EQUIPMENT = "擅用暂停或启封设备(两部制)"
    OTHER_BREACH = "其他违约用电"
    THEFT = "窃电"


_MULTIPLES = {Kind.WRONG_PRICE: 2, Kind.OVER_CAPACITY: 3, Kind.SUSPENDED_EQUIPMENT: 2, Kind.THEFT: 3}
MULTIPLES = Rule(
    "违约使用电费为追补电费的倍数",
    (
        Version(_MULTIPLES, _ARTICLE_100, until=LAST_DAY_OF_RULES_1996),
        Version(
            {**_MULTIPLES, Kind.OTHER_BREACH: 3},
            _in_2024(
                "倍数为上限(不高于);违约用电已核,窃电条号与“不高于 3 倍”待核对原文",
                article="第一百零一条、第一百零三至一百零五条",
            ),
            since=RULES_2024_DATE,
            shown=f"不高于:{plain({**_MULTIPLES, Kind.OTHER_BREACH: 3})}",
        ),
    ),
    "倍",
)


def _kept_in_2024(title: str, value: Value, source: Source, in_2024: Source, unit: str) -> Rule[Value]:
    """Return a rule of 1996 that the edition of 2024 is taken to have kept."""
    versions = (
        Version(value, source, until=LAST_DAY_OF_RULES_1996),
        Version(value, in_2024, since=RULES_2024_DATE),
    )
    return Rule(title, versions, unit)


_AMOUNT_NOT_SEEN = "2024 版的条号已核,此数额未逐字核对"
OVER_CAPACITY_YUAN_PER_KW = _kept_in_2024(
    "私增容(单一制)违约使用电费",
    Decimal(50),
    _ARTICLE_100,
    _in_2024(_AMOUNT_NOT_SEEN),
    "元/kW",
)
SUSPENDED_YUAN_PER_KW = _kept_in_2024(
    "擅用暂停或启封设备(单一制)违约使用电费",
    Decimal(30),
    _ARTICLE_100,
    _in_2024(_AMOUNT_NOT_SEEN),
    "元/kW·次",
)
TAMPERING_YUAN = _kept_in_2024(
    "私自迁移、更动、操作(类别 06–08)每次违约使用电费",
    {"居民": Decimal(500), "其他": Decimal(5000)},
    _ARTICLE_100,
    _in_2024("居民 500 元已见于题库,其他 5000 元未逐字核对", "https://weikao.com/zhenti/345616"),
    "元/次",
)
FOREIGN_SUPPLY_YUAN_PER_KW = Rule.of(
    "擅自引入、供出电源或并网违约使用电费",
    Decimal(500),
    Source(
        _EDITION_1996,
        "待核对原文",
        note="2024 版未核",
        article="第一百条(六)",
        settles="对照 1996 版第一百条(六)与 2024 版第一百零一条原文",
    ),
    "元/kW",
)
OWN_SUPPLY = Rule.of(
    "自备电源",
    "自备电源须登记、签协议并装可靠闭锁,不得擅自并网",
    Source(
        _EDITION_1996,
        "部分核实",
        _ARTICLE_100.seen_at,
        "擅自并网一款已见,保安电源、自备电源条款的条号未核",
        article="第一百条(六)",
        settles="对照《供电营业规则》(2024)自备电源条款的条号",
    ),
)
UNKNOWN_THEFT_DAYS = _kept_in_2024(
    "窃电日数无法查明时",
    180,
    _ARTICLES_103,
    _in_2024("2024 版条文未取得全文", "", "相应条"),
    "天",
)
THEFT_HOURS = _kept_in_2024(
    "窃电每日时数",
    {"动力": 12, "照明": 6},
    _ARTICLES_103,
    _in_2024("2024 版条文未取得全文", "", "相应条"),
    "小时",
)
TAMPERING_TYPES = (
    ViolateType.METERING_TAMPERED,
    ViolateType.SUPPLY_TAMPERED,
    ViolateType.RECEIVING_TAMPERED,
)
SUSPENDED_TYPES = (ViolateType.SUSPENDED_EQUIPMENT, ViolateType.SEALED_EQUIPMENT)
NOT_RESIDENTS = (CustType.HIGH_VOLTAGE, CustType.LOW_VOLTAGE)


def over_capacity_times(day: date) -> Any:
    """Return how often the basic charge of capacity added without leave is due: itself, and what is on top."""
    return MULTIPLES.part(Kind.OVER_CAPACITY).on_column(day) + 1


def multiple_expr(attr: Any, vtype: Any, is_two_part: Any, occurred: Any) -> Any:
    """Return the multiple of columns: exact before 2024-06-01, a ceiling since; null where there is none, or nobody can tell.

    A breach without a type, or of another type (99), has a ceiling under the rules of 2024 only.
    """
    is_breach = attr == ViolationAttr.BREACH
    kinds = [
        (Kind.THEFT, attr == ViolationAttr.THEFT),
        (Kind.WRONG_PRICE, is_breach & (vtype == ViolateType.WRONG_PRICE)),
        (Kind.OVER_CAPACITY, is_breach & (vtype == ViolateType.OVER_CAPACITY) & is_two_part),
        (Kind.SUSPENDED_EQUIPMENT, is_breach & vtype.isin(SUSPENDED_TYPES) & is_two_part),
        (Kind.OTHER_BREACH, is_breach & (vtype.isnull() | (vtype == ViolateType.OTHER))),
    ]
    branches = [(holds, MULTIPLES.part(kind).on_column(occurred)) for kind, holds in kinds]
    return ibis.cases(*branches, else_=ibis.null("int64"))


def is_under_2024_rules_expr(occurred: Any) -> Any:
    """Return whether a case falls under the rules of 2024: penalties are ceilings, not amounts."""
    return occurred.date() >= ibis.date(RULES_2024_DATE.isoformat())


def tampering_unit_yuan_expr(cons_sort_code: Any, occurred: Any) -> Any:
    """Return the charge of one tampering (types 06 to 08) of columns; null for an unknown class of customer."""
    return ibis.cases(
        (cons_sort_code == CustType.RESIDENT, TAMPERING_YUAN.part("居民").on_column(occurred)),
        (cons_sort_code.isin(NOT_RESIDENTS), TAMPERING_YUAN.part("其他").on_column(occurred)),
        else_=ibis.null("decimal(18, 0)"),
    )


def tampering_due_expr(penalty_yuan: Any, unit_yuan: Any) -> Any:
    """Return the nearest lawful amount below charges of columns: whole times the unit, once at least."""
    below = penalty_yuan - penalty_yuan % unit_yuan
    return ibis.ifelse(below < unit_yuan, unit_yuan, below)
