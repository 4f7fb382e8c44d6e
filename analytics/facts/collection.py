"""What was issued and what of it was received (电费回收), by customer, month and kind of charge."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.regulation.money import number
from data_loaders.codes.charges import NOT_OWED, FeeSettle

AMOUNT = "decimal(18, 6)"
_ACCOUNT = ["org_code", "cons_no", "rcvbl_ym", "kind"]


def collected(t: Tables, first_ym: str) -> Any:
    """Return what was issued from a month to the period, each with what of it was received, at most all of it.

    Rows without a unit, of kinds that nobody owes (预收、计划结算 …) and written off are left out; red ones are taken off
    the customer's others of the month and kind.

    Shapes: org_code, cons_no, rcvbl_ym, kind, due, received, is_later (not due by the day).

    Source: ACC-01, precise reading.
    """
    rows = t.receivables
    is_kind = ~rows.amt_type.isin(NOT_OWED).fill_null(False)
    is_kept = (rows.settle_flag != FeeSettle.WRITTEN_OFF).fill_null(True)
    is_among = (rows.rcvbl_ym >= first_ym) & (rows.rcvbl_ym <= t.period)
    rows = rows.filter(is_among, is_kind, is_kept)
    # who has a red one at all is told by the number alone, of many million rows
    red = rows.filter(rows.rcvbl_amt < 0)
    red = red.group_by("cons_no").agg(times=red.count())
    red = red.filter(red.times > 0)  # always; but so the engine expects fewer of these than of the others
    own = rows.filter(rows.org_code.notnull())
    others = _with_unit(t, rows.filter(rows.org_code.isnull()))
    some = _received(t, own.semi_join(red, "cons_no").union(others.select(*own.columns)))
    rows = _received(t, own.anti_join(red, "cons_no")).union(_with_red_ones_taken_off(some))
    return rows.mutate(received=ibis.least(rows.due, rows.received))


def _received(t: Tables, rows: Any) -> Any:
    """Return receivables with what was received of each, 0 where that may be left empty: unpaid bills and red ones.

    Shapes: org_code, cons_no, rcvbl_ym, kind, due, received, is_later.
    """
    is_nothing = (rows.settle_flag == FeeSettle.OWED).fill_null(False) | (rows.rcvbl_amt < 0)
    nothing = ibis.ifelse(is_nothing, number("0.000000").cast(AMOUNT), None)
    rows = rows.mutate(
        kind=rows.amt_type.fill_null(""),
        due=rows.rcvbl_amt,
        received=rows.rcved_amt.coalesce(nothing),
        is_later=(rows.penalty_start > t.as_of).fill_null(False),
    )
    rows = rows.filter(rows.due.notnull(), rows.received.notnull())
    return rows.select(*_ACCOUNT, "due", "received", "is_later")


def _with_red_ones_taken_off(rows: Any) -> Any:
    """Return the receivables, those of a customer, month and kind as one where a red one is among them.

    A bill that was taken back unpaid is not owed, and what was paid on it pays for no other customer.

    Shapes: org_code, cons_no, rcvbl_ym, kind, due, received, is_later.
    """
    red = rows.filter(rows.due < 0).select(*_ACCOUNT).distinct()
    mixed = rows.semi_join(red, _ACCOUNT)
    as_one = mixed.group_by(*_ACCOUNT).agg(
        due=mixed.due.sum().try_cast(AMOUNT),
        received=mixed.received.sum().try_cast(AMOUNT),
        is_later=mixed.is_later.any(),
    )
    return rows.anti_join(red, _ACCOUNT).union(as_one)


def _with_unit(t: Tables, rows: Any) -> Any:
    """Return receivables without a unit with that of the customer's file; those without any are left out."""
    files = t.customers.filter(t.customers.org_code.notnull()).select("cons_no", "org_code")
    return rows.drop("org_code").inner_join(files, "cons_no")
