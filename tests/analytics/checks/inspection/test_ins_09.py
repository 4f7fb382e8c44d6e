from decimal import Decimal

import pytest

from analytics.checks.inspection.ins_09_case_not_closed import case_not_closed
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

CHECK = case_not_closed
CASES = "violations\norg_code | cons_no | app_no | attr | occur_time | end_time | add_amt | penalty_amt"
OWED = "receivables\ncons_no | rcvbl_ym | amt_type | rcvbl_amt | rcved_amt | owe_amt | settle_flag | penalty_start | release_date"
CLOSED = "33401 | 9 | v9 | 01 | 2025-01-01 09:00:00 | 2025-05-01 | 1 | 1"


def case(
    number: str = "v1", occurred: str = "2025-09-20 15:00:00", ended: str = "-", added: str = "100"
) -> str:
    return f"33401 | 1 | {number} | 02 | {occurred} | {ended} | {added} | 300"


def owed(
    yuan: str = "80",
    kind: str = "0204",
    flag: str = "01",
    start: str = "2025-10-20",
    issued: str = "2025-09-20",
) -> str:
    return f"1 | 202509 | {kind} | 80 | 0 | {yuan} | {flag} | {start} | {issued}"


def tables(*cases: str, receivables: tuple[str, ...] = ()) -> str:
    return "\n".join([CASES, CLOSED, *cases]) + "\n\n" + "\n".join([OWED, *receivables])


TABLES = tables(case(), case("v2", ended="2025-10-01"), receivables=(owed(),))
hits = finder(CHECK, tables)
BOUNDARIES = {
    "n": Boundary(
        lambda day: tables(case(occurred=day)),
        {"2025-10-03 00:00:00": False, "2025-10-02 09:00:00": False, "2025-10-01 23:59:59": True},
        own=60,
        answers_to_own={"2025-09-03": False, "2025-09-02": False, "2025-09-01 23:59:59": True},
    ),
}


def test_a_case_still_open_after_a_month_is_a_problem() -> None:
    [hit] = hits(case())
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("case", "v1", "1")
    assert (hit["reason"], hit["days"], hit["amount_yuan"]) == ("超期未结案", 42, Decimal("400.00"))
    assert (hit["period"], hit["org_code"], hit["note"]) == ("202509", "33401", "是否移送公安须核")


@pytest.mark.parametrize(
    ("ended", "is_hit"), [("2025-10-31", False), ("2025-11-01 20:00:00", False), ("2025-11-02", True)]
)
def test_a_case_is_closed_by_the_day_or_it_is_not(ended: str, is_hit: bool) -> None:
    assert bool(hits(case(ended=ended))) == is_hit


def test_charges_that_are_empty_count_nothing_and_none_at_all_is_no_amount() -> None:
    [hit] = hits(case(added="-"))
    assert hit["amount_yuan"] == 300
    [hit] = hits(case(added="-").replace("| 300", "| -"))
    assert hit["amount_yuan"] is None


def test_a_case_in_two_rows_is_one_case_with_the_sum_of_both() -> None:
    [hit] = hits(case(added="100"), case(added="50.50"), case(added="50.50"))
    assert (hit["amount_yuan"], hit["add_amt"], hit["penalty_amt"]) == (
        Decimal("750.50"),
        Decimal("150.50"),
        600,
    )
    [hit] = hits(case(added="100", ended="2025-10-01"), case(added="50"))
    assert (hit["reason"], hit["amount_yuan"]) == ("超期未结案", 750)


def test_each_amount_is_explained_where_it_is_known() -> None:
    [hit] = hits(case(added="-"))
    assert arithmetic_of(hit | {"check_code": "INS-09"})[1:] == [
        "案件应收(未结的计此)= 追补电费 0 + 违约使用电费 300 = 300 元"
    ]
    unknown = case(added="-", ended="2025-10-01").replace("| 300", "| -")
    [hit] = hits(unknown, receivables=(owed(),))
    assert arithmetic_of(hit | {"check_code": "INS-09"})[1:] == [
        "窃电追补未收(已结的计此)= 80(2025-10-20 到期) = 80 元,最早 2025-10-20 到期"
    ]


def test_what_is_owed_for_theft_belongs_to_the_customers_last_case() -> None:
    cases = [case("v1", "2025-08-01", "2025-08-09"), case("v2", "2025-09-01", "2025-09-09")]
    [hit] = hits(*cases, receivables=(owed("80"), owed("20.50", flag="02")))
    assert (hit["object_id"], hit["reason"], hit["amount_yuan"]) == ("v2", "窃电追补未收", Decimal("100.50"))
    assert hit["owed_terms"] == "20.5(2025-10-20 到期) + 80(2025-10-20 到期)"


@pytest.mark.parametrize(
    ("receivable", "is_hit"),
    [
        (owed(flag="-"), True),
        (owed("-"), True),
        (owed(start="2025-11-01"), True),
        (owed(start="2025-11-02"), False),
        (owed(start="-", issued="2025-10-02"), True),
        (owed(start="-", issued="2025-10-03"), False),
        (owed(kind="0202"), False),
        (owed(flag="03"), False),
        (owed(flag="04"), False),
        (owed("0"), False),
    ],
)
def test_only_what_is_due_and_still_owed_for_theft_counts(receivable: str, is_hit: bool) -> None:
    closed = case(ended="2025-09-25")
    assert bool(hits(closed, receivables=(receivable,))) == is_hit


def test_of_an_open_case_all_of_it_counts_once() -> None:
    [hit] = hits(case(), receivables=(owed(),))
    assert (hit["reason"], hit["amount_yuan"], hit["owed_yuan"]) == ("超期未结案、窃电追补未收", 400, 80)


def test_without_receivables_it_says_so_and_without_ends_it_is_off() -> None:
    text = "\n".join([CASES, CLOSED, case()])
    assert len(found(CHECK, text)) == 1
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == ["缺应收电费,不查追补电费是否收回"]
    known = {"violations": {"app_no": 1, "cons_no": 1, "occur_time": 1}}
    assert CHECK.missing(known) == ["violations.end_time"]
