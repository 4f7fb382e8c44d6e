"""The words for what the code names in English, where the cards do not carry them."""

from analytics.results.run_checks import STATES
from models.calendar import month_in_words
from reports.target_list import PICKED_BY

__all__ = ["PICKED_BY", "STATES", "month_name"]


def month_name(ym: str | None) -> str:
    """Return '2026年10月' for '202610'; what has no month of its own belongs to all."""
    return month_in_words(ym) if ym else "不分月"
