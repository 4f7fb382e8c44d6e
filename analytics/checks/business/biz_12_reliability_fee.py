"""BIZ-12 高可靠性供电费收取异常"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import (
    connection_applications,
    connection_steps,
    is_given_up,
    not_terminated,
)
from analytics.facts.columns import as_text, listed, month_text
from analytics.facts.energising import with_supply
from analytics.facts.fees import kept_yuan, refunded_yuan
from analytics.regulation.connection_fees import (
    RELIABILITY_BASIS,
    RELIABILITY_EXEMPT_FROM_KV,
    RELIABILITY_EXEMPTIONS,
    RELIABILITY_OWED,
)
from analytics.regulation.money import number, to_fen
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.applications import AcceptCons, BusinessFee
from data_loaders.codes.customers import SEVERAL_SOURCES, ElecFamily, SupplyMode
from models.category import Category
from models.data.customer_codes import customer_number

DIFFERENT, MISSING = "A 应收与实收不符", "B 应收未立费"
EXEMPT_USES = (ElecFamily.RESIDENTIAL, ElecFamily.FARMING)
WITHOUT_SWITCHING = (
    SupplyMode.SINGLE_PUBLIC,
    SupplyMode.SINGLE_DEDICATED,
    SupplyMode.DOUBLE_NEVER_SWITCHED_PUBLIC,
    SupplyMode.DOUBLE_NEVER_SWITCHED_DEDICATED,
)


@check(
    code="BIZ-12",
    title="高可靠性供电费收取异常",
    category=Category.BUSINESS,
    matter="业扩收费",
    severity="高",
    subject="application",
    window="全部",
    amount="应收差额",
    reads={
        "business_fees": [
            *("org_code?", "app_no?", "cons_no?", "fee_type", "std_amt?", "rcved_amt?", "refund_amt?"),
            "date?",
        ],
        "applications?": ["total_cap?", "power_date?"],
        "application_steps?": [],
        "customers?": ["cons_no?", "supply_mode?"],
    },
    facts=(connection_applications, connection_steps),
    without={
        "business_fees.std_amt": "应收费用整列为空,不判应收与实收不符(A)",
        "business_fees.rcved_amt": "实收费用整列为空,不判应收与实收不符(A)",
        "business_fees.refund_amt": "退费金额整列为空,按未退费计",
        "applications.app_no": "没有申请,不判应收未立费(B),只判有收费日期的",
        "customers.supply_mode": "供电方式整列为空,有无电气联络待核",
        "application_steps.end_time": "没有环节完成时间,送电日只取申请的送停电日期",
    },
    evidence={
        "kind": "情形",
        "std_yuan": "应收(元)",
        "rcved_yuan": "实收(元)",
        "refunded_yuan": "已退(元)",
        "kept_yuan": "净收(元)",
        "details": "各笔(元)",
        "supply_date": "送电日",
        "total_cap": "申请总容量(kVA)",
        "source_count": "电源数目",
        "supply_mode": "供电方式",
        "note": "提示",
    },
    sentence="{kind}[:应收 {std_yuan} 元,净收 {kept_yuan} 元][,申请总容量 {total_cap} kVA]",
    arithmetic=(
        "净收 = 实收 − 已退 = {rcved_yuan} − {refunded_yuan} = {kept_yuan} 元",
        "差额 = 应收 − 净收 = {std_yuan} − {kept_yuan} = {amount_yuan} 元(正为少收,负为多收)",
    ),
    laws=(RELIABILITY_OWED, RELIABILITY_BASIS, RELIABILITY_EXEMPTIONS),
)
def reliability_fee_not_as_owed(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=1000)] = 1.0,
) -> Any:
    """双回路及以上用户应按省定标准足额缴纳高可靠性供电费,不多收、不少收、不漏收。

    为什么: 这项费用按容量一次收清,单户常达数十万元;漏收是收入流失,多收是违规收费。
    判定: A 业务费类别 02 高可靠性供电费按申请汇总,应收与净收(实收减退费,为空按 0,退费正负录入皆取绝对值)之差大于容差 1 元即命中。B 新装、装表临时、增容申请的客户类型为高压双电源(04)或电源数目为双电源、多电源,送电日已在可计收之日以后({connection_fees.RELIABILITY_OWED}),而该申请没有 02 类费用,命中。
    金额: A 应收减净收,正数少收,负数多收,到分;申请编号为空的按用户。B 不算:各回路容量、架空或电缆、是否自建、省定单价导出中没有。
    例外: 中止单不判;没有送电也没有收费日期的不判(尚在办理);数据日之后收取的视为未发生;差额恰为容差不算。B:居民生活(2xx)、农业(3xx)、220 kV 及以上、供电方式为单路或独立不切换(11、12、25、26)的不判;全公司都没有 02 类记录的停用;供电方式为空的提示核实电气联络。
    核实: 调阅收费通知单、发票与一次接线图,按省定标准核对各回路容量。
    """
    wrong = _different(t, tol).union(_missing(t))
    return wrong.mutate(period=month_text(wrong.day))


def _fees(t: Tables) -> Any:
    fees = t.business_fees
    return fees.filter(fees.fee_type == BusinessFee.RELIABILITY, (fees.date <= t.as_of).fill_null(True))


def _different(t: Tables, tol: float) -> Any:
    """Return the applications (of fees without one: the customers) that paid something else than they owed."""
    fees = _fees(t).mutate(refunded=refunded_yuan, kept=kept_yuan)
    text = fees.date.cast("string").fill_null("日期不明").concat(
        " 应收", as_text(fees.std_amt).fill_null("不明"),
        " 实收", as_text(fees.rcved_amt.fill_null(0)),
        " 退", as_text(fees.refunded),
    )  # fmt: skip
    fees = fees.mutate(text=text, customer=ibis.ifelse(fees.app_no.isnull(), fees.cons_no, None))
    sums = fees.group_by("app_no", "customer").agg(
        cons_no=fees.cons_no.max(),
        org_code=fees.org_code.max(),
        std_yuan=to_fen(fees.std_amt.sum()),
        rcved_yuan=to_fen(fees.rcved_amt.sum()).fill_null(number("0.00")),
        refunded_yuan=to_fen(fees.refunded.sum()),
        kept_yuan=to_fen(fees.kept.sum()),
        fee_date=fees.date.min(),
        details=listed(fees.text),
    )
    applications = with_supply(t, t.applications)
    applications = applications.select(
        *("app_no", "total_cap", "source_count", "accept_time", "supply_date"),
        is_given_up=is_given_up(applications),
    )
    known = sums.left_join(applications, "app_no").drop("app_no_right")
    gap = known.std_yuan - known.kept_yuan
    is_told = not (t.lacks("business_fees.std_amt") or t.lacks("business_fees.rcved_amt"))
    found = known.filter(
        ibis.literal(is_told),
        gap.abs() > number(tol),
        known.supply_date.notnull() | known.fee_date.notnull(),
        ~known.is_given_up.fill_null(False),
    )
    return found.select(
        object_type=ibis.ifelse(found.app_no.notnull(), "application", "customer"),
        object_id=found.app_no.coalesce(customer_number(found.cons_no)),
        cons_no=customer_number(found.cons_no),
        org_code=found.org_code,
        day=found.accept_time.cast("date").coalesce(found.fee_date),
        amount_yuan=found.std_yuan - found.kept_yuan,
        kind=ibis.literal(DIFFERENT),
        **{name: found[name] for name in ("std_yuan", "rcved_yuan", "refunded_yuan", "kept_yuan", "details")},
        **{name: found[name] for name in ("supply_date", "total_cap", "source_count")},
        supply_mode=ibis.null("string"),
        note=ibis.null("string"),
    )


def _missing(t: Tables) -> Any:
    """Return the supplied connections by several sources that no fee was ever fixed for."""
    applications = with_supply(t, not_terminated(t.fact(connection_applications)))
    has_several = (applications.cust_class == AcceptCons.HIGH_DOUBLE) | applications.source_count.isin(
        SEVERAL_SOURCES
    )
    is_exempt = applications.elec_type_code.left(1).isin(EXEMPT_USES) | (
        kilovolts_expr(applications.volt_code) >= RELIABILITY_EXEMPT_FROM_KV
    ).fill_null(False)
    owing = applications.filter(
        has_several, RELIABILITY_OWED.on_column(applications.supply_date), ~is_exempt.fill_null(False)
    )
    customers = t.customers.select("cons_no", "supply_mode")
    owing = owing.left_join(customers, "cons_no").drop("cons_no_right")
    owing = owing.filter(~owing.supply_mode.isin(WITHOUT_SWITCHING).fill_null(False))
    fees = _fees(t)
    owing = owing.anti_join(fees, "app_no").anti_join(fees.filter(fees.app_no.isnull()), "cons_no")
    owing = owing.filter(fees.count().as_scalar() > 0)
    no_yuan: Any = ibis.null("decimal(18, 2)")
    return owing.select(
        object_type=ibis.literal("application"),
        object_id=owing.app_no,
        cons_no=customer_number(owing.cons_no),
        org_code=owing.org_code,
        day=owing.accept_date,
        amount_yuan=no_yuan,
        kind=ibis.literal(MISSING),
        **dict.fromkeys(("std_yuan", "rcved_yuan", "refunded_yuan", "kept_yuan"), no_yuan),
        details=ibis.null("string"),
        **{name: owing[name] for name in ("supply_date", "total_cap", "source_count", "supply_mode")},
        note=ibis.ifelse(owing.supply_mode.isnull(), "待核电气联络", ibis.null("string")),
    )
