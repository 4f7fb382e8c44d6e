from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_01_zero_use import no_use_for_several_periods
from analytics.pictures.tariff import changed_uses, power_factors, recomputed, residents, zero_use
from tests.drawn import found
from tests.pictured import marks_of, rows_behind


def test_differences_are_those_that_the_checks_found_by_kind_of_charge() -> None:
    hits = [
        {"object_id": "1", "check_code": "TAR-07", "amount_yuan": Decimal(-5), "amount_kind": "应收差额"},
        {"object_id": "2", "check_code": "TAR-16", "amount_yuan": Decimal(100), "amount_kind": "应收差额"},
        {"object_id": "3", "check_code": "TAR-01", "amount_yuan": Decimal(9), "amount_kind": "参考值"},
    ]
    marks = marks_of(recomputed, hits={"*": hits})
    assert {place: mark["amount_yuan_sum"] for place, mark in marks.items()} == {
        ("多收 不到 100 元", "力调电费"): 5,
        ("少收 100–1 千元", "两部制与基本电费"): 100,
    }


ZERO = """
    customers
    cons_no | status_code | cons_sort_code | run_cap
    1       | 0           | 02             | 50
    2       | 0           | 03             | 50
    3       | 0           | 02             | 0
    4       | 0           | 02             | 50

    bills
    cons_no | amt_ym | total_pq
    1       | 202510 | 0
    1       | 202509 | 0
    1       | 202508 | 0
    1       | 202507 | 7
    1       | 202506 | 0
    2       | 202510 | 0
    2       | 202508 | 0
    3       | 202510 | 0
    4       | 202510 | 9
"""


def test_a_run_of_zero_use_ends_at_a_month_with_use_or_without_a_bill() -> None:
    assert marks_of(zero_use, ZERO) == {
        ("3 个月", "02"): {"objects": 1},
        ("1 个月", "03"): {"objects": 1},  # customer 3 rests: nothing runs
    }
    assert [hit["object_id"] for hit in found(no_use_for_several_periods, ZERO)] == ["1"]


@pytest.mark.parametrize(
    ("cycle", "months", "zero_run"),
    [
        ("2", ("202510", "202508", "202506"), "6 个月"),
        ("每季", ("202510", "202507"), "6 个月"),
        ("2", ("202510", "202507"), "2 个月"),
        ("1", ("202510", "202508"), "1 个月"),
        ("2", ("202510", "202509", "202508"), "3 个月"),
    ],
)
def test_a_run_of_zero_use_goes_on_over_the_months_between_two_readings(
    cycle: str, months: tuple[str, ...], zero_run: str
) -> None:
    bills = "\n".join(f"1 | {ym} | 0" for ym in months)
    company = f"""
        customers
        cons_no | status_code | cons_sort_code | run_cap | mr_sect_no
        1       | 0           | 02             | 50      | S

        mr_sections
        mr_sect_no | mr_cycle
        S          | {cycle}

        bills
        cons_no | amt_ym | total_pq
        {bills}
    """
    assert marks_of(zero_use, company) == {(zero_run, "02"): {"objects": 1}}


def test_power_factors_lie_by_what_they_miss_of_the_standard() -> None:
    company = """
        customers
        cons_no | org_code
        1       | 334010101
        2       | 334010101

        bills
        cons_no | amt_ym | amt_type | total_pq | rp_pq | pf_std | kwh_amt | basic_amt | pf_amt | pf_adj_factor
        1       | 202510 | 01       | 80000    | 60000 | 0.90   | 50000   | 10000     | 3000   | 0.05
        2       | 202510 | 01       | 100      | 0     | 0.85   | 50      | 0         | -0.5   | -0.01
    """
    rows = {row["object_id"]: row for row in rows_behind(power_factors, company)}
    # 80,000 ÷ √(80,000² + 60,000²) = 0.80
    assert (rows["1"]["pf_gap"], rows["1"]["pf_std"]) == ("低 0.06–0.10", "标准 0.9")
    assert (rows["2"]["pf_gap"], rows["2"]["pf_std"]) == ("高 0.05 及以上", "标准 0.85")


def test_households_lie_at_the_highest_step_they_reached() -> None:
    company = """
        customers
        cons_no | org_code  | elec_type_code
        1       | 334010101 | 202
        2       | 334010101 | 202
        3       | 334010101 | 405

        bills
        cons_no | amt_ym | amt_type | elec_type_code | total_pq | peak_pq | valley_pq | ladder_level
        1       | 202510 | 01       | 202            | 60       | 40      | 20        | 1
        1       | 202510 | 01       | 202            | 40       | 20      | 20        | 2
        2       | 202510 | 01       | 202            | 90       | -       | -         | -
        3       | 202510 | 01       | 405            | 500      | -       | -         | -
    """
    marks = marks_of(residents, company)
    assert marks[("第二档", "分时")] == {"objects": 1, "kwh_sum": 100, "valley_share": 0.4}
    assert marks[("", "不分时")]["objects"] == 1
    assert len(marks) == 2


def test_a_change_of_use_moves_the_months_energy_by_the_difference_of_the_two_mean_prices() -> None:
    company = """
        bills
        cons_no | org_code  | amt_ym | amt_type | elec_type_code | total_pq | total_amt
        1       | 334010101 | 202508 | 01       | 202            | 100      | 50
        1       | 334010101 | 202510 | 01       | 405            | 200      | 160
        2       | 334010101 | 202509 | 01       | 405            | 10       | 8
        2       | 334010101 | 202510 | 01       | 405            | 10       | 8
        3       | 334010101 | 202510 | 01       | 405            | 10       | 8
        3       | 334010101 | 202510 | 01       | 202            | 10       | 5
    """
    # 200 kWh × (160 ÷ 200 − 50 ÷ 100)
    assert marks_of(changed_uses, company) == {
        ("202", "405"): {"objects": 1, "kwh_sum": 200, "moved_yuan_sum": 60}
    }
