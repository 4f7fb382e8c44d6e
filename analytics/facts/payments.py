"""Which payments were taken back (冲正), and by which reversal."""

from datetime import date, timedelta
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.columns import first_by
from data_loaders.codes.charges import ChargeType

_REVERSAL = ("charge_id", "cons_no", "charge_time", "charge_emp", "remark")
_ORIGINAL = (*_REVERSAL, "org_code", "rcv_amt", "pay_mode", "settle_mode")


def happened(payments: Any, as_of: date) -> Any:
    """Return the payments up to a day."""
    return payments.filter(payments.charge_time < as_of + timedelta(days=1))


def received(payments: Any) -> Any:
    """Return what was received: payments of kind 收费 above zero."""
    return payments.filter(payments.charge_type == ChargeType.RECEIVED, payments.rcv_amt > 0)


@fact(
    title="冲正",
    grain="一笔冲正一行",
    key=(),
    reads={
        "payments": (
            *("cons_no", "charge_id", "relate_id?", "charge_time", "rcv_amt", "charge_type"),
            *("charge_emp?", "remark?"),
        )
    },
    columns={
        "charge_id": ("冲正收费标识", ""),
        "relate_id": ("关联收费标识", ""),
        "cons_no": ("户号", ""),
        "charge_time": ("冲正时间", ""),
        "charge_emp": ("冲正人员", ""),
        "remark": ("冲正备注", ""),
        "amount": ("冲回金额", "元"),
    },
    source="稽查目录 ACC-05 的精确判定:收费类型 20、金额为负",
    is_kept=True,
)
def reversals(t: Tables) -> Any:
    """Return the payments up to the day that take money back.

    Shapes: charge_id, relate_id (the payment it names), cons_no, charge_time, charge_emp, remark, amount (> 0).
    """
    payments = happened(t.payments, t.as_of)
    payments = payments.filter(payments.charge_type == ChargeType.REFUNDED, payments.rcv_amt < 0)
    return payments.select(*_REVERSAL, "relate_id", amount=-payments.rcv_amt)


@fact(
    title="冲正对",
    grain="一笔被冲正的收费一行",
    key=("charge_id",),
    reads={
        "payments": (
            *("org_code?", "cons_no", "charge_id", "charge_time", "rcv_amt", "charge_type"),
            *("charge_emp?", "pay_mode?", "settle_mode?", "remark?"),
        )
    },
    columns={
        "charge_id": ("收费标识", ""),
        "cons_no": ("户号", ""),
        "org_code": ("供电单位编号", ""),
        "charge_time": ("收费时间", ""),
        "charge_emp": ("收费人员", ""),
        "rcv_amt": ("收款金额", "元"),
        "pay_mode": ("缴费方式", ""),
        "settle_mode": ("结算方式", ""),
        "remark": ("备注", ""),
        "reversal_charge_id": ("冲正收费标识", ""),
        "reversal_charge_time": ("冲正时间", ""),
        "reversal_charge_emp": ("冲正人员", ""),
        "reversal_remark": ("冲正备注", ""),
        "is_by_amount": ("关联为空,按同户等额配对", ""),
    },
    uses=(reversals,),
    source="稽查目录 ACC-05 的精确判定:按关联收费标识,关联为空的取同户、等额、最近一笔在前",
    is_kept=True,
)
def reversal_pairs(t: Tables) -> Any:
    """Return every payment up to the day that was taken back in full, with the reversal that did it.

    The reversal names the payment (关联收费标识). One that names none takes back the last payment of the
    same customer and amount before it that no other reversal names.

    Shapes: charge_id, cons_no, org_code, charge_time, charge_emp, rcv_amt, pay_mode, settle_mode, remark of the
    payment; charge_id, charge_time, charge_emp, remark of the reversal as reversal_…; is_by_amount.
    """
    taking = t.fact(reversals)
    # of all that was received, only the few customers that were paid back anything
    originals = received(happened(t.payments, t.as_of)).semi_join(taking, "cons_no")
    originals = originals.select(*_ORIGINAL).alias("originals")
    taking = taking.select("relate_id", "amount", **{f"reversal_{name}": taking[name] for name in _REVERSAL})
    named = originals.inner_join(
        taking,
        [
            originals.charge_id == taking.relate_id,
            originals.cons_no == taking.reversal_cons_no,
            originals.rcv_amt == taking.amount,
            originals.charge_time <= taking.reversal_charge_time,
        ],
    ).mutate(is_by_amount=ibis.literal(False))
    claimed = taking.filter(taking.relate_id.notnull())
    free = originals.anti_join(claimed, originals.charge_id == claimed.relate_id)
    nameless = taking.filter(taking.relate_id.isnull())
    alike = free.inner_join(
        nameless,
        [
            free.cons_no == nameless.reversal_cons_no,
            free.rcv_amt == nameless.amount,
            free.charge_time <= nameless.reversal_charge_time,
        ],
    ).mutate(is_by_amount=ibis.literal(True))
    last = first_by(alike, ["reversal_charge_id"], [ibis.desc("charge_time"), ibis.desc("charge_id")])
    pairs = named.union(last.select(*named.columns))
    return first_by(pairs, ["charge_id"], ["reversal_charge_time", "reversal_charge_id"])


def not_reversed(t: Tables, payments: Any) -> Any:
    """Return what was received and not taken back by the day, in part or in full."""
    taking = t.fact(reversals)
    named = taking.filter(taking.relate_id.notnull()).select(charge_id="relate_id")
    taken_back = named.union(t.fact(reversal_pairs).select("charge_id"))
    return received(happened(payments, t.as_of)).anti_join(taken_back, "charge_id")
