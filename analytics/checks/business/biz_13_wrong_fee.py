"""BIZ-13 业务费错收/违规收费"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.applications import is_archived, is_given_up
from analytics.facts.columns import as_text, listed, month_text, phrase
from analytics.facts.fees import is_repayment, kept_yuan, refunded_yuan, repaid_yuan
from analytics.regulation.connection_fees import FEES_AS_PUBLISHED, METER_COMPENSATION_ALLOWED
from analytics.regulation.money import number, to_fen
from data_loaders.codes.applications import AppType, BusinessFee
from models.category import Category
from models.data.customer_codes import customer_number

CANCELLED, UNKNOWN, DIFFERENT = "A 报装环节收取赔表费", "B 收费项目不在目录", "C 应收与实收不符"
TOLERANCE_YUAN = "0.01"
JUDGED_ELSEWHERE = (BusinessFee.RELIABILITY, BusinessFee.TEMPORARY_CONNECTION)


@check(
    code="BIZ-13",
    title="业务费错收/违规收费",
    category=Category.BUSINESS,
    matter="业扩收费",
    severity="高",
    subject="application",
    window="全部",
    amount="应收差额",
    reads={
        "business_fees": [
            *("org_code?", "app_no?", "cons_no?", "fee_type", "std_amt?", "rcved_amt", "refund_amt?"),
            "date?",
        ],
        "customers?": ["cons_no?", "power_on_date?"],
        "applications?": ["app_no?", "app_type?", "status?", "terminate_flag?", "archive_date?"],
    },
    without={
        "business_fees.std_amt": "应收费用整列为空,不判应收与实收不符(C)",
        "business_fees.refund_amt": "退费金额整列为空,按未退费计",
        "business_fees.date": "收费日期整列为空,不判报装环节收取赔表费(A)",
        "applications.app_type": "没有申请的业务类型,赔表费只按用户送电日期判是否报装环节",
        "customers.power_on_date": "没有用户送电日期,赔表费只按新装增容申请判是否报装环节",
    },
    evidence={
        "kinds": "情形",
        "fees": "笔数",
        "details": "各笔(元)",
        "std_yuan": "应收合计(元)",
        "rcved_yuan": "实收合计(元)",
        "refunded_yuan": "已退合计(元)",
        "power_on_date": "用户送电日期",
        "app_type": "业务类型",
        "terms": "各笔差额(元)",
    },
    sentence="业务费 {fees} 笔有误:{kinds}({details})",
    arithmetic=("差额(正为少收,负为多收、应退)= {terms} = {amount_yuan} 元",),
    laws=(METER_COMPENSATION_ALLOWED, FEES_AS_PUBLISHED),
)
def fee_wrongly_charged(t: Tables) -> Any:
    """业务费只能按公布的项目和标准收取,取消的项目不得再收。

    为什么: 报装乱收费是获得电力整治的重点,既要清退,也会被价格主管部门处罚;少收则是收入流失。
    判定: 业务费逐笔判断,高可靠性供电费(02)归 BIZ-12、临时接电费(03)归 PRO-11。A 赔表费(05)收费当日已不得在报装环节收取({connection_fees.METER_COMPENSATION_ALLOWED}),申请为新装、增容(1xx)或收费日不晚于用户送电日期,或该户在档而无送电日期,净收(实收减退费)大于 0。B 费用类别不是 01、02、03、04、05、09,净收大于 0。C 其余各笔应收与实收相差超过 0.01 元。任一命中,同一申请合并一条;申请编号为空的按用户。
    金额: A、B 为净收的负数(应退);C 为应收减实收,正数少收,负数多收(已退的部分扣除);各笔相加,到分。
    例外: 取消以前的赔表费、送电后因用户过失损坏的赔表不判 A;已全额退费的 A、B 不算(单独成行的退费、红字按户、按费用类别相抵,抵平的各笔不看);C 多收而已退还的不算,中止单少收的不算,没有收费日期、分文未收而申请未归档的视为待收;收费日期为空的不判 A;数据日之后收取的视为未发生。住宅配套、校验、其他费是否仍可收由省目录定,只判 C;单价、数量、发票无字段,未开票不判。
    核实: 调阅收费通知单、发票、省级收费目录与退费凭证。
    """
    fees = _with_kind(_fees(t)).filter(lambda rows: rows.kind.notnull())
    due = ibis.ifelse(fees.kind == DIFFERENT, fees.std_amt - fees.kept_if_over, -fees.kept)
    fees = fees.mutate(due=to_fen(due))
    names = t.labels("S_OPER_TYPE_CODE")
    unknown: Any = ibis.literal("类别")
    name = fees.fee_type.cases(*names.items(), else_=unknown.concat(fees.fee_type))
    text = fees.date.cast("string").fill_null("日期不明").concat(
        " ", name,
        " 应收", as_text(fees.std_amt).fill_null("不明"),
        " 实收", as_text(fees.rcved_amt),
        " 退", as_text(fees.refunded),
    )  # fmt: skip
    fees = fees.mutate(
        text=text, term=_term(fees), customer=ibis.ifelse(fees.app_no.isnull(), fees.cons_no, None)
    )
    merged = fees.group_by("app_no", "customer").agg(
        cons_no=fees.cons_no.max(),
        org_code=fees.org_code.max(),
        kinds=listed(fees.kind, distinct=True),
        fees=fees.count(),
        details=listed(fees.text),
        std_yuan=to_fen(fees.std_amt.sum()),
        rcved_yuan=to_fen(fees.rcved_amt.sum()),
        refunded_yuan=to_fen(fees.refunded.sum()),
        power_on_date=fees.power_on_date.max(),
        app_type=fees.app_type.max(),
        first_date=fees.date.min(),
        terms=listed(fees.term, by=" + "),
        amount_yuan=to_fen(fees.due.sum()),
    )
    return merged.mutate(
        object_type=ibis.ifelse(merged.app_no.notnull(), "application", "customer"),
        object_id=merged.app_no.coalesce(customer_number(merged.cons_no)),
        cons_no=customer_number(merged.cons_no),
        period=month_text(merged.first_date),
    )


def _fees(t: Tables) -> Any:
    """Return the fees that are judged here with what their customer and application tell."""
    fees = t.business_fees
    fees = fees.filter(~fees.fee_type.isin(JUDGED_ELSEWHERE), (fees.date <= t.as_of).fill_null(True))
    fees = _without_repaid(fees.mutate(refunded=refunded_yuan, kept=kept_yuan))
    customers = t.customers.select("cons_no", "power_on_date").mutate(is_filed=True)
    known = fees.left_join(customers, "cons_no").drop("cons_no_right")
    applications = t.applications.select(
        "app_no",
        "app_type",
        is_given_up=is_given_up(t.applications),
        is_archived=is_archived(t.applications, t.as_of),
    )
    known = known.left_join(applications, "app_no").drop("app_no_right")
    is_unsupplied = known.is_filed & known.power_on_date.isnull() & ibis.literal(_knows_supply(t))
    is_connection = known.app_type.startswith(AppType.CONNECTION).fill_null(False)
    is_before = (known.date <= known.power_on_date).fill_null(False)
    return known.mutate(is_connecting=is_connection | is_before | is_unsupplied.fill_null(False))


def _without_repaid(fees: Any) -> Any:
    """Return the fees but for those that rows of their own, refunds or red ones, paid back in full: by customer and kind."""
    repaid = fees.filter(is_repayment)
    repaid = repaid.group_by("cons_no", "fee_type").agg(back=repaid_yuan(repaid).sum())
    kept = fees.filter(fees.kept > 0).semi_join(repaid, ["cons_no", "fee_type"])
    kept = (
        kept.group_by("cons_no", "fee_type")
        .agg(kept=kept.kept.sum())
        .inner_join(repaid, ["cons_no", "fee_type"])
    )
    return fees.anti_join(kept.filter(kept.kept <= kept.back), ["cons_no", "fee_type"])


def _knows_supply(t: Tables) -> bool:
    return not t.lacks("customers.power_on_date")


def _with_kind(fees: Any) -> Any:
    """Return the fees with what is wrong with each, null where nothing is, and what counts as received of each."""
    is_over = fees.rcved_amt > fees.std_amt
    fees = fees.mutate(
        kept_if_over=ibis.ifelse(is_over, ibis.greatest(fees.kept, fees.std_amt), fees.rcved_amt)
    )
    gap = fees.std_amt - fees.kept_if_over
    is_excused = (gap > 0) & (
        fees.is_given_up.fill_null(False)
        | (fees.date.isnull() & (fees.rcved_amt == 0) & ~fees.is_archived.fill_null(False))
    )
    is_cancelled = (fees.fee_type == BusinessFee.METER_COMPENSATION) & fees.is_connecting
    is_cancelled = is_cancelled & ~METER_COMPENSATION_ALLOWED.on_column(fees.date).fill_null(True)
    return fees.mutate(
        kind=ibis.cases(
            (is_cancelled & (fees.kept > 0), CANCELLED),
            (~fees.fee_type.isin(list(BusinessFee)) & (fees.kept > 0), UNKNOWN),
            ((gap.abs() > number(TOLERANCE_YUAN)) & ~is_excused, DIFFERENT),
        )
    )


def _term(fees: Any) -> Any:
    """Return how the difference of each fee comes about, in words."""
    received, refunded = as_text(fees.rcved_amt), as_text(fees.refunded)
    plain = phrase("(应收", as_text(fees.std_amt), " − 实收", received)
    return ibis.cases(
        (fees.kind != DIFFERENT, phrase("(退", refunded, " − 实收", received, ")")),
        ((fees.rcved_amt > fees.std_amt) & (fees.refunded != 0), plain.concat(" + 退", refunded, ")")),
        else_=plain.concat(")"),
    )
