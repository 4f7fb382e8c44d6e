from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_02_sudden_change import sudden_change_of_use
from models.calendar import add_months
from tests.boundaries import Boundary, Case
from tests.drawn import delivered, drawn, finder, found

MONTHS = ("202410", "202507", "202508", "202509", "202510")


def uses(*kwh: str, cons_no: str = "1", yuan: str = "600", amt_type: str = "01") -> str:
    """Return bills of the year-ago month, the three months before, and the period ('-': no bill)."""
    billed = [(month, use) for month, use in zip(MONTHS, kwh, strict=True) if use != "-"]
    return "\n".join(f"{cons_no} | {month} | {amt_type} | {use} | {yuan}" for month, use in billed)


def company(bills: str, *customers: str, more: str = "") -> str:
    files = "\n".join(customers or ("1 | 403 | 315",))
    return f"""
        bills
        cons_no | amt_ym | amt_type | total_pq | kwh_amt
        {bills}

        customers
        cons_no | elec_type_code | run_cap
        {files}{more}
    """


hits = finder(sudden_change_of_use, company)


TABLES = company(uses("10000", "11000", "12000", "13001", "3000", yuan="1801"))


def rising(before: str, *customers: str) -> Case:
    return lambda kwh: company(uses("-", before, before, before, kwh), *customers)


HOME = "1 | 202 | 8"
BOUNDARIES = {
    "resident_ratio": Boundary(
        rising("200", HOME),
        {"599": False, "600": False, "601": True},
        own=3.0,
        answers_to_own={"799": False, "800": False, "801": True},
    ),
    "other_ratio": Boundary(
        rising("10000"),
        {"14999": False, "15000": False, "15001": True},
        own=1.0,
        answers_to_own={"19999": False, "20000": False, "20001": True},
    ),
    "resident_kwh": Boundary(
        rising("100", HOME),
        {"399": False, "400": False, "401": True},
        own=500,
        answers_to_own={"599": False, "600": False, "601": True},
    ),
    "other_kwh": Boundary(
        rising("4000"),
        {"6999": False, "7000": False, "7001": True},
        own=5000,
        answers_to_own={"8999": False, "9000": False, "9001": True},
    ),
}


def test_a_sudden_fall_is_worth_the_missing_energy_at_the_customers_own_price() -> None:
    [hit] = hits(uses("10000", "11000", "12000", "13001", "3000", yuan="1801"))
    assert hit["reference_kwh"] == Decimal("11500")  # the middle two of 10000, 11000, 12000, 13001
    assert (hit["object_id"], hit["direction"], hit["change_ratio"]) == ("1", "突减", Decimal("-0.7391"))
    assert hit["amount_yuan"] == Decimal("5102.83")  # 8,500 × 1,801 ÷ 3,000 = 5,102.833…


def test_a_sudden_rise_is_a_hit_with_a_positive_amount_too() -> None:
    [hit] = hits(uses("10000", "10000", "10000", "10000", "20000", yuan="9000"))
    assert (hit["direction"], hit["amount_yuan"]) == ("突增", Decimal("4500.00"))  # 10,000 × 9,000 ÷ 20,000


def test_without_a_year_ago_the_middle_of_three_months_is_the_reference() -> None:
    [hit] = hits(uses("-", "11000", "12000", "13000", "30000"))
    assert hit["reference_kwh"] == Decimal("12000")


def test_whose_file_says_no_use_is_a_resident_where_the_bill_says_so() -> None:
    for filed, billed, is_hit in (("-", "202", True), ("-", "403", False), ("403", "202", False)):
        rows = drawn(company(uses("-", "200", "200", "200", "601"), f"1 | {filed} | 8"))
        for bill in rows["bills"]:
            bill["elec_type_code"] = billed
        assert bool(found(sudden_change_of_use, rows)) == is_hit


@pytest.mark.parametrize(
    ("kwh", "is_hit"), [("15000", False), ("15001", True), ("5000", False), ("4999", True)]
)
def test_a_change_of_exactly_half_is_clean(kwh: str, is_hit: bool) -> None:
    assert bool(hits(uses("-", "10000", "10000", "10000", kwh))) == is_hit


@pytest.mark.parametrize(("kwh", "is_hit"), [("7000", False), ("7001", True)])
def test_a_change_of_exactly_three_thousand_is_clean(kwh: str, is_hit: bool) -> None:
    assert bool(hits(uses("-", "4000", "4000", "4000", kwh))) == is_hit


@pytest.mark.parametrize(("kwh", "is_hit"), [("600", False), ("601", True)])
@pytest.mark.parametrize("kind", ["200", "201", "202"])
def test_a_resident_changes_from_three_times_on(kind: str, kwh: str, is_hit: bool) -> None:
    assert bool(hits(uses("-", "200", "200", "200", kwh), f"1 | {kind} | 8")) == is_hit


def test_a_resident_changes_by_more_than_three_hundred() -> None:
    assert hits(uses("-", "100", "100", "100", "400"), "1 | 202 | 8") == []
    assert len(hits(uses("-", "100", "100", "100", "401"), "1 | 202 | 8")) == 1


def test_a_school_counts_as_other() -> None:
    assert hits(uses("-", "200", "200", "200", "900"), "1 | 203 | 8") == []


@pytest.mark.parametrize(
    "bills", [uses("9000", "-", "9000", "9000", "90000"), uses("9000", "9000", "9000", "9000", "-")]
)
def test_missing_months_are_not_judged(bills: str) -> None:
    assert hits(bills) == []


def test_a_month_like_a_year_ago_is_seasonal() -> None:
    assert hits(uses("20000", "50000", "50000", "50000", "10000")) == []  # |10,000 − 20,000| = 50 % of 20,000
    assert len(hits(uses("20002", "50000", "50000", "50000", "10000"))) == 1
    assert hits(uses("0", "50000", "50000", "50000", "0")) == []


def test_two_months_at_zero_belong_to_tar_01() -> None:
    assert hits(uses("9000", "9000", "9000", "0", "0")) == []


def test_a_first_month_at_zero_is_priced_by_the_month_before() -> None:
    [hit] = hits(uses("9000", "9000", "9000", "9000", "0", yuan="5400"))
    assert hit["amount_yuan"] == Decimal("5400.00")  # 9,000 × 5,400 ÷ 9,000


def test_negative_energy_and_no_running_capacity_are_left_to_others() -> None:
    assert hits(uses("9000", "9000", "9000", "9000", "-5000")) == []
    assert hits(uses("9000", "9000", "9000", "9000", "100"), "1 | 403 | 0") == []


def test_a_reference_that_is_not_positive_is_not_judged() -> None:
    assert hits(uses("-", "0", "0", "9000", "90000")) == []


def test_a_reversal_counts_with_its_sign_and_supplementary_bills_do_not() -> None:
    reversed_row = "1 | 202510 | 01 | -80000 | -600"
    assert hits(uses("-", "10000", "10000", "10000", "90000") + "\n" + reversed_row) == []
    supplement = uses("-", "-", "-", "-", "90000", amt_type="0202")
    assert hits(uses("-", "10000", "10000", "10000", "10000") + "\n" + supplement) == []


@pytest.mark.parametrize(
    ("application", "is_hit"),
    [
        ("111 | 02 | 2025-10-31", False),
        ("111 | 02 | 2025-07-01", False),
        ("111 | 02 | 2024-10-15", False),
        ("111 | 02 | 2025-06-30", True),
        ("111 | 02 | 2024-11-01", True),
        ("111 | 01 | 2025-10-15", True),
        ("210 | 02 | 2025-10-15", True),
        ("101 | 02 | 2025-10-15", True),
        ("216 | 02 | 2025-08-01", False),
    ],
)
def test_a_change_of_supply_in_a_compared_month_explains_it(application: str, is_hit: bool) -> None:
    applied = f"\n\napplications\ncons_no | app_type | status | power_date\n1 | {application}"
    assert bool(hits(uses("-", "10000", "10000", "10000", "90000"), more=applied)) == is_hit


def test_the_spread_of_the_months_orders_the_hits() -> None:
    [hit] = hits(uses("10000", "11000", "12000", "13000", "3000"))
    # ref 11,500; deviations 1500, 500, 500, 1500: median 1,000; 0.6745 × −8,500 ÷ 1,000
    assert hit["robust_z"] == Decimal("-5.73")


def test_without_applications_nothing_is_explained_and_the_run_says_so() -> None:
    seen = delivered(sudden_change_of_use, drawn(company(uses("-", "1", "1", "1", "9"))))
    sudden_change_of_use(seen)
    assert "缺业扩申请,不剔除变更用电的户" in seen.notes


def test_without_energy_charges_there_is_no_amount() -> None:
    [hit] = hits(uses("-", "10000", "10000", "10000", "90000", yuan="-"))
    assert hit["amount_yuan"] is None


def in_heating(prc_code: str, uses_by_month: dict[str, int], period: str) -> list[dict]:
    bills = "\n".join(f"1 | {month} | 01 | {use} | 600" for month, use in uses_by_month.items())
    rows = drawn(company(bills, HOME))
    rows["customers"][0]["prc_code"] = prc_code
    rows["tariff_prices"] = [{"prc_code": "1002", "prc_name": "居民煤改电采暖峰谷"}]
    day = f"{period[:4]}-{period[4:]}-28"
    return found(sudden_change_of_use, rows, as_of=day, period=period)


@pytest.mark.parametrize(
    ("prc_code", "year_before", "is_hit"),
    [
        ("1002", {}, False),
        ("电采暖", {}, False),
        ("1001", {}, True),
        ("1002", {"202411": 200}, True),
    ],
)
def test_the_first_winter_of_who_pays_a_price_made_for_heating_is_no_sudden_change(
    prc_code: str, year_before: dict[str, int], is_hit: bool
) -> None:
    autumn = {"202508": 200, "202509": 200, "202510": 200, "202511": 900}
    assert bool(in_heating(prc_code, {**year_before, **autumn}, "202511")) == is_hit


@pytest.mark.parametrize(
    ("period", "is_hit"), [("202410", True), ("202411", False), ("202503", False), ("202504", True)]
)
def test_heating_explains_november_to_march(period: str, is_hit: bool) -> None:
    before = [add_months(period, -n) for n in (3, 2, 1)]
    assert bool(in_heating("1002", {**dict.fromkeys(before, 200), period: 900}, period)) == is_hit
