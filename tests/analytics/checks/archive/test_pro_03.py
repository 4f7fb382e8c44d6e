from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.archive.pro_03_voltage_vs_capacity import capacity_above_the_limit_of_its_voltage
from tests.drawn import delivered, found

CHECK = capacity_above_the_limit_of_its_voltage


def customer(
    volt: str,
    cap: str,
    built: str = "2025-01-01",
    *,
    status: str = "0",
    elec_type: str = "405",
    sort: str = "-",
) -> str:
    return f"""
        customers
        cons_no | status_code | cons_sort_code | elec_type_code | volt_code | contract_cap | build_date
        1       | {status}    | {sort}         | {elec_type}    | {volt}    | {cap}        | {built}
    """


def points(*rows: str) -> str:
    return "\n\nmetering_points\ncons_no | mp_no | mp_status | mp_attr | wiring_mode\n" + "\n".join(rows)


def application(app_type: str, accepted: str, status: str = "02") -> str:
    return (
        f"\n\napplications\ncons_no | app_type | accept_time | status\n1 | {app_type} | {accepted} | {status}"
    )


def is_hit(data: str, **parameters: Any) -> bool:
    return bool(found(CHECK, data, **parameters))


@pytest.mark.parametrize(
    ("volt", "limit"),
    [
        ("AC02202", "12"),
        ("AC03802", "160"),
        ("AC00101", "12000"),
        ("AC00201", "24000"),
        ("AC00351", "48000"),
        ("AC00661", "48000"),
        ("AC01101", "120000"),
    ],
)
def test_only_more_than_the_limit_of_the_voltage_is_a_problem(volt: str, limit: str) -> None:
    assert not is_hit(customer(volt, limit))
    [hit] = found(CHECK, customer(volt, f"{limit}.000001"))
    assert hit["limit_kva"] == Decimal(limit)
    assert hit["excess_kva"] == Decimal("0.000001")
    assert hit["amount_yuan"] is None


@pytest.mark.parametrize("volt", ["AC02201", "AC03301", "AC00061", "AC06602", "-"])
def test_from_220_kv_and_at_voltages_without_a_limit_nothing_is_judged(volt: str) -> None:
    # the second customer keeps the column delivered
    other = "\n        2 | 0 | - | 405 | AC03802 | 1 | 2025-01-01"
    assert not is_hit(customer(volt, "999999").rstrip() + other)


@pytest.mark.parametrize(("built", "is_problem"), [("2024-05-31", True), ("2024-06-01", False), ("-", False)])
def test_who_was_set_up_under_the_old_rules_may_have_100_kw(built: str, is_problem: bool) -> None:
    assert is_hit(customer("AC03802", "160", built)) is is_problem
    assert not is_hit(customer("AC03802", "100", built))


def test_without_a_build_date_the_day_of_first_supply_counts() -> None:
    data = """
        customers
        cons_no | status_code | volt_code | contract_cap | build_date | power_on_date
        1       | 0           | AC03802   | 101          | -          | 2020-01-01
    """
    assert is_hit(data)


@pytest.mark.parametrize("app_type", ["109", "110", "111", "214"])
def test_an_archived_enlargement_under_the_new_rules_allows_160_kw(app_type: str) -> None:
    old = customer("AC03802", "160", "2010-01-01")
    assert not is_hit(old + application(app_type, "2024-06-01 09:00:00"))
    assert is_hit(old + application(app_type, "2024-05-31 09:00:00"))
    assert is_hit(old + application(app_type, "2024-06-01 09:00:00", status="01"))
    assert is_hit(old + application("210", "2024-06-01 09:00:00"))


def test_an_enlargement_before_the_build_date_does_not_take_the_limit_back() -> None:
    assert not is_hit(customer("AC03802", "160", "2024-07-01") + application("110", "2023-01-01 09:00:00"))


def test_an_enlargement_after_the_day_of_the_run_has_not_happened() -> None:
    old = customer("AC03802", "160", "2010-01-01") + application("110", "2025-11-02 09:00:00")
    assert len(found(CHECK, old, as_of="2025-11-01")) == 1
    assert found(CHECK, old, as_of="2025-11-02") == []


def test_a_customer_with_single_phase_points_only_may_have_12_kw() -> None:
    single = customer("AC03802", "12.5") + points("1 | a | 02 | 01 | 1", "1 | b | 02 | 01 | 1")
    [hit] = found(CHECK, single)
    assert hit["limit_kva"] == 12
    assert hit["is_single_phase"] is True
    assert not is_hit(customer("AC03802", "12") + points("1 | a | 02 | 01 | 1"))


@pytest.mark.parametrize("other", ["1 | b | 02 | 01 | 3", "1 | b | 02 | 01 | -", "1 | b | - | - | 3"])
def test_one_point_in_use_that_is_not_single_phase_is_enough(other: str) -> None:
    assert not is_hit(customer("AC03802", "50") + points("1 | a | 02 | 01 | 1", other))


@pytest.mark.parametrize("other", ["1 | b | 03 | 01 | 3", "1 | b | 04 | 01 | 3", "1 | b | 02 | 02 | 3"])
def test_points_out_of_use_and_examination_points_do_not_count(other: str) -> None:
    assert is_hit(customer("AC03802", "50") + points("1 | a | 02 | 01 | 1", other))


def test_without_wiring_only_220_v_tells_single_phase_and_the_run_says_so() -> None:
    assert not is_hit(customer("AC03802", "50") + points("1 | a | 02 | 01 | -"))
    tables = delivered(CHECK, {})
    CHECK(tables)
    assert tables.notes == ["接线方式整列为空,只按供电电压 220 伏判单相"]


@pytest.mark.parametrize(("status", "is_problem"), [("0", True), ("2", True), ("1", False), ("9", False)])
def test_only_customers_on_the_books_are_judged(status: str, is_problem: bool) -> None:
    assert is_hit(customer("AC03802", "161", status=status)) is is_problem


def test_without_any_status_every_customer_is_judged() -> None:
    assert is_hit(customer("AC03802", "161", status="-"))


@pytest.mark.parametrize("elec_type", ["000", "500", "502", "504"])
def test_examination_and_wholesale_customers_are_not_judged(elec_type: str) -> None:
    assert not is_hit(customer("AC03802", "161", elec_type=elec_type))
    assert is_hit(customer("AC03802", "161", elec_type="-"))


def test_examination_customers_by_sort_are_not_judged() -> None:
    assert not is_hit(customer("AC03802", "161", sort="00"))
    assert is_hit(customer("AC03802", "161", sort="02"))


def test_shared_residential_supply_and_a_change_of_voltage_are_marked_not_excused() -> None:
    data = customer("AC03802", "161", elec_type="202") + application(
        "214", "2025-10-01 09:00:00", status="01"
    )
    [hit] = found(CHECK, data)
    assert hit["note"] == "居民类用户,请核是否小区公变合表、改压申请在途"


def test_capacity_below_what_a_high_voltage_needs_is_no_problem() -> None:
    assert not is_hit(customer("AC00351", "100"))


def test_the_factors_can_be_set() -> None:
    assert not is_hit(customer("AC00101", "12001"), tol_hv=1.3)
    assert is_hit(customer("AC00101", "10001"), tol_hv=1.0)
    assert not is_hit(customer("AC03802", "176"), tol_lv=1.1)
    assert is_hit(customer("AC03802", "176.01"), tol_lv=1.1)
