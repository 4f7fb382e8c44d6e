from decimal import Decimal

import pytest

from analytics.checks.account.acc_14_bank_reconciliation import bank_reconciliation
from analytics.results.hit_words import arithmetic_of
from tests.drawn import delivered, drawn, finder

CHECK = bank_reconciliation
PAYMENTS = "payments\norg_code | cons_no | charge_id | relate_id | charge_time | rcv_amt | charge_type | pay_mode | settle_mode | cashchk_id"
REMITTANCES = "remittances\norg_code | cashchk_id | cashchk_amt | cashchk_date | acct_status | settle_mode"
CREDITS = "bank_credits\norg_code | bank_ref | credit_date | amount | cashchk_id | charge_id"
FIRST = "33401 | 0 | p0 | - | 2025-09-01 09:00:00 | 5 | 10 | 0203 | 09 | k0"
FIRST_SENT = "33401 | k0 | 5 | 2025-09-01 | 02 | 09"
FIRST_CREDIT, LAST_CREDIT = (
    f"33401 | {ref} | {day} | {yuan} | {batch} | -"
    for ref, day, yuan, batch in (("y0", "2025-09-01", "5", "k0"), ("y9", "2025-10-31", "-1", "-"))
)
AN_HOUR_LATER = "2025-10-20 11:00:00"


def paid(number: str, batch: str = "k1", yuan: str = "100", day: str = "2025-10-20", **other: str) -> str:
    row = {"relate_id": "-", "charge_type": "10", "pay_mode": "0203", "settle_mode": "09"} | other
    return (
        f"33401 | 1 | {number} | {row['relate_id']} | {day} | {yuan} | {row['charge_type']} | "
        f"{row['pay_mode']} | {row['settle_mode']} | {batch}"
    )


def sent(yuan: str = "100", day: str = "2025-10-20", number: str = "k1", status: str = "02") -> str:
    return f"33401 | {number} | {yuan} | {day} | {status} | 09"


def credit(
    yuan: str = "100", batch: str = "k1", charge: str = "-", day: str = "2025-10-21", ref: str = "y1"
) -> str:
    return f"33401 | {ref} | {day} | {yuan} | {batch} | {charge}"


def tables(payments: list[str], remittances: list[str], credits: list[str] | None) -> str:
    found = [
        "\n".join([PAYMENTS, FIRST, *payments]),
        "\n".join([REMITTANCES, FIRST_SENT, *remittances]),
    ]
    if credits is not None:
        found.append("\n".join([CREDITS, FIRST_CREDIT, LAST_CREDIT, *credits]))
    return "\n\n".join(found)


TABLES = tables(
    [paid("a"), paid("b", "-"), paid("c", "k2")],
    [sent("90"), sent("100", number="k2")],
    [credit("90"), credit("7", "-", ref="y2")],
)
hits = finder(CHECK, tables)


def test_what_a_bank_collected_and_nobody_remitted_is_a_problem() -> None:
    [hit] = hits([paid("a", "-", "100.50")], [], [])
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("payment", "a", "1")
    assert (hit["reason"], hit["amount_yuan"]) == ("银行类收费没有解款", Decimal("100.50"))
    assert (hit["period"], hit["org_code"]) == ("202510", "33401")


def test_a_payment_in_two_rows_is_one_payment() -> None:
    [hit] = hits([paid("a", "-", "60"), paid("a", "-", "40")], [], [])
    assert (hit["object_id"], hit["amount_yuan"], hit["taken_yuan"], hit["charges"]) == ("a", 100, 100, 1)
    assert hits([paid("a", yuan="60"), paid("a", yuan="40")], [sent()], [credit("100", "-", "a")]) == []


@pytest.mark.parametrize("batch", ["lost", "future"])
def test_a_number_that_nobody_remitted_by_the_day_is_no_remittance(batch: str) -> None:
    assert len(hits([paid("a", batch)], [sent(number="future", day="2025-11-03")], [])) == 1


# the working day after Thursday 2025-10-30 is the 31st, after the 31st Monday 2025-11-03
@pytest.mark.parametrize(("day", "is_hit"), [("2025-10-30", True), ("2025-10-31", False)])
def test_a_payment_has_a_working_day_to_be_remitted(day: str, is_hit: bool) -> None:
    assert bool(hits([paid("a", "-", day=day)], [], [])) == is_hit


@pytest.mark.parametrize(
    "other", [{"pay_mode": "0106"}, {"pay_mode": "0301", "settle_mode": "01"}, {"charge_type": "30"}]
)
def test_only_what_banks_collect_is_compared(other: dict[str, str]) -> None:
    assert hits([paid("a", "-", **other)], [], []) == []
    assert hits([paid("a", **other)], [sent("7")], [credit("7")]) == []


def test_payments_taken_back_before_they_were_remitted_do_not_count() -> None:
    pair = [paid("a", "-"), paid("r", "-", "-100", AN_HOUR_LATER, charge_type="20", relate_id="a")]
    assert hits(pair, [], []) == []


@pytest.mark.parametrize(("yuan", "amount"), [("149.99", "0.01"), ("150", None), ("150.01", "-0.01")])
def test_a_batch_must_be_what_was_remitted(yuan: str, amount: str | None) -> None:
    rows = [paid("a"), paid("b", yuan="80"), paid("c", yuan="-30", charge_type="20")]
    found_now = hits(rows, [sent(yuan)], [credit(yuan)])
    expected = [] if amount is None else [("k1", "批次收费与解款不等", Decimal(amount))]
    assert [(hit["object_id"], hit["reason"], hit["amount_yuan"]) for hit in found_now] == expected


def test_a_remittance_that_the_bank_does_not_have_is_a_problem() -> None:
    [hit] = hits([paid("a")], [sent()], [])
    assert (hit["object_id"], hit["reason"], hit["amount_yuan"]) == ("k1", "营销有银行无", 100)
    assert hit["missing"] == "银行没有入账"
    assert hits([paid("a")], [sent()], [credit()]) == []
    assert len(hits([paid("a")], [sent()], [credit(day="2025-11-02")])) == 1


@pytest.mark.parametrize(
    ("day", "is_hit"), [("2025-10-30", True), ("2025-10-31", False), ("2025-08-29", False)]
)
def test_the_bank_has_a_working_day_and_is_asked_only_for_days_that_it_delivered(
    day: str, is_hit: bool
) -> None:
    assert bool(hits([paid("a", day=day)], [sent(day=day)], [])) == is_hit


@pytest.mark.parametrize(
    ("credits", "amount"),
    [
        ([credit("99.99")], "0.01"),
        ([credit("100.01")], "-0.01"),
        ([credit(), credit("-100", ref="y2")], "100.00"),
        ([credit("60"), credit("40", ref="y2")], None),
        ([credit("60", "-", "a")], "40.00"),
        ([credit("100", "-", "a")], None),
    ],
)
def test_what_the_bank_credits_for_a_batch_or_its_payments_must_be_what_was_remitted(
    credits: list[str], amount: str | None
) -> None:
    found_now = hits([paid("a")], [sent()], credits)
    expected = [] if amount is None else [("k1", "银行入账与解款不等", Decimal(amount))]
    assert [(hit["object_id"], hit["reason"], hit["amount_yuan"]) for hit in found_now] == expected


def test_of_a_batch_that_is_wrong_on_both_sides_the_bank_counts() -> None:
    [hit] = hits([paid("a", yuan="120")], [sent("100")], [credit("90")])
    assert (hit["reason"], hit["amount_yuan"], hit["taken_yuan"]) == ("银行入账与解款不等", 10, 120)
    assert arithmetic_of(hit | {"check_code": "ACC-14"}) == [
        "批次差额 = 批次收费合计 − 解款金额 = 120 − 100 = 20 元",
        "银行差额 = 解款金额 − 银行入账合计 = 100 − 90 = 10 元",
        "单边额 = 10 元(正为银行未到,负为银行多到)",
    ]


@pytest.mark.parametrize(
    ("entry", "is_hit"),
    [
        (credit("7.50", "-"), True),
        (credit("7.50", "nobody"), True),
        (credit("7.50", "-", "nobody"), True),
        (credit("7.50", "-", "z"), False),
        (credit("-7.50", "-"), False),
        (credit("7.50", "-", day="2025-10-31"), False),
        (credit("7.50", "-", day="2025-08-31"), False),
    ],
)
def test_what_the_bank_has_and_nobody_booked_is_a_problem(entry: str, is_hit: bool) -> None:
    booked = paid("z", "k0", "0", "2025-09-01 09:30:00")
    found_now = hits([booked], [], [entry])
    expected = [("y1", "银行有营销无", Decimal("-7.50"))] * is_hit
    assert [(hit["object_id"], hit["reason"], hit["amount_yuan"]) for hit in found_now] == expected


def test_what_the_bank_has_of_a_batch_that_only_payments_name_was_booked() -> None:
    found_now = hits([paid("a", "lost")], [], [credit("100", "lost")])
    assert [(hit["object_id"], hit["reason"]) for hit in found_now] == [("a", "银行类收费没有解款")]


@pytest.mark.parametrize(("status", "is_hit"), [("02", True), ("01", False)])
def test_without_the_banks_entries_a_remittance_of_no_payment_is_what_nobody_booked(
    status: str, is_hit: bool
) -> None:
    found_now = hits([], [sent("55", status=status)], None)
    assert [(hit["object_id"], hit["amount_yuan"]) for hit in found_now] == [("k1", -55)] * is_hit
    assert hits([paid("a")], [sent()], None) == []


def test_without_the_banks_entries_it_says_so() -> None:
    seen = delivered(CHECK, drawn(tables([paid("a")], [sent()], None)))
    CHECK(seen)
    assert seen.notes == ["缺银行到账,不对银行;已入帐而没有任何收费的解款代替银行有营销无"]


@pytest.mark.parametrize(("settle_mode", "is_hit"), [("0401", False), ("09", True)])
def test_an_acceptance_that_the_bank_has_not_paid_yet_is_not_missing(settle_mode: str, is_hit: bool) -> None:
    batch = sent().removesuffix("09") + settle_mode
    assert bool(hits([paid("a", settle_mode=settle_mode)], [batch], [])) == is_hit
