"""What was issued and what of it was received (电费回收), by customer, month and kind of charge."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.regulation.money import number
from data_loaders.codes.charges import NOT_OWED, FeeSettle

AMOUNT = "decimal(18, 6)"


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
    rows = _with_unit(t, rows.filter(is_among, is_kind, is_kept))
    # nothing received on an unpaid bill, or by a red one, may be left empty
    is_nothing = (rows.settle_flag == FeeSettle.OWED).fill_null(False) | (rows.rcvbl_amt < 0)
    nothing = ibis.ifelse(is_nothing, number("0.000000").cast(AMOUNT), None)
    rows = rows.mutate(due=rows.rcvbl_amt, received=rows.rcved_amt.coalesce(nothing))
    rows = rows.filter(rows.due.notnull(), rows.received.notnull())
    rows = rows.mutate(is_later=(rows.penalty_start > t.as_of).fill_null(False))
    rows = _with_red_ones_taken_off(rows)
    return rows.mutate(received=ibis.least(rows.due, rows.received))


def _with_red_ones_taken_off(rows: Any) -> Any:
    """Return the receivables, those of a customer, month and kind as one where a red one is among them.

    A bill that was taken back unpaid is not owed, and what was paid on it pays for no other customer.

    Shapes: org_code, cons_no, rcvbl_ym, kind, due, received, is_later.
    """
    account = ["org_code", "cons_no", "rcvbl_ym", "kind"]
    rows = rows.mutate(kind=rows.amt_type.fill_null("")).select(*account, "due", "received", "is_later")
    red = rows.filter(rows.due < 0).select(*account).distinct()
    # who has a red one at all is told by the number alone, of many million rows
    usual, some = rows.anti_join(red, "cons_no"), rows.semi_join(red, "cons_no")
    mixed = some.semi_join(red, account)
    as_one = mixed.group_by(*account).agg(
        due=mixed.due.sum().try_cast(AMOUNT),
        received=mixed.received.sum().try_cast(AMOUNT),
        is_later=mixed.is_later.any(),
    )
    return usual.union(some.anti_join(red, account), as_one)


def _with_unit(t: Tables, rows: Any) -> Any:
    """Return receivables with their unit, by themselves, else by the customer's file; those without are left out."""
    files = t.customers.select("cons_no", filed_org=t.customers.org_code)
    rows = rows.left_join(files, "cons_no").drop("cons_no_right")
    rows = rows.mutate(org_code=rows.org_code.coalesce(rows.filed_org))
    return rows.filter(rows.org_code.notnull())
