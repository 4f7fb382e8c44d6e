"""PRO-11 临时接电费执行异常"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.columns import as_text, listed
from analytics.facts.fees import is_repayment, kept_yuan, refunded_yuan, repaid_yuan
from analytics.regulation.connection_fees import TEMPORARY_FEE_ALLOWED
from analytics.regulation.money import number, to_fen
from data_loaders.codes.applications import BusinessFee
from data_loaders.codes.customers import ConsStatus, TmpFlag
from models.category import Category

UNLAWFUL, OVERDUE, HELD = "A 违规收费", "B 应退未退", "C 在架余额"


@check(
    code="PRO-11",
    title="临时接电费执行异常",
    category=Category.ARCHIVE,
    matter="临时客户是否正确执行临时接电收费标准",
    severity="高",
    subject="customer",
    window="全部",
    amount="应收差额",
    reads={
        "business_fees": ["cons_no", "org_code?", "app_no?", "fee_type", "rcved_amt", "refund_amt?", "date?"],
        "customers?": ["cons_no?", "status_code?", "tmp_flag?", "tmp_due_date?"],
    },
    without={
        "business_fees.refund_amt": "退费金额整列为空,退费未知,只判违规收费(A),不判应退未退与在架余额",
        "customers.status_code|tmp_flag|tmp_due_date": "缺客户档案的状态、临时用电标志与到期日,应退未退(B)都作在架余额(C)",
    },
    evidence={
        "kind": "类别",
        "fees": "笔数",
        "first_date": "最早收费日期",
        "last_date": "最近收费日期",
        "received_yuan": "实收(元)",
        "refunded_yuan": "已退(元)",
        "held_yuan": "未退余额(元)",
        "details": "各笔(元)",
        "status_code": "用户状态",
        "tmp_flag": "临时用电标志",
        "tmp_due_date": "临时用电到期日期",
        "note": "提示",
    },
    sentence="{kind}:临时接电费 {fees} 笔,实收 {received_yuan} 元,已退 {refunded_yuan} 元,未退 {held_yuan} 元",
    arithmetic=("应退 = 实收 − 已退 = {received_yuan} − {refunded_yuan} = {held_yuan} 元",),
    laws=(TEMPORARY_FEE_ALLOWED,),
)
def temporary_connection_fee_kept(t: Tables) -> Any:
    """临时接电费取消后不得再收,此前预收的应按约定清退。

    为什么: 取消后仍收是违规收费,该退未退是占用客户资金,都会引发投诉与处罚。
    判定: 业务费类别 03 临时接电费,实收减退费(退费为空按 0,正负录入皆取绝对值)大于 0 的:A 收费当日已不得收取({connection_fees.TEMPORARY_FEE_ALLOWED}),违规收费;B 更早,且用户已销户、已转为非临时用电或临时到期日早于数据日,应退未退;C 其余,在架余额。任一即命中,按户合并为一条,类别取最重(A>B>C)。收费日期为空的按 B、C 处理。
    金额: 各笔未退余额之和的负数(应退客户),到分。
    例外: 已全额退费、实收为空或不大于 0 的不算,单独成行的退费、红字抵减该户各笔;数据日之后收取的不算;销户的户也查;合同约定违约不退、已抵电费或有裁定的只作提示。退费金额整列为空时退费未知,只判 A。
    核实: 调阅收据、临时用电合同与退费凭证。
    """
    fees = t.business_fees
    fees = fees.filter(
        fees.fee_type == BusinessFee.TEMPORARY_CONNECTION, (fees.date <= t.as_of).fill_null(True)
    )
    is_repaid = is_repayment(fees)
    fees = fees.mutate(
        is_repaid=is_repaid,
        refunded_yuan=is_repaid.ifelse(repaid_yuan(fees), refunded_yuan(fees)),
        held_yuan=is_repaid.ifelse(-repaid_yuan(fees), kept_yuan(fees)),
    )
    fees = fees.filter(fees.is_repaid | ((fees.rcved_amt > 0) & (fees.held_yuan > 0)))
    known = fees.left_join(t.customers, "cons_no").drop("cons_no_right")
    is_due = (
        (known.status_code == ConsStatus.CANCELLED)
        | (known.tmp_flag == TmpFlag.NOT_TEMPORARY)
        | (known.tmp_due_date < t.as_of)
    )
    is_unlawful = ~TEMPORARY_FEE_ALLOWED.on_column(known.date).fill_null(True)
    kept = known.mutate(
        kind=ibis.cases(
            (known.is_repaid, ibis.null("string")),
            (is_unlawful, UNLAWFUL),
            (is_due.fill_null(False), OVERDUE),
            else_=HELD,
        )
    )
    if t.lacks("business_fees.refund_amt"):
        kept = kept.filter((kept.kind == UNLAWFUL) | kept.is_repaid)
    return _by_customer(kept)


def _by_customer(kept: Any) -> Any:
    received = kept.is_repaid.ifelse(number(0), kept.rcved_amt)
    kept = kept.mutate(received=received)
    text = kept.date.cast("string").fill_null("日期不明").concat(" 收", as_text(kept.received))
    text = text.concat("退", as_text(kept.refunded_yuan), " ", kept.app_no.fill_null("")).strip()
    merged = kept.group_by("cons_no").agg(
        org_code=kept.org_code.min(),
        kind=kept.kind.min(),
        fees=kept.kind.count(),
        first_date=kept.date.min(where=~kept.is_repaid),
        last_date=kept.date.max(where=~kept.is_repaid),
        received_yuan=to_fen(kept.received.sum()),
        refunded_yuan=to_fen(kept.refunded_yuan.sum()),
        held_yuan=to_fen(kept.held_yuan.sum()),
        details=listed(text),
        status_code=kept.status_code.max(),
        tmp_flag=kept.tmp_flag.max(),
        tmp_due_date=kept.tmp_due_date.max(),
    )
    # what was paid back by rows of their own leaves nothing
    merged = merged.filter(merged.kind.notnull(), merged.held_yuan > 0)
    return merged.mutate(
        object_id=merged.cons_no,
        period=ibis.null("string"),
        amount_yuan=-merged.held_yuan,
        note=ibis.literal("合同约定违约不退、已抵电费或有裁定的,请附依据"),
    )
