from datetime import date

from analytics.checks.archive.pro_10_temporary_supply_overdue import temporary_supply_overdue
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = temporary_supply_overdue
hits = finder(CHECK, as_of="2025-11-01")


def customers(*rows: str) -> str:
    """Each row: number | flag | due | built | powered | status."""
    header = "cons_no | tmp_flag | tmp_due_date | build_date | power_on_date | status_code"
    return "\n".join(["customers", header, *rows])


def presumed(built: str) -> str:
    return customers(f"1 | 01 | - | {built} | - | 0")


TABLES = customers("1 | 01 | 2025-10-31 | 2020-01-01 | - | 0", "9 | 03 | - | 2020-01-01 | 2020-02-01 | 0")
BOUNDARIES = {
    "term_months": Boundary(
        presumed,
        # from 2024-06-01 on 36 months, before that 6
        {"2024-05-31": True, "2024-06-01": False, "2025-10-31": False},
        own=12,
        answers_to_own={"2024-10-31": True, "2024-11-01": False, "2024-11-02": False},
    ),
}


def test_a_temporary_supply_is_overdue_the_day_after_it_was_to_end() -> None:
    rows = customers(
        "1 | 01 | 2025-10-31 | 2025-01-01 | - | 0",
        "2 | 01 | 2025-11-01 | 2025-01-01 | - | 0",
        "3 | 02 | 2025-10-30 | - | - | 2",
        "4 | 03 | 2025-10-01 | - | - | 0",
    )
    found = hits(rows)
    assert [(hit["object_id"], hit["overdue_days"], hit["due_source"]) for hit in found] == [
        ("1", 1, "档案到期日期"),
        ("3", 2, "档案到期日期"),
    ]
    assert [hit["months"] for hit in found] == [None, None]  # nothing was added up
    assert (found[0]["object_type"], found[0]["period"], found[0]["amount_yuan"]) == (
        "customer",
        "202510",
        None,
    )


def test_without_an_agreed_end_the_term_of_the_rules_in_force_at_the_start_counts() -> None:
    rows = customers(
        "1 | 01 | - | 2023-08-31 | 2010-01-01 | 0",  # six months later there is no 31 February
        "2 | 01 | - | - | 2022-10-31 | 0",
        "3 | 01 | - | - | - | 0",
        "4 | 01 | - | 2025-05-02 | - | 0",
    )
    found = hits(rows)
    assert [(hit["object_id"], hit["due_date"], hit["months"], hit["due_source"]) for hit in found] == [
        ("1", date(2024, 2, 29), 6, "推定"),
        ("2", date(2023, 4, 30), 6, "推定"),
    ]


def test_only_customers_on_the_books_are_judged() -> None:
    rows = [f"{status} | 01 | 2025-01-01 | 2020-01-01 | - | {status}" for status in "0129"]
    assert [hit["object_id"] for hit in hits(customers(*rows))] == ["0", "2"]


def test_an_application_to_extend_or_end_it_is_only_a_hint() -> None:
    rows = [f"{number} | 01 | 2025-01-01 | 2020-01-01 | - | 0" for number in "12345"]
    applications = """

        applications
        cons_no | app_type | accept_time         | status | terminate_flag
        1       | 107      | 2025-10-01 09:00:00 | 01     | 否
        2       | 216      | 2025-10-01 09:00:00 | 02     | 否
        3       | 216      | 2025-10-01 09:00:00 | 03     | 否
        4       | 216      | 2025-11-02 09:00:00 | 01     | 否
        5       | 211      | 2025-10-01 09:00:00 | 01     | 否
    """
    assert {hit["object_id"]: hit["note"] for hit in hits(customers(*rows) + applications)} == {
        "1": "有临时用电延期申请,待核",
        "2": "有销户申请,待核",
        "3": None,
        "4": None,
        "5": None,
    }


def test_without_a_flag_the_check_is_off() -> None:
    known = {"cons_no": 1, "status_code": 1, "tmp_due_date": 1}
    assert CHECK.missing({"customers": known}) == ["customers.tmp_flag"]
