"""MET-07 现场检验超期"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.points import is_settled, metering_kilovolts, points_in_use, running_meters
from analytics.facts.transformers import running_transformers
from analytics.regulation.meter_cycles import FIRST_SITE_TEST_DAYS, SITE_TEST_MONTHS
from analytics.regulation.metering import CLASSES_2016, class_expr
from analytics.regulation.source import Rule
from analytics.regulation.working_days import add_months_expr, days_between_expr
from data_loaders.codes.customers import PowerOff
from data_loaders.codes.metering import MdType, MeteringClass, PlannedTest, WiringMode
from models.category import Category

FIRST, PERIODIC = "首检超期", "周期检验超期"
CYCLE_1, CYCLE_2, CYCLE_3 = (SITE_TEST_MONTHS.part(level) for level in (1, 2, 3))
LOW_SIDE_KV = 0.38
JUDGED = (MeteringClass.FIRST, MeteringClass.SECOND, MeteringClass.THIRD)


@check(
    code="MET-07",
    title="现场检验超期",
    category=Category.METERING,
    matter="周期检定(轮换)",
    severity="中",
    subject="metering_point",
    window="快照",
    amount=None,
    reads={
        "metering_points": [
            *(
                "mp_no",
                "cons_no",
                "org_code?",
                "mp_attr?",
                "md_class?",
                "volt_code?",
                "meas_mode?",
                "wiring_mode?",
            ),
        ],
        "meters": ["asset_no", "mp_no", "inst_date?"],
        "instrument_transformers?": ["mp_no", "inst_date?"],
        "meter_tests": ["asset_no?", "mp_no?", "equip_sort", "plan_type?", "actual_date"],
        "customers?": ["cons_no", "run_cap?", "poweroff_flag?"],
    },
    facts=(points_in_use, running_meters, running_transformers),
    without={
        "metering_points.md_class|volt_code": "计量点没有装置类别和电压,无从定类,不查",
        "meters.inst_date": "电能表没有安装日期,投运日只看互感器",
        "customers.run_cap": "没有运行容量,停产户只看停电标志",
        "customers.poweroff_flag": "没有停电标志,停产户只看运行容量",
        "instrument_transformers.inst_date": "互感器没有安装日期,投运日只按电能表",
    },
    evidence={
        "reason": "超期",
        "md_class": "计量装置类别",
        "md_class_source": "类别来源",
        "started": "投运(改造)日期",
        "last": "最近现场检验日期",
        "records_since": "检验资料起始日",
        "cycle": "周期",
        "due_date": "应检日",
        "overdue_days": "超期天数",
    },
    sentence="计量点 {object_id}({md_class})应于 {due_date} 前现场检验,{reason} {overdue_days} 天",
    arithmetic=("应检日 = 起算日 + {cycle} = {due_date},超期 {overdue_days} 天",),
    laws=(SITE_TEST_MONTHS, FIRST_SITE_TEST_DAYS, CLASSES_2016),
)
def site_test_overdue(
    t: Tables,
    *,
    months_1: Annotated[Rule[int], Param("Ⅰ类现场检验周期", "月", low=1, high=60)] = CYCLE_1,
    months_2: Annotated[Rule[int], Param("Ⅱ类现场检验周期", "月", low=1, high=60)] = CYCLE_2,
    months_3: Annotated[Rule[int], Param("Ⅲ类现场检验周期", "月", low=1, high=60)] = CYCLE_3,
    first_days: Annotated[Rule[int], Param("首次现场检验", "天", low=1, high=365)] = FIRST_SITE_TEST_DAYS,
) -> Any:
    """Ⅰ至Ⅲ类计量装置应当在投运或改造后首检,并按周期现场检验。

    为什么: 大用户的接线错误和误差只有现场检验能发现,超期一天就可能多差一天的电量。
    判定: 在用结算点(计量点状态 02 或空,户未销),类别Ⅰ、Ⅱ、Ⅲ(空按计量处电压,{metering.CLASSES_2016}):投运日取运行电能表、互感器安装日期最晚者,最近检验取投运日及以后、电能表(01)、计划类型 01 或空的最晚实际检验日期(表号或计量点编号任一相符)。①从未检验,核查日晚于投运日 {meter_cycles.FIRST_SITE_TEST_DAYS}(日历日);②核查日晚于最近检验日加周期({meter_cycles.SITE_TEST_MONTHS})。结论合格与否都算已检;到期当日不算。
    金额: 无。
    例外: 停产户(运行容量为 0,或已停电 01)、Ⅳ、Ⅴ类不判;没有安装日期的不判。检验资料的起始日晚于投运日的、全部检验记录中没有电能表现场检验的(起始日未知)不判①,资料已满一个周期仍无检验的判②。首检迟做而已做的不追。
    核实: 查现场检验计划与原始记录;确已检验的补录系统,停电受限的附说明。
    """
    points = _started(t)
    tests = _tests(t).filter(lambda test: test.actual_date <= t.as_of)
    records = tests.agg(records_since=tests.actual_date.min())
    months = points.md_class.cases(
        *[
            (level, rule.on_column(t.as_of))
            for level, rule in zip(JUDGED, (months_1, months_2, months_3), strict=True)
        ],
        else_=ibis.null("int64"),
    )
    points = (
        points.mutate(months=months).left_join(_last_tests(t, points, tests), "mp_no").drop("mp_no_right")
    )
    points = points.cross_join(records)
    is_recorded = points.records_since <= points.started
    is_first = points["last"].isnull() & is_recorded.fill_null(False)
    since = points["last"].coalesce(points.records_since)
    days = first_days.on_column(t.as_of)
    points = points.mutate(
        reason=ibis.ifelse(is_first, FIRST, PERIODIC),
        cycle=ibis.ifelse(is_first, days.cast("string") + " 天", points.months.cast("string") + " 个月"),
        due_date=ibis.ifelse(
            is_first, _days_later(points.started, days), add_months_expr(since, points.months)
        ),
    )
    overdue = points.filter(points.due_date < t.as_of)
    as_of: Any = ibis.literal(t.as_of)
    return overdue.mutate(object_id=overdue.mp_no, overdue_days=days_between_expr(overdue.due_date, as_of))


def _started(t: Tables) -> Any:
    """Return the points of a class that is tested on site, with the day on which they were last put up or changed."""
    points = t.fact(points_in_use)
    points = points.filter(is_settled(points))
    stopped = t.customers.filter((t.customers.run_cap == 0) | (t.customers.poweroff_flag == PowerOff.CUT_OFF))
    points = points.anti_join(stopped, "cons_no")
    level = class_expr(
        ibis.null("decimal(18, 6)"),
        ibis.null("decimal(18, 6)"),
        metering_kilovolts(points, behind=LOW_SIDE_KV),
        t.as_of,
        is_single_phase=(points.wiring_mode == WiringMode.SINGLE_PHASE).fill_null(False),
    )
    by_voltage = level.cast("string")
    source = ibis.ifelse(points.md_class.isnull(), "按计量处电压", "档案")
    points = points.mutate(md_class=points.md_class.coalesce(by_voltage), md_class_source=source)
    points = points.filter(points.md_class.isin(JUDGED))
    meters, transformers = t.fact(running_meters), t.fact(running_transformers)
    devices = meters.select("mp_no", "inst_date").union(transformers.select("mp_no", "inst_date"))
    started = devices.group_by("mp_no").agg(started=devices.inst_date.max())
    return points.inner_join(started.filter(started.started.notnull()), "mp_no")


def _tests(t: Tables) -> Any:
    """Return the tests of meters on site, passed or not."""
    tests = t.meter_tests
    is_on_site = tests.plan_type.isnull() | (tests.plan_type == PlannedTest.METER)
    return tests.filter(tests.equip_sort == MdType.METER, is_on_site)


def _last_tests(t: Tables, points: Any, tests: Any) -> Any:
    """Return the last test of each point since it was put up, known by its number or by its meter's."""
    own = tests.select("mp_no", "actual_date")
    meters = t.fact(running_meters).select("mp_no", "asset_no")
    by_meter = tests.select("asset_no", "actual_date").inner_join(meters, "asset_no")
    every = own.union(by_meter.select("mp_no", "actual_date"))
    since = every.inner_join(points.select("mp_no", "started"), "mp_no")
    since = since.filter(since.actual_date >= since.started)
    return since.group_by("mp_no").agg(last=since.actual_date.max())


def _days_later(day: Any, days: Any) -> Any:
    return (day + days.as_interval("D")).cast("timestamp").cast("date")
