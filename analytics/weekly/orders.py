"""The orders of a period, its comparisons and the month before, once, with everything derived from them.

The rows that an analysis needs are made once as a table in the engine; every figure is an aggregation of it
and every drill-down a filter on it. An order belongs to the day it was accepted and to its own unit. A
number that was delivered twice counts once (the earliest acceptance, as the checks read it).
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.columns import first_by
from analytics.facts.outcomes import STAGE_BY_KEY, with_outcomes
from analytics.regulation.service_limits import REPEAT_WITHIN_DAYS
from analytics.statements import stated
from analytics.weekly.period import Period, Span
from data_loaders.codes.applications import WkstStatus
from models.lake import Door

EVERY = "weekly_every_order"
_TWICE, _CUSTOMERS, _PICKED, _WIDE = "weekly_twice", "weekly_customers", "weekly_picked", "weekly_of_"
_NOW, _REACH, _DAYS = "weekly_orders", "weekly_reach", "weekly_days"
_TIMES = (
    "accept_time",
    "send_time",
    "accept_order_time",
    "arrive_time",
    "repair_time",
    "contact_time",
    "deadline",
    "reply_time",
    "archive_time",
)
_OTHERS = (
    "wo_no",
    "busi_type",
    "busi_sub_type",
    "org_code",
    "urban_rural_flag",
    "accept_mode",
    "cust_no",
    "tel",
    "status",
    "dept",
    "handler",
    "true_flag",
    "resp_flag",
    "reject_flag",
    "overtime_reason",
    "visit_flag",
    "satisfaction",
    "second_flag",
    "fault_reason",
    "fault_owner",
    "secret_flag",
)


@dataclass(frozen=True)
class Orders:
    """The orders of one analysis: `wide` lies in the engine, `all` is every order of the unit, as delivered.

    `filled` says how many values each column of work_orders has, for every unit together; it decides which
    figures can be computed.
    """

    door: Door
    period: Period
    wide: Any
    all: Any
    duplicates: int
    cutoff: datetime | None
    first_day: date | None
    last_day: date | None
    filled: dict[str, int]
    org_prefix: str
    unit_digits: int

    def table(self, key: str, state: Callable[[Any], Any]) -> pa.Table:
        """Return what an expression over `wide` finds; see `stated` for the key."""
        engine = self.door.engine
        now = engine.view(self.wide, _NOW)  # every analysis by the same name, for statements are kept
        return engine.found(stated(engine, f"weekly {key}", state, now))

    def rows(self, key: str, state: Callable[[Any], Any]) -> list[dict[str, Any]]:
        """Return the same as rows."""
        return self.table(key, state).to_pylist()

    def has(self, *places: str) -> bool:
        """Return whether all the columns were delivered with values; 'a|b' needs one of the two."""
        return all(any(self.filled.get(name) for name in place.split("|")) for place in places)

    def known(self, stages: Iterable[str]) -> list[str]:
        """Return the stages that can be judged: without the times of one, every order would seem to be late."""
        return [key for key in stages if self.has(*STAGE_BY_KEY[key].needs)]


def orders_of(door: Door, period: Period, org_prefix: str, unit_digits: int) -> Orders:
    """Return the orders of a unit for a period, made in the engine on first use.

    `unit_digits` cuts org_code to the units that are shown.

    Shapes: wide: the columns of work_orders that figures need, accept_day, unit, area, stretch (how many
    periods ago, -1 for a year ago), is_now, is_previous, is_last_year, is_barred, is_returned, is_aborted,
    second, tg_no, tg_name, and those of `with_outcomes`.
    """
    every, duplicates = _distinct(door)
    reached = reach_by_unit(door).values()
    first = min((first for first, _ in reached if first), default=None)
    last = max((last for _, last in reached if last), default=None)
    of_unit = every.filter(every.org_code.startswith(org_prefix)) if org_prefix else every
    cutoff = last and min(last, datetime.now())
    wide = _wide(door, of_unit, period, org_prefix, unit_digits, cutoff or datetime(2000, 1, 1))
    return Orders(
        door,
        period,
        wide,
        of_unit,
        duplicates,
        cutoff,
        first and first.date(),
        last and last.date(),
        door.filled("work_orders"),
        org_prefix,
        unit_digits,
    )


def repeat_days(period: Period) -> int:
    """Return within how many days like requests repeat each other, by the law of the period's last day."""
    return REPEAT_WITHIN_DAYS.on(period.span.last) or 0


def reach_by_unit(door: Door) -> dict[str | None, tuple[datetime | None, datetime | None]]:
    """Return the first and the last acceptance of each org_code with orders."""
    if _REACH not in door.engine.named:
        orders: Any = door.table("work_orders")
        accepted = orders.accept_time
        door.engine.kept(orders.group_by("org_code").agg(first=accepted.min(), last=accepted.max()), _REACH)
    rows = door.engine.execute("SELECT org_code, first, last FROM weekly_reach")
    return {org_code: (first, last) for org_code, first, last in rows}


def daily(orders: Orders, span: Span) -> dict[date, int]:
    """Return how many orders of the unit were accepted on each day of a span that has any."""
    engine = orders.door.engine
    if _DAYS not in engine.named:
        every: Any = engine.named[EVERY]
        some = every.select("org_code", day=every.accept_time.date())
        engine.kept(some.group_by("org_code", "day").agg(orders=some.count()), _DAYS)
    found = engine.execute(
        "SELECT day, sum(orders) FROM weekly_days WHERE day BETWEEN ? AND ? "
        "AND starts_with(coalesce(org_code, ''), ?) GROUP BY day",
        [span.first, span.last, orders.org_prefix],
    )
    return {day: int(count) for day, count in found}


def within(orders: Any, span: Span) -> Any:
    """Return whether orders were accepted on the days of a span."""
    return (orders.accept_time >= midnight(span.first)) & (
        orders.accept_time < midnight(span.last + timedelta(days=1))
    )


def _distinct(door: Door) -> tuple[Any, int]:
    """Return the orders with each number once, and how many rows were left out for that."""
    engine = door.engine
    if EVERY not in engine.named:
        table: Any = door.table("work_orders", linked=["tel"])
        counted = table.group_by("wo_no").agg(times=table.count())
        numbers: Any = engine.kept(counted.filter(counted.times > 1), _TWICE)
        twice = table.semi_join(numbers, "wo_no")
        once = first_by(twice, ["wo_no"], ["accept_time", *sorted(table.columns)]).select(*table.columns)
        if numbers.count().to_pyarrow().as_py():
            once = engine.kept(once, f"{_TWICE}_once")
            table = table.anti_join(numbers, "wo_no").union(once)
        engine.view(table.filter(table.accept_time.notnull()), EVERY)
    [(duplicates,)] = engine.execute("SELECT coalesce(sum(times - 1), 0) FROM weekly_twice")
    return engine.named[EVERY], int(duplicates)


def _wide(
    door: Door, of_unit: Any, period: Period, org_prefix: str, unit_digits: int, cutoff: datetime
) -> Any:
    """Make the table in two steps: what differs from week to week is picked first, so that the rest, by far
    the most, is stated once."""
    parts = (str(period), org_prefix, str(unit_digits))
    name = f"{_WIDE}{hashlib.sha1('|'.join(parts).encode()).hexdigest()[:12]}"
    engine = door.engine
    if name in engine.named:
        return engine.named[name]
    for former in [table for table in engine.named if table.startswith(_WIDE)][:-3]:
        engine.forget(former)
    if _CUSTOMERS not in engine.named:
        customers: Any = door.table("customers")
        engine.view(
            customers.select("cons_no", "cons_name", "tg_no", "tg_name", "urban_rural_flag"), _CUSTOMERS
        )
    picked = engine.view(_picked(of_unit, period, unit_digits, cutoff), _PICKED)
    customers: Any = engine.named[_CUSTOMERS]
    derived = stated(engine, "weekly orders", _derived, picked, customers)
    return engine.kept(derived, name)


def _picked(of_unit: Any, period: Period, unit_digits: int, cutoff: datetime) -> Any:
    """Return the orders of every stretch of days that is compared, and which stretches each belongs to."""
    leading = timedelta(days=repeat_days(period))  # chains of like requests reach back so far
    current = Span(period.previous.first - leading, period.span.last)
    wanted = within(of_unit, current) | within(of_unit, period.last_year)
    some = of_unit.filter(wanted).select(*_TIMES, *_OTHERS, "tel_link")
    return some.mutate(
        cutoff=ibis.literal(cutoff),
        unit=some.org_code.left(unit_digits),
        stretch=ibis.ifelse(within(some, period.last_year), -1, _stretches_ago(some, period.span)),
        is_now=within(some, period.span),
        is_previous=within(some, period.previous),
        is_last_year=within(some, period.last_year),
    )


def _stretches_ago(orders: Any, span: Span) -> Any:
    """Return 0 for orders of a span, 1 for those of as many days before it, and so on."""
    ends = midnight(span.last + timedelta(days=1)).epoch_seconds().cast("int64")
    return (ends - 1 - orders.accept_time.epoch_seconds().cast("int64")) // (span.days * 86_400)


def _derived(some: Any, customers: Any) -> Any:
    returned = some.reject_flag.fill_null(False)
    aborted = (some.status == WkstStatus.ABORTED).fill_null(False)
    phone = ibis.ifelse(some.tel.length() >= 7, some.tel.left(3).concat("****", some.tel.right(4)), "****")
    some = some.mutate(
        accept_day=some.accept_time.date(),
        second=some.accept_time.epoch_seconds().cast("int64"),
        is_returned=returned,
        is_aborted=aborted,
        is_barred=returned | aborted,
        tel=ibis.ifelse(some.tel.notnull(), phone, ibis.null("string")),
    )
    return with_outcomes(_with_customer(some, customers))


def _with_customer(orders: Any, customers: Any) -> Any:
    """Add the customer's name and transformer area, and the customer's 城乡类别 where the order has none."""
    asked: Any = customers.semi_join(orders, customers.cons_no == orders.cust_no)
    each = asked.group_by("cons_no").agg(
        cons_name=asked.cons_name.min(),
        tg_no=asked.tg_no.min(),
        tg_name=asked.tg_name.min(),
        customer_area=asked.urban_rural_flag.min(),
    )
    joined = orders.left_join(each, orders.cust_no == each.cons_no).drop("cons_no")
    area = ibis.coalesce(joined.urban_rural_flag, joined.customer_area)
    return joined.mutate(area=area).drop("customer_area")


def midnight(day: date) -> Any:
    """Return the beginning of a day as the engine's time."""
    return ibis.literal(datetime.combine(day, time.min))
