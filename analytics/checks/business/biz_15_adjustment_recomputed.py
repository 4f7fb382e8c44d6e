"""BIZ-15 退补金额与复算不符"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.bills import basic_yuan, normal_bills
from analytics.facts.columns import as_text, listed, month_text
from analytics.regulation.meter_cycles import CORRECTION_OF_CHARGES
from analytics.regulation.money import exact, number, ratio, ratio_fen, to_fen
from data_loaders.codes.charges import AdjustRs, AmtType
from models.calendar import add_months_to_date
from models.category import Category
from models.data.customer_codes import customer_number

CYCLE_DAYS = 31  # of one reading, which begins and ends within months of different prices
BASIC = "bills.basic_amt|cap_amt|dmd_amt"


@check(
    code="BIZ-15",
    title="退补金额与复算不符",
    category=Category.BUSINESS,
    matter="退补电量电费",
    severity="高",
    subject="application",
    window="期间",
    amount="应收差额",
    reads={
        "adjustments": [
            *("org_code?", "app_no", "cons_no", "rs_date", "rs_flag?", "rs_class?", "tr_begin?", "tr_end?"),
            *("err_date?", "rs_pq", "rs_amt", "orig_prc_code?", "rs_prc_code?"),
        ],
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "total_pq", "total_amt"),
            *("basic_amt?", "cap_amt?", "dmd_amt?"),
        ],
    },
    without={
        BASIC: "账单没有基本电费,容量、需量电费也没有,均价不能剔除基本电费,停用",
        "adjustments.tr_begin": "退补时间范围整列为空,按差错发生日期所在月的账单复算",
        "adjustments.rs_prc_code": "退补电价整列为空,不能剔除改价的退补",
    },
    evidence={
        "rows": "涉及笔数",
        "rs_date": "退补日期(最近)",
        "span_ym": "复算期间",
        "rs_pq": "退补电量合计(kWh)",
        "price": "期间均价(元/kWh)",
        "price_months": "各月均价(元/kWh)",
        "expected_yuan": "复算电费(元)",
        "rs_amt": "退补电费(元)",
        "terms": "各笔复算",
        "note": "提示",
    },
    sentence="退补 {rows} 笔,电量 {rs_pq} kWh,按 {span_ym} 账单均价复算 {expected_yuan} 元,退补电费 {rs_amt} 元",
    arithmetic=(
        "复算 = 退补电量 ×(期间电费 − 基本电费)÷ 期间电量:{terms},合计 {expected_yuan} 元",
        "差额 = 复算 − 退补电费 = {expected_yuan} − {rs_amt} = {amount_yuan} 元",
    ),
    laws=(CORRECTION_OF_CHARGES,),
)
def adjustment_differs_from_recomputation(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=1000)] = 1.0,
    pct: Annotated[float, Param("容差占复算电费", SHARE, low=0, high=0.5)] = 0.01,
) -> Any:
    """退补的电费应当等于退补电量乘以差错期间的电价。

    为什么: 退补由人工计算,算错或改错方向会长期多收少收,也可能被用来冲抵欠费。
    判定: 近 12 个月(含两端)退补电量不为 0 的退补逐笔复算:均价 =(总电费 − 基本电费)÷ 总电量,取该户退补时间范围起月至止月(含)的 01 类账单之和,时间范围不全的取差错发生日期当月;均价含力调、代征与分时构成。复算 = 退补电量 × 均价(均价不先舍入)。退补电费与复算之差大于 1 元与复算的 1% 之较大者即命中,同一申请合并一条。
    金额: 复算减退补电费,各到分,正数少收(或多退),负数多收(或少退)。
    例外: 已撤销(0)、政策性退补(0201)、原电价与退补电价不同的(只退价差)不判;账单的基本电费(及容量、需量电费)整列为空的停用;期间内没有账单或电量不大于 0 的不判;差额恰等于容差不算。退补的是一个抄表周期(起止相隔不超过 31 天)而跨两个月的,电量属哪个月的无从得知,按任一月的均价或两者之间都接受;更长的按期间均价,退补电费落在各月均价之间的仍列出并提示。分时、阶梯户按期间实际构成的均价,只差某一时段的请核原始计算。
    核实: 调阅退补计算单、差错凭证与差错期间的账单。
    """
    rows = _with_prices(t, _adjustments(t))
    rows = rows.mutate(
        expected=ratio_fen(exact(rows.rs_pq) * rows.money, rows.kwh),
        at_low_price=to_fen(exact(rows.rs_pq) * rows.low_price),
        at_high_price=to_fen(exact(rows.rs_pq) * rows.high_price),
        charged=to_fen(rows.rs_amt),
    )
    rows = rows.mutate(gap=rows.expected - rows.charged)
    # which month the energy of one reading belongs to nobody says: either month's price will do, and what lies between
    lower, upper = (edge(rows.at_low_price, rows.at_high_price) for edge in (ibis.least, ibis.greatest))
    beyond: Any = ibis.greatest(lower - rows.charged, rows.charged - upper, 0)
    gap = ibis.ifelse(rows.is_one_cycle, beyond, rows.gap.abs())
    rows = rows.mutate(is_between=(beyond == 0).fill_null(False))
    wrong = rows.filter(gap > number(tol), gap > rows.expected.abs() * number(pct))
    terms = as_text(wrong.rs_pq).concat(
        " × ", as_text(wrong.money), " ÷ ", as_text(wrong.kwh), " = ", wrong.expected.cast("string")
    )
    span = wrong.begin_ym.concat("至", wrong.end_ym)
    span_ym = ibis.ifelse(wrong.begin_ym == wrong.end_ym, wrong.begin_ym, span)
    price = ratio(wrong.money, wrong.kwh, 6)
    wrong = wrong.mutate(terms=terms, span_ym=span_ym, price=price)
    merged = wrong.group_by("app_no").agg(
        customer=wrong.cons_no.min(),
        is_one=wrong.cons_no.min() == wrong.cons_no.max(),
        org_code=wrong.org_code.min(),
        rows=wrong.count(),
        rs_date=wrong.rs_date.max(),
        span_ym=listed(wrong.span_ym, distinct=True),
        rs_pq=wrong.rs_pq.sum(),
        price_months=listed(wrong.price_months, distinct=True),
        is_between=wrong.is_between.all(),
        low=wrong.price.min(),
        high=wrong.price.max(),
        expected_yuan=to_fen(wrong.expected.sum()),
        rs_amt=to_fen(wrong.charged.sum()),
        terms=listed(wrong.terms),
        amount_yuan=to_fen(wrong.gap.sum()),
    )
    return merged.mutate(
        object_id=merged.app_no,
        cons_no=ibis.ifelse(merged.is_one, customer_number(merged.customer), ibis.null("string")),
        period=month_text(merged.rs_date),
        price=ibis.ifelse(merged.low == merged.high, merged.low, None),
        note=ibis.ifelse(
            merged.is_between,
            "退补电费在各月均价之间,各月电价不同,请按分月的退补电量核",
            "跨价期、只差某一时段的请核原始计算",
        ),
    )


def _adjustments(t: Tables) -> Any:
    """Return the adjustments that are worked out again, with the months whose bills tell their price."""
    rows = t.adjustments
    rows = rows.filter(
        ibis.literal(not t.lacks(BASIC)),
        rows.app_no.notnull(),
        rows.rs_pq != 0,
        rows.rs_date.between(add_months_to_date(t.as_of, -12), t.as_of),
        (rows.rs_flag != AdjustRs.WITHDRAWN).fill_null(True),
        (rows.rs_class != AmtType.ADJUSTMENT_POLICY).fill_null(True),
        (rows.orig_prc_code == rows.rs_prc_code).fill_null(True),
    )
    is_told = rows.tr_begin.notnull() & rows.tr_end.notnull()
    rows = rows.mutate(
        begin_ym=month_text(is_told.ifelse(rows.tr_begin, rows.err_date)),
        end_ym=month_text(is_told.ifelse(rows.tr_end, rows.err_date)),
        is_one_cycle=(
            is_told & rows.tr_end.delta(rows.tr_begin, unit="day").between(0, CYCLE_DAYS)
        ).fill_null(False),
    )
    rows = rows.mutate(is_one_cycle=rows.is_one_cycle & (rows.begin_ym != rows.end_ym))
    return rows.filter(rows.begin_ym.notnull())


def _with_prices(t: Tables, rows: Any) -> Any:
    """Return the adjustments with the energy of their months' bills and its money without the basic charge.

    Shapes: the columns of `rows`, kwh, money, and the months' own prices: low_price, high_price, price_months (in words).
    """
    bills = normal_bills(t.bills).semi_join(rows, "cons_no")
    bills = bills.mutate(basic=basic_yuan(t, bills).fill_null(0))
    months = bills.group_by("cons_no", "amt_ym").agg(
        kwh=bills.total_pq.sum(), money=bills.total_amt.sum() - bills.basic.sum()
    )
    spans = rows.select("cons_no", "begin_ym", "end_ym").distinct()
    within = spans.inner_join(months, "cons_no")
    within = within.filter(within.amt_ym.between(within.begin_ym, within.end_ym))
    keys = ("cons_no", "begin_ym", "end_ym")
    within = within.mutate(
        price=ibis.ifelse(within.kwh > 0, ratio(exact(within.money), exact(within.kwh), 6), None)
    )
    sums = within.group_by(*keys).agg(
        kwh=exact(within.kwh.sum()),
        money=exact(within.money.sum()),
        low_price=within.price.min(),
        high_price=within.price.max(),
        price_months=listed(within.amt_ym.concat(" ", as_text(within.price))),
    )
    priced = rows.inner_join(sums, keys)
    return priced.filter(priced.kwh > 0)
