"""What a hit says besides its amount when a case is opened for it: the energy that the amount charges, or that it is a penalty."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analytics.amounts import OWED
from analytics.check import Check

WH_A_KWH = 1000


def energy_wh_of(one: Check, hit: Mapping[str, Any]) -> int | None:
    """Return the energy, in whole Wh, that the amount of a hit charges (negative: gives back); None where it says none."""
    amount, energy = hit.get("amount_yuan"), hit.get(one.energy) if one.energy else None
    if amount is None or energy is None or one.amount_kind(hit["object_type"]) != OWED:
        return None
    wh = round(Decimal(str(energy)) * WH_A_KWH)
    return wh if (wh > 0) == (amount > 0) else None


def penalty_fen_of(one: Check, fen: int | None) -> int | None:
    """Return what of a hit's amount is 违约使用电费 that is due: all of it or, of other checks, none.

    A penalty of which too much was collected is money that the customer gets back, as any other.
    """
    return fen if one.is_penalty and fen is not None and fen > 0 else None
