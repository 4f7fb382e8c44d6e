from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_19_load_factor_discount import wrong_load_factor_discount
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, finder, found

HEADER = """
    bills
    cons_no | amt_ym | amt_type | volt_code | total_pq | bill_dmd | dmd_amt
"""
PEERS = """
    p1 | 202510 | 01 | AC00101 | 100000 | 500 | 20000
    p2 | 202510 | 01 | AC00101 | 100000 | 600.5 | 24020
    p3 | 202510 | 01 | AC00101 | 260000 | 500 | 18000
    p4 | 202510 | 01 | AC00101 | 260000 | 500 | 18000
    p5 | 202510 | 01 | AC00101 | 260000 | 500 | 18000
"""  # P is 40.00: three of five have earned the discount and do not count
CUSTOMERS = """

    customers
    cons_no | contract_cap | pricing_policy | volt_code
    p1 | 1000 | 01 | AC00101
    p2 | 1000 | 01 | AC00101
    p3 | 1000 | 01 | AC00101
    p4 | 1000 | 01 | AC00101
    p5 | 1000 | 01 | AC00101
"""


def company(*bills: str, customer: str = "1000 | 01 | AC00101", more: str = "") -> str:
    rows = "\n".join(f"1 | 202510 | {bill}" for bill in bills)
    return HEADER + rows + PEERS + CUSTOMERS + f"1 | {customer}" + more


hits = finder(wrong_load_factor_discount, company)


TABLES = company("01 | AC00101 | 260000 | 812.53 | 32501.20")


def billed(kwh: str, yuan: str) -> Drawn:
    return changed(TABLES, {"bills.total_pq": kwh, "bills.bill_dmd": "1000", "bills.dmd_amt": yuan})


# 40.00 yuan a kW, 36.00 with the discount: who has not earned it may not pay near 36.00 (half a percent)
BOUNDARIES = {
    "u": Boundary(
        lambda kwh: billed(kwh, "40000"),
        {"259999": False, "260000": True, "260001": True},
        own=240,
        answers_to_own={"239999": False, "240000": True, "240001": True},
    ),
    "mult": Boundary(
        lambda yuan: billed("100000", yuan),
        {"36179.99": True, "36180.00": True, "36180.01": False},
        own=0.95,
        answers_to_own={"38189.99": True, "38190.00": True, "38190.01": False},
    ),
}


def test_who_earned_the_discount_and_paid_in_full_was_overcharged() -> None:
    [hit] = hits("01 | AC00101 | 260000 | 812.53 | 32501.20")
    assert (hit["object_id"], hit["reason"], hit["price"]) == ("1", "应打折而未打折", Decimal("40.00"))
    # 812.53 × 40 × 0.9 = 29,251.08; 29,251.08 − 32,501.20
    assert hit["amount_yuan"] == Decimal("-3250.12")


def test_who_did_not_earn_the_discount_and_got_it_was_undercharged() -> None:
    [hit] = hits("01 | AC00101 | 259999 | 812.53 | 29251.08")
    assert (hit["reason"], hit["kwh_per_kva"]) == ("不应打折而打折", Decimal("259.9990"))
    assert hit["amount_yuan"] == Decimal("3250.12")  # 812.53 × 40 = 32,501.20 − 29,251.08


@pytest.mark.parametrize(("kwh", "paid"), [("260000", "36000"), ("259999", "40000")])
def test_the_right_price_is_clean(kwh: str, paid: str) -> None:
    assert hits(f"01 | AC00101 | {kwh} | 1000 | {paid}") == []


@pytest.mark.parametrize(
    ("kwh", "paid", "is_hit"),
    [
        ("260000", "40200", True),
        ("260000", "40200.01", False),
        ("260000", "39800", True),
        ("260000", "39799.99", False),
        ("100000", "36180", True),
        ("100000", "36180.01", False),
        ("100000", "35820", True),
        ("100000", "35819.99", False),
    ],
)
def test_a_price_is_near_within_half_a_percent(kwh: str, paid: str, is_hit: bool) -> None:
    assert bool(hits(f"01 | AC00101 | {kwh} | 1000 | {paid}")) == is_hit


def test_all_metering_points_and_tariff_lines_of_a_customer_count() -> None:
    [hit] = hits("01 | AC00101 | 200000 | 1000 | 40000", "01 | AC00101 | 60000 | 1000 | -")
    assert (hit["kwh"], hit["demand_kw"]) == (Decimal("260000"), Decimal("1000"))
    assert hit["amount_yuan"] == Decimal("-4000.00")


def test_a_reversal_takes_back_and_supplementary_bills_do_not_count() -> None:
    wrong = "01 | AC00101 | 260000 | 1000 | 40000"
    assert hits(wrong, "01 | AC00101 | -260000 | 1000 | -40000", "01 | AC00101 | 260000 | 1000 | 36000") == []
    assert hits("01 | AC00101 | 259999 | 1000 | 40000", "0202 | AC00101 | 90000 | - | -") == []


@pytest.mark.parametrize(
    "customer",
    ["0 | 01 | AC00101", "- | 01 | AC00101", "1000 | 02 | AC00101"],
)
def test_without_contract_capacity_or_two_parts_nobody_is_judged(customer: str) -> None:
    assert hits("01 | AC00101 | 260000 | 1000 | 40000", customer=customer) == []


def test_a_voltage_without_a_price_is_not_judged() -> None:
    assert hits("01 | AC00351 | 260000 | 1000 | 40000") == []


def test_the_voltage_of_the_file_serves_where_the_bill_has_none() -> None:
    assert len(hits("01 | - | 260000 | 1000 | 40000")) == 1


def test_a_bill_without_demand_is_not_judged() -> None:
    assert hits("01 | AC00101 | 260000 | 0 | 40000") == []


@pytest.mark.parametrize(
    ("application", "is_hit"),
    [
        ("111 | 02 | 2025-10-01", False),
        ("203 | 02 | 2025-10-31", False),
        ("111 | 02 | 2025-09-30", True),
        ("111 | 02 | 2025-11-01", False),  # by the day of the data: the file has the new capacity
        ("111 | 02 | 2025-11-02", True),
        ("203 | 02 | 2025-11-01", True),  # a suspension leaves the contract as it is
        ("111 | 03 | 2025-10-15", True),
        ("210 | 02 | 2025-10-15", True),
    ],
)
def test_a_month_in_which_the_capacity_changed_is_not_judged(application: str, is_hit: bool) -> None:
    applied = f"\n\napplications\ncons_no | app_type | status | power_date\n1 | {application}"
    assert bool(hits("01 | AC00101 | 260000 | 1000 | 40000", more=applied)) == is_hit


def test_limit_and_multiple_are_parameters() -> None:
    [hit] = hits("01 | AC00101 | 240000 | 1000 | 40000", u=240, mult=0.95)
    assert hit["amount_yuan"] == Decimal("-2000.00")


def test_without_capacity_or_demand_it_is_off() -> None:
    filled = {"bills": dict.fromkeys(("cons_no", "amt_ym", "total_pq"), 1), "customers": {"cons_no": 1}}
    missing = wrong_load_factor_discount.missing(filled)
    assert missing == ["bills.bill_dmd", "customers.contract_cap"]


@pytest.mark.parametrize(("month", "is_hit"), [("202305", False), ("202306", True)])
def test_months_before_the_discount_are_not_judged(month: str, is_hit: bool) -> None:
    assert bool(found(wrong_load_factor_discount, TABLES.replace("202510", month), period=month)) == is_hit


@pytest.mark.parametrize(("mode", "is_hit"), [("2", True), ("-", True), ("1", False)])
def test_without_demand_charges_the_basic_charge_of_who_pays_by_demand_is_theirs(
    mode: str, is_hit: bool
) -> None:
    modes = TABLES.replace("dmd_amt", "basic_amt").replace(
        "pricing_policy |", "ba_calc_mode | pricing_policy |"
    )
    modes = modes.replace("| 1000 | 01 | AC00101", "| 1000 | 2 | 01 | AC00101")
    own = modes.replace("\n1 | 1000 | 2 |", f"\n1 | 1000 | {mode} |")
    assert bool(found(wrong_load_factor_discount, own)) == is_hit


@pytest.mark.parametrize(
    ("read", "yuan", "is_hit"),
    [
        ("1.1", "40000", False),  # 1,000 × 36 + (1,100 − 1,050) × 80 = 40,000
        ("1.1", "40001.01", True),
        ("1.1056", "40003.2", False),  # (1,000 × 40 + 55.6 × 80) × 0.9
        ("1.0", "40000", True),
        ("-", "40000", True),
    ],
)
def test_what_exceeds_the_contract_demand_is_no_missing_discount(read: str, yuan: str, is_hit: bool) -> None:
    header = "\n\nreadings\ncons_no | asset_no | amt_ym | read_type | this_read | t_factor\n"
    more = header + f"1 | M | 202510 | 31 | {read} | 1000\np1 | N | 202510 | 31 | 0.5 | 1000"
    assert bool(hits(f"01 | AC00101 | 260000 | 1000 | {yuan}", more=more)) == is_hit
