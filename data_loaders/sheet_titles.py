"""What stands above a header or in a name: the period, the day of the export, and units that change the scale."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data_loaders.cell_dates import read_date
from data_loaders.cell_numbers import MEASURE_OF
from data_loaders.vocabulary import units

_MONTH = re.compile(
    r"(?<!\d)(20\d{2})\s*(?:年\s*(1[0-2]|0?[1-9])\s*月|[-./](1[0-2]|0?[1-9])(?![\d./-])|(1[0-2]|0[1-9])(?!\d))"
)
_RANGE = re.compile(
    r"20\d{2}\D{0,2}\d{1,2}\D{0,2}\s*(?:至|到|~|—|－|-{1,2}|–)\s*(?:20\d{2}\D{0,2})?\d{1,2}\s*月?"
)
_DAY = re.compile(r"(?<!\d)(20\d{2}(?:[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{4}))(?!\d)")
_AS_OF = re.compile(r"(?:统计|截止|截至|导出|数据|报表|制表|查询|打印)[^\d]{0,8}" + _DAY.pattern)
_UNIT_LINE = re.compile(r"单位\s*:(.*)")
_BETWEEN_UNITS = re.compile(r"(?:计量|金额|电量|数量|电费|货币)?单位|[、,/;和及:\s()\[\]]+")


@dataclass(frozen=True)
class Titles:
    """What the texts around a table say.

    `month` is 'YYYYMM' or ""; `factors` say how many stored units the sheet's unit is, by what is measured.
    """

    texts: tuple[str, ...] = ()
    month: str = ""
    as_of: date | None = None
    factors: tuple[tuple[str, str, Decimal], ...] = ()

    def factor(self, unit: str) -> tuple[str, Decimal] | None:
        """Return (unit as written, factor) that the titles give for a column stored in `unit`."""
        for measure, written, factor in self.factors:
            if unit and MEASURE_OF.get(unit) == measure:
                return written, factor
        return None


def titles_of(above: Sequence[str], sheet_name: str, file_name: str) -> Titles:
    """Return what the rows above the header, the sheet's name and the file's name say, in this order."""
    texts = tuple(unicodedata.normalize("NFKC", text).strip() for text in above)
    names = (unicodedata.normalize("NFKC", sheet_name), unicodedata.normalize("NFKC", _stem(file_name)))
    month = next((found for found in (_month_in(texts), *(_month_in([n]) for n in names)) if found), "")
    return Titles(texts, month, _as_of(texts, names), tuple(_factors(texts)))


def _stem(file_name: str) -> str:
    return file_name.rpartition("/")[2].rpartition(".")[0] or file_name


def _month_in(texts: Iterable[str]) -> str:
    """Return the one month that the texts name; "" where there is none, several, or a range."""
    found = set()
    for text in texts:
        if _RANGE.search(text) and not _DAY.search(text):
            return ""
        for match in _MONTH.finditer(_DAY.sub("", text)):
            found.add(f"{match[1]}{int(match[2] or match[3] or match[4]):02}")
    return found.pop() if len(found) == 1 else ""


def _as_of(texts: Sequence[str], names: Sequence[str]) -> date | None:
    for text in texts:
        if match := _AS_OF.search(text):
            day = read_date(match[1])
            if isinstance(day, date):
                return day
    days = {read_date(match[1]) for name in names for match in _DAY.finditer(name)}
    found = {day for day in days if isinstance(day, date)}
    return found.pop() if len(found) == 1 else None


def _factors(texts: Iterable[str]) -> Iterable[tuple[str, str, Decimal]]:
    for text in texts:
        for line in _UNIT_LINE.findall(text):
            for written in _BETWEEN_UNITS.split(line):
                known = units().get(written.casefold())
                if known:
                    yield known[0], written, known[1]
