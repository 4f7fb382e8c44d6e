"""The orders of a period, its comparisons and the month before, once, with everything derived from them.

The rows that an analysis needs are made once as a table in the engine; every figure is an aggregation of it
and every drill-down a filter on it. An order belongs to the day it was accepted and to its own unit. A
number that was delivered twice counts once (the earliest acceptance, as the checks read it).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import ibis
import pyarrow as pa

from analytics.roll_ups import first_by
from analytics.weekly.outcomes import ABORTED, with_outcomes
from analytics.weekly.period import Period, Span
from models.lake import Door

REPEAT_DAYS = 30
_ANY_WIDE = "weekly_of_any_analysis"
_STATED: dict[str, tuple[str, pa.Schema]] = {}
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
    "fault_reason",
    "fault_owner",
    "secret_flag",
)


@dataclass(frozen=True)
class Orders:
    """The orders of one analysis: `wide` lies in the engine, `all` is every order of the unit, as stated.

    `filled` says how many values each column of work_orders has, for every unit together; it decides which
    figures can be computed.
    """

    door: Door
    wide: Any
    all: Any
    duplicates: int
    cutoff: datetime | None
    first_day: date | None
    last_day: date | None
    filled: dict[str, int]
    unit_digits: int

    def table(self, key: str, state: Callable[[Any], Any]) -> pa.Table:
        """Return what an expression over `wide` finds; it is stated and compiled once in a process for a key.

        Stating and compiling costs more than running. What the expression depends on beside `wide`, whose
        columns are always the same, must be in the key.
        """
        name = self.wide.get_name().rpartition(".")[2]  # it comes with its catalogue
        if key not in _STATED:
            stated = state(self.wide)
            sql = self.door.engine.backend.compile(stated).replace(name, _ANY_WIDE)
            _STATED[key] = (sql, stated.schema().to_pyarrow())
        sql, schema = _STATED[key]
        return self.door.engine.arrow(sql.replace(_ANY_WIDE, name)).cast(schema)

    def rows(self, key: str, state: Callable[[Any], Any]) -> list[dict[str, Any]]:
        """Return the same as rows."""
        return self.table(key, state).to_pylist()

    def has(self, *places: str) -> bool:
        """Return whether all the columns were delivered with values; 'a|b' needs one of the two."""
        return all(any(self.filled.get(name) for name in place.split("|")) for place in places)


def orders_of(door: Door, period: Period, org_prefix: str, unit_digits: int) -> Orders:
    """Return the orders of a unit for a period, made in the engine on first use.

    `unit_digits` cuts org_code to the units that are shown.

    Shapes: wide: the columns of work_orders that figures need, accept_day, unit, area, is_now, is_previous,
    is_last_year, is_barred, is_returned, is_aborted, second, tg_no, tg_name, and those of `with_outcomes`.
    """
    every, duplicates = _distinct(door)
    raw = door.table("work_orders")
    known = raw.agg(first=raw.accept_time.min(), last=raw.accept_time.max()).to_pyarrow().to_pylist()[0]
    of_unit = every.filter(every.org_code.startswith(org_prefix)) if org_prefix else every
    first, last = known["first"], known["last"]
    cutoff = last and min(last, datetime.now())
    wide = _wide(door, of_unit, period, org_prefix, unit_digits, cutoff or datetime(2000, 1, 1))
    return Orders(
        door,
        wide,
        of_unit,
        duplicates,
        cutoff,
        first and first.date(),
        last and last.date(),
        door.filled("work_orders"),
        unit_digits,
    )


def within(orders: Any, span: Span) -> Any:
    """Return whether orders were accepted on the days of a span."""
    return (orders.accept_time >= midnight(span.first)) & (
        orders.accept_time < midnight(span.last + timedelta(days=1))
    )


def _distinct(door: Door) -> tuple[Any, int]:
    """Return the orders with each number once, and how many rows were left out for that."""
    table: Any = door.table("work_orders", linked=["tel"])
    backend, name = door.engine.backend, f"weekly_twice_{door.data_version}"
    if name not in backend.list_tables():
        counted = table.group_by("wo_no").agg(times=table.count())
        repeated = counted.filter(counted.times > 1)
        backend.create_table(f"{name}_numbers", repeated, temp=True, overwrite=True)
        numbers = backend.table(f"{name}_numbers")
        twice = table.semi_join(numbers, "wo_no")
        once = first_by(twice, ["wo_no"], ["accept_time", *sorted(table.columns)])
        backend.create_table(name, once.select(*table.columns), temp=True, overwrite=True)
    numbers, once = backend.table(f"{name}_numbers"), backend.table(name)
    times = numbers.times.to_pyarrow().to_pylist()
    every = table.anti_join(numbers, "wo_no").union(once) if times else table
    return every.filter(every.accept_time.notnull()), sum(times) - len(times)


def _wide(
    door: Door, of_unit: Any, period: Period, org_prefix: str, unit_digits: int, cutoff: datetime
) -> Any:
    parts = (str(period), org_prefix, str(unit_digits), str(door.data_version))
    name = "weekly_of_" + hashlib.sha1("|".join(parts).encode()).hexdigest()[:12]
    backend = door.engine.backend
    tables = backend.list_tables()
    if name in tables:
        return backend.table(name)
    for former in sorted(table for table in tables if table.startswith("weekly_of_"))[:-3]:
        backend.drop_table(former, force=True)
    derived = with_outcomes(_selected(door, of_unit, period, unit_digits), cutoff)
    return backend.create_table(name, derived, temp=True)


def _selected(door: Door, of_unit: Any, period: Period, unit_digits: int) -> Any:
    leading = timedelta(days=REPEAT_DAYS)  # chains of like requests reach back so far
    current = Span(period.previous.first - leading, period.span.last)
    wanted = within(of_unit, current) | within(of_unit, period.last_year)
    some = of_unit.filter(wanted).select(*_TIMES, *_OTHERS, "tel_link")
    returned, aborted = some.reject_flag.fill_null(False), (some.status == ABORTED).fill_null(False)
    phone = ibis.ifelse(some.tel.length() >= 7, some.tel.left(3).concat("****", some.tel.right(4)), "****")
    some = some.mutate(
        accept_day=some.accept_time.date(),
        second=some.accept_time.epoch_seconds().cast("int64"),
        unit=some.org_code.left(unit_digits),
        is_now=within(some, period.span),
        is_previous=within(some, period.previous),
        is_last_year=within(some, period.last_year),
        is_returned=returned,
        is_aborted=aborted,
        is_barred=returned | aborted,
        tel=ibis.ifelse(some.tel.notnull(), phone, ibis.null("string")),
    )
    return _with_customer(door, some)


def _with_customer(door: Door, orders: Any) -> Any:
    """Add the customer's transformer area, and the customer's 城乡类别 where the order has none."""
    customers: Any = door.table("customers")
    asked: Any = customers.semi_join(orders, customers.cons_no == orders.cust_no)
    each = asked.group_by("cons_no").agg(
        tg_no=asked.tg_no.min(), tg_name=asked.tg_name.min(), customer_area=asked.urban_rural_flag.min()
    )
    joined = orders.left_join(each, orders.cust_no == each.cons_no).drop("cons_no")
    area = ibis.coalesce(joined.urban_rural_flag, joined.customer_area)
    return joined.mutate(area=area).drop("customer_area")


def midnight(day: date) -> Any:
    """Return the beginning of a day as the engine's time."""
    return ibis.literal(datetime.combine(day, time.min))
