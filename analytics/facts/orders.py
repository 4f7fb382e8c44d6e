"""95598 orders that are judged, and what of them had happened by a day."""

from datetime import date, timedelta
from typing import Any

import ibis

from analytics.facts.columns import first_by
from data_loaders.codes.applications import WkstStatus


def orders_to_judge(orders: Any, as_of: date) -> Any:
    """Return the 95598 orders accepted by the end of the day, each once, neither aborted nor returned."""
    orders = orders.filter(
        orders.accept_time < as_of + timedelta(days=1),
        orders.status.fill_null("") != WkstStatus.ABORTED,
        ~orders.reject_flag.fill_null(False),
    )
    return first_by(orders, ["wo_no"], ["accept_time", *sorted(orders.columns)])


def known_by(time: Any, as_of: date) -> Any:
    """Return a time, or null where it lies after the end of the day: it has not happened yet."""
    return ibis.ifelse(time < as_of + timedelta(days=1), time, ibis.null("timestamp(6)"))
