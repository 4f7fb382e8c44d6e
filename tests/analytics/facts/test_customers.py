from typing import Any

from analytics.facts.customers import (
    cancelled,
    customer_class,
    is_high_voltage,
    is_supplied_at_high_voltage,
    on_the_books,
    presumed_on_the_books,
)
from tests.drawn import drawn, given_to, rows_of


def numbers(fact: Any, text: str) -> list[str]:
    return [row["cons_no"] for row in rows_of(fact, f"customers\n{text}")]


BY_STATUS = """cons_no | status_code | cancel_date
    1 | 0 | -
    2 | 2 | 2024-01-01
    3 | 1 | -
    4 | 9 | -
    5 | - | -
    6 | - | 2024-01-01"""


def test_on_the_books_are_customers_of_status_0_and_2() -> None:
    assert numbers(on_the_books, BY_STATUS) == ["1", "2"]


def test_for_inspections_also_customers_without_a_status_that_are_not_cancelled() -> None:
    assert numbers(presumed_on_the_books, BY_STATUS) == ["1", "2", "5"]


def test_cancelled_are_customers_of_that_status_and_without_one_by_their_day() -> None:
    assert numbers(cancelled, BY_STATUS) == ["4", "6"]


def test_without_any_status_the_days_of_supply_and_cancellation_tell() -> None:
    text = """cons_no | power_on_date | cancel_date
        1 | 2020-01-01 | -
        2 | 2020-01-01 | 2025-11-01
        3 | 2020-01-01 | 2025-11-02
        4 | - | -"""
    assert numbers(on_the_books, text) == ["1", "3"]
    assert numbers(on_the_books, "cons_no | cancel_date\n1 | -\n2 | 2025-10-31") == ["1"]


def test_high_voltage_is_told_by_class_and_for_rules_of_price_by_voltage() -> None:
    rows = drawn("""customers
        cons_no | cons_sort_code | volt_code
        1 | 01 | AC03802
        2 | 02 | AC00101
        3 | - | AC00101
        4 | 01 | -""")
    customers: Any = given_to("high", {"customers": ("cons_no", "cons_sort_code", "volt_code")}, rows)[
        "customers"
    ]
    by_class = customers.filter(is_high_voltage(customers)).cons_no.to_pyarrow().to_pylist()
    by_voltage = customers.filter(is_supplied_at_high_voltage(customers)).cons_no.to_pyarrow().to_pylist()
    assert (sorted(by_class), sorted(by_voltage)) == (["1", "3", "4"], ["2", "3", "4"])


def test_a_customer_without_a_class_has_one_by_voltage_and_else_by_use() -> None:
    rows = drawn("""customers
        cons_no | cons_sort_code | volt_code | elec_type_code
        1 | 02 | AC00101 | 202
        2 | - | AC00101 | 202
        3 | - | AC02202 | 201
        4 | - | - | 203
        5 | - | AC03802 | 405
        6 | - | - | -""")
    columns = {"customers": ("cons_no", "cons_sort_code", "volt_code", "elec_type_code")}
    table = given_to("customers", columns, rows)["customers"]
    found = table.select("cons_no", kind=customer_class(table)).order_by("cons_no").to_pyarrow()
    assert found["kind"].to_pylist() == ["02", "01", "03", "03", "02", "02"]
