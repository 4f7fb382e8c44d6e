"""What stands above a header or in a name: the period, the day of the export, and units that change the scale."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data_loaders.values.cell_dates import read_date
from data_loaders.values.written_units import HARD, half_width, is_unit, unit_of, units_listed

_MONTH = re.compile(
    r"(?<!\d)(20\d{2})\s*(?:年\s*(1[0-2]|0?[1-9])\s*月|[-./](1[0-2]|0?[1-9])(?![\d./-])|(1[0-2]|0[1-9])(?!\d))"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_MONTH_ALONE = re.compile(r"^\s*(1[0-2]|0?[1-9])\s*月份?(?!\d)")
_MADE = re.compile(
    r"(?:制表|打印|导出|填报|编制|上报|报出|生成)[^\d,;。]{0,6}" + _MONTH.pattern
)  # when, not of when
_RANGE = re.compile(
    r"20\d{2}\D{0,2}\d{1,2}\D{0,2}\s*(?:至|到|~|—|－|-{1,2}|–)\s*(?:20\d{2}\D{0,2})?\d{1,2}\s*月?"
)
_DAY = re.compile(r"(?<!\d)(20\d{2}(?:[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{4}))(?!\d)")
_DAYS = re.compile(_DAY.pattern + r"\s*(?:至|到|~|—|－|-{1,2}|–)\s*" + _DAY.pattern)
_AS_OF = re.compile(r"(?:统计|截止|截至|导出|数据|报表|制表|查询|打印)[^\d]{0,8}" + _DAY.pattern)
_UNIT_LABEL = re.compile(r"(?:计量|金额|电量|数量|电费|货币|容量|功率)?单位(?:\s*:|\s*(?=[(\[])|\s+)")
_COUNTED_IN = re.compile(
    r"(?:以|按|用|均为|均是|全为)\s*([^\s,;。、()以按为计]{1,12}?)\s*(?:计|为单位|表示|列示|统计|$|[,;。)])"
)
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_NAME_TAIL = re.compile(r"[_\-—\s]([^_\-—\s]+)$")


@dataclass(frozen=True)
class Titles:
    """What the texts around a table say.

    `month` is 'YYYYMM' or "", `year` the one year that they name, or ""; `units` are the units that they name for the whole sheet, as written; `units_among`
    those that a line among the records names, and nothing before.
    """

    texts: tuple[str, ...] = ()
    month: str = ""
    year: str = ""
    as_of: date | None = None
    units: tuple[str, ...] = ()
    units_among: tuple[str, ...] = ()

    def units_for(self, stored: str) -> tuple[str, ...]:
        """Return the units said of a column stored in `stored`; one that begins among the rows stands against it."""
        return (*self.units, stored, *self.units_among) if self.units_among and stored else self.units


def titles_of(
    above: Sequence[str],
    sheet_name: str,
    file_name: str,
    below: Sequence[str] = (),
    among: Sequence[str] = (),
) -> Titles:
    """Return what the rows above the header, the sheet's name and the file's name say, in this order.

    Of the remarks below the table and among its rows only the units count.
    """
    texts = tuple(half_width(text).strip() for text in above)
    names = (half_width(sheet_name), half_width(_stem(file_name)))
    year = _year_in(texts) or _year_in(names)
    months = (_month_in(texts), _month_in(names[:1]), _month_alone(names[0], year), _month_in(names[1:]))
    month = next((found for found in months if found), "")
    units = tuple(dict.fromkeys(_units((*texts, *map(half_width, below)), names)))
    units_among = tuple(
        unit for unit in dict.fromkeys(_units(map(half_width, among), ())) if unit not in units
    )
    return Titles(texts, month, year, _as_of(texts, names), units, units_among)


def _stem(file_name: str) -> str:
    return file_name.rpartition("/")[2].rpartition(".")[0] or file_name


def _month_in(texts: Iterable[str]) -> str:
    """Return the one month that the texts name; "" where there is none, several, or a range."""
    found = set()
    for text in texts:
        if _RANGE.search(text) and not _DAY.search(text):
            return ""
        for match in _MONTH.finditer(_MADE.sub("", _DAY.sub("", text))):
            found.add(f"{match[1]}{int(match[2] or match[3] or match[4]):02}")
    return found.pop() if len(found) == 1 else ""


def _year_in(texts: Iterable[str]) -> str:
    """Return the one year that the texts name beside single days; "" where there is none or several."""
    found: set[str] = set()
    for text in texts:
        if _DAYS.search(text):
            found |= {match[1][:4] for match in _DAY.finditer(text)}
        else:  # a day alone is that of the export
            found |= {match[1] for match in _YEAR.finditer(_MONTH.sub(r"\1 ", _DAY.sub("", text)))}
    return found.pop() if len(found) == 1 else ""


def _month_alone(sheet_name: str, year: str) -> str:
    """Return the month of a sheet that is called 3月, in the year that stands elsewhere."""
    match = _MONTH_ALONE.match(sheet_name)
    return f"{year}{int(match[1]):02}" if match and year else ""


def _as_of(texts: Sequence[str], names: Sequence[str]) -> date | None:
    for text in texts:
        if match := _AS_OF.search(text):
            day = read_date(match[1])
            if isinstance(day, date):
                return day
    days = {read_date(match[1]) for name in names for match in _DAY.finditer(name)}
    found = {day for day in days if isinstance(day, date)}
    return found.pop() if len(found) == 1 else None


def _units(texts: Iterable[str], names: Iterable[str]) -> Iterable[str]:
    """Yield the units behind 单位:, in brackets, alone in a cell, or at the end of the sheet's or the file's name."""
    for text in texts:
        declared = _UNIT_LABEL.split(text)
        if len(declared) > 1:
            yield from (unit for line in declared[1:] for unit in units_listed(line))
        else:
            inside = _IN_BRACKETS.findall(text)
            yield from filter(
                _is_sheet_unit, [*inside, *(() if inside else (text,)), *_COUNTED_IN.findall(text)]
            )
    for name in names:
        found = [*_IN_BRACKETS.findall(name), *_NAME_TAIL.findall(name)]
        yield from filter(_is_sheet_unit, found)


def _is_sheet_unit(text: str) -> bool:
    """Return whether a text is a unit that may stand for a whole sheet; 月 and 户 in a title are words."""
    known = unit_of(text)
    return known[0] in HARD if known else is_unit(text)
