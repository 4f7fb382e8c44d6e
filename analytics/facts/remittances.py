"""Takings and the remittances that they went into (解款): one row for each number on either side."""

from datetime import datetime, time, timedelta
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.payments import happened, reversal_pairs
from analytics.regulation.money import exact, to_fen
from analytics.regulation.working_days import with_working_day_after
from data_loaders.codes.charges import ACCEPTANCES, AcctStatus, ChargeType, PayMode, SettleMode
from models.calendar import first_day, last_day

BY_BANKS = (PayMode.BANK, PayMode.AGENCY)  # 代收、代扣、托收


@fact(
    title="解款",
    grain="一个解款标识一行",
    key=("cashchk_id",),
    reads={
        "remittances": (
            *("org_code?", "cashchk_id", "cashchk_emp?", "cashchk_amt?", "cashchk_date"),
            *("acct_status?", "settle_mode?"),
        )
    },
    columns={
        "cashchk_id": ("解款标识", ""),
        "org_code": ("供电单位编号", ""),
        "cashchk_emp": ("解款人员", ""),
        "cashchk_amt": ("解款金额", "元"),
        "cashchk_date": ("解款日期", ""),
        "acct_status": ("到账状态", ""),
        "settle_mode": ("结算方式", ""),
    },
    source="稽查目录 ACC-02、ACC-04、ACC-14 的精确判定:解款日期不晚于数据日",
)
def remitted(t: Tables) -> Any:
    """Return the remittances up to the day; of a number in several rows the sum and the first day.

    Shapes: cashchk_id, org_code, cashchk_emp, cashchk_amt, cashchk_date, acct_status, settle_mode.
    """
    rows = t.remittances
    rows = rows.filter(rows.cashchk_id.notnull(), rows.cashchk_date <= t.as_of)
    names = ("org_code", "cashchk_emp", "acct_status", "settle_mode")
    return rows.group_by("cashchk_id").agg(
        cashchk_amt=to_fen(exact(rows.cashchk_amt).sum()),
        cashchk_date=rows.cashchk_date.min(),
        **{name: rows[name].max() for name in names},
    )


@fact(
    title="解款批次的收费",
    grain="一个解款标识一行",
    key=("cashchk_id",),
    reads={
        "payments": (
            *("cons_no", "charge_id", "charge_time", "rcv_amt", "charge_type", "cashchk_id"),
            *("pay_mode?", "settle_mode?"),
        )
    },
    columns={
        "cashchk_id": ("解款标识", ""),
        "taken_yuan": ("批次收费合计", "元"),
        "charges": ("批次收费笔数", "笔"),
        "has_cash": ("有现金", ""),
        "has_bank": ("有银行类收费", ""),
        "first_charged": ("批次最早收费日", ""),
    },
    uses=(reversal_pairs, remitted),
    source="稽查目录 ACC-04、ACC-14 的精确判定:红字行计入批次合计,解款前已冲正的一对两行都不计",
    is_kept=True,
)
def batches(t: Tables) -> Any:
    """Return what the payments of each remittance add up to, those taken back among them.

    A payment that was taken back in full before it was remitted, by a reversal that went into no remittance, does not
    count.

    Shapes: cashchk_id, taken_yuan, charges, has_cash, has_bank, first_charged.
    """
    rows = happened(t.payments, t.as_of)
    is_transfer = (rows.charge_type == ChargeType.TRANSFERRED).fill_null(False)
    unsent = rows.filter(rows.cashchk_id.isnull(), rows.charge_type == ChargeType.REFUNDED).select(
        "charge_id"
    )
    pairs = t.fact(reversal_pairs).semi_join(unsent, [("reversal_charge_id", "charge_id")])
    pairs = pairs.select("charge_id", "cons_no", back_on=pairs.reversal_charge_time.date())
    sent = rows.filter(rows.cashchk_id.notnull(), ~is_transfer)
    # of many million payments, whose any was taken back is told by the number of the customer alone
    some = sent.semi_join(pairs, "cons_no").alias("sent_and_taken_back")  # looked for once
    taken_back = some.select("charge_id", "cashchk_id").inner_join(pairs.drop("cons_no"), "charge_id")
    taken_back = taken_back.inner_join(t.fact(remitted).select("cashchk_id", "cashchk_date"), "cashchk_id")
    never = taken_back.filter(taken_back.back_on <= taken_back.cashchk_date)
    rows = sent.anti_join(pairs, "cons_no").union(some.anti_join(never, "charge_id"))
    return rows.group_by("cashchk_id").agg(
        taken_yuan=to_fen(rows.rcv_amt.sum()),
        charges=rows.count(),
        has_cash=is_cash(rows).any(),
        has_bank=is_by_bank(rows).any(),
        first_charged=rows.charge_time.min().date(),
    )


def is_cash(payments: Any) -> Any:
    """Return whether payments were made in cash."""
    return (payments.settle_mode == SettleMode.CASH).fill_null(False)


def is_acceptance(remittances: Any) -> Any:
    """Return whether remittances are acceptances (承兑汇票): the bank pays those when they fall due."""
    return remittances.settle_mode.isin(ACCEPTANCES).fill_null(False)


def is_by_bank(payments: Any) -> Any:
    """Return whether a bank or an agency collected payments (代收、代扣、托收)."""
    return payments.pay_mode.left(2).isin(BY_BANKS).fill_null(False)


def whole_after(t: Tables) -> Any:
    """Return the day, as a scalar, after which remittances hold no payment from before the first one delivered.

    What was remitted by the first working day after the first payment of all may hold payments that were not delivered.
    """
    first = t.payments.agg(first_charged=t.payments.charge_time.min().date())
    return with_working_day_after(first, "first_charged", 1, "whole_after").whole_after.as_scalar()


def with_remittance(t: Tables, payments: Any) -> Any:
    """Return payments with the day on which they were remitted: null where they were not by the day.

    A number that no remittance has means that there was none; payments with one from before the first remittance
    delivered are left out.

    Facts: remitted.

    Shapes: the columns of `payments`, cashchk_date.
    """
    sent = t.fact(remitted).select("cashchk_id", "cashchk_date")
    first = t.remittances.cashchk_date.min().as_scalar()
    found = payments.left_join(sent, "cashchk_id").drop("cashchk_id_right")
    is_before = found.cashchk_id.notnull() & found.cashchk_date.isnull() & (found.charge_time.date() < first)
    return found.filter(~is_before.fill_null(False))


def takings(t: Tables, first_ym: str, days: int) -> Any:
    """Return what units received and paid back from a month to the period, and whether it was remitted in time.

    It is due on the given working day after it was received. Red ones are unsent like others, but never late.

    Facts: remitted.

    Shapes: the columns of `payments`, charge_date, cashchk_date, due, is_unsent, is_late.

    Source: ACC-02, precise reading.
    """
    paid = happened(t.payments, t.as_of)
    paid = paid.filter(
        paid.charge_time >= datetime.combine(first_day(first_ym), time()),
        paid.charge_time < datetime.combine(last_day(t.period) + timedelta(days=1), time()),
        paid.charge_type.isin([ChargeType.RECEIVED, ChargeType.REFUNDED]),
        paid.org_code.notnull(),
    )
    paid = with_remittance(t, paid).mutate(charge_date=lambda row: row.charge_time.date())
    paid = with_working_day_after(paid, "charge_date", days, "due")
    return paid.mutate(
        is_unsent=paid.cashchk_date.isnull() & (paid.due < t.as_of),
        is_late=((paid.cashchk_date > paid.due) & (paid.rcv_amt > 0)).fill_null(False),
    )


def sent(t: Tables) -> Any:
    """Return the remittances up to the day that did not bounce, with how long each has been, or was, in transit.

    Acceptances are none of them: they are paid on a day of their own, which ACC-15 watches.

    Shapes: the columns of `remittances`, has_arrived, counted_to (the day of arrival, else the as-of day),
    transit_days.

    Source: ACC-03, precise reading.
    """
    rows = t.remittances
    rows = rows.filter(
        rows.cashchk_date <= t.as_of,
        rows.cashchk_amt > 0,
        (rows.acct_status != AcctStatus.BOUNCED).fill_null(True),
        ~is_acceptance(rows),
    )
    has_arrived = (rows.arrive_date <= t.as_of).fill_null(False)
    rows = rows.mutate(
        has_arrived=has_arrived, counted_to=ibis.ifelse(has_arrived, rows.arrive_date, ibis.literal(t.as_of))
    )
    return rows.mutate(transit_days=rows.counted_to.delta(rows.cashchk_date, unit="day"))
