"""What stands above a header or in a name: the period, the day of the export, and units that change the scale."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data_loaders.values.cell_dates import read_date
from data_loaders.values.vocabulary import words
from data_loaders.values.written_units import HARD, half_width, is_unit, unit_of, units_listed

_MONTH = re.compile(
    r"(?<!\d)(20\d{2})\s*(?:年\s*(1[0-2]|0?[1-9])\s*月|[-./](1[0-2]|0?[1-9])(?![\d./-])|(1[0-2]|0[1-9])(?!\d))"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_MONTH_ALONE = re.compile(r"^\s*(1[0-2]|0?[1-9])\s*月份?(?!\d)(?!.*\d\s*月)")
_MADE = re.compile(
    r"(?:制表|打印|导出|填报|编制|上报|报出|生成)[^\d,;。]{0,6}" + _MONTH.pattern
)  # when, not of when
_HANDED_OVER = re.compile("导出|报送|上报|报出|提供|提取|取数|交付|移交|接收|下发")
_RANGE = re.compile(
    r"20\d{2}\D{0,2}\d{1,2}\D{0,2}\s*(?:至|到|~|—|－|-{1,2}|–)\s*(?:20\d{2}\D{0,2})?\d{1,2}\s*月?"
)
_MONTHS = re.compile(
    r"(?<![\d.-])\d{1,2}\s*月?份?\s*(?:至|到|~|—|－|-{1,2}|–)\s*\d{1,2}\s*月(?!\d|\s*\d{1,2}\s*日)"
)
_DAY = re.compile(r"(?<!\d)(20\d{2}(?:[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{4}))(?!\d)")
_UNTIL = r"\s*(?:至|到|~|—|－|-{1,2}|–)\s*"
_CLOCK = r"(?:[\sT_]*(\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2})?)(?!\d))?"
_DAYS = re.compile(_DAY.pattern + _UNTIL + _DAY.pattern)
_AS_OF = re.compile(
    r"(?:统计|截止|截至|导出|数据|报表|制表|查询|打印)[^\d]{0,8}"
    rf"{_DAY.pattern}{_CLOCK}(?:{_UNTIL}(?:{_DAY.pattern}{_CLOCK}|(\d+)))?"
)
_IN_NAME = re.compile(
    r"(?<!\d)(20\d{6})[-_\s]?((?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?(?:\d{3})?(?!\d)|" + _DAY.pattern + _CLOCK
)
_UNIT_LABEL = re.compile(r"(?:计量|金额|电量|数量|电费|货币|容量|功率)?单位(?:\s*:|\s*(?=[(\[])|\s+)")
_COUNTED_IN = re.compile(
    r"(?:以|按|用|均为|均是|全为)\s*([^\s,;。、()以按为计]{1,12}?)\s*(?:计|为单位|表示|列示|统计|$|[,;。)])"
)
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_NAME_TAIL = re.compile(r"[_\-—\s]([^_\-—\s]+)$")


@dataclass(frozen=True)
class Titles:
    """What the texts around a table say.

    `month` is 'YYYYMM' or "", `as_of` the day of which the data are as YYYY-MM-DD, with " HH:MM:SS" where the time
    stands there too, or ""; `year` the one year that they name, or ""; `units` are the units that they name for the whole sheet, as written; `units_among`
    those that a line among the records names, and nothing before; `other_months` the months of such lines (what says
    several, as it stands), and that of the sheet's name, where they are not the title's. `is_said`: a person said the month.
    """

    texts: tuple[str, ...] = ()
    month: str = ""
    year: str = ""
    as_of: str = ""
    units: tuple[str, ...] = ()
    units_among: tuple[str, ...] = ()
    other_months: tuple[str, ...] = ()
    is_said: bool = False

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

    Of the remarks below the table only the units count, of those among its rows the units and months; of the folders in
    which the file lies, year and month, the innermost first.
    """
    texts = tuple(half_width(text).strip() for text in above)
    names = (half_width(sheet_name), half_width(_stem(file_name)))
    folders = tuple(map(half_width, _folders(file_name)))
    year = next(filter(None, map(_year_in, (texts, names, *([folder] for folder in folders)))), "")
    month = _month_of((texts, *([name] for name in (*names, *folders))), year)
    units = tuple(dict.fromkeys(_units((*texts, *map(half_width, below)), names)))
    units_among = tuple(
        unit for unit in dict.fromkeys(_units(map(half_width, among), ())) if unit not in units
    )
    of_sheet = _month_in(names[:1]) or _month_alone(names[0], year or month[:4])
    others = dict.fromkeys(filter(None, (*(_time_of(half_width(text).strip()) for text in among), of_sheet)))
    other_months = tuple(other for other in others if other != month) if month else ()
    return Titles(texts, month, year, _as_of(texts, names), units, units_among, other_months)


def _stem(file_name: str) -> str:
    return file_name.rpartition("/")[2].rpartition(".")[0] or file_name


def _folders(file_name: str) -> list[str]:
    """Return the folders of a file from the innermost that may say of when it is.

    The name of an archive speaks of all its files, that of what was handed over (5月报送) of the day when it was.
    """
    folders = file_name.split("/")[:-1][::-1]
    return [one for one in folders if not one.lower().endswith(".zip") and not _HANDED_OVER.search(one)]


def _month_of(witnesses: Sequence[Sequence[str]], year: str) -> str:
    """Return the month of a sheet: the titles', else its name's, the file's, a folder's; "" from where one says it is another's."""
    for place, said in enumerate(witnesses):
        if any(map(is_of_no_one_month, said)):
            return ""
        if found := _month_in(said) or (_month_alone(said[0], year) if place else ""):
            return found
    return ""


def _month_in(texts: Iterable[str]) -> str:
    """Return the one month that the texts name; "" where there is none, several, or a range."""
    found = set()
    for text in texts:
        if is_of_no_one_month(text):
            return ""
        for match in _MONTH.finditer(_MADE.sub("", _DAY.sub("", text))):
            found.add(f"{match[1]}{int(match[2] or match[3] or match[4]):02}")
    return found.pop() if len(found) == 1 else ""


def _time_of(text: str) -> str:
    """Return the month of a line among the rows, or the line itself where it is of other months: 2024年1-4月累计."""
    is_time = _YEAR.search(text) or text in words("of_another_month")  # not 本年累计, which is a total
    return text if is_time and is_of_no_one_month(text) else _month_in([text])


def _year_in(texts: Iterable[str]) -> str:
    """Return the one year that the texts name beside single days; "" where there is none or several."""
    found: set[str] = set()
    for text in texts:
        if _DAYS.search(text):
            found |= {match[1][:4] for match in _DAY.finditer(text)}
        else:  # a day alone is that of the export
            found |= {match[1] for match in _YEAR.finditer(_MONTH.sub(r"\1 ", _DAY.sub("", text)))}
    return found.pop() if len(found) == 1 else ""


def _month_alone(name: str, year: str) -> str:
    """Return the month of what is called 3月, in the year that stands elsewhere."""
    match = None if _is_of_several_months(name) else _MONTH_ALONE.match(name)
    return f"{year}{int(match[1]):02}" if match and year else ""


def is_of_no_one_month(text: str) -> bool:
    """Return whether a title speaks of sums over months, or of a month that is not the one named beside it: 上月."""
    is_range = _RANGE.search(text) and not _DAY.search(text)
    return bool(is_range) or _is_of_several_months(text) or text.strip() in words("of_another_month")


def _is_of_several_months(text: str) -> bool:
    """Return whether a title speaks of sums over months: 累计, 一季度, 1-6月."""
    return any(word in text for word in words("of_several_months")) or bool(_MONTHS.search(text))


def _as_of(texts: Sequence[str], names: Sequence[str]) -> str:
    """Return of which day the data are, with the time where it stands there too; of a period the last day."""
    for text in texts:
        match = _AS_OF.search(text)
        if match is None or match[5]:  # 至 01-31: the last day without its year
            continue
        if found := _moment(match[3], match[4]) if match[3] else _moment(match[1], match[2]):
            return found
    said = {_moment(m[1] or m[3], m[2] or m[4]) for name in names for m in _IN_NAME.finditer(name)} - {""}
    return said.pop() if len(said) == 1 else ""


def _moment(day: str, clock: str | None) -> str:
    """Return a day, with its time where there is one, as text that can be compared; "" where it is none."""
    found = read_date(day)
    if not isinstance(found, date):
        return ""
    numbers = re.findall(r"\d+", clock) if clock and not clock.isdigit() else re.findall("..", clock or "")
    shown = ":".join(number.zfill(2) for number in numbers)
    return f"{found.isoformat()} {shown}" if shown else found.isoformat()


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
