"""MET-13 失压/失流/逆相序/开盖事件未闭环"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import normal_bills
from analytics.facts.columns import as_text, in_words, listed
from analytics.facts.energy_charges import BILL_COLUMNS, priced, with_energy_price
from analytics.facts.meter_events import still_open, valid_events
from analytics.facts.outages import outages_of_areas
from analytics.regulation.money import exact, ratio
from analytics.regulation.practice import METER_EVENT_AMPERES, METER_EVENT_DAYS, METER_EVENT_MINUTES
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr, days_in_month_expr
from data_loaders.catalog import code_lists
from data_loaders.codes.metering import MeterEvent, WiringMode
from models.category import Category

OF_PHASES = (MeterEvent.VOLTAGE_LOST, MeterEvent.CURRENT_LOST, MeterEvent.PHASE_BROKEN)
KINDS = code_lists()["METER_EVENT_TYPE"]
SECONDS_A_DAY = 86400
PHASES = 3
SEPARATORS = r"[\s,、;/+,;相]"
ONE_OR_TWO_PHASES = r"^(?:[ABC]|A[BC]|B[AC]|C[AB])$"
MINUTE = "%Y-%m-%d %H:%M"


@check(
    code="MET-13",
    title="失压/失流/逆相序/开盖事件未闭环",
    category=Category.METERING,
    matter="主题库",
    severity="高",
    subject="metering_point",
    window="快照",
    amount="应收差额",
    reads={
        "meter_events": [
            *(
                "event_id?",
                "cons_no?",
                "mp_no?",
                "asset_no",
                "event_type",
                "phase?",
                "start_time",
                "end_time?",
            ),
            *("max_i?", "handle_status?", "handle_time?", "handle_app_no?"),
        ],
        "meters?": ["asset_no", "mp_no?", "cons_no?"],
        "metering_points?": ["mp_no", "cons_no?", "wiring_mode?", "tg_no?"],
        "applications?": ["cons_no", "app_type", "accept_time"],
        "inspections?": ["cons_no", "actual_date"],
        "adjustments?": ["cons_no", "rs_date", "rs_flag?"],
        "outages?": ["cons_no?", "scope?", "start_time", "end_time?"],
        "bills?": BILL_COLUMNS,
    },
    facts=(outages_of_areas,),
    without={
        "meter_events.handle_status|handle_time|handle_app_no": "事件没有处理状态、时间和工单,只以故障申请、用电检查、退补判断是否闭环",
        "applications.app_type": "没有业扩申请,不能以计量装置故障申请判断闭环",
        "inspections.actual_date": "没有用电检查,不能以检查判断闭环",
        "adjustments.rs_date": "没有退补,不能以退补判断闭环",
        "outages.start_time": "没有停电信息,不排除停电期间的事件",
        "bills.total_amt": "没有电费,不算金额",
        "metering_points.wiring_mode": "计量点没有接线方式,不算金额",
        "meters.mp_no": "没有电能表所在计量点,事件对不上计量点,不判",
    },
    energy="lost_kwh",
    evidence={
        "reason": "未闭环事件",
        "events": "事件明细",
        "event_count": "事件数",
        "start_time": "最早发生时间",
        "end_time": "最晚结束时间",
        "minutes": "合计持续(分钟)",
        "wiring_mode": "接线方式",
        "lost_kwh": "少计电量(kWh)",
        "price_yuan": "均价所据电度电费(元)",
        "price_kwh": "均价所据电量(kWh)",
        "note": "提示",
    },
    sentence="计量点 {object_id} 有 {event_count} 件事件未闭环({reason}):{events}",
    arithmetic=(
        "少计电量 = Σ 当月电量 ÷ 当月天数 × 事件天数 ×(更正系数 − 1)= {lost_kwh} kWh",
        "差额 = 少计电量 × 电度均价 = {lost_kwh} × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",
    ),
    laws=(METER_EVENT_MINUTES, METER_EVENT_AMPERES, METER_EVENT_DAYS),
)
def events_not_closed(
    t: Tables,
    *,
    t_min: Annotated[Rule[int], Param("最短时长(含)", "分钟", low=1, high=1440)] = METER_EVENT_MINUTES,
    i_min: Annotated[Rule[Decimal], Param("最小电流(含)", "A", low=0, high=5)] = METER_EVENT_AMPERES,
    n: Annotated[Rule[int], Param("处理时限", "天", low=0, high=90)] = METER_EVENT_DAYS,
) -> Any:
    """电能表的失压、失流、断相、逆相序、开盖事件应当及时派工处理或追补。

    为什么: 事件期间少计电量,开盖可能是窃电;无人处理的,既漏收电费又失去证据。
    判定: 数据日以前发生的有效事件:①失压(01)、失流(02)、断相(03)、全失压(04)、电压逆相序(05)、电流逆相序(06)持续不短于 {practice.METER_EVENT_MINUTES}(未结束的算到数据日 0 时),且最大电流不低于 {practice.METER_EVENT_AMPERES} 或未录;②开表盖(08),不论时长。结束(未结束的为发生)当日再过 {practice.METER_EVENT_DAYS} 仍早于数据日,而未闭环即中:没有下列任一:处理状态误报(04);已处理(03)且处理时间空或不晚于数据日;有处理工单;发生当日及以后该户有计量装置故障申请(302)、用电检查或未撤销的退补。每计量点一条。
    金额: 仅失压、失流、断相,且三相四线、相别只写一相或两相的:当月已发行电量÷当月天数×事件天数×(更正系数−1),更正系数=3÷(3−失相数);各件相加后乘电度均价(核查期电度电费÷电量,无则近 12 月),到分,正数少收。三相三线、全失压、逆相序、开盖、当月无账单的不估。
    例外: 发生时间落在该户或其台区的停电期内的失压、断相、全失压不判;计量点由电能表资产号查得,查不到或一只表在几个计量点的不判。停电没有恢复时间的不作排除。
    核实: 调取事件前后的电压、电流、电量曲线,现场核对封印、接线与表盖,补派工单。
    """
    late = _late(valid_events(t, t_min, i_min), t, n)
    return _by_point(t, still_open(t, late))


def _late(events: Any, t: Tables, n: Rule[int]) -> Any:
    """Return the events that should have been dealt with."""
    as_of: Any = ibis.literal(t.as_of)
    since = days_between_expr(events.end_time.coalesce(events.start_time), as_of)
    return events.filter(since > n.on_column(t.as_of))


def _with_lost_energy(t: Tables, events: Any) -> Any:
    """Add what each event left uncounted, where its phases tell.

    Shapes: adds month_kwh, month_days, phases (how many failed), lost_kwh.
    """
    bills = normal_bills(t.bills).semi_join(events, "cons_no")
    months = bills.group_by("cons_no", "amt_ym").agg(month_kwh=bills.total_pq.sum())
    events = events.mutate(
        amt_ym=events.start_time.strftime("%Y%m"),
        letters=events.phase.upper().re_replace(SEPARATORS, ""),
    )
    events = events.left_join(months, ["cons_no", "amt_ym"]).drop("cons_no_right", "amt_ym_right")
    is_told = (
        events.event_type.isin(OF_PHASES)
        & (events.wiring_mode == WiringMode.FOUR_WIRE)
        & events.letters.re_search(ONE_OR_TWO_PHASES)
    )
    phases = ibis.ifelse(is_told.fill_null(False), events.letters.length(), None)
    events = events.mutate(phases=phases, month_days=days_in_month_expr(events.amt_ym))
    part = exact(events.month_kwh) * events.seconds * events.phases
    whole = exact(events.month_days * SECONDS_A_DAY * (PHASES - events.phases))
    return events.mutate(lost_kwh=ratio(part, whole, 6))


def _in_words(t: Tables, events: Any) -> Any:
    """Return each event as a line that a person can check: when, what, how long, dealt with how far, what it cost."""
    minutes = as_text(ratio(exact(events.seconds), exact(ibis.literal(60)), 2))
    end = events.end_time.strftime(MINUTE).fill_null("未结束")
    phase = events.phase.concat("相").replace("相相", "相").fill_null("")
    status = in_words(events.handle_status, t.labels("METER_EVENT_STATUS")).fill_null("处理状态未录")
    factor = ibis.ifelse(events.phases == 1, "1.5", "3.0")
    begin: Any = ibis.literal(",当月 ")
    energy = begin.concat(
        as_text(events.month_kwh), " kWh ÷ ", events.month_days.cast("string"), " 天 × ", minutes,
        " 分钟 ÷ 1,440 ×(更正系数 ", factor, " − 1)= ", as_text(events.lost_kwh), " kWh",
    )  # fmt: skip
    return events.start_time.strftime(MINUTE).concat(
        " 至 ", end, " ", _name(events), phase, " ", minutes, " 分钟,", status, energy.fill_null("")
    )


def _name(events: Any) -> Any:
    return events.event_type.cases(*KINDS.items(), else_="")


def _by_point(t: Tables, events: Any) -> Any:
    events = _with_lost_energy(t, events)
    before = ibis.window(group_by="mp_no", order_by=["start_time", "seconds"], preceding=(None, 1))
    events = events.mutate(counted_until=ibis.ifelse(events.lost_kwh.notnull(), events.until, None))
    events = events.mutate(
        overlaps=(events.counted_until.max().over(before) > events.start_time) & events.lost_kwh.notnull(),
        words=_in_words(t, events),
        kind=_name(events),
    )
    points = events.group_by("mp_no").agg(
        cons_no=events.cons_no.max(),
        reason=listed(events.kind, distinct=True),
        events=listed(events.words),
        event_count=events.count(),
        start_time=events.start_time.min(),
        end_time=events.end_time.max(),
        minutes=ratio(exact(events.seconds.sum()), exact(ibis.literal(60)), 2),
        wiring_mode=events.wiring_mode.max(),
        lost_kwh=events.lost_kwh.sum(),
        has_overlap=events.overlaps.fill_null(False).any(),
    )
    found = with_energy_price(t, points)
    return found.mutate(
        object_id=found.mp_no,
        amount_yuan=priced(found.lost_kwh, found),
        note=ibis.ifelse(found.has_overlap, "几件事件的时段有重叠,少计电量可能重复,须人工扣除", None),
    )
