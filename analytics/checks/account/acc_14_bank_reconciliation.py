"""ACC-14 托收/代收对账不平与单边账"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.columns import month_text
from analytics.facts.payments import happened, not_reversed, reversal_pairs, reversals
from analytics.facts.remittances import (
    batches,
    is_acceptance,
    is_by_bank,
    is_cash,
    remitted,
    whole_after,
    with_remittance,
)
from analytics.regulation.account_rules import BANK_RECONCILIATION
from analytics.regulation.money import exact, to_fen
from analytics.regulation.working_days import with_working_day_after
from data_loaders.codes.charges import AcctStatus, SettleMode
from models.category import Category

CLEARING_DAYS = 1
_SHOWN = (
    *("object_type", "object_id", "cons_no", "org_code", "period", "amount_yuan", "reason", "charge_date"),
    *(
        "rcv_amt",
        "cashchk_id",
        "cashchk_date",
        "taken_yuan",
        "charges",
        "cashchk_amt",
        "bank_ref",
        "credited_yuan",
    ),
    *("missing", "due"),
)


@check(
    code="ACC-14",
    title="托收/代收对账不平与单边账",
    category=Category.ACCOUNT,
    matter="电费安全管理",
    severity="高",
    subject="payment",
    window="全部",
    amount="应收差额",
    reads={
        "payments": [
            *("org_code?", "cons_no", "charge_id", "charge_time", "rcv_amt", "charge_type", "pay_mode"),
            *("cashchk_id", "settle_mode?"),
        ],
        "remittances": [
            "org_code?",
            "cashchk_id",
            "cashchk_amt",
            "cashchk_date",
            "acct_status?",
            "settle_mode?",
        ],
        "bank_credits?": [
            *(
                "org_code?",
                "bank_ref?",
                "credit_date?",
                "amount?",
                "cashchk_id?",
                "charge_id?",
                "settle_mode?",
            ),
        ],
    },
    facts=(reversals, reversal_pairs, remitted, batches),
    without={
        "bank_credits.amount": "缺银行到账,不对银行;已入帐而没有任何收费的解款代替银行有营销无",
        "remittances.settle_mode": "缺结算方式,没有入账的承兑汇票③不剔除",
    },
    evidence={
        "reason": "异常",
        "charge_date": "收费日",
        "rcv_amt": "收款金额(元)",
        "cashchk_id": "解款标识",
        "cashchk_date": "解款日期",
        "charges": "批次收费笔数",
        "taken_yuan": "批次收费合计(元)",
        "cashchk_amt": "解款金额(元)",
        "bank_ref": "银行流水号",
        "credited_yuan": "银行入账合计(元)",
        "batch_gap": "批次差额(元)",
        "bank_gap": "银行差额(元)",
        "missing": "缺少的一边",
        "due": "应到日(次一工作日)",
    },
    sentence="{reason}:[收费 {taken_yuan} 元][,解款 {cashchk_amt} 元][,银行入账 {credited_yuan} 元],[{missing}|相差 {amount_yuan} 元]",
    arithmetic=(
        "批次差额 = 批次收费合计 − 解款金额 = {taken_yuan} − {cashchk_amt} = {batch_gap} 元",
        "银行差额 = 解款金额 − 银行入账合计 = {cashchk_amt} − {credited_yuan} = {bank_gap} 元",
        "单边额 = {amount_yuan} 元(正为银行未到,负为银行多到)",
    ),
    laws=(BANK_RECONCILIATION,),
)
def bank_reconciliation(t: Tables) -> Any:
    """银行代收、代扣、托收的电费,收费、解款与银行到账应当逐笔逐批一致。

    为什么: 单边账意味着客户交了钱没有销账,或销了账而钱没有到,都会变成资金损失或投诉。
    判定: 银行类收费为缴费方式前两位 02、03。①银行类收费没有解款(解款标识空、解款记录中没有该号或解款日期晚于数据日);②含银行类收费的批次,收费合计不等于解款金额;③其解款在银行到账中没有该解款标识的行,各收费也没有按收费标识的行(营销有银行无);④按解款标识(没有则按各收费标识)的银行入账合计不等于解款金额(金额不等、抹账);⑤入账金额大于 0 而没有解款标识和收费标识,或所记之号不在解款也不在收费之中(银行有营销无)。银行到账未交付时,⑤以已入帐、非现金而没有任何收费的解款代替。
    金额: 正为银行未到(应追),负为银行多到(应补记给客户):①该笔收款;②收费合计减解款金额;③解款金额;④解款金额减入账合计;⑤入账金额的负数;到分。
    例外: 次一工作日不早于数据日的({account_rules.BANK_RECONCILIATION})不算;含现金的批次归 ACC-04;已冲正的不计,红字计入批次合计;没有入账的承兑汇票归 ACC-15;入账金额小于 0 的只在④中抵减;②④都成立只报一条,取④。只判交付范围内:解款日在银行到账首末日之间、入账不早于最早收费日;首个收费日及其次一工作日的批次可能不全,不判。
    核实: 取银行对账文件逐笔勾对,未达账项查清原因后补记或追回。
    """
    has_bank = not t.lacks("bank_credits.amount")
    batch = t.fact(batches)
    batch = batch.filter(~batch.has_cash)
    sent = t.fact(remitted)
    both = batch.filter(batch.has_bank).inner_join(sent, "cashchk_id")
    both = with_working_day_after(both, "cashchk_date", CLEARING_DAYS, "due")
    uneven = both.filter(both.taken_yuan != both.cashchk_amt, both.cashchk_date > whole_after(t))
    uneven = _of_batch(uneven, ibis.literal("批次收费与解款不等"), uneven.taken_yuan - uneven.cashchk_amt)
    if has_bank:
        named = _named_by_the_bank(t)
        at_bank = _at_bank(t, both, named)
        # of a batch that is neither what was taken nor what the bank has, the bank counts
        parts = [at_bank, uneven.anti_join(at_bank, "object_id"), _unknown_to_us(t, named)]
    else:
        parts = [uneven, _of_nobody(t, sent)]
    hits = _not_remitted(t).select(*_SHOWN)
    schema = hits.schema()
    for part in parts:
        columns = {n: part[n].cast(schema[n]) if n in part.columns else ibis.null(schema[n]) for n in _SHOWN}
        hits = hits.union(part.select(**columns))
    return hits.mutate(
        batch_gap=hits.taken_yuan - hits.cashchk_amt, bank_gap=hits.cashchk_amt - hits.credited_yuan
    )


def _not_remitted(t: Tables) -> Any:
    """Return what banks collected and nobody remitted."""
    rows = t.payments.filter(is_by_bank(t.payments), ~is_cash(t.payments))
    # nearly all were remitted: which numbers were not, the few batches tell, not the many million payments
    unknown = t.fact(batches).anti_join(t.fact(remitted), "cashchk_id")
    rows = rows.filter(rows.cashchk_id.isnull()).union(rows.semi_join(unknown, "cashchk_id"))
    rows = with_remittance(t, not_reversed(t, rows))
    rows = rows.filter(rows.cashchk_date.isnull()).mutate(charge_date=rows.charge_time.date())
    rows = with_working_day_after(rows, "charge_date", CLEARING_DAYS, "due")
    rows = rows.filter(rows.due < t.as_of)
    # a payment in several rows is one
    charges = rows.group_by("cons_no", "charge_id").agg(
        org_code=rows.org_code.max(),
        rcv_amt=to_fen(exact(rows.rcv_amt).sum()),
        cashchk_id=rows.cashchk_id.max(),
        cashchk_date=rows.cashchk_date.max(),
        charge_date=rows.charge_date.min(),
        due=rows.due.min(),
    )
    nothing = ibis.null("decimal(18, 2)")
    return charges.mutate(
        object_type=ibis.literal("payment"),
        object_id=charges.charge_id,
        period=month_text(charges.charge_date),
        amount_yuan=charges.rcv_amt,
        reason=ibis.literal("银行类收费没有解款"),
        taken_yuan=charges.rcv_amt,
        charges=ibis.literal(1, "int64"),
        cashchk_amt=nothing,
        credited_yuan=nothing,
        bank_ref=ibis.null("string"),
        missing=ibis.literal("没有解款记录"),
    )


def _of_batch(rows: Any, reason: Any, amount: Any) -> Any:
    return rows.mutate(
        object_type=ibis.literal("payment"),
        object_id=rows.cashchk_id,
        period=month_text(rows.cashchk_date),
        amount_yuan=amount,
        reason=reason,
    )


def _named_by_the_bank(t: Tables) -> Any:
    """Return the payments that the bank names (收费标识): charge_id, cashchk_id. They are looked for once."""
    wanted = _credits(t).select("charge_id").distinct()
    found = t.payments.semi_join(wanted.filter(wanted.charge_id.notnull()), "charge_id")
    return found.select("charge_id", "cashchk_id").distinct().alias("acc_14_named")


def _at_bank(t: Tables, both: Any, named: Any) -> Any:
    """Return the remittances of which the bank credited nothing, or something else; `named` are `_named_by_the_bank`."""
    credits = _credits(t)
    by_batch = credits.filter(credits.cashchk_id.notnull())
    by_batch = by_batch.group_by("cashchk_id").agg(of_batch=exact(by_batch.amount).sum())
    single = credits.filter(credits.cashchk_id.isnull(), credits.charge_id.notnull())
    single = single.group_by("charge_id").agg(yuan=exact(single.amount).sum())
    charges = named.filter(named.cashchk_id.notnull())
    singles = charges.inner_join(single, "charge_id")
    singles = singles.group_by("cashchk_id").agg(of_charges=singles.yuan.sum())
    rows = both.left_join(by_batch, "cashchk_id").drop("cashchk_id_right")
    rows = rows.left_join(singles, "cashchk_id").drop("cashchk_id_right")
    rows = rows.mutate(credited_yuan=to_fen(rows.of_batch.coalesce(rows.of_charges)))
    first, last = (bound.as_scalar() for bound in (credits.credit_date.min(), credits.credit_date.max()))
    rows = rows.filter(rows.cashchk_amt > 0, rows.due < t.as_of, rows.cashchk_date >= first, rows.due <= last)
    is_missing = rows.credited_yuan.isnull() & ~is_acceptance(rows)
    wrong = rows.filter(is_missing | (rows.credited_yuan != rows.cashchk_amt))
    is_nothing = wrong.credited_yuan.isnull()
    reason = ibis.ifelse(is_nothing, "营销有银行无", "银行入账与解款不等")
    wrong = wrong.mutate(missing=ibis.ifelse(is_nothing, "银行没有入账", ibis.null("string")))
    return _of_batch(wrong, reason, wrong.cashchk_amt - wrong.credited_yuan.fill_null(0))


def _credits(t: Tables) -> Any:
    return t.bank_credits.filter(t.bank_credits.credit_date <= t.as_of, t.bank_credits.amount.notnull())


def _unknown_to_us(t: Tables, named: Any) -> Any:
    """Return what the bank credited for no remittance and no payment that anybody knows.

    A number of a remittance that only payments name is known, too: they were taken off their customers' bills, and what
    lacks is the remittance (①).
    """
    rows = _credits(t)
    rows = rows.filter(rows.amount > 0, rows.bank_ref.notnull())
    rows = rows.anti_join(t.remittances, "cashchk_id").anti_join(named, "charge_id")
    # few are left: which payments know their numbers is asked of those alone
    told = t.payments.semi_join(rows.filter(rows.cashchk_id.notnull()), "cashchk_id")
    rows = rows.anti_join(told, "cashchk_id")
    rows = with_working_day_after(rows, "credit_date", CLEARING_DAYS, "due")
    first = t.payments.charge_time.min().date().as_scalar()
    rows = rows.filter(rows.due < t.as_of, rows.credit_date >= first)
    # a number that the bank uses twice is one object
    numbers = rows.group_by("bank_ref").agg(
        org_code=rows.org_code.max(),
        cashchk_id=rows.cashchk_id.max(),
        credited_yuan=to_fen(exact(rows.amount).sum()),
        credit_date=rows.credit_date.min(),
        due=rows.due.min(),
    )
    return numbers.mutate(
        object_type=ibis.literal("payment"),
        object_id=numbers.bank_ref,
        period=month_text(numbers.credit_date),
        amount_yuan=-numbers.credited_yuan,
        reason=ibis.literal("银行有营销无"),
        missing=ibis.literal("营销没有对应的收费和解款"),
    )


def _of_nobody(t: Tables, sent: Any) -> Any:
    """Return remittances that have arrived without a payment, where the bank's own entries were not delivered."""
    rows = sent.filter(sent.acct_status == AcctStatus.ENTERED, sent.cashchk_amt > 0)
    rows = rows.filter(
        (rows.settle_mode != SettleMode.CASH).fill_null(True), rows.cashchk_date > whole_after(t)
    )
    rows = rows.anti_join(happened(t.payments, t.as_of), "cashchk_id")
    rows = with_working_day_after(rows, "cashchk_date", CLEARING_DAYS, "due")
    rows = rows.filter(rows.due < t.as_of)
    rows = rows.mutate(missing=ibis.literal("没有任何收费"))
    return _of_batch(rows, ibis.literal("解款已入帐而没有任何收费"), -rows.cashchk_amt)
