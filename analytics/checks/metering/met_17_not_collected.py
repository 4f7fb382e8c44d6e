"""MET-17 未采集/采集失败户与长期手工抄表"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import in_words, listed, reasons
from analytics.facts.customers import cancelled
from analytics.facts.points import points_in_use, running_meters
from analytics.regulation.practice import COLLECTION_FAILED_DAYS, READ_BY_HAND_MONTHS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr
from data_loaders.catalog import code_lists
from data_loaders.codes.metering import BY_HAND, Collected, ReadType
from models.calendar import add_months
from models.category import Category

MODES = code_lists()["MR_MODE"]


@check(
    code="MET-17",
    title="未采集/采集失败户与长期手工抄表",
    category=Category.METERING,
    matter="主题库",
    severity="低",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "daily_usage?": ["cons_no", "asset_no?", "data_date", "succ_flag"],
        "readings?": ["asset_no", "amt_ym", "read_type", "mr_mode"],
        "meters?": ["asset_no", "cons_no", "mp_no", "coll_flag?", "status?"],
        "metering_points?": ["mp_no", "cons_no"],
        "customers?": ["cons_no"],
    },
    facts=(cancelled, points_in_use, running_meters),
    without={
        "daily_usage.succ_flag": "没有日电量的采集成功标志,不查①采集失败",
        "readings.mr_mode": "没有抄表方式,不查②手工抄表",
        "meters.coll_flag": "电能表没有是否采集,不查②手工抄表",
        "metering_points.mp_no": "没有计量点档案,①不排除停用点,不查②手工抄表",
        "customers.cons_no": "没有客户档案,已销户的不能剔除",
    },
    evidence={
        "reason": "问题",
        "details": "明细",
        "failed_days": "连续失败天数",
        "failed_since": "失败起始日",
        "last_day": "资料末日",
        "hand_months": "手工抄表期数",
    },
    sentence="用户 {object_id} {reason}:{details}",
    laws=(COLLECTION_FAILED_DAYS, READ_BY_HAND_MONTHS),
)
def not_collected(
    t: Tables,
    *,
    n: Annotated[Rule[int], Param("连续采集失败(含)", "天", low=2, high=60)] = COLLECTION_FAILED_DAYS,
    m: Annotated[Rule[int], Param("连续手工抄表(含)", "期", low=1, high=12)] = READ_BY_HAND_MONTHS,
) -> Any:
    """采集失败应当及时处理,已接入采集的电能表不应长期手工抄表。

    为什么: 采集不到就靠人抄、估抄,电量失真、异常无人发现,手工抄表也给人情电、关系电留了空子。
    判定: 任一即中:①截至资料末日(日电量最晚的数据日期),同一只表连续采集失败(2)不少于 {practice.COLLECTION_FAILED_DAYS};②在用点上运行(012)而是否采集为“是”的表,核查期及以前共 {practice.READ_BY_HAND_MONTHS}的有功总示数(11)每期都是手工抄录(101、102)。每户一条。
    金额: 无。
    例外: 已销户的、计量点都已停用的不判,电能表状态已非运行(拆回、在库等)的不判①;缺日断开,不续计;同日另有成功的不算失败;是否采集为空的不判②;红外、无线抄表器(201、202)和远程方式(301 至 401)不算手工;某期没有示数的不判②;未接入采集的属覆盖率,不单列。
    核实: 核对终端、通信模块与信号,现场抄录示数;手工抄表的核对抄表照片与走字。
    """
    failed, by_hand = _failed(t, n), _by_hand(t, m.on(t.as_of) or 0)
    found: Any = failed.outer_join(by_hand, "cons_no")
    found = found.mutate(cons_no=found.cons_no.coalesce(found.cons_no_right)).drop("cons_no_right")
    causes = {
        "截至资料末日连续采集失败": found.failed_days.notnull(),
        "已采集而连续手工抄表": found.hand_months.notnull(),
    }
    separator: Any = ibis.literal(";")
    return found.mutate(
        object_id=found.cons_no,
        reason=reasons(causes),
        details=separator.join([found.failures, found.modes]),
    )


def _failed(t: Tables, n: Rule[int]) -> Any:
    """Return the customers a meter of whom failed to be collected until the last day of all.

    Shapes: cons_no, failed_days (of the longest), failed_since, last_day, failures.
    """
    usage = t.daily_usage.filter(t.daily_usage.data_date <= t.as_of)
    usage = usage.mutate(asset=usage.asset_no.fill_null(""), last_day=usage.data_date.max().as_scalar())
    is_failed = (usage.succ_flag == Collected.NO).fill_null(False)
    # few fail at the end: the days of the others need no sorting
    ending = usage.filter(is_failed, usage.data_date == usage.last_day).select("cons_no", "asset").distinct()
    days = usage.semi_join(ending, ["cons_no", "asset"])
    days = days.group_by("cons_no", "asset", "last_day", "data_date").agg(
        is_failed=(days.succ_flag == Collected.NO).fill_null(False).all()
    )
    days = _in_use(t, days.filter("is_failed"))
    backward = ibis.window(group_by=["cons_no", "asset"], order_by=ibis.desc("data_date"))
    days = days.mutate(place=ibis.row_number().over(backward))
    run = days.filter(days_between_expr(days.data_date, days.last_day) == days.place)
    runs = run.group_by("cons_no", "asset", "last_day").agg(days=run.count(), since=run.data_date.min())
    runs = runs.filter(runs.days >= n.on_column(t.as_of))
    begin: Any = ibis.literal("电能表 ")
    name = ibis.ifelse(runs.asset == "", "(表号未录)", runs.asset)
    words = begin.concat(
        name, " 自 ", runs.since.strftime("%Y-%m-%d"), " 起连续失败 ", runs.days.cast("string"), " 天"
    )
    runs = runs.mutate(words=words)
    return runs.group_by("cons_no").agg(
        failed_days=runs.days.max(),
        failed_since=runs.since.min(),
        last_day=runs.last_day.max(),
        failures=listed(runs.words),
    )


def _in_use(t: Tables, days: Any) -> Any:
    """Return the days of customers who are there, of meters that run at points in use as far as the file knows them."""
    # of a million meters and points, only those of the few
    meters = t.meters.semi_join(days.select("asset").distinct(), [("asset_no", "asset")])
    used, idle = _used_and_idle(t, meters, "mp_no")
    idle_meters = meters.semi_join(idle, "mp_no").anti_join(meters.semi_join(used, "mp_no"), "asset_no")
    # a meter that was taken down answers no more; its terminal may go on asking for it
    running = t.fact(running_meters).semi_join(meters, "asset_no")
    off_the_wall = meters.filter(meters.status.notnull()).anti_join(running, "asset_no")
    off = ibis.union(idle_meters.select("asset_no"), off_the_wall.select("asset_no"), distinct=True)
    used, idle = _used_and_idle(t, days, "cons_no")
    days = days.anti_join(off.rename(asset="asset_no"), "asset").anti_join(
        idle.anti_join(used, "cons_no"), "cons_no"
    )
    return days.anti_join(t.fact(cancelled), "cons_no")


def _used_and_idle(t: Tables, whose: Any, key: str) -> tuple[Any, Any]:
    """Return the points of some meters or customers that are in use, and those that are not."""
    used = t.fact(points_in_use).semi_join(whose, key)
    return used, t.metering_points.semi_join(whose, key).anti_join(used, "mp_no")


def _by_hand(t: Tables, months: int) -> Any:
    """Return the customers a meter of whom is collected and yet was read by hand in so many months up to the period.

    Shapes: cons_no, hand_months, modes.
    """
    readings = t.readings.filter(
        t.readings.amt_ym.between(add_months(t.period, 1 - months), t.period),
        t.readings.read_type == ReadType.ACTIVE_TOTAL,
    )
    manual = readings.filter(readings.mr_mode.isin(BY_HAND))
    others = readings.filter(~readings.mr_mode.isin(BY_HAND).fill_null(False)).semi_join(manual, "asset_no")
    manual = manual.anti_join(others, "asset_no")
    mode = in_words(manual.mr_mode, MODES)
    manual = manual.mutate(words=manual.amt_ym.concat(" ", mode))
    assets = manual.group_by("asset_no").agg(
        hand_months=manual.amt_ym.nunique(), words=listed(manual.words, distinct=True)
    )
    assets = assets.filter(assets.hand_months == months).alias("met_17_by_hand")  # worked out once
    meters = t.fact(running_meters).filter("coll_flag").semi_join(assets, "asset_no")
    meters = meters.semi_join(t.fact(points_in_use), "mp_no")
    found = meters.select("asset_no", "cons_no").distinct().inner_join(assets, "asset_no")
    begin: Any = ibis.literal("电能表 ")
    found = found.mutate(line=begin.concat(found.asset_no, " 手工抄表:", found.words.replace(";", "、")))
    return found.group_by("cons_no").agg(hand_months=found.hand_months.max(), modes=listed(found.line))
