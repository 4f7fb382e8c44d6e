"""Tell the dates of a column from numbers that only stand in cells with a date format.

The engine turns every number under a date format into a date. In a column of numbers (an amount that was
typed where a date stood) the number is given back; so is one of up to four digits in a column of dates (36 is no
fifth of February 1900, 2024 no July of 1905), and 0, the empty date, is "1900-01-00", which is no day. A column is of numbers where more of its cells are plain
numbers than dates of our time, or where more dates lie outside our time than inside.
"""

import datetime as dt
from collections.abc import Sequence

FIRST_YEAR, LAST_YEAR, FOREVER = 1954, 2119, 2900  # dates of our time; from the last on a date says "no end"
EMPTY_DATES = (0.0, 1.0, 2.0)  # 1900-01-01 and its neighbours mark an empty date
FIRST_NUMBER = 10_000  # 1927-05-18, in a workbook that counts from 1904 1931-05-19
LATER_YEAR = 1932  # from which on no date is such a number
NO_DAY = "1900-01-00"
DECIMALS = 7  # the engine's moments are exact to a millisecond, 1e-8 days
_DAY = dt.timedelta(1)
_LEAP = dt.datetime(1900, 3, 1)


class DayNumber(float):
    """A small number under a date format, as it is stored."""

    __slots__ = ()


DATE_KINDS = frozenset((dt.date, dt.datetime, DayNumber))


def settled(values: Sequence[object], *, is_1904: bool, is_top: bool = False) -> tuple[list[object], int]:
    """Return the cells of a column without `DayNumber`, and how many dates were given back as numbers.

    `is_top`: the cells are the first of their column, where a date above figures is their header.
    """
    if not _are_numbers(values):
        return [_of_dates(value, is_1904) if _is_early(value) else value for value in values], 0
    header = next((at for at, value in enumerate(values) if value not in (None, "")), -1) if is_top else -1
    is_given_back = [
        type(value) in DATE_KINDS and (at != header or _is_early(value)) for at, value in enumerate(values)
    ]
    found = [
        _number(value, is_1904) if given else value
        for value, given in zip(values, is_given_back, strict=True)
    ]
    return found, sum(is_given_back)


def _are_numbers(values: Sequence[object]) -> bool:
    plain = inside = outside = as_dates = 0
    for value in values:
        if isinstance(value, DayNumber):
            outside += value not in EMPTY_DATES
        elif isinstance(value, dt.date):
            is_ours = FIRST_YEAR <= value.year <= LAST_YEAR or value.year >= FOREVER
            inside, outside = inside + is_ours, outside + (not is_ours)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            plain += 1
            as_dates += _is_written_date(value)
    if 2 * as_dates > plain:  # 202406 and 20240603 are dates as well
        return False
    return plain > inside or outside > inside


def _is_written_date(value: float) -> bool:
    year, month = divmod(value, 100) if value < 1e6 else divmod(value // 100, 100)
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12


def _number(value: object, is_1904: bool) -> float:
    if isinstance(value, DayNumber):
        return float(value)
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())  # pyright: ignore[reportArgumentType]
    return round((moment - _first_day(is_1904, is_early=moment < _LEAP)) / _DAY, DECIMALS)


def _is_early(value: object) -> bool:
    return isinstance(value, DayNumber) or (isinstance(value, dt.date) and value.year < LATER_YEAR)


def _of_dates(value: object, is_1904: bool) -> object:
    """Return a cell of a column of dates: the date, an empty one, or the number of up to four digits that it holds."""
    number = _number(value, is_1904)
    if number == 0:
        return NO_DAY
    if number in EMPTY_DATES:
        return _first_day(is_1904, is_early=True) + number * _DAY
    return value if number >= FIRST_NUMBER else number


def _first_day(is_1904: bool, *, is_early: bool) -> dt.datetime:
    """Return the day with the number 0: Excel counts a 29th of February 1900."""
    return dt.datetime(1904, 1, 1) if is_1904 else dt.datetime(1899, 12, 31 if is_early else 30)
