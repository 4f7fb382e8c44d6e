"""What customers owe of what was issued, and what each owed at a moment in the past."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.receivables import LONG_AGO, principals, settled_by
from analytics.regulation.money import exact
from analytics.regulation.working_days import first_day_expr, months_between_expr
from data_loaders.codes.charges import NOT_OWED, FeeSettle

# how old receivables are, from so many months on (账龄分类 AGING_TYPE); younger ones are `NOT_A_MONTH`
NOT_A_MONTH = "不满 1 个月"
AGING = {1: "1个月", 6: "半年", 12: "1年", 24: "2年", 36: "3年", 48: "4年", 60: "5年及以上"}
_DEBT = ["cons_no", "rcvbl_ym", "penalty_start", "is_dated"]
_MOMENT = ["cons_no", "moment"]


def issued(t: Tables) -> Any:
    """Return what was issued up to the period and may be owed, with what of it is: negative where too much was paid.

    Kinds that nobody owes (预收、计划结算 …) and what was written off are left out.

    Shapes: the columns of `receivables`, owed (yuan), age (months from its month to the period).

    Source: ACC-07, precise reading.
    """
    rows = may_be_owed(t)
    return rows.mutate(
        owed=exact(rows.owe_amt.coalesce(rows.rcvbl_amt - rows.rcved_amt)),
        age=months_between_expr(rows.rcvbl_ym, ibis.literal(t.period)),
    )


def may_be_owed(t: Tables) -> Any:
    """Return what was issued up to the period, without kinds that nobody owes and what was written off."""
    rows = t.receivables
    is_kind = ~rows.amt_type.isin(NOT_OWED).fill_null(False)
    is_kept = (rows.settle_flag != FeeSettle.WRITTEN_OFF).fill_null(True)
    return rows.filter(rows.rcvbl_ym <= t.period, is_kind, is_kept)


def aging(age: Any) -> Any:
    """Return the class of age (账龄分类) that months belong to.

    Each class begins at its name, as the last one, 5年及以上, says: 半年 are six months to less than a year.
    """
    branches = [(age >= months, name) for months, name in reversed(AGING.items())]
    return ibis.cases(*branches, else_=NOT_A_MONTH)


def owed_at(t: Tables, moments: Any) -> Any:
    """Return what of each customer's debts was overdue and unpaid at a moment.

    A debt is what was issued for a month and due on a day. It was paid when the payment came that settled it to the
    fen (`settled_by`), else with the first payment that settles nothing else and is at least as much (several months
    paid at once). When one without such a payment was paid is not known. Since when one without a day (违约金起算日期)
    was overdue is not known either: it matters where it was issued by the moment and not paid.

    Facts: reversals, reversal_pairs.

    Shapes: cons_no, moment, overdue_since (null where nothing was owed), is_unsure (of a debt overdue by then it is
    not known when it was paid, or of an unpaid one since when it was due), cleared_at (when the last of them was paid, null as long as one is not).
    """
    debts = _debts(t, moments)
    found = moments.select(*_MOMENT).distinct().inner_join(debts, "cons_no")
    found = found.filter(found.penalty_start <= found.moment.date())
    is_unpaid = found.is_open | (found.paid_at > found.moment).fill_null(False)
    is_owed = is_unpaid & found.is_dated
    known = found.group_by(*_MOMENT).agg(
        overdue_since=found.penalty_start.min(where=is_owed),
        is_unsure=((~found.is_open & found.paid_at.isnull()) | (is_unpaid & ~found.is_dated)).any(),
        is_open=found.is_open.any(),
        last_paid_at=found.paid_at.max(where=is_owed),
    )
    nothing = ibis.null("timestamp(6)")
    return known.mutate(cleared_at=ibis.ifelse(known.is_open, nothing, known.last_paid_at)).drop(
        "is_open", "last_paid_at"
    )


def _debts(t: Tables, moments: Any) -> Any:
    """Return the debts of these customers: whether they are open still, else when they were paid if that is known."""
    rows = t.receivables.semi_join(moments, "cons_no")
    is_kind = ~rows.amt_type.isin(NOT_OWED).fill_null(False)
    rows = rows.filter(is_kind, rows.rcvbl_amt > 0)
    # what has no day counts from its issue, the earliest that it can have been owed
    since = rows.penalty_start.coalesce(rows.release_date, first_day_expr(rows.rcvbl_ym), LONG_AGO)
    rows = rows.mutate(penalty_start=since, is_dated=rows.penalty_start.notnull())
    owed_yuan = rows.owe_amt.coalesce(rows.rcvbl_amt - rows.rcved_amt)
    is_written_off = (rows.settle_flag == FeeSettle.WRITTEN_OFF).fill_null(False)
    rows = rows.mutate(is_open=(owed_yuan > 0).fill_null(False) | is_written_off, is_wanted=True)
    whose = moments.select("cons_no").distinct()
    payments = principals(t, whose).alias("payments_of_debtors")  # looked for once
    exactly = settled_by(t, rows.filter(~rows.is_open, rows.rcved_amt > 0), payments)
    paid = exactly.group_by(*_DEBT).agg(exactly=exactly.count(), paid_exactly=exactly.charge_time.max())
    debts = rows.group_by(*_DEBT).agg(
        bills=rows.count(),
        is_open=rows.is_open.any(),
        yuan=exact(rows.rcved_amt).sum(),
        issued=rows.release_date.min(),
    )
    debts = debts.left_join(paid, _DEBT).drop(*(f"{name}_right" for name in _DEBT))
    free = payments.anti_join(exactly, "charge_id")
    pairs = debts.inner_join(free, "cons_no")
    is_enough = (pairs.amount >= pairs.yuan) & (pairs.paid_date >= pairs.issued).fill_null(True)
    pairs = pairs.filter(is_enough)
    lumps = pairs.group_by(*_DEBT).agg(paid_at_once=pairs.charge_time.min())
    debts = debts.left_join(lumps, _DEBT).drop(*(f"{name}_right" for name in _DEBT))
    is_exact = (debts.exactly == debts.bills).fill_null(False)
    return debts.select(*_DEBT, "is_open", paid_at=is_exact.ifelse(debts.paid_exactly, debts.paid_at_once))
