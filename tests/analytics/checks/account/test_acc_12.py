from decimal import Decimal

import pytest

from analytics.checks.account.acc_12_marketing_vs_finance import marketing_differs_from_finance
from tests.boundaries import Boundary, varied
from tests.drawn import finder

HEADER = "ledger_balances\norg_code | period | acct_code | acct_name | acct_class | ledger_level | close_bal | dbcr"
NAME = "应收账款-电费"


def row(
    level: str, balance: str, account: str = f"112201 | {NAME}", side: str = "-", period: str = "202510"
) -> str:
    return f"33401 | {period} | {account} | 1 | {level} | {balance} | {side}"


def ledgers(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


TABLES = ledgers(row("营销", "1000.00"), row("财务", "998.99"))


hits = finder(marketing_differs_from_finance, ledgers)


BOUNDARIES = {
    "tolerance_yuan": Boundary(
        varied(TABLES, "ledger_balances.close_bal"),
        {"999.98": False, "999.99": False, "1000.00": True},
        own=10,
        answers_to_own={"1008.98": False, "1008.99": False, "1009.00": True},
    ),
}


def test_balances_that_differ_by_more_than_a_yuan_are_a_problem() -> None:
    [hit] = hits(row("营销", "1000.00"), row("财务", "998.99"))
    assert (hit["object_id"], hit["object_type"], hit["period"]) == (
        "33401|112201|202510",
        "account",
        "202510",
    )
    assert (hit["amount_yuan"], hit["gap"]) == (Decimal("1.01"), Decimal("1.01"))
    assert hit["note"] == "未扣时点差"


def test_a_difference_of_exactly_one_yuan_is_clean() -> None:
    assert hits(row("营销", "1000.00"), row("财务", "999.00")) == []
    assert hits(row("营销", "999.00"), row("财务", "1000.00")) == []


def test_the_amount_is_positive_whichever_book_is_larger() -> None:
    [hit] = hits(row("营销", "900.00"), row("财务", "1000.00"))
    assert (hit["amount_yuan"], hit["gap"]) == (Decimal("100.00"), Decimal("-100.00"))


@pytest.mark.parametrize("other", ["明细账", "总账"])
@pytest.mark.parametrize("level", ["营销", "财务"])
def test_a_ledger_without_its_counterpart_is_not_judged(level: str, other: str) -> None:
    assert hits(row(level, "1000"), row(other, "900")) == []
    assert hits(row(level, "1000"), row("营销" if level == "财务" else "财务", "-")) == []


def test_rows_of_the_same_book_are_added_first() -> None:
    assert hits(row("营销", "400"), row("营销", "600"), row("财务", "1000")) == []


@pytest.mark.parametrize(
    ("account", "is_hit"),
    [
        ("112201 | x", True),
        ("9 | 应收账款", True),
        ("122101 | 其他应收款", False),
        ("220301 | 预收电费", False),
    ],
)
def test_only_accounts_of_receivables_are_compared(account: str, is_hit: bool) -> None:
    assert bool(hits(row("营销", "1000", account), row("财务", "900", account))) == is_hit


def test_a_balance_on_the_other_side_is_negative() -> None:
    [hit] = hits(row("营销", "50", side="贷"), row("财务", "50", side="借"))
    assert hit["amount_yuan"] == Decimal("100.00")
    assert hits(row("营销", "-50", side="借"), row("财务", "50", side="贷")) == []


def test_every_period_up_to_the_audited_one_is_compared() -> None:
    rows = [
        row(level, yuan, period=p)
        for p in ("202412", "202510", "202511")
        for level, yuan in (("营销", "9"), ("财务", "2"))
    ]
    assert [hit["period"] for hit in hits(*rows)] == ["202412", "202510"]
