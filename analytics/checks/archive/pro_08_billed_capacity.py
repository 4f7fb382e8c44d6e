"""PRO-08 合同容量/运行容量/计费容量三者不一致"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import is_archived
from analytics.facts.bills import normal_bills, with_capacity_charge
from analytics.facts.capacity import installed
from analytics.facts.columns import as_text, first_by, listed
from analytics.facts.customers import on_the_books
from analytics.regulation.basic_charge import CHARGED_CAPACITY
from analytics.regulation.money import exact, number, ratio, to_fen
from analytics.regulation.working_days import month_index_expr
from data_loaders.codes.applications import CAPACITY_ADJUSTMENTS, AppType
from data_loaders.codes.customers import BasicCalcMode, PriceType
from models.category import Category

BILLED_CAPACITY_CHANGES = (
    AppType.NEW_HIGH_VOLTAGE,
    AppType.ENLARGE_LOW_VOLTAGE,
    AppType.ENLARGE_HIGH_VOLTAGE,
    *CAPACITY_ADJUSTMENTS,
    AppType.CANCELLATION,
)
NO_CHANGE = "000000"


@check(
    code="PRO-08",
    title="合同容量/运行容量/计费容量三者不一致",
    category=Category.ARCHIVE,
    matter="报装容量和变压器实际安装容量的匹配情况",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": [
            "cons_no",
            "contract_cap?",
            "run_cap?",
            "ba_calc_mode?",
            "pricing_policy?",
            "power_on_date?",
        ],
        "bills": ["cons_no", "amt_ym", "amt_type?", "bill_cap", "cap_amt?", "basic_amt?", "bill_dmd?"],
        "applications?": ["cons_no?", "app_type?", "status?", "power_date?", "archive_date?"],
        "equipment?": ["run_status?"],
    },
    facts=(on_the_books, installed),
    without={
        "equipment.run_status": "未提供受电设备,运行容量为空的户不判",
        "applications.app_type": "缺业扩申请,期末月有变更(新送电除外)的户不能剔除,逐月往前不止于变更月",
    },
    evidence={
        "contract_cap": "合同容量(kVA)",
        "run_cap": "运行容量(kVA)",
        "due_kva": "应计容量(kVA)",
        "due_from": "应计容量来源",
        "bill_cap": "计费容量(kVA)",
        "gap_kva": "应计−计费(kVA)",
        "price_yuan": "容量单价(元/kVA·月)",
        "months": "月数",
        "details": "各月计算",
    },
    sentence="{period} 计费容量 {bill_cap} kVA,应计 {due_kva} kVA,已连续 {months} 个月不一致",
    arithmetic=(
        "应计 − 计费 = {due_kva} − {bill_cap} = {gap_kva} kVA",
        "逐月(应计 − 计费)× 容量单价:{details}",
        "合计 = {amount_yuan} 元",
    ),
    laws=(CHARGED_CAPACITY,),
)
def billed_capacity_differs_from_running(
    t: Tables,
    *,
    tol_kva: Annotated[float, Param("允许误差", "kVA", low=0, high=100)] = 1.0,
) -> Any:
    """按容量计收基本电费的户,计费容量应等于运行容量。

    为什么: 暂停、减容、增容办结后档案或计费未同步,基本电费每月都在少收或多收。
    判定: 在册户基本电费按容量计收(计算方式 1;为空则期末月有容量电费者),期末月正常电费账单计费容量大于 0 的(同月多行取计费容量最大的一行,被红字冲回的不算):应计容量取运行容量(空则合同容量减停用非冷备设备的铭牌容量),|计费容量−应计容量| 大于 1 kVA,恰等于不算。
    金额: Σ(应计−计费)×(容量电费÷计费容量,2 位),自期末月逐月往前,到相符月、无账单月或变更月为止;正为少收,负为多收,到分。无单价的月份不计,全无单价则不出金额。
    例外: 需量户、单一制户不适用;期末月(及其后至数据日)有已归档的新装、增容、减容、暂停、暂换及其恢复、销户,或送电的,按日折算或档案已非当时状态,不判。运行容量整列为空时按设备推算,设备也未提供则该户不判。
    核实: 调阅最近一次变更工单与变压器封停记录,核对计费参数生效日期。
    """
    due = _due_capacity(t)
    changes = _last_change(t)
    bills = with_capacity_charge(t, normal_bills(t.bills))
    bills = bills.filter(bills.amt_ym <= t.period)
    now = _monthly(_standing(bills.filter(bills.amt_ym == t.period))).drop("amt_ym", "amt_type")
    joined = due.inner_join(now, "cons_no").left_join(changes, "cons_no").drop("cons_no_right")
    is_charged = (joined.cap_amt != 0).fill_null(False)
    judged = joined.filter(
        (joined.ba_calc_mode == BasicCalcMode.BY_CAPACITY) | (joined.ba_calc_mode.isnull() & is_charged),
        joined.last_change.fill_null(NO_CHANGE) < t.period,
        (joined.due_kva - joined.bill_cap).abs() > number(tol_kva),
    )
    wrong = judged.select(
        *due.columns,
        "bill_cap",
        last_change=judged.last_change.fill_null(NO_CHANGE),
        gap_kva=judged.due_kva - judged.bill_cap,
        price_yuan=_price(judged),
    )
    amounts = _backwards(bills, wrong, t.period, tol_kva)
    found = wrong.inner_join(amounts, "cons_no")
    return found.mutate(object_id=found.cons_no, period=ibis.literal(t.period))


def _due_capacity(t: Tables) -> Any:
    """Return the capacity that each customer on the books should be charged for; null where unknown."""
    customers = t.fact(on_the_books)
    customers = customers.filter((customers.pricing_policy != PriceType.SINGLE).fill_null(True))
    machines = t.fact(installed).select("cons_no", "stopped_kva", "unflagged_kva", "is_known")
    known = customers.left_join(machines, "cons_no").drop("cons_no_right")
    stopped = (known.stopped_kva + known.unflagged_kva).fill_null(0)
    reckoned = ibis.ifelse(
        known.is_known.fill_null(True), known.contract_cap - stopped, ibis.null("decimal(38, 6)")
    )
    if t.lacks("equipment.run_status"):
        reckoned = ibis.null("decimal(38, 6)")
    due: Any = ibis.coalesce(known.run_cap, reckoned)
    return known.select(
        "cons_no",
        "contract_cap",
        "run_cap",
        "ba_calc_mode",
        due_kva=due.cast("decimal(38, 6)"),
        due_from=ibis.ifelse(known.run_cap.notnull(), "档案运行容量", "合同容量减停用设备"),
    )


def _last_change(t: Tables) -> Any:
    """Return the month of each customer's last change of capacity or first supply, up to the day of the run."""
    applications = t.applications
    changed_date = ibis.coalesce(applications.power_date, applications.archive_date)
    archived = applications.filter(
        applications.app_type.isin(BILLED_CAPACITY_CHANGES), is_archived(applications, t.as_of)
    )
    changed = archived.select("cons_no", changed_date=changed_date)
    supplied = t.customers.select("cons_no", changed_date="power_on_date")
    both = changed.union(supplied)
    both = both.filter(both.changed_date <= t.as_of)
    return both.group_by("cons_no").agg(last_change=both.changed_date.max().strftime("%Y%m"))


def _standing(bills: Any) -> Any:
    """Return the bills of some capacity but for reversals (冲红) and what they take back, whatever sign those print it with.

    Who was billed by a wrong capacity and rebilled rightly is billed rightly.
    """
    account = ["cons_no", "amt_ym", "kva"]
    rows = bills.filter(bills.bill_cap != 0)
    rows = rows.mutate(kva=rows.bill_cap.abs(), is_red=(rows.cap_amt < 0).fill_null(False))
    red = rows.filter("is_red")
    red = red.group_by(*account).agg(reversals=red.count())
    plain = rows.filter(~rows.is_red, rows.bill_cap > 0)
    some = plain.semi_join(red, account)  # few months have a reversal
    charged = some.group_by(*account).agg(rows=some.count()).inner_join(red, account)
    return plain.anti_join(charged.filter(charged.rows <= charged.reversals), account)


def _monthly(bills: Any) -> Any:
    """Return one bill a month of each customer: of the largest capacity, then of the largest charge."""
    return first_by(bills, ["cons_no", "amt_ym"], [ibis.desc("bill_cap"), ibis.desc("cap_amt")])


def _price(bills: Any) -> Any:
    return ratio(bills.cap_amt.nullif(0), bills.bill_cap)


def _backwards(bills: Any, wrong: Any, period: str, tol_kva: float) -> Any:
    """Return months and amount of the unbroken run of wrong months that ends with the period."""
    history = _standing(bills.semi_join(wrong, "cons_no"))
    history = history.inner_join(wrong.select("cons_no", "due_kva", "last_change"), "cons_no")
    history = _monthly(history.filter(history.amt_ym > history.last_change))
    gap = history.due_kva - history.bill_cap
    history = history.mutate(gap_kva=gap, price_yuan=_price(history))
    history = history.filter(history.gap_kva.abs() > number(tol_kva))
    newest_first = ibis.window(group_by="cons_no", order_by=ibis.desc("amt_ym"))
    history = history.mutate(place=ibis.row_number().over(newest_first))
    history = history.filter(
        month_index_expr(ibis.literal(period)) - month_index_expr(history.amt_ym) == history.place
    )
    history = history.mutate(yuan=exact(history.gap_kva) * history.price_yuan)
    text = history.amt_ym.concat(
        " (",
        as_text(history.due_kva),
        "−",
        as_text(history.bill_cap),
        ")×",
        as_text(history.price_yuan).fill_null("(无单价)"),
    )
    return history.group_by("cons_no").agg(
        months=history.count(), amount_yuan=to_fen(history.yuan.sum()), details=listed(text)
    )
