"""PRO-12 功率因数考核标准执行错误"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import (
    CHARGE_COLUMNS,
    in_force,
    levies_inside,
    normal_bills,
    stated_power_factor,
    with_charges,
)
from analytics.facts.columns import as_text, listed
from analytics.facts.customers import on_the_books
from analytics.regulation.money import exact, number, to_fen
from analytics.regulation.power_factor import (
    ADJUSTMENT,
    BASE,
    HIGH_STANDARD_CAP_KVA,
    HIGH_STANDARD_PUMPING_CAP_KVA,
    MIN_CAP_KVA,
    STANDARDS,
    WHO_OWES,
    adjustment_pct_expr,
    power_factor_expr,
    standard_owed_expr,
)
from analytics.regulation.source import Rule
from analytics.regulation.voltage import kilovolts_expr
from analytics.regulation.working_days import last_day_expr
from data_loaders.codes.customers import PfStandard
from models.calendar import add_months
from models.category import Category

SUMS = ("pf_adj_base", "energy_yuan", "basic_yuan", "pf_amt", "total_pq", "rp_pq")


@check(
    code="PRO-12",
    title="功率因数考核标准执行错误",
    category=Category.ARCHIVE,
    matter="功率因数是否按规定进行考核",
    severity="高",
    subject="customer",
    window="快照",
    amount="应收差额",
    reads={
        "customers": [
            "cons_no",
            "contract_cap",
            "volt_code",
            "elec_type_code",
            "trade_code?",
            "pf_std_code",
        ],
        "bills?": [
            "cons_no?",
            "amt_ym?",
            "amt_type?",
            "pf_std?",
            "actual_pf?",
            "rp_pq?",
            "total_pq?",
            "pf_adj_base?",
            *CHARGE_COLUMNS,
        ],
    },
    facts=(on_the_books, levies_inside),
    without={
        "bills.amt_ym": "没有账单,不算金额",
    },
    evidence={
        "elec_type_code": "用电类别",
        "trade_code": "行业分类",
        "volt_code": "供电电压",
        "contract_cap": "合同容量(kVA)",
        "owed_standard": "应执行标准",
        "own_standard": "现执行标准",
        "months": "计算月数",
        "details": "各月计算",
        "note": "提示",
    },
    sentence="合同容量 {contract_cap} kVA,应执行 {owed_standard},现执行 {own_standard}",
    arithmetic=(
        "逐月(参与力调电费 × 应执行调整率 − 参与力调电费 × 现执行调整率):{details}",
        "合计 = {amount_yuan} 元",
    ),
    laws=(WHO_OWES, MIN_CAP_KVA, HIGH_STANDARD_CAP_KVA, HIGH_STANDARD_PUMPING_CAP_KVA, ADJUSTMENT, BASE),
)
def wrong_power_factor_standard(
    t: Tables,
    *,
    pf_090_min_cap_kva: Annotated[
        Rule[Decimal], Param("高压工业执行 0.90 的起点容量(含)", "kVA", low=100, high=315)
    ] = HIGH_STANDARD_CAP_KVA,
    pf_min_cap: Annotated[Rule[Decimal], Param("考核起点容量(含)", "kVA", low=50, high=160)] = MIN_CAP_KVA,
) -> Any:
    """功率因数考核标准由用电类别、电压和容量决定,执行错了力调电费逐月都错。

    为什么: 标准定低少收力调电费,定高或误考核则多收,都按月累积。
    判定: 在册户档案的功率因数标准与应执行标准不同即命中。应执行:居民(2xx)、趸售居民(504)或合同容量小于 {power_factor.MIN_CAP_KVA} 不考核;农业排灌(301/302)0.85,高压且 {power_factor.HIGH_STANDARD_PUMPING_CAP_KVA} 及以上 0.90;其余农业 0.80;趸售 0.80(501 为 0.85,503 不判);工业(100/101/102/403/404,400 须为工业行业)高压且 {power_factor.HIGH_STANDARD_CAP_KVA} 及以上 0.90;其余 0.85。标准为空、电压为空的不判。
    金额: 近 12 个月正常电费账单中标准不同于应执行的月份,逐月 [参与力调电费×应执行调整率] − [参与力调电费×现执行调整率],各自到分,求和;正为少收,负为多收。账单标准空则按档案现标准,冲红重开的月按重开后的标准;参与力调电费空则取电度电费(空则上网、线损、输配、系统运行四项)+基本电费(不含基金);功率因数空或为 0 则由有功、无功电量算至 0.01。应不考核的,金额为各月力调电费之和的负数。算不出的月份不计,全算不出则不出金额。
    例外: 考核、直购、抽水蓄能、其它(0/6/7/9 开头)不判;经批准降低标准或免考核、光伏用户、恰为 0.90 起点容量的只作提示。起点不含等于的省份把起点设高 0.01。
    核实: 核对用电类别、行业、电压与容量,查有无批准文件。
    """
    customers = t.fact(on_the_books)
    owed = standard_owed_expr(
        customers.elec_type_code,
        customers.trade_code,
        kilovolts_expr(customers.volt_code),
        customers.contract_cap,
        t.as_of,
        min_cap=pf_min_cap,
        high_standard_cap=pf_090_min_cap_kva,
    )
    judged = customers.filter(customers.pf_std_code.isin(list(STANDARDS))).mutate(owed_code=owed)
    wrong = judged.filter(judged.pf_std_code != judged.owed_code)
    months = _months(t, wrong)
    amounts = months.group_by("cons_no").agg(
        amount_yuan=months.yuan.sum(), months=months.yuan.count(), details=listed(_text(months))
    )
    found = wrong.left_join(amounts, "cons_no").drop("cons_no_right")
    hint: Any = ibis.literal("请核是否经批准降低标准或免考核、是否光伏用户")
    is_boundary = found.contract_cap == pf_090_min_cap_kva.on_column(t.as_of)
    return found.mutate(
        object_id=found.cons_no,
        owed_standard=_label(found.owed_code),
        own_standard=_label(found.pf_std_code),
        note=ibis.ifelse(is_boundary, hint.concat(";恰在 0.90 起点容量,请核本省口径"), hint),
    )


def _months(t: Tables, wrong: Any) -> Any:
    """Return what each month of the last twelve, billed by a standard other than the owed one, is short of."""
    bills = normal_bills(t.bills)
    bills = bills.filter(bills.amt_ym.between(add_months(t.period, -11), t.period))
    bills = bills.semi_join(wrong, "cons_no")  # first: of all others nothing more is read
    bills = with_charges(t, bills)
    bills = bills.inner_join(wrong.select("cons_no", "owed_code", "pf_std_code"), "cons_no")
    bills = bills.mutate(own_code=_code(bills.pf_std))
    months = bills.group_by("cons_no", "amt_ym", "owed_code").agg(
        own_code=ibis.coalesce(bills.own_code.max(), bills.pf_std_code.max()),
        left_std=in_force(bills, "pf_std"),
        is_rebilled=(bills.total_pq < 0).any().fill_null(False),
        actual_pf=stated_power_factor(bills),
        **{name: bills[name].sum() for name in SUMS},
    )
    # of a month that was taken back and billed anew the standard that is left counts
    left = ibis.ifelse(months.is_rebilled, _code(months.left_std), None)
    months = months.mutate(own_code=left.coalesce(months.own_code))
    months = months.filter(months.own_code != months.owed_code)
    factor: Any = ibis.coalesce(months.actual_pf, power_factor_expr(months.total_pq, months.rp_pq))
    months = months.mutate(
        base=ibis.coalesce(months.pf_adj_base, months.energy_yuan + months.basic_yuan.fill_null(0)),
        factor=factor.cast("decimal(18, 6)"),
    )
    months = months.mutate(
        owed_pct=_percent(months.owed_code, months), own_pct=_percent(months.own_code, months)
    )
    months = months.mutate(
        owed_yuan=to_fen(exact(months.base) * months.owed_pct * number("0.01")),
        own_yuan=to_fen(exact(months.base) * months.own_pct * number("0.01")),
    )
    yuan = ibis.ifelse(
        months.owed_code == PfStandard.NOT_ASSESSED,
        -to_fen(months.pf_amt),
        months.owed_yuan - months.own_yuan,
    )
    return months.mutate(yuan=yuan)


def _percent(code: Any, months: Any) -> Any:
    """Return the adjustment in percent under a standard; 0 where none applies."""
    standard = ibis.cases(*[(code == key, number(value)) for key, value in STANDARDS.items() if value])
    percent = adjustment_pct_expr(standard, months.factor, last_day_expr(months.amt_ym))
    percent = percent.round(2).cast("decimal(18, 2)")
    return ibis.ifelse(code == PfStandard.NOT_ASSESSED, number(0).cast("decimal(18, 2)"), percent)


def _code(standard: Any) -> Any:
    """Return a bill's standard as a code: it may be written as 0.9, 90 or the code itself."""
    known: list[tuple[Any, str]] = [(standard == number(0), PfStandard.NOT_ASSESSED)]
    for key, value in STANDARDS.items():
        if value is not None:
            written = [number(value), number(value * 100), number(Decimal(key))]
            known.append((standard.isin(written), key))
    return ibis.cases(*known)


def _label(code: Any) -> Any:
    labels = {key: "不考核" if value is None else f"标准 {value}" for key, value in STANDARDS.items()}
    return ibis.cases(*[(code == key, label) for key, label in labels.items()])


def _text(months: Any) -> Any:
    adjusted = months.amt_ym.concat(
        " 功率因数", as_text(months.factor).fill_null("不明"), ":", as_text(months.base).fill_null("不明"),
        "×(", as_text(months.owed_pct).fill_null("不明"), "%−", as_text(months.own_pct).fill_null("不明"), "%)",
    )  # fmt: skip
    refunded = months.amt_ym.concat(" 力调电费 ", as_text(months.pf_amt).fill_null("不明"))
    return ibis.ifelse(months.owed_code == PfStandard.NOT_ASSESSED, refunded, adjusted)
