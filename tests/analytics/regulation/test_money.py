"""Money to the fen: half up, exactly, whichever form."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.regulation.money import (
    exact,
    fen,
    number,
    ratio,
    ratio_fen,
    to_fen,
    to_places,
    whole_fen,
)
from models.rounding import rounded
from tests.analytics.regulation.by_hand import ratio_of
from tests.analytics.regulation.in_engine import calculated, columns, fixed

D = Decimal
amounts = st.decimals("-999999999999", "999999999999", places=6)
divisors = amounts.filter(lambda value: value != 0)
TIES = [("0.005", "0.01"), ("1.005", "1.01"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("-2.665", "-2.67")]


@pytest.mark.parametrize(("value", "expected"), TIES)
def test_the_records_keep_the_same_rounding_in_whole_fen(value: str, expected: str) -> None:
    assert whole_fen(D(value)) == D(expected) * 100
    assert whole_fen(float(value)) == D(expected) * 100


@pytest.mark.parametrize(("value", "expected"), TIES)
def test_half_a_fen_rounds_away_from_zero(value: str, expected: str) -> None:
    table = columns(amount=[D(value)])
    assert fen(D(value)) == D(expected)
    assert calculated(table, to_fen(table.amount)) == [D(expected)]


@pytest.mark.parametrize(("value", "expected"), TIES)
def test_half_a_fen_as_a_binary_quotient_rounds_away_from_zero(value: str, expected: str) -> None:
    table = columns(whole=[D(value) * 3000], parts=[D(3000)])
    assert calculated(table, to_fen(table.whole / table.parts)) == [D(expected)]


def test_less_than_half_a_fen_below_zero_shows_no_sign() -> None:
    assert str(fen(D("-0.004"))) == "0.00"
    assert str(ratio_of(D("-0.004"), D(1))) == "0.00"


@fixed
@given(st.lists(amounts, min_size=1, max_size=30))
def test_rounding_in_the_engine_equals_decimal_rounding(values: list[Decimal]) -> None:
    table = columns(amount=values)
    assert calculated(table, to_fen(table.amount)) == [fen(value) for value in values]


@fixed
@given(st.lists(st.tuples(amounts, divisors), min_size=1, max_size=30), st.sampled_from([2, 4, 6]))
def test_a_quotient_in_the_engine_equals_the_decimal_quotient(
    pairs: list[tuple[Decimal, Decimal]], places: int
) -> None:
    table = columns(part=[part for part, _ in pairs], whole=[whole for _, whole in pairs])
    wanted = [ratio_of(part, whole, places) for part, whole in pairs]
    known = [value if value is None or abs(value).scaleb(places) < 10**15 else None for value in wanted]
    assert calculated(table, ratio(table.part, table.whole, places)) == known


@fixed
@given(
    st.lists(
        st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**5), st.integers(0, 3)),
        min_size=1,
        max_size=30,
    )
)
def test_a_quotient_exactly_between_two_fen_rounds_away_from_zero(rows: list[tuple[int, int, int]]) -> None:
    ties = [D(2 * half + 1) / 200 for half, _, _ in rows]
    wholes = [D(size).scaleb(-scale) for _, size, scale in rows]
    table = columns(part=[tie * whole for tie, whole in zip(ties, wholes, strict=True)], whole=wholes)
    wanted = [fen(tie) for tie in ties]
    assert calculated(table, ratio_fen(table.part, table.whole)) == wanted
    assert calculated(table, to_fen(table.part / table.whole)) == wanted


@fixed
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=30))
def test_a_product_of_any_two_amounts_is_exact(pairs: list[tuple[Decimal, Decimal]]) -> None:
    table = columns(a=[a for a, _ in pairs], b=[b for _, b in pairs])
    wanted = [fen(a * b) for a, b in pairs]
    known = [value if abs(value) < 10**16 else None for value in wanted]
    assert calculated(table, to_fen(exact(table.a) * table.b)) == known


def test_a_sum_of_large_products_is_exact() -> None:
    table = columns(kwh=[D("5000000.5")] * 3, price=[D("0.656115")] * 3)
    total = (exact(table.kwh) * table.price).sum().over().round(2)
    assert calculated(table, total) == [fen(3 * D("5000000.5") * D("0.656115"))] * 3


def test_division_by_zero_is_unknown() -> None:
    table = columns(part=[D(1), None], whole=[D(0), D(1)])
    assert calculated(table, ratio_fen(table.part, table.whole)) == [None, None]
    assert calculated(table, to_fen(table.part / table.whole)) == [None, None]
    assert ratio_of(D(1), D(0)) is None


def test_an_absurdly_large_amount_is_unknown_and_stops_nothing() -> None:
    table = columns(kwh=[D(999999999999), D(1)], price=[D(999999999999), D(1)])
    assert calculated(table, to_fen(exact(table.kwh) * table.price)) == [None, D(1)]


def test_a_constant_keeps_its_decimals() -> None:
    table = columns(amount=[D(100)])
    assert calculated(table, to_places(table.amount * number(D("0.0001")), 4)) == [D("0.01")]
    assert calculated(table, to_fen(table.amount * number(1e-05))) == [D("0.00")]


def test_a_constant_finer_than_a_number_column_is_refused() -> None:
    with pytest.raises(ValueError, match="six decimals"):
        number("0.0000001")


def test_whole_numbers_become_amounts() -> None:
    table = columns(days=[3])
    assert calculated(table, to_fen(table.days)) == [D("3.00")]


def test_rounded_amounts_mix_with_number_columns() -> None:
    table = columns(amount=[D("1.005")])
    both = to_fen(table.amount) + table.amount + exact(table.amount)
    assert calculated(table, to_places(both, 3)) == [rounded(D("3.020"), 3)]
