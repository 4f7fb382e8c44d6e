"""Balances of the books (总账、明细账、营销、财务) with one sign: positive on the account's normal side."""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.regulation.money import exact
from data_loaders.codes.charges import AcctSort

GENERAL, DETAIL, MARKETING, FINANCE = "总账", "明细账", "营销", "财务"
DEBIT, CREDIT = "借", "贷"
RECEIVABLES, PREPAYMENTS = "1122", "2203"  # accounts of the national chart
_DEBIT_CODES = r"^(1|5|6[4-8])"  # assets, costs, expenses; the other families stand on the credit side


@fact(
    title="账面余额",
    grain="一行账一行",
    key=(),
    reads={
        "ledger_balances": (
            *("org_code?", "period", "acct_code", "acct_name?", "acct_class?", "ledger_level"),
            *("close_bal", "dbcr?"),
        )
    },
    columns={
        "ledger_level": ("账类,去空格", ""),
        "balance": ("期末余额,在科目正常方向为正", "元"),
    },
    extends="ledger_balances",
    source="稽查目录 ACC-10、ACC-12 的精确判定:余额方向与科目正常方向相反的取负",
)
def book_balances(t: Tables) -> Any:
    """Return the rows of the books up to the period that have a balance, with its sign and the book's name trimmed.

    A balance printed on the side that its account normally does not stand on is negative.

    Shapes: the columns of `ledger_balances`, ledger_level trimmed, balance.
    """
    ledger = t.ledger_balances
    known = ledger.filter(ledger.period <= t.period, ledger.close_bal.notnull())
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
