"""INS-05 自备电厂/分布式电源计量与结算异常"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import is_among
from analytics.facts.columns import reasons
from analytics.facts.customers import is_check_point, presumed_on_the_books
from analytics.facts.points import points_in_use
from analytics.facts.registers import is_changed, is_taken, rollover
from analytics.regulation.money import exact, number, to_fen, to_places
from analytics.regulation.practice import OWN_GENERATION
from analytics.regulation.working_days import days_between_expr
from data_loaders.codes.metering import MpAttr, MpUsage, MrStatus, ReadType
from models.calendar import add_months, days_in_month, last_day, month_range
from models.category import Category

GENERATING = (MpUsage.FEED_IN, MpUsage.GENERATION)
GENERATED, FED_IN, REVERSE = "generated", "fed_in", "reverse"
HOURS_A_DAY = 24
NONE, TOO_MUCH, MORE_THAN_MADE = "①连续无发电量", "②发电量超过装机所能", "③上网电量大于发电量"


@check(
    code="INS-05",
    title="自备电厂/分布式电源计量与结算异常",
    category=Category.INSPECTION,
    matter="主题库",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": ["cons_no", "status_code?", "cancel_date?", "cons_sort_code?"],
        "metering_points": ["cons_no", "mp_no", "mp_usage", "mp_attr?", "mp_status?", "prc_code?"],
        "meters?": ["asset_no?", "mp_no?", "digits?", "inst_date?"],
        "readings": [
            *("asset_no", "mp_no?", "read_type", "amt_ym", "mr_pq?", "last_read?", "this_read?", "t_factor?"),
            *("mr_status?", "mr_type?", "data_src?", "last_date?", "mr_date?"),
        ],
        "self_generation?": ["cons_no?", "gen_cap?"],
        "tariff_prices?": ["prc_code?", "kwh_prc?", "start_date?", "end_date?"],
    },
    facts=(points_in_use, presumed_on_the_books),
    without={
        "self_generation.gen_cap": "缺自备电源容量,不查②",
        "tariff_prices.kwh_prc": "缺电价目录,③不计金额",
        "meters.mp_no": "没有电能表所在计量点,没有写明计量点的抄表不计",
    },
    evidence={
        "reason": "异常",
        "generated_kwh": "本期发电(kWh)",
        "zero_from_ym": "无发电量起于",
        "gen_cap": "装机容量(kW)",
        "limit_days": "发电天数",
        "limit_factor": "发电上限系数",
        "limit_kwh": "本期发电上限(kWh)",
        "fed_in_kwh": "本期上网(kWh)",
        "fed_in_by": "上网电量取自",
        "prc_code": "上网点电价码",
        "kwh_yuan": "上网价(元/kWh)",
    },
    sentence="用户 {object_id} {reason}:本期发电 {generated_kwh} kWh[,上网 {fed_in_kwh} kWh][,装机 {gen_cap} kW]",
    arithmetic=(
        "发电上限 = 装机 {gen_cap} kW × 24 × {limit_days} 天 × {limit_factor} = {limit_kwh} kWh",
        "多付上网电费 = (上网 {fed_in_kwh} − 发电 {generated_kwh}) × {kwh_yuan} = {amount_yuan} 元",
    ),
    laws=(OWN_GENERATION,),
)
def generation_and_feed_in(
    t: Tables,
    *,
    n: Annotated[int, Param("连续无发电量的期数", "期", low=1, high=12)] = 2,
    h_cap: Annotated[float, Param("发电量上限系数", "倍", low=1, high=3)] = 1.1,
) -> Any:
    """发电量应与装机相称,上网电量不应大于发电量。

    为什么: 发电表停走、接错或并了别的电源,补贴和上网电费就算错,公司多付钱,电网也不知道谁在送电。
    判定: 有发电计量点(类型 11 发电上网关口、1101 发电关口)的在册户(用户状态 0、2;空则以未销户为在册;非考核户),按期汇总,任一即中:①截至核查期连续 2 期发电为 0;②本期发电大于装机 × 24 × 天数 × 1.1(恰等于不算),天数为当月天数,抄表起止更长的(漏抄后补抄、双月抄表)从其起止;③本期上网大于发电。发电为发电点的正向有功总(11);上网为上网点(1102)的正向有功总,没有上网点的取其他计量点(考核点除外)的反向有功总(81)。电量取抄见电量,空则(本次示数 − 上次示数)× 倍率,翻表的补足一圈。{practice.OWN_GENERATION}。每户一条。
    金额: ③(上网 − 发电)× 上网价,正数为多付的上网电费(应追回),到分;上网价为上网点(没有的取该其他点)电价码在核查期末日有效的电度电价,几段有效的取生效最晚的,价不止一个或目录没有的不计。①②不计。
    例外: 未抄(01)、模拟与撤回的示数,没有抄见电量而换表或倒走的示数不计;各期的在用发电点都抄到的才判①,本期都抄到的才判③;没有装机容量的不判②;停机检修、储能须人工标记;夜间发电、自用率没有分时发电曲线,不查。抄表没有计量点的按电能表所在计量点,一表在几个点的不计。
    核实: 现场看逆变器累计电量与发电表接线,查停机记录与并网协议;全额上网的,差额先看是否在两只表的误差以内。没有上网点的,核对该点电价码是不是上网电价。
    """
    months = month_range(add_months(t.period, 1 - n), t.period)
    known = _households(t, _energy(t, months), months)
    known = _with_price(t, _with_limit(t, known, h_cap))
    is_over = (exact(known.generated_kwh) > known.limit_kwh).fill_null(False)
    is_more = (known.is_whole & (known.fed_in_kwh > known.generated_kwh)).fill_null(False)
    found = known.mutate(
        reason=reasons({NONE: known.is_idle, TOO_MUCH: is_over, MORE_THAN_MADE: is_more}),
        zero_from_ym=ibis.ifelse(known.is_idle, months[0], ibis.null("string")),
        kwh_yuan=ibis.ifelse(is_more, known.kwh_yuan, None),
    )
    found = found.filter(found.reason != "")
    excess = exact(found.fed_in_kwh - found.generated_kwh)
    return found.mutate(object_id=found.cons_no, amount_yuan=to_fen(excess * found.kwh_yuan))


def _energy(t: Tables, months: list[str]) -> Any:
    """Return the energy of some months by customer and what it is: made, fed in, or turned back at another point.

    Shapes: cons_no, amt_ym, kind, kwh (of what was read), prc_code (null where the points have several or one has none),
    points (in use and read), has_gap (a meter was not read), first_day, last_day.
    """
    points = t.metering_points
    is_check = (points.mp_attr == MpAttr.CHECK).fill_null(False)
    points = points.select("mp_no", "mp_usage", "prc_code", owner="cons_no", is_check=is_check)
    generators = points.filter(points.mp_usage.isin(GENERATING)).select("owner").distinct()
    points = points.semi_join(generators, "owner")
    used = t.fact(points_in_use).select("mp_no").distinct().mutate(is_used=ibis.literal(True))
    points = points.left_join(used, "mp_no").drop("mp_no_right")
    rows = _readings(t, months, points).inner_join(points, "mp_no")
    is_forward = rows.read_type == ReadType.ACTIVE_TOTAL
    is_feeding = (rows.mp_usage == MpUsage.TO_GRID).fill_null(False)
    is_generating = rows.mp_usage.isin(GENERATING).fill_null(False)
    rows = rows.mutate(
        kind=ibis.cases(
            (is_generating & is_forward, GENERATED),
            (is_feeding & is_forward, FED_IN),
            (~is_generating & ~is_feeding & ~is_forward & ~rows.is_check, REVERSE),
        )
    )
    rows = rows.filter(rows.kind.notnull())
    meters = rows.group_by("owner", "amt_ym", "kind", "mp_no", "asset_no").agg(
        kwh=rows.kwh.sum(),
        prc_code=rows.prc_code.max(),
        is_used=rows.is_used.any(),
        first_day=rows.last_date.min(),
        last_day=rows.mr_date.max(),
    )
    is_read = meters.kwh.notnull()
    sums = meters.group_by(cons_no="owner", amt_ym="amt_ym", kind="kind").agg(
        kwh=to_places(meters.kwh.sum(), 6),
        points=meters.mp_no.nunique(where=is_read & meters.is_used.fill_null(False)),
        has_gap=(~is_read).any(),
        codes=meters.prc_code.fill_null("").nunique(where=is_read),
        prc_code=meters.prc_code.max(where=is_read),
        first_day=meters.first_day.min(where=is_read),
        last_day=meters.last_day.max(where=is_read),
    )
    return sums.mutate(prc_code=ibis.ifelse(sums.codes == 1, sums.prc_code, ibis.null("string")))


def _readings(t: Tables, months: list[str], points: Any) -> Any:
    """Return what the registers of active energy at some points moved in some months, null where they were not read.

    Where a reading names no point it is that of its meter, if the meter is at one alone: a meter of both directions
    hangs at the customer's point and at that to the grid, and forward is what was bought.

    Shapes: asset_no, mp_no, read_type, amt_ym, last_date, mr_date, kwh.
    """
    rows = t.readings
    rows = rows.filter(
        is_among(rows.amt_ym, months),
        rows.read_type.isin([ReadType.ACTIVE_TOTAL, ReadType.REVERSE_TOTAL]),
        is_taken(rows),
    )
    # few points generate: only readings that name one of them, or no point but a meter that hangs there, can be theirs
    named = rows.filter(rows.mp_no.notnull()).semi_join(points, "mp_no")
    there = t.meters.semi_join(points, "mp_no")
    rows = named.union(rows.filter(rows.mp_no.isnull()).semi_join(there, "asset_no"))
    meters = t.meters.semi_join(rows, "asset_no")
    meters = meters.group_by("asset_no").agg(
        places=meters.mp_no.nunique(),
        place=meters.mp_no.max(),
        digits=meters.digits.max(),
        inst_date=meters.inst_date.max(),
    )
    rows = rows.left_join(meters, "asset_no").drop("asset_no_right")
    rows = rows.mutate(mp_no=rows.mp_no.coalesce(ibis.ifelse(rows.places == 1, rows.place, None)))
    moved = to_places(exact(rows.this_read - rows.last_read + rollover(rows)) * rows.t_factor, 6)
    # of a meter that was exchanged, or that went back, the two figures tell nothing
    is_known = (moved >= 0) & ~is_changed(rows)
    kwh = exact(rows.mr_pq).coalesce(ibis.ifelse(is_known, moved.cast("decimal(38, 6)"), None))
    is_unread = (rows.mr_status == MrStatus.UNREAD).fill_null(False)
    rows = rows.mutate(kwh=ibis.ifelse(is_unread, None, kwh))
    return rows.select("asset_no", "mp_no", "read_type", "amt_ym", "last_date", "mr_date", "kwh")


def _households(t: Tables, energy: Any, months: list[str]) -> Any:
    """Return the customers on the books that generate, with what they made and fed in in the period.

    Shapes: the columns of `customers`, generated_kwh (of what was read), is_whole (all that generates was read), is_idle
    (nothing in all months), read_days (that the period's readings span), fed_in_kwh, fed_in_by, prc_code.
    """
    points = t.fact(points_in_use)
    points = points.filter(points.mp_usage.isin((*GENERATING, MpUsage.TO_GRID)))  # few
    points = points.group_by("cons_no").agg(
        generators=points.mp_no.nunique(where=points.mp_usage.isin(GENERATING)),
        feeders=points.mp_no.nunique(where=points.mp_usage == MpUsage.TO_GRID),
    )
    energy = energy.left_join(points, "cons_no").drop("cons_no_right")
    is_now = energy.amt_ym == t.period
    is_made, is_fed, is_back = (energy.kind == kind for kind in (GENERATED, FED_IN, REVERSE))
    is_whole = ~energy.has_gap & (energy.points >= energy.generators.fill_null(0))
    is_zero = (energy.kwh == 0) & (energy.points > 0)
    sums = energy.group_by("cons_no").agg(
        generated_kwh=energy.kwh.sum(where=is_now & is_made),
        is_whole=(is_now & is_made & is_whole).any(),
        idle_months=(is_made & is_whole & is_zero).sum(),
        first_day=energy.first_day.min(where=is_now & is_made),
        last_day=energy.last_day.max(where=is_now & is_made),
        feeders=energy.feeders.max(),
        fed=energy.kwh.sum(where=is_now & is_fed),
        fed_code=energy.prc_code.max(where=is_now & is_fed),
        back=energy.kwh.sum(where=is_now & is_back),
        back_code=energy.prc_code.max(where=is_now & is_back),
    )
    has_point = sums.fed.notnull() | (sums.feeders > 0).fill_null(False)
    sums = sums.mutate(
        is_idle=(sums.idle_months == len(months)).fill_null(False),
        read_days=days_between_expr(sums.first_day, sums.last_day),
        fed_in_kwh=ibis.ifelse(has_point, sums.fed, sums.back),
        fed_in_by=ibis.cases(
            (sums.fed.notnull(), "上网点正向"), (~has_point & sums.back.notnull(), "其他点反向")
        ),
        prc_code=ibis.ifelse(has_point, sums.fed_code, sums.back_code),
    )
    customers = t.fact(presumed_on_the_books)
    return customers.filter(~is_check_point(customers)).inner_join(sums, "cons_no")


def _with_limit(t: Tables, rows: Any, h_cap: float) -> Any:
    """Add the capacity that is installed and what it can make in the days of the period, or of its readings, at most."""
    machines = t.self_generation.filter(t.self_generation.gen_cap > 0)
    machines = machines.group_by("cons_no").agg(gen_cap=machines.gen_cap.max())
    rows = rows.left_join(machines, "cons_no").drop("cons_no_right")
    month = days_in_month(t.period)
    rows = rows.mutate(
        limit_days=ibis.ifelse((rows.read_days > month).fill_null(False), rows.read_days, month),
        limit_factor=number(Decimal(str(h_cap))),
    )
    hours = exact(rows.limit_days) * HOURS_A_DAY
    return rows.mutate(limit_kwh=to_places(exact(rows.gen_cap) * hours * rows.limit_factor, 6))


def _with_price(t: Tables, rows: Any) -> Any:
    """Add what a kWh fed in costs on the last day of the period; null where the catalogue has none or several."""
    day = last_day(t.period)
    prices = t.tariff_prices
    prices = prices.filter(prices.start_date <= day, prices.end_date.isnull() | (prices.end_date >= day))
    latest = prices.group_by("prc_code").agg(latest=prices.start_date.max())
    prices = prices.inner_join(latest, "prc_code")
    prices = prices.filter(prices.start_date == prices.latest)
    each = prices.group_by("prc_code").agg(low=prices.kwh_prc.min(), high=prices.kwh_prc.max())
    each = each.filter(each.low == each.high).select("prc_code", kwh_yuan="low")
    return rows.left_join(each, "prc_code").drop("prc_code_right")
