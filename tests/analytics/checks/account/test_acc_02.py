from decimal import Decimal

import pytest

from analytics.checks.account.acc_02_takings_not_remitted import takings_not_remitted
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = takings_not_remitted
PAYMENTS = "payments\norg_code | cons_no | charge_id | charge_time | rcv_amt | charge_type | cashchk_id"
REMITTANCES = "remittances\ncashchk_id | cashchk_date\nk0 | 2025-09-01"


def paid(
    yuan: str,
    batch: str = "-",
    day: str = "2025-10-17",
    kind: str = "10",
    org: str = "33401",
    number: str = "a",
) -> str:
    return f"{org} | 1 | {number} | {day} | {yuan} | {kind} | {batch}"


def tables(*payments: str, sent: str = "2025-10-20") -> str:
    first = paid("5", "k0", "2025-09-01", number="p0")
    return "\n".join([PAYMENTS, first, *payments]) + f"\n\n{REMITTANCES}\nk1 | {sent}"


# Friday the 17th may wait until Monday the 20th
TABLES = tables(paid("100"), paid("900", "k1", number="b"))
hits = finder(CHECK, tables)
BOUNDARIES = {
    "target": Boundary(
        lambda yuan: tables(paid(yuan), paid("90", "k1", number="b")),
        {"0": False, "0.01": True, "1": True},
        own=0.9,
        answers_to_own={"9.99": False, "10.00": False, "10.01": True},
        is_apart=True,
    ),
    "d": Boundary(
        lambda day: tables(paid("100", "k1"), sent=day),
        {"2025-10-17": False, "2025-10-20": False, "2025-10-21": True},
        own=3,
        answers_to_own={"2025-10-21": False, "2025-10-22": False, "2025-10-23": True},
        is_apart=True,
    ),
}


def test_a_unit_that_keeps_takings_is_a_problem() -> None:
    [hit] = hits(paid("100.50"), paid("900", "k1", number="b"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("org", "33401", None)
    assert (hit["reason"], hit["amount_yuan"], hit["period"]) == ("上缴率低", Decimal("100.50"), "202510")
    assert (hit["taken_yuan"], hit["rate"]) == (Decimal("1000.50"), Decimal("89.96"))  # 900 / 1000.50


def test_a_rate_just_below_the_target_does_not_look_like_it() -> None:
    [hit] = hits(paid("2.50"), paid("99997.50", "k1", number="b"))
    assert (hit["reason"], hit["rate"]) == ("上缴率低", Decimal("99.9975"))


def test_a_payment_in_two_rows_is_counted_once() -> None:
    [hit] = hits(paid("60"), paid("40"), paid("900", "k1", number="b"))
    assert (hit["unsent"], hit["unsent_yuan"]) == (1, 100)


def test_what_came_late_has_no_amount_but_is_counted() -> None:
    [hit] = hits(paid("100", "k1"), paid("50", "k1", number="b"), sent="2025-10-21")
    assert (hit["reason"], hit["amount_yuan"], hit["late"], hit["late_yuan"]) == ("有迟缴", None, 2, 150)


@pytest.mark.parametrize("batch", ["lost", "future", "-"])
def test_a_number_that_nobody_remitted_by_the_day_is_none(batch: str) -> None:
    [hit] = hits(paid("100", batch.replace("future", "k1")), sent="2025-11-03")
    assert (hit["unsent"], hit["rate"]) == (1, 0)


@pytest.mark.parametrize(
    "payment",
    [
        paid("100", day="2025-10-31"),
        paid("100", day="2025-09-30"),
        paid("100", kind="30"),
        paid("-100", kind="20"),
        paid("100", org="-"),
    ],
)
def test_what_is_not_due_another_month_transfers_and_refunds_alone_are_left_alone(payment: str) -> None:
    assert hits(payment) == []


def test_refunds_are_taken_off_on_both_sides() -> None:
    [hit] = hits(paid("100"), paid("-30", kind="20", number="b"), paid("30", "k1", number="c"))
    assert (hit["taken_yuan"], hit["unsent_yuan"], hit["amount_yuan"]) == (100, 70, 70)
    assert hits(paid("100"), paid("-100", kind="20", number="b"), paid("30", "k1", number="c")) == []


def test_units_are_looked_at_each_for_itself() -> None:
    assert [hit["object_id"] for hit in hits(paid("1"), paid("2", org="33402"))] == ["33401", "33402"]


def test_without_remittances_it_is_off() -> None:
    known = {"payments": dict.fromkeys(CHECK.needed["payments"], 1)}
    assert CHECK.missing(known) == ["remittances"]
