"""Late fees (电费违约金) worked out again: which receivables bear one or should, until when, and what is due."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.payments import happened, received, reversal_pairs, reversals
from analytics.facts.receivables import LONG_AGO, principals, settled_by, with_amount
from analytics.regulation.late_fee import (
    OTHER_DAILY,
    OTHER_DAILY_LATER_YEARS,
    RESIDENT_DAILY,
    days_overdue_expr,
    first_year_days_expr,
    late_fee_expr,
)
from analytics.regulation.money import exact, to_fen
from analytics.regulation.source import Rule
from data_loaders.codes.charges import NOT_OWED, FeeSettle
from data_loaders.codes.customers import RESIDENTIAL_USES, CustType

_NARROW = "decimal(18, 6)"
_NEVER = date(9999, 12, 31)


_READS = {
    "receivables": (
        *("org_code?", "cons_no", "rcvbl_id?", "rcvbl_ym", "amt_type?", "rcvbl_amt", "rcved_amt"),
        *("settle_flag?", "penalty_start", "rcvbl_penalty", "rcved_penalty?", "release_date?"),
    ),
    "payments?": (
        *("cons_no?", "charge_id?", "charge_time?", "rcv_amt?", "charge_type?", "penalty?"),
        "charge_emp?",
    ),
    "bills?": ("cons_no?", "amt_ym?", "elec_type_code?"),
    "customers?": ("cons_no", "elec_type_code?", "cons_sort_code?"),
}
_COLUMNS = {
    "org_code": ("供电单位编号", ""),
    "cons_no": ("户号", ""),
    "rcvbl_id": ("应收电费标识", ""),
    "rcvbl_ym": ("应收年月", ""),
    "rcvbl_amt": ("本金", "元"),
    "penalty_start": ("违约金起算日期", ""),
    "paid_date": ("交纳日(未结清为数据日)", ""),
    "paid_before": ("交纳日(未结清为数据日前一日)", ""),
    "is_resident": ("居民", ""),
    "rcvbl_penalty": ("应收违约金", "元"),
    "rcved_penalty": ("实收违约金", "元"),
    "charged_yuan": ("实计违约金", "元"),
    "paid_yuan": ("收费中的违约金(未结清为 0)", "元"),
    "is_unpaid": ("未结清", ""),
    "charge_id": ("收费标识", ""),
    "charge_emp": ("收费人员", ""),
}
_GRAIN = "一笔应收一行"
_SOURCE = "稽查目录 ACC-08、ACC-09 的精确判定:违约金起算日期不晚于数据日的应收"


@fact(
    title="已计违约金的应收",
    grain=_GRAIN,
    key=(),
    reads=_READS,
    columns=_COLUMNS,
    uses=(reversals, reversal_pairs),
    source=_SOURCE,
    is_kept=True,
)
def charged(t: Tables) -> Any:
    """Return the receivables due by the day that were charged a late fee (`is_charged`): few, and told by their own columns.

    A settled one counts until the payment that settled it (`settled_by`) and is charged what was received; one that is
    not paid at all counts until the day and is charged what is on its account. Partly settled ones, those written off or
    taken back by a red one, of unknown payment or unknown fee are none; nor are kinds that are never in arrears.

    Shapes: org_code, cons_no, rcvbl_id, rcvbl_ym, rcvbl_amt, penalty_start, paid_date, paid_before, is_resident,
    rcvbl_penalty, rcved_penalty, charged_yuan, paid_yuan, is_unpaid, charge_id, charge_emp.
    """
    rows = t.receivables
    few = _of_customers(rows, rows.filter(is_charged(rows))).alias("receivables_charged")  # worked out once
    return _with_payment(t, few, is_charged)


@fact(
    title="应计未计违约金的应收",
    grain=_GRAIN,
    key=(),
    reads=_READS,
    columns=_COLUMNS,
    uses=(reversals, reversal_pairs),
    source=_SOURCE,
    is_kept=True,
)
def uncharged(t: Tables) -> Any:
    """Return the receivables due by the day without late fee, unpaid or paid late: else as `charged`.

    Who paid late is told by the payments of all that are settled alone, which is the dearest question of all: a fact of
    its own, for those who ask it. Where fewer payments than settled bills of a customer have an amount, some were settled
    otherwise (预收, several at once): a payment that may be for a later one tells nothing of this one.

    Shapes: the columns of `charged`.
    """
    rows = t.receivables
    settled = rows.filter(_is_settled(rows))
    silent = settled.filter(_is_judged(t, settled), settled.rcvbl_penalty == 0, settled.rcved_penalty == 0)
    late = _not_in_time(t, settled, _perhaps_late(t, silent)).select("cons_no")
    unpaid = rows.filter(_is_owed(t, rows, _is_uncharged)).select("cons_no")
    few = _of_customers(rows, late.union(unpaid)).alias("receivables_uncharged")  # worked out once
    found = _with_payment(t, few, _is_uncharged)
    found = found.filter(found.paid_date >= found.penalty_start)
    return found.anti_join(_perhaps_of_later_bills(t, few, found), "charge_id")


def is_charged(rows: Any) -> Any:
    """Return whether any late fee was charged on receivables."""
    return (rows.rcvbl_penalty > 0).fill_null(False) | (rows.rcved_penalty > 0).fill_null(False)


def is_uncharged(rows: Any) -> Any:
    """Return whether it is known by the books of receivables that no late fee was charged; an empty one is unknown."""
    return ((rows.rcvbl_penalty == 0) & (rows.charged_yuan == 0)).fill_null(False)


def recomputed(rows: Any, minimum: Rule[Decimal]) -> Any:
    """Return receivables of `charged` or `uncharged` with the late fee that they owe, up to their day and (unpaid) the day before.

    Shapes: the columns of `charged`, days, days_before, fee_yuan, fee_before, rate_terms (as an explanation writes
    rate × days), is_minimum.
    """

    def fee(until: Any, least: Rule[Decimal]) -> Any:
        return late_fee_expr(
            rows.rcvbl_amt, rows.penalty_start, until, is_resident=rows.is_resident, minimum=least
        )

    days = days_overdue_expr(rows.penalty_start, rows.paid_date)
    first_days = first_year_days_expr(rows.penalty_start, days)
    later_days = days - first_days
    resident, other, later_rate = (
        rule.written_on_column(rows.penalty_start)
        for rule in (RESIDENT_DAILY, OTHER_DAILY, OTHER_DAILY_LATER_YEARS)
    )
    days_text, first_text, later_text = (column.cast("string") for column in (days, first_days, later_days))
    return rows.mutate(
        days=days,
        days_before=days_overdue_expr(rows.penalty_start, rows.paid_before),
        fee_yuan=fee(rows.paid_date, minimum),
        fee_before=fee(rows.paid_before, minimum),
        is_minimum=fee(rows.paid_date, minimum.set_to(0)) < minimum.on_column(rows.penalty_start),
        rate_terms=ibis.cases(
            (rows.is_resident, resident.concat(" × ", days_text)),
            (later_days > 0, _both_rates(other, first_text, later_rate, later_text)),
            else_=other.concat(" × ", first_text),
        ),
    )


def _of_customers(receivables: Any, those: Any) -> Any:
    """Return receivables with all columns, which are read of these few customers alone; who they are is told by few columns."""
    return receivables.semi_join(those.select("cons_no").distinct(), "cons_no")


def _with_payment(t: Tables, rows: Any, is_wanted: Callable[[Any], Any]) -> Any:
    """Return of all receivables of some customers the judged ones that are wanted, not paid at all or with the payment that settled them."""
    unpaid = _standing_unpaid(t, rows, is_wanted)
    unpaid = unpaid.mutate(
        is_unpaid=ibis.literal(True),
        charged_yuan=unpaid.rcvbl_penalty,
        paid_yuan=exact(ibis.literal(0)),
        paid_date=ibis.literal(t.as_of),
        paid_before=ibis.literal(t.as_of - timedelta(days=1)),
        charge_id=ibis.null("string"),
        charge_emp=ibis.null("string"),
    )
    # the others that are settled take their payments
    settled = rows.filter(_is_settled(rows))
    settled = settled.mutate(
        is_unpaid=ibis.literal(False),
        charged_yuan=settled.rcved_penalty,
        is_wanted=_is_judged(t, settled) & is_wanted(settled),
    )
    paid = settled_by(t, settled)
    paid = paid.mutate(paid_before=paid.paid_date, paid_yuan=paid.paid_penalty)
    both = _with_resident(t, unpaid.union(paid.select(*unpaid.columns)))
    return both.mutate(charged_yuan=to_fen(both.charged_yuan), paid_yuan=to_fen(both.paid_yuan))


def _perhaps_of_later_bills(t: Tables, rows: Any, found: Any) -> Any:
    """Return the payments of some receivables that may have settled a later one of the same amount: charge_id.

    Shapes: `rows` are all receivables of their customers.
    """
    late = found.filter(~found.is_unpaid).select("charge_id", "penalty_start")
    payments = principals(t, found)
    paid = payments.group_by("cons_no", "amount").agg(paid_times=payments.count())
    settled = with_amount(t, rows.filter(_is_settled(rows)))
    bills = settled.group_by("cons_no", "amount").agg(billed_times=settled.count())
    late = payments.inner_join(late, "charge_id").inner_join(paid, ["cons_no", "amount"])
    late = late.inner_join(bills, ["cons_no", "amount"])
    late = late.filter(late.paid_times < late.billed_times)
    later = settled.select("cons_no", "amount", "release_date", started="penalty_start")
    both = late.inner_join(later, ["cons_no", "amount"])
    both = both.filter(both.started > both.penalty_start, both.release_date <= both.paid_date)
    return both.select("charge_id").distinct()


def _is_uncharged(rows: Any) -> Any:
    return ~is_charged(rows)


def _is_settled(rows: Any) -> Any:
    return (_state(rows) == FeeSettle.SETTLED) & (rows.rcved_amt > 0)


def _is_judged(t: Tables, settled: Any) -> Any:
    return _is_wanted(t, settled) & settled.rcved_penalty.notnull()


def _state(rows: Any) -> Any:
    """Return whether receivables are settled or owed (`FeeSettle`); one without a state, by its amounts."""
    open_yuan = rows.rcvbl_amt - rows.rcved_amt
    by_amounts = ibis.cases((open_yuan == 0, FeeSettle.SETTLED), (rows.rcved_amt == 0, FeeSettle.OWED))
    return rows.settle_flag.coalesce(by_amounts)


def _is_wanted(t: Tables, rows: Any) -> Any:
    is_due = (rows.penalty_start <= t.as_of) & (rows.rcvbl_amt > 0)
    return (is_due & ~rows.amt_type.isin(NOT_OWED).fill_null(False)).fill_null(False)


def _is_unpaid(rows: Any) -> Any:
    return ((_state(rows) == FeeSettle.OWED) & (rows.rcved_amt.fill_null(0) == 0)).fill_null(False)


def _is_owed(t: Tables, rows: Any, is_wanted: Callable[[Any], Any]) -> Any:
    """Return whether nothing was paid on receivables above zero that are wanted and whose fee is known."""
    is_known = _is_wanted(t, rows) & rows.rcvbl_penalty.notnull() & is_wanted(rows)
    # what one column tells by itself is asked while the files are read
    return (rows.rcvbl_amt > 0) & (rows.rcved_amt.fill_null(0) == 0) & _is_unpaid(rows) & is_known


def _standing_unpaid(t: Tables, rows: Any, is_wanted: Callable[[Any], Any]) -> Any:
    """Return the receivables above zero that are wanted, on which nothing was paid and that no red one took back.

    A red one takes back the first of its customer, month and kind of the same amount; where such a month comes to
    nothing or less nothing of it is owed.
    """
    account = ["cons_no", "rcvbl_ym", "kind"]
    wanted = rows.filter(_is_owed(t, rows, is_wanted))
    wanted = wanted.mutate(kind=wanted.amt_type.fill_null(""))
    red = rows.filter(rows.rcvbl_amt < 0)
    red = red.mutate(kind=red.amt_type.fill_null("")).semi_join(wanted, account)
    taken = red.group_by(*account, rcvbl_amt=-red.rcvbl_amt).agg(times=red.count())
    mixed = rows.semi_join(red, "cons_no")
    mixed = mixed.mutate(kind=mixed.amt_type.fill_null(""), is_wanted=_is_owed(t, mixed, is_wanted))
    mixed = mixed.semi_join(red, account)
    sums = mixed.group_by(*account).agg(sum_yuan=mixed.rcvbl_amt.sum())
    same = ibis.window(
        group_by=[*account, "rcvbl_amt"], order_by=["release_date", "penalty_start", "rcvbl_id"]
    )
    mixed = mixed.filter(mixed.rcvbl_amt > 0).mutate(place=ibis.row_number().over(same))
    mixed = mixed.filter(mixed.is_wanted).left_join(taken, [*account, "rcvbl_amt"], rname="taken_{name}")
    mixed = mixed.inner_join(sums, account, rname="sum_{name}")
    mixed = mixed.filter(mixed.place >= mixed.times.fill_null(0), mixed.sum_yuan > 0)
    plain = wanted.anti_join(red, account)
    return plain.union(mixed.select(*plain.columns)).drop("kind")


def _perhaps_late(t: Tables, silent: Any) -> Any:
    """Return the customers and amounts of which a payment overdue by its day may have settled a bill without late fee.

    Most did not: whoever pays the same for several months paid the later ones after the first was due.

    Shapes: cons_no, amount (decimal(18, 6)).
    """
    # of many million rows each: amounts of 18 digits are half as wide, and those of more are no sum of a bill
    silent = silent.select("cons_no", "penalty_start", amount=silent.rcved_amt.try_cast(_NARROW))
    payments = _principals(received(happened(t.payments, t.as_of)))
    is_late = [
        silent.cons_no == payments.payer,
        silent.amount == payments.principal,
        silent.penalty_start <= payments.paid_date,
    ]
    late = silent.semi_join(payments, is_late)
    return late.select("cons_no", "amount").distinct().alias("perhaps_late")  # worked out once


def _not_in_time(t: Tables, settled: Any, keys: Any) -> Any:
    """Return those of some customers and amounts of which not every receivable has a payment in time of its own.

    Its own is one from its issue to the next one's of the same customer and amount: where each has one before it is due,
    none takes a later one (`settled_by`). Of a customer that was paid back anything no payment counts as in time.

    Facts: reversals.

    Shapes: cons_no, amount.
    """
    settled = with_amount(t, settled.semi_join(keys, "cons_no"))
    settled = settled.select(
        "cons_no",
        "penalty_start",
        amount=settled.amount.try_cast(_NARROW),
        issued=settled.release_date.coalesce(LONG_AGO),
    )
    settled = settled.semi_join(keys, ["cons_no", "amount"])
    following = settled.issued.lead().over(ibis.window(group_by=["cons_no", "amount"], order_by="issued"))
    settled = settled.mutate(until=ibis.least(settled.penalty_start, following.coalesce(_NEVER)))
    standing = received(happened(t.payments.semi_join(keys, "cons_no"), t.as_of))
    payments = _principals(standing.anti_join(t.fact(reversals), "cons_no"))
    is_in_time = [
        settled.cons_no == payments.payer,
        settled.amount == payments.principal,
        settled.issued <= payments.paid_date,
        settled.until > payments.paid_date,
    ]
    late = settled.anti_join(payments, is_in_time)
    return late.select("cons_no", amount=exact(late.amount))


def _principals(payments: Any) -> Any:
    """Return payments without their late fee: payer, principal (decimal(18, 6)), paid_date."""
    penalty = payments.penalty.fill_null(0)
    # hardly any pays a late fee, and to take one off in 38 digits costs more than to read the payment
    less = (exact(payments.rcv_amt) - exact(penalty)).try_cast(_NARROW)
    return payments.select(
        payer=payments.cons_no,
        principal=ibis.ifelse(penalty == 0, payments.rcv_amt.try_cast(_NARROW), less),
        paid_date=payments.charge_time.date(),
    )


def _both_rates(other: Any, first_days: Any, later_rate: Any, later_days: Any) -> Any:
    opened: Any = ibis.literal("(")
    return opened.concat(other, " × ", first_days, " + ", later_rate, " × ", later_days, ")")


def _with_resident(t: Tables, rows: Any) -> Any:
    """Return the receivables with whether they are a resident's: by the month's bill, else by the file."""
    bills = t.bills.filter(t.bills.elec_type_code.notnull())
    billed = bills.semi_join(rows.select("cons_no").distinct(), "cons_no")
    kinds = billed.group_by("cons_no", rcvbl_ym="amt_ym").agg(
        billed_resident=billed.elec_type_code.isin(RESIDENTIAL_USES).all()
    )
    known = rows.left_join(kinds, ["cons_no", "rcvbl_ym"]).drop("cons_no_right", "rcvbl_ym_right")
    files = t.customers.select(
        "cons_no",
        filed_resident=t.customers.elec_type_code.isin(RESIDENTIAL_USES).coalesce(
            t.customers.cons_sort_code == CustType.RESIDENT
        ),
    )
    known = known.left_join(files, "cons_no").drop("cons_no_right")
    return known.mutate(is_resident=known.billed_resident.coalesce(known.filed_resident).fill_null(False))
