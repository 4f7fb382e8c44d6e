from decimal import Decimal

from analytics.checks.account.acc_11_debit_vs_credit import debit_differs_from_credit
from tests.boundaries import Boundary, varied
from tests.drawn import finder

CHECK = debit_differs_from_credit
HEADER = (
    "ledger_balances\norg_code | period | acct_code | debit | credit | ledger_level | close_bal | acct_name"
)


def row(
    account: str, debit: str, credit: str, level: str = "总账", period: str = "202510", org: str = "33401"
) -> str:
    return f"{org} | {period} | {account} | {debit} | {credit} | {level} | 0 | 科目"


def ledgers(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


BANK, RECEIVABLE = row("1002", "1000.00", "0"), row("1122", "500.00", "1499.98")
TABLES = ledgers(BANK, RECEIVABLE)
hits = finder(CHECK, ledgers)
BOUNDARIES = {
    "tolerance_yuan": Boundary(
        varied(TABLES, "ledger_balances.debit"),
        {"999.98": False, "999.99": False, "1000.00": True},
        own=5,
        answers_to_own={"1004.97": False, "1004.98": False, "1004.99": True},
        is_apart=True,
    ),
}


def test_a_month_of_a_unit_whose_debits_are_not_its_credits_is_one_problem() -> None:
    [hit] = hits(BANK, RECEIVABLE)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("account", "33401|202510", None)
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("33401", "202510", Decimal("0.02"))
    assert (hit["debit_yuan"], hit["credit_yuan"], hit["gap"]) == (1500, Decimal("1499.98"), Decimal("0.02"))
    assert (hit["ledger_level"], hit["accounts"]) == ("总账", 2)


def test_of_two_books_that_are_off_the_one_further_off_is_shown() -> None:
    detail = [row("1002", "7", "0", " 明细账"), row("1122", "0", "10", "明细账")]
    [hit] = hits(BANK, RECEIVABLE, *detail)
    assert (hit["ledger_level"], hit["amount_yuan"], hit["gap"]) == ("明细账", 3, -3)
    [hit] = hits(BANK, RECEIVABLE, row("1002", "0.02", "0", "明细账"))
    assert hit["ledger_level"] == "总账"


def test_units_and_months_are_looked_at_each_for_itself_up_to_the_month_judged() -> None:
    off = [
        row("1002", "9", "0", period=month, org=org)
        for month in ("202509", "202511")
        for org in ("33401", "33402")
    ]
    assert [hit["object_id"] for hit in hits(*off)] == ["33401|202509", "33402|202509"]


def test_an_account_beside_its_parts_is_not_added_twice() -> None:
    parts = [row("112201", "300.00", "0"), row("112202", "200.00", "1500.00")]
    assert hits(BANK, row("1122", "500.00", "1500.00"), *parts) == []
    [hit] = hits(row("1002", "1000.02", "0"), row("1122", "500.00", "1500.00"), *parts)
    assert (hit["debit_yuan"], hit["credit_yuan"], hit["accounts"]) == (Decimal("1500.02"), 1500, 3)
    unknown = [line.replace("33401", "-") for line in (BANK, row("1122", "500.00", "1500.00"), *parts)]
    assert hits(*unknown) == []
    # parts in the other book, month or unit are no parts of it
    others = [row("112201", "5", "5", level="明细账"), row("112201", "5", "5", period="202509")]
    assert hits(BANK, row("1122", "500.00", "1500.00"), *others, row("112201", "5", "5", org="33402")) == []


def test_an_account_that_only_begins_alike_is_no_part() -> None:
    beside = row("112299", "7.00", "7.00")
    assert hits(BANK, row("1122", "500.00", "1500.00"), beside) == []
    [hit] = hits(BANK, RECEIVABLE, beside)
    assert (hit["debit_yuan"], hit["accounts"], hit["gap"]) == (1507, 3, Decimal("0.02"))


def test_an_empty_side_is_nothing_and_other_books_are_not_compared() -> None:
    assert hits(row("1002", "9", "-"), row("1122", "-", "9")) == []
    assert hits(row("1002", "9", "0", "营销"), row("1122", "0", "1", "财务")) == []


def test_without_debits_or_credits_the_check_is_off() -> None:
    known = {"period": 1, "acct_code": 1, "ledger_level": 1, "debit": 1}
    assert CHECK.missing({"ledger_balances": known}) == ["ledger_balances.credit"]
