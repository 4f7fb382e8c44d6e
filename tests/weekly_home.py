"""A home with a company's 95598 orders, for tests of what shows or writes the weekly report."""

from datetime import date
from functools import cache
from pathlib import Path

from models.lake import Lake
from tests.analytics.weekly.made import held, made_customers, made_orders, made_orgs, made_staff, with_mess
from tests.made_once import Made, made_once

FIRST, LAST = date(2025, 9, 1), date(2025, 11, 22)
WEEK = ("2025-11-14", "2025-11-20")  # the last whole week that begins on a Friday


def weekly_home(home: Path, orders: int = 2_000) -> Lake:
    """Return a lake in `home`, which is not there yet, with so many orders, as messy as real ones."""
    return made_once(_holding(orders), home)


@cache
def _holding(orders: int) -> Made:
    def make(lake: Lake) -> None:
        frames = {
            "work_orders": with_mess(made_orders(orders, FIRST, LAST)),
            "orgs": made_orgs(),
            "customers": made_customers(),
            "staff": made_staff(),
        }
        held(lake.store.home, frames).store.close()

    return make
