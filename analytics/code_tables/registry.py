"""All tables that a company keeps itself, and what runs and hits say of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from analytics.check import Check
from analytics.code_tables.card import CodeTable, version_in_words
from analytics.code_tables.holidays import HOLIDAYS
from analytics.code_tables.ladder_profiles import LADDER_PROFILES
from analytics.code_tables.local_codes import LOCAL_CODES
from analytics.code_tables.published_prices import PUBLISHED_PRICES
from analytics.code_tables.time_periods import TIME_PERIODS
from analytics.code_tables.uses_of_trades import USES_OF_TRADES
from models.company.code_tables import CodeTables, WrittenEntry, from_stored, stored
from models.company.holidays import IS_WORKED

CODE_TABLES = (LADDER_PROFILES, TIME_PERIODS, PUBLISHED_PRICES, USES_OF_TRADES, LOCAL_CODES, HOLIDAYS)
Summary = Mapping[str, Any]


def kept(tables: CodeTables, as_of: date, period: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that count for a screening as it keeps them, by table; tables without any are left out."""
    found = {card.name: card.counting(tables, as_of, period) for card in CODE_TABLES}
    return {name: [stored(one) for one in rows] for name, rows in found.items() if rows}


def versions_of(one: Check, tables: CodeTables, as_of: date, period: str) -> dict[str, str]:
    """Return which version of which tables, by title, a check judges by; what is built in is no version."""
    return {
        card.title: version_in_words(rows)
        for card in CODE_TABLES
        if (rows := card.counting(tables, as_of, period)) and card.concerns(one, rows)
    }


def values_of(one: Check, tables: CodeTables, as_of: date, period: str) -> dict[str, tuple[str, float]]:
    """Return {parameter: (title of the table, value)} of the law's values that the company's own tables take the place of."""
    found = {}
    for card in CODE_TABLES:
        rows = card.counting(tables, as_of, period)
        own = card.in_place_of(rows) if rows and card.concerns(one, rows) else {}
        for parameter in one.parameters:
            if parameter.law is not None and parameter.law in own:
                found[parameter.name] = card.title, float(own[parameter.law])
    return found


def read_by(one: Check, tables: CodeTables, as_of: date, period: str) -> dict[str, str]:
    """Return which tables, by title, a check reads, and which version of the company's own; '' of one as it is built in."""
    found = {}
    for card in CODE_TABLES:
        rows = card.counting(tables, as_of, period)
        if card.concerns(one, rows):
            found[card.title] = version_in_words(rows) if rows else ""
    return found


def versions_in(summary: Summary) -> list[str]:
    """Return in words which tables of the company's own a run judged by."""
    known = [(card.title, _rows(card, summary)) for card in CODE_TABLES]
    return [f"{title} {version_in_words(rows)}" for title, rows in known if rows]


def differing(one: Check, earlier: Summary, later: Summary) -> list[str]:
    """Return in words by which tables that a check reads two runs differ."""
    return [
        f"{card.title}的设定不同"
        for card in CODE_TABLES
        if _said(card, earlier) != _said(card, later)
        and card.concerns(one, [*_rows(card, earlier), *_rows(card, later)])
    ]


def _rows(card: CodeTable, summary: Summary) -> list[WrittenEntry]:
    return [from_stored(one) for one in summary.get("code_tables", {}).get(card.name, ())]


def _said(card: CodeTable, summary: Summary) -> list[Any]:
    """Return what a table said when a run was made, whoever wrote it."""
    if card is HOLIDAYS and "code_tables" not in summary:  # as older programs kept the days
        days: Mapping[str, bool] = summary.get("calendar") or {}
        return [([day], day, {IS_WORKED: is_worked}) for day, is_worked in sorted(days.items())]
    rows = summary.get("code_tables", {}).get(card.name, ())
    return [(one["key"], one["since"], one["content"]) for one in rows]
