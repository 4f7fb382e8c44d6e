"""How a figure reads in a report: the same on cards, in tables, in sentences and on charts.

Quantities compare in per cent, rates in 个百分点, and what has no base is a dash, never a zero.

Source: workflow, section 7.
"""

from datetime import date, datetime
from decimal import Decimal
from math import isnan

from models.rounding import NONE, rounded, share_in_words
from reports.document import Comparison, Kind, Kpi, Value
from reports.punctuation import typeset


def printed(value: Value, kind: Kind) -> str:
    """Return how a value reads, without its unit (a rate's % belongs to it)."""
    if value is None or value == "" or (isinstance(value, float) and isnan(value)):
        return NONE
    match kind:
        case "text" | "id":
            return str(value)
        case "date":
            return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
        case "time":
            return value.strftime("%m-%d %H:%M") if isinstance(value, datetime) else str(value)
    if isinstance(value, str | date):
        return str(value)
    match kind:
        case "rate":
            return share_in_words(value)
        case "change":
            return f"{_signed(rounded(value, 1, shift=2))}%"
        case "points":
            return _signed(rounded(value, 2, shift=2))
        case "difference":
            return _signed(rounded(value, 0))
        case "money" | "density":
            return f"{rounded(value, 2):,}"
        case "integer":
            return f"{rounded(value, 0):,}"
        case _:
            return f"{rounded(value, 1):,}"


def _signed(value: Decimal) -> str:
    return f"{value:+,}" if value else f"{value:,}"


def compared(comparison: Comparison) -> str:
    """Return a comparison as a card shows it: 环比 ↑10.9%."""
    if comparison.value is None:
        note = typeset(f"({comparison.base_note})") if comparison.base_note else ""
        return f"{comparison.label} {NONE}{note}"
    arrow = arrow_of(comparison)
    if not arrow:
        return f"{comparison.label} 持平"
    unit = " 个百分点" if comparison.kind == "points" else ""
    return f"{comparison.label} {arrow}{printed(comparison.value, comparison.kind)[1:]}{unit}"


def arrow_of(comparison: Comparison) -> str:
    """Return ↑ or ↓; "" where there is no comparison, or none that is left when it is written."""
    return {"+": "↑", "-": "↓"}.get(printed(comparison.value, comparison.kind)[0], "")


def measured(card: Kpi) -> str:
    """Return a card's target and whether it was met, or nothing."""
    if not card.target:
        return ""
    verdict = {True: " √达标", False: " ×未达标", None: ""}[card.is_met]
    return f"目标 {card.target}{verdict}"
