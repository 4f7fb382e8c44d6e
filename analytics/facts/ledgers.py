"""Balances of the books (总账、明细账、营销、财务) with one sign: positive on the account's normal side."""

from typing import Any

import ibis

from analytics.regulation.money import exact
from data_loaders.codes.charges import AcctSort

GENERAL, DETAIL, MARKETING, FINANCE = "总账", "明细账", "营销", "财务"
DEBIT, CREDIT = "借", "贷"
RECEIVABLES, PREPAYMENTS = "1122", "2203"  # accounts of the national chart
_DEBIT_CODES = r"^(1|5|6[4-8])"  # assets, costs, expenses; the other families stand on the credit side


def known_balances(ledger: Any, period: str) -> Any:
    """Return the rows up to a month that have a balance, with `balance` and the name of their book trimmed.

    A balance printed on the side that its account normally does not stand on is negative.

    Shapes: the columns of `ledger`, `balance`.
    """
    known = ledger.filter(ledger.period <= period, ledger.close_bal.notnull())
    is_debit = ibis.cases(
        (known.acct_class == AcctSort.ASSET, True),
        (known.acct_class == AcctSort.LIABILITY, False),
        else_=known.acct_code.re_search(_DEBIT_CODES),
    )
    is_opposite: Any = ibis.ifelse(is_debit, known.dbcr.contains(CREDIT), known.dbcr.contains(DEBIT))
    balance = exact(known.close_bal) * ibis.ifelse(is_opposite.fill_null(False), -1, 1)
    return known.mutate(balance=balance, ledger_level=known.ledger_level.strip())


def is_receivable(ledger: Any) -> Any:
    """Return whether a row is of an account of receivables (应收账款)."""
    return (ledger.acct_code.startswith(RECEIVABLES) | ledger.acct_name.contains("应收账款")).fill_null(False)


def is_prepayment(ledger: Any) -> Any:
    """Return whether a row is of an account of prepayments (预收)."""
    return (ledger.acct_code.startswith(PREPAYMENTS) | ledger.acct_name.contains("预收")).fill_null(False)
