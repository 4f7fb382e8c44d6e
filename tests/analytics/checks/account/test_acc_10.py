from decimal import Decimal

import pytest

from analytics.checks.account.acc_10_books_out_of_balance import books_out_of_balance
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

RECEIVABLE, PREPAID, CASH = "112201 | 应收账款-电费", "220301 | 预收电费", "1002 | 银行存款"


def book(
    level: str, yuan: str, account: str = CASH, period: str = "202510", unit: str = "33401", side: str = "-"
) -> str:
    return f"{unit} | {period} | {account} | {level} | {yuan} | {side}"


def ledgers(*rows: str) -> str:
    return (
        "ledger_balances\norg_code | period | acct_code | acct_name | ledger_level | close_bal | dbcr\n"
        + "\n".join(rows)
    )


def both(yuan: str, account: str, **options: str) -> list[str]:
    return [book("总账", yuan, account, **options), book("明细账", yuan, account, **options)]


def owed(*rows: str) -> str:
    header = "org_code | cons_no | rcvbl_ym | amt_type | rcvbl_amt | rcved_amt | owe_amt | settle_flag | release_date"
    return "\n\nreceivables\n" + header + "\n" + "\n".join(rows)


def paid(*rows: str) -> str:
    return "\n\npayments\norg_code | cons_no | charge_id | charge_time | rcv_amt | penalty\n" + "\n".join(
        rows
    )


def prepaid(*rows: str) -> str:
    return "\n\nprepay_balances\norg_code | cons_no | stat_ym | balance\n" + "\n".join(rows)


hits = finder(books_out_of_balance)


BOUNDARIES = {
    "tol": Boundary(
        lambda detail: ledgers(book("总账", "1000"), book("明细账", detail)),
        {"1000.00": False, "999.99": False, "999.98": True},
        own=1,
        answers_to_own={"999.01": False, "999.00": False, "998.99": True},
    ),
}


def test_a_detailed_ledger_that_differs_from_the_general_one_is_a_problem() -> None:
    [hit] = hits(ledgers(book("总账", "1000.00"), book("明细账", "999.98")))
    assert (hit["object_id"], hit["object_type"], hit["period"]) == ("33401|1002|202510", "account", "202510")
    assert (hit["reason"], hit["amount_yuan"]) == ("总账与明细账不平", Decimal("0.02"))


@pytest.mark.parametrize("detail", ["999.99", "1000.01", "1000"])
def test_a_difference_of_exactly_one_fen_is_clean(detail: str) -> None:
    assert hits(ledgers(book("总账", "1000"), book("明细账", detail))) == []


def test_rows_of_a_book_are_added_and_a_missing_book_is_not_compared() -> None:
    assert hits(ledgers(book("总账", "1000"), book("明细账", "400"), book("明细账", "600"))) == []
    assert hits(ledgers(book("总账", "1000"), book("营销", "400"))) == []


def test_a_balance_on_the_other_side_is_negative() -> None:
    [hit] = hits(ledgers(book("总账", "50", side="借"), book("明细账", "50", side="贷")))
    assert hit["amount_yuan"] == Decimal("100.00")
    assert hits(ledgers(book("总账", "50", PREPAID, side="贷"), book("明细账", "50", PREPAID))) == []


def test_earlier_periods_count_and_later_ones_do_not() -> None:
    rows = [
        book(level, yuan, period=p)
        for p in ("202401", "202511")
        for level, yuan in (("总账", "2"), ("明细账", "1"))
    ]
    assert [hit["period"] for hit in hits(ledgers(*rows))] == ["202401"]


OWED = owed(
    "334010101 | 1 | 202510 | 01 | 900 | 0 | 900 | 01 | 2025-10-31",
    "334010102 | 2 | 202509 | 01 | 500 | 400 | - | 02 | 2025-09-30",
    "334010102 | 3 | 202510 | 04 | 77 | 0 | 77 | 01 | 2025-10-05",
    "334010102 | 4 | 202310 | 01 | 88 | 0 | 88 | 04 | 2023-10-05",
)
PAID = paid(
    "334010101 | 1 | a | 2025-10-31 23:59:59 | 600 | 0",
    "334010101 | 1 | b | 2025-11-01 00:00:00 | 102 | 2",
    "334010101 | 1 | c | 2025-11-02 00:00:00 | 50 | 0",
    "334010101 | 1 | d | 2025-11-01 09:00:00 | -30 | -",
)


TABLES = ledgers(*both("1070.02", RECEIVABLE), book("总账", "9"), book("明细账", "8")) + OWED + PAID


def test_what_users_owe_is_traced_back_to_the_end_of_the_month() -> None:
    # 900 + (500 − 400) + (102 − 2) − 30; payment c lies after the as-of day, prepaid and written off do not count
    assert hits(ledgers(*both("1070.00", RECEIVABLE)) + OWED + PAID) == []
    [hit] = hits(ledgers(*both("1070.02", RECEIVABLE)) + OWED + PAID)
    assert (hit["reason"], hit["user_bal"]) == ("明细账与用户余额不平", Decimal("1070.00"))
    assert (hit["amount_yuan"], hit["paid_since_yuan"]) == (Decimal("0.02"), Decimal("70.00"))


def test_bills_issued_after_the_month_and_what_was_paid_for_them_do_not_count() -> None:
    later = "\n334010101 | 9 | 202511 | 01 | 300 | 300 | 0 | 03 | 2025-11-01"
    more = "\n334010101 | 9 | e | 2025-11-01 10:00:00 | 300 | 0"
    assert hits(ledgers(*both("1070.00", RECEIVABLE)) + OWED + later + PAID + more) == []


def test_the_larger_difference_is_the_amount() -> None:
    [hit] = hits(ledgers(book("总账", "1100", RECEIVABLE), book("明细账", "1060", RECEIVABLE)) + OWED + PAID)
    assert (hit["amount_yuan"], hit["user_gap"]) == (Decimal("40.00"), Decimal("-10.00"))


def test_only_the_last_period_and_the_shortest_account_are_compared_with_users() -> None:
    rows = both("1", RECEIVABLE, period="202509") + both("1070", "1122 | 应收账款") + both("1", RECEIVABLE)
    assert hits(ledgers(*rows) + OWED + PAID) == []


def test_an_earlier_period_than_the_last_of_the_books_is_not_compared_with_what_users_owe_now() -> None:
    rows = both("1", RECEIVABLE) + both("1", RECEIVABLE, period="202511")
    assert hits(ledgers(*rows) + OWED + PAID) == []
    [hit] = hits(ledgers(*both("1", RECEIVABLE)) + OWED + PAID)
    assert hit["amount_yuan"] == Decimal("1069.00")


def test_each_unit_answers_for_its_own_users() -> None:
    rows = both("970", RECEIVABLE, unit="334010101") + both("99", RECEIVABLE, unit="334010102")
    [hit] = hits(ledgers(*rows) + OWED + PAID)
    assert (hit["org_code"], hit["amount_yuan"]) == ("334010102", Decimal("1.00"))


def test_a_unit_without_users_owes_nothing() -> None:
    [hit] = hits(ledgers(*both("5", RECEIVABLE, unit="33402")) + OWED + PAID)
    assert hit["amount_yuan"] == Decimal("5.00")


PREPAYMENTS = prepaid(
    "334010101 | 1 | 202510 | 60.50", "334010102 | 2 | 202510 | 9.50", "334010101 | 1 | 202509 | 33"
)


def test_prepayments_are_compared_month_by_month() -> None:
    right = (
        both("70.00", PREPAID) + both("33.00", PREPAID, period="202509") + both("1", PREPAID, period="202508")
    )
    assert hits(ledgers(*right) + PREPAYMENTS) == []
    wrong = both("70.00", PREPAID) + both("32.50", PREPAID, period="202509")
    [hit] = hits(ledgers(*wrong) + PREPAYMENTS)
    assert (hit["period"], hit["amount_yuan"]) == ("202509", Decimal("0.50"))


def test_users_without_a_unit_are_placed_by_their_file() -> None:
    text = (
        PREPAYMENTS.replace("org_code | cons_no", "cons_no")
        .replace("334010101 | ", "")
        .replace("334010102 | ", "")
    )
    files = "\n\ncustomers\ncons_no | org_code\n1 | 33401\n2 | 33402"
    [hit] = hits(ledgers(*both("70.00", PREPAID)) + text + files)
    assert (hit["user_bal"], hit["amount_yuan"]) == (Decimal("60.50"), Decimal("9.50"))


def test_what_was_not_delivered_is_not_compared_and_the_run_says_so() -> None:
    text = ledgers(*both("1", RECEIVABLE), *both("1", PREPAID))
    assert hits(text) == []
    assert hits(text + OWED) == []
    assert len(hits(text + OWED, as_of="2025-10-31")) == 1
    seen = delivered(books_out_of_balance, drawn(text))
    books_out_of_balance(seen)
    assert seen.notes == [
        "缺应收电费,不比明细账与用户欠费",
        "缺收费记录,数据日在期末之后的不能回推期末欠费,不比明细账与用户欠费",
        "缺预收余额,不比明细账与用户预收",
        "客户档案没有供电单位,没有写明单位的应收、收费、预收不归单位",
    ]
