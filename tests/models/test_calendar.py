"""Months as text, and working days with their moved weekends."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from chinese_calendar import is_workday
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import (
    KNOWN_YEARS,
    add_months,
    add_months_to_date,
    add_working_days,
    days_in_month,
    first_day,
    is_working_day,
    last_day,
    month_of,
    month_range,
    months_between,
    months_in_words,
    working_day_table,
    working_days_between,
)
from models.errors import WrongUsage

fixed = settings(max_examples=100, derandomize=True, deadline=None)
days = st.dates(date(1990, 1, 1), date(2055, 12, 31))


def test_months_are_counted_across_years() -> None:
    assert add_months("202411", 3) == "202502"
    assert add_months("202501", -1) == "202412"
    assert months_between("202411", "202502") == 3
    assert months_between("202502", "202411") == -3
    assert month_range("202411", "202502") == ["202411", "202412", "202501", "202502"]
    assert month_range("202502", "202411") == []


def test_a_month_knows_its_days() -> None:
    assert first_day("202402") == date(2024, 2, 1)
    assert last_day("202402") == date(2024, 2, 29)
    assert last_day("202502") == date(2025, 2, 28)
    assert days_in_month("202512") == 31
    assert month_of(date(2025, 3, 31)) == "202503"


@pytest.mark.parametrize("text", ["202513", "202500", "2025-01", "25001", "", "２０２５01"])
def test_what_is_no_month_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(WrongUsage, match="不是年月"):
        add_months(text, 1)


def test_a_date_some_months_later_keeps_to_the_end_of_a_shorter_month() -> None:
    assert add_months_to_date(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert add_months_to_date(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months_to_date(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months_to_date(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert add_months_to_date(date(2018, 5, 6), 96) == date(2026, 5, 6)


@fixed
@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(-200, 200))
def test_adding_months_there_and_back_loses_only_the_end_of_the_month(day: date, n: int) -> None:
    back = add_months_to_date(add_months_to_date(day, n), -n)
    assert month_of(back) == month_of(day)
    assert back == day or back.day < day.day


def test_a_worked_sunday_counts_and_a_free_weekday_does_not() -> None:
    assert is_working_day(date(2025, 1, 26))  # a Sunday worked for the Spring Festival
    assert not is_working_day(date(2025, 1, 28))  # the eve, a Tuesday
    assert working_days_between(date(2025, 1, 24), date(2025, 2, 8)) == 6
    assert add_working_days(date(2025, 1, 24), 1) == date(2025, 1, 26)


def test_the_day_a_term_starts_on_is_day_zero() -> None:
    friday, monday = date(2025, 11, 7), date(2025, 11, 10)
    assert working_days_between(friday, friday) == 0
    assert working_days_between(friday, monday) == 1
    assert working_days_between(monday, friday) == -1
    assert add_working_days(friday, 0) == friday
    assert add_working_days(monday, -1) == friday


def test_a_term_from_a_rest_day_ends_on_the_first_working_day() -> None:
    # chinesecalendar's own find_workday says 10 October (findings/chinesecalendar_limit_from_a_rest_day.sh)
    national_day, saturday, worked_sunday = date(2025, 10, 1), date(2025, 9, 27), date(2025, 9, 28)
    assert add_working_days(national_day, 1) == date(2025, 10, 9)
    assert add_working_days(saturday, 1) == worked_sunday


def test_a_time_counts_by_its_date() -> None:
    assert working_days_between(datetime(2025, 11, 7, 23, 59), datetime(2025, 11, 10, 0, 1)) == 1


def test_the_calendar_knows_every_announced_year() -> None:
    assert {2004, 2024, 2025, 2026} <= set(KNOWN_YEARS)
    for year in (KNOWN_YEARS[0], 2024, 2025, KNOWN_YEARS[-1]):
        every_day = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        assert [is_working_day(day) for day in every_day] == [is_workday(day) for day in every_day]


def test_a_year_nobody_announced_counts_monday_to_friday() -> None:
    year = KNOWN_YEARS[-1] + 1
    new_year = date(year, 1, 1)
    assert is_working_day(new_year) == (new_year.weekday() < 5)


def test_entered_days_lie_over_the_known_calendar() -> None:
    entered = {date(2025, 11, 11): False, date(2025, 11, 15): True}
    assert working_days_between(date(2025, 11, 10), date(2025, 11, 15), entered) == 4
    assert not is_working_day(date(2025, 11, 11), entered)
    assert add_working_days(date(2025, 11, 10), 1, entered) == date(2025, 11, 12)
    assert is_working_day(date(2025, 11, 11))


@fixed
@given(days, st.integers(0, 60))
def test_the_nth_working_day_is_worked_and_n_working_days_away(day: date, n: int) -> None:
    reached = add_working_days(day, n)
    assert working_days_between(day, reached) == n
    assert n == 0 or is_working_day(reached)


@fixed
@given(days, days, days)
def test_working_days_add_up(a: date, b: date, c: date) -> None:
    assert working_days_between(a, b) + working_days_between(b, c) == working_days_between(a, c)


def test_the_table_of_days_agrees_with_counting() -> None:
    table = working_day_table(date(2023, 1, 1), date(2027, 12, 31)).to_pylist()
    assert [row["is_workday"] for row in table] == [is_working_day(row["date"]) for row in table]
    for first, second in pairwise(table):
        counted = working_days_between(first["date"], second["date"])
        assert second["workday_index"] - first["workday_index"] == counted


def test_the_table_of_days_takes_entered_days_and_covers_any_date_in_the_data() -> None:
    table = working_day_table(extra_days={date(2025, 11, 11): False})
    row = (date(2025, 11, 11) - date(1980, 1, 1)).days
    assert table["date"][row].as_py() == date(2025, 11, 11)
    assert table["is_workday"][row].as_py() is False
    assert table["date"][0].as_py() <= date(1980, 1, 1) < date(2060, 12, 31) <= table["date"][-1].as_py()


def test_months_of_a_span_and_of_a_sum_are_said_in_words_and_energy_is_not() -> None:
    assert months_in_words("202504;202504至202511") == "2025年4月;2025年4月至2025年11月"
    assert months_in_words("202504 30.5 + 202505 20") == "2025年4月 30.5 + 2025年5月 20"
    assert months_in_words("1 × 2 + 202505 × 3") == "1 × 2 + 202505 × 3"
