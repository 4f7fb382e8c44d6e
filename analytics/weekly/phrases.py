"""How figures read in sentences: 环比上升10.9%, 上升2.13个百分点, —(上期为0).

Source: workflow, section 7: rates compare in 个百分点, quantities in %, base 0 is a dash.
"""

from decimal import Decimal

from analytics.weekly.measures import Count, Density, Rate, Share
from models.rounding import rounded, share_in_words

NO_DATA = "—(无同期数据)"


def number(value: float, places: int = 0) -> str:
    """Return a number rounded half up with thousands separated."""
    return f"{rounded(value, places):,}"


def share(value: Share | None) -> str:
    """Return a rate with what it is made of: 97.61%(246/252)."""
    if value is None or value.value is None:
        return "—"
    return f"{share_in_words(value.value)}({number(value.part)}/{number(value.whole)})"


def change(count: Count | Density, *, base: str, name: str = "环比", before: str = "上期") -> str:
    """Return how a quantity changed: 环比上升10.9%; `base` is 'previous' or 'last_year'."""
    earlier = getattr(count, base)
    if earlier is None or count.now is None:
        return f"{name}{NO_DATA}"
    if not earlier:
        return f"{name}—({before}为0)" if count.now else f"{name}持平(均为0)"
    moved = rounded(count.now / earlier - 1, 1, shift=2)
    return f"{name}{_direction(moved)}{f'{abs(moved):,}%' if moved else ''}"


def points(rate: Rate, *, base: str, name: str = "环比") -> str:
    """Return how a rate changed: 环比上升2.13个百分点."""
    moved = getattr(rate, f"on_{base}")
    if moved is None:
        return f"{name}—"
    difference = rounded(moved, 2, shift=2)
    return f"{name}{_direction(difference)}" + (f"{abs(difference)}个百分点" if difference else "")


def listed(parts: list[str], most: int = 5) -> str:
    """Return names in a row: a、b、c等5个."""
    shown = "、".join(parts[:most])
    return f"{shown}等{len(parts)}个" if len(parts) > most else shown


def _direction(moved: Decimal) -> str:
    return "上升" if moved > 0 else "下降" if moved < 0 else "持平"
