"""Wide exports: one column for each register, day, hour or period; which they are, and what a column stands for.

    readings      正向有功总 尖 峰 平 谷 … one column (or 上次/本次 and 电量) for each register
    tariff_prices 尖峰电价 峰电价 平电价 谷电价: one column for each period of the day
    daily_usage   1日 … 31日, or dates: one column for each day; 0点 … 23点 or 00:00 … 23:45: the hours of a day
    tables of months  1月 2月 … each over 电量 and 电费, or 202401电量 …: the figures of each month

Shapes: after melting, a row of readings is one register of a source row, a row of daily usage one day of it, a price
that of one period, a bill that of one month. A register, period, day or month whose cells are all blank makes no row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from data_loaders.codes.charges import PricePeriod
from data_loaders.recognition.headers import Header, header_of, meanings, plain
from data_loaders.values.cell_dates import read_date
from models.data.schema import Kind, Table

MIN_REGISTERS, MIN_DAYS, MIN_PERIODS, MONTHS_ALONE = 2, 3, 2, 3
POINTS = (24, 48, 96)
_REGISTER = re.compile(
    r"^(?P<direction>正向|反向)?(?P<power>有功|无功)?(?P<energy>电能|电量)?(?P<period>总|尖峰|尖|峰|平|谷|深谷)?"
    r"(?P<role>(?:上次|上月|上期|起)?(?:示数|示值|读数|表码|底码|码|度|止码|止度|电量|电能示值)?"
    r"|(?:本次|本月|本期|止)(?:示数|示值|读数|表码|码|度)?)$"
)
_ROLE_FIRST = re.compile(
    r"^(?P<role>上次示数|上月示数|上次|上月|起码|起度|本次示数|本月示数|本次|本月|止码|止度|抄见电量|电量)(?P<rest>.+)$"
)
_ENGLISH = re.compile(r"^(?P<kind>pap|rap|prp|rrp)r?(?P<period>[1-4])?$")
_ENGLISH_BASE = {"pap": 10, "prp": 20, "rap": 80, "rrp": 90}
_ENGLISH_PERIOD = {None: 1, "1": 2, "2": 3, "3": 5, "4": 4}
_PERIOD = {"": 1, "总": 1, "尖": 2, "尖峰": 2, "峰": 3, "谷": 4, "平": 5}
_BEFORE, _USED = ("上", "起"), ("电量", "抄见电量")
_PERIOD_WORDS = "尖峰|尖|高峰|峰|平|低谷|谷|深谷|脊谷"
_PRICE = re.compile(
    rf"^(?P<before>{_PERIOD_WORDS})(?:时段|段|时)?(?:电度)?(?:电价|单价)$"
    rf"|^(?:分时)?(?:电度)?(?:电价|单价)(?P<behind>{_PERIOD_WORDS})(?:时段|段|时)?$"
)
_PRICED = (
    dict.fromkeys(("尖峰", "尖"), PricePeriod.CRITICAL_PEAK)
    | dict.fromkeys(("高峰", "峰"), PricePeriod.PEAK)
    | {"平": PricePeriod.FLAT}
    | dict.fromkeys(("低谷", "谷"), PricePeriod.VALLEY)
    | dict.fromkeys(("深谷", "脊谷"), PricePeriod.DEEP_VALLEY)
)
_DAY = re.compile(r"^(?:第)?(\d{1,2})(?:日|号|天)?(?:日?(?:用)?电量)?$|^d(?:ay)?(\d{1,2})$")
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[月/-]\s*(\d{1,2})\s*日?$")
_LAST_MONTH = 12  # bare numbers up to it may be months as well as days
_BEGINS_WITH_MONTH = re.compile(
    r"^\W*(?:(?P<year>20\d{2})\s*(?:年|[-./])\s*)?(?P<month>1[0-2]|0?[1-9])\s*月份?(?![\d日])"
    r"|^\W*(?P<full_year>20\d{2})[-./年]?(?P<full_month>1[0-2]|0[1-9])(?:-01(?: 00:00:00)?|月份?)?(?!\d|[-./]\d)"
)
_ENDS_WITH_MONTH = re.compile(
    r"(?<![\d年])(?:(?P<year>20\d{2})\s*(?:年|[-./])\s*)?(?<![\d-])(?P<month>1[0-2]|0?[1-9])\s*月份?\W*$"
    r"|(?<!\d)(?P<full_year>20\d{2})[-./年]?(?P<full_month>1[0-2]|0[1-9])\W*$"
)
_YEAR = re.compile(r"^(20\d{2})\s*年?度?$")
_HOUR = re.compile(r"^(?:h(?:our)?)?(\d{1,2})(?:点|时)(?:电量|负荷)?$|^h(?:our)?(\d{1,2})$")
_CLOCK = re.compile(r"^(\d{1,2})[::](\d{2})(?:[::]00)?$")
_POINT = re.compile(r"^(?:p|点)(\d{1,2})$|^第?(\d{1,2})(?:点|时段)$")

_OTHER_KEYS = ("read_type", "data_date", "prc_ti")


@dataclass(frozen=True)
class WideColumn:
    """What one column of a wide sheet stands for: `key` is a register's code, a day of the month, a
    date ('MM-DD' without its year), a month ('MM' without its year) or the number of a point of time."""

    index: int
    field: str
    key: str | int | date


@dataclass(frozen=True)
class WideForm:
    """How a sheet is wide: `key_field` gets each column's key; None where the columns are points of one row."""

    key_field: str | None
    columns: tuple[WideColumn, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that the wide columns fill, in order."""
        return tuple(dict.fromkeys(column.field for column in self.columns))

    @property
    def needs_month(self) -> bool:
        """Return whether the columns are days of a month that stands elsewhere."""
        return self.key_field == "data_date" and not any(isinstance(c.key, date) for c in self.columns)

    @property
    def needs_year(self) -> bool:
        """Return whether the columns are months, or days of named months, of a year that stands elsewhere."""
        lacks = [isinstance(column.key, str) and len(column.key) <= len("MM-DD") for column in self.columns]
        return any(lacks) and (self.is_of_months or (self.key_field == "data_date" and all(lacks)))

    @property
    def lacks_year(self) -> bool:
        """Return whether months stand there of which nobody knows the year; days have it from their month."""
        return self.is_of_months and self.needs_year

    @property
    def is_of_months(self) -> bool:
        """Return whether each column is of one month."""
        return self.key_field is not None and self.key_field not in _OTHER_KEYS

    def of_year(self, year: str) -> "WideForm":
        """Return the form with the months or days that lack their year in this one."""
        return replace(self, columns=tuple(replace(c, key=_of_year(c.key, year)) for c in self.columns))


def _of_year(key: str | int | date, year: str) -> str | int | date:
    """Return a month or day that lacks its year in this one; a day that it does not have stays as it is."""
    if not isinstance(key, str) or len(key) > len("MM-DD"):
        return key
    if len(key) == len("MM"):
        return f"{year}{key}"
    day = read_date(f"{year}-{key}")
    return day if isinstance(day, date) else key


def wide_form(table: Table, headers: Mapping[int, Header]) -> WideForm | None:
    """Return how a sheet of this table is wide, or None if it is not.

    `headers` are those that have no plain meaning in the table, by column index.
    """
    if table.name == "readings":
        return _registers(headers)
    if table.name == "daily_usage":
        return _hours(headers) or _days(headers)
    if table.name == "tariff_prices":
        return _prices(headers)
    month = table.by_name.get(table.month_column)
    return _months(table, headers) if month and month.kind in (Kind.MONTH, Kind.PERIOD) else None


def _months(table: Table, headers: Mapping[int, Header]) -> WideForm | None:
    """Return the form of columns that are figures of several months; of each all that a row cannot do without."""
    found: dict[tuple[str, str], int] = {}
    for index, header in headers.items():
        key, rest = _month_of(header)
        name = _figure(table, rest) if key and rest else None
        if key is None or name is None:
            continue
        if (name, key) in found:
            return None  # which of the two it is, nobody can say
        found[name, key] = index
    months = {key for _, key in found}
    needed = {c.name for c in table.required if c.kind is Kind.NUMBER}
    if not months or any((name, key) not in found for name in needed for key in months):
        return None
    return WideForm(
        table.month_column, tuple(WideColumn(index, name, key) for (name, key), index in found.items())
    )


def are_months_alone(row: Sequence[str | None]) -> bool:
    """Return whether a row calls several columns by their months and says of none what it holds."""
    read = [_month_of(Header(text, ())) for text in row if text and text.strip()]
    return len({key for key, rest in read if key and rest is None}) >= MONTHS_ALONE


def _month_of(header: Header) -> tuple[str | None, Header | None]:
    """Return the month that a header names ('MM' without a year), and what it says besides."""
    year = key = None
    rest: list[str] = []
    for text in header.path or (header.text,):
        if of_year := _YEAR.match(text.strip()):
            year = of_year[1]
        elif key is None and (match := _BEGINS_WITH_MONTH.search(text) or _ENDS_WITH_MONTH.search(text)):
            year = match["year"] or match["full_year"] or year
            key = f"{int(match['month'] or match['full_month']):02}"
            rest.append((text[: match.start()] + text[match.end() :]).strip(" _-'’:(["))
        else:
            rest.append(text)
    if key is None:
        return None, None
    *groups, leaf = [text for text in rest if plain(text)] or [""]
    return f"{year or ''}{key}", header_of(leaf, *groups) if leaf else None


def _figure(table: Table, header: Header) -> str | None:
    """Return the figure of a table that a header names most clearly."""
    named = [
        (meaning.strength * worth, meaning.column)
        for name, worth in header.names
        for meaning in meanings().get(name, ())
        if meaning.table.name == table.name and meaning.column.kind is Kind.NUMBER
    ]
    return max(named, key=lambda entry: entry[0])[1].name if named else None


def _prices(headers: Mapping[int, Header]) -> WideForm | None:
    found: dict[str, int] = {}
    for index, header in headers.items():
        names = [plain(name) for name, _ in header.names] + [plain(name) for name in header.orders()]
        match = next((match for match in map(_PRICE.match, names) if match), None)
        if match:
            found.setdefault(_PRICED[match["before"] or match["behind"]].value, index)
    if len(found) < MIN_PERIODS:
        return None
    return WideForm("prc_ti", tuple(WideColumn(index, "kwh_prc", code) for code, index in found.items()))


def register_of(header: str) -> tuple[str, str] | None:
    """Return (code of the register, field) that a header names, or None."""
    name = plain(header)
    if match := _ENGLISH.match(name):
        return str(_ENGLISH_BASE[match["kind"]] + _ENGLISH_PERIOD[match["period"]]), "this_read"
    role = ""
    if first := _ROLE_FIRST.match(name):
        role, name = first["role"], first["rest"]
    match = _REGISTER.match(name)
    if match is None or not (match["direction"] or match["power"] or match["period"]):
        return None
    period = _PERIOD.get(match["period"] or "")
    if period is None:
        return None
    base = (80 if match["direction"] == "反向" else 10) + (10 if match["power"] == "无功" else 0)
    return str(base + period), _role(role or match["role"] or match["energy"] or "")


def _role(text: str) -> str:
    if text.startswith(_BEFORE):
        return "last_read"
    return "mr_pq" if text in _USED else "this_read"


def _registers(headers: Mapping[int, Header]) -> WideForm | None:
    found: dict[tuple[str, str], int] = {}
    for index, header in headers.items():
        for name in header.orders():
            register = register_of(name)
            if register and register not in found:
                found[register] = index
                break
    reads = {code for code, field in found if field == "this_read"}
    has_pairs = any(field == "last_read" for _, field in found)
    is_named = any("有功" in headers[i].text or "无功" in headers[i].text for i in found.values())
    if not reads or (len(reads) < MIN_REGISTERS and not has_pairs and not is_named):
        return None
    return WideForm("read_type", tuple(WideColumn(i, field, code) for (code, field), i in found.items()))


def _days(headers: Mapping[int, Header]) -> WideForm | None:
    found: dict[type, dict[str | int | date, int]] = {date: {}, str: {}, int: {}}
    for index, header in headers.items():
        key = next((k for k in map(_day_of, header.orders()) if k is not None), None)
        if key is not None:
            found[type(key)].setdefault(key, index)
    days = max(found.values(), key=len)
    if len(days) < MIN_DAYS or _may_be_months(days, headers):
        return None
    return WideForm("data_date", tuple(WideColumn(i, "day_pq", day) for day, i in days.items()))


def _may_be_months(days: Mapping[str | int | date, int], headers: Mapping[int, Header]) -> bool:
    """Return whether columns that look like days are months: each date in a month of its own, or bare 1 … 12."""
    if all(isinstance(day, int) for day in days):
        lowest = [(headers[index].path or (headers[index].text,))[-1] for index in days.values()]
        are_bare = all(plain(text).isdigit() for text in lowest)
        return are_bare and max(day for day in days if isinstance(day, int)) <= _LAST_MONTH
    months = {day.strftime("%Y%m") if isinstance(day, date) else str(day)[:2] for day in days}
    return len(months) == len(days)


def _day_of(name: str) -> str | int | date | None:
    """Return a date, 'MM-DD' where the year stands elsewhere, or the day of a month that stands elsewhere."""
    day = read_date(name)
    if isinstance(day, date):
        return day
    if match := _MONTH_DAY.match(name.strip()):
        return f"{int(match[1]):02}-{int(match[2]):02}"
    match = _DAY.match(plain(name))
    number = int(match[1] or match[2]) if match else 0
    return number if 1 <= number <= 31 else None


def _hours(headers: Mapping[int, Header]) -> WideForm | None:
    found: dict[int, int] = {}
    for index, header in headers.items():
        minute = _minute_of(header)
        if minute is not None and minute not in found:
            found[minute] = index
    points = sorted(found)
    if len(points) not in POINTS or not _are_even(points):
        return _numbered_points(headers)
    return WideForm(None, tuple(WideColumn(found[m], "hours", n) for n, m in enumerate(points)))


def _numbered_points(headers: Mapping[int, Header]) -> WideForm | None:
    """Return the form of columns P1 … P96, or of bare numbers 0 … 23."""
    found: dict[int, int] = {}
    for index, header in headers.items():
        match = _POINT.match(plain(header.text)) or re.fullmatch(r"(\d{1,2})()", plain(header.text))
        if match:
            found.setdefault(int(match[1] or match[2]), index)
    numbers = sorted(found)
    starts = {n: range(first, first + n) for n in POINTS for first in (0, 1)}
    is_hours = numbers in ([*range(24)], [*range(48)], [*range(96)], [*range(1, 97)], [*range(1, 49)])
    is_points = any(_POINT.match(plain(header.text)) for header in headers.values())
    if is_hours or (is_points and numbers in [[*r] for r in starts.values()]):
        return WideForm(None, tuple(WideColumn(found[n], "hours", k) for k, n in enumerate(numbers)))
    return None


def _minute_of(header: Header) -> int | None:
    for name in header.orders():
        text = name.strip().casefold()
        if clock := _CLOCK.match(text):
            return int(clock[1]) * 60 + int(clock[2])
        if hour := _HOUR.match(plain(text)):
            return int(hour[1] or hour[2]) * 60
    return None


def _are_even(minutes: Sequence[int]) -> bool:
    steps = {later - earlier for earlier, later in pairwise(minutes)}
    return len(steps) == 1 and minutes[0] <= min(steps)
