"""BIZ-17 变更用电(暂停/减容/过户)流程异常"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import is_given_up
from analytics.facts.bills import normal_bills, with_capacity_charge
from analytics.facts.columns import as_text, listed, month_text, reasons
from analytics.facts.unit_prices import charged_quantity
from analytics.regulation.money import exact, ratio_fen, to_fen
from analytics.regulation.supply_terms import CHANGES_OF_SUPPLY
from analytics.regulation.working_days import (
    add_months_expr,
    days_between_expr,
    days_in_month_expr,
    first_day_expr,
    months_between_expr,
)
from data_loaders.codes.applications import ENLARGEMENTS, AppType, WkstStatus
from data_loaders.codes.charges import NOT_OWED, FeeSettle
from data_loaders.codes.customers import BasicCalcMode
from models.category import Category
from models.data.customer_codes import customer_number

STOPS = (AppType.REDUCTION, AppType.SUSPENSION, AppType.REPLACEMENT)
RESUMPTIONS = (
    AppType.REDUCTION_ENDED,
    AppType.SUSPENSION_ENDED,
    AppType.REPLACEMENT_ENDED,
    AppType.REINSTALLING,
)
CHARGED_BY_CAPACITY = (
    AppType.REDUCTION,
    AppType.REDUCTION_ENDED,
    AppType.SUSPENSION,
    AppType.SUSPENSION_ENDED,
)
JUDGED = (
    *STOPS,
    *RESUMPTIONS,
    AppType.DISMANTLING,
    AppType.TRANSFER,
    AppType.SPLIT,
    AppType.MERGER,
    AppType.USE_CHANGE,
    AppType.CANCELLATION,
)
CHANGES_OF_CAPACITY = (
    *ENLARGEMENTS,
    AppType.REDUCTION,
    AppType.REDUCTION_ENDED,
    AppType.SPLIT,
    AppType.MERGER,
    AppType.VOLTAGE_CHANGE,
)


@check(
    code="BIZ-17",
    title="变更用电(暂停/减容/过户)流程异常",
    category=Category.BUSINESS,
    matter="业扩流程",
    severity="中",
    subject="application",
    window="全部",
    amount="应收差额",
    reads={
        "applications": [
            *("org_code?", "app_no", "app_type", "cons_no", "app_cap?", "orig_cap?", "total_cap?"),
            *("accept_time", "power_date?", "archive_date?", "status?", "terminate_flag?"),
        ],
        "equipment?": ["cons_no?", "actual_stop_date?"],
        "receivables?": [
            *("cons_no?", "rcvbl_ym?", "amt_type?", "owe_amt?", "rcvbl_amt?", "rcved_amt?", "settle_flag?"),
            "release_date?",
        ],
        "customers?": ["cons_no?", "ba_calc_mode?", "orig_cons_no?", "contract_cap?", "build_date?"],
        "bills?": ["cons_no?", "amt_ym?", "amt_type?", "cap_amt?", "bill_cap?", "basic_amt?", "bill_dmd?"],
    },
    without={
        "applications.power_date|equipment.actual_stop_date": "送停电日期与设备停用日期全缺,不判倒签与先恢复后申请(A、B)",
        "receivables.settle_flag": "应收没有结清标志,不判过户欠费(C)",
        "receivables.release_date": "应收没有发行日期,不判过户欠费(C)",
        "customers.orig_cons_no": "原用户编号整列为空,不判分户容量(D)",
        "applications.orig_cap": "申请的原有容量整列为空,不判分户、并户容量(D、E)",
        "applications.app_cap": "申请容量整列为空,不判并户容量(E),A、B 没有金额",
        "bills.cap_amt|basic_amt": "没有容量电费与基本电费,A、B 没有金额",
    },
    evidence={
        "problems": "情形",
        "app_type": "业务类型",
        "accept_date": "受理日",
        "effective_date": "生效日",
        "effective_source": "生效日来源",
        "backdated_days": "早于受理(天)",
        "terms": "基本电费算式",
        "owe_yuan": "过户时未清电费(元)",
        "debts_ym": "各笔欠费(元)",
        "app_cap": "申请容量(kVA)",
        "orig_cap": "原有容量(kVA)",
        "total_cap": "总容量(kVA)",
        "split_cap": "分户后各户容量之和(kVA)",
        "merged_cap": "并户前各户容量之和(kVA)",
        "note": "提示",
    },
    sentence="{problems}",
    arithmetic=(
        "早于受理 = 受理日 {accept_date} − 生效日 {effective_date} = {backdated_days} 天",
        "基本电费 = 各月 容量 × 容量电费 ÷ 计费容量 × 天数 ÷ 当月天数 = {terms} = {amount_yuan} 元",
        "未清电费 = {debts_ym} = {owe_yuan} 元",
        "分户后容量之和 {split_cap} kVA,原有容量 {orig_cap} kVA",
        "并户前容量之和 = 原有 + 申请 = {orig_cap} + {app_cap} = {merged_cap} kVA,并户后总容量 {total_cap} kVA",
    ),
    laws=(CHANGES_OF_SUPPLY,),
)
def change_of_supply_irregular(
    t: Tables,
    *,
    backdate_days: Annotated[int, Param("允许生效早于受理的天数", "天", low=0, high=60)] = 0,
) -> Any:
    """变更用电应先申请后办理,过户结清债务,分户、并户容量不得多出或丢失。

    为什么: 倒签暂停、减容是少收基本电费的常见手法;过户不清债,欠费无人承担;分并户走样会漏收或重复计容量。
    判定: 中止单不判,数据日之后的视为未发生。A 倒签:减容、暂停、暂换、暂拆、过户、分户、并户、改类、销户的生效日早于受理日;B 先恢复后申请:减容恢复、暂停恢复、暂换恢复、复装的生效日早于受理日。生效日取送停电日期;该户唯一的一次减容、暂停、暂换已归档而送停电日期空的,取其唯一的设备停用日期。C 过户(211)已归档,归档日(空取受理日)及以前发行的应收(预收、计划分次等 04、05、11、12 除外)未结清而有欠费,发行未到期的也算。D 分户(212)已归档,本户与由本户分出的新户(原用户编号为本户,受理后立户)合同容量之和不等于原有容量。E 并户(213)总容量大于原有容量与申请容量之和。
    金额: A、B 为减容、暂停及其恢复(201 至 204)且按容量计收的户:逐月 申请容量 × 容量电费 ÷ 计费容量 ÷ 当月日历天数 × 生效日至受理日前一日的天数,逐月到分后相加,正数少收;有一个月没有账单单价的不算。C 为欠费之和,正数。D、E 无。
    例外: 同日受理生效不算;过户前已缴清不算;D 其后又有增容、减容、分并户、改压归档的、没有找到由本户分出的新户的不判。系统补录无标志可辨,只作提示。
    核实: 调阅申请单签收日期、停送电工单、过户结清证明与分户、并户协议。
    """
    known = _applications(t)
    known = known.left_join(_basic_charge(t, known), "app_no").drop("app_no_right")
    known = known.left_join(_debts(t, known), "app_no").drop("app_no_right")
    known = known.left_join(_split(t, known), "app_no").drop("app_no_right")
    is_early = known.backdated_days > backdate_days
    is_resumption = known.app_type.isin(RESUMPTIONS)
    merged_cap = ibis.ifelse(known.app_type == AppType.MERGER, known.orig_cap + known.app_cap, None)
    known = known.mutate(merged_cap=merged_cap)
    problems = {
        "A 倒签,生效早于受理": is_early & ~is_resumption,
        "B 先恢复后申请": is_early & is_resumption,
        "C 过户未结清欠费": known.owe_yuan > 0,
        "D 分户后容量之和与原有容量不符": known.is_linked & (known.split_cap != known.orig_cap),
        "E 并户容量超过各户之和": known.total_cap > known.merged_cap,
    }
    known = known.mutate(
        problems=reasons({name: holds.fill_null(False) for name, holds in problems.items()}),
        is_early=is_early.fill_null(False),
    )
    found = known.filter(known.problems != "")
    return found.mutate(
        object_id=found.app_no,
        period=found.accept_time.strftime("%Y%m"),
        backdated_days=found.is_early.ifelse(found.backdated_days, None),
        terms=found.is_early.ifelse(found.terms, None),
        amount_yuan=found.is_early.ifelse(found.basic_yuan, None).coalesce(found.owe_yuan),
        note=ibis.literal("请核是否系统补录"),
    )


def _applications(t: Tables) -> Any:
    """Return the changes that are judged, with the day each took effect and how many days that lies before acceptance."""
    rows = t.applications
    rows = rows.mutate(accept_date=rows.accept_time.cast("date"), is_archived=_is_archived(t))
    rows = rows.filter(rows.app_type.isin(JUDGED), rows.accept_date <= t.as_of, ~is_given_up(rows))
    stops = t.equipment.filter(t.equipment.actual_stop_date <= t.as_of)
    stops = stops.group_by("cons_no").agg(
        stop_date=stops.actual_stop_date.min(), last_stop=stops.actual_stop_date.max()
    )
    stopping = rows.filter(rows.app_type.isin(STOPS))
    once = stopping.group_by("cons_no").agg(stoppings=stopping.count())
    known = rows.left_join(stops, "cons_no").drop("cons_no_right")
    known = known.left_join(once, "cons_no").drop("cons_no_right")
    is_told = known.power_date.notnull()
    is_only = (known.stop_date == known.last_stop) & (known.stoppings == 1)
    by_machine = known.is_archived & known.app_type.isin(STOPS) & is_only
    known = known.mutate(
        effective_date=ibis.cases((is_told, known.power_date), (by_machine, known.stop_date)),
        effective_source=ibis.cases((is_told, "送停电日期"), (by_machine, "设备停用日期")),
    )
    return known.mutate(backdated_days=days_between_expr(known.effective_date, known.accept_date))


def _basic_charge(t: Tables, known: Any) -> Any:
    """Return what the days before acceptance are worth in basic charge, month by month; null where a month has no price."""
    customers = t.customers.filter(t.customers.ba_calc_mode == BasicCalcMode.BY_CAPACITY)
    ours = known.filter(known.app_type.isin(CHARGED_BY_CAPACITY), known.backdated_days > 0)
    ours = ours.semi_join(customers, "cons_no").select(
        *("app_no", "cons_no", "app_cap", "effective_date", "accept_date")
    )
    bills = with_capacity_charge(t, normal_bills(t.bills).semi_join(ours, "cons_no"))
    prices = bills.group_by("cons_no", "amt_ym").agg(
        cap_amt=bills.cap_amt.sum(), bill_cap=charged_quantity(bills, "bill_cap", "cap_amt")
    )
    rows = ours.inner_join(prices, "cons_no")
    begin = first_day_expr(rows.amt_ym)
    first = ibis.greatest(begin, rows.effective_date)
    last = ibis.least(add_months_expr(begin, 1), rows.accept_date)
    rows = rows.mutate(days=days_between_expr(first, last), month_days=days_in_month_expr(rows.amt_ym))
    rows = rows.filter(rows.days > 0)
    whole = exact(rows.app_cap) * rows.cap_amt * rows.days
    rows = rows.mutate(yuan=ratio_fen(whole, exact(rows.bill_cap) * rows.month_days))
    text = as_text(rows.app_cap).concat(
        " × ", as_text(rows.cap_amt), " ÷ ", as_text(rows.bill_cap),
        " × ", rows.days.cast("string"), " ÷ ", rows.month_days.cast("string"),
    )  # fmt: skip
    months = months_between_expr(
        month_text(rows.effective_date), month_text(rows.accept_date - ibis.interval(days=1))
    )
    rows = rows.mutate(text=text, months=months + 1)
    sums = rows.group_by("app_no").agg(
        yuan=rows.yuan.sum(),
        priced=rows.yuan.count(),
        months=rows.months.max(),
        text=listed(rows.text, by=" + "),
    )
    whole_sums = sums.filter(sums.priced == sums.months)
    known_sums = whole_sums.select("app_no", basic_yuan=to_fen(whole_sums.yuan), terms=whole_sums.text)
    return known_sums.alias("biz_17_basic_charge")  # worked out once


def _debts(t: Tables, known: Any) -> Any:
    """Return what was issued before a transfer was archived and is still owed."""
    transfers = known.filter(known.app_type == AppType.TRANSFER, known.is_archived)
    transfers = transfers.select(
        "app_no", "cons_no", until_date=transfers.archive_date.coalesce(transfers.accept_date)
    )
    rows = t.receivables
    rows = rows.mutate(owed=rows.owe_amt.coalesce(rows.rcvbl_amt - rows.rcved_amt))
    rows = rows.filter(
        rows.owed > 0,
        rows.settle_flag.isin([FeeSettle.OWED, FeeSettle.PARTLY_SETTLED]),
        ~rows.amt_type.isin(NOT_OWED).fill_null(False),
    )
    owed = rows.select("cons_no", "rcvbl_ym", "owed", "release_date").inner_join(transfers, "cons_no")
    owed = owed.filter(owed.release_date <= owed.until_date)
    text = owed.rcvbl_ym.fill_null("").concat(" ", as_text(owed.owed))
    return owed.group_by("app_no").agg(owe_yuan=to_fen(owed.owed.sum()), debts_ym=listed(text, by=" + "))


def _split(t: Tables, known: Any) -> Any:
    """Return what the customers of an archived split have together, where nothing changed it since."""
    splits = known.filter(known.app_type == AppType.SPLIT, known.is_archived, ibis.literal(_tells_origin(t)))
    splits = splits.select(
        "app_no", "accept_time", "accept_date", "cons_no", origin=customer_number(splits.cons_no)
    )
    files = t.customers.select("cons_no", "contract_cap", "build_date", "orig_cons_no")
    own = splits.inner_join(files, "cons_no").mutate(is_new=ibis.literal(False))
    new = files.filter(files.orig_cons_no.notnull(), files.orig_cons_no != customer_number(files.cons_no))
    new = new.inner_join(splits.drop("cons_no"), new.orig_cons_no == splits.origin)
    new = new.filter((new.build_date >= new.accept_date).fill_null(True)).mutate(is_new=ibis.literal(True))
    columns = ("app_no", "accept_time", "cons_no", "contract_cap", "is_new")
    rows = own.select(*columns).union(new.select(*columns))
    changes = t.applications.filter(t.applications.app_type.isin(CHANGES_OF_CAPACITY), _is_archived(t))
    last = changes.group_by("cons_no").agg(last_time=changes.accept_time.max())
    rows = rows.left_join(last, "cons_no").drop("cons_no_right")
    sums = rows.group_by("app_no").agg(
        split_cap=rows.contract_cap.sum(),
        is_known=rows.contract_cap.notnull().all(),
        is_linked=rows.is_new.any(),
        is_changed=(rows.last_time > rows.accept_time).fill_null(False).any(),
    )
    return sums.filter(sums.is_known, ~sums.is_changed).drop("is_known", "is_changed")


def _is_archived(t: Tables) -> Any:
    """Return whether applications are archived by the day of the run, by their state or their date."""
    rows = t.applications
    is_archived = (rows.status == WkstStatus.ARCHIVED).fill_null(False) | rows.archive_date.notnull()
    return is_archived & (rows.archive_date <= t.as_of).fill_null(True)


def _tells_origin(t: Tables) -> bool:
    return not t.lacks("customers.orig_cons_no")
