"""The late payment charge."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.regulation.late_fee import (
    MINIMUM_YUAN,
    OTHER_DAILY,
    OTHER_DAILY_LATER_YEARS,
    RESIDENT_DAILY,
    days_overdue_expr,
    late_fee_expr,
)
from tests.analytics.regulation.by_hand import days_overdue, late_fee
from tests.analytics.regulation.in_engine import calculated, columns, fixed, vectors

D = Decimal
VECTORS = vectors("late_fee")


@pytest.mark.parametrize("case", VECTORS["test_vectors"], ids=lambda case: f"{case['kind']}-{case['paid']}")
def test_published_case(case: dict[str, str]) -> None:
    first_overdue = date.fromisoformat(case["due"]) + timedelta(days=1)
    paid = date.fromisoformat(case["paid"])
    is_resident = case["kind"] == "居民"
    assert late_fee(D(case["principal"]), first_overdue, paid, is_resident=is_resident) == case["expect"]


def test_daily_rates_are_the_published_ones() -> None:
    for day in (date(2024, 5, 31), date(2024, 6, 1)):
        rates = [rule.on(day) for rule in (RESIDENT_DAILY, OTHER_DAILY, OTHER_DAILY_LATER_YEARS)]
        assert rates == list(VECTORS["daily"].values())
        assert MINIMUM_YUAN.on(day) == VECTORS["min_total_yuan"]


def test_the_first_day_overdue_counts_and_payment_before_it_costs_nothing() -> None:
    first = date(2025, 3, 21)
    assert [days_overdue(first, first + timedelta(days=n)) for n in (-2, -1, 0, 1)] == [0, 0, 1, 2]
    assert late_fee(D(10000), first, first - timedelta(days=1), is_resident=False) == 0
    assert late_fee(D(10000), first, first, is_resident=False) == 20


def test_a_day_in_a_later_year_costs_more_to_all_but_residents() -> None:
    new_year_eve = date(2024, 12, 31)
    assert late_fee(D(10000), new_year_eve, date(2025, 1, 1), is_resident=False) == 50
    assert late_fee(D(10000), date(2025, 1, 1), date(2025, 1, 2), is_resident=False) == 40
    assert late_fee(D(10000), new_year_eve, date(2026, 1, 1), is_resident=False) == 20 + 366 * 30
    assert late_fee(D(10000), new_year_eve, date(2025, 1, 1), is_resident=True) == 20


def test_the_minimum_can_be_switched_off() -> None:
    first = date(2025, 3, 21)
    assert late_fee(D(30), first, first, is_resident=True) == 1
    assert late_fee(D(30), first, first, is_resident=True, minimum=MINIMUM_YUAN.set_to(0)) == D("0.03")


@fixed
@given(
    st.lists(
        st.tuples(
            st.decimals("-10", "99999999", places=2),
            st.dates(date(2022, 1, 1), date(2026, 12, 31)),
            st.integers(-3, 900),
            st.booleans(),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_charges_are_the_same_in_the_engine(rows: list[tuple[Decimal, date, int, bool]]) -> None:
    principal, start, late, resident = (list(column) for column in zip(*rows, strict=True))
    paid = [first + timedelta(days=n) for first, n in zip(start, late, strict=True)]
    table = columns(principal=principal, start=start, paid=paid, resident=resident)
    charge = late_fee_expr(table.principal, table.start, table.paid, is_resident=table.resident)
    wanted = [
        late_fee(amount, first, day, is_resident=who)
        for amount, first, day, who in zip(principal, start, paid, resident, strict=True)
    ]
    assert calculated(table, charge) == wanted
    overdue = [days_overdue(first, day) for first, day in zip(start, paid, strict=True)]
    assert calculated(table, days_overdue_expr(table.start, table.paid)) == overdue


def test_an_unpaid_bill_has_no_charge_yet() -> None:
    table = columns(principal=[D(100), D(100)], start=[date(2025, 3, 21)] * 2, paid=[None, date(2025, 3, 21)])
    charge = late_fee_expr(table.principal, table.start, table.paid, is_resident=table.paid.isnull())
    assert calculated(table, charge) == [None, D(1)]
