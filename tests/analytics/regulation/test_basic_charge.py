"""The basic charge of the two-part tariff."""

from datetime import date
from decimal import Decimal

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.regulation.basic_charge import (
    capacity_charge_expr,
    charged_days_expr,
    contract_demand_charge_expr,
    days_of_a_month,
    demand_price_multiplier_expr,
    partial_month_charge_expr,
)
from analytics.regulation.money import number
from tests.analytics.regulation.by_hand import (
    capacity_charge,
    contract_demand_charge,
    demand_price_multiplier,
    partial_month_charge,
)
from tests.analytics.regulation.in_engine import calculated, columns, fixed, vectors

D = Decimal
CASES = vectors("basic_charge")["cases"]
NEW_RULES, OLD_RULES = date(2024, 6, 1), date(2024, 5, 31)
sizes = st.decimals("0", "100000", places=2)
prices = st.decimals("10", "60", places=2)


def charge_of(case: dict[str, Decimal]) -> Decimal | None:
    match case["mode"]:
        case "contract_demand":
            return contract_demand_charge(case["contract_kw"], case["actual_kw"], case["price"], NEW_RULES)
        case "actual_demand":
            return capacity_charge(case["actual_kw"], case["price"])
        case "capacity":
            return capacity_charge(case["kva"], case["price"])
        case "capacity_partial_2024":
            month = case["kva"] * case["price"]
            return partial_month_charge(month, int(case["days"]), int(case["days_in_month"]), NEW_RULES)
    return demand_price_multiplier(case["kwh"], case["kva"], NEW_RULES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["mode"])
def test_published_case(case: dict[str, Decimal]) -> None:
    assert charge_of(case) == case.get("expect", case.get("expect_multiplier"))


@fixed
@given(st.lists(st.tuples(sizes, sizes, prices), min_size=1, max_size=30))
def test_charges_by_demand_are_the_same_in_the_engine(rows: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    contract, actual, price = (list(column) for column in zip(*rows, strict=True))
    table = columns(contract=contract, actual=actual, price=price)
    charge = contract_demand_charge_expr(table.contract, table.actual, table.price, NEW_RULES)
    assert calculated(table, charge) == [contract_demand_charge(*row, NEW_RULES) for row in rows]
    discounted = contract_demand_charge_expr(
        table.contract, table.actual, table.price, NEW_RULES, number("0.9")
    )
    assert calculated(table, discounted) == [
        contract_demand_charge(c, a, p, NEW_RULES, D("0.9")) for c, a, p in rows
    ]
    by_capacity = capacity_charge_expr(table.contract, table.price)
    assert calculated(table, by_capacity) == [capacity_charge(row[0], row[2]) for row in rows]


@fixed
@given(st.lists(st.tuples(sizes, prices, st.integers(0, 31)), min_size=1, max_size=30))
def test_charges_of_part_of_a_month_are_the_same_in_the_engine(
    rows: list[tuple[Decimal, Decimal, int]],
) -> None:
    kva, price, days = (list(column) for column in zip(*rows, strict=True))
    table = columns(kva=kva, price=price, days=days)
    for day in (OLD_RULES, NEW_RULES):
        divisor = days_of_a_month(day, 31)
        assert divisor is not None
        charged = charged_days_expr(table.days, 31, divisor)
        charge = partial_month_charge_expr(table.kva, table.price, charged, ibis.literal(divisor))
        assert calculated(table, charge) == [partial_month_charge(k * p, d, 31, day) for k, p, d in rows]


def test_demand_of_exactly_105_percent_costs_nothing_more() -> None:
    rows = [(D(1000), D(1050)), (D(1000), D("1050.01")), (D(1000), D(0))]
    table = columns(contract=[c for c, _ in rows], actual=[a for _, a in rows], price=[D(40)] * 3)
    charge = contract_demand_charge_expr(table.contract, table.actual, table.price, NEW_RULES)
    assert calculated(table, charge) == [D(40000), D("40000.80"), D(40000)]


def test_an_unknown_demand_gives_no_charge() -> None:
    table = columns(contract=[D(1000)] * 2, actual=[None, D(1050)], price=[D(40)] * 2)
    charge = contract_demand_charge_expr(table.contract, table.actual, table.price, NEW_RULES)
    assert calculated(table, charge) == [None, D(40000)]


def test_exactly_260_kwh_a_kva_is_discounted() -> None:
    rows = [(D(260000), D(1000)), (D("259999.999999"), D(1000)), (D(0), D(0)), (None, D(1000))]
    table = columns(kwh=[k for k, _ in rows], cap=[c for _, c in rows])
    wanted = [D("0.9"), D(1), D(1), None]
    assert calculated(table, demand_price_multiplier_expr(table.kwh, table.cap, NEW_RULES)) == wanted
    assert [demand_price_multiplier(k, c, NEW_RULES) for k, c in rows[:3] if k is not None] == wanted[:3]


def test_the_discount_begins_with_the_tariff_of_2023() -> None:
    days = [date(2023, 5, 31), date(2023, 6, 1)]
    assert [demand_price_multiplier(D(300000), D(1000), day) for day in days] == [1, D("0.9")]
    table = columns(kwh=[D(300000)] * 2, cap=[D(1000)] * 2, day=days)
    assert calculated(table, demand_price_multiplier_expr(table.kwh, table.cap, table.day)) == [1, D("0.9")]


def test_part_of_a_month_was_counted_by_thirty_days_before_the_rules_of_2024() -> None:
    assert partial_month_charge(D(16380), 10, 31, OLD_RULES) == D("5460.00")
    assert partial_month_charge(D(16380), 10, 31, NEW_RULES) == D("5283.87")
    assert [days_of_a_month(day, 31) for day in (OLD_RULES, NEW_RULES)] == [30, 31]


def test_a_whole_month_is_charged_whole_whatever_it_is_divided_by() -> None:
    assert partial_month_charge(D(16380), 31, 31, OLD_RULES) == 16380
    assert partial_month_charge(D(16380), 28, 28, OLD_RULES) == 16380
    assert partial_month_charge(D(16380), 30, 31, OLD_RULES) == 16380
