"""ACC-15 发票/增值税/承兑汇票异常"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import month_text, reasons
from analytics.regulation.account_rules import NOTE_LONGEST_MONTHS, NOTE_PRESENTATION_DAYS
from analytics.regulation.money import exact, to_fen
from analytics.regulation.practice import NOTE_ENDORSEMENTS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import add_months_expr
from data_loaders.codes.charges import ACCEPTANCES, AcctStatus, BankCreditStatus
from models.category import Category

_LONGEST_WITHOUT_DAY = 6  # months of a note without a day, from its receipt: misses some, accuses nobody


@check(
    code="ACC-15",
    title="发票/增值税/承兑汇票异常",
    category=Category.ACCOUNT,
    matter="主题库",
    severity="中",
    subject="payment",
    window="全部",
    amount="在途资金",
    reads={
        "remittances": [
            *("org_code?", "cashchk_id", "cashchk_emp?", "cashchk_amt", "cashchk_date", "arrive_date?"),
            *("acct_status?", "settle_mode", "note_issue_date?", "note_due_date?", "endorse_count?"),
        ],
        "bank_credits?": ["cashchk_id?", "credit_date?", "amount?", "credit_status?"],
    },
    without={
        "remittances.note_due_date": "缺票据到期日期,逾期以解款日加 6 个月计,不查期限过长",
        "remittances.endorse_count": "缺背书次数,不查背书",
        "bank_credits.amount": "缺银行到账,只用解款的到账日期和到账状态",
    },
    evidence={
        "reason": "异常",
        "cashchk_amt": "解款金额(元)",
        "cashchk_date": "解款日期",
        "note_issue_date": "出票日期",
        "note_due_date": "票据到期日期",
        "days": "提示付款期(天)",
        "undated_from": "无到期日期的解款日",
        "latest": "最迟到账日",
        "arrived": "到账日",
        "counted_to": "计算逾期的截止日",
        "late_days": "逾期天数(天)",
        "endorse_count": "背书次数",
        "acct_status": "到账状态",
        "net_credited": "银行净入账(元)",
        "settle_mode": "结算方式",
        "cashchk_emp": "解款人员",
        "note": "提示",
    },
    sentence="{cashchk_date} 解款的承兑汇票 {cashchk_amt} 元:{reason}",
    arithmetic=(
        "最迟到账日 = 票据到期日期 {note_due_date} + 提示付款期 {days} 天 = {latest}",
        f"最迟到账日(没有到期日期)= 解款日 {{undated_from}} + {_LONGEST_WITHOUT_DAY} 个月 = {{latest}}",
        "逾期 = {counted_to} − {latest} = {late_days} 天",
    ),
    laws=(NOTE_PRESENTATION_DAYS, NOTE_LONGEST_MONTHS, NOTE_ENDORSEMENTS),
)
def acceptances(
    t: Tables,
    *,
    present_days: Annotated[Rule[int], Param("提示付款期", "天", low=0, high=180)] = NOTE_PRESENTATION_DAYS,
    longest_months: Annotated[Rule[int], Param("票据最长期限", "个月", low=1, high=24)] = NOTE_LONGEST_MONTHS,
    endorsements: Annotated[Rule[int], Param("背书次数上限", "次", low=0, high=50)] = NOTE_ENDORSEMENTS,
) -> Any:
    """收取的承兑汇票应当按期兑付,期限、背书应当正常。

    为什么: 汇票到期不提示付款会丧失追索权,退票、期限过长和多次背书的票据风险最高。
    判定: 结算方式为承兑汇票(04、0401、0402)的解款:①退票:到账状态 03,或银行到账中该解款有金额小于 0 或状态 03 的行;②逾期:到账日(银行到账中最早的正数行,没有则取银行到帐日期;未到账取数据日)晚于最迟到账日,即票据到期日期加 {account_rules.NOTE_PRESENTATION_DAYS},没有到期日的为解款日加 6 个月;③期限过长:出票日期起算 {account_rules.NOTE_LONGEST_MONTHS}之后才到期;④背书次数大于 {practice.NOTE_ENDORSEMENTS}。任一即中。
    金额: ①或②中至今没有到账的为解款金额,正数;已到账而只是逾期,以及③④没有金额。
    例外: 票据在期不计;恰在最迟到账日、恰 6 个月、恰 3 次不算;补开发票不适用。发票明细、纳税人身份没有表:超额开票、重开、一般纳税人停用(缺发票明细)。
    核实: 盘点票据实物与台账,核对电票系统的提示付款、背书与退票记录。
    """
    t.lacks("remittances.note_due_date")
    notes = t.remittances
    notes = notes.filter(
        notes.settle_mode.isin(ACCEPTANCES), notes.cashchk_date <= t.as_of, notes.cashchk_amt > 0
    )
    notes = notes.left_join(_at_bank(t, notes), "cashchk_id").drop("cashchk_id_right")
    arrived = notes.arrive_date.nullif(ibis.ifelse(notes.arrive_date > t.as_of, notes.arrive_date, None))
    notes = notes.mutate(arrived=notes.first_credited.coalesce(arrived))
    in_six_months = add_months_expr(notes.cashchk_date, _LONGEST_WITHOUT_DAY)
    days = present_days.on_column(notes.note_due_date)
    due = (notes.note_due_date + days.as_interval("D")).cast("timestamp").cast("date")
    has_day = notes.note_due_date.notnull()
    notes = notes.mutate(
        latest=due.coalesce(in_six_months),
        counted_to=notes.arrived.coalesce(t.as_of),
        days=ibis.ifelse(has_day, days, ibis.null("int64")),
        undated_from=ibis.ifelse(has_day, ibis.null("date"), notes.cashchk_date),
    )
    months = longest_months.on_column(notes.note_issue_date)
    is_bounced = (notes.acct_status == AcctStatus.BOUNCED).fill_null(False) | notes.is_taken_back.fill_null(
        False
    )
    is_late = notes.counted_to > notes.latest
    is_there: Any = ibis.ifelse(
        notes.net_credited.notnull(), notes.net_credited > 0, notes.arrived.notnull() & ~is_bounced
    )
    too_long = notes.note_due_date > add_months_expr(notes.note_issue_date, months)
    many = notes.endorse_count > endorsements.on_column(notes.cashchk_date)
    named = {"退票": is_bounced, "逾期": is_late, "期限过长": too_long, "多次背书": many}
    notes = notes.mutate(
        reason=reasons({name: holds.fill_null(False) for name, holds in named.items()}),
        is_missing=(is_bounced | is_late) & ~is_there,
        late_days=ibis.ifelse(is_late, notes.counted_to.delta(notes.latest, unit="day"), None),
    )
    wrong = notes.filter(notes.reason != "")
    return wrong.mutate(
        object_id=wrong.cashchk_id,
        cons_no=ibis.null("string"),
        period=month_text(wrong.cashchk_date),
        amount_yuan=ibis.ifelse(wrong.is_missing, to_fen(wrong.cashchk_amt), None),
        note=reasons({"没有到期日期,按解款日加 6 个月": wrong.note_due_date.isnull()}).nullif(""),
    )


def _at_bank(t: Tables, notes: Any) -> Any:
    """Return what the bank says of each note by the day."""
    rows = t.bank_credits.filter(t.bank_credits.credit_date <= t.as_of).semi_join(notes, "cashchk_id")
    is_back = (rows.amount < 0) | (rows.credit_status == BankCreditStatus.BOUNCED).fill_null(False)
    return rows.group_by("cashchk_id").agg(
        first_credited=rows.credit_date.min(where=rows.amount > 0),
        is_taken_back=is_back.any(),
        net_credited=to_fen(exact(rows.amount).sum()),
    )
