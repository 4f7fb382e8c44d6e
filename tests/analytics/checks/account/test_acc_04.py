from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.account.acc_04_cash_remitted_late import cash_remitted_late
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

CHECK = cash_remitted_late
PAYMENTS = "payments\norg_code | cons_no | charge_id | relate_id | charge_time | rcv_amt | charge_type | settle_mode | charge_emp | cashchk_id"
REMITTANCES = "remittances\ncashchk_id | cashchk_amt | cashchk_date"
# before the first payment of all and the working day after it nothing is known to be whole
FIRST = "33401 | 0 | p0 | - | 2025-09-01 09:00:00 | 5 | 10 | 01 | e0 | k0"


def paid(day: str, batch: str = "-", yuan: str = "100", number: str = "a", **other: str) -> str:
    row = {"relate_id": "-", "charge_type": "10", "settle_mode": "01", "charge_emp": "e1"} | other
    return (
        f"33401 | 1 | {number} | {row['relate_id']} | {day} | {yuan} | {row['charge_type']} | "
        f"{row['settle_mode']} | {row['charge_emp']} | {batch}"
    )


def tables(payments: list[str], *remittances: str) -> str:
    drawn_remittances = "\n".join([REMITTANCES, "k0 | 5 | 2025-09-01", *remittances])
    return "\n".join([PAYMENTS, FIRST, *payments]) + "\n\n" + drawn_remittances


# Friday 2025-10-17 to Monday 2025-10-20
TABLES = tables(
    [
        paid("2025-10-17", "k1"),
        paid("2025-10-20", yuan="6000", number="b"),
        paid("2025-10-21", "k2", "9", "c"),
    ],
    "k1 | 100 | 2025-10-21",
    "k2 | 10 | 2025-10-21",
)
hits = finder(CHECK, tables)


def of_staff(found_hits: list[dict[str, Any]]) -> bool:
    return any(hit["object_type"] == "staff" for hit in found_hits)


BOUNDARIES = {
    "d": Boundary(
        lambda day: tables([paid("2025-10-17", "k1")], f"k1 | 100 | {day}"),
        {"2025-10-17": False, "2025-10-20": False, "2025-10-21": True},
        own=3,
        answers_to_own={"2025-10-21": False, "2025-10-22": False, "2025-10-23": True},
    ),
    "lim": Boundary(
        lambda yuan: tables([paid("2025-10-31", yuan=yuan)]),
        {"4999.99": False, "5000.00": False, "5000.01": True},
        own=9000,
        answers_to_own={"8999.99": False, "9000.00": False, "9000.01": True},
        read=of_staff,
    ),
}


def test_cash_remitted_after_the_next_working_day_is_late() -> None:
    [hit] = hits([paid("2025-10-17", "k1", "100.50")], "k1 | 100.50 | 2025-10-22")
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("payment", "a", "1")
    assert (hit["reason"], hit["late_days"], str(hit["due"])) == ("现金迟解款", 2, "2025-10-20")
    assert (hit["amount_yuan"], hit["period"], hit["org_code"]) == (Decimal("100.50"), "202510", "33401")


def test_a_payment_in_two_rows_is_one_payment() -> None:
    two = [paid("2025-10-17", "k1", "60"), paid("2025-10-17", "k2", "40")]
    [hit] = hits(two, "k1 | 60 | 2025-10-21", "k2 | 40 | 2025-10-22")
    assert (hit["object_id"], hit["amount_yuan"], hit["charges"], hit["late_days"]) == ("a", 100, 1, 2)
    assert (hit["reason"], str(hit["cashchk_date"])) == ("现金迟解款", "2025-10-22")
    [hit] = hits([two[0], paid("2025-10-17", "-", "40")], "k1 | 60 | 2025-10-21")
    assert (hit["reason"], hit["amount_yuan"], hit["cashchk_date"]) == ("现金未解款", 100, None)


def test_days_too_late_are_days_of_the_calendar_and_the_limit_is_shown() -> None:
    thursday, saturday = "2025-10-16", "2025-10-18"
    [hit] = hits([paid(thursday, "k1")], f"k1 | 100 | {saturday}")
    assert (str(hit["due"]), hit["limit_days"], hit["late_days"]) == ("2025-10-17", 1, 1)


@pytest.mark.parametrize(
    ("as_of", "is_hit"), [("2025-10-18", False), ("2025-10-20", False), ("2025-10-21", True)]
)
def test_cash_of_a_friday_may_wait_until_monday(as_of: str, is_hit: bool) -> None:
    found_now = hits([paid("2025-10-17")], as_of=as_of)
    assert [hit["reason"] for hit in found_now] == ["现金未解款"] * is_hit


@pytest.mark.parametrize("batch", ["-", "lost", "future"])
def test_cash_is_on_hand_without_a_remittance_known_by_the_day(batch: str) -> None:
    [hit] = hits([paid("2025-10-17", batch)], "future | 100 | 2025-11-03")
    assert (hit["reason"], hit["cashchk_date"]) == ("现金未解款", None)


def test_a_number_from_before_the_first_remittance_delivered_is_not_judged() -> None:
    assert hits([paid("2025-08-29", "old")]) == []


@pytest.mark.parametrize(
    "other", [{"settle_mode": "09"}, {"charge_type": "30"}, {"charge_type": "20", "yuan": "-100"}]
)
def test_only_cash_that_was_received_counts(other: dict[str, str]) -> None:
    assert hits([paid("2025-10-17", **other)]) == []


def test_cash_that_was_given_back_is_not_missing() -> None:
    back = paid("2025-10-18", yuan="-100", number="r", relate_id="a", charge_type="20")
    assert hits([paid("2025-10-17"), back]) == []


def test_who_keeps_more_than_the_limit_of_days_is_named_once_a_month() -> None:
    rows = [
        paid("2025-10-30", yuan="3000", number="a"),
        paid("2025-10-30 15:00:00", yuan="2000.01", number="b"),
    ]
    rows += [paid("2025-10-31", yuan="7000", number="c"), paid("2025-10-29", "k1", "9000", "d")]
    [hit] = [hit for hit in hits(rows, "k1 | 9000 | 2025-10-29") if hit["object_type"] == "staff"]
    assert (hit["object_id"], hit["cons_no"], hit["period"]) == ("e1", None, "202510")
    assert (hit["amount_yuan"], hit["charges"]) == (Decimal("12000.01"), 3)
    assert hit["days_listed"] == "2025-10-30;2025-10-31"


def test_what_was_taken_on_the_day_itself_may_still_be_on_hand() -> None:
    assert hits([paid("2025-11-01", yuan="9000")]) == []


def test_a_remittance_that_is_not_what_was_taken_is_a_problem() -> None:
    rows = [
        paid("2025-10-20", "k1", "100"),
        paid("2025-10-20", "k1", "-30", "b", charge_type="20", relate_id="x"),
    ]
    [hit] = hits(rows, "k1 | 69.99 | 2025-10-20")
    assert (hit["object_id"], hit["object_type"], hit["cons_no"]) == ("k1", "payment", None)
    assert (hit["amount_yuan"], hit["taken_yuan"], hit["charges"]) == (Decimal("0.01"), 70, 2)
    assert hits(rows, "k1 | 70.00 | 2025-10-20") == []
    [hit] = hits(rows, "k1 | 70.01 | 2025-10-20")
    assert hit["amount_yuan"] == Decimal("-0.01")


def test_a_payment_taken_back_before_it_was_remitted_is_not_in_the_batch() -> None:
    rows = [paid("2025-10-20", "k1", "100"), paid("2025-10-20", "k1", "40", "b")]
    back = {"charge_type": "20", "relate_id": "b"}
    assert hits([*rows, paid("2025-10-20 11:00:00", "-", "-40", "r", **back)], "k1 | 100 | 2025-10-20") == []
    assert hits([*rows, paid("2025-10-21 11:00:00", "-", "-40", "r", **back)], "k1 | 140 | 2025-10-20") == []


def test_remittances_of_the_first_days_delivered_may_hold_more_than_was_delivered() -> None:
    rows = [paid("2025-09-02", "k1")]
    assert hits(rows, "k1 | 999 | 2025-09-02") == []
    assert len(hits(rows, "k1 | 999 | 2025-09-03")) == 1


def test_without_cashiers_nobody_is_named_and_that_is_said() -> None:
    text = tables([paid("2025-10-31", yuan="7000", charge_emp="-")]).replace("| e0 |", "| - |")
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == ["缺收费人员,不查收费员日未解款余额"]
    assert found(CHECK, text) == []
