"""PRO-07 报装容量与变压器实际容量不符"""

from datetime import date
from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.applications import finished, replaced_for_a_while
from analytics.facts.bills import is_among, normal_bills, with_capacity_charge
from analytics.facts.capacity import installed, with_gap
from analytics.facts.columns import most_common
from analytics.facts.customers import is_high_voltage, on_the_books
from analytics.regulation.money import exact, number, ratio, to_fen
from analytics.regulation.supply_terms import REPLACEMENT_MONTHS, REPLACEMENT_MONTHS_FROM_35_KV
from analytics.regulation.violation import MULTIPLES, OVER_CAPACITY_YUAN_PER_KW, over_capacity_times
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.customers import PriceType
from models.calendar import add_months, add_months_to_date, month_range
from models.category import Category

HIGH_KV = 35


@check(
    code="PRO-07",
    title="报装容量与变压器实际容量不符",
    category=Category.ARCHIVE,
    matter="报装容量和变压器实际安装容量的匹配情况",
    severity="高",
    subject="customer",
    window="快照",
    amount="参考值",
    reads={
        "customers": [
            "cons_no",
            "cons_sort_code?",
            "volt_code?",
            "contract_cap",
            "run_cap?",
            "pricing_policy?",
        ],
        "bills?": [
            "cons_no?",
            "amt_ym?",
            "amt_type?",
            "volt_code?",
            "bill_cap?",
            "cap_amt?",
            "basic_amt?",
            "bill_dmd?",
        ],
        "applications?": ["cons_no?", "app_type?"],
    },
    facts=(on_the_books, installed, finished),
    without={
        "applications.app_type": "未提供业扩申请,不能剔除暂换变压器期间的户",
        "customers.run_cap": "运行容量整列为空,只判合同容量",
        "bills.cap_amt|basic_amt": "账单没有容量电费与基本电费,两部制不算金额",
        "bills.bill_cap": "账单没有计费容量,两部制不算金额",
    },
    evidence={
        "contract_cap": "合同容量(kVA)",
        "run_cap": "运行容量(kVA)",
        "installed_kva": "安装容量 S(kVA)",
        "running_kva": "运行设备容量 R(kVA)",
        "counted_stopped_kva": "计入的停用设备容量(kVA)",
        "gap_kva": "差额 d(kVA)",
        "run_gap_kva": "运行容量差额(kVA)",
        "tolerance_kva": "允许误差(kVA)",
        "machines": "在册设备",
        "price_yuan": "容量单价(元/kVA·月)",
        "months": "月数",
        "times": "倍数(补1倍+违约3倍)",
        "yuan_per_kva": "单一制每千伏安违约使用电费(元)",
        "note": "提示",
    },
    sentence="合同容量 {contract_cap} kVA、运行容量 [{run_cap} kVA|没有登记],在册设备安装 {installed_kva} kVA、运行 {running_kva} kVA",
    arithmetic=(
        "S = 运行 + 停用(非冷备)= {running_kva} + {counted_stopped_kva} = {installed_kva} kVA",
        "d = S − 合同容量 = {installed_kva} − {contract_cap} = {gap_kva} kVA,允许 ±{tolerance_kva}",
        "R − 运行容量 = {running_kva} − {run_cap} = {run_gap_kva} kVA,允许 ±{tolerance_kva}",
        "金额 = d × 容量单价 × 月数 × 倍数 = {gap_kva} × {price_yuan} × {months} × {times} = {amount_yuan} 元",
        "金额 = d × {yuan_per_kva} 元 = {gap_kva} × {yuan_per_kva} = {amount_yuan} 元",
    ),
    laws=(MULTIPLES, OVER_CAPACITY_YUAN_PER_KW, REPLACEMENT_MONTHS, REPLACEMENT_MONTHS_FROM_35_KV),
)
def contract_differs_from_transformers(
    t: Tables,
    *,
    tol_kva: Annotated[float, Param("允许误差", "kVA", low=0, high=100)] = 1.0,
    tol_pct: Annotated[float, Param("允许误差占合同容量的比例", SHARE, low=0, high=0.2)] = 0.01,
) -> Any:
    """高压户的合同容量应等于在册受电设备的安装容量,运行容量应等于运行设备的容量。

    为什么: 私自增容的负荷不交容量电费,还会压垮线路;档案少记、多记则基本电费长期算错。
    判定: 在册高压户(用户分类 01,空则电压 1 kV 及以上)有运行或停用设备的:R=运行设备铭牌容量之和;S=R+停用而非冷备设备容量之和,高压电动机 kW 按 kVA 计。|S−合同容量| 或 |R−运行容量| 大于 1 kVA 与合同容量 1% 之较大者即命中,恰等于不算。主备性质为空的停用变计入与不计入各算一次,取 |d| 小者。
    金额: 参考值,正数:d=S−合同容量,超出允许误差时:两部制=d×容量单价×月数×(补 1 倍 + 违约使用电费 {violation.MULTIPLES[私增容(两部制)]}),月数为近 12 个月内有正常账单且不早于最晚设备启用月的月数,单价取近 12 个月同电压账单容量电费÷计费容量(2 位)最常见者;单一制=d×{violation.OVER_CAPACITY_YUAN_PER_KW}。d 为负或仅运行不符、无单价、无账单月的不出金额。金额是含违约使用电费的上限,查实违约才追补。
    例外: 拆除设备、已封存的冷备不计;热备计入;无在册设备归 PRO-06;计入的设备缺铭牌容量的不判;同一设备多行取最近状态;已归档的暂换尚未恢复、且不满最长使用时间({supply_terms.REPLACEMENT_MONTHS},35 千伏及以上 {supply_terms.REPLACEMENT_MONTHS_FROM_35_KV})的不判。互锁、一备一用(有热备)只作提示。
    核实: 现场核对变压器铭牌、台数与封停状态,查暂停、减容工单是否归档。
    """
    customers = t.fact(on_the_books)
    customers = customers.filter(is_high_voltage(customers), customers.contract_cap.notnull())
    customers = customers.anti_join(_on_a_replacement(t, customers), "cons_no")
    known = customers.inner_join(t.fact(installed), "cons_no")
    wrong = _compared(known.filter(known.is_known), tol_kva, tol_pct)
    months = month_range(add_months(t.period, -11), t.period)
    bills = with_capacity_charge(t, normal_bills(t.bills))
    bills = bills.filter(is_among(bills.amt_ym, months))
    priced = wrong.left_join(_billed_months(bills, wrong), "cons_no").drop("cons_no_right")
    priced = priced.left_join(_prices(bills, t.customers), "volt_code").drop("volt_code_right")
    return _with_amount(priced, t.as_of)


def _on_a_replacement(t: Tables, customers: Any) -> Any:
    """Return the customers whose own transformer rests while they lawfully run another one."""
    known = replaced_for_a_while(t).inner_join(customers.select("cons_no", "volt_code"), "cons_no")
    low, high = (
        add_months_to_date(t.as_of, -(rule.on(t.as_of) or 0))
        for rule in (REPLACEMENT_MONTHS, REPLACEMENT_MONTHS_FROM_35_KV)
    )
    is_high = (kilovolts_expr(known.volt_code) >= HIGH_KV).fill_null(False)
    return known.filter(known.replaced_date >= ibis.ifelse(is_high, ibis.literal(high), ibis.literal(low)))


def _compared(known: Any, tol_kva: float, tol_pct: float) -> Any:
    """Return the customers whose capacities differ by more than the tolerance, with the differences."""
    known = with_gap(known)
    share = (exact(known.contract_cap) * number(tol_pct)).round(6).cast("decimal(38, 6)")
    known = known.mutate(
        run_gap_kva=known.running_kva - known.run_cap,
        tolerance_kva=ibis.greatest(share, exact(number(tol_kva))),
    )
    known = known.mutate(
        installed_kva=known.contract_cap + known.gap_kva,
        counted_stopped_kva=known.contract_cap + known.gap_kva - known.running_kva,
        is_above=known.gap_kva > known.tolerance_kva,
    )
    is_run_wrong = (known.run_gap_kva.abs() > known.tolerance_kva).fill_null(False)
    return known.filter((known.gap_kva.abs() > known.tolerance_kva) | is_run_wrong)


def _billed_months(bills: Any, wrong: Any) -> Any:
    """Return how many months each customer was billed since the last of its machines was started."""
    above = wrong.filter(wrong.is_above, wrong.pricing_policy == PriceType.TWO_PART)
    above = above.select("cons_no", start_ym=above.started_date.strftime("%Y%m"))
    billed = bills.inner_join(above, "cons_no")
    billed = billed.filter(billed.start_ym.isnull() | (billed.amt_ym >= billed.start_ym))
    return billed.group_by("cons_no").agg(months=billed.amt_ym.nunique())


def _prices(bills: Any, customers: Any) -> Any:
    """Return the most common capacity price of each voltage."""
    charged = bills.filter(bills.bill_cap > 0, bills.cap_amt > 0)
    charged = charged.left_join(customers.select("cons_no", own_volt="volt_code"), "cons_no")
    charged = charged.select(
        volt_code=ibis.coalesce(charged.volt_code, charged.own_volt),
        price_yuan=ratio(charged.cap_amt, charged.bill_cap),
    )
    return most_common(charged, ["volt_code"], "price_yuan").drop("cases")


def _with_amount(priced: Any, as_of: date) -> Any:
    is_two_part = priced.is_above & (priced.pricing_policy == PriceType.TWO_PART)
    is_single = priced.is_above & (priced.pricing_policy == PriceType.SINGLE)
    per_kva, times = OVER_CAPACITY_YUAN_PER_KW.on_column(as_of), over_capacity_times(as_of)
    two_part = exact(priced.gap_kva) * priced.price_yuan * priced.months * times
    return priced.mutate(
        object_id=priced.cons_no,
        amount_yuan=ibis.cases(
            (is_two_part, to_fen(two_part)),
            (is_single, to_fen(exact(priced.gap_kva) * per_kva)),
            else_=ibis.null("decimal(18, 2)"),
        ),
        price_yuan=ibis.ifelse(is_two_part, priced.price_yuan, ibis.null("decimal(18, 2)")),
        times=ibis.ifelse(is_two_part, times, ibis.null("int64")),
        yuan_per_kva=ibis.ifelse(is_single, per_kva, ibis.null("decimal(18, 0)")),
        note=ibis.ifelse(priced.has_hot_standby, "有热备变压器,请核是否互锁或一备一用", ibis.null("string")),
    )
