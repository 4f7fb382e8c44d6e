from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_18_over_capacity import use_above_contract_capacity
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

HEADER = """
    customers
    cons_no | status_code | contract_cap | pricing_policy | volt_code
    p1 | 0 | 400 | 01 | AC00101
"""
BILLS = """

    bills
    cons_no | amt_ym | amt_type | total_pq | actual_pf | bill_cap | cap_amt
    p1 | 202510 | 01 | 9 | 1 | 400 | 12000
"""
TWO_PART, SINGLE = "0 | 100 | 01 | AC00101", "0 | 100 | 02 | AC00101"


def company(customer: str, *bills: str, more: str = "") -> str:
    rows = "\n".join(f"1 | 202510 | {bill}" for bill in bills)
    return f"{HEADER}1 | {customer}{BILLS}{rows}{more}"


hits = finder(use_above_contract_capacity, company)


def loads(*days: tuple[str, str]) -> str:
    rows = "\n".join(f"1 | 2025-{day} | {load}" for day, load in days)
    return f"\n\ndaily_usage\ncons_no | data_date | max_p\n{rows}"


def spell(load: str, first: int = 3, days: int = 3) -> str:
    return loads(*((f"10-{day:02d}", load) for day in range(first, first + days)))


BILL = "01 | 5000 | 0.9 | - | -"


TABLES = f"{HEADER}1 | {SINGLE}\n2 | {SINGLE}{BILLS}1 | 202510 | {BILL}\n2 | 202510 | 01 | 80000 | 1 | - | -{spell('120')}"


# 100 kVA × 0.9 × 1.1 = 99 kW
BOUNDARIES = {
    "over": Boundary(
        lambda load: company(SINGLE, BILL, more=spell(load)),
        {"98.99": False, "99": False, "99.01": True},
        own=1.5,
        answers_to_own={"134.99": False, "135": False, "135.01": True},
    ),
    "n": Boundary(
        lambda days: company(SINGLE, BILL, more=spell("120", days=days)),
        {2: False, 3: True, 4: True},
        own=5,
        answers_to_own={4: False, 5: True, 6: True},
    ),
}


def test_three_days_above_110_percent_of_two_part_capacity_cost_four_times_the_price() -> None:
    more = loads(("10-03", "100"), ("10-04", "120"), ("10-05", "100"), ("10-20", "500"))
    [hit] = hits(TWO_PART, BILL, more=more)
    assert (hit["object_id"], hit["run_days"], hit["max_p"]) == ("1", 3, Decimal("120"))
    assert hit["amount_yuan"] == Decimal("4000.00")  # (120 ÷ 0.9 − 100) × 30 × (1 + 3) = 33.33… × 120


@pytest.mark.parametrize(
    ("stated", "pf", "source"),
    [("0.9", "0.9", "账单实际功率因数"), ("0", "1", "账单未记,按 1 计"), ("-", "1", "账单未记,按 1 计")],
)
def test_a_hit_says_whether_its_power_factor_is_the_bills(stated: str, pf: str, source: str) -> None:
    [hit] = hits(SINGLE, BILL.replace("0.9", stated), more=spell("120"))
    assert (hit["pf"], hit["pf_source"]) == (Decimal(pf), source)


def test_the_price_is_that_of_the_voltage_on_the_bill_before_that_on_file() -> None:
    rows = drawn(company(TWO_PART.replace("AC00101", "AC00351"), BILL, more=spell("120")))
    own = next(bill for bill in rows["bills"] if bill["cons_no"] == "1")
    for billed, yuan in ((None, None), ("AC00101", Decimal("4000.00"))):
        own["volt_code"] = billed
        assert [hit["amount_yuan"] for hit in found(use_above_contract_capacity, rows)] == [yuan]


def test_single_tariff_costs_fifty_yuan_a_kva() -> None:
    [hit] = hits(SINGLE, BILL, more=spell("110"))
    assert hit["amount_yuan"] == Decimal("1111.11")  # (110 ÷ 0.9 − 100) × 50 = 22.22… × 50


@pytest.mark.parametrize(("load", "is_hit"), [("99", False), ("99.01", True)])
def test_exactly_110_percent_is_clean(load: str, is_hit: bool) -> None:
    assert bool(hits(SINGLE, BILL, more=spell(load))) == is_hit  # 100 × 0.9 × 1.1 = 99


@pytest.mark.parametrize(
    ("days", "is_hit"),
    [
        (["10-03", "10-04"], False),
        (["10-03", "10-04", "10-06"], False),
        (["10-29", "10-30", "10-31"], True),
        (["10-30", "10-31", "11-01"], False),
        (["09-30", "10-01", "10-02"], False),
        (["10-03", "10-03", "10-04"], False),
    ],
)
def test_the_days_follow_each_other_within_the_period(days: list[str], is_hit: bool) -> None:
    assert bool(hits(SINGLE, BILL, more=loads(*((day, "120") for day in days)))) == is_hit


def test_days_that_have_not_happened_yet_do_not_count() -> None:
    text = f"{HEADER}1 | {SINGLE}{BILLS}1 | 202510 | {BILL}{spell('120')}"
    assert found(use_above_contract_capacity, text, as_of="2025-10-04") == []


def test_without_a_power_factor_it_is_one() -> None:
    [hit] = hits(SINGLE, "01 | 5000 | - | - | -", more=spell("120"))
    assert hit["amount_yuan"] == Decimal("1000.00")  # (120 − 100) × 50


def test_of_two_spells_the_higher_counts() -> None:
    more = loads(*((f"10-{day:02d}", load) for day, load in [(1, "120"), (2, "120"), (3, "120"), (4, "9")]))
    later = "".join(f"\n1 | 2025-10-{day:02d} | 150" for day in (11, 12, 13, 14))
    [hit] = hits(SINGLE, BILL, more=more + later)
    assert (str(hit["run_start"]), hit["run_days"]) == ("2025-10-11", 4)


def test_energy_above_full_use_of_the_capacity_is_a_hit_where_no_loads_are_known() -> None:
    [hit] = hits(SINGLE, "01 | 80000 | 0.95 | - | -")
    assert (hit["method"], hit["hours"]) == ("月电量法", 720)
    assert hit["amount_yuan"] == Decimal("847.95")  # (80,000 ÷ 720 ÷ 0.95 − 100) × 50 = 16.9590… × 50


@pytest.mark.parametrize(("kwh", "is_hit"), [("72000", False), ("72001", True)])
def test_exactly_full_use_is_clean(kwh: str, is_hit: bool) -> None:
    assert bool(hits(SINGLE, f"01 | {kwh} | 1 | - | -")) == is_hit


@pytest.mark.parametrize(
    ("dates", "kwh", "is_hit"),
    [
        ("2025-10-01 | 2025-11-01", "74400", False),
        ("2025-10-02 | 2025-11-01", "74400", True),
        ("- | 2025-11-01", "72001", True),
        ("2025-10-01 | 2025-10-16", "36000", False),
        ("2025-10-01 | 2025-10-16", "36001", True),  # 15 days
    ],
)
def test_the_hours_are_those_between_the_readings(dates: str, kwh: str, is_hit: bool) -> None:
    readings = f"\n\nreadings\ncons_no | asset_no | amt_ym | last_date | mr_date\n1 | x | 202510 | {dates}"
    assert bool(hits(SINGLE, f"01 | {kwh} | 1 | - | -", more=readings)) == is_hit


def test_several_readings_of_a_month_span_it_together() -> None:
    rows = "1 | x | 202510 | 2025-10-01 | 2025-10-15\n1 | y | 202510 | 2025-10-15 | 2025-11-01"
    readings = f"\n\nreadings\ncons_no | asset_no | amt_ym | last_date | mr_date\n{rows}"
    assert hits(SINGLE, "01 | 74400 | 1 | - | -", more=readings) == []


def test_a_customer_whose_loads_are_known_is_not_judged_by_energy() -> None:
    assert hits(SINGLE, "01 | 80000 | 1 | - | -", more=spell("90")) == []
    assert len(hits(SINGLE, "01 | 80000 | 1 | - | -", more=spell("-"))) == 1


@pytest.mark.parametrize(
    "customer", ["9 | 100 | 02 | AC00101", "0 | 0 | 02 | AC00101", "0 | - | 02 | AC00101"]
)
def test_who_is_not_normal_or_has_no_capacity_is_not_judged(customer: str) -> None:
    assert hits(customer, "01 | 80000 | 1 | - | -") == []


def test_a_month_without_energy_is_not_judged_and_reversals_and_supplements_do_not_mislead() -> None:
    assert hits(SINGLE, "01 | 0 | 1 | - | -", more=spell("120")) == []
    assert hits(SINGLE, "01 | 80000 | 1 | - | -", "01 | -30000 | 1 | - | -", "0202 | 90000 | 1 | - | -") == []


@pytest.mark.parametrize(
    ("application", "is_hit"),
    [
        ("111 | 02 | 2025-10-31", False),
        ("109 | 02 | 2025-10-01", False),
        ("110 | 02 | 2025-09-30", True),
        ("110 | 01 | 2025-10-15", True),
        ("203 | 02 | 2025-10-15", True),
        ("201 | 02 | 2025-10-15", False),
        ("201 | 02 | 2025-11-01", False),  # since: the file has the smaller capacity already
        ("201 | 02 | 2025-09-30", True),
        ("111 | 02 | 2025-11-01", True),
    ],
)
def test_an_enlargement_of_the_month_or_a_reduction_since_explains_it(application: str, is_hit: bool) -> None:
    applied = f"\n\napplications\ncons_no | app_type | status | power_date\n1 | {application}"
    assert bool(hits(SINGLE, "01 | 80000 | 1 | - | -", more=applied)) == is_hit


@pytest.mark.parametrize("customer", ["0 | 100 | 01 | AC00351", "0 | 100 | - | AC00101"])
def test_without_a_price_or_a_policy_there_is_no_amount(customer: str) -> None:
    [hit] = hits(customer, "01 | 80000 | 1 | - | -")
    assert hit["amount_yuan"] is None


def test_without_loads_and_reading_dates_the_run_says_so() -> None:
    seen = delivered(use_above_contract_capacity, drawn(f"{HEADER}1 | {SINGLE}"))
    assert use_above_contract_capacity(seen).to_pyarrow().to_pylist() == []
    assert seen.notes == [
        "缺日最大负荷,一律用电量法",
        "缺抄表日期,小时数取 720",
        "没有账单电量,只判有日最大负荷的",
        "缺业扩申请,当期办结增容、减容的不能剔除",
    ]
