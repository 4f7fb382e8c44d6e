"""Weeks that start on any day, ISO weeks, ranges, their numbers, and what they are compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.weekly.period import Span, Weekday, between, iso_week, week_of
from models.errors import WrongUsage

DAYS = st.dates(date(2005, 1, 1), date(2055, 12, 31))


@given(DAYS, st.sampled_from(list(Weekday)))
def test_a_week_has_seven_days_begins_on_the_chosen_day_and_holds_the_asked_one(
    day: date, starts_on: Weekday
) -> None:
    period = week_of(day, starts_on)
    assert period.span.days == 7
    assert period.span.first.weekday() == starts_on
    assert period.span.first <= day <= period.span.last


@given(DAYS)
def test_weeks_from_monday_have_the_numbers_of_iso(day: date) -> None:
    period = week_of(day, Weekday.MONDAY)
    iso = day.isocalendar()
    assert (period.year, period.issue_no) == (iso.year, iso.week)
    assert iso_week(f"{iso.year}-W{iso.week:02d}") == period


@given(DAYS, st.sampled_from(list(Weekday)))
def test_issues_count_up_by_one_within_a_year_and_begin_again_at_one(day: date, starts_on: Weekday) -> None:
    this = week_of(day, starts_on)
    following = week_of(day + timedelta(days=7), starts_on)
    assert this.issue_no is not None
    if following.year == this.year:
        assert following.issue_no == this.issue_no + 1
    else:
        assert (following.year, following.issue_no) == (this.year + 1, 1)
        assert this.issue_no in (52, 53)


@given(DAYS, DAYS)
def test_the_previous_period_is_as_long_and_ends_the_day_before(one: date, other: date) -> None:
    first = min(one, other)
    period = between(first, min(max(one, other), first + timedelta(days=365)))
    assert period.previous.days == period.span.days
    assert period.previous.last == period.span.first - timedelta(days=1)


def test_friday_to_thursday_week_over_the_year_end_belongs_to_the_year_of_most_of_its_days() -> None:
    assert week_of(date(2026, 1, 1)).title == "2025年第52期(12.26-1.1)"
    assert week_of(date(2026, 1, 2)).title == "2026年第1期(1.2-1.8)"


def test_a_unit_that_counts_its_own_way_shifts_the_number() -> None:
    assert week_of(date(2026, 7, 9), issue_shift=-2).title == "2026年第25期(7.3-7.9)"


def test_a_week_compares_with_the_same_weekdays_52_weeks_earlier() -> None:
    period = week_of(date(2026, 7, 9))
    assert period.last_year == Span(date(2025, 7, 4), date(2025, 7, 10))


def test_week_53_compares_with_the_days_next_to_it_a_year_earlier() -> None:
    period = iso_week("2026-W53")
    assert period.span == Span(date(2026, 12, 28), date(2027, 1, 3))
    assert period.last_year == Span(date(2025, 12, 29), date(2026, 1, 4))


def test_a_month_compares_with_the_same_month_of_the_year_before() -> None:
    assert between(date(2024, 2, 1), date(2024, 2, 29)).last_year == Span(date(2023, 2, 1), date(2023, 2, 28))
    assert between(date(2026, 2, 1), date(2026, 2, 28)).last_year == Span(date(2025, 2, 1), date(2025, 2, 28))


def test_other_ranges_compare_with_as_many_days_from_the_same_date() -> None:
    assert between(date(2024, 2, 25), date(2024, 3, 5)).last_year == Span(date(2023, 2, 25), date(2023, 3, 6))


@pytest.mark.parametrize("text", ["2025-W53", "2026-W00", "2026-25", "W25", "", "2026-W99"])
def test_what_is_no_iso_week_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(WrongUsage, match="不是一周"):
        iso_week(text)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(WrongUsage, match="早于起日"):
        between(date(2026, 1, 2), date(2026, 1, 1))
