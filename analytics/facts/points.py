"""Metering points and what hangs on them."""

from typing import Any

from data_loaders.codes.customers import ConsStatus
from data_loaders.codes.metering import MpStatus


def points_in_use(points: Any, customers: Any) -> Any:
    """Return the points in use (在用点) of customers not cancelled; an empty status counts as in use."""
    used = points.filter(points.mp_status.isnull() | (points.mp_status == MpStatus.IN_USE))
    return used.anti_join(customers.filter(customers.status_code == ConsStatus.CANCELLED), "cons_no")
