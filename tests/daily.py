"""What was collected of some customers and their peers, drawn for the checks and models of daily curves."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

LAST = date(2025, 10, 31)
NEAR, BEFORE = range(15), range(30, 60)
"""Which days (before the last one) are drawn of the last thirty and of the sixty before: as few as are enough."""
ARCHIVE = "customers\ncons_no | elec_type_code | volt_code | contract_cap | status_code"
DAILY = "daily_usage\ncons_no | data_date | day_pq"


def days(kwh: str, ages: Sequence[int]) -> dict[int, str]:
    """Return the same energy on several days."""
    return dict.fromkeys(ages, kwh)


def use(near: str, base: str = "100") -> dict[int, str]:
    """Return so much a day of late and before."""
    return days(near, NEAR) | days(base, BEFORE)


def company(curves: Mapping[str, Mapping[int, str]], customer: str = "405 | AC02202 | 10 | 0") -> str:
    """Draw customers who are all peers, each with the energy of its days."""
    rows = [
        f"{who} | {LAST - timedelta(days=age)} | {kwh}"
        for who, curve in curves.items()
        for age, kwh in curve.items()
    ]
    return (
        "\n".join([ARCHIVE, *(f"{who} | {customer}" for who in curves)]) + "\n\n" + "\n".join([DAILY, *rows])
    )
