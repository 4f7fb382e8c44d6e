"""What charts are drawn from: round axes, words that do not overlap, what is vital."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Bars, ControlChart, Matrix, Pareto, Plot, Stacked
from reports.paper.charts import payload, shades, ticks

AMOUNTS = st.integers(0, 10**10).map(lambda n: n / 1000)


@given(AMOUNTS, AMOUNTS)
def test_the_axis_holds_all_values_between_round_ends(one: float, other: float) -> None:
    low, high = sorted((one, other))
    values = [tick["value"] for tick in ticks(low, high, 5, "number")]
    assert values[0] <= low * (1 + 1e-6)
    assert values[-1] >= high * (1 - 1e-6)
    assert 2 <= len(values) <= 8


def test_counts_have_whole_numbers_on_their_axis() -> None:
    assert [tick["text"] for tick in ticks(0, 3, 5, "integer")] == ["0", "1", "2", "3"]


def test_bars_up_to_the_vital_share_are_dark_and_the_rest_is_never() -> None:
    chart = Pareto("k", "t", ("甲", "乙", "丙", "其他"), (60.0, 25.0, 5.0, 10.0), "件", has_rest=True)
    assert payload(chart, "")["vital"] == 2


def test_the_words_at_limits_that_lie_close_are_pulled_apart() -> None:
    chart = ControlChart("k", "t", ("1", "2"), (10.0, 90.0), 50.0, 49.0, 51.0, "件")
    places = [it["place"] for it in payload(chart, "")["limits"]]
    assert places[1] - places[0] > 5
    assert places[2] - places[1] > 5


def test_a_mean_of_few_orders_keeps_its_decimal() -> None:
    chart = ControlChart("k", "t", ("1",), (2.0,), 2.4, None, None, "件")
    assert payload(chart, "")["limits"][0]["text"] == "均值 2.4"


def test_shades_compare_within_a_column_or_with_all_cells() -> None:
    values = ((1, 100), (2, 50))
    matrix = Matrix("k", "t", ("甲", "乙"), ("a", "b"), values, "件", "column")
    assert shades(matrix) == [[0.5, 1.0], [1.0, 0.5]]


@pytest.mark.parametrize("values", [(), (0.0,), (None,)])
def test_nothing_to_draw_is_drawn_as_nothing(values: tuple[float | None, ...]) -> None:
    labels = tuple("甲" for _ in values)
    assert payload(Bars("k", "t", labels, values), "")["ticks"]


def test_what_is_below_nothing_lies_to_the_left_of_it() -> None:
    chart = Stacked(
        "k", "t", ("甲", "乙"), ("应收", "冲正"), ((60.0, -20.0), (10.0, 0.0)), "元", as_share=False
    )
    drawn = payload(chart, "")
    assert (drawn["zero"], [part["share"] for part in drawn["parts"][0]]) == (0.25, [0.75, -0.25])
    assert drawn["totals"] == ["40元", "10元"]


@pytest.mark.parametrize(("rate", "top"), [(0.9, "100%"), (1.3, "150%"), (1.000004, "100%")])
def test_an_axis_of_rates_ends_at_the_whole_unless_more_than_it_was_collected(rate: float, top: str) -> None:
    bars = Bars("k", "t", ("甲",), (rate,), "rate")
    assert payload(bars, "")["ticks"][-1]["text"] == top


def test_lines_of_rates_that_are_all_above_the_whole_have_an_axis() -> None:
    chart = Plot("k", "t", ("1", "2"), ("",), ((1.02,), (1.04,)), "", "rate", is_line=True)
    drawn = payload(chart, "")
    assert (drawn["low"], drawn["high"]) == (1.02, 1.04)
