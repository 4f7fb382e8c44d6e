from decimal import Decimal

import pytest

from analytics.checks.inspection.ins_14_passing_on import passing_on
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = passing_on
UNCONTRACTED, UNLAWFUL = "①转供户无委托转供电合同", "②擅自供出电源未结案"
# the company does close cases and has contracts of that kind
ELSEWHERE = "Z | v0 | 01 | 10 | 2025-01-02 09:00 | 2025-02-02 09:00 | 5 | 2500"
CONTRACT_ELSEWHERE = "Z | 05 | 2 | 01"


def company(
    *cases: str, transfer: str = "1", status: str = "0", sort: str = "01", contracts: tuple[str, ...] = ()
) -> str:
    """Draw one customer; a case is: number | attribute | category | begun | ended | kW | penalty."""
    rows = "\n".join([ELSEWHERE, *(f"C | {one}" for one in cases)])
    signed = "\n".join([CONTRACT_ELSEWHERE, *(f"C | {one}" for one in contracts)])
    return f"""
        customers
        cons_no | org_code | status_code | cons_sort_code | transfer_code
        C | 3340101 | {status} | {sort} | {transfer}

        contracts
        cons_no | contract_type | status | oper_type
        {signed}

        violations
        cons_no | app_no | attr | vtype | occur_time | end_time | viol_kw | penalty_amt
        {rows}"""


def case(kw: str = "20", penalty: str = "3000", ended: str = "-", number: str = "v1") -> str:
    return f"{number} | 01 | 10 | 2025-10-20 15:00 | {ended} | {kw} | {penalty}"


TABLES = company(case())
hits = finder(CHECK, company)
BOUNDARIES = {
    "kw_yuan": Boundary(
        lambda kw: company(case(kw, "1000")),
        {"1": Decimal("-500.00"), "2": Decimal("0.00"), "3": Decimal("500.00")},
        own=250,
        answers_to_own={"3": Decimal("-250.00"), "4": Decimal("0.00"), "5": Decimal("250.00")},
        read=lambda found: found[0]["amount_yuan"],
    ),
}


def test_a_customer_who_passes_on_without_contract_and_has_an_open_case_is_found_once() -> None:
    [hit] = hits(case())
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "C", "C")
    assert hit["reason"] == f"{UNCONTRACTED}、{UNLAWFUL}"
    assert (hit["viol_kw"], hit["kw_yuan"], hit["due_yuan"]) == (20, 500, Decimal("10000.00"))
    assert (hit["penalty_yuan"], hit["amount_yuan"]) == (Decimal("3000.00"), Decimal("7000.00"))
    assert hit["cases"] == "v1(2025-10-20 20 kW)"


@pytest.mark.parametrize(
    ("contract", "is_hit"),
    [
        ("05 | 2 | 01", False),
        ("05 | 3 | 03", False),
        ("05 | - | -", False),
        ("05 | 4 | 01", True),
        ("05 | 1 | 01", True),
        ("05 | 2 | 05", True),
        ("01 | 2 | 01", True),
        ("- | 2 | 01", False),
        ("- | 4 | 01", True),
    ],
)
def test_who_passes_on_needs_a_contract_for_it_that_is_in_force(contract: str, is_hit: bool) -> None:
    found = hits(contracts=(contract,))
    assert [(hit["reason"], hit["amount_yuan"]) for hit in found] == [(UNCONTRACTED, None)] * is_hit


@pytest.mark.parametrize("transfer", ["0", "2", "-"])
def test_who_does_not_pass_on_needs_no_contract(transfer: str) -> None:
    assert hits(transfer=transfer) == []


@pytest.mark.parametrize(
    ("row", "is_hit"),
    [
        (case(), True),
        (case(ended="2025-10-31 16:00"), False),
        (case(ended="2025-11-03 16:00"), True),
        (case().replace("01 | 10", "02 | 10"), False),
        (case().replace("01 | 10", "01 | 09"), False),
        (case().replace("10-20", "11-20"), False),
    ],
)
def test_an_open_case_of_passing_on_is_found_whatever_the_archive_says(row: str, is_hit: bool) -> None:
    assert [hit["reason"] for hit in hits(row, transfer="0")] == [UNLAWFUL] * is_hit


def test_what_is_due_and_charged_is_added_up_over_the_cases_whose_capacity_is_known() -> None:
    rows = case("10", "-"), case("-", "700", number="v2"), case("4.5", "3000", number="v3")
    [hit] = hits(*rows, transfer="0")
    assert (hit["viol_kw"], hit["penalty_yuan"]) == (Decimal("14.5"), Decimal("3000.00"))
    assert hit["amount_yuan"] == Decimal("4250.00")
    assert hit["cases"] == "v1(2025-10-20 10 kW);v2(2025-10-20);v3(2025-10-20 4.5 kW)"
    assert hits(case("-"), transfer="0")[0]["amount_yuan"] is None
    assert hits(case("0"), transfer="0")[0]["amount_yuan"] is None


def test_a_case_of_an_unknown_day_is_open_but_no_law_says_what_it_costs() -> None:
    unknown = case("9", "700", number="v2").replace("2025-10-20 15:00", "-")
    [hit] = hits(unknown, transfer="0")
    assert (hit["amount_yuan"], hit["cases"]) == (None, "v2(日期不明 9 kW)")
    [hit] = hits(case("10", "1000"), unknown, transfer="0")
    assert (hit["viol_kw"], hit["penalty_yuan"], hit["amount_yuan"]) == (10, 1000, Decimal("4000.00"))


def test_a_case_in_several_rows_is_open_as_long_as_one_is_and_its_capacity_counts_once() -> None:
    [hit] = hits(case("10", "1000", "2025-10-25 10:00"), case("10", "500"), transfer="0")
    assert (hit["viol_kw"], hit["penalty_yuan"], hit["amount_yuan"]) == (10, 1500, Decimal("3500.00"))


def test_only_customers_on_the_books_who_are_no_check_points_are_judged() -> None:
    assert [bool(hits(case(), status=status)) for status in ("0", "2", "9")] == [True, True, False]
    assert hits(case(), sort="00") == []


def test_where_no_contract_has_a_type_or_no_case_an_end_nobody_is_accused() -> None:
    untyped = company(transfer="1").replace("Z | 05", "Z | -")
    assert finder(CHECK)(untyped) == []
    endless = company(case(), transfer="0").replace("2025-02-02 09:00", "-")
    assert finder(CHECK)(endless) == []
