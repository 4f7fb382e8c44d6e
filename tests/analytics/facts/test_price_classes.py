from decimal import Decimal

from analytics.facts.price_classes import class_prices
from tests.drawn import rows_of

HEAD = """customers
    cons_no | elec_type_code | volt_code | contract_cap
    1 | 405 | AC02202 | 10
    2 | 402 | AC03802 | 80
    3 | 403 | AC03802 | 100
    4 | 202 | AC02202 | 8
    5 | 600 | AC02202 | 8

    bills
    cons_no | amt_ym | amt_type | prc_code | total_pq | kwh_amt | levy_amt
"""


def prices(*bills: str) -> list[tuple[str, str, bool, int, str, Decimal]]:
    found = rows_of(class_prices, HEAD + "\n".join(bills))
    return [tuple(row.values()) for row in found]


def test_a_group_pays_what_the_tariff_of_most_of_its_customers_costs() -> None:
    assert prices(
        "1 | 202510 | 01 | a | 100 | 70 | 3",
        "2 | 202510 | 01 | a | 200 | 130 | 6",
        "2 | 202510 | 01 | b | 900 | 9 | 0",
        "3 | 202510 | 01 | b | 300 | 100 | 0",
        "4 | 202509 | 01 | c | 100 | 55 | -",
        "5 | 202510 | 01 | a | 100 | 1 | 0",
    ) == [
        ("202509", "01", True, 0, "c", Decimal("0.55")),
        ("202510", "03", True, 0, "a", Decimal("0.696667")),
        ("202510", "03", True, 1, "b", Decimal("0.333333")),
    ]


def test_only_normal_bills_of_twelve_months_with_energy_count() -> None:
    assert prices(
        "1 | 202510 | 0202 | a | 100 | 70 | 3",
        "1 | 202410 | 01 | a | 100 | 70 | 3",
        "2 | 202510 | 01 | a | 0 | 1 | 0",
        "4 | 202411 | - | c | 100 | 50 | 0",
    ) == [("202411", "01", True, 0, "c", Decimal("0.5"))]
