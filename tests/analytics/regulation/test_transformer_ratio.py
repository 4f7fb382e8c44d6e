"""Ratios as they are written, and the multiplier that follows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.regulation.transformer_ratio import (
    retro_yuan_expr,
    with_turns_ratios,
)
from tests.analytics.regulation.by_hand import retro_yuan, secondary_value, turns_ratios
from tests.analytics.regulation.in_engine import calculated, columns, fixed

D = Decimal
WRITTEN = [
    ("300/5", [60], 5),
    ("300A/5A", [60], 5),
    ("75/5", [15], 5),
    ("100/1", [100], 1),
    ("5/5", [1], 5),
    ("3 00 / 5", [60], 5),
    ("300:5", [60], 5),
    ("３００／５", [60], 5),
    ("10000/100", [100], 100),
    ("10kV/100V", [100], 100),
    ("10kV/0.1kV", [100], "0.1"),
    ("10/0.1", [100], "0.1"),
    ("10000/√3/100/√3", [100], 100),
    ("(10/√3)/(0.1/√3)", [100], "0.1"),
    ("35kV/100V", [350], 100),
    ("10kV/1V", [10000], 1),
    ("200-400/5", [40, 80], 5),
    ("200~400/5", [40, 80], 5),
    ("200/400/5", [40, 80], 5),
    ("300/5;600/5", [60, 120], 5),
    ("300/5(600/5)", [60, 120], 5),
    ("300/5/5", [60], 5),
    ("2×300/5", [60, 120], 5),
    ("2*300/5", [60, 120], 5),
    ("400/7", ["57.142857"], 7),
]
UNREADABLE = ["", "60", "无", "300/0", "300//5", "/5", "300/", "-300/5", "1.5.2/5", "300/5/", None]


@pytest.mark.parametrize(("text", "ratios", "secondary"), WRITTEN)
def test_a_ratio_is_read_as_it_is_written(text: str, ratios: list[int], secondary: int) -> None:
    assert list(turns_ratios(text)) == [D(ratio) for ratio in ratios]
    assert secondary_value(text) == D(secondary)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_ratio_has_no_candidates(text: str | None) -> None:
    assert turns_ratios(text) == ()
    assert secondary_value(text) is None


def test_ratios_are_read_the_same_in_the_engine() -> None:
    texts = [text for text, _, _ in WRITTEN] + UNREADABLE
    table = columns(ratio=texts)
    read = with_turns_ratios(table)
    assert set(read.columns) == {"_row", "ratio", "turns_ratios", "secondary_value"}
    assert [tuple(found or ()) for found in calculated(read, read.turns_ratios)] == [
        turns_ratios(text) for text in texts
    ]
    assert calculated(read, read.secondary_value) == [secondary_value(text) for text in texts]


@fixed
@given(st.lists(st.text(alphabet="0123456789./-×();, kVA√", max_size=12), min_size=1, max_size=40))
def test_whatever_is_written_is_read_the_same_in_the_engine(texts: list[str]) -> None:
    read = with_turns_ratios(columns(ratio=texts))
    assert calculated(read, read.secondary_value) == [secondary_value(text) for text in texts]
    assert [tuple(found or ()) for found in calculated(read, read.turns_ratios)] == [
        turns_ratios(text) for text in texts
    ]


def test_a_wrong_multiplier_is_corrected_to_the_fen_without_rounding_the_factor() -> None:
    charges, actual, billed = (
        [D("1000.01"), D("1000.01"), D(7)],
        [D(80), D(120), D(60)],
        [D(120), D(80), D(0)],
    )
    wanted = [D("-333.34"), D("500.01"), None]
    table = columns(charge=charges, actual=actual, billed=billed)
    assert [retro_yuan(*row) for row in zip(charges, actual, billed, strict=True)] == wanted
    assert calculated(table, retro_yuan_expr(table.charge, table.actual, table.billed)) == wanted
