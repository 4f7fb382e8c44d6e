"""Months as 'YYYYMM' text, and working days by the Chinese calendar with its moved weekends (调休).

The State Council announces each year which weekdays are free and which weekends are worked. Years outside
`KNOWN_YEARS` count Monday to Friday. `extra_days` ({day: is it worked}) lies over both: it is what a city
enters for a year that is not known yet, or to correct one that is.
"""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pyarrow as pa
from chinese_calendar.constants import holidays, workdays

from models.errors import WrongUsage

KNOWN_YEARS = range(min(holidays).year, max(holidays).year + 1)
WORKING_DAYS = "working_days"  # what the table of days is called in statements
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2060, 12, 31)
_MONTH = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])")
_LISTED_MONTH = re.compile(
    r"(?:(?<=^)|(?<=[;、至:]))(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?=$|[ ;、至])"
    r"|(?<= \+ )(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?= [0-9])"
)

Days = Mapping[date, bool]


def add_months(ym: str, n: int) -> str:
    """Return the month n months after (n negative: before) a month."""
    year, month = divmod(_index(ym) + n, 12)
    return f"{year:04d}{month + 1:02d}"


def months_between(first: str, last: str) -> int:
    """Return how many months `last` lies after `first`; negative where it lies before."""
    return _index(last) - _index(first)


def month_range(first: str, last: str) -> list[str]:
    """Return the months from first to last, both included; empty where last lies before first."""
    return [add_months(first, n) for n in range(months_between(first, last) + 1)]


def month_in_words(ym: str, *, is_short: bool = False) -> str:
    """Return '2026年9月' for '202609', in short, for an axis, '26年9月'; what is no month as it is."""
    return f"{ym[2 * is_short : 4]}年{int(ym[4:])}月" if _MONTH.fullmatch(ym) else ym


def months_in_words(text: str) -> str:
    """Return a list, divided by ;, 、, 至, : or +, with the months in words of which its parts are or with which they begin."""
    return _LISTED_MONTH.sub(lambda found: month_in_words(found.group()), text)


def day_in_words(day: date) -> str:
    """Return '9月1日', where the year is told besides."""
    return f"{day.month}月{day.day}日"


def month_of(day: date) -> str:
    """Return the month that a day lies in."""
    return f"{day.year:04d}{day.month:02d}"


def first_day(ym: str) -> date:
    """Return the first day of a month."""
    year, month = divmod(_index(ym), 12)
    return date(year, month + 1, 1)


def last_day(ym: str) -> date:
    """Return the last day of a month."""
    return first_day(ym).replace(day=days_in_month(ym))


def days_in_month(ym: str) -> int:
    """Return how many calendar days a month has."""
    first = first_day(ym)
    return monthrange(first.year, first.month)[1]


def add_months_to_date(day: date, n: int) -> date:
    """Return the same day n months later, or that month's last day where it is shorter."""
    ym = add_months(month_of(day), n)
    return first_day(ym).replace(day=min(day.day, days_in_month(ym)))


def is_working_day(day: date, extra_days: Days | None = None) -> bool:
    """Return whether a day is worked."""
    return _count(day.toordinal(), extra_days) > _count(day.toordinal() - 1, extra_days)


def working_days_between(begin: date, end: date, extra_days: Days | None = None) -> int:
    """Return the working days after `begin` up to and including `end`.

    The day that a term starts on is day 0. Negative where end lies before begin.
    """
    return _count(end.toordinal(), extra_days) - _count(begin.toordinal(), extra_days)


def add_working_days(day: date, n: int, extra_days: Days | None = None) -> date:
    """Return the nth working day after a day (n negative: before it); the day itself where n is 0."""
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, extra_days)
    return day


def working_day_table(
    first: date = FIRST_DAY, last: date = LAST_DAY, extra_days: Days | None = None
) -> pa.Table:
    """Return one row a day, so that an engine counts working days by a join on dates.

    The working days in (a, b] are index[b] − index[a].

    Shapes: date (date32), is_workday (bool), workday_index (int32): working days up to and including it.
    """
    return _table(first, last, frozenset((extra_days or {}).items()))


@lru_cache(maxsize=8)
def _table(first: date, last: date, extra: frozenset[tuple[date, bool]]) -> pa.Table:
    ordinals = np.arange(first.toordinal(), last.toordinal() + 1)
    is_workday = (ordinals - 1) % 7 < 5
    for ordinal, change in zip(*_exceptions(extra), strict=True):
        if ordinals[0] <= ordinal <= ordinals[-1]:
            is_workday[ordinal - ordinals[0]] = change > 0
    before = _count(first.toordinal() - 1, dict(extra))
    epoch = date(1970, 1, 1).toordinal()
    return pa.table(
        {
            "date": pa.array((ordinals - epoch).astype("int32"), pa.int32()).cast(pa.date32()),
            "is_workday": pa.array(is_workday),
            "workday_index": pa.array((before + np.cumsum(is_workday)).astype("int32")),
        }
    )


def _index(ym: str) -> int:
    if not _MONTH.fullmatch(ym):
        raise WrongUsage(f"“{ym}”不是年月", remedy="请写成六位数字,例如 202510")
    return int(ym[:4]) * 12 + int(ym[4:]) - 1


def _count(ordinal: int, extra_days: Days | None) -> int:
    weeks, rest = divmod(ordinal, 7)  # day 1 of the calendar was a Monday
    days, changes = _corrections(frozenset((extra_days or {}).items()))
    return weeks * 5 + min(rest, 5) + changes[bisect_right(days, ordinal)]


@lru_cache(maxsize=8)
def _corrections(extra: frozenset[tuple[date, bool]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    days, changes = _exceptions(extra)
    return days, tuple(int(change) for change in np.concatenate([[0], np.cumsum(changes)]))


@lru_cache(maxsize=8)
def _exceptions(extra: frozenset[tuple[date, bool]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the days that differ from Monday-to-Friday, and by how much (+1 worked, −1 free)."""
    worked = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True) | dict(extra)
    found = {
        day.toordinal(): 1 if is_worked else -1
        for day, is_worked in worked.items()
        if is_worked != (day.weekday() < 5)
    }
    days = tuple(sorted(found))
    return days, tuple(found[day] for day in days)
