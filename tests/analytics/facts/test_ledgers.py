from decimal import Decimal

from analytics.facts.ledgers import book_balances
from tests.drawn import rows_of


def test_a_balance_on_the_side_where_its_account_normally_does_not_stand_is_negative() -> None:
    found = rows_of(
        book_balances,
        """ledger_balances
        org_code | period | acct_code | acct_name | acct_class | ledger_level | close_bal | dbcr
        u1 | 202510 | 1122 | 应收账款 | - | 总账 | 100.00 | 借
        u2 | 202510 | 1122 | 应收账款 | - | 总账 | 100.00 | 贷
        u3 | 202510 | 2203 | 预收账款 | - | 总账 | 7.50 | 贷
        u4 | 202510 | 2203 | 预收账款 | - | 总账 | 7.50 | 借
        u5 | 202510 | 2203 | 预收账款 | - | 总账 | 7.50 | -""",
    )
    assert {row["org_code"]: row["balance"] for row in found} == {
        "u1": Decimal(100),
        "u2": Decimal(-100),
        "u3": Decimal("7.5"),
        "u4": Decimal("-7.5"),
        "u5": Decimal("7.5"),
    }


def test_books_count_up_to_the_period_where_they_have_a_balance() -> None:
    found = rows_of(
        book_balances,
        """ledger_balances
        org_code | period | acct_code | ledger_level | close_bal | dbcr
        now | 202510 | 1122 | 总账 | 1.00 | 借
        later | 202511 | 1122 | 总账 | 1.00 | 借
        empty | 202510 | 1122 | 总账 | - | 借""",
    )
    assert [row["org_code"] for row in found] == ["now"]
