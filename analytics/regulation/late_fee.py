"""Late payment charge (电费违约金): so much of the principal for each day overdue."""

from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import exact, fen, number, to_fen
from analytics.regulation.source import Rule, Source

TITLE = "电费违约金"

_ARTICLE_98 = Source(
    "《供电营业规则》(1996)第九十八条;2024 版相应条",
    "已核实",
    "https://m.eguotiku.com/q/12816103821.html",
    "2024 版条文未取得全文",
)

RESIDENT_DAILY = Rule("居民日率", Decimal("0.001"), _ARTICLE_98)
OTHER_DAILY = Rule("其他用户当年欠费日率", Decimal("0.002"), _ARTICLE_98)
OTHER_DAILY_LATER_YEARS = Rule(
    "其他用户跨年欠费日率",
    Decimal("0.003"),
    Source(
        _ARTICLE_98.basis,
        "部分核实",
        _ARTICLE_98.seen_at,
        "逾期首日所在年按 2‰、以后各年的天数按 3‰ 的分段口径凭记忆",
    ),
)
MINIMUM_YUAN = Rule(
    "总额不足时按此计收",
    Decimal(1),
    Source("《供电营业规则》(1996)第九十八条", "已核实", _ARTICLE_98.seen_at, "2024 版未核"),
    "元",
)


def days_overdue(penalty_start: date, paid: date) -> int:
    """Return the days from the first day overdue to the day of payment, both included; 0 if paid in time."""
    return max(0, (paid - penalty_start).days + 1)


def late_fee(
    principal_yuan: Decimal,
    penalty_start: date,
    paid: date,
    *,
    is_resident: bool,
    minimum_yuan: Decimal = MINIMUM_YUAN.value,
) -> Decimal:
    """Return the charge to the fen; `penalty_start` is the first day overdue, the day after the last day."""
    days = days_overdue(penalty_start, paid)
    if days == 0 or principal_yuan <= 0:
        return Decimal("0.00")
    first_year = min(days, (date(penalty_start.year, 12, 31) - penalty_start).days + 1)
    rate = days * RESIDENT_DAILY.value
    if not is_resident:
        rate = first_year * OTHER_DAILY.value + (days - first_year) * OTHER_DAILY_LATER_YEARS.value
    return max(fen(principal_yuan * rate), fen(minimum_yuan))


def days_overdue_expr(penalty_start: Any, paid: Any) -> Any:
    """Return the days overdue of date columns."""
    days = paid.delta(penalty_start, unit="day") + 1
    return ibis.ifelse(days <= 0, 0, days)


def first_year_days_expr(penalty_start: Any, days: Any) -> Any:
    """Return how many of the days overdue lie in the year of the first one."""
    new_year = (penalty_start.truncate("Y") + ibis.interval(years=1)).cast("timestamp").cast("date")
    return ibis.least(days, new_year.delta(penalty_start, unit="day"))


def late_fee_expr(
    principal_yuan: Any,
    penalty_start: Any,
    paid: Any,
    *,
    is_resident: Any,
    minimum_yuan: Decimal | float = MINIMUM_YUAN.value,
) -> Any:
    """Return the charge of columns, to the fen."""
    days = days_overdue_expr(penalty_start, paid)
    first_year = first_year_days_expr(penalty_start, days)
    other = first_year * number(OTHER_DAILY.value) + (days - first_year) * number(
        OTHER_DAILY_LATER_YEARS.value
    )
    rate = ibis.ifelse(is_resident, days * number(RESIDENT_DAILY.value), other)
    charge, minimum = to_fen(exact(principal_yuan) * rate), to_fen(number(minimum_yuan))
    is_none = (days <= 0) | (principal_yuan <= 0)
    return ibis.cases((is_none, to_fen(number(0))), (charge < minimum, minimum), else_=charge)
