"""BIZ-16 修改指针(示数)异常"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import customer_months, normal_bills
from analytics.facts.columns import as_text, first_by, in_words, listed, reasons
from analytics.regulation.metering import READING_CORRECTIONS
from analytics.regulation.money import exact, number, ratio, to_fen, to_places
from data_loaders.codes.metering import ReadType
from models.calendar import add_months, first_day, last_day
from models.category import Category
from models.data.customer_codes import customer_number

NO_ORDER, OFF_FREEZE, ODD_ENERGY = "A 无工单改示数", "B 与采集冻结值不符", "C 改后电量异常"
MONTHS_CORRECTED = 3  # before the period, whose readings may still be corrected


@check(
    code="BIZ-16",
    title="修改指针(示数)异常",
    category=Category.BUSINESS,
    matter="修改指针等工作流程",
    severity="高",
    subject="customer",
    window="期间",
    amount={"customer": "应收差额"},
    reads={
        "reading_corrections": [
            "org_code?",
            "app_no?",
            "cons_no",
            "asset_no",
            "read_type?",
            "old_read",
            "new_read",
            "modify_time",
            "operator",
        ],
        "readings?": [
            *("asset_no?", "read_type?", "amt_ym?", "last_read?", "this_read?", "mr_date?", "t_factor?"),
        ],
        "meters?": ["asset_no?", "t_factor?"],
        "daily_usage?": ["asset_no?", "data_date?", "pap_r?"],
        "bills?": [
            "cons_no?",
            "amt_ym?",
            "amt_type?",
            "prc_code?",
            "ladder_level?",
            "total_pq?",
            "total_amt?",
            "basic_amt?",
        ],
    },
    without={
        "reading_corrections.app_no": "申请编号整列为空,停用 A 无工单改示数",
        "daily_usage.pap_r": "无采集冻结值,停用 B 与采集冻结值不符",
        "readings.last_read": "无抄表示数,停用 B 与采集冻结值不符、C 改后电量异常",
        "readings.this_read": "无本次示数,修改以前各月示数的也按当月抄表判",
        "meters.t_factor": "电能表没有综合倍率,倍率取抄表示数的",
        "bills.total_amt": "没有电费,不算金额",
        "bills.total_pq": "没有账单电量,C 不判改后电量为 0 的",
    },
    energy="changed_kwh",
    evidence={
        "problems": "情形",
        "times": "次数",
        "asset_no": "表号",
        "operator": "修改人",
        "app_no": "工单",
        "old_read": "修改前示数",
        "new_read": "修改后示数",
        "t_factor": "倍率",
        "kwh_after": "改后电量(kWh)",
        "modify_time": "修改时间",
        "changed_kwh": "改少电量(kWh)",
        "price_yuan": "电价(元/kWh)",
        "details": "各次修改",
    },
    sentence="{problems}:修改示数 {times} 次,修改人 {operator}",
    arithmetic=(
        "各次修改:{details}",
        "金额 = Σ(改前 − 改后)× 倍率 × 电价 = {changed_kwh} × {price_yuan} = {amount_yuan} 元",
    ),
    laws=(READING_CORRECTIONS,),
)
def readings_corrected_oddly(
    t: Tables,
    *,
    tol_kwh: Annotated[float, Param("与采集冻结值的允许差", "kWh", low=0, high=1000)] = 1.0,
    n: Annotated[int, Param("同人当月修改次数(含)", "次", low=2, high=100)] = 5,
) -> Any:
    """修改示数应有工单、有依据,并与采集冻结值相符。

    为什么: 改示数直接改电量,是人情电、调节指标和以权谋私最直接的手段。
    判定: 期间当月且不晚于数据日的修改:A 申请编号为空;B 有功总(11)改后示数与抄表日采集正向有功冻结值之差乘倍率大于 1 kWh;C 有功总改后电量=(改后−上次示数)×倍率,为负,或为 0 而改前不为 0 且前 3 期账单电量不全为 0,或为正的整百数而改前不是整百。A、B、C 命中该户,同户多表多次合并一条。D 同一修改人当月 5 次及以上,命中该人员(同一只表同一时刻改几个示数类型是一次)。上次示数、抄表日取被修改的那次抄表:近 4 个月内止码与改后示数相同的(当月的,与改前示数相同也是),没有的取当月抄表(同月多次取修改日前最近一次);倍率取电能表,空取抄表示数。
    金额: Σ(改前−改后)×倍率×电价,只计命中的有功总示数,到分;改小为正(少收),改大为负(多收)。电价取当月该户正常电费账单:有阶梯档的取其最高用电档行的同电价码、同档全体 Σ(总电费−基本电费)÷Σ电量,其余为该户均价,均不含基本电费,4 位小数。D 不出金额。
    例外: 有工单的换表底码、采集更正不因 A 命中;申请编号整列为空停 A;无采集冻结值停 B(抄表示数即改后值,不能自证);无抄表示数停 B、C。
    核实: 调阅改前改后照片、召测记录与工单,询问修改人。
    """
    begin, end = first_day(t.period), min(last_day(t.period), t.as_of)
    rows = t.reading_corrections
    rows = rows.filter(rows.modify_time.cast("date").between(begin, end))
    judged = _judged(t, _with_readings(t, rows), tol_kwh)
    wrong = judged.filter(
        judged.cons_no.notnull(), judged.is_without_order | judged.is_off_freeze | judged.is_odd
    )
    customers, staff = _of_customers(t, wrong), _of_staff(t, judged, n)
    return customers.union(staff.select(*customers.columns))


def _with_readings(t: Tables, rows: Any) -> Any:
    """Return the corrections with the reading that each corrects, the factor and the frozen value."""
    rows = rows.mutate(app_no=rows.app_no.strip().nullif(""))
    keys = ["asset_no", "read_type", "modify_time", "old_read", "new_read", "operator", "cons_no", "app_no"]
    rows = rows.mutate(row=ibis.row_number().over(order_by=keys))
    readings = t.readings
    months = [add_months(t.period, -back) for back in range(MONTHS_CORRECTED + 1)]
    readings = readings.filter(readings.amt_ym.isin(months), readings.read_type == ReadType.ACTIVE_TOTAL)
    readings = _concerned(t, readings, "asset_no")
    readings = readings.select(
        *("asset_no", "read_type", "amt_ym", "last_read", "this_read", "mr_date"), read_factor="t_factor"
    )
    joined = rows.inner_join(readings, ["asset_no", "read_type"])
    is_of_period = joined.amt_ym == t.period
    # the list shows readings as corrected, or as they were; one of an earlier month is corrected when it is billed anew
    is_as_it_was = is_of_period & (joined.this_read == joined.old_read)
    joined = joined.mutate(
        is_read_later=joined.mr_date > joined.modify_time.cast("date"),
        is_corrected=((joined.this_read == joined.new_read) | is_as_it_was).fill_null(False),
    )
    joined = joined.filter(joined.is_corrected | is_of_period)
    order = [
        ibis.desc("is_corrected"),
        ibis.asc("is_read_later"),
        ibis.desc("mr_date"),
        ibis.desc("last_read"),
        ibis.desc("read_factor"),
    ]
    read = first_by(joined, ["row"], order).select("row", "last_read", "mr_date", "read_factor")
    known = rows.left_join(read, "row").drop("row_right")
    meters = _concerned(t, t.meters, "asset_no")
    meters = meters.group_by("asset_no").agg(meter_factor=meters.t_factor.max())
    known = known.left_join(meters, "asset_no").drop("asset_no_right")
    known = known.left_join(_freezes(t), ["asset_no", "mr_date"])
    return known.drop("asset_no_right", "mr_date_right").mutate(
        t_factor=ibis.coalesce(known.meter_factor, known.read_factor)
    )


def _concerned(t: Tables, rows: Any, by: str) -> Any:
    """Return the rows of those meters, or customers, of whom any correction was ever delivered: they are few."""
    return rows.semi_join(t.reading_corrections, by)


def _freezes(t: Tables) -> Any:
    """Return the frozen values of the corrected meters by day."""
    near = t.daily_usage.data_date.between(
        first_day(add_months(t.period, -MONTHS_CORRECTED)), last_day(add_months(t.period, 1))
    )
    days = _concerned(t, t.daily_usage.filter(near, t.daily_usage.pap_r.notnull()), "asset_no")
    days = days.select("asset_no", "pap_r", mr_date="data_date")
    return days.group_by("asset_no", "mr_date").agg(pap_r=days.pap_r.max())


def _judged(t: Tables, rows: Any, tol_kwh: float) -> Any:
    """Return the corrections with what is wrong with each."""
    has_orders = not t.lacks("reading_corrections.app_no")
    earlier = [add_months(t.period, back) for back in (-3, -2, -1)]
    bills = _concerned(t, normal_bills(t.bills), "cons_no")
    months = customer_months(bills, ["total_pq"], earlier)
    used = months.group_by("cons_no").agg(has_used=(months.total_pq != 0).any())
    rows = rows.left_join(used, "cons_no").drop("cons_no_right")
    is_active = (rows.read_type == ReadType.ACTIVE_TOTAL).fill_null(False)
    off_kwh = exact(rows.new_read - rows.pap_r) * rows.t_factor
    rows = rows.mutate(
        kwh_before=to_places(exact(rows.old_read - rows.last_read) * rows.t_factor, 6),
        kwh_after=to_places(exact(rows.new_read - rows.last_read) * rows.t_factor, 6),
        is_active=is_active,
        is_without_order=rows.app_no.isnull() if has_orders else ibis.literal(False),
        is_off_freeze=is_active & (off_kwh.abs() > number(tol_kwh)).fill_null(False),
    )
    is_emptied = (rows.kwh_after == 0) & (rows.kwh_before != 0) & rows.has_used
    is_rounded = (rows.kwh_after > 0) & (rows.kwh_after % 100 == 0) & (rows.kwh_before % 100 != 0)
    is_odd = (rows.kwh_after < 0) | is_emptied.fill_null(False) | is_rounded.fill_null(False)
    return rows.mutate(is_odd=rows.is_active & is_odd.fill_null(False))


def _of_customers(t: Tables, wrong: Any) -> Any:
    changed = to_places(exact(wrong.old_read - wrong.new_read) * wrong.t_factor, 6)
    wrong = wrong.mutate(changed_kwh=ibis.ifelse(wrong.is_active, changed, ibis.null("decimal(18, 6)")))
    merged = wrong.group_by("cons_no").agg(
        org_code=wrong.org_code.min(),
        is_without_order=wrong.is_without_order.any(),
        is_off_freeze=wrong.is_off_freeze.any(),
        is_odd=wrong.is_odd.any(),
        changed_kwh=wrong.changed_kwh.sum(),
        **_evidence(t, wrong),
    )
    priced = merged.left_join(_prices(t), "cons_no").drop("cons_no_right")
    problems = {
        NO_ORDER: priced.is_without_order,
        OFF_FREEZE: priced.is_off_freeze,
        ODD_ENERGY: priced.is_odd,
    }
    return priced.mutate(
        object_type=ibis.literal("customer"),
        object_id=customer_number(priced.cons_no),
        cons_no=customer_number(priced.cons_no),
        amount_yuan=to_fen(priced.changed_kwh * priced.price_yuan),
        problems=reasons(problems),
    ).drop("is_without_order", "is_off_freeze", "is_odd")


def _of_staff(t: Tables, rows: Any, n: int) -> Any:
    named = rows.filter(rows.operator.notnull())
    counted = named.group_by("operator").agg(
        org_code=named.org_code.min(), **_evidence(t, named, but="operator")
    )
    often = counted.filter(counted.times >= n)
    times: Any = often.times.cast("string")
    label: Any = ibis.literal("D 同一修改人当月修改 ")
    return often.mutate(
        object_type=ibis.literal("staff"),
        object_id=often.operator,
        cons_no=ibis.null("string"),
        amount_yuan=ibis.null("decimal(18, 2)"),
        changed_kwh=ibis.null("decimal(38, 6)"),
        price_yuan=ibis.null("decimal(18, 4)"),
        problems=label.concat(times, " 次"),
    )


def _evidence(t: Tables, rows: Any, but: str = "") -> dict[str, Any]:
    """Return what a person verifies a group of corrections by; texts, because there may be several."""
    numbers = ("old_read", "new_read", "t_factor", "kwh_after")
    texts = {name: rows[name] for name in ("asset_no", "operator", "app_no")}
    texts |= {name: as_text(rows[name]) for name in numbers} | {
        "modify_time": rows.modify_time.cast("string")
    }
    columns = {name: listed(text, distinct=True) for name, text in texts.items() if name != but}
    after, frozen = as_text(rows.kwh_after).fill_null("不明"), as_text(rows.pap_r).fill_null("无")
    each = rows.modify_time.cast("string").concat(
        " 表", rows.asset_no, " ", in_words(rows.read_type, t.labels("RD_TYPE")).fill_null("示数类型不明"), " ",
        as_text(rows.old_read).fill_null("空"), "→", as_text(rows.new_read).fill_null("空"),
        " ×", as_text(rows.t_factor).fill_null("不明"), " 改后电量(kWh)", after, " 采集示数", frozen,
        " 工单", rows.app_no.fill_null("无"),
    )  # fmt: skip
    # of a meter with rates all registers are corrected at once, a row each
    once = rows.asset_no.concat(" ", rows.modify_time.cast("string"))
    return columns | {"times": once.nunique(), "details": listed(each)}


def _prices(t: Tables) -> Any:
    """Return what a kWh costs each customer in the month: its top step's price, else its own mean."""
    bills = normal_bills(t.bills.filter(t.bills.amt_ym == t.period))
    bills = bills.mutate(
        charge=bills.total_amt - bills.basic_amt.fill_null(0),
        prc_code=bills.prc_code.fill_null(""),
        is_used=bills.total_pq > 0,
    )
    own = _concerned(t, bills, "cons_no")
    mean = own.group_by("cons_no").agg(mean_price=ratio(own.charge.sum(), own.total_pq.sum(), 4))
    steps = bills.filter(bills.ladder_level > 0)
    of_step = steps.group_by("prc_code", "ladder_level").agg(
        step_price=ratio(steps.charge.sum(), steps.total_pq.sum(), 4)
    )
    order = [ibis.desc("is_used"), ibis.desc("ladder_level"), ibis.asc("prc_code")]
    top = first_by(own.filter(own.ladder_level > 0), ["cons_no"], order)
    top = top.inner_join(of_step, ["prc_code", "ladder_level"]).select("cons_no", "step_price")
    both = mean.left_join(top, "cons_no")
    return both.select("cons_no", price_yuan=ibis.coalesce(both.step_price, both.mean_price))
