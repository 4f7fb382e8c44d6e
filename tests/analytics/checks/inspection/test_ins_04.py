from typing import Any

from analytics.checks.inspection.ins_04_self_generation_unguarded import self_generation_unguarded
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, filled, found

GUARDED = "02 | 1 | 是 | 是 | 2025-06-01 | 200"
OWN = "0 | 02 | 02 | 1 | 11"
SINGLE = "0 | 02 | 01 | 1 | 11"
DUAL = "0 | 01 | 01 | 2 | 21"
GOOD = "0000000009 | 02 | 1 | 是 | 是 | 2025-06-01 | 200"


def company(customer: str, register: str = "", others: str = GOOD) -> str:
    row = f"0000000001 | {register}" if register else ""
    return f"""
        customers
        cons_no | status_code | cons_sort_code | spare_power_flag | source_count | supply_mode | cancel_date
        0000000001 | {customer} |
        0000000009 | {OWN} |

        self_generation
        cons_no    | spare_power_flag | lock_mode | switch_flag | agreement | chk_date | gen_cap
        {others}
        {row}
    """


TABLES = company(OWN, "02 | - | 是 | 是 | 2025-06-01 | 200")


def reasons(customer: str, register: str = "", others: str = GOOD, **options: Any) -> list[str]:
    hits = found(self_generation_unguarded, company(customer, register, others), **options)
    return [hit["reason"] for hit in hits]


BOUNDARIES = {
    "test_months": Boundary(
        lambda tested: company(OWN, f"02 | 1 | 是 | 是 | {tested} | 200"),
        {"2024-11-02": False, "2024-11-01": False, "2024-10-31": True},
        own=6,
        answers_to_own={"2025-05-02": False, "2025-05-01": False, "2025-04-30": True},
        read=lambda hits: "0000000001" in {hit["object_id"] for hit in hits},
    ),
}


def test_self_generation_without_lock_is_hit_once_and_without_amount() -> None:
    [hit] = found(self_generation_unguarded, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "0000000001", "0000000001")
    assert (hit["reason"], hit["gen_cap"], hit["amount_yuan"]) == ("自备电源无闭锁", 200, None)


def test_registered_locked_agreed_and_tested_self_generation_is_clean() -> None:
    assert reasons(OWN, GUARDED) == []


def test_an_archive_that_knows_nothing_of_the_generator_is_hit() -> None:
    assert reasons(SINGLE, GUARDED) == ["档案记为无自备电源"]


def test_an_archive_without_a_statement_on_generators_is_clean() -> None:
    assert reasons("0 | 02 | - | 1 | 11", GUARDED) == []


def test_no_agreement_or_an_unknown_one_is_hit() -> None:
    for agreement in "否-":
        assert reasons(OWN, f"02 | 1 | 是 | {agreement} | 2025-06-01 | 200") == ["自备电源无协议"]


def test_no_switching_device_is_hit_and_an_unknown_one_is_not() -> None:
    assert reasons(OWN, "02 | 1 | 否 | 是 | 2025-06-01 | 200") == ["自备电源无切换装置"]
    assert reasons(OWN, "02 | 1 | - | 是 | 2025-06-01 | 200") == []


def test_a_test_of_exactly_twelve_months_ago_is_clean_and_a_day_more_is_not() -> None:
    assert reasons(OWN, "02 | 1 | 是 | 是 | 2024-11-01 | 200", as_of="2025-11-01") == []
    assert reasons(OWN, "02 | 1 | 是 | 是 | 2024-10-31 | 200", as_of="2025-11-01") == ["闭锁试验超期"]


def test_a_leap_day_falls_due_on_the_last_of_february() -> None:
    assert reasons(OWN, "02 | 1 | 是 | 是 | 2024-02-29 | 200", as_of="2025-02-28") == []
    assert reasons(OWN, "02 | 1 | 是 | 是 | 2024-02-29 | 200", as_of="2025-03-01") == ["闭锁试验超期"]


def test_an_unknown_test_date_is_not_judged() -> None:
    assert reasons(OWN, "02 | 1 | 是 | 是 | - | 200") == []


def test_a_generator_that_only_the_archive_knows_is_hit() -> None:
    assert reasons(OWN) == ["自备电源未登记"]
    for flag in ("01", "-"):
        assert reasons(OWN, f"{flag} | 1 | 是 | 是 | 2025-06-01 | 0") == ["自备电源未登记"]


def test_guards_are_not_asked_for_where_there_is_no_generator() -> None:
    assert reasons(SINGLE, "01 | - | 否 | 否 | 2020-01-01 | 0") == []


def test_a_registered_dual_source_customer_without_lock_is_hit() -> None:
    for sources in "23":
        assert reasons(f"0 | 01 | 01 | {sources} | 21", "01 | - | - | 否 | - | -") == ["双电源无闭锁"]
    assert reasons(DUAL, "01 | 4 | - | 否 | - | -") == []


def test_an_unregistered_dual_source_customer_is_hit_where_the_register_lists_others() -> None:
    others = company(DUAL).replace("02 | 02 | 1 | 11", "02 | 02 | 2 | 21")
    [hit] = found(self_generation_unguarded, others)
    assert (hit["object_id"], hit["reason"]) == ("0000000001", "双电源未登记")
    assert reasons(DUAL) == []


def test_sources_that_are_never_switched_need_no_lock() -> None:
    for mode in ("25", "26"):
        assert reasons(f"0 | 01 | 01 | 2 | {mode}", "01 | - | - | 否 | - | -") == []
    assert reasons("0 | 01 | 01 | 2 | -", "01 | - | - | 否 | - | -") == ["双电源无闭锁"]


def test_a_single_source_needs_no_lock() -> None:
    assert reasons(SINGLE, "01 | - | - | 否 | - | -") == []


def test_several_faults_of_one_customer_are_one_hit() -> None:
    [reason] = reasons("0 | 01 | 01 | 2 | 21", "02 | - | 否 | 否 | 2020-01-01 | 200")
    assert reason == (
        "档案记为无自备电源、自备电源无协议、自备电源无切换装置、自备电源无闭锁、闭锁试验超期、双电源无闭锁"
    )


def test_new_cancelled_and_check_customers_are_not_judged() -> None:
    for customer in ("1 | 02", "9 | 02", "0 | 00"):
        assert reasons(f"{customer} | 02 | 1 | 11") == []
    assert reasons("- | 02 | 02 | 1 | 11") == ["自备电源未登记"]


def test_without_the_register_the_check_is_off() -> None:
    rows = drawn(TABLES)
    assert self_generation_unguarded.missing(filled({"customers": rows["customers"]})) == ["self_generation"]


def test_columns_without_any_value_switch_their_own_branch_off() -> None:
    rows = drawn(company(DUAL, "02 | - | - | - | - | 5", others="0000000009 | 02 | - | - | - | - | 200"))
    tables = delivered(self_generation_unguarded, rows)
    hits = self_generation_unguarded(tables).to_pyarrow().to_pylist()
    assert [(hit["object_id"], hit["reason"]) for hit in hits] == [("0000000001", "档案记为无自备电源")]
    assert len(tables.notes) == 4
