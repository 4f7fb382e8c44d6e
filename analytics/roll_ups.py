"""Sums that many checks start from, said once: bills by customer and month, prices, working days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import ibis

from analytics.check import Tables

NORMAL_BILL = "01"


def normal_bills(bills: Any) -> Any:
    """Return the bills of kind 01 正常电费; a bill without a kind counts as normal."""
    return bills.filter(bills.amt_type.isnull() | (bills.amt_type == NORMAL_BILL))


def customer_months(bills: Any, sums: Sequence[str], months: Sequence[str] | None = None) -> Any:
    """Return one row for each customer and month with the sums of the given bill columns.

    A customer has several bill rows a month: tariff lines, reversals (冲红) with their sign.

    Shapes: cons_no, amt_ym, then the columns of `sums`; null where no row of the month has a value.
    """
    if months is not None:
        bills = bills.filter(bills.amt_ym.isin(list(months)))
    return bills.group_by("cons_no", "amt_ym").agg(**{name: bills[name].sum() for name in sums})


def most_common(table: Any, by: Sequence[str], value: str, at_least: int = 1) -> Any:
    """Return the most common value within each group, ties going to the smaller one.

    Shapes: the columns of `by`, `value`, `cases` (how many rows have it).
    """
    known = table.filter(table[value].notnull())
    counted = known.group_by(*by, value).agg(cases=known.count())
    place = ibis.row_number().over(
        ibis.window(group_by=list(by), order_by=[ibis.desc("cases"), ibis.asc(value)])
    )
    ranked = counted.mutate(place=place)
    return ranked.filter((ranked.place == 0) & (ranked.cases >= at_least)).drop("place")


def object_key(*parts: Any) -> Any:
    """Return several columns as one object number, joined by '|'; an empty part stays empty."""
    separator: Any = ibis.literal("|")
    return separator.join([part.fill_null("") for part in parts])


def reasons(conditions: Mapping[str, Any]) -> Any:
    """Return the names of the conditions that hold, joined by '、'; an empty text where none does."""
    separator: Any = ibis.literal("、")
    nothing = ibis.null("string")
    return separator.join([ibis.ifelse(holds, name, nothing) for name, holds in conditions.items()])


def first_by(table: Any, by: Sequence[str], order: Sequence[Any]) -> Any:
    """Return one row of each group: the first by the given order, nulls last."""
    place = ibis.row_number().over(ibis.window(group_by=list(by), order_by=list(order)))
    ranked = table.mutate(place=place)
    return ranked.filter(ranked.place == 0).drop("place")


def on_the_books(customers: Any, as_of: date) -> Any:
    """Return the customers on the books (在册户), no check points; without status those not cancelled."""
    is_current = ibis.ifelse(
        customers.status_code.isnull(),
        customers.cancel_date.isnull() | (customers.cancel_date > as_of),
        customers.status_code.isin(["0", "2"]),
    )
    return customers.filter(is_current, customers.cons_sort_code.fill_null("") != "00")


def orders_to_judge(orders: Any, as_of: date) -> Any:
    """Return the 95598 orders accepted by the end of the day, each once, neither aborted nor returned."""
    orders = orders.filter(
        orders.accept_time < as_of + timedelta(days=1),
        orders.status.fill_null("") != "03",
        ~orders.reject_flag.fill_null(False),
    )
    return first_by(orders, ["wo_no"], ["accept_time", *sorted(orders.columns)])


def known_by(time: Any, as_of: date) -> Any:
    """Return a time, or null where it lies after the end of the day: it has not happened yet."""
    return ibis.ifelse(time < as_of + timedelta(days=1), time, ibis.null("timestamp(6)"))


def finished(applications: Any, types: Sequence[str], as_of: date) -> Any:
    """Return the applications of these types that are 办结 by a day, with the day they took effect.

    That is the day of 送停电, else of 归档. Without a status, an archived application counts as 办结.

    Shapes: the columns of `applications`, `done_date`.
    """
    is_done = (applications.status == "02") | (
        applications.status.isnull() & applications.archive_date.notnull()
    )
    done = applications.filter(applications.app_type.isin(list(types)), is_done)
    done = done.mutate(done_date=ibis.coalesce(done.power_date, done.archive_date))
    return done.filter(done.done_date <= as_of)


def points_in_use(points: Any, customers: Any) -> Any:
    """Return the points in use (在用点) of customers not cancelled; an empty status counts as in use."""
    used = points.filter(points.mp_status.isnull() | (points.mp_status == "02"))
    return used.anti_join(customers.filter(customers.status_code == "9"), "cons_no")


def with_energy_charge(bills: Any) -> Any:
    """Return the normal bills with their 电度电费, `energy_yuan`: total less basic and power factor charge."""
    bills = normal_bills(bills)
    energy = bills.total_amt - bills.basic_amt.fill_null(0) - bills.pf_amt.fill_null(0)
    return bills.mutate(energy_yuan=energy)


def registered(t: Tables) -> Any:
    """Return the customers on the books (在册户, status 0 or 2); all where no status was delivered."""
    customers = t.customers
    return (
        customers.filter(customers.status_code.isin(["0", "2"]))
        if t.has("customers.status_code")
        else customers
    )


def month_text(day: Any) -> Any:
    """Return the month of a date or time column as 'YYYYMM'."""
    return (day.year().cast("int64") * 100 + day.month()).cast("string")


def as_text(value: Any) -> Any:
    """Return a number column as text without trailing zeros, for sentences made in the engine."""
    return value.cast("decimal(38, 6)").cast("string").re_replace(r"\.?0+$", "")


def listed(texts: Any, where: Any = None, *, distinct: bool = False) -> Any:
    """Return a group's texts (`distinct`: each once) in order, joined by ';'; null where there is none."""
    separator: Any = ibis.literal(";")
    return separator.join(texts.collect(where=where, distinct=distinct).sort()).nullif("")
