"""MET-14 电表飞走/倒走/停走"""

from datetime import date, timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import BASIC_COLUMNS, energy_and_levies_yuan, normal_bills
from analytics.facts.columns import first_by, reasons
from analytics.facts.daily_use import was_collected
from analytics.facts.reading_cycles import months_of_cycle
from analytics.facts.registers import is_changed, is_read_off, rollover
from analytics.regulation.metering import RUNAWAY_METERS
from analytics.regulation.money import exact, number, ratio_fen, to_places
from analytics.regulation.working_days import days_between_expr
from data_loaders.codes.applications import SOLAR
from data_loaders.codes.metering import MpAttr, ReadType
from models.calendar import add_months, first_day, last_day
from models.category import Category

HOURS_A_MONTH = 720


@check(
    code="MET-14",
    title="电表飞走/倒走/停走",
    category=Category.METERING,
    matter="主题库",
    severity="高",
    subject="asset",
    window="期间",
    amount="应收差额",
    reads={
        "readings": [
            "asset_no",
            "cons_no",
            "mp_no?",
            "amt_ym",
            "read_type",
            "last_read",
            "this_read",
            "t_factor",
            "last_date?",
            "mr_date?",
            "mr_status?",
            "data_src?",
            "mr_type?",
            "mr_cycle?",
        ],
        "meters?": ["asset_no", "mp_no?", "digits?", "inst_date?"],
        "metering_points?": ["mp_no", "mp_attr?"],
        "customers?": ["cons_no", "contract_cap?"],
        "daily_usage?": ["asset_no?", "cons_no?", "data_date", "pap_r?", "max_p?", "succ_flag?"],
        "applications?": ["cons_no", "app_type"],
        "bills?": ["cons_no", "amt_ym", "amt_type?", "total_pq?", "total_amt?", *BASIC_COLUMNS, "pf_amt?"],
    },
    without={
        "customers.contract_cap": "没有合同容量,不查①飞走",
        "readings.mr_cycle": "抄表记录没有抄表周期,①的上限都按每月抄表",
        "bills.total_amt": "没有电费,不算金额",
        "daily_usage.asset_no": "日电量没有表号、示数或最大负荷,不查③停走",
        "daily_usage.pap_r": "日电量没有表号、示数或最大负荷,不查③停走",
        "daily_usage.max_p": "日电量没有表号、示数或最大负荷,不查③停走",
        "meters.digits": "电能表没有示数位数,归零(翻表)按上次示数的位数判",
        "metering_points.mp_attr": "计量点没有性质,考核点不能剔除",
        "applications.app_type": "缺业扩申请,光伏只据反向示数剔除",
    },
    evidence={
        "reason": "异常",
        "last_date": "上次抄表日期",
        "mr_date": "本次抄表日期",
        "last_read": "上次示数",
        "this_read": "本次示数",
        "rollover": "归零加数",
        "t_factor": "综合倍率",
        "kwh": "电量(kWh)",
        "contract_cap": "合同容量(kVA)",
        "months": "两次抄表间的月数",
        "over": "倍数",
        "limit_kwh": "上限(kWh)",
        "billed_kwh": "当期已发行电量(kWh)",
        "charged_kwh": "电量与已发行的较小者(kWh)",
        "price_yuan": "均价所据电度电费(元)",
        "price_kwh": "均价所据电量(kWh)",
        "stopped_read": "停走示数",
        "stopped_from": "停走首日",
        "stopped_days": "停走天数",
        "former_yuan": "前3月电度电费(元)",
    },
    sentence="电能表 {object_id} {reason}:[示数 {last_read} → {this_read}][,电量 {kwh} kWh][,上限 {limit_kwh} kWh][,已 {stopped_days} 天]",
    arithmetic=(
        "电量 = ({this_read} − {last_read} + {rollover}) × {t_factor} = {kwh} kWh",
        "上限 = {contract_cap} kVA × 720 小时 × {months} 个月 × {over} = {limit_kwh} kWh",
        "差额 = −({charged_kwh} − {limit_kwh}) × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",
        "差额 = 前3月电度电费 {former_yuan} ÷ 90 × {stopped_days} 天 = {amount_yuan} 元",
    ),
    laws=(RUNAWAY_METERS,),
)
def meter_runs_away_back_or_stops(
    t: Tables,
    *,
    over: Annotated[float, Param("飞走倍数", "倍", low=1, high=10)] = 1.2,
    stopped_days: Annotated[int, Param("停走天数", "天", low=2, high=31)] = 3,
) -> Any:
    """电能表示数应当随用电单调增加,且不超过用户容量所能用的电量。

    为什么: 飞走使用户多交电费,倒走、停走使电量漏计,都是计量故障或窃电的征兆。
    判定: 核查期有功总示数(11)、已抄(02)或状态为空的:①飞走:(本次−上次)×倍率大于合同容量×720×1.2(恰等于不算;双月抄的为两倍,按季抄的为三倍);②倒走:本次小于上次,且非归零、非换表、非双向;③停走:日电量连续 3 日以上最大负荷大于 0 而正向有功示数不变(与前一日相同;缺日、采集失败的日子断开)。归零为上次不低于 0.9×10^位数且本次不高于 0.1×10^位数,增量加 10^位数;位数为空以上次示数整数位数代。每表一条。
    金额: ①−(电量与当期已发行电量的较小者−上限)×电度均价(当期电度电费÷电量,无则近 12 月),负数多收,已发行未超上限的不估;②不估;③前 3 月电度电费÷90×停走天数,正数少收。到分。
    例外: 退补模拟(03)、示数撤回(04)的抄表不判;安装日期在上次与本次抄表之间、来源为变更(02)或业扩变更结算抄表(05)的为换表,不判②;有反向示数(81)或光伏新装申请(901、902)的发电户不判②;考核点(02)不判;合同容量为空或零不判①。日电量没有数据时不查③。
    核实: 现场校表,比对采集曲线;飞走核对示数抄录与倍率,停走查接线与电流回路。
    """
    has_daily = not any(t.lacks(f"daily_usage.{column}") for column in ("asset_no", "pap_r", "max_p"))
    read = _misread(t, number(over))
    stopped = _stopped(t, stopped_days).filter(has_daily)
    found: Any = read.outer_join(stopped, "asset_no")
    found = found.mutate(
        object_id=ibis.coalesce(found.asset_no, found.asset_no_right),
        cons_no=ibis.coalesce(found.cons_no, found.stopped_cons_no),
        over=number(over),
    ).drop("asset_no", "asset_no_right", "stopped_cons_no")
    found = _with_bills(t, found)
    is_flying = found.is_flying.fill_null(False)
    causes = {
        "飞走": is_flying,
        "倒走": found.is_backward.fill_null(False),
        "停走": found.stopped_days.notnull(),
    }
    found = found.mutate(
        reason=reasons(causes),
        charged_kwh=ibis.ifelse(is_flying, ibis.least(found.kwh, found.billed_kwh), None),
        former_yuan=ibis.ifelse(is_flying | found.stopped_days.isnull(), None, found.former_yuan),
    )
    return found.mutate(amount_yuan=_amount(found, is_flying))


def _misread(t: Tables, over: Any) -> Any:
    """Return the readings of the period that run away or back, one for each meter."""
    readings = t.readings.filter(
        t.readings.amt_ym == t.period,
        t.readings.read_type == ReadType.ACTIVE_TOTAL,
        is_read_off(t.readings),
    )
    readings = readings.left_join(t.customers, "cons_no").drop("cons_no_right")
    readings = readings.mutate(months=months_of_cycle(readings.mr_cycle).fill_null(1))
    limit = exact(readings.contract_cap) * HOURS_A_MONTH * readings.months * over
    # a register that ran forward passed no last digit: nearly all need no look at their meter
    is_forward = readings.this_read >= readings.last_read
    is_much = exact(readings.this_read - readings.last_read) * readings.t_factor > limit
    readings = readings.filter(~is_forward.fill_null(False) | is_much.fill_null(False))
    readings = readings.left_join(t.meters.drop("mp_no"), "asset_no").drop("asset_no_right")
    readings = readings.mutate(rollover=rollover(readings))
    used = exact(readings.this_read - readings.last_read + readings.rollover) * readings.t_factor
    limit = exact(readings.contract_cap) * HOURS_A_MONTH * readings.months * over
    readings = readings.mutate(
        is_flying=((readings.contract_cap > 0) & (used > limit)).fill_null(False),
        is_backward=(readings.this_read < readings.last_read) & (readings.rollover == 0),
        kwh=to_places(used, 6),
        limit_kwh=to_places(limit, 6),
    )
    suspects = readings.filter(readings.is_flying | (readings.is_backward & ~is_changed(readings)))
    suspects = suspects.left_join(_generators(t), "cons_no")
    is_backward = suspects.is_backward & ~is_changed(suspects) & suspects.cons_no_right.isnull()
    suspects = suspects.mutate(is_backward=is_backward).drop("cons_no_right")
    suspects = suspects.filter(suspects.is_flying | suspects.is_backward)
    check_points, check_meters = _check_points(t)
    suspects = suspects.anti_join(check_points, "mp_no").anti_join(check_meters, "asset_no")
    order = [ibis.desc("is_flying"), ibis.desc("kwh"), "mr_date", "last_read", "this_read", "cons_no"]
    return first_by(suspects, ["asset_no"], order)


def _generators(t: Tables) -> Any:
    """Return the customers who feed in."""
    reverse = t.readings.filter(
        t.readings.read_type == ReadType.REVERSE_TOTAL, t.readings.this_read.notnull()
    )
    applied = t.applications.filter(t.applications.app_type.isin(SOLAR))
    return reverse.select("cons_no").union(applied.select("cons_no")).distinct()


def _check_points(t: Tables) -> tuple[Any, Any]:
    """Return the points that only check others, and the meters at them."""
    points = t.metering_points.filter(t.metering_points.mp_attr == MpAttr.CHECK).select("mp_no")
    return points, t.meters.semi_join(points, "mp_no").select("asset_no").distinct()


def _stopped(t: Tables, least_days: int) -> Any:
    """Return the meters that stood still under load for so many days of the period in a row.

    Shapes: asset_no, stopped_cons_no, stopped_days, stopped_from, stopped_read.
    """
    first, last = first_day(t.period), min(last_day(t.period), t.as_of)
    usage = t.daily_usage.filter(
        t.daily_usage.data_date.between(first - timedelta(days=1), last),
        t.daily_usage.asset_no.notnull(),
        was_collected(t.daily_usage),
    )
    usage = usage.semi_join(_resting(usage, first - timedelta(days=1)), "asset_no")
    by_day = ibis.window(group_by="asset_no", order_by="data_date")
    usage = usage.mutate(
        before=usage.data_date.lag().over(by_day), read_before=usage.pap_r.lag().over(by_day)
    )
    still = usage.filter(
        usage.max_p > 0,
        usage.pap_r == usage.read_before,
        usage.data_date >= first,
        days_between_expr(usage.before, usage.data_date) == 1,
    )
    start: Any = ibis.literal(first)
    still = still.mutate(day=days_between_expr(start, still.data_date), place=ibis.row_number().over(by_day))
    still = still.mutate(run=still.day - still.place)
    runs = still.group_by("asset_no", "run").agg(
        days=still.count(), begin=still.data_date.min(), read=still.pap_r.max(), cons=still.cons_no.max()
    )
    runs = runs.filter(runs.days >= least_days)
    stopped = runs.group_by("asset_no").agg(
        stopped_cons_no=runs.cons.max(),
        stopped_days=runs.days.sum(),
        stopped_from=runs.begin.min(),
        stopped_read=runs.read.min(),
    )
    return stopped.anti_join(_check_points(t)[1], "asset_no")


def _resting(usage: Any, first: date) -> Any:
    """Return the meters with the same value on two days under load, of those paired from the first on.

    Whatever stood still for two days in a row has such a pair: so the millions that run need no sorting.
    """
    start: Any = ibis.literal(first)
    usage = usage.mutate(pair=(days_between_expr(start, usage.data_date) / 2).floor().cast("int64"))
    pairs = usage.group_by("asset_no", "pair").agg(
        low=usage.pap_r.min(), high=usage.pap_r.max(), load=usage.max_p.max(), days=usage.count()
    )
    return pairs.filter(pairs.days > 1, pairs.low == pairs.high, pairs.load > 0).select("asset_no").distinct()


def _with_bills(t: Tables, found: Any) -> Any:
    """Add what each customer was billed in the period, and the energy charges of the months before."""
    bills = normal_bills(t.bills.filter(t.bills.amt_ym.between(add_months(t.period, -11), t.period)))
    energy = energy_and_levies_yuan(t, bills)
    bills = bills.select("cons_no", "total_pq", energy_yuan=energy, billed_ym="amt_ym")
    billed = found.left_join(bills, "cons_no")
    is_now = billed.billed_ym == t.period
    is_former = billed.billed_ym.between(add_months(t.period, -3), add_months(t.period, -1))
    sums = billed.group_by(*found.columns).agg(
        billed_kwh=billed.total_pq.sum(where=is_now),
        billed_yuan=billed.energy_yuan.sum(where=is_now),
        year_kwh=billed.total_pq.sum(),
        year_yuan=billed.energy_yuan.sum(),
        former_yuan=billed.energy_yuan.sum(where=is_former),
    )
    has_price = ((sums.billed_kwh > 0) & sums.billed_yuan.notnull()).fill_null(False)
    return sums.mutate(
        price_yuan=ibis.ifelse(has_price, sums.billed_yuan, sums.year_yuan),
        price_kwh=ibis.ifelse(has_price, sums.billed_kwh, sums.year_kwh),
    )


def _amount(found: Any, is_flying: Any) -> Any:
    too_much = ratio_fen(exact(found.limit_kwh - found.charged_kwh) * found.price_yuan, found.price_kwh)
    too_little = ratio_fen(exact(found.former_yuan) * found.stopped_days, number(90))
    is_billed_over = found.billed_kwh > found.limit_kwh
    none = ibis.null("decimal(18, 2)")
    return ibis.cases(
        (is_flying, ibis.ifelse(is_billed_over, too_much, none)),
        (found.stopped_days.notnull(), too_little),
        else_=none,
    )
