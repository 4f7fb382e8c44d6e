"""One text, one day, moment or month; nothing is guessed that the text does not say.

    2024-04-13  2024/4/13  2024.4.13  2024年4月13日  24年4月13日  20240413  45395 (a spreadsheet's day number)
    2024-04-13T00:05:00Z  +08:00: a moment of another zone, told in local time
    13-APR-24  13-4月-24 (a database's own form)  4/13/2024 (only where no other reading is possible)
    3/6/2024  24/06/03: as the column or a person says (`DateHabits`)
    2024-04  2024/4  2024.04  2024年4月份  24年4月  202404: a month, never a day; 20244 is one among months
    1900-01-01  0000-00-00  0001-01-01 …: how databases write an empty date; it says nothing

Whether 4/5/2024 is in April or May, whether 2024.1 is January or what is left of 2024.10, and from which day a
spreadsheet counts is decided by what stands around it (`DateHabits`), or not at all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from data_loaders.values.blanks import Unreadable, bare, formula_fault, says_nothing
from data_loaders.values.vocabulary import words

FIRST_YEAR, LAST_YEAR = 1900, 2099
FOREVER = 2900  # from this year on a date says "no end"
SERIAL_DAYS = range(20_000, 80_001)  # 1954 to 2119
FIRST_SERIAL_OF_MONTHS = 30_000  # 1982: no export holds months before; 20240 is a month gone wrong
DAY_ZERO, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
LOCAL = timedelta(hours=8)  # China has one zone, and no summer time since 1991
DAY_SECONDS = 86_400
NOTHING = ("na", "nan", "nat")
UNSURE_ORDER = Unreadable("的月、日先后无法判断")
UNSURE_SERIAL = Unreadable("无法判断是年月还是日期序号")
ONLY_MONTH = Unreadable("只有年月,没有日")
_WITHOUT_YEAR = re.compile(r"^(?:1[0-2]|0?[1-9])\s*月份?$")
WITHOUT_YEAR = Unreadable("只有月份,没有写是哪一年")
ONLY_YEAR = Unreadable("只有年份")
ONLY_CLOCK = Unreadable("只有时刻,没有日期")
NO_DATE = Unreadable("不是日期")
NO_SUCH_DAY = Unreadable("不是存在的日期")
OUT_OF_RANGE = Unreadable("超出合理的日期范围")

# The zero of a program or of a database, written where there is no date: MySQL, .NET and Oracle, FILETIME, SQL
# Server's datetime, OLE and Delphi, a spreadsheet's 0 and 1, the 1904 system, Unix.
EMPTY_DAYS = frozenset(
    {
        (0, 0, 0),
        (1, 1, 1),
        (1000, 1, 1),
        (1601, 1, 1),
        (1753, 1, 1),
        (1899, 12, 30),
        (1899, 12, 31),
        (1900, 1, 0),
        (1900, 1, 1),
        (1904, 1, 1),
        (1970, 1, 1),
    }
)
_EMPTY_NUMBER = re.compile(r"^0+(?:\.0*)?$")
_MIDNIGHT = re.compile(
    r"[\sT]*(?:(?:上午|am)\s*)?(?<![\d:])(?:0{1,2}|12(?=.*am$)):00(?::00(?:\.0+)?)?\s*(?:am|z)?$", re.I
)
_EPOCH_HERE = re.compile(r"(?<=\D)0?8:00(?::00(?:\.0+)?)?$")  # of Unix: its zero is eight o'clock here
_YEAR_FIRST = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_EMPTY_MONTH = re.compile(r"^(?:0000[-/.年]?00月?|0001[-/.年]?01月?|19000[01]|1900[-/.年]0?[01]月?)$")

_CLOCK = r"(?P<hour>\d{1,2})[:时点](?:(?P<minute>\d{1,2})分?(?:[:]?(?P<second>\d{1,2})(?:[.,]\d+)?秒?)?)?"
_TIME = (
    rf"(?:\s*T?\s*(?P<half1>上午|下午|am|pm)?\s*{_CLOCK}\s*(?P<half2>上午|下午|am|pm)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|UTC|GMT)?)?"
)
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_FORMS = [
    re.compile(form + _WEEKDAY + _TIME + "$", re.IGNORECASE)
    for form in (
        r"^(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?",
        r"^(?P<year>\d{2})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?",
        r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"^(?P<day>\d{1,2})[-\s](?P<month>[a-z]{3})[a-z]*[-\s,]+(?P<year>\d{4}|\d{2})",
        r"^(?P<day>\d{1,2})-(?P<month>\d{1,2})月\s*-\s*(?P<year>\d{4}|\d{2})",
    )
]
_COMPACT_TIME = re.compile(r"^(\d{8})(\d{2})(\d{2})(\d{2})?(?:\d{3})?$")
_JOINED_CLOCK = re.compile(r"(?<=[\d日号])[\sT]+(\d{2})(\d{2})(?:(\d{2})(?:\.\d+)?)?$")  # 20240603 080500
_DOTTED_CLOCK = re.compile(r"(?<=[\s午])(\d{1,2})\.(\d{2})\.(\d{2})(?:\.\d+)?")  # 08.05.00.000000
_LAST_INSTANT = re.compile(  # where a day is wanted, 24 o'clock is the end of that day
    r"(?:[\sT]+24[:时点]0{1,2}(?:[:分]0{1,2}(?:[.,]0+)?秒?|分)?|(?<=^\d{8})\s?240000)$"
)
_ONLY_CLOCK = re.compile(
    r"^(?:上午|下午|am|pm)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm)?$", re.IGNORECASE
)
_MONTH_ONLY = re.compile(r"^(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*(?:月份?)?|(\d{2})(?:\.0+|月份?)?)$")
_SHORT_MONTH = re.compile(r"^\d{2}\s*年\s*\d{1,2}\s*月份?$")
_MONTH_FIRST = re.compile(r"^(\d{1,2})[-/](\d{4})$")
_MONTH_WITHOUT_ZERO = re.compile(r"^(199\d|20\d\d)([1-9])(?:\.0+)?$")  # =YEAR()&MONTH()
_OF_BOOKS = re.compile(
    r"^(?P<year>20\d{2})\s*[年./-]?\s*第?\s*(?P<month>1[0-2]|0?[1-9])\s*(?:会计)?期间?$"
    r"|^0(?P<month1>0[1-9]|1[0-2])[./-](?P<year1>20\d{2})$|^(?P<year2>20\d{2})[./-]?0(?P<month2>0[1-9]|1[0-2])$"
)
_ORDERLESS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=\s|$)" + _TIME + "$", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})(?=\s|$)" + _TIME + "$", re.IGNORECASE)
_SERIAL = re.compile(r"^(\d{5})(\.\d+)?$")
_WHOLE_FLOAT = re.compile(r"^(\d{8})\.0+$")
_ENGLISH = {name: n for n, name in enumerate(words("english_months"), 1)}


class DateOrder(Enum):
    """In which order dates are written, as a person says it; `value` is what the screen offers."""

    DAY_FIRST = "日/月/年(3/6 是 6 月 3 日)"
    MONTH_FIRST = "月/日/年(3/6 是 3 月 6 日)"
    YEAR_FIRST = "年/月/日(24/6/3 是 2024 年 6 月 3 日)"


@dataclass(frozen=True)
class DateHabits:
    """How one column writes what a single text leaves open; None where the column does not tell.

    `month_first`: whether 4/5/2024 is the fifth of April. `short_years`: the order of 4/5/24, which only a person
    knows. `dot_one_is_october`: whether 2024.1 was 2024.10. `has_serials`: whether day numbers stand among the
    texts. `day_zero`: from where the workbook counts them.
    """

    month_first: bool | None = None
    short_years: DateOrder | None = None
    dot_one_is_october: bool | None = None
    has_serials: bool = False
    day_zero: date = DAY_ZERO


UNKNOWN_HABITS = DateHabits()


def habits_of(texts: Iterable[str], day_zero: date = DAY_ZERO, order: DateOrder | None = None) -> DateHabits:
    """Return how a column writes its dates, from all its different texts; `order` holds where they do not tell."""
    first_over_12 = second_over_12 = has_serials = False
    tails = set()
    for text in texts:
        if match := _ORDERLESS.match(text.strip()):
            first_over_12 |= int(match[1]) > 12
            second_over_12 |= int(match[2]) > 12
        elif match := re.fullmatch(r"\s*\d{4}\.(\d{1,2})\s*", text):
            tails.add(match[1])
        elif not has_serials and _SERIAL.match(text):
            has_serials = not _MONTH_WITHOUT_ZERO.match(text)
    said = {DateOrder.DAY_FIRST: False, DateOrder.MONTH_FIRST: True}.get(order) if order else None
    month_first = second_over_12 if first_over_12 != second_over_12 else said
    padded = {tail for tail in tails if tail.startswith("0")}
    single = {tail for tail in tails if len(tail) == 1} - {"1"}
    october = None if bool(padded) == bool(single) else bool(padded)
    return DateHabits(month_first, order, october, has_serials, day_zero)


def is_open(text: str, habits: DateHabits = UNKNOWN_HABITS) -> bool:
    """Return whether a text is a date of which nobody can say what is the day and what the month."""
    return read_time(on_its_day(text), habits) is UNSURE_ORDER


def is_empty_date(text: str) -> bool:
    """Return whether a text is a program's zero, written where there is no date."""
    text = bare(text).casefold().replace("t", " ")
    if _EMPTY_NUMBER.match(text) or _EMPTY_MONTH.match(text):
        return True
    day = _MIDNIGHT.sub("", text)
    if day == text and text.startswith("1970"):
        day = _EPOCH_HERE.sub("", text)
    if not (day := day.strip()):
        return text != ""  # midnight of no day
    if match := _YEAR_FIRST.match(day):
        return (int(match[1]), int(match[2] or match[4]), int(match[3] or match[5])) in EMPTY_DAYS
    if match := _YEAR_LAST.match(day):
        first, second, year = map(int, match.groups())
        return bool({(year, first, second), (year, second, first)} & EMPTY_DAYS)
    return False


def read_date(text: str, habits: DateHabits = UNKNOWN_HABITS) -> date | Unreadable | None:
    """Return the day that a text means; a time of day is left off."""
    moment = read_time(on_its_day(text), habits)
    return moment.date() if isinstance(moment, datetime) else moment


def on_its_day(text: str) -> str:
    """Return a text without the 24:00:00 that ends its day."""
    return _LAST_INSTANT.sub("", bare(text))


def read_time(
    text: str, habits: DateHabits = UNKNOWN_HABITS, *, may_be_forever: bool = False
) -> datetime | Unreadable | None:
    """Return the moment that a text means, to the second that it was; a day alone is its midnight."""
    text = bare(text)
    if says_nothing(text, *NOTHING) or is_empty_date(text):
        return None
    found = _moment(text, habits)
    if isinstance(found, Unreadable):
        return found
    if FIRST_YEAR <= found.year <= LAST_YEAR or (may_be_forever and found.year >= FOREVER):
        return found
    return OUT_OF_RANGE


def read_month(text: str, habits: DateHabits = UNKNOWN_HABITS) -> str | Unreadable | None:
    """Return the month that a text means as 'YYYYMM'."""
    found = month_or_moment(text, habits)
    return f"{found:%Y%m}" if isinstance(found, datetime) else found


def read_period(text: str, habits: DateHabits = UNKNOWN_HABITS) -> str | Unreadable | None:
    """Return 'YYYYMM' for a month and 'YYYY-MM-DD' for a day."""
    found = month_or_moment(text, habits)
    return found.date().isoformat() if isinstance(found, datetime) else found


def of_books(text: str) -> str:
    """Return the month of an accounting period, which is one by law (2024年第3期, 003.2024), else the text as it is.

    Of bills the third period of a year may be May and June: they are read every second month.
    """
    match = _OF_BOOKS.match(bare(text))
    if match is None:
        return text
    year = match["year"] or match["year1"] or match["year2"]
    return f"{year}{int(match['month'] or match['month1'] or match['month2']):02}"


def month_or_moment(text: str, habits: DateHabits = UNKNOWN_HABITS) -> str | datetime | Unreadable | None:
    """Return the month that a text means as 'YYYYMM', or the moment where it tells the day."""
    text = on_its_day(text)
    if says_nothing(text, *NOTHING) or is_empty_date(text):
        return None
    if _MONTH_WITHOUT_ZERO.match(text) and habits.has_serials:
        return UNSURE_SERIAL
    if _SHORT_MONTH.match(text):
        text = f"{_full_year(text[:2])}{text[2:]}"
    match = _MONTH_ONLY.match(text) or _MONTH_WITHOUT_ZERO.match(text)
    if match is None and (turned := _MONTH_FIRST.match(text)):
        match = _MONTH_ONLY.match(f"{turned[2]}-{turned[1]}")
    if match is None:
        if (serial := _SERIAL.match(text)) and int(serial[1]) < FIRST_SERIAL_OF_MONTHS:
            return Unreadable("不是年月")
        moment = read_time(text, habits)
        if moment is not NO_DATE:
            return moment
        return WITHOUT_YEAR if _WITHOUT_YEAR.match(text) else Unreadable("不是年月")
    year, month = int(match[1]), match[2] or match[3]
    if month == "1" and text[4] == "." and not text.endswith(("月", "份")):
        if habits.dot_one_is_october is None:
            return Unreadable("无法判断是 1 月还是 10 月")
        month = "10" if habits.dot_one_is_october else "01"
    if not 1 <= int(month) <= 12:
        return Unreadable("不是年月")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return OUT_OF_RANGE
    return f"{year}{int(month):02}"


def _moment(text: str, habits: DateHabits) -> datetime | Unreadable:
    text = _DOTTED_CLOCK.sub(r"\1:\2:\3", text)
    if match := _COMPACT_TIME.match(text):
        text = f"{match[1]} {match[2]}:{match[3]}:{match[4] or '00'}"
    elif match := _JOINED_CLOCK.search(text):
        text = f"{text[: match.start()]} {match[1]}:{match[2]}:{match[3] or '00'}"
    elif match := _WHOLE_FLOAT.match(text):
        text = match[1]
    for form in _FORMS:
        if match := form.match(text):
            return _assembled(match.groupdict(), match["year"], match["month"], match["day"])
    if match := _ORDERLESS.match(text):
        return _in_order(match, habits)
    if habits.short_years and (match := _SHORT_YEAR.match(text)):
        return _of_short_year(match, habits.short_years)
    if match := _SERIAL.match(text):
        return _from_serial(float(text), habits.day_zero) if int(match[1]) in SERIAL_DAYS else OUT_OF_RANGE
    return formula_fault(text) or _what_lacks(text)


def _what_lacks(text: str) -> Unreadable:
    if _MONTH_ONLY.match(text) or _SHORT_MONTH.match(text):
        return ONLY_MONTH
    if re.fullmatch(r"\d{4}年?", text):
        return ONLY_YEAR
    if _SHORT_YEAR.match(text):
        return UNSURE_ORDER
    return ONLY_CLOCK if _ONLY_CLOCK.match(text) else NO_DATE


def _in_order(match: re.Match[str], habits: DateHabits) -> datetime | Unreadable:
    first, second = int(match[1]), int(match[2])
    if first > 12 or second > 12 or first == second:
        month_first = second > 12
    elif habits.month_first is None:
        return UNSURE_ORDER
    else:
        month_first = habits.month_first
    month, day = (first, second) if month_first else (second, first)
    return _assembled(match.groupdict(), match[3], str(month), str(day))


def _of_short_year(match: re.Match[str], order: DateOrder) -> datetime | Unreadable:
    parts = {
        DateOrder.YEAR_FIRST: (match[1], match[2], match[3]),
        DateOrder.MONTH_FIRST: (match[3], match[1], match[2]),
        DateOrder.DAY_FIRST: (match[3], match[2], match[1]),
    }[order]
    return _assembled(match.groupdict(), *parts)


def _assembled(clock: dict[str, str | None], year: str, month: str, day: str) -> datetime | Unreadable:
    month_no = _ENGLISH.get(month.casefold(), 0) if month.isalpha() else int(month)
    year_no = _full_year(year)
    hour, minute, second = (int(clock[part] or 0) for part in ("hour", "minute", "second"))
    half = (clock["half1"] or clock["half2"] or "").casefold()
    if half in ("下午", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    days = 1 if (hour, minute, second) == (24, 0, 0) else 0
    try:
        moment = datetime(year_no, month_no, int(day), 0 if days else hour, minute, second) + timedelta(days)
        return moment if not clock["zone"] else moment - _offset(clock["zone"]) + LOCAL
    except (ValueError, OverflowError):
        return NO_SUCH_DAY


def _full_year(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else 2000 + number if number < 70 else 1900 + number


def _offset(zone: str) -> timedelta:
    """Return how far a zone is ahead of UTC."""
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return timedelta()
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -ahead if "-" in zone else ahead


def _from_serial(days: float, day_zero: date) -> datetime:
    """Return the moment of a day number; a fraction of a second never makes the next day, noise may."""
    exact = (days - int(days)) * DAY_SECONDS
    seconds = round(exact)
    if seconds == DAY_SECONDS and exact < DAY_SECONDS - 0.0005:
        seconds -= 1
    return datetime.combine(day_zero + timedelta(int(days)), datetime.min.time()) + timedelta(seconds=seconds)
