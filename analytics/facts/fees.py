"""Fees of connection (业务费): what of them was paid back, and what the company kept."""

from typing import Any


def refunded_yuan(fees: Any) -> Any:
    """Return what was paid back of each fee, nothing where that is empty; companies write it with either sign.

    Source: PRO-11, precise reading.
    """
    return fees.refund_amt.abs().fill_null(0)


def kept_yuan(fees: Any) -> Any:
    """Return what was received of each fee less what was paid back (净收), nothing where that is empty."""
    return fees.rcved_amt.fill_null(0) - refunded_yuan(fees)
