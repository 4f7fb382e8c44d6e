"""Comparisons, ranks, control limits and shrinkage."""

import pytest

from analytics.weekly.control import limits_of, signals_of, smoothed
from analytics.weekly.measures import Count, Rate, Share, density, ranks
from analytics.weekly.phrases import change, points, share
from analytics.weekly.shrinkage import prior_of
from analytics.weekly.units import households_of, rank_units


def test_a_quantity_compares_in_per_cent_and_base_zero_is_a_dash() -> None:
    assert change(Count(110, 100), base="previous") == "环比上升10.0%"
    assert change(Count(95, 100), base="previous") == "环比下降5.0%"
    assert change(Count(135, 2), base="previous") == "环比上升6,650.0%"
    assert change(Count(100, 100), base="previous") == "环比持平"
    assert change(Count(3, 0), base="previous", before="上周") == "环比—(上周为0)"
    assert change(Count(3, None), base="previous") == "环比—(无同期数据)"


def test_a_rate_compares_in_percentage_points() -> None:
    assert points(Rate(Share(95, 100), Share(9287, 10000)), base="previous") == "环比上升2.13个百分点"
    assert points(Rate(Share(1, 2), Share(0, 0)), base="previous") == "环比—"


def test_a_share_says_what_it_is_made_of() -> None:
    assert share(Share(1, 3)) == "33.33%(1/3)"


def test_rates_on_fewer_than_thirty_cases_have_no_rank() -> None:
    shares = [Share(29, 29), Share(30, 30), Share(40, 50), Share(30, 30), None]
    assert ranks(shares) == [None, 1, 3, 1, None]


def test_density_is_unknown_without_households_and_never_zero() -> None:
    assert density(Count(5, 4), None).now is None
    assert density(Count(5, None), 20_000).now == 2.5
    assert density(Count(5, None), 20_000).previous is None


def test_individuals_limits_come_from_moving_ranges() -> None:
    limits = limits_of([10, 12, 10, 12, 10, 12, 10, 12])
    assert limits is not None
    assert limits.centre == 11
    assert limits.upper == pytest.approx(11 + 3 * 2 / 1.128)


def test_fewer_than_eight_weeks_give_no_limits() -> None:
    assert limits_of([10] * 7) is None


def test_a_week_beyond_the_limits_signals_above() -> None:
    history = [100, 104, 98, 101, 99, 103, 100, 97]
    limits = limits_of(history)
    assert limits is not None
    counts = [*history, 140]
    signals = signals_of(counts, smoothed(counts, limits.centre), limits)
    assert (signals[0].rule, signals[0].side) == ("limits", "above")


def test_an_ordinary_week_signals_nothing() -> None:
    history = [100, 104, 98, 101, 99, 103, 100, 97]
    limits = limits_of(history)
    assert limits is not None
    assert signals_of([*history, 102], smoothed([*history, 102], limits.centre), limits) == ()


def test_eight_weeks_on_one_side_signal_a_new_level() -> None:
    history = [60, 140, 60, 140, 60, 140, 60, 140, 60, 140, *[105] * 7]
    limits = limits_of(history)
    assert limits is not None
    counts = [*history, 106]
    rules = {signal.rule for signal in signals_of(counts, smoothed(counts, limits.centre), limits)}
    assert "run" in rules


def test_one_bad_case_of_one_is_drawn_towards_the_mean_and_many_are_believed() -> None:
    prior = prior_of([(1, 1), (30, 60), *[(3, 60)] * 10])
    assert prior is not None
    single, many = prior.shrunk(1, 1), prior.shrunk(30, 60)
    assert single.rate < 0.5
    assert many.rate == pytest.approx(0.5, abs=0.1)
    assert many.chance > 0.99 > single.chance


def test_people_who_do_not_differ_beyond_chance_all_have_the_mean() -> None:
    prior = prior_of([(5, 50), (6, 50), (4, 50), (5, 50)])
    assert prior is not None
    assert prior.shrunk(6, 50).rate == pytest.approx(prior.mean, abs=1e-4)


def test_two_people_are_too_few_to_compare() -> None:
    assert prior_of([(1, 10), (9, 10)]) is None


def test_nobody_late_is_nobody_suspect() -> None:
    prior = prior_of([(0, 10), (0, 20), (0, 30)])
    assert prior is not None
    assert prior.shrunk(0, 30).chance == 0


def test_households_are_the_units_own_else_the_sum_of_all_its_parts() -> None:
    counts = {"33401": None, "3340101": 500, "3340102": None, "334010201": 300, "334010202": 200}
    assert households_of("3340101", counts) == 500
    assert households_of("33401", counts) == 1000
    assert households_of("33401", counts | {"334010202": None}) is None
    assert households_of("99", counts) is None


def test_orders_without_a_unit_take_no_place_in_the_ranking() -> None:
    rows = [{"unit_code": code} for code in ("", "3340101", "3340102")]
    rank_units(rows, [Share(50, 50), Share(40, 50), Share(45, 50)])
    assert [row["rank"] for row in rows] == [None, 2, 1]
