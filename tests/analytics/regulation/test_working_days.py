"""Working days and months of columns equal those of single dates."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from analytics.regulation.working_days import (
    add_months_expr,
    days_between_expr,
    days_in_month_expr,
    months_between_expr,
    with_working_day_after,
    with_working_days,
)
from models.calendar import (
    add_months_to_date,
    add_working_days,
    days_in_month,
    month_of,
    months_between,
    working_days_between,
)
from tests.analytics.regulation.in_engine import calculated, columns, fixed

pairs = st.lists(
    st.tuples(st.dates(date(1995, 1, 1), date(2035, 1, 1)), st.dates(date(1995, 1, 1), date(2035, 1, 1))),
    min_size=1,
    max_size=30,
)


@fixed
@given(pairs)
def test_working_days_between_columns_equal_those_between_dates(rows: list[tuple[date, date]]) -> None:
    table = columns(accepted=[a for a, _ in rows], replied=[b for _, b in rows])
    counted = with_working_days(table, "accepted", "replied", "n")
    assert calculated(counted, counted.n) == [working_days_between(a, b) for a, b in rows]
    assert set(counted.columns) == {"_row", "accepted", "replied", "n"}


def test_two_terms_can_be_counted_in_one_table() -> None:
    table = columns(a=[date(2025, 9, 30)], b=[date(2025, 10, 9)], c=[date(2025, 10, 13)])
    counted = with_working_days(with_working_days(table, "a", "b", "first"), "b", "c", "second")
    assert calculated(counted, counted.first) == [1]
    assert calculated(counted, counted.second) == [3]  # the 10th, the worked Saturday, the 13th


def test_times_count_by_their_date_and_missing_days_stay_unknown() -> None:
    table = columns(a=[datetime(2025, 11, 7, 23), None], b=[datetime(2025, 11, 10, 1)] * 2)
    counted = with_working_days(table, "a", "b", "n")
    assert calculated(counted, counted.n) == [1, None]


@fixed
@given(pairs, st.integers(1, 20))
def test_the_working_day_after_a_column_equals_that_of_a_date(rows: list[tuple[date, date]], n: int) -> None:
    table = columns(paid=[a for a, _ in rows])
    dated = with_working_day_after(table, "paid", n, "due")
    assert calculated(dated, dated.due) == [add_working_days(a, n) for a, _ in rows]


@fixed
@given(pairs, st.integers(-130, 130))
def test_months_of_columns_equal_those_of_dates(rows: list[tuple[date, date]], n: int) -> None:
    table = columns(
        day=[a for a, _ in rows],
        cycle=[n for _ in rows],
        first=[month_of(a) for a, _ in rows],
        last=[month_of(b) for _, b in rows],
    )
    later = [add_months_to_date(a, n) for a, _ in rows]
    assert calculated(table, add_months_expr(table.day, n)) == later
    assert calculated(table, add_months_expr(table.day, table.cycle)) == later
    wanted = [months_between(month_of(a), month_of(b)) for a, b in rows]
    assert calculated(table, months_between_expr(table.first, table.last)) == wanted
    assert calculated(table, days_in_month_expr(table.first)) == [days_in_month(month_of(a)) for a, _ in rows]


def test_calendar_days_between_columns() -> None:
    table = columns(a=[date(2024, 2, 28)], b=[date(2024, 3, 1)])
    assert calculated(table, days_between_expr(table.a, table.b)) == [2]
