from decimal import Decimal
from typing import Any

from analytics.checks.archive.pro_03_voltage_vs_capacity import capacity_above_the_limit_of_its_voltage
from tests.boundaries import Boundary, varied
from tests.drawn import delivered, found

CHECK = capacity_above_the_limit_of_its_voltage
LIMITS = {
    "AC02202": 12,
    "AC03802": 160,
    "AC00101": 12000,
    "AC00201": 24000,
    "AC00351": 48000,
    "AC00661": 48000,
    "AC01101": 120000,
}


def customers(*rows: str, rest: str = " | 2025-01-01 | 0 | 405 | -") -> str:
    """Each row: number | voltage | capacity; `rest`: set up | status | type of use | class of all."""
    header = "cons_no | volt_code | contract_cap | build_date | status_code | elec_type_code | cons_sort_code"
    return "\n".join(["customers", header, *[row + rest for row in rows]])


def points(*rows: str) -> str:
    """Each row: customer | number | status | kind | wiring."""
    return "\n".join(["\n\nmetering_points\ncons_no | mp_no | mp_status | mp_attr | wiring_mode", *rows])


def applications(*rows: str) -> str:
    """Each row: customer | type | accepted on | status."""
    return "\n".join(["\n\napplications\ncons_no | app_type | accept_time | status", *rows])


def numbers(data: str, **parameters: Any) -> list[str]:
    return [hit["object_id"] for hit in found(CHECK, data, **parameters)]


TABLES = customers("1 | AC00101 | 12000.5", "2 | AC00101 | 12000")


BOUNDARIES = {
    "tol_hv": Boundary(
        varied(TABLES, "customers.contract_cap"),
        {"11999.99": False, "12000": False, "12000.01": True},
        own=1.0,
        answers_to_own={"9999.99": False, "10000": False, "10000.01": True},
        read=lambda hits: "1" in {hit["object_id"] for hit in hits},
    ),
    "tol_lv": Boundary(
        lambda kva: customers(f"1 | AC03802 | {kva}"),
        {"159.99": False, "160": False, "160.01": True},
        own=1.1,
        answers_to_own={"175.99": False, "176": False, "176.01": True},
    ),
}


def test_only_more_than_the_limit_of_the_voltage_is_a_problem() -> None:
    exactly = [f"{volt}= | {volt} | {limit}" for volt, limit in LIMITS.items()]
    above = [f"{volt}+ | {volt} | {limit}.000001" for volt, limit in LIMITS.items()]
    found_hits = found(CHECK, customers(*exactly, *above))
    assert {hit["object_id"]: hit["limit_kva"] for hit in found_hits} == {
        f"{volt}+": limit for volt, limit in LIMITS.items()
    }
    assert {hit["excess_kva"] for hit in found_hits} == {Decimal("0.000001")}
    assert {hit["amount_yuan"] for hit in found_hits} == {None}


def test_from_220_kv_and_at_voltages_without_a_limit_nothing_is_judged() -> None:
    volts = ["AC02201", "AC03301", "AC00061", "AC06602", "-"]
    assert numbers(customers(*[f"{n} | {volt} | 999999" for n, volt in enumerate(volts)])) == []


def test_who_was_set_up_under_the_old_rules_may_have_100_kw() -> None:
    old = customers("1 | AC03802 | 100", "2 | AC03802 | 100.01", rest=" | 2024-05-31 | 0 | 405 | -")
    new = "\n3 | AC03802 | 160 | 2024-06-01 | 0 | 405 | -\n4 | AC03802 | 160 | - | 0 | 405 | -"
    assert numbers(old + new) == ["2"]


def test_without_a_build_date_the_day_of_first_supply_counts() -> None:
    data = """
        customers
        cons_no | volt_code | contract_cap | build_date | power_on_date
        1       | AC03802   | 101          | -          | 2020-01-01
        2       | AC03802   | 101          | 2024-06-01 | 2020-01-01
    """
    assert numbers(data) == ["1"]


def test_an_archived_enlargement_under_the_new_rules_allows_160_kw() -> None:
    done = {"1": "109", "2": "110", "3": "111", "4": "214"}
    rows = [f"{n} | {kind} | 2024-06-01 09:00:00 | 02" for n, kind in done.items()]
    rows += ["5 | 110 | 2024-05-31 09:00:00 | 02", "6 | 110 | 2024-06-01 09:00:00 | 01"]
    rows += ["7 | 210 | 2024-06-01 09:00:00 | 02", "8 | 110 | 2025-11-02 09:00:00 | 02"]
    data = customers(*[f"{n} | AC03802 | 160" for n in range(1, 9)], rest=" | 2010-01-01 | 0 | 405 | -")
    data += applications(*rows)
    assert numbers(data, as_of="2025-11-01") == ["5", "6", "7", "8"]  # the eighth is yet to come
    assert numbers(data, as_of="2025-11-02") == ["5", "6", "7"]


def test_the_later_of_set_up_and_enlargement_decides() -> None:
    data = customers("1 | AC03802 | 160", rest=" | 2024-07-01 | 0 | 405 | -")
    assert numbers(data + applications("1 | 110 | 2023-01-01 09:00:00 | 02")) == []


def test_a_customer_with_single_phase_points_only_may_have_12_kw() -> None:
    data = customers("1 | AC03802 | 12.01", "2 | AC03802 | 12")
    rows = [f"{n} | {n}{m} | 02 | 01 | 1" for n in "12" for m in "ab"]
    [hit] = found(CHECK, data + points(*rows))
    assert (hit["object_id"], hit["limit_kva"], hit["is_single_phase"]) == ("1", 12, True)


def test_one_point_in_use_that_is_not_single_phase_is_enough_for_160_kw() -> None:
    second = {"1": "02 | 01 | 3", "2": "02 | 01 | -", "3": "- | - | 3"}
    unused = {"4": "03 | 01 | 3", "5": "04 | 01 | 3", "6": "02 | 02 | 3"}  # or an examination point
    data = customers(*[f"{n} | AC03802 | 50" for n in second | unused])
    rows = [f"{n} | {n}a | 02 | 01 | 1" for n in second | unused]
    rows += [f"{n} | {n}b | {state}" for n, state in (second | unused).items()]
    assert numbers(data + points(*rows)) == ["4", "5", "6"]


def test_without_wiring_only_220_v_tells_single_phase_and_the_run_says_so() -> None:
    assert numbers(customers("1 | AC03802 | 50") + points("1 | a | 02 | 01 | -")) == []
    tables = delivered(CHECK, {})
    CHECK(tables)
    assert tables.notes == [
        "接线方式整列为空,只按供电电压 220 伏判单相",
        "缺业扩申请,生效日只按立户与送电日期,改压在途的不提示",
    ]


def test_only_customers_on_the_books_are_judged_or_all_where_no_status_is_known() -> None:
    rows = [f"{n} | AC03802 | 161 | 2025-01-01 | {status} | 405 | -" for n, status in enumerate("0129-")]
    assert numbers(customers(*rows, rest="")) == ["0", "2"]
    assert numbers(customers("1 | AC03802 | 161", rest=" | - | - | 405 | -")) == ["1"]


def test_without_the_status_a_customer_cancelled_months_ago_is_not_accused() -> None:
    head = "customers\ncons_no | volt_code | contract_cap | build_date | cancel_date\n"
    rows = ["1 | AC03802 | 161 | 2025-01-01 | 2025-05-01", "2 | AC03802 | 161 | 2025-01-01 | -"]
    assert numbers(head + "\n".join(rows)) == ["2"]


def test_examination_and_wholesale_customers_are_not_judged() -> None:
    kinds = ["000 | -", "500 | -", "504 | -", "405 | 00", "405 | 02", "- | -"]
    rows = [f"{n} | AC03802 | 161 | 2025-01-01 | 0 | {kind}" for n, kind in enumerate(kinds)]
    assert numbers(customers(*rows, rest="")) == ["4", "5"]


def test_shared_residential_supply_and_a_change_of_voltage_are_marked_not_excused() -> None:
    data = customers("1 | AC03802 | 161", rest=" | 2025-01-01 | 0 | 202 | 03")
    [hit] = found(CHECK, data + applications("1 | 214 | 2025-10-01 09:00:00 | 01"))
    assert hit["note"] == "居民类用户,请核是否小区公变合表、改压申请在途"


def test_capacity_below_what_a_high_voltage_needs_is_no_problem() -> None:
    assert numbers(customers("1 | AC00351 | 100")) == []


def test_without_voltage_or_capacity_the_check_is_off() -> None:
    assert CHECK.missing({"customers": {"cons_no": 1, "volt_code": 1}}) == ["customers.contract_cap"]
    assert CHECK.missing({"customers": {"cons_no": 1, "contract_cap": 1}}) == ["customers.volt_code"]


def test_a_single_phase_customer_is_judged_by_the_limit_of_the_day_of_the_data() -> None:
    old = customers("1 | AC02202 | 11", rest=" | 2020-01-01 | 0 | 405 | -")
    assert [numbers(old, as_of=day) for day in ("2024-05-31", "2024-06-01")] == [["1"], []]
