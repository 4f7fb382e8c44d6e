"""Why a target is one, in as few words as a place has room for.

A target's reasons are one text, the most telling first, parted by semicolons; how much each amounts to stands in brackets.
"""

import re
from collections.abc import Callable

APART = ";"
OWED = re.compile(r"\((少收|多收) [\d,.]+ 元\)")
AMOUNT = re.compile(r"\([^()]+ [\d,.]+ 元\)")


def without_amounts(reasons: str) -> str:
    """Return reasons without what is owed, for places that have a column for it."""
    return OWED.sub("", reasons)


def briefly(reasons: str, fits: Callable[[str], bool]) -> str:
    """Return as many of the reasons as fit, and how many there are; at least the first, if need be without its amount."""
    parts = reasons.split(APART)
    shorter = [f"{APART.join(parts[:n])} 等 {len(parts)} 项" for n in range(len(parts) - 1, 0, -1)]
    every = [reasons, *shorter]
    return next((text for text in every if fits(text)), AMOUNT.sub("", every[-1]))
