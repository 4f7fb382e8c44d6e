"""INS-10 疑似窃电综合评分"""

from typing import Annotated, Any

import ibis

from analytics.check import Most, Param, Tables, check
from analytics.facts.area_losses import area_losses
from analytics.facts.bills import normal_bills
from analytics.facts.columns import in_words, listed, reasons
from analytics.facts.daily_use import (
    ALL_DAYS,
    ARCHIVE,
    NEAR_DAYS,
    STOPPED,
    STOPPED_UNKNOWN,
    last_collected,
    near_and_before,
    without_stopped,
)
from analytics.regulation.money import exact, number, ratio, ratio_fen, to_places
from analytics.regulation.power_factor import PUMPING
from analytics.regulation.violation import THEFT_HOURS, UNKNOWN_THEFT_DAYS
from analytics.regulation.working_days import days_between_expr, months_between_expr
from data_loaders.catalog import code_lists
from data_loaders.codes.metering import MeterEvent, MeterEventStatus
from models.category import Category

BASE_MONTHS = 2
FALL_BEGINS, FALL_SPAN = "0.6", "0.3"
CLIFF, AREA, ZERO_DAYS, CAPACITY, EVENT = "0.35", "0.35", "0.15", "0.15", "0.30"
SHARE_OF_LOSS = "0.5"
ZERO_NEAR, ZERO_BASE = "0.5", "0.1"
IDLE_NEAR, IDLE_BASE = "0.02", "0.06"
EVENTS = (
    MeterEvent.VOLTAGE_LOST,
    MeterEvent.CURRENT_LOST,
    MeterEvent.PHASE_BROKEN,
    MeterEvent.ALL_VOLTAGE_LOST,
    MeterEvent.FLOW_REVERSED,
    MeterEvent.COVER_OPENED,
    MeterEvent.MAGNETIC_FIELD,
)
KINDS = code_lists()["METER_EVENT_TYPE"]
HOURS = 24


@check(
    code="INS-10",
    title="疑似窃电综合评分",
    category=Category.INSPECTION,
    matter="反窃查违",
    severity="高",
    subject="customer",
    window="快照",
    amount="参考值",
    reads={
        "customers": ["cons_no", "org_code?", "tg_no?", "run_cap?", "elec_type_code?", *ARCHIVE],
        **STOPPED,
        "meter_events?": ["cons_no?", "asset_no?", "event_type?", "start_time?", "handle_status?"],
        "meters?": ["asset_no?", "cons_no?"],
        "bills?": ["cons_no?", "amt_ym?", "amt_type?", "total_pq?", "total_amt?"],
        "transformer_areas?": ["tg_no?", "period?", "loss_rate?", "supply_pq?", "sale_pq?"],
    },
    facts=(last_collected, near_and_before, area_losses),
    without={
        "transformer_areas.tg_no": "缺台区线损,评分不含台区分量",
        "customers.tg_no": "缺台区编号,评分不含台区分量",
        "customers.run_cap": "缺运行容量,评分不含容量分量",
        "customers.elec_type_code": "缺用电类别,不能剔除农业排灌",
        "meter_events.event_type": "缺计量异常事件,评分不含事件分量",
        **STOPPED_UNKNOWN,
        "bills.total_amt": "缺电费,不算金额",
        "meters.cons_no": "没有电能表的户号,只写表号的计量异常事件不计",
    },
    most=Most("k", ("score", "amount_yuan")),
    evidence={
        "score": "分数",
        "reason": "得分的分量",
        "last_day": "采集末日",
        "base_days": "基期有效天数",
        "base_kwh": "基期电量(kWh)",
        "base_mean": "基期日均(kWh)",
        "near_days": "近期有效天数",
        "near_kwh": "近期电量(kWh)",
        "near_mean": "近期日均(kWh)",
        "fall": "断崖d",
        "base_loss": "台区基期线损率(%)",
        "near_loss": "台区近期线损率(%)",
        "loss_rise_kwh": "台区日损增(kWh)",
        "area_part": "台区分量",
        "base_zero": "基期零日",
        "near_zero": "近期零日",
        "zero_part": "零日分量",
        "run_cap": "运行容量(kVA)",
        "capacity_part": "容量分量",
        "events": "近期计量异常事件",
        "points": "加权合计",
        "weights": "可得权重合计",
        "lost_kwh": "少计电量(kWh)",
        "price_yuan": "均价所据电费(元)",
        "price_kwh": "均价所据电量(kWh)",
    },
    sentence="近 30 天日均 {near_mean} kWh,此前 60 天日均 {base_mean} kWh,疑点({reason}),评分 {score}",
    arithmetic=(
        "基期日均 = {base_kwh} ÷ {base_days} = {base_mean} kWh,近期日均 = {near_kwh} ÷ {near_days} = {near_mean} kWh",
        "断崖分量(权 0.35):d =(0.6 − {near_mean} ÷ {base_mean})÷ 0.3,不超过 1 = {fall}",
        "台区分量(权 0.35):线损率 {base_loss}% → {near_loss}%,日损增 {loss_rise_kwh} kWh,得 {area_part}",
        "零日分量(权 0.15):基期 {base_zero} 天,近期 {near_zero} 天,得 {zero_part}",
        "容量分量(权 0.15):运行容量 {run_cap} kVA,得 {capacity_part}",
        "事件分量(权 0.30):{events},得 1",
        "评分 = 加权合计 ÷ 可得权重合计 = {points} ÷ {weights} = {score}",
        "少计电量 =(基期日均 − 近期日均)× {near_days} 天 = {lost_kwh} kWh",
        "参考金额 = {lost_kwh} × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",
    ),
    laws=(UNKNOWN_THEFT_DAYS, THEFT_HOURS),
)
def suspected_theft(
    t: Tables,
    *,
    k: Annotated[int, Param("至多列出", "户", low=1, high=10000)] = 50,
    least_score: Annotated[float, Param("最低分数(含)", low=0, high=1)] = 0.6,
    loss_percent: Annotated[float, Param("台区近期线损率(含)", "%", low=0, high=100)] = 6,
    loss_rise: Annotated[float, Param("台区线损率上升(含)", "个百分点", low=0, high=100)] = 2,
) -> Any:
    """用电骤降而又有旁证、或旁证无从得知而降幅极大的户,应当列入反窃电现场检查。

    为什么: 绕越、短接、改表以后,采集电量断崖式下降,而台区线损同步上升、表计留下事件。
    判定: 末日为数据日以前采集的最后一天,近期为末日起倒数 30 天,基期为其前 60 天,只计采集成功的日子。分量:断崖 d=(0.6−近期日均÷基期日均)÷0.3,限于 0 至 1;台区:近期线损率不低于 6% 且较基期上升不少于 2 个百分点,日损增不少于日均降幅的一半;零日:近期零电量日占一半以上(含)而基期不足 10%;容量:近期日均不足运行容量满载(24 小时)的 2% 而基期不低于 6%;事件:近期有失压、失流、断相、全失压、潮流反向、开表盖、恒定磁场(误报除外),有则加此分量,无则不加。权 0.35、0.35、0.15、0.15、0.30,按可得分量归一;d 大于 0 且分数不低于 0.6 的,按分数取前 50 户。
    金额: 参考值,正数:(基期日均−近期日均)×近期有效天数×户均价(正常电费的总电费÷总电量),到分;没有账单不算。查实窃电的另按规则推定:日数无法查明的 {violation.UNKNOWN_THEFT_DAYS},每日时数 {violation.THEFT_HOURS}。
    例外: 180 天内有减容(201)、暂停(203)、暂拆(208)、销户(216)、光伏并网(901、902)申请的,有停用受电设备(02)的,已停电(01)、已销户的,考核户,农业排灌(301、302,停灌即骤降),不判;基期有效不足 30 天或近期不足 15 天不判。三相不平衡、零序电流没有字段,不计。
    核实: 先查是否停产、空置、季节性用电、光伏投运;再带现场作业终端检查封印、接线、表盖与互感器,比对台区总表。
    """
    scored = _scored(_falling(t), t, number(loss_percent), number(loss_rise))
    suspects = scored.filter(scored.score >= number(least_score)).alias("suspects")
    suspects = _with_amounts(t, suspects)
    order = [ibis.desc("score"), ibis.desc(suspects.amount_yuan.fill_null(0)), "cons_no"]
    suspects = suspects.mutate(place=ibis.row_number().over(ibis.window(order_by=order)))
    return suspects.filter(suspects.place < k)


def _falling(t: Tables) -> Any:
    """Return whose energy a day fell below six tenths of what it was, with what the archive says of them.

    Shapes: the columns of the fact, base_mean, near_mean, fall, last_day, org_code, tg_no, run_cap.
    """
    each = t.fact(near_and_before)
    # of products: a quotient of quotients grows to a statement that Spark plans for minutes
    near, base = exact(each.near_kwh) * each.base_days, exact(each.base_kwh) * each.near_days
    each = each.filter(each.base_kwh > 0, near < base * number(FALL_BEGINS))
    fall = ratio(base * number(FALL_BEGINS) - near, base * number(FALL_SPAN), 6)
    one = number("1.000000")
    each = each.mutate(
        base_mean=ratio(exact(each.base_kwh), exact(each.base_days), 6),
        near_mean=ratio(exact(each.near_kwh), exact(each.near_days), 6),
        fall=ibis.ifelse(near * 10 < base * 3, one, fall),
    )
    fallen = without_stopped(t, each.filter(each.fall > 0))
    # pumps rest from one day on where the season ends: the days of a quarter cannot tell that from theft
    archive = t.customers.filter(~t.customers.elec_type_code.isin(PUMPING).fill_null(False))
    archive = archive.select("cons_no", "org_code", "tg_no", "run_cap")
    fallen = fallen.inner_join(archive, "cons_no").cross_join(t.fact(last_collected))
    return fallen.alias("fallen")  # asked several times, worked out once


def _scored(known: Any, t: Tables, loss_percent: Any, loss_rise: Any) -> Any:
    """Add each part that can be known, and the score."""
    known = known.left_join(_areas(t, known), "tg_no").drop("tg_no_right")
    known = known.left_join(_events(t, known), "cons_no").drop("cons_no_right")
    less = known.base_mean - known.near_mean
    is_leaking = (
        (known.near_loss >= loss_percent)
        & (known.near_loss - known.base_loss >= loss_rise)
        & (exact(known.loss_rise_kwh) >= exact(less) * number(SHARE_OF_LOSS))
    )
    is_empty = (known.near_zero >= exact(known.near_days) * number(ZERO_NEAR)) & (
        known.base_zero < exact(known.base_days) * number(ZERO_BASE)
    )
    full_day = exact(known.run_cap) * HOURS
    is_idle = (known.near_mean < full_day * number(IDLE_NEAR)) & (
        known.base_mean >= full_day * number(IDLE_BASE)
    )
    known = known.mutate(
        area_part=ibis.ifelse(known.loss_rise_kwh.isnull(), None, is_leaking.cast("int64")),
        zero_part=is_empty.cast("int64"),
        capacity_part=ibis.ifelse((known.run_cap > 0).fill_null(False), is_idle.cast("int64"), None),
    )
    cliff, area, zero, capacity, event = map(number, (CLIFF, AREA, ZERO_DAYS, CAPACITY, EVENT))
    nothing: Any = number("0.00")
    has_event = known.events.notnull()
    points = (
        exact(known.fall) * cliff
        + exact(known.area_part.fill_null(0)) * area
        + exact(known.zero_part) * zero
        + exact(known.capacity_part.fill_null(0)) * capacity
        + exact(has_event.cast("int64")) * event
    )
    weights = (
        (cliff + zero)
        + ibis.ifelse(known.area_part.notnull(), area, nothing)
        + ibis.ifelse(known.capacity_part.notnull(), capacity, nothing)
        + ibis.ifelse(has_event, event, nothing)
    )
    known = known.mutate(points=to_places(points, 6), weights=to_places(weights, 2))
    return known.mutate(
        object_id=known.cons_no,
        score=ratio(exact(known.points), exact(known.weights), 6),
        reason=reasons(
            {
                "负荷断崖": known.fall > 0,
                "台区线损同步上升": known.area_part == 1,
                "近期零电量日多": known.zero_part == 1,
                "电量与容量不称": known.capacity_part == 1,
                "计量异常事件": has_event,
            }
        ),
    )


def _areas(t: Tables, known: Any) -> Any:
    """Return how the losses of the customers' areas changed: by the days where there are any, else by the months.

    Shapes: tg_no, base_loss, near_loss, loss_rise_kwh; null where either time is not known.
    """
    rows = t.fact(area_losses).semi_join(known, "tg_no").cross_join(t.fact(last_collected))
    age = days_between_expr(rows.day, rows.last_day)
    months_ago = months_between_expr(rows.month, rows.last_day.strftime("%Y%m"))
    rows = rows.mutate(age=age, months_ago=months_ago)
    rows = rows.filter(rows.lost_kwh.notnull(), rows.loss_percent.notnull())
    is_day = rows.age.notnull()
    times = {
        "near_day": is_day & rows.age.between(0, NEAR_DAYS - 1),
        "base_day": is_day & rows.age.between(NEAR_DAYS, ALL_DAYS - 1),
        "near_month": ~is_day & (rows.months_ago == 0),
        "base_month": ~is_day & rows.months_ago.between(1, BASE_MONTHS),
    }
    sums: dict[str, Any] = {}
    for name, where in times.items():
        sums[f"{name}_percent"] = exact(rows.loss_percent).sum(where=where)
        sums[f"{name}_rows"] = where.sum()
        sums[f"{name}_kwh"] = exact(rows.lost_kwh).sum(where=where)
        sums[f"{name}_days"] = rows.days.sum(where=where)
    areas = rows.group_by("tg_no").agg(**sums)
    has_days = (areas.near_day_rows > 0) & (areas.base_day_rows > 0)

    def mean(time: str, what: str, count: str) -> Any:
        by_day, by_month = (
            ratio(areas[f"{time}_{grain}_{what}"], exact(areas[f"{time}_{grain}_{count}"]), 6)
            for grain in ("day", "month")
        )
        return ibis.ifelse(has_days, by_day, by_month)

    areas = areas.mutate(
        base_loss=mean("base", "percent", "rows"),
        near_loss=mean("near", "percent", "rows"),
        loss_rise_kwh=mean("near", "kwh", "days") - mean("base", "kwh", "days"),
    )
    return areas.select("tg_no", "base_loss", "near_loss", "loss_rise_kwh")


def _events(t: Tables, known: Any) -> Any:
    """Return which events the customers' meters had of late, in words; false alarms are none.

    Shapes: cons_no, events.
    """
    events = t.meter_events.filter(
        t.meter_events.event_type.isin(EVENTS),
        t.meter_events.handle_status.fill_null("") != MeterEventStatus.FALSE_ALARM,
    )
    events = events.cross_join(t.fact(last_collected))
    age = days_between_expr(events.start_time, events.last_day)
    events = events.filter(age.between(0, NEAR_DAYS - 1))
    named = events.filter(events.cons_no.notnull()).select("cons_no", "event_type")
    unnamed = events.filter(events.cons_no.isnull()).drop("cons_no")
    found = unnamed.inner_join(t.meters, "asset_no").select("cons_no", "event_type")
    all_events = named.union(found).semi_join(known, "cons_no")
    words = in_words(all_events.event_type, {kind: KINDS[kind] for kind in EVENTS})
    return all_events.group_by("cons_no").agg(events=listed(words, distinct=True))


def _with_amounts(t: Tables, suspects: Any) -> Any:
    """Add what was counted too little, at the price that each customer pays."""
    bills = normal_bills(t.bills.filter(t.bills.amt_ym <= t.period)).semi_join(suspects, "cons_no")
    paid = bills.filter(bills.total_amt.notnull(), bills.total_pq.notnull())
    prices = paid.group_by("cons_no").agg(price_yuan=paid.total_amt.sum(), price_kwh=paid.total_pq.sum())
    suspects = suspects.left_join(prices, "cons_no").drop("cons_no_right")
    less = exact(suspects.base_kwh) * suspects.near_days - exact(suspects.near_kwh) * suspects.base_days
    suspects = suspects.mutate(lost_kwh=ratio(less, exact(suspects.base_days), 6))
    yuan = ratio_fen(exact(suspects.lost_kwh) * suspects.price_yuan, suspects.price_kwh)
    has_price = (suspects.price_kwh > 0).fill_null(False)
    return suspects.mutate(amount_yuan=ibis.ifelse(has_price, yuan, None))
