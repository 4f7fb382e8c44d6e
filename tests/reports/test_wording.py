"""How figures read: rounding half up, signs, dashes for what is not known, units by kind."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Comparison, Kpi
from reports.punctuation import typeset
from reports.wording import compared, measured, printed


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (8000, "integer", "8,000"),
        (37.25, "number", "37.3"),
        (0.97615, "rate", "97.62%"),
        (1.0, "rate", "100.00%"),
        (0.1094, "change", "+10.9%"),
        (-0.0064, "points", "-0.64"),
        (-0.00001, "change", "0.0%"),
        (52, "difference", "+52"),
        (Decimal("1004362.185"), "money", "1,004,362.19"),
        ("0000123", "id", "0000123"),
        (date(2025, 11, 4), "date", "2025-11-04"),
        (datetime(2025, 11, 4, 8, 5), "time", "11-04 08:05"),
        (None, "rate", "—"),
        (float("nan"), "integer", "—"),
    ],
)
def test_a_value_reads_as_its_kind_says(value: object, kind: str, text: str) -> None:
    assert printed(value, kind) == text  # type: ignore[arg-type]  # parametrised


@given(st.integers(-(10**9), 10**9))
def test_a_half_is_rounded_away_from_zero(fen: int) -> None:
    sign = 1 if fen >= 0 else -1
    text = printed((Decimal(fen) + sign * Decimal("0.5")) / 100, "money")
    assert Decimal(text.replace(",", "")) == Decimal(fen + sign) / 100


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        (Comparison("环比", 0.109), "环比 ↑10.9%"),
        (Comparison("环比", -0.0064, "points"), "环比 ↓0.64 个百分点"),
        (Comparison("同比", 0.0), "同比 持平"),
        (Comparison("同比", None, base_note="上期为0"), "同比 —（上期为0）"),
    ],
)
def test_a_comparison_on_a_card_has_an_arrow_or_says_why_it_has_none(
    comparison: Comparison, text: str
) -> None:
    assert compared(comparison) == text


def test_a_card_says_whether_the_target_is_met() -> None:
    assert measured(Kpi("及时率", 0.94, "rate", target="≥97%", is_met=False)) == "目标 ≥97% ×未达标"


def test_print_has_full_width_punctuation_but_numbers_and_times_keep_theirs() -> None:
    assert typeset("共8,000件,环比上升(见表1);08:30:止") == "共8,000件，环比上升（见表1）；08:30：止"
