"""Rates and how sure they are, against values of the textbooks and small samples worked out by hand."""

import pytest

from analytics.loop.intervals import Drawn, Lift, lift, plain, weighted


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (5, 10, 0.1871, 0.8129),  # the printed tables of Clopper and Pearson
        (2, 50, 0.0049, 0.1371),
    ],
)
def test_the_interval_of_a_plain_rate_is_that_of_clopper_and_pearson(
    part: int, whole: int, low: float, high: float
) -> None:
    found = plain(part, whole)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_of_no_cases_there_is_no_rate() -> None:
    assert (plain(0, 0).rate, weighted([]).rate) == (None, None)


def test_a_case_drawn_seldom_stands_for_more_than_one_drawn_often() -> None:
    # 10 of a unit of 100 and 10 of a unit of 300: 2 and 1 confirmed; (2·10 + 1·30) ÷ (10·10 + 10·30)
    drawn = [Drawn(0.1, True, 2), Drawn(0.1, False, 8), Drawn(1 / 30, True, 1), Drawn(1 / 30, False, 9)]
    found = weighted(drawn)
    assert (found.confirmed, found.judged, found.rate) == (3, 20, pytest.approx(0.125))
    # variance by hand: (2·(.875·10)² + 8·(.125·10)² + 1·(.875·30)² + 9·(.125·30)²) ÷ 400² · 20 ÷ 19
    variance = (153.125 + 12.5 + 689.0625 + 126.5625) / 160_000 * 20 / 19
    assert found.effective == pytest.approx(0.125 * 0.875 / variance)
    assert found.effective < 20


def test_equal_probabilities_are_a_plain_rate() -> None:
    found, plainly = weighted([Drawn(0.02, True, 5), Drawn(0.02, False, 45)]), plain(5, 50)
    assert (found.rate, found.low, found.high) == pytest.approx(
        (plainly.rate, plainly.low, plainly.high), abs=0.005
    )


def test_where_no_random_case_is_confirmed_the_interval_still_has_an_upper_end() -> None:
    found = weighted([Drawn(0.1, False, 10), Drawn(0.05, False, 10)])
    assert (found.rate, found.low) == (0.0, 0.0)
    assert found.effective == pytest.approx(300**2 / (10 * 100 + 10 * 400))  # Kish
    assert found.high is not None
    assert 0.15 < found.high < 0.25


def test_the_lift_is_the_ratio_of_the_rates_with_an_interval_made_of_theirs() -> None:
    found = lift(plain(40, 100), plain(10, 100))
    # Clopper and Pearson: 0.3033 to 0.5028 and 0.0490 to 0.1762. ln 4 less √(ln(.4/.3033)² + ln(.1762/.1)²) and
    # plus √(ln(.5028/.4)² + ln(.1/.0490)²), by hand
    assert (found.value, found.low, found.high) == pytest.approx((4.0, 2.1294, 8.4606), abs=5e-3)


def test_without_a_confirmed_random_case_the_lift_has_only_a_lower_end() -> None:
    found = lift(plain(40, 100), plain(0, 100))
    assert (found.value, found.high) == (None, None)
    assert found.low is not None
    assert found.low > 1


def test_where_no_ranked_case_is_confirmed_the_lift_is_none_and_has_an_upper_end() -> None:
    found = lift(plain(0, 100), plain(40, 100))
    # Clopper and Pearson: 0 to 0.0362, and 0.3033 to 0.5028; 0.0362 ÷ 0.3033
    assert (found.value, found.low, found.high) == pytest.approx((0.0, 0.0, 0.1194), abs=5e-4)
    assert lift(plain(0, 100), plain(0, 100)) == Lift()
