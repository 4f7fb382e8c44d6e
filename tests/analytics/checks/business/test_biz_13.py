from decimal import Decimal

import pytest

from analytics.checks.business.biz_13_wrong_fee import fee_wrongly_charged
from tests.drawn import finder

CHECK = fee_wrongly_charged
CANCELLED, UNKNOWN, DIFFERENT = "A 报装环节收取赔表费", "B 收费项目不在目录", "C 应收与实收不符"


def fees(*rows: str) -> str:
    """Each row: kind | owed | received | refunded | date, of application A of customer C."""
    header = "app_no | cons_no | org_code | fee_type | std_amt | rcved_amt | refund_amt | date"
    return "\n".join(["business_fees", header, *(f"A | C | 3340101 | {row}" for row in rows)])


def customer(powered: str) -> str:
    return f"\n\ncustomers\ncons_no | power_on_date\nC | {powered}\nZ | 2010-01-01"


def application(app_type: str, status: str = "02", given_up: str = "否") -> str:
    return f"\n\napplications\napp_no | app_type | status | terminate_flag\nA | {app_type} | {status} | {given_up}"


hits = finder(CHECK)
TABLES = fees(
    "05 | 300 | 300 | 50.5 | 2025-05-06",
    "88 | 100 | 100 | - | 2025-05-07",
    "09 | 80 | 20.01 | - | 2025-05-05",
) + application("102")


def kinds(data: str) -> list[tuple[str, Decimal]]:
    return [(hit["kinds"], hit["amount_yuan"]) for hit in hits(data)]


def test_all_that_is_wrong_with_the_fees_of_an_application_is_one_hit() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "A", "C")
    assert (hit["org_code"], hit["period"]) == ("3340101", "202505")
    assert hit["kinds"] == f"{CANCELLED};{UNKNOWN};{DIFFERENT}"
    assert (hit["fees"], hit["std_yuan"], hit["rcved_yuan"]) == (3, 480, Decimal("420.01"))
    assert hit["amount_yuan"] == Decimal("-289.51")  # -249.50 - 100 + 59.99
    assert hit["terms"] == "(应收80 − 实收20.01) + (退0 − 实收100) + (退50.5 − 实收300)"
    assert hit["details"].startswith("2025-05-05 其他 应收80 实收20.01 退0;")


@pytest.mark.parametrize(
    ("whose", "is_hit"),
    [
        (application("110"), True),
        (application("304"), False),
        (customer("2025-05-06"), True),
        (customer("2025-05-05"), False),
        (customer("-"), True),
        ("", False),
        (customer("2010-01-01") + application("101"), True),
    ],
)
def test_a_meter_may_not_be_charged_for_while_connecting(whose: str, is_hit: bool) -> None:
    assert kinds(fees("05 | 300 | 300 | - | 2025-05-06") + whose) == [(CANCELLED, -300)] * is_hit


@pytest.mark.parametrize(("day", "is_hit"), [("2021-02-28", False), ("2021-03-01", True), ("-", False)])
def test_before_it_was_abolished_or_on_an_unknown_day_it_might(day: str, is_hit: bool) -> None:
    assert bool(kinds(fees(f"05 | 300 | 300 | - | {day}") + application("101"))) == is_hit


@pytest.mark.parametrize("fee_type", ["05", "06"])
def test_what_was_paid_back_whole_is_no_longer_charged(fee_type: str) -> None:
    for refund, left in (("300", None), ("-300", None), ("299.99", Decimal("-0.01"))):
        found = hits(fees(f"{fee_type} | 300 | 300 | {refund} | 2025-05-06") + application("101"))
        assert [hit["amount_yuan"] for hit in found] == ([left] if left else [])


def test_what_rows_of_their_own_paid_back_in_full_is_no_problem() -> None:
    refund = ["05 | 300 | 300 | - | 2025-05-06", "05 | - | - | 300 | 2025-06-06"]
    red = ["88 | 100 | 100 | - | 2025-05-07", "88 | -100 | -100 | - | 2025-05-08"]
    assert kinds(fees(*refund, *red) + application("102")) == []
    part = [refund[0], "05 | - | - | 299.99 | 2025-06-06"]
    assert [kind for kind, _ in kinds(fees(*part) + application("102"))] == [CANCELLED]


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ("01 | 100 | 99.99 | -", None),
        ("01 | 100 | 99.98 | -", "0.02"),
        ("04 | 100 | 100.01 | -", None),
        ("04 | 100 | 100.02 | -", "-0.02"),
        ("05 | 100 | 0 | -", "100"),
        ("09 | 100 | 160 | 50", "-10"),
        ("09 | 100 | 160 | 60", None),
        ("04 | 100 | 100 | 100", None),
        ("04 | 100 | 160 | 160", None),
        ("09 | - | 160 | -", None),
        ("02 | 100 | 160 | -", None),
        ("03 | 100 | 160 | -", None),
    ],
)
def test_what_was_received_is_held_to_what_was_owed(row: str, amount: str | None) -> None:
    found = kinds(fees(f"{row} | 2025-05-06") + customer("2010-01-01"))
    assert found == ([(DIFFERENT, Decimal(amount))] if amount else [])


def test_what_was_paid_back_of_too_much_is_part_of_the_sum() -> None:
    [hit] = hits(fees("09 | 100 | 160 | 50 | 2025-05-06"))
    assert (hit["terms"], hit["amount_yuan"]) == ("(应收100 − 实收160 + 退50)", -10)


def test_less_than_owed_is_excused_while_nothing_is_due_yet_or_what_was_asked_for_was_given_up() -> None:
    waiting = "09 | 100 | 0 | - | -"
    assert kinds(fees(waiting) + application("101", "01")) == []
    assert kinds(fees(waiting) + application("101", "02")) == [(DIFFERENT, 100)]
    assert kinds(fees("09 | 100 | 1 | - | -") + application("101", "01")) == [(DIFFERENT, 99)]
    for gone in (application("101", "03"), application("101", "01", "是")):
        assert kinds(fees("09 | 100 | 0 | - | 2025-05-06") + gone) == []
        assert kinds(fees("09 | 100 | 300 | - | 2025-05-06") + gone) == [(DIFFERENT, -200)]


def test_fees_without_an_application_are_the_customers_and_later_ones_are_not_there_yet() -> None:
    loose = fees("88 | 5 | 5 | - | 2025-05-06", "88 | 7 | 7 | - | 2025-12-06").replace("A | C", "- | C")
    [hit] = hits(loose)
    assert (hit["object_type"], hit["object_id"], hit["amount_yuan"]) == ("customer", "C", -5)
