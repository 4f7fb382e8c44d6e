"""Where nobody says which week, the report is about the last one that is whole."""

from datetime import date
from pathlib import Path

import pytest

from analytics.weekly.period import Span, Weekday
from analytics.weekly.weeks import days_known, last_complete_week, nearest_day, period_of
from models.people import LOCAL_USER
from tests.loaded import loaded

ORDERS = """
    work_orders
    wo_no | org_code  | accept_time
    1     | 334010101 | 2025-11-07 00:00:00
    2     | 334010201 | 2025-11-20 23:59:59
    3     | 334010101 | 2025-12-01 08:00:00
"""


@pytest.mark.parametrize(
    ("last", "first_day"),
    [
        (date(2025, 11, 20), date(2025, 11, 14)),
        (date(2025, 11, 21), date(2025, 11, 14)),
        (date(2025, 11, 26), date(2025, 11, 14)),
        (date(2025, 11, 27), date(2025, 11, 21)),
    ],
    ids=["ends on the last day", "a day into the next", "a day short", "the next is whole"],
)
def test_last_complete_week_ends_within_the_data(last: date, first_day: date):
    week = last_complete_week(Span(date(2025, 1, 1), last), Weekday.FRIDAY)
    assert week.span == Span(first_day, first_day.fromordinal(first_day.toordinal() + 6))


def test_data_of_less_than_a_week_show_the_week_they_lie_in():
    week = last_complete_week(Span(date(2025, 11, 18), date(2025, 11, 19)), Weekday.FRIDAY)
    assert week.span.first == date(2025, 11, 14)


def test_week_is_numbered_the_way_the_unit_counts():
    known = Span(date(2025, 1, 1), date(2025, 11, 20))
    assert last_complete_week(known, issue_shift=-1).issue_no == 45
    assert last_complete_week(known).issue_no == 46


def test_seven_days_are_a_week_of_the_company_only_if_they_begin_as_its_weeks_do():
    friday, monday = date(2025, 11, 14), date(2025, 11, 17)
    own = period_of(friday, date(2025, 11, 20), Weekday.FRIDAY, issue_shift=-1)
    other = period_of(monday, date(2025, 11, 23), Weekday.FRIDAY, issue_shift=-1)
    assert (own.issue_no, other.issue_no) == (45, 47)
    assert period_of(date(2025, 11, 1), date(2025, 11, 30), Weekday.FRIDAY).issue_no is None


def test_days_known_are_those_of_the_unit(tmp_path: Path):
    with loaded(tmp_path, ORDERS).open(LOCAL_USER) as door:
        assert days_known(door) == Span(date(2025, 11, 7), date(2025, 12, 1))
        assert days_known(door, "3340102") == Span(date(2025, 11, 20), date(2025, 11, 20))
        assert days_known(door, "99") is None


@pytest.mark.parametrize(
    ("unit", "nearest"),
    [("", date(2025, 11, 20)), ("3340101", date(2025, 12, 1)), ("3340102", date(2025, 11, 20)), ("9", None)],
)
def test_nearest_day_with_an_order_is_found(tmp_path: Path, unit: str, nearest: date | None):
    with loaded(tmp_path, ORDERS).open(LOCAL_USER) as door:
        assert nearest_day(door, unit, Span(date(2025, 11, 21), date(2025, 11, 25))) == nearest
