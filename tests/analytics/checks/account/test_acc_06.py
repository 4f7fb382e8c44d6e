from decimal import Decimal

import pytest

from analytics.checks.account.acc_06_prepayment_moved import prepayment_moved
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

CHECK = prepayment_moved
HEADER = "payments\norg_code | cons_no | charge_id | relate_id | charge_time | rcv_amt | charge_type"
NAMES = "customers\ncons_no | cons_name\n1 | 甲厂\n2 | 乙厂\n3 | 甲厂"
DEPOSITS = "33401 | 1 | d1 | - | 2025-09-01 | 50000 | 10\n33401 | 2 | d2 | - | 2025-09-01 | 50000 | 10"


def moved(
    yuan: str,
    source: str = "d2",
    at: str = "2025-10-20 10:00:00",
    number: str = "a",
    to: str = "1",
    kind: str = "30",
) -> str:
    return f"33401 | {to} | {number} | {source} | {at} | {yuan} | {kind}"


def tables(*rows: str, names: str = NAMES) -> str:
    return "\n".join([HEADER, DEPOSITS, *rows]) + "\n\n" + names


TABLES = tables(moved("20000"), moved("5", number="b"))
hits = finder(CHECK, tables)
SECOND = moved("5", number="b", at="2025-10-20 16:00:00")

BOUNDARIES = {
    "amt": Boundary(
        lambda yuan: tables(moved(yuan)),
        {"9999.99": False, "10000.00": False, "10000.01": True},
        own=20000,
        answers_to_own={"19999.99": False, "20000.00": False, "20000.01": True},
    ),
    "times": Boundary(
        lambda count: tables(*(moved("5", number=f"m{n}") for n in range(count))),
        {1: 0, 2: 2, 3: 3},
        own=4,
        answers_to_own={3: 0, 4: 4, 5: 5},
        read=len,
    ),
}


def test_a_large_sum_moved_from_another_customer_is_a_problem() -> None:
    [hit] = hits(moved("10000.01"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("payment", "a", "1")
    assert (hit["from_cons_no"], hit["to_cons_no"], hit["moves"]) == ("2", "1", 1)
    assert (hit["reason"], hit["amount_yuan"]) == ("单笔超限额", Decimal("10000.01"))
    assert (hit["note"], hit["period"], hit["org_code"]) == ("须核审批", "202510", "33401")


def test_two_sums_moved_to_a_customer_on_one_day_are_both_problems() -> None:
    found_now = hits(moved("5"), SECOND)
    assert [(hit["object_id"], hit["reason"], hit["moves"]) for hit in found_now] == [
        ("a", "同户同日多笔转入", 2),
        ("b", "同户同日多笔转入", 2),
    ]


def test_a_transfer_in_two_rows_is_one_transfer() -> None:
    assert hits(moved("60"), moved("40")) == []
    [hit] = hits(moved("6000"), moved("4000.01"))
    assert (hit["reason"], hit["moves"], hit["amount_yuan"]) == ("单笔超限额", 1, Decimal("10000.01"))
    assert hits(moved("6000"), moved("4000.01", "d1")) == []  # of that the customer's own is no part


@pytest.mark.parametrize(
    "second",
    [
        moved("5", number="b", at="2025-10-21 00:00:00"),
        moved("5", number="b", to="2", source="d1"),
        moved("5", "d1", number="b"),
        moved("-5", number="b"),
    ],
)
def test_another_day_another_customer_and_an_own_prepayment_do_not_add_up(second: str) -> None:
    assert hits(moved("5"), second) == []


@pytest.mark.parametrize(
    "row",
    [
        moved("20000", "d1"),
        moved("-20000"),
        moved("20000", kind="10"),
        moved("20000", to="3", source="d1"),
        moved("20000", "lost"),
        moved("20000", at="2025-11-02"),
    ],
)
def test_own_money_one_owner_and_sources_that_were_not_delivered_are_left_alone(row: str) -> None:
    assert hits(row) == []


def test_money_from_nobody_knows_where_is_a_problem_and_says_so() -> None:
    [hit] = hits(moved("20000", "-"), moved("1", "d1", number="own"))
    assert (hit["from_cons_no"], hit["note"]) == (None, "须核审批、转出户不明")


def test_without_names_one_owner_cannot_be_told_and_that_is_said() -> None:
    text = tables(moved("20000", to="3", source="d1"), names="customers\ncons_no | cons_name\n3 | -")
    assert len(found(CHECK, text)) == 1
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == ["缺用户名称,集团客户合并结算剔不出去"]


def test_without_references_it_is_off() -> None:
    known = {"cons_no": 1, "charge_id": 1, "charge_time": 1, "rcv_amt": 1, "charge_type": 1}
    assert CHECK.missing({"payments": known}) == ["payments.relate_id"]
