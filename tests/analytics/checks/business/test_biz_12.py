from datetime import date
from decimal import Decimal

import pytest

from analytics.checks.business.biz_12_reliability_fee import reliability_fee_not_as_owed
from tests.boundaries import Boundary, varied
from tests.drawn import finder

CHECK = reliability_fee_not_as_owed
ELSEWHERE = "Z | Z | 02 | 5 | 5 | - | 2025-01-01"  # the company does keep such fees


def fees(*rows: str) -> str:
    """Each row: application | customer | kind | owed | received | refunded | date."""
    header = "app_no | cons_no | fee_type | std_amt | rcved_amt | refund_amt | date | org_code"
    return "\n".join(["business_fees", header, *(f"{row} | 3340101" for row in rows)])


def application(
    status: str = "02", supplied: str = "2025-07-01", kind: str = "111 | 04 | AC00101 | 403 | 2"
) -> str:
    """`kind`: type | class | voltage | use | sources."""
    header = "app_no | cons_no | org_code | accept_time | total_cap | status | power_date"
    header += " | app_type | cust_class | volt_code | elec_type_code | source_count"
    row = f"A | C | 3340101 | 2025-05-02 09:00:00 | 630 | {status} | {supplied} | {kind}"
    return "\n".join(["\n\napplications", header, row])


def customer(supply_mode: str) -> str:
    return f"\n\ncustomers\ncons_no | supply_mode\nC | {supply_mode}"


hits = finder(CHECK)
TABLES = fees("A | C | 02 | 66150 | 60000 | - | 2025-05-06") + application()
BOUNDARIES = {
    "tol": Boundary(
        varied(TABLES, "business_fees.rcved_amt"),
        {"66148.99": True, "66149.00": False, "66151.00": False},
        own=10,
        answers_to_own={"66139.99": True, "66140.00": False, "66149.00": False},
    ),
}


def test_what_was_kept_less_than_owed_is_the_amount() -> None:
    rows = ("A | C | 02 | 60000 | 60000 | 500 | 2025-05-06", "A | C | 02 | 6150 | - | - | 2025-06-06")
    [hit] = hits(fees(*rows) + application())
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "A", "C")
    assert (hit["org_code"], hit["period"], hit["kind"]) == ("3340101", "202505", "A 应收与实收不符")
    assert (hit["std_yuan"], hit["rcved_yuan"], hit["refunded_yuan"]) == (66150, 60000, 500)
    assert (hit["kept_yuan"], hit["amount_yuan"]) == (59500, Decimal("6650.00"))
    assert (hit["total_cap"], hit["source_count"]) == (630, "2")
    assert hit["details"] == "2025-05-06 应收60,000 实收60,000 退500;2025-06-06 应收6,150 实收0 退0"


def test_too_much_is_negative_and_a_refund_may_have_either_sign() -> None:
    assert [hit["amount_yuan"] for hit in hits(fees("A | C | 02 | 100 | 300 | - | 2025-05-06"))] == [-200]
    for refund in ("200", "-200"):
        assert hits(fees(f"A | C | 02 | 100 | 300 | {refund} | 2025-05-06")) == []


def test_a_fee_without_an_application_is_the_customers() -> None:
    rows = fees("- | C | 02 | 900 | 100 | - | 2025-05-06", "- | D | 02 | 900 | 900 | - | 2025-05-06")
    [hit] = hits(rows)
    assert (hit["object_type"], hit["object_id"], hit["period"]) == ("customer", "C", "202505")


@pytest.mark.parametrize(
    "row",
    [
        "A | C | 02 | - | 300 | - | 2025-05-06",
        "A | C | 01 | 100 | 300 | - | 2025-05-06",
        "A | C | 02 | 100 | 300 | - | 2026-05-06",
    ],
)
def test_unknown_dues_other_fees_and_later_ones_are_not_compared(row: str) -> None:
    assert hits(fees(row, ELSEWHERE)) == []


def test_without_a_date_a_fee_counts_once_power_is_on_and_never_of_what_was_given_up() -> None:
    unpaid = fees("A | C | 02 | 100 | - | - | -", ELSEWHERE)
    assert len(hits(unpaid + application())) == 1
    assert hits(unpaid + application(status="01", supplied="-")) == []
    assert hits(unpaid + application(status="01", supplied="2026-01-01")) == []
    assert hits(unpaid + application(status="03")) == []


@pytest.mark.parametrize(
    ("kind", "is_hit"),
    [
        ("111 | 04 | AC00101 | 403 | -", True),
        ("104 | 03 | AC00101 | 403 | 3", True),
        ("110 | - | AC00101 | 403 | 2", True),
        ("111 | 03 | AC00101 | 403 | 1", False),
        ("203 | 04 | AC00101 | 403 | 2", False),
        ("111 | 04 | AC00101 | 202 | 2", False),
        ("111 | 04 | AC00101 | 301 | 2", False),
        ("111 | 04 | AC01101 | 100 | 2", True),
        ("111 | 04 | AC02201 | 100 | 2", False),
    ],
)
def test_several_sources_without_any_fee_are_found_but_for_the_exempt(kind: str, is_hit: bool) -> None:
    found = hits(fees(ELSEWHERE) + application(kind=kind))
    assert [(hit["kind"], hit["amount_yuan"]) for hit in found] == [("B 应收未立费", None)] * is_hit


@pytest.mark.parametrize("supplied", ["2003-12-31", "-", "2026-01-01"])
def test_before_the_fee_was_introduced_or_power_is_on_none_is_missed(supplied: str) -> None:
    assert hits(fees(ELSEWHERE) + application(supplied=supplied)) == []
    [hit] = hits(fees(ELSEWHERE) + application(supplied="2004-01-01"))
    assert hit["supply_date"] == date(2004, 1, 1)


def test_feeds_that_are_never_switched_owe_nothing_and_an_unknown_mode_is_to_be_looked_at() -> None:
    notes = {"21": None, "31": None, "-": "待核电气联络"}
    for mode, note in notes.items():
        [hit] = hits(fees(ELSEWHERE) + application() + customer(mode))
        assert hit["note"] == note
    for mode in ("11", "12", "25", "26"):
        assert hits(fees(ELSEWHERE) + application() + customer(mode)) == []


def test_a_fee_of_the_application_or_of_the_customer_without_one_was_fixed() -> None:
    for row in ("A | - | 02 | 5 | 5 | - | 2025-05-06", "- | C | 02 | 5 | 5 | - | 2025-05-06"):
        assert hits(fees(row) + application()) == []
    assert len(hits(fees("B | C | 02 | 5 | 5 | - | 2025-05-06") + application())) == 1


def test_where_no_such_fee_is_kept_at_all_nobody_lacks_one() -> None:
    assert hits(fees("A | C | 09 | 5 | 5 | - | 2025-05-06") + application()) == []
