from decimal import Decimal

from analytics.checks.account.acc_12_marketing_vs_finance import marketing_differs_from_finance
from tests.drawn import found


def ledgers(marketing: str, finance: str) -> str:
    return f"""
        ledger_balances
        org_code | period | acct_code | acct_name | ledger_level | close_bal
        33401    | 202510 | 112201    | 应收账款-电费 | 营销 | {marketing}
        33401    | 202510 | 112201    | 应收账款-电费 | 财务 | {finance}
    """


def test_balances_that_differ_by_more_than_a_yuan_are_a_problem() -> None:
    [hit] = found(marketing_differs_from_finance, ledgers("1000.00", "998.99"))
    assert hit["object_id"] == "33401|112201|202510"
    assert hit["object_type"] == "account"
    assert hit["amount_yuan"] == Decimal("1.01")


def test_a_difference_of_exactly_one_yuan_is_clean() -> None:
    assert found(marketing_differs_from_finance, ledgers("1000.00", "999.00")) == []


def test_a_ledger_without_its_counterpart_is_not_judged() -> None:
    only_one = """
        ledger_balances
        org_code | period | acct_code | acct_name | ledger_level | close_bal
        33401    | 202510 | 112201    | 应收账款-电费 | 营销 | 1000
    """
    assert found(marketing_differs_from_finance, only_one) == []
