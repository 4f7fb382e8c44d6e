"""How the main figures went in the stretches before the period, each as long as it, as far as the orders at hand reach."""

from typing import Any

import ibis

from analytics.facts.outcomes import KEPT, OVERDUE, PROMISED
from analytics.facts.revisits import JUDGED, SATISFIED
from analytics.weekly.measures import Share
from analytics.weekly.orders import Orders, repeat_days
from analytics.weekly.period import Period
from analytics.weekly.sections import Coverage, Stretch
from data_loaders.codes.service import BusiType

_SHARES = ("arrival", "contact", "satisfied")
_COUNTED = ("orders", "repairs", "complaints", "broken", *_SHARES, *(f"{name}_of" for name in _SHARES))


def history_of(orders: Orders, period: Period, coverage: Coverage) -> tuple[Stretch, ...]:
    """Return the stretches that the data cover whole, the period last; empty where it is cut short itself."""
    days = period.span.days
    number = (period.span.days + period.previous.days + repeat_days(period)) // days
    spans = [period.span.shifted(-days * n) for n in range(number)]
    whole = [span for span in spans if coverage.first_day and span.first >= coverage.first_day]
    if not coverage.is_complete:
        return ()
    promised = orders.known(PROMISED)
    rows = orders.rows(f"history {promised}", lambda wide: _sums(wide, promised))
    sums = {row["stretch"]: row for row in rows}
    return tuple(_stretch(spans.index(span), orders, period, sums) for span in reversed(whole))


def _stretch(number: int, orders: Orders, period: Period, sums: dict[int, dict[str, Any]]) -> Stretch:
    row = sums.get(number) or dict.fromkeys(_COUNTED, 0)
    return Stretch(
        period.span.shifted(-period.span.days * number),
        row["orders"],
        row["repairs"],
        row["complaints"],
        row["broken"],
        Share(row["arrival"], row["arrival_of"]) if orders.has("arrive_time") else None,
        Share(row["contact"], row["contact_of"]) if orders.has("contact_time") else None,
        Share(row["satisfied"], row["satisfied_of"]) if orders.has("satisfaction") else None,
    )


def _sums(wide: Any, promised: list[str]) -> Any:
    is_repair, is_complaint = wide.busi_type == BusiType.REPAIR, wide.busi_type == BusiType.COMPLAINT
    return wide.group_by("stretch").agg(
        orders=wide.count(),
        repairs=wide.count(where=is_repair),
        complaints=wide.count(where=is_complaint),
        broken=wide.count(where=broken_promise(wide, promised)),
        arrival=wide.count(where=wide.arrival == KEPT),
        arrival_of=wide.arrival.count(),
        contact=wide.count(where=is_complaint & (wide.contact == KEPT)),
        contact_of=wide.contact.count(where=is_complaint),
        satisfied=wide.count(where=wide.satisfaction.isin(SATISFIED)),
        satisfied_of=wide.count(where=wide.satisfaction.isin(JUDGED)),
    )


def broken_promise(wide: Any, stages: list[str]) -> Any:
    """Return whether an order overran the limit of one of some stages."""
    # where none can be judged, none is broken
    conditions = [wide[stage].isin(OVERDUE) for stage in stages] or [wide.wo_no.isnull()]
    return ibis.coalesce(ibis.or_(*conditions), False)
