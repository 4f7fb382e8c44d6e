"""The period of a report: a week whose first day is a setting, an ISO week, or any days from–to.

Both days count. 环比 compares with the equally long period before; 同比 with the same period last year: for
whole weeks 52 weeks earlier, so that the same weekdays are compared, for whole months the same months, else
the same dates. A week has the number (期号) of the year that most of its days lie in, as ISO counts.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from models.calendar import add_months_to_date, days_in_month, month_of
from models.errors import WrongUsage

_ISO_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})")
LONGEST_DAYS = 731


class Weekday(IntEnum):
    """The days of a week as Python counts them; `value` 0 is Monday."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True)
class Span:
    """The days from first to last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days there are."""
        return (self.last - self.first).days + 1

    def shifted(self, days: int) -> "Span":
        """Return the span so many days later."""
        return Span(self.first + timedelta(days=days), self.last + timedelta(days=days))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"


@dataclass(frozen=True)
class Period:
    """What a report is about, with its number in the year and the periods it is compared with.

    `issue_no` is None where the period is not a week.
    """

    span: Span
    year: int
    issue_no: int | None
    previous: Span
    last_year: Span

    @property
    def title(self) -> str:
        """Return how a heading names the period: 2026年第25期(7.3-7.9)."""
        first, last = self.span.first, self.span.last
        if self.issue_no is not None:
            days = f"{first.month}.{first.day}-{last.month}.{last.day}"
            return f"{self.year}年第{self.issue_no}期({days})"
        return str(self.span)

    @property
    def this(self) -> str:
        """Return what sentences call the period: 本周 or 本期."""
        return "本周" if self.span.days == 7 else "本期"

    @property
    def before(self) -> str:
        """Return what sentences call the previous period: 上周 or 上期."""
        return "上周" if self.span.days == 7 else "上期"


def week_of(day: date, starts_on: Weekday = Weekday.FRIDAY, *, issue_shift: int = 0) -> Period:
    """Return the week that a day lies in. `issue_shift` is added to 期号 where a unit counts its own way."""
    first = day - timedelta(days=(day.weekday() - starts_on) % 7)
    return _week(first, issue_shift)


def iso_week(text: str) -> Period:
    """Return the ISO week (Monday to Sunday) written as 'YYYY-Www'.

    Errors: WrongUsage where there is no such week.
    """
    found = _ISO_WEEK.fullmatch(text.strip())
    try:
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        first = None
    if first is None:
        raise WrongUsage(f"“{text}”不是一周", remedy="请写成 2026-W25 的样子;一年有 52 或 53 周")
    return _week(first, 0)


def between(first: date, last: date) -> Period:
    """Return the period from one day to another; seven days are a week like any other.

    Errors: WrongUsage where `last` lies before `first`, or more than two years after.
    """
    if last < first:
        raise WrongUsage(f"止日 {last} 早于起日 {first}", remedy="请让起日不晚于止日")
    span = Span(first, last)
    if span.days > LONGEST_DAYS:
        raise WrongUsage(f"统计期 {span} 超过两年", remedy="请缩短统计期")
    if span.days == 7:
        return _week(first, 0)
    return Period(span, first.year, None, span.shifted(-span.days), _a_year_before(span))


def _week(first: date, issue_shift: int) -> Period:
    span = Span(first, first + timedelta(days=6))
    middle = first + timedelta(days=3)
    number = (middle.timetuple().tm_yday - 1) // 7 + 1 + issue_shift
    return Period(span, middle.year, number, span.shifted(-7), span.shifted(-364))


def _a_year_before(span: Span) -> Span:
    """Return whole months a year earlier, whole weeks 52 weeks earlier, other days on the same dates."""
    first = add_months_to_date(span.first, -12)
    last = add_months_to_date(span.last, -12)
    if span.first.day == 1 and span.last.day == days_in_month(month_of(span.last)):
        return Span(first, last.replace(day=days_in_month(month_of(last))))
    if span.days % 7 == 0:
        return span.shifted(-364)
    return Span(first, first + timedelta(days=span.days - 1))
