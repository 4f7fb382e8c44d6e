"""Rows of the tables that a company keeps itself, as somebody wrote them."""

from datetime import date
from typing import Any

from analytics.code_tables.card import CodeTable, with_new
from models.company.code_tables import WrittenEntry
from models.people import LOCAL_USER

LONG_AGO = date(2020, 1, 1)


def written(
    card: CodeTable, *rows: dict[str, Any], since: date | None = LONG_AGO
) -> dict[str, list[WrittenEntry]]:
    """Return what the company wrote: each row a dict of column names and what a person types, of the same day."""
    found: list[WrittenEntry] = []
    for row in rows:
        found = with_new(found, [card.entry(row, since, "省公司通知")], LOCAL_USER)
    return {card.name: found}
