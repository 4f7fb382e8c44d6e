"""Working days and months of date columns: the engine's side of models/calendar.

Working days are looked up in a table of days, so a count is two joins, not an expression.
"""

from datetime import date
from functools import cache
from typing import Any

import ibis

from models.calendar import WORKING_DAYS, working_day_table


def with_working_days(table: Any, begin: str, end: str, name: str) -> Any:
    """Return a table with the working days in (begin, end] in a column of its own.

    Null where either day is null or outside 1980 to 2060. Columns with a time count by their date.
    """
    days = _days()
    dated = table.mutate(_begin=table[begin].cast("date"), _end=table[end].cast("date"))
    first = days.select(_begin_date=days.date, _begin_index=days.workday_index)
    last = days.select(_end_date=days.date, _end_index=days.workday_index)
    joined = dated.left_join(first, dated["_begin"] == first["_begin_date"])
    joined = joined.left_join(last, joined["_end"] == last["_end_date"])
    counted = joined.mutate(**{name: (joined["_end_index"] - joined["_begin_index"]).cast("int64")})
    return counted.drop("_begin", "_end", "_begin_date", "_begin_index", "_end_date", "_end_index")


def with_working_day_after(table: Any, begin: str, n: int | str, name: str) -> Any:
    """Return a table with the nth working day (n ≥ 1) after a day, in a column of its own; `n` may name a column."""
    days = _days()
    dated = table.mutate(_begin=table[begin].cast("date"))
    first = days.select(_begin_date=days.date, _begin_index=days.workday_index)
    worked = days.filter(days.is_workday).select(**{name: days.date, "_index": days.workday_index})
    joined = dated.left_join(first, dated["_begin"] == first["_begin_date"])
    joined = joined.mutate(_target=joined["_begin_index"] + (joined[n] if isinstance(n, str) else n))
    joined = joined.left_join(worked, joined["_target"] == worked["_index"])
    return joined.drop("_begin", "_begin_date", "_begin_index", "_target", "_index")


def last_working_day_before(day: date) -> Any:
    """Return the last working day before a day, as a scalar."""
    days = _days()
    return days.filter(days.is_workday, days.date < ibis.date(day.isoformat())).date.max().as_scalar()


def add_months_expr(day: Any, months: Any) -> Any:
    """Return the same day so many months later, or that month's last day; `months` a number or a column.

    A plain `day + interval` is a timestamp on the engine although Ibis calls it a date.
    """
    step = ibis.interval(months=months) if isinstance(months, int) else months.as_interval("M")
    return (day.cast("date") + step).cast("timestamp").cast("date")


def months_between_expr(first_ym: Any, last_ym: Any) -> Any:
    """Return how many months one 'YYYYMM' column lies after another."""
    return month_index_expr(last_ym) - month_index_expr(first_ym)


def days_in_month_expr(ym: Any) -> Any:
    """Return how many calendar days a 'YYYYMM' column's months have."""
    first = first_day_expr(ym)
    return add_months_expr(first, 1).delta(first, unit="day")


def first_day_expr(ym: Any) -> Any:
    """Return the first day of a 'YYYYMM' column's months."""
    return (ym + "01").as_date("%Y%m%d")


def last_day_expr(ym: Any) -> Any:
    """Return the last day of a 'YYYYMM' column's months: the law of that day is the month's."""
    return (add_months_expr(first_day_expr(ym), 1) - ibis.interval(days=1)).cast("timestamp").cast("date")


def days_between_expr(begin: Any, end: Any) -> Any:
    """Return the calendar days from one day to another (0 on the same day)."""
    return end.cast("date").delta(begin.cast("date"), unit="day")


def month_index_expr(ym: Any) -> Any:
    """Return the place of a 'YYYYMM' column's months in the count of all months."""
    return ym.left(4).cast("int64") * 12 + ym.right(2).cast("int64")


@cache
def _days() -> Any:
    """Return the calendar under a name by which an engine puts its home's own in its place (models.company.holidays)."""
    days: Any = ibis.memtable(working_day_table())
    return days.op().copy(name=WORKING_DAYS).to_expr()
