"""Which payments were taken back (冲正), and by which reversal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from analytics.facts.columns import first_by
from data_loaders.codes.charges import ChargeType

_KEPT = ("charge_id", "cons_no", "charge_time", "charge_emp", "rcv_amt")


def happened(payments: Any, as_of: date) -> Any:
    """Return the payments up to a day."""
    return payments.filter(payments.charge_time.date() <= as_of)


def received(payments: Any) -> Any:
    """Return what was received: payments of kind 收费 above zero."""
    return payments.filter(payments.charge_type == ChargeType.RECEIVED, payments.rcv_amt > 0)


def reversal_pairs(payments: Any, more: Sequence[str] = ()) -> Any:
    """Return every payment that was taken back in full, with the reversal that did it.

    The reversal names the payment (关联收费标识). One that names none takes back the last payment of the
    same customer and amount before it that no other reversal names. `more`: further columns to keep.

    Shapes: charge_id, cons_no, charge_time, charge_emp, rcv_amt and `more` of the payment; the same with the
    prefix reversal_; is_by_amount.
    """
    names = (*_KEPT, *more)
    reversals = _reversals(payments)
    # of all that was received, only the few customers that were paid back anything
    originals = received(payments).semi_join(reversals, "cons_no").select(*names).alias("originals")
    reversals = reversals.select(
        **{f"reversal_{name}": reversals[name] for name in names},
        relate_id=reversals.relate_id,
        amount=-reversals.rcv_amt,
    )
    named = originals.inner_join(
        reversals,
        [
            originals.charge_id == reversals.relate_id,
            originals.cons_no == reversals.reversal_cons_no,
            originals.rcv_amt == reversals.amount,
            originals.charge_time <= reversals.reversal_charge_time,
        ],
    ).mutate(is_by_amount=ibis.literal(False))
    claimed = reversals.filter(reversals.relate_id.notnull())
    free = originals.anti_join(claimed, originals.charge_id == claimed.relate_id)
    nameless = reversals.filter(reversals.relate_id.isnull())
    alike = free.inner_join(
        nameless,
        [
            free.cons_no == nameless.reversal_cons_no,
            free.rcv_amt == nameless.amount,
            free.charge_time <= nameless.reversal_charge_time,
        ],
    ).mutate(is_by_amount=ibis.literal(True))
    last = first_by(alike, ["reversal_charge_id"], [ibis.desc("charge_time"), ibis.desc("charge_id")])
    pairs = named.union(last.select(*named.columns))
    return first_by(pairs, ["charge_id"], ["reversal_charge_time", "reversal_charge_id"])


def not_reversed(payments: Any) -> Any:
    """Return what was received and not taken back, in part or in full."""
    reversals = _reversals(payments)
    named = reversals.filter(reversals.relate_id.notnull()).select(charge_id="relate_id")
    taken_back = named.union(reversal_pairs(payments).select("charge_id"))
    return received(payments).anti_join(taken_back, "charge_id")


def _reversals(payments: Any) -> Any:
    return payments.filter(payments.charge_type == ChargeType.REFUNDED, payments.rcv_amt < 0)
