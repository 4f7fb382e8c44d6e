"""Sums that many checks start from, said once: bills by customer and month, prices, working days."""

from collections.abc import Sequence
from typing import Any

import ibis

NORMAL_BILL = "01"


def normal_bills(bills: Any) -> Any:
    """Return the bills of kind 01 正常电费; a bill without a kind counts as normal."""
    return bills.filter(bills.amt_type.isnull() | (bills.amt_type == NORMAL_BILL))


def customer_months(bills: Any, sums: Sequence[str], months: Sequence[str] | None = None) -> Any:
    """Return one row for each customer and month with the sums of the given bill columns.

    A customer has several bill rows a month: tariff lines, reversals (冲红) with their sign.

    Shapes: cons_no, amt_ym, then the columns of `sums`; null where no row of the month has a value.
    """
    if months is not None:
        bills = bills.filter(bills.amt_ym.isin(list(months)))
    return bills.group_by("cons_no", "amt_ym").agg(**{name: bills[name].sum() for name in sums})


def most_common(table: Any, by: Sequence[str], value: str, at_least: int = 1) -> Any:
    """Return the most common value within each group, ties going to the smaller one.

    Shapes: the columns of `by`, `value`, `cases` (how many rows have it).
    """
    counted = table.filter(table[value].notnull()).group_by(*by, value).agg(cases=table.count())
    place = ibis.row_number().over(
        ibis.window(group_by=list(by), order_by=[ibis.desc("cases"), ibis.asc(value)])
    )
    ranked = counted.mutate(place=place)
    return ranked.filter((ranked.place == 0) & (ranked.cases >= at_least)).drop("place")


def object_key(*parts: Any) -> Any:
    """Return several columns as one object number, joined by '|'; an empty part stays empty."""
    separator: Any = ibis.literal("|")
    return separator.join([part.fill_null("") for part in parts])
