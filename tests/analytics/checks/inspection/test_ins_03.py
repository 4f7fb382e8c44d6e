from analytics.checks.inspection.ins_03_contract_not_archived import contract_not_archived
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = contract_not_archived
AS_OF = "2025-11-28"  # a Friday in a month without holidays
hits = finder(CHECK, as_of=AS_OF)
CUSTOMERS = """

    customers
    cons_no | status_code | cancel_date | cons_sort_code
    C0      | 0           | -           | 02
    C1      | 1           | -           | 03
    C2      | 2           | -           | 01
    C9      | 9           | 2025-11-20  | 02
    CA      | -           | 2025-11-20  | 02
    CB      | -           | -           | 02
    CC      | 0           | -           | 00
"""


def contracts(*rows: str) -> str:
    """Each row: number | customer | status | signed | archived; one archived contract beside them."""
    header = "contract_no | cons_no | status | sign_date | archived"
    return "\n".join(["contracts", header, "H0 | C0 | 2 | 2020-01-01 | 是", *rows]) + CUSTOMERS


def signed(day: str) -> str:
    return contracts(f"H1 | C0 | 2 | {day} | 否")


TABLES = signed("2025-11-20")
BOUNDARIES = {
    # the fifth working day before Friday the 28th is Friday the 21st
    "archiving_days": Boundary(
        signed,
        {"2025-11-24": False, "2025-11-21": False, "2025-11-20": True},
        own=10,
        answers_to_own={"2025-11-17": False, "2025-11-14": False, "2025-11-13": True},
    ),
}


def test_a_contract_not_archived_by_the_sixth_working_day_is_late() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("contract", "H1", "C0")
    assert (hit["days"], hit["limit_days"], hit["over_days"], hit["amount_yuan"]) == (6, 5, 1, None)


def test_days_off_do_not_count() -> None:
    # 2025-09-30 to 2025-10-13: the 9th, 10th, 11th (a worked Saturday) and 13th
    assert hits(signed("2025-09-30"), as_of="2025-10-13") == []
    assert [hit["days"] for hit in hits(signed("2025-09-28"), as_of="2025-10-13")] == [6]


def test_only_contracts_that_bind_somebody_are_judged() -> None:
    rows = [f"H{status} | C0 | {status} | 2025-11-03 | 否" for status in "1234"]
    assert [hit["object_id"] for hit in hits(contracts(*rows, "H5 | C0 | - | 2025-11-03 | 否"))] == [
        "H2",
        "H3",
        "H5",
    ]


def test_customers_who_are_gone_and_check_points_are_not_judged() -> None:
    rows = [f"H{who} | C{who} | 2 | 2025-11-03 | 否" for who in "0129ABCX"]
    assert [hit["object_id"] for hit in hits(contracts(*rows))] == ["H0", "H1", "H2", "HB"]


def test_nobody_knows_is_not_no_and_what_is_signed_later_is_not_signed() -> None:
    rows = ["H1 | C0 | 2 | 2025-11-03 | -", "H2 | C0 | 2 | 2025-12-01 | 否", "H3 | C0 | 2 | - | 否"]
    assert hits(contracts(*rows), as_of=AS_OF) == []


def test_a_contract_that_was_delivered_twice_is_found_once() -> None:
    rows = ["H1 | C0 | 2 | 2025-11-03 | 否", "H1 | C0 | 2 | 2025-11-04 | 否"]
    assert [str(hit["sign_date"]) for hit in hits(contracts(*rows))] == ["2025-11-03"]


def test_without_days_of_signing_or_the_flag_the_check_is_off() -> None:
    known = {"contract_no": 1, "cons_no": 1}
    customers = {"cons_no": 1}
    assert CHECK.missing({"contracts": known | {"sign_date": 1}, "customers": customers}) == [
        "contracts.archived"
    ]
    assert CHECK.missing({"contracts": known | {"archived": 1}, "customers": customers}) == [
        "contracts.sign_date"
    ]
