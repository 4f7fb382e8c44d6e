"""What must be equal between books: 总账 and 明细账, 明细账 and users, debit and credit, marketing and finance."""

from collections.abc import Sequence
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.columns import first_by
from analytics.facts.ledgers import (
    DETAIL,
    FINANCE,
    GENERAL,
    MARKETING,
    book_balances,
    is_prepayment,
    is_receivable,
)
from analytics.regulation.money import exact, number, to_fen
from analytics.regulation.working_days import last_day_expr
from data_loaders.codes.charges import NOT_OWED, FeeSettle
from models.calendar import last_day

BOOK = ("org_code", "period", "ledger_level")


def books_and_users(t: Tables) -> Any:
    """Return each account's balance in the general and the detailed ledger, and what its users' balances add up to.

    A side that the files do not tell is null, and so is its gap.

    Facts: book_balances.

    Shapes: org_code, unit (the same, empty for none), acct_code, period, acct_name, general_bal, detail_bal, user_bal,
    owed_yuan, paid_since_yuan, book_gap, user_gap, is_receivable, is_prepayment.

    Source: ACC-10, precise reading.
    """
    books = _books(t)
    users = _arrears(t, books).union(_prepayments(t, books))
    both = books.left_join(users, ["unit", "acct_code", "period"])
    return both.mutate(
        book_gap=both.general_bal - both.detail_bal, user_gap=both.detail_bal - both.user_bal
    ).drop("unit_right", "acct_code_right", "period_right")


def users_of_books(t: Tables) -> Any:
    """Return the users whose balances add up to each account's `user_bal` of `books_and_users`, those with none left out.

    Facts: book_balances.

    Shapes: unit (empty for none), acct_code, period, cons_no, user_bal.
    """
    books = _books(t)
    users = _arrears(t, books, by=["cons_no"]).union(_prepayments(t, books, by=["cons_no"]))
    return users.filter(users.user_bal != 0).select("unit", "acct_code", "period", "cons_no", "user_bal")


def turnovers(t: Tables) -> Any:
    """Return the debits and credits of each book, unit and month up to the period, all accounts together.

    Shapes: org_code, period, ledger_level, accounts, debit_yuan, credit_yuan, gap.

    Source: ACC-11, precise reading.
    """
    sums = _added_up(_turned(t))
    return sums.drop("is_of_leaves")


def turned_accounts(t: Tables) -> Any:
    """Return the accounts whose debits and credits add up to each of `turnovers`.

    Shapes: org_code, period, ledger_level, acct_code, debit_yuan, credit_yuan.
    """
    accounts = _turned(t)
    sums = _added_up(accounts).select("is_of_leaves", level="ledger_level", month="period", unit="org_code")
    both = accounts.inner_join(
        sums,
        [
            accounts.org_code.fill_null("") == sums.unit.fill_null(""),
            accounts.period == sums.month,
            accounts.ledger_level == sums.level,
        ],
    )
    both = both.filter(both.is_leaf | ~both.is_of_leaves)
    return both.select(
        *BOOK,
        "acct_code",
        debit_yuan=to_fen(both.debit.fill_null(0)),
        credit_yuan=to_fen(both.credit.fill_null(0)),
    )


def marketing_and_finance(t: Tables) -> Any:
    """Return each account of receivables as marketing and as finance keep it; null where one of them does not.

    Facts: book_balances.

    Shapes: org_code, acct_code, period, acct_name, marketing_bal, finance_bal, gap.

    Source: ACC-12, precise reading.
    """
    ledger = t.fact(book_balances)
    ledger = ledger.filter(is_receivable(ledger))
    both = ledger.group_by("org_code", "acct_code", "period").agg(
        acct_name=ledger.acct_name.max(),
        marketing_bal=to_fen(ledger.balance.sum(where=ledger.ledger_level == MARKETING)),
        finance_bal=to_fen(ledger.balance.sum(where=ledger.ledger_level == FINANCE)),
    )
    return both.mutate(gap=both.marketing_bal - both.finance_bal)


def _books(t: Tables) -> Any:
    """Return the balances of each account and month in the general and in the detailed ledger.

    Shapes: org_code, unit (the same, empty for none), acct_code, period, acct_name, general_bal, detail_bal,
    is_receivable, is_prepayment.
    """
    ledger = t.fact(book_balances)
    ledger = ledger.mutate(is_owed=is_receivable(ledger), is_prepaid=is_prepayment(ledger))
    books = ledger.group_by("org_code", "acct_code", "period").agg(
        acct_name=ledger.acct_name.max(),
        general_bal=to_fen(ledger.balance.sum(where=ledger.ledger_level == GENERAL)),
        detail_bal=to_fen(ledger.balance.sum(where=ledger.ledger_level == DETAIL)),
        is_receivable=ledger.is_owed.any(),
        is_prepayment=ledger.is_prepaid.any(),
    )
    return books.mutate(unit=books.org_code.fill_null(""))


def _shortest(accounts: Any) -> Any:
    """Return the account with the shortest code of each unit and month, among those in the detailed ledger."""
    known = accounts.filter(accounts.detail_bal.notnull())
    order = [known.acct_code.length(), known.acct_code]
    return first_by(known, ["unit", "period"], order).select("unit", "acct_code", "period")


def _arrears(t: Tables, books: Any, by: Sequence[str] = ()) -> Any:
    """Return what users owed at the end of the last month, by unit (and `by`), as the books should have it.

    What was paid since for bills issued since is no part of it. Receivables are as they were exported, so it is only the
    last month of the books that they can be traced back to: a run of an earlier one compares none.

    Shapes: unit, acct_code, period, the columns of `by`, user_bal, owed_yuan, paid_since_yuan.
    """
    is_on = t.has("receivables.rcvbl_amt")
    if t.as_of > last_day(t.period):
        is_on = t.has("payments.rcv_amt") and is_on
    ours = books.filter(books.is_receivable, books.detail_bal.notnull(), ibis.literal(is_on))
    delivered = t.ledger_balances
    since = delivered.filter(delivered.period > t.period, is_receivable(delivered))
    latest = ours.agg(latest=ours.period.max()).cross_join(since.agg(later=since.count()))
    latest = latest.filter(latest.later == 0).drop("later")
    latest = latest.mutate(latest_day=last_day_expr(latest.latest))
    ours = ours.cross_join(latest).filter(lambda row: row.period == row.latest)
    keys = ["unit", *by]
    owed = _of_receivables(t, latest, keys).outer_join(_of_payments(t, latest, keys), keys)
    owed = owed.select(
        **{key: owed[key].coalesce(owed[f"{key}_right"]) for key in keys},
        owed_yuan=owed.owed_yuan.fill_null(0),
        paid_since_yuan=owed.received_yuan.fill_null(0) - owed.later_yuan.fill_null(0),
    )
    found = _with_subordinates(_shortest(ours), owed, ["owed_yuan", "paid_since_yuan"], by)
    return found.mutate(user_bal=found.owed_yuan + found.paid_since_yuan).relocate(
        "unit", "acct_code", "period", *by, "user_bal"
    )


def _of_receivables(t: Tables, latest: Any, keys: Sequence[str]) -> Any:
    """Return by unit, or what `keys` say, what is owed of bills issued up to the last month, and what was paid of later ones."""
    rows = _placed(t, "receivables").cross_join(latest)
    rows = rows.filter(
        ~rows.amt_type.isin(NOT_OWED).fill_null(False),
        (rows.settle_flag != FeeSettle.WRITTEN_OFF).fill_null(True),
    )
    is_before = (rows.release_date <= rows.latest_day).coalesce(rows.rcvbl_ym <= rows.latest)
    rows = rows.mutate(is_before=is_before)
    # most were issued before and are paid: nothing is owed of them
    rows = rows.filter((rows.owe_amt != 0).fill_null(True) | ~rows.is_before)
    is_unknown = rows.is_before & rows.owe_amt.isnull()  # how much is owed; then it is what was not received
    sums = rows.group_by(*keys).agg(
        owed=rows.owe_amt.sum(where=rows.is_before),
        charged=rows.rcvbl_amt.sum(where=is_unknown),
        received=rows.rcved_amt.sum(where=is_unknown & rows.rcvbl_amt.notnull()),
        later_yuan=rows.rcved_amt.sum(where=~rows.is_before),
    )
    known, unknown = sums.owed.fill_null(0), sums.charged.fill_null(0) - sums.received.fill_null(0)
    return sums.select(*keys, "later_yuan", owed_yuan=known + unknown)


def _of_payments(t: Tables, latest: Any, keys: Sequence[str]) -> Any:
    """Return by unit, or what `keys` say, the principal received after the last month and up to the as-of day."""
    rows = _placed(t, "payments").cross_join(latest)
    day = rows.charge_time.date()
    rows = rows.filter(day > rows.latest_day, day <= t.as_of)
    principal = exact(rows.rcv_amt) - exact(rows.penalty.fill_null(0))
    return rows.group_by(*keys).agg(received_yuan=principal.sum())


def _prepayments(t: Tables, books: Any, by: Sequence[str] = ()) -> Any:
    """Return the users' prepayments of each month delivered, by unit (and `by`), as the books should have them."""
    is_on = t.has("prepay_balances.balance")
    rows = _placed(t, "prepay_balances")
    rows = rows.filter(rows.balance.notnull()).mutate(period=rows.stat_ym)
    sums = rows.group_by("unit", *by, "period").agg(prepaid_yuan=exact(rows.balance).sum())
    ours = books.filter(books.is_prepayment, ibis.literal(is_on)).semi_join(sums, "period")
    found = _with_subordinates(_shortest(ours), sums, ["prepaid_yuan"], by)
    nothing = ibis.null("decimal(18, 2)")
    return found.select(
        "unit",
        "acct_code",
        "period",
        *by,
        user_bal="prepaid_yuan",
        owed_yuan=nothing,
        paid_since_yuan=nothing,
    )


def _placed(t: Tables, name: str) -> Any:
    """Return a table with `unit`: its org_code, or its customer's where none was delivered."""
    rows = getattr(t, name)
    if t.has(f"{name}.org_code"):
        return rows.mutate(unit=rows.org_code.fill_null(""))
    homes = t.customers.select("cons_no", home="org_code")
    joined = rows.left_join(homes, "cons_no").drop("cons_no_right")
    return joined.mutate(unit=joined.home.fill_null(""))


def _with_subordinates(accounts: Any, sums: Any, names: Sequence[str], by: Sequence[str]) -> Any:
    """Return the accounts with the sums of their unit and every unit below it (and `by`), to the fen; 0 where none is."""
    below = sums.rename(lower_unit="unit")
    keys = [accounts.unit == "", below.lower_unit.startswith(accounts.unit)]
    condition: Any = keys[0] | keys[1]
    if "period" in sums.columns:
        below = below.rename(lower_period="period")
        condition = [accounts.period == below.lower_period, condition]
    joined = accounts.left_join(below, condition)
    return joined.group_by("unit", "acct_code", "period", *by).agg(
        **{name: to_fen(joined[name].sum()).fill_null(number("0.00")) for name in names}
    )


def _turned(t: Tables) -> Any:
    """Return the debits and credits of each account in each book of a unit and month; a leaf has no parts beside it.

    Shapes: org_code, period, ledger_level, acct_code, debit, credit, is_leaf.
    """
    rows = t.ledger_balances
    rows = rows.mutate(ledger_level=rows.ledger_level.strip())
    rows = rows.filter(rows.period <= t.period, rows.ledger_level.isin([GENERAL, DETAIL]))
    sides = {"debit": exact(rows.debit).sum(), "credit": exact(rows.credit).sum()}
    accounts = rows.group_by(*BOOK, "acct_code").agg(**sides)
    # in their order the parts of an account follow it
    following = accounts.acct_code.lead().over(ibis.window(group_by=BOOK, order_by="acct_code"))
    return accounts.mutate(is_leaf=~following.startswith(accounts.acct_code).fill_null(False))


def _added_up(accounts: Any) -> Any:
    """Return the debits and credits of each book of a unit and month, its accounts without parts or all that there are.

    An account beside others that begin with its code (1122 of 112201) may hold them or stand beside them, and the
    export does not say which: the reading in which the book is nearer to balance counts.

    Shapes: org_code, period, ledger_level, accounts, debit_yuan, credit_yuan, gap, is_of_leaves.
    """
    accounts = accounts.mutate(is_any=ibis.literal(True))
    sums = accounts.group_by(*BOOK).agg(
        **{
            f"{name}{reading}": one
            for reading, where in (("", accounts.is_any), ("_of_leaves", accounts.is_leaf))
            for name, one in {
                "accounts": accounts.acct_code.count(where=where),
                "debit_yuan": to_fen(accounts.debit.sum(where=where).fill_null(0)),
                "credit_yuan": to_fen(accounts.credit.sum(where=where).fill_null(0)),
            }.items()
        }
    )
    gap, gap_of_leaves = (
        sums.debit_yuan - sums.credit_yuan,
        sums.debit_yuan_of_leaves - sums.credit_yuan_of_leaves,
    )
    sums = sums.mutate(is_of_leaves=gap_of_leaves.abs() < gap.abs())
    names = ("accounts", "debit_yuan", "credit_yuan")
    shown = sums.select(
        *BOOK,
        **{n: ibis.ifelse(sums.is_of_leaves, sums[f"{n}_of_leaves"], sums[n]) for n in names},
        is_of_leaves=sums.is_of_leaves,
    )
    return shown.mutate(gap=shown.debit_yuan - shown.credit_yuan)
