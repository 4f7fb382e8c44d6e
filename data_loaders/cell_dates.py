"""One text, one day, moment or month; nothing is guessed that the text does not say.

    2024-04-13  2024/4/13  2024.4.13  2024年4月13日  20240413  45395 (a spreadsheet's day number)
    13-APR-24  13-4月-24 (a database's own form)  4/13/2024 (only where no other reading is possible)
    2024-04  2024/4  2024.04  2024年4月  202404: a month, never a day

Whether 4/5/2024 is in April or May, and whether 2024.1 is January or what is left of 2024.10, is decided by
the other texts of the same column (`DateHabits`), or not at all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data_loaders.blanks import Unreadable, bare, formula_fault, says_nothing
from data_loaders.vocabulary import words

FIRST_YEAR, LAST_YEAR = 1900, 2099
FOREVER = 2900  # from this year on a date says "no end"
SERIAL_DAYS = range(20_000, 80_001)  # 1954 to 2119
DAY_ZERO = date(1899, 12, 30)
NOTHING = ("na", "nan", "nat")
UNSURE_ORDER = Unreadable("的月、日先后无法判断")
ONLY_MONTH = Unreadable("只有年月,没有日")
ONLY_YEAR = Unreadable("只有年份")
NO_DATE = Unreadable("不是日期")
NO_SUCH_DAY = Unreadable("不是存在的日期")
OUT_OF_RANGE = Unreadable("超出合理的日期范围")

_TIME = (
    r"(?:\s*T?\s*(?P<half1>上午|下午|am|pm)?\s*(?P<hour>\d{1,2})[:时点](?:(?P<minute>\d{1,2})分?"
    r"(?:[:]?(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?\s*(?P<half2>上午|下午|am|pm)?(?:\+08:?00)?)?"
)
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_FORMS = [
    re.compile(form + _WEEKDAY + _TIME + "$", re.IGNORECASE)
    for form in (
        r"^(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?",
        r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"^(?P<day>\d{1,2})[-\s](?P<month>[a-z]{3})[a-z]*[-\s,]+(?P<year>\d{4}|\d{2})",
        r"^(?P<day>\d{1,2})-(?P<month>\d{1,2})月\s*-\s*(?P<year>\d{4}|\d{2})",
    )
]
_COMPACT_TIME = re.compile(r"^(\d{8})(\d{2})(\d{2})(\d{2})?$")
_DOTTED_CLOCK = re.compile(r"(?<=[\s午])(\d{1,2})\.(\d{2})\.(\d{2})(?:\.\d+)?")  # 08.05.00.000000
_MONTH_ONLY = re.compile(r"^(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*月?|(\d{2}))$")
_ORDERLESS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=\s|$)" + _TIME + "$", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}(\s|$)")
_SERIAL = re.compile(r"^(\d{5})(\.\d+)?$")
_ENGLISH = {name: n for n, name in enumerate(words("english_months"), 1)}


@dataclass(frozen=True)
class DateHabits:
    """How one column writes what a single text leaves open; None where the column does not tell.

    `month_first`: whether 4/5/2024 is the fifth of April. `dot_one_is_october`: whether 2024.1 was 2024.10.
    """

    month_first: bool | None = None
    dot_one_is_october: bool | None = None


UNKNOWN_HABITS = DateHabits()


def habits_of(texts: Iterable[str]) -> DateHabits:
    """Return how a column writes its dates, from all its different texts."""
    first_over_12 = second_over_12 = False
    tails = set()
    for text in texts:
        if match := _ORDERLESS.match(text.strip()):
            first_over_12 |= int(match[1]) > 12
            second_over_12 |= int(match[2]) > 12
        elif match := re.fullmatch(r"\s*\d{4}\.(\d{1,2})\s*", text):
            tails.add(match[1])
    month_first = second_over_12 if first_over_12 != second_over_12 else None
    padded = {tail for tail in tails if tail.startswith("0")}
    single = {tail for tail in tails if len(tail) == 1} - {"1"}
    october = None if bool(padded) == bool(single) else bool(padded)
    return DateHabits(month_first, october)


def read_date(
    text: str, habits: DateHabits = UNKNOWN_HABITS, *, may_be_forever: bool = False
) -> date | Unreadable | None:
    """Return the day that a text means; a time of day is left off."""
    moment = read_time(text, habits, may_be_forever=may_be_forever)
    return moment.date() if isinstance(moment, datetime) else moment


def read_time(
    text: str, habits: DateHabits = UNKNOWN_HABITS, *, may_be_forever: bool = False
) -> datetime | Unreadable | None:
    """Return the moment that a text means, to the second; a day alone is its midnight."""
    text = bare(text)
    if says_nothing(text, *NOTHING):
        return None
    found = _moment(text, habits)
    if isinstance(found, Unreadable):
        return found
    if FIRST_YEAR <= found.year <= LAST_YEAR or (may_be_forever and found.year >= FOREVER):
        return found
    return OUT_OF_RANGE


def read_month(text: str, habits: DateHabits = UNKNOWN_HABITS) -> str | Unreadable | None:
    """Return the month that a text means as 'YYYYMM'."""
    text = bare(text)
    if says_nothing(text, *NOTHING):
        return None
    match = _MONTH_ONLY.match(text)
    if match is None:
        moment = read_time(text, habits)
        if isinstance(moment, datetime):
            return f"{moment:%Y%m}"
        return Unreadable("不是年月") if moment is NO_DATE else moment
    year, month = int(match[1]), match[2] or match[3]
    if month == "1" and text[4] == "." and not text.endswith("月"):
        if habits.dot_one_is_october is None:
            return Unreadable("无法判断是 1 月还是 10 月")
        month = "10" if habits.dot_one_is_october else "01"
    if not 1 <= int(month) <= 12:
        return Unreadable("不是年月")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return OUT_OF_RANGE
    return f"{year}{int(month):02}"


def read_period(text: str, habits: DateHabits = UNKNOWN_HABITS) -> str | Unreadable | None:
    """Return 'YYYYMM' for a month and 'YYYY-MM-DD' for a day."""
    if _MONTH_ONLY.match(bare(text)):
        return read_month(text, habits)
    day = read_date(text, habits)
    return day.isoformat() if isinstance(day, date) else day


def _moment(text: str, habits: DateHabits) -> datetime | Unreadable:
    text = _DOTTED_CLOCK.sub(r"\1:\2:\3", text)
    if match := _COMPACT_TIME.match(text):
        text = f"{match[1]} {match[2]}:{match[3]}:{match[4] or '00'}"
    for form in _FORMS:
        if match := form.match(text):
            return _assembled(match.groupdict(), match["year"], match["month"], match["day"])
    if match := _ORDERLESS.match(text):
        return _in_order(match, habits)
    if match := _SERIAL.match(text):
        return _from_serial(float(text)) if int(match[1]) in SERIAL_DAYS else OUT_OF_RANGE
    if _MONTH_ONLY.match(text):
        return ONLY_MONTH
    if re.fullmatch(r"\d{4}年?", text):
        return ONLY_YEAR
    if _SHORT_YEAR.match(text):
        return UNSURE_ORDER
    return formula_fault(text) or NO_DATE


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


def _assembled(clock: dict[str, str | None], year: str, month: str, day: str) -> datetime | Unreadable:
    month_no = _ENGLISH.get(month.casefold(), 0) if month.isalpha() else int(month)
    year_no = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
    hour, minute, second = (int(clock[part] or 0) for part in ("hour", "minute", "second"))
    half = (clock["half1"] or clock["half2"] or "").casefold()
    if half in ("下午", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    days = 1 if (hour, minute, second) == (24, 0, 0) else 0
    try:
        return datetime(year_no, month_no, int(day), 0 if days else hour, minute, second) + timedelta(days)
    except (ValueError, OverflowError):
        return NO_SUCH_DAY


def _from_serial(days: float) -> datetime:
    seconds = round((days - int(days)) * 86_400)
    return datetime.combine(DAY_ZERO + timedelta(int(days)), datetime.min.time()) + timedelta(seconds=seconds)
