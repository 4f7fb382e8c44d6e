"""电能计量: meters due, multipliers, transformers beside their load, open events, assets on file and in the field."""

from typing import Any

import ibis

from analytics.facts.columns import first_by
from analytics.facts.current_transformers import loaded_transformers
from analytics.facts.meter_cycles import verification_due
from analytics.facts.meter_events import still_open, valid_events
from analytics.facts.meter_numbers import collected_days, known_numbers, read_registers
from analytics.facts.outages import outages_of_areas
from analytics.facts.points import points_in_use, running_meters
from analytics.facts.transformers import running_transformers
from analytics.pictures.bands import DIFFERENCE, difference_band
from analytics.pictures.picture import (
    ALL_HITS,
    CHECK,
    Column,
    Dimension,
    Sight,
    band_words,
    banded,
    counted,
    picture,
    yuan_summed,
)
from analytics.regulation.money import exact, ratio
from analytics.regulation.working_days import add_months_expr, days_between_expr, months_between_expr
from data_loaders.codes.metering import AmmeterStatus
from models.category import Category

MONTHS_AHEAD = 12
OVERDUE_YEAR, OVERDUE_HALF, OVERDUE, THIS_MONTH = (
    *("超期 1 年以上", "超期半年至 1 年", "超期不满半年", "本月"),
)
DUE = Dimension(
    "due",
    "检定到期",
    order=(
        *(OVERDUE_YEAR, OVERDUE_HALF, OVERDUE, THIS_MONTH),
        *(f"{months} 个月后" for months in range(1, MONTHS_AHEAD)),
        "",
    ),
    empty="日期或周期不明",
)


@picture(
    title="一年内到期和已超期的电能表(只)",
    category=Category.METERING,
    kind="bars",
    reads={
        "meters": [
            *("asset_no", "mp_no", "meter_type?", "accuracy?", "inst_date?", "last_check_date?"),
            "rotate_cycle?",
        ],
        "metering_points": ["mp_no", "cons_no", "org_code?", "wiring_mode?"],
        "meter_tests?": ["asset_no", "equip_sort?", "plan_type?", "actual_date?", "result?"],
    },
    facts=(points_in_use, running_meters),
    by=[DUE],
    also=[Dimension("cycle_source", "周期依据")],
    measures=[counted("电能表", "只")],
    columns={
        "due_date": Column("到期日", "date"),
        "base_date": Column("基准日", "date"),
        "cycle_months": Column("周期(月)", "number"),
        "overdue_days": Column("超期(天)", "number"),
    },
    order="overdue_days",
)
def meters_due(t: Sight) -> Any:
    """在用点上的运行电能表,按应当检定或轮换的日期:已超期的按超期多久,未到期的按还有几个月。

    到期日的算法与 MET-06 相同;早于数据日的就是超期。一年以后才到期的不在图中。
    """
    due = verification_due(t)
    due = first_by(due, ["asset_no"], ["due_date", "cons_no", "mp_no", "cycle_months"])
    places = t.metering_points.select("org_code", place="mp_no").distinct()
    due = due.left_join(places, [("mp_no", "place")])
    as_of: Any = ibis.literal(t.as_of)
    ahead = months_between_expr(as_of.strftime("%Y%m"), due.due_date.strftime("%Y%m"))
    due = due.mutate(ahead=ahead, is_overdue=due.due_date < t.as_of)
    due = due.filter((due.ahead < MONTHS_AHEAD).fill_null(True))
    band = ibis.cases(
        (add_months_expr(due.due_date, 12) < t.as_of, OVERDUE_YEAR),
        (add_months_expr(due.due_date, 6) < t.as_of, OVERDUE_HALF),
        (due.is_overdue, OVERDUE),
        (due.ahead == 0, THIS_MONTH),
        (due.due_date.notnull(), due.ahead.cast("string").concat(" 个月后")),
    )
    return due.mutate(
        object_type=ibis.literal("asset"),
        object_id=due.asset_no,
        due=band,
        overdue_days=ibis.ifelse(due.is_overdue, days_between_expr(due.due_date, as_of), None),
    )


MULTIPLIERS = ("MET-01", "MET-02")


@picture(
    title="倍率差错的金额(个)",
    category=Category.METERING,
    kind="bars",
    hits={ALL_HITS: ()},
    by=[DIFFERENCE, CHECK],
    measures=[counted("计量点", "个"), yuan_summed("金额")],
    columns={"amount_yuan": Column("应收差额(元)", "money")},
    order="amount_yuan",
)
def multiplier_errors(t: Sight) -> Any:
    """检查 MET-01(倍率与互感器变比不符)和 MET-02(各相互感器不一致)命中的计量点,按差额大小。

    正为少收,负为多收;候选倍率不唯一等不能估算的没有金额。
    """
    hits = t.hits()
    hits = hits.filter(hits.check_code.isin(MULTIPLIERS))
    return hits.mutate(check=hits.check_code, difference=difference_band(hits.amount_yuan))


LOAD_EDGES = (20, 30, 60, 100, 120)
CAPACITY_EDGES = (50, 100, 160, 250, 315, 400, 630, 1_000, 2_000)


def _sizes(t: Sight) -> Any:
    points = loaded_transformers(t)
    points = points.filter(points.large_kva > 0)
    percent = ratio(exact(points.large_amperes) * 100, exact(points.ct_amperes), 1)
    return points.mutate(
        object_type=ibis.literal("metering_point"),
        object_id=points.mp_no,
        kva=points.large_kva,
        percent=percent,
        load_kva=banded(points.large_kva, CAPACITY_EDGES, " kVA"),
        load_share=banded(percent, LOAD_EDGES, "%"),
    )


@picture(
    title="电流互感器:负荷 kVA × 一次电流占额定 %(个)",
    category=Category.METERING,
    kind="heat",
    reads={
        "metering_points": [
            *("mp_no", "cons_no", "org_code?", "mp_attr?", "mp_cap?", "meas_mode?", "volt_code"),
        ],
        "customers?": ["cons_no", "contract_cap?", "run_cap?"],
        "instrument_transformers": ["mp_no", "accuracy?"],
        "meters?": ["asset_no", "mp_no"],
        "daily_usage?": ["asset_no?", "data_date", "max_p?", "succ_flag?"],
    },
    facts=(points_in_use, running_transformers, running_meters),
    hits={"MET-03?": ("reason",)},
    by=[
        Dimension("load_kva", "负荷(kVA)", order=band_words(CAPACITY_EDGES, " kVA")),
        Dimension("load_share", "一次电流占额定(%)", order=band_words(LOAD_EDGES, "%")),
    ],
    also=[Dimension("ct_size", "MET-03 判为", order=("过大", "过小", ""), empty="未列为过大或过小")],
    measures=[counted("计量点", "个")],
    columns={
        "kva": Column("负荷(kVA)", "number"),
        "kv": Column("电压(kV)", "number"),
        "large_amperes": Column("一次电流(A)", "number"),
        "ct_amperes": Column("互感器额定一次电流(A)", "number"),
        "percent": Column("占额定(%)", "number"),
    },
    order="percent",
    base=_sizes,
)
def transformer_sizes(t: Sight) -> Any:
    """在用点的运行电流互感器:按负荷算出的一次电流占额定一次电流的多少,行为负荷大小。

    负荷取计量点容量(空取合同容量),近 12 月有 300 天以上最大功率的取实测,与 MET-03 相同;规程要求一次电流在额定的
    30%(S 级 20%)至 120% 之间。
    """
    points = t.worked_out(_sizes)
    if not t.has_run("MET-03"):
        return points.mutate(ct_size=ibis.null("string"))
    hits = t.hits("MET-03")
    hits = hits.select(hit_id="object_id", ct_size="reason")
    return points.left_join(hits, [("object_id", "hit_id")])


AGE_EDGES = (4, 8, 31, 91, 366)
AGES = ("3 天以内", "4–7 天", "8–30 天", "31–90 天", "91–365 天", "1 年以上")


@picture(
    title="未闭环的计量异常事件(件)",
    category=Category.METERING,
    kind="columns",
    reads={
        "meter_events": [
            *("org_code?", "event_id?", "cons_no?", "mp_no?", "asset_no", "event_type", "phase?"),
            *("start_time", "end_time?", "max_i?", "handle_status?", "handle_time?", "handle_app_no?"),
        ],
        "meters?": ["asset_no", "mp_no?", "cons_no?"],
        "metering_points?": ["mp_no", "cons_no?", "wiring_mode?", "tg_no?"],
        "applications?": ["cons_no", "app_type", "accept_time"],
        "inspections?": ["cons_no", "actual_date"],
        "adjustments?": ["cons_no", "rs_date", "rs_flag?"],
        "outages?": ["cons_no?", "scope?", "start_time", "end_time?"],
    },
    facts=(outages_of_areas,),
    by=[
        Dimension("event_age", "事件已过", order=AGES),
        Dimension("event_type", "事件", codes="meter_events.event_type"),
    ],
    also=[Dimension("handle_status", "处理状态", codes="meter_events.handle_status", empty="未录")],
    measures=[counted("事件", "件")],
    columns={
        "start_time": Column("发生时间", "time"),
        "end_time": Column("结束时间", "time"),
        "phase": Column("相别"),
        "days": Column("已过(天)", "number"),
    },
    order="days",
)
def open_events(t: Sight) -> Any:
    """数据日仍未闭环的失压、失流、断相、逆相序、开盖事件,按结束(未结束的为发生)至数据日的天数。

    有效与闭环的口径与 MET-13 相同:短于 15 分钟或电流很小的、停电引起的、已处理的不在其中;过了处理时限(3 天)的由
    MET-13 逐点列出。
    """
    events = still_open(t, valid_events(t))
    days = days_between_expr(events.end_time.coalesce(events.start_time), ibis.literal(t.as_of))
    branches = zip((days < edge for edge in AGE_EDGES), AGES, strict=False)
    return events.mutate(
        object_type=ibis.literal("metering_point"),
        object_id=events.mp_no,
        days=days,
        event_age=ibis.cases(*branches, else_=AGES[-1]),
    )


BOTH, ONLY_ON_FILE, NOT_RUNNING, ONLY_IN_THE_FIELD = (
    *("档案运行、现场有抄表", "档案运行、现场没有抄表", "档案不是运行、现场有抄表", "只在现场、档案没有"),
)


@picture(
    title="电能表:档案与现场(只)",
    category=Category.METERING,
    kind="bars",
    reads={
        "meters": ["asset_no", "mp_no?", "cons_no?", "status", "bar_code?", "made_no?"],
        "readings": ["asset_no", "org_code?", "cons_no?", "amt_ym", "read_type", "mr_pq?"],
        "daily_usage?": ["asset_no?", "org_code?", "cons_no?", "data_date", "day_pq?", "succ_flag?"],
        "metering_points?": ["mp_no", "org_code?"],
    },
    by=[Dimension("whereabouts", "所在", order=(BOTH, ONLY_ON_FILE, NOT_RUNNING, ONLY_IN_THE_FIELD))],
    also=[Dimension("status", "档案状态", codes="meters.status", empty="没有档案")],
    measures=[counted("电能表", "只")],
    columns={"mp_no": Column("计量点", "id"), "kwh": Column("当月抄见或采集电量(kWh)", "number")},
    order="kwh",
)
def assets(t: Sight) -> Any:
    """资产档案中的电能表与稽查月有抄表(有功总)或采集的表号相比,资产号、条码、出厂编号任一相符即为同一只。

    档案外的表号是否该列为问题由 MET-11 判断(考核点、换表等不列),档案与现场状态不符的由 MET-09 判断。
    """
    seen = _seen(t)
    names = _numbers(t.meters)
    met = names.inner_join(seen, "number").group_by("asset").agg(kwh=lambda row: row.kwh.max())
    meters = t.meters
    meters = meters.group_by("asset_no").agg(
        is_running=(meters.status == AmmeterStatus.RUNNING).any(),
        status=meters.status.min(),
        mp_no=meters.mp_no.max(),
        cons_no=meters.cons_no.max(),
    )
    known = meters.left_join(met.mutate(is_seen=True), [("asset_no", "asset")])
    is_seen = known.is_seen.fill_null(False)
    known = known.mutate(
        whereabouts=ibis.cases(
            (known.is_running & is_seen, BOTH), (known.is_running, ONLY_ON_FILE), (is_seen, NOT_RUNNING)
        ),
        status=ibis.ifelse(known.is_running, AmmeterStatus.RUNNING.value, known.status),
    ).filter(known.is_running | is_seen)
    places = t.metering_points.select("org_code", place="mp_no").distinct()
    known = known.left_join(places, [("mp_no", "place")])
    unknown = seen.anti_join(known_numbers(t), [("number", "asset_no")])
    columns = ("asset_no", "cons_no", "org_code", "mp_no", "kwh", "whereabouts", "status")
    nothing = ibis.null("string")
    unknown = unknown.mutate(
        asset_no=unknown.number, mp_no=nothing, status=nothing, whereabouts=ibis.literal(ONLY_IN_THE_FIELD)
    )
    both = known.select(*columns).union(unknown.select(*columns))
    return both.mutate(object_type=ibis.literal("asset"), object_id=both.asset_no)


def _numbers(meters: Any) -> Any:
    """Return each meter with every number that it may be read under: asset, number."""
    names = [meters.select(asset="asset_no", number=name) for name in ("asset_no", "bar_code", "made_no")]
    every = ibis.union(*names, distinct=True)
    return every.filter(every.number.notnull())


def _seen(t: Sight) -> Any:
    """Return the numbers of meters that were read or collected from in the period: number, cons_no, org_code, kwh."""
    read, days = read_registers(t), collected_days(t)
    parts = [
        rows.group_by(number="asset_no").agg(
            cons_no=rows.cons_no.max(), org_code=rows.org_code.max(), kwh=rows[kwh].sum()
        )
        for rows, kwh in ((read, "mr_pq"), (days, "day_pq"))
    ]
    every = parts[0].union(parts[1])
    return every.group_by("number").agg(
        cons_no=every.cons_no.max(), org_code=every.org_code.max(), kwh=every.kwh.max()
    )
