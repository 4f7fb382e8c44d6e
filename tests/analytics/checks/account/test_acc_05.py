from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.account.acc_05_false_collection import false_collection
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

HEADER = """payments
cons_no | charge_id | relate_id | charge_time | rcv_amt | charge_type | charge_emp | pay_mode | settle_mode | remark
other | other | other | 2020-01-01 | 1 | 10 | z | 0101 | 01 | -
"""


def received(
    name: str, when: str, yuan: str = "500.00", cons_no: str = "1", emp: str = "e1", **more: str
) -> str:
    return f"{cons_no} | {name} | - | {when} | {yuan} | 10 | {emp} | 0101 | {more.get('mode', '01')} | {more.get('remark', '-')}"


def reversed_(
    name: str, of: str, when: str, yuan: str = "-500.00", cons_no: str = "1", remark: str = "-"
) -> str:
    return f"{cons_no} | {name} | {of} | {when} | {yuan} | 20 | e1 | 0101 | 01 | {remark}"


TABLES = HEADER + "\n".join([received("a", "2025-09-28"), reversed_("b", "-", "2025-10-03")])


def payments(*rows: str) -> str:
    return HEADER + "\n".join(rows)


hits = finder(false_collection, payments)


def across(charged: str = "2025-09-28", back: str = "2025-10-03", **options: Any) -> list[dict[str, Any]]:
    return hits(received("a", charged), reversed_("b", "a", back), **options)


def taken_back(days: str) -> str:
    charged, back = days.split()
    return payments(received("a", charged), reversed_("b", "a", back))


BOUNDARIES = {
    "n": Boundary(
        taken_back,
        {
            "2025-08-27 2025-09-05": True,
            "2025-08-26 2025-09-05": True,
            "2025-08-25 2025-09-05": False,
        },
        own=5,
        answers_to_own={
            "2025-08-31 2025-09-04": True,
            "2025-08-31 2025-09-05": True,
            "2025-08-30 2025-09-05": False,
        },
    ),
    "from_day": Boundary(
        lambda day: taken_back(f"2025-09-{day} 2025-10-02"),
        {"24": False, "25": True, "26": True},
        own=27,
        answers_to_own={"26": False, "27": True, "28": True},
    ),
    "to_day": Boundary(
        lambda day: taken_back(f"2025-09-28 2025-10-{day}"),
        {"04": True, "05": True, "06": False},
        own=3,
        answers_to_own={"02": True, "03": True, "04": False},
    ),
}


def test_a_payment_of_the_months_end_taken_back_early_in_the_next_is_false() -> None:
    [hit] = across("2025-09-28 10:30:00", "2025-10-03 09:00:00")
    assert (hit["object_id"], hit["object_type"], hit["cons_no"]) == ("a", "payment", "1")
    assert (hit["reason"], hit["gap_days"], hit["period"]) == ("跨考核日冲正", 5, "202509")
    assert hit["amount_yuan"] == Decimal("500.00")


@pytest.mark.parametrize(
    ("charged", "back", "is_hit"),
    [
        ("2025-09-25", "2025-10-05", True),
        ("2025-09-24", "2025-10-04", False),
        ("2025-09-30", "2025-10-06", False),
        ("2025-08-25", "2025-09-05", False),
        ("2025-08-26", "2025-09-05", True),
        ("2025-09-25", "2025-09-30", False),
        ("2025-08-31", "2025-10-01", False),
        ("2024-12-31", "2025-01-01", True),
        ("2025-10-28", "2025-11-02", False),
    ],
)
def test_both_days_lie_at_the_boundary_of_the_month(charged: str, back: str, is_hit: bool) -> None:
    assert bool(across(charged, back)) == is_hit


@pytest.mark.parametrize(
    "back",
    [
        reversed_("b", "a", "2025-10-03", "-499.99"),
        reversed_("b", "x", "2025-10-03"),
        reversed_("b", "a", "2025-10-03", cons_no="2"),
        reversed_("b", "a", "2025-10-03", "500.00"),
        reversed_("b", "a", "2025-10-03").replace("| 20 |", "| 30 |"),
    ],
)
def test_what_takes_nothing_back_in_full_is_no_pair(back: str) -> None:
    assert hits(received("a", "2025-09-28"), back) == []


def test_a_reversal_without_a_reference_takes_back_the_last_equal_payment_before_it() -> None:
    rows = [
        received("a", "2025-09-20"),
        received("b", "2025-09-28"),
        received("c", "2025-09-29", "400"),
        received("d", "2025-10-04"),
        received("e", "2025-09-29", cons_no="2"),
        reversed_("r", "-", "2025-10-03"),
    ]
    [hit] = hits(*rows)
    assert (hit["object_id"], hit["note"]) == ("b", "关联为空,按同户等额配对")


def test_a_payment_that_another_reversal_names_is_not_taken_back_twice() -> None:
    rows = [received("a", "2025-09-26"), received("b", "2025-09-28")]
    rows += [reversed_("r", "b", "2025-10-02"), reversed_("s", "-", "2025-10-03")]
    assert [(hit["object_id"], hit["reversal_charge_id"]) for hit in hits(*rows)] == [("a", "s"), ("b", "r")]


def test_one_payment_is_one_hit_however_often_it_is_taken_back() -> None:
    rows = [received("a", "2025-09-28"), reversed_("b", "a", "2025-10-02"), reversed_("c", "a", "2025-10-03")]
    assert [hit["reversal_charge_id"] for hit in hits(*rows)] == ["b"]


@pytest.mark.parametrize(("second", "is_hit"), [("2025-04-10", True), ("2025-04-11", False)])
def test_two_pairs_of_a_customer_within_thirty_days_are_false(second: str, is_hit: bool) -> None:
    rows = [received("a", "2025-03-10"), reversed_("b", "a", "2025-03-11")]
    rows += [received("c", "2025-04-09"), reversed_("d", "c", second)]
    found_now = hits(*rows)
    assert [hit["object_id"] for hit in found_now] == ["a", "c"] * is_hit
    assert {hit["reason"] for hit in found_now} == ({"同户 30 日内多次收费冲正"} if is_hit else set())


def test_pairs_of_different_customers_do_not_add_up() -> None:
    rows = [received("a", "2025-03-10"), reversed_("b", "a", "2025-03-11")]
    rows += [received("c", "2025-03-10", cons_no="2"), reversed_("d", "c", "2025-03-11", cons_no="2")]
    assert hits(*rows) == []


@pytest.mark.parametrize("remark", ["误收,退回", "客户错户", "更正"])
def test_a_mistake_that_the_remark_admits_is_no_fraud(remark: str) -> None:
    assert hits(received("a", "2025-09-28"), reversed_("b", "a", "2025-10-03", remark=remark)) == []
    assert hits(received("a", "2025-09-28", remark=remark), reversed_("b", "a", "2025-10-03")) == []


@pytest.mark.parametrize(
    ("again", "is_hit"),
    [
        (received("c", "2025-10-03 11:00:00", cons_no="2"), False),
        (received("c", "2025-10-03 09:00:00", cons_no="2"), True),
        (received("c", "2025-10-04 11:00:00", cons_no="2"), True),
        (received("c", "2025-10-03 11:00:00", cons_no="2", emp="e2"), True),
        (received("c", "2025-10-03 11:00:00", "499", cons_no="2"), True),
        (received("c", "2025-10-03 11:00:00"), True),
    ],
)
def test_a_payment_moved_to_the_right_customer_on_the_same_day_is_a_correction(
    again: str, is_hit: bool
) -> None:
    back = reversed_("b", "a", "2025-10-03 10:00:00")
    assert bool(hits(received("a", "2025-09-28"), back, again)) == is_hit


def test_card_payments_are_marked() -> None:
    [hit] = hits(received("a", "2025-09-28", mode="05"), reversed_("b", "a", "2025-10-03"))
    assert hit["note"] == "POS 机刷卡"


def test_without_references_the_run_says_that_amounts_are_matched() -> None:
    seen = delivered(false_collection, drawn(HEADER.replace("other | other | other", "other | other | -")))
    false_collection(seen)
    assert seen.notes == ["关联收费标识整列为空,按同户等额配对冲正"]


def test_without_kind_time_or_amount_it_is_off() -> None:
    filled = {"payments": {"cons_no": 1, "charge_id": 1}}
    missing = ["payments.charge_time", "payments.rcv_amt", "payments.charge_type"]
    assert false_collection.missing(filled) == missing


@pytest.mark.parametrize(
    ("mode", "emp", "back", "is_hit"),
    [
        ("0203", "-", "09", False),
        ("020201", "-", "09", False),
        ("0203", "-", "10", True),
        ("0203", "e1", "09", True),
        ("0201", "-", "09", True),
    ],
)
def test_deductions_that_the_bank_returned_the_same_day_are_no_circle(
    mode: str, emp: str, back: str, is_hit: bool
) -> None:
    rows: list[str] = []
    for name, month in (("a", "2025-04"), ("b", "2025-05")):
        rows.append(f"1 | {name} | - | {month}-09 | 500 | 10 | {emp} | {mode} | 09 | -")
        rows.append(f"1 | -{name} | {name} | {month}-{back} | -500 | 20 | {emp} | {mode} | 09 | -")
    assert [hit["object_id"] for hit in hits(*rows)] == ["a", "b"] * is_hit
