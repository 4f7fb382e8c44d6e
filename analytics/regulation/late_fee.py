"""Late payment charge (电费违约金): so much of the principal for each day overdue."""

from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import exact, number, to_fen
from analytics.regulation.source import LAST_DAY_OF_RULES_1996, RULES_2024_DATE, Rule, Source, Version

TITLE = "电费违约金"

_SEEN_98 = "https://m.eguotiku.com/q/12816103821.html"
_SETTLE_2024 = "对照《供电营业规则》(2024)电费违约金一条的原文"
_ARTICLE_98 = Source("《供电营业规则》(1996)", "已核实", _SEEN_98, article="第九十八条")
_RULES_2024 = Source(
    "《供电营业规则》(2024)",
    "部分核实",
    _SEEN_98,
    "题库按同一日率,条文未取得全文",
    article="相应条",
    settles=_SETTLE_2024,
)


def _of_both_editions(title: str, value: Decimal, unit: str, in_1996: Source) -> Rule[Decimal]:
    """Return a rule that the edition of 2024 is taken to have kept."""
    old = Version(value, in_1996, until=LAST_DAY_OF_RULES_1996)
    return Rule(title, (old, Version(value, _RULES_2024, since=RULES_2024_DATE)), unit)


RESIDENT_DAILY = _of_both_editions("居民日率", Decimal("0.001"), "‰", _ARTICLE_98)
OTHER_DAILY = _of_both_editions("其他用户当年欠费日率", Decimal("0.002"), "‰", _ARTICLE_98)
OTHER_DAILY_LATER_YEARS = _of_both_editions(
    "其他用户跨年欠费日率",
    Decimal("0.003"),
    "‰",
    Source(
        _ARTICLE_98.edition,
        "部分核实",
        _SEEN_98,
        "逾期首日所在年按当年日率、以后各年的天数按跨年日率的分段口径待核对原文",
        article=_ARTICLE_98.article,
        settles="核对跨年欠费分段的口径",
    ),
)
MINIMUM_YUAN = _of_both_editions("总额不足时按此计收", Decimal(1), "元", _ARTICLE_98)


def days_overdue_expr(penalty_start: Any, paid: Any) -> Any:
    """Return the days of date columns from the first day overdue to the day of payment, both included; 0 if paid in time."""
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
    minimum: Rule[Decimal] = MINIMUM_YUAN,
) -> Any:
    """Return the charge of columns to the fen, by the law of the first day overdue, the day after the last day to pay."""
    days = days_overdue_expr(penalty_start, paid)
    first_year = first_year_days_expr(penalty_start, days)
    other, later = (rule.on_column(penalty_start) for rule in (OTHER_DAILY, OTHER_DAILY_LATER_YEARS))
    by_year = first_year * other + (days - first_year) * later
    rate = ibis.ifelse(is_resident, days * RESIDENT_DAILY.on_column(penalty_start), by_year)
    charge, least = to_fen(exact(principal_yuan) * rate), to_fen(minimum.on_column(penalty_start))
    is_none = (days <= 0) | (principal_yuan <= 0)
    return ibis.cases((is_none, to_fen(number(0))), (charge < least, least), else_=charge)
