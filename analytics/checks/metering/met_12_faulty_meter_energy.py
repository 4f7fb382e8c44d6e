"""MET-12 故障表计追补电量异常"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.applications import is_archived, is_given_up
from analytics.facts.bills import normal_bills
from analytics.facts.columns import as_text, first_by, joined, listed, month_text, phrase
from analytics.facts.energy_charges import BILL_COLUMNS, priced, with_energy_price
from analytics.regulation.meter_cycles import CORRECTION_SHARE, FAULTY_METER_ENERGY
from analytics.regulation.money import exact, number, ratio, to_fen, to_places
from analytics.regulation.working_days import days_between_expr, month_index_expr
from data_loaders.codes.applications import AppType
from data_loaders.codes.charges import AdjustRs, AmtType
from models.calendar import add_months, first_day
from models.category import Category

FAULTS = r"故障|停走|烧表|失压|失流|超差"
ACCOUNTS_BEFORE = 3
SPAN = ["app_no", "cons_no", "tr_begin", "tr_end"]
DAY = "%Y-%m-%d"


@check(
    code="MET-12",
    title="故障表计追补电量异常",
    category=Category.METERING,
    matter="故障表计追加电量有质疑",
    severity="高",
    subject="application",
    window="期间",
    amount="应收差额",
    reads={
        "adjustments": [
            *("org_code?", "app_no", "cons_no", "rs_date", "rs_flag?", "rs_class?", "rs_reason?"),
            *("tr_begin?", "tr_end?", "rs_pq?", "rs_amt?"),
        ],
        "applications?": [
            *("org_code?", "app_no", "cons_no", "app_type", "accept_time", "archive_date", "status?"),
            "terminate_flag?",
        ],
        "bills?": [*BILL_COLUMNS, "release_date?"],
    },
    without={
        "adjustments.tr_begin": "退补没有时间范围,不查①追补电量",
        "adjustments.tr_end": "退补没有时间范围,不查①追补电量",
        "adjustments.rs_pq": "退补没有电量,不查①追补电量",
        "bills.release_date": "账单没有发行日期,不知账期,不查①追补电量",
        "applications.archive_date": "没有业扩申请或其归档日期,不查②故障而无追补",
    },
    energy="gap_kwh",
    evidence={
        "reason": "问题",
        "rs_date": "退补日期(最近)",
        "tr_begin": "故障期间起",
        "tr_end": "故障期间止",
        "days": "故障天数",
        "daily_kwh": "基准日均(kWh)",
        "normal_kwh": "正常量(kWh)",
        "metered_kwh": "已计量(kWh)",
        "rs_pq": "退补电量(kWh)",
        "gap_kwh": "少追电量(kWh)",
        "deviation": "偏差(%)",
        "terms": "逐段复算",
        "accept_date": "受理日期",
        "archive_date": "归档日期",
        "archived_days": "归档天数",
        "note": "提示",
    },
    sentence="申请 {object_id} {reason}",
    arithmetic=(
        "正常量 = 基准日均 × 故障天数,差额 =(正常量 − 已计量 − 退补电量)× 单价:{terms};合计 {amount_yuan} 元",
    ),
    laws=(FAULTY_METER_ENERGY, CORRECTION_SHARE),
)
def faulty_meter_energy_is_off(
    t: Tables,
    *,
    pct: Annotated[float, Param("允许偏差", SHARE, low=0.05, high=1)] = 0.3,
    after_days: Annotated[int, Param("归档后须有追补(含)", "天", low=1, high=365)] = 60,
) -> Any:
    """电能表故障期间少计的电量,应当以正常月份用电量为基准足额追补,不多不少。

    为什么: 故障追补由人工估算,少追是流失,多追是纠纷,换了表却不追补则故障期间的电量白用。
    判定: 任一即中:①核查期及前 11 个月未撤销的故障退补(退补分类 0203,或说明含故障、停走、烧表、失压、失流、超差):基准日均 = 时间范围开始以前 3 个整账期的正常电费电量 ÷ 天数,账期为相邻两次发行日期之间;正常量 = 日均 × 时间范围天数(截止日 − 开始日);已计量 = 同期账单电量按日摊;|正常量 − 已计量 − 退补电量| ÷ 正常量大于 30%(恰 30% 不算)。同户同一时间范围的多行先求和,分几个申请追补的记在编号最大的申请。②计量装置故障申请(302)归档满 60 日(含),自受理日起该户、该申请没有任何未撤销的退补。每个申请一条。
    金额: ①(正常量 − 已计量 − 退补电量)×(退补电费 ÷ 退补电量;没有的取电度均价:核查期电度电费 ÷ 电量,无则近 12 月),到分,正数少追,负数多追;②不估。
    例外: 不足 3 个整账期(前一个月的账单整月没有交付的,该账期起日不明,不算整账期)、日均不大于 0、时间范围不全、同期账单未覆盖整个时间范围、两期同日发行的不判;只退电费而没有电量的不判;终止的申请,受理早于首笔退补所在月份(退补未导出)的,该户有退补而日期不明的,不判②。参与本期计算(1)的退补已含在当期账单内,另有提示。
    核实: 调阅故障鉴定、换表工单与退补计算单;误差超差、接线错误的按 {meter_cycles.CORRECTION_SHARE}追补,电工理论计算更准的以其为准,考虑季节。
    """
    found = _by_application(_with_terms(with_energy_price(t, _misjudged(t, pct))))
    missing = _never_adjusted(t, after_days).anti_join(found, "app_no")
    absent = {name: ibis.null(found[name].type()) for name in found.columns if name not in missing.columns}
    return ibis.union(found, missing.mutate(**absent).select(*found.columns))


def _repairs(t: Tables) -> Any:
    """Return the adjustments of faulty meters, those of one customer and one span added up.

    What was made up in two steps is one adjustment, of the later application (by its number).

    Shapes: the columns of `SPAN`, org_code, rs_date, rs_pq, rs_amt, is_in_bill, apps (null of a single one), span_days.
    """
    rows = t.adjustments
    is_fault = (rows.rs_class == AmtType.ADJUSTMENT_METERING).fill_null(False) | rows.rs_reason.re_search(
        FAULTS
    ).fill_null(False)
    rows = rows.filter(
        is_fault,
        rows.app_no.notnull(),
        rows.rs_flag.fill_null("") != AdjustRs.WITHDRAWN,
        rows.rs_date.between(first_day(add_months(t.period, -11)), t.as_of),
        rows.tr_begin < rows.tr_end,
    )
    spans = rows.group_by("cons_no", "tr_begin", "tr_end").agg(
        app_no=rows.app_no.max(),
        apps=ibis.ifelse(rows.app_no.nunique() > 1, listed(rows.app_no, distinct=True), None),
        org_code=rows.org_code.max(),
        rs_date=rows.rs_date.max(),
        rs_pq=rows.rs_pq.sum(),
        rs_amt=rows.rs_amt.sum(),
        is_in_bill=(rows.rs_flag == AdjustRs.WITH_THIS_BILL).any().fill_null(False),
    )
    is_money_only = (spans.rs_pq == 0) & (spans.rs_amt != 0).fill_null(False)
    spans = spans.filter(spans.rs_pq.notnull(), ~is_money_only)
    return spans.mutate(span_days=days_between_expr(spans.tr_begin, spans.tr_end))


def _accounts(t: Tables, spans: Any) -> Any:
    """Return what each customer was billed from one issue to the next: begin, until (excluded), account_days, kwh."""
    bills = normal_bills(t.bills).semi_join(spans, "cons_no")
    months = bills.group_by("cons_no", "amt_ym").agg(kwh=bills.total_pq.sum(), until=bills.release_date.min())
    months = months.inner_join(_delivered_months(t), "amt_ym")
    by_month = ibis.window(group_by="cons_no", order_by="amt_ym")
    is_next = months.stretch.lag().over(by_month) == months.stretch
    months = months.mutate(begin=ibis.ifelse(is_next, months.until.lag().over(by_month), None))
    return months.mutate(account_days=days_between_expr(months.begin, months.until))


def _delivered_months(t: Tables) -> Any:
    """Return the months of which any bill was delivered, those without a month missing between them as one stretch.

    The first account after a missing month has an issue of nobody knows when before it; who is billed every second month
    has months without bills that were delivered.

    Shapes: amt_ym, stretch.
    """
    months = t.bills.select("amt_ym").distinct()
    number = month_index_expr(months.amt_ym)
    months = months.mutate(number=number, place=ibis.row_number().over(ibis.window(order_by="amt_ym")))
    return months.select("amt_ym", stretch=months.number - months.place)


def _misjudged(t: Tables, pct: float) -> Any:
    """Return the adjusted spans whose energy, metered and adjusted, is too far from that of normal days."""
    spans = _repairs(t)
    accounts = spans.inner_join(_accounts(t, spans), "cons_no")
    before = accounts.filter(accounts.until <= accounts.tr_begin)
    latest = ibis.window(group_by=SPAN, order_by=ibis.desc("amt_ym"))
    before = before.mutate(place=ibis.row_number().over(latest))
    before = before.filter(before.place < ACCOUNTS_BEFORE, before.account_days > 0)
    base = before.group_by(*SPAN).agg(
        accounts=before.count(), base_kwh=before.kwh.sum(), base_days=before.account_days.sum()
    )
    base = base.filter(base.accounts == ACCOUNTS_BEFORE, base.base_kwh > 0)
    within = accounts.filter(accounts.begin < accounts.tr_end, accounts.until > accounts.tr_begin)
    first, last = ibis.greatest(within.begin, within.tr_begin), ibis.least(within.until, within.tr_end)
    within = within.mutate(shared_days=days_between_expr(first, last))
    within = within.mutate(
        part_kwh=ratio(exact(within.kwh) * within.shared_days, exact(within.account_days), 6)
    )
    part = as_text(within.kwh).concat(
        " × ", within.shared_days.cast("string"), " ÷ ", within.account_days.cast("string")
    )
    within = within.mutate(part=part)
    metered = within.group_by(*SPAN).agg(
        covered_days=within.shared_days.sum(),
        # two months issued on one day: nobody knows on which days the energy of the second was used
        is_spread=(within.account_days > 0).all(),
        metered_kwh=within.part_kwh.sum(),
        parts=listed(within.part, by=" + "),
    )
    found = spans.inner_join(base, SPAN).inner_join(metered, SPAN)
    found = found.filter(found.covered_days == found.span_days, found.is_spread)
    found = found.mutate(
        normal_kwh=ratio(exact(found.base_kwh) * found.span_days, exact(found.base_days), 6),
        metered_kwh=found.metered_kwh.cast("decimal(18, 6)"),
    )
    found = found.mutate(gap_kwh=exact(found.normal_kwh) - found.metered_kwh - found.rs_pq)
    return found.filter(found.gap_kwh.abs() > exact(found.normal_kwh) * number(pct))


def _with_terms(spans: Any) -> Any:
    """Add what each span's difference costs, and the reckoning as a line that a person can check."""
    has_price = ((spans.rs_pq > 0) & (spans.rs_amt > 0)) | ((spans.rs_pq < 0) & (spans.rs_amt < 0))
    has_price = has_price.fill_null(False)
    spans = spans.mutate(
        price_yuan=ibis.ifelse(has_price, exact(spans.rs_amt.abs()), exact(spans.price_yuan)),
        price_kwh=ibis.ifelse(has_price, exact(spans.rs_pq.abs()), exact(spans.price_kwh)),
    )
    spans = spans.mutate(yuan=priced(spans.gap_kwh, spans))
    price = as_text(spans.price_yuan).concat(" ÷ ", as_text(spans.price_kwh))
    days = spans.span_days.cast("string")
    terms = phrase(
        spans.tr_begin.strftime(DAY), " 至 ", spans.tr_end.strftime(DAY), ":正常量 ", as_text(spans.base_kwh), " ÷ ", spans.base_days.cast("string"),
        " × ", days, " = ", as_text(spans.normal_kwh), ",已计量 ", spans.parts, " = ", as_text(spans.metered_kwh),
        ",(正常量 − 已计量 − ", as_text(spans.rs_pq), ")× ", price.fill_null("单价不明"),
        phrase(" = ", spans.yuan.cast("string"), " 元").fill_null(""),
    )  # fmt: skip
    return spans.mutate(terms=terms)


def _by_application(spans: Any) -> Any:
    merged = spans.group_by("app_no").agg(
        low=spans.cons_no.min(),
        high=spans.cons_no.max(),
        org_code=spans.org_code.max(),
        rs_date=spans.rs_date.max(),
        tr_begin=spans.tr_begin.min(),
        tr_end=spans.tr_end.max(),
        days=spans.span_days.sum(),
        normal_kwh=exact(spans.normal_kwh).sum(),
        metered_kwh=exact(spans.metered_kwh).sum(),
        rs_pq=exact(spans.rs_pq).sum(),
        gap_kwh=spans.gap_kwh.sum(),
        is_in_bill=spans.is_in_bill.any(),
        apps=listed(spans.apps, distinct=True),
        terms=listed(spans.terms),
        yuan=exact(spans.yuan).sum(),
        is_priced=spans.yuan.notnull().all(),
    )
    deviation = ratio(merged.gap_kwh * 100, merged.normal_kwh, 2)
    reason = phrase(
        "追补 ", as_text(merged.rs_pq), " kWh,正常量 ", as_text(merged.normal_kwh), " kWh 减已计量 ", as_text(merged.metered_kwh),
        " kWh 后相差 ", as_text(merged.gap_kwh), " kWh(", deviation.cast("string"), "%)",
    )  # fmt: skip
    in_bill = ibis.ifelse(merged.is_in_bill, "退补参与本期计算,已含在当期账单内,核对已计量是否重复", None)
    return merged.select(
        "app_no",
        "org_code",
        "rs_date",
        "tr_begin",
        "tr_end",
        "days",
        "terms",
        object_id="app_no",
        cons_no=ibis.ifelse(merged.low == merged.high, merged.low, None),
        period=month_text(merged.rs_date),
        reason=reason,
        daily_kwh=ratio(merged.normal_kwh, exact(merged.days), 6),
        normal_kwh=to_places(merged.normal_kwh, 6),
        metered_kwh=to_places(merged.metered_kwh, 6),
        rs_pq=to_places(merged.rs_pq, 6),
        gap_kwh=to_places(merged.gap_kwh, 6),
        deviation=deviation,
        accept_date=ibis.null("date"),
        archive_date=ibis.null("date"),
        archived_days=ibis.null("int64"),
        amount_yuan=to_fen(ibis.ifelse(merged.is_priced, merged.yuan, None)),
        note=joined([in_bill, phrase("同一期间几个申请的退补已合并:", merged.apps)], ";").nullif(""),
    )


def _never_adjusted(t: Tables, after_days: int) -> Any:
    """Return the faults of meters that were filed so long ago, and whose customer was not charged anything since.

    Faults accepted before the month of the first adjustment delivered are left out: nobody knows what was made up then.
    """
    faults = t.applications.filter(
        t.applications.app_type == AppType.METERING_FAULT,
        is_archived(t.applications, t.as_of),
        ~is_given_up(t.applications),
        t.applications.app_no.notnull(),
        t.applications.cons_no.notnull(),
        t.applications.archive_date.between(first_day(add_months(t.period, -11)), t.as_of),
    )
    faults = faults.mutate(
        accept_date=faults.accept_time.cast("date"),
        archived_days=days_between_expr(faults.archive_date, ibis.literal(t.as_of)),
    )
    faults = faults.mutate(first_date=t.adjustments.rs_date.min().as_scalar())
    is_delivered = month_text(faults.accept_date) >= month_text(faults.first_date)
    faults = faults.filter(faults.archived_days >= after_days, is_delivered.fill_null(False))
    made = t.adjustments.filter(
        t.adjustments.rs_flag.fill_null("") != AdjustRs.WITHDRAWN,
        (t.adjustments.rs_date <= t.as_of).fill_null(True),
    )
    faults = faults.anti_join(made, "app_no")
    made = made.group_by("cons_no").agg(last_date=made.rs_date.fill_null(t.as_of).max())
    found = faults.left_join(made, "cons_no").drop("cons_no_right")
    found = found.filter(~(found.last_date >= found.accept_date).fill_null(False))
    found = first_by(found, ["app_no"], ["accept_date", "cons_no"])
    return found.select(
        "app_no",
        "org_code",
        "cons_no",
        "accept_date",
        "archive_date",
        "archived_days",
        object_id="app_no",
        period=month_text(found.archive_date),
        reason=phrase("为计量装置故障,归档 ", found.archived_days.cast("string"), " 天仍无退补"),
    )
