"""Fees of connection (业务费): what of them was paid back, and what the company kept."""

from typing import Any

import ibis


def refunded_yuan(fees: Any) -> Any:
    """Return what was paid back of each fee, nothing where that is empty; companies write it with either sign.

    Source: PRO-11, precise reading.
    """
    return fees.refund_amt.abs().fill_null(0)


def is_repayment(fees: Any) -> Any:
    """Return whether rows only pay back what another row received: a red one (冲红), or a refund booked by itself."""
    return (fees.rcved_amt.fill_null(0) <= 0) & (repaid_yuan(fees) > 0)


def repaid_yuan(fees: Any) -> Any:
    """Return what a row that only pays back pays back, written as a refund or as a negative receipt."""
    received = fees.rcved_amt.fill_null(0)
    return ibis.greatest(refunded_yuan(fees), ibis.ifelse(received < 0, -received, 0))


def kept_yuan(fees: Any) -> Any:
    """Return what was received of each fee less what was paid back (净收), nothing where that is empty."""
    return fees.rcved_amt.fill_null(0) - refunded_yuan(fees)
