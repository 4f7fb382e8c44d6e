"""Which payment settled which receivable: the exports do not say, amounts and days do."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.payments import not_reversed
from analytics.regulation.money import exact

_KEY = ["cons_no", "amount"]
_PAIRED = [*_KEY, "has_fee"]
LONG_AGO = date(1900, 1, 1)  # when a receivable without a day of issue counts as issued


def settled_by(t: Tables, receivables: Any, paid: Any = None) -> Any:
    """Return the settled receivables that are wanted, each with the payment that settled it, if there is one.

    A receivable takes the earliest payment of its customer that was not taken back, whose principal
    (received less late fee) is what the receivable received, that is not earlier than its issue, and that
    no receivable issued before took. Where as many of the same amount were charged a late fee as paid one, these are
    each other's: who is charged the same each month may pay one late, after the next. `receivables` are all settled ones; `is_wanted` marks those looked up. `paid` are
    the `principals` of their customers, where somebody has looked for them already.

    That choice, one after the other, is one formula: receivables and payments are numbered from 0 within a
    customer and amount, and f(j) payments lie before the issue of receivable j; then receivable i takes
    payment i + max(f(j) − j) over all j ≤ i.

    Facts: reversals, reversal_pairs.

    Shapes: the columns of `receivables`, `amount`, `charge_id`, `charge_emp`, `charge_time`, `paid_date`, `paid_penalty`
    (the late fee in the payment, 0 where it says none).
    """
    issued = receivables.release_date.coalesce(LONG_AGO)
    receivables = with_amount(t, receivables).mutate(release_date=issued)
    keys = receivables.filter(receivables.is_wanted).select(*_KEY).distinct()
    payments = principals(t, keys) if paid is None else paid
    payments = payments.semi_join(keys, _KEY).mutate(has_fee=lambda one: one.paid_penalty > 0)
    ours = receivables.semi_join(keys, _KEY)
    ours = ours.mutate(has_fee=(ours.rcved_penalty > 0).fill_null(False))
    ours, payments = _told_apart(ours, payments)
    payments = _numbered(payments, ["charge_time", "charge_id"])
    ours = _numbered(ours, ["release_date", "rcvbl_ym", "rcvbl_id", "penalty_start"])
    taken = _taking(ours, payments)
    taken = taken.filter(taken.is_wanted)
    found = taken.inner_join(payments.rename(takes="place"), [*_PAIRED, "takes"])
    return found.drop("place", "takes", "has_fee")


def with_amount(t: Tables, receivables: Any) -> Any:
    """Add what the payment of a settled receivable comes to: `amount`, in yuan."""
    received = exact(receivables.rcved_amt)
    if not t.has("payments.penalty"):  # then what was paid is principal and late fee together
        received = received + receivables.rcved_penalty.fill_null(0)
    return receivables.mutate(amount=received)


def principals(t: Tables, keys: Any) -> Any:
    """Return the payments of these customers that stand, with the principal and the late fee they paid."""
    payments = not_reversed(t, t.payments.semi_join(keys, "cons_no"))
    penalty = exact(payments.penalty.fill_null(0))
    payments = payments.mutate(
        amount=exact(payments.rcv_amt) - penalty,
        paid_date=payments.charge_time.date(),
        paid_penalty=penalty,
    )
    return payments.select(*_KEY, "charge_id", "charge_emp", "charge_time", "paid_date", "paid_penalty")


def _told_apart(receivables: Any, payments: Any) -> tuple[Any, Any]:
    """Return both with `has_fee` only where as many receivables of a customer and amount have one as payments."""
    charged, paid = (rows.group_by(_KEY).agg(fees=rows.has_fee.sum()) for rows in (receivables, payments))
    alike = charged.inner_join(paid, [*_KEY, "fees"]).select(*_KEY, is_told=ibis.literal(True))
    told = (
        rows.left_join(alike, _KEY).drop("cons_no_right", "amount_right") for rows in (receivables, payments)
    )
    ours, theirs = (rows.mutate(has_fee=rows.has_fee & rows.is_told.fill_null(False)) for rows in told)
    return ours.drop("is_told"), theirs.drop("is_told")


def _numbered(rows: Any, order: Sequence[str]) -> Any:
    place = ibis.row_number().over(ibis.window(group_by=_PAIRED, order_by=list(order)))
    return rows.mutate(place=place)


def _taking(receivables: Any, payments: Any) -> Any:
    """Return the receivables with the number of the payment that each takes: `takes`."""
    issued = receivables.select(*_PAIRED, "place", "release_date")
    paid = payments.select(*_PAIRED, "paid_date")
    pairs = issued.left_join(paid, _PAIRED)
    earlier = pairs.group_by(*_PAIRED, "place").agg(
        before=(pairs.paid_date < pairs.release_date).sum().fill_null(0)
    )
    joined = receivables.inner_join(earlier, [*_PAIRED, "place"])
    joined = joined.mutate(ahead=joined.before - joined.place)
    window = ibis.window(group_by=_PAIRED, order_by="place", preceding=None, following=0)
    return joined.mutate(takes=joined.place + joined.ahead.max().over(window)).drop("before", "ahead")
