"""Residential steps of the year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.regulation.money import exact, fen, number, to_fen
from analytics.regulation.residential_ladder import (
    PROFILES,
    LadderProfile,
    step_surcharge_expr,
)
from tests.analytics.regulation.by_hand import kwh_in_steps, step_surcharge
from tests.analytics.regulation.in_engine import calculated, columns, fixed, vectors

D = Decimal
VECTORS = vectors("residential_ladder")
ZHEJIANG = cast(LadderProfile, PROFILES["浙江"].on(date(2025, 11, 1)))
kwh = st.decimals("0", "9000", places=2)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: f"{case['year_kwh']} kWh")
def test_published_charge_of_a_year(case: dict[str, Decimal]) -> None:
    charge = case["year_kwh"] * ZHEJIANG.flat + step_surcharge(ZHEJIANG, D(0), case["year_kwh"])
    assert fen(charge) == case["expect_flat"]


def test_published_charges_of_a_year_in_the_engine() -> None:
    table = columns(
        before=[D(0) for _ in VECTORS["cases"]], year=[case["year_kwh"] for case in VECTORS["cases"]]
    )
    energy = exact(table.year) * number(ZHEJIANG.flat)
    charges = calculated(table, to_fen(energy + step_surcharge_expr(ZHEJIANG, table.before, table.year)))
    assert charges == [case["expect_flat"] for case in VECTORS["cases"]]


def test_published_prices_of_every_step_follow_from_base_and_increments() -> None:
    published = VECTORS["profile"]
    added = [D(0), ZHEJIANG.tier2_increment, ZHEJIANG.tier3_increment]
    assert [ZHEJIANG.flat + more for more in added] == published["flat"]
    assert [ZHEJIANG.peak + more for more in added] == published["peak"]
    assert [ZHEJIANG.valley + more for more in added] == published["valley"]
    assert (ZHEJIANG.tier1_to_kwh, ZHEJIANG.tier2_to_kwh) == (published["tier1_to"], published["tier2_to"])
    assert ZHEJIANG.shared_below_1kv == published["合表_lt1kV"]
    assert ZHEJIANG.shared_1_to_10kv == published["合表_1_10kV"]


def test_a_month_that_crosses_both_ceilings_is_split() -> None:
    assert kwh_in_steps(ZHEJIANG, D(2700), D(2200)) == (60, 2040, 100)
    assert kwh_in_steps(ZHEJIANG, D(4900), D(10)) == (0, 0, 10)


def test_kwh_taken_back_leave_from_the_top() -> None:
    assert kwh_in_steps(ZHEJIANG, D(4810), D(-20)) == (0, -10, -10)


def test_large_households_have_higher_ceilings() -> None:
    assert step_surcharge(ZHEJIANG, D(2760), D(100)) == D("5.00")
    assert step_surcharge(ZHEJIANG, D(2760), D(100), extra_kwh=D(1200)) == 0


def test_a_year_counts_since_january_and_a_month_for_itself() -> None:
    assert ZHEJIANG.months_before("202603") == ["202601", "202602"]
    assert ZHEJIANG.months_before("202601") == []
    assert replace(ZHEJIANG, months=1).months_before("202603") == []


@fixed
@given(kwh, kwh)
def test_months_charged_one_by_one_add_up_to_the_year(first: Decimal, second: Decimal) -> None:
    parts = step_surcharge(ZHEJIANG, D(0), first) + step_surcharge(ZHEJIANG, first, second)
    assert parts == step_surcharge(ZHEJIANG, D(0), first + second)


@fixed
@given(st.lists(st.tuples(kwh, kwh), min_size=1, max_size=30))
def test_what_the_steps_add_is_the_same_in_the_engine(rows: list[tuple[Decimal, Decimal]]) -> None:
    before, used = (list(column) for column in zip(*rows, strict=True))
    table = columns(before=before, used=used)
    added = to_fen(step_surcharge_expr(ZHEJIANG, table.before, table.used))
    assert calculated(table, added) == [fen(step_surcharge(ZHEJIANG, *row)) for row in rows]
