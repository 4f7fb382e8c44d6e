from decimal import Decimal

import pytest

from analytics.checks.account.acc_07_arrears import arrears
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

CHECK = arrears
OWED = "receivables\norg_code | cons_no | rcvbl_ym | amt_type | rcvbl_amt | rcved_amt | owe_amt | settle_flag"
BOOKS = "ledger_balances\norg_code | period | acct_code | ledger_level | close_bal"


def bill(
    owed: str, ym: str = "202510", yuan: str = "100", kind: str = "01", flag: str = "01", cons_no: str = "1"
) -> str:
    return f"33401 | {cons_no} | {ym} | {kind} | {yuan} | 0 | {owed} | {flag}"


def tables(*bills: str, due: str = "100000", previous: str = "100000", account: str = "1122") -> str:
    paid = f"33401 | 9 | 202510 | 01 | {due} | {due} | 0 | 03"
    return "\n".join([OWED, paid, *bills]) + f"\n\n{BOOKS}\n33401 | 202509 | {account} | 总账 | {previous}"


TABLES = tables(bill("100", "202507"), bill("-30", cons_no="2"))
hits = finder(CHECK, tables)
BOUNDARIES = {
    "k": Boundary(
        lambda ym: tables(bill("100", ym)),
        {"202509": False, "202508": False, "202507": True},
        own=5,
        answers_to_own={"202507": False, "202506": False, "202505": True},
    ),
    "p": Boundary(
        lambda yuan: tables(bill(yuan), previous="1000"),
        {"1499.99": False, "1500.00": False, "1500.01": True},
        own=1,
        answers_to_own={"1999.99": False, "2000.00": False, "2000.01": True},
        is_apart=True,
    ),
    "q": Boundary(
        lambda yuan: tables(bill(yuan, "202412"), due="100000"),
        {"1999.99": 1, "2000.00": 1, "2000.01": 2},
        own=0.05,
        answers_to_own={"4999.99": 1, "5000.00": 1, "5000.01": 2},
        read=len,
        is_apart=True,
    ),
}


def test_a_customer_who_has_owed_for_three_months_is_a_problem() -> None:
    rows = [bill("100", "202507"), bill("50.50", "202506"), bill("70", "202508")]
    [hit] = hits(*rows)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "1", "1")
    assert (hit["reason"], hit["amount_yuan"], hit["bills"]) == ("长账龄欠费", Decimal("150.50"), 2)
    assert (hit["oldest_ym"], hit["age_months"], hit["org_code"]) == ("202506", 4, "33401")


def test_a_customer_who_paid_more_than_was_charged_is_owed_the_rest() -> None:
    [hit] = hits(bill("-30"), bill("-5.50", "202501"))
    assert (hit["reason"], hit["amount_yuan"]) == ("负余额(多销账)", Decimal("-35.50"))


def test_of_both_the_old_debt_counts() -> None:
    [hit] = hits(bill("100", "202507"), bill("-30"))
    assert (hit["amount_yuan"], hit["note"]) == (100, "另有多销账、诉讼、分期须核")


@pytest.mark.parametrize(
    "row",
    [
        bill("100", "202501", kind="05"),
        bill("100", "202501", flag="04"),
        bill("-100", "202501", yuan="-100"),
        bill("0", "202501"),
        bill("-30", "202511"),
    ],
)
def test_other_kinds_bad_debts_red_bills_and_later_months_are_left_alone(row: str) -> None:
    assert hits(row) == []


def test_what_is_owed_is_charged_less_received_where_nobody_says() -> None:
    [hit] = hits(bill("-", "202501"))
    assert hit["amount_yuan"] == 100


def test_a_unit_that_is_owed_half_as_much_again_as_last_month_is_a_problem() -> None:
    [hit] = hits(bill("1800.50"), previous="1000")
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("org", "33401", None)
    assert (hit["reason"], hit["amount_yuan"]) == ("欠费较上期突增", Decimal("1800.50"))
    assert (hit["due_yuan"], hit["previous_yuan"]) == (100_100, 1000)


@pytest.mark.parametrize(("yuan", "is_hit"), [("1000", False), ("1001", False), ("1001.01", True)])
def test_a_unit_that_is_owed_a_hundredth_of_its_month_is_not_looked_at(yuan: str, is_hit: bool) -> None:
    assert bool(hits(bill(yuan), previous="10")) == is_hit  # due: 100,100


def test_a_balance_of_parts_stands_in_for_the_account_and_one_below_zero_says_nothing() -> None:
    assert len(hits(bill("1800"), previous="1000", account="112201")) == 1
    assert hits(bill("1800"), previous="1000", account="1002") == []
    assert hits(bill("1800"), previous="-5") == []


def test_growth_and_share_of_a_unit_are_each_explained_where_they_are_known() -> None:
    growth = "较上期增长 =(欠费 2,000.01 − 上期应收账款 1,000)÷ 1,000 = 100.001%"
    share = "往年欠费占比 = 往年欠费 2,000.01 ÷ 当月应收 100,000 = 2.00001%"
    for previous, expected in (("1000", [growth, share]), ("-", [share])):
        unit = [
            hit for hit in hits(bill("2000.01", "202412"), previous=previous) if hit["object_type"] == "org"
        ]
        lines = [line for hit in unit for line in arithmetic_of(hit | {"check_code": "ACC-07"})]
        assert lines[1:] == expected


def test_without_books_growth_is_off_and_that_is_said() -> None:
    text = "\n".join([OWED, bill("1800", yuan="1800")])
    assert found(CHECK, text) == []
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == ["缺账簿余额,不查单位欠费较上期突增"]
