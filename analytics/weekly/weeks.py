"""Which days the orders reach, and which week a report is about where nobody said one."""

from datetime import date, datetime, timedelta
from typing import Any

from analytics.weekly.period import Period, Span, Weekday, between, week_of
from models.lake import Door


def days_known(door: Door, org_prefix: str = "") -> Span | None:
    """Return the days from the first to the last order of a unit, none after today; None without an order."""
    accepted = _of_unit(door, org_prefix).accept_time
    ends = accepted.as_table().agg(first=accepted.min(), last=accepted.max()).to_pyarrow().to_pylist()[0]
    if ends["first"] is None:
        return None
    first, last = ends["first"].date(), min(ends["last"], datetime.now()).date()
    return Span(min(first, last), last)


def last_complete_week(known: Span, starts_on: Weekday = Weekday.FRIDAY, *, issue_shift: int = 0) -> Period:
    """Return the last week that ends within the days known, or the one they end in where none does."""
    current = week_of(known.last, starts_on, issue_shift=issue_shift)
    if current.span.last <= known.last or current.previous.last < known.first:
        return current
    return week_of(current.previous.first, starts_on, issue_shift=issue_shift)


def period_of(first: date, last: date, starts_on: Weekday, *, issue_shift: int = 0) -> Period:
    """Return the period of some days; a week that begins as the company's do carries its number.

    Errors: WrongUsage where the days make no period.
    """
    week = week_of(first, starts_on, issue_shift=issue_shift)
    return week if week.span == Span(first, last) else between(first, last)


def nearest_day(door: Door, org_prefix: str, span: Span) -> date | None:
    """Return the day with an order that lies nearest to a span without one, earlier days first."""
    orders = _of_unit(door, org_prefix)
    accepted = orders.accept_time
    before = accepted.max(where=accepted < datetime.combine(span.first, datetime.min.time()))
    after = accepted.min(
        where=accepted >= datetime.combine(span.last + timedelta(days=1), datetime.min.time())
    )
    row = orders.agg(before=before, after=after).to_pyarrow().to_pylist()[0]
    earlier, later = (row[name] and row[name].date() for name in ("before", "after"))
    if earlier is None or later is None:
        return earlier or later
    return earlier if span.first - earlier <= later - span.last else later


def _of_unit(door: Door, org_prefix: str) -> Any:
    orders: Any = door.table("work_orders")
    return orders.filter(orders.org_code.startswith(org_prefix)) if org_prefix else orders
