"""When meters are due for verification or replacement (检定、轮换)."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.points import points_in_use, running_meters
from analytics.regulation.meter_cycles import verification_months_expr
from analytics.regulation.working_days import add_months_expr
from data_loaders.codes.metering import MdType


def verification_due(t: Tables) -> Any:
    """Return the meters that run at points in use, with the day by which each is to be verified or replaced.

    Null where neither the day that its cycle starts from nor its cycle is known.

    Facts: points_in_use, running_meters.

    Shapes: the columns of `meters`, cons_no, wiring_mode, tested_date, base_date, base_source, cycle_months,
    cycle_source, due_date, note.

    Source: MET-06, precise reading.
    """
    meters = _with_base(t)
    by_rule = verification_months_expr(
        meters.meter_type, meters.accuracy, meters.wiring_mode, meters.base_date
    )
    cycle = ibis.coalesce(meters.rotate_cycle, by_rule)
    return meters.mutate(
        cycle_months=cycle,
        cycle_source=ibis.ifelse(meters.rotate_cycle.notnull(), "档案轮换周期", "规程"),
        due_date=add_months_expr(meters.base_date, cycle),
        note=ibis.ifelse(meters.rotate_cycle > by_rule, "轮换周期大于规程值,疑为批次延期,待核批文", None),
    )


def _with_base(t: Tables) -> Any:
    """Return the meters running at points in use with the day that their cycle starts from."""
    points = t.fact(points_in_use).select("mp_no", "cons_no", "wiring_mode")
    meters = t.fact(running_meters).inner_join(points, "mp_no")
    meters = meters.left_join(_last_tests(t), "asset_no").drop("asset_no_right")
    on_file = ibis.coalesce(meters.last_check_date, meters.inst_date)
    is_tested = meters.tested_date.notnull() & (on_file.isnull() | (meters.tested_date > on_file))
    return meters.mutate(
        base_date=ibis.ifelse(is_tested, meters.tested_date, on_file),
        base_source=ibis.cases(
            (is_tested, "检验记录"), (meters.last_check_date.notnull(), "最近检定日期"), else_="安装日期"
        ),
    )


def _last_tests(t: Tables) -> Any:
    """Return the last passed verification of each meter; none where field tests cannot be told apart."""
    tests = t.meter_tests
    passed = tests.filter(
        t.has("meter_tests.plan_type"),
        tests.equip_sort == MdType.METER,
        tests.plan_type.isnull(),
        tests.result,
        tests.actual_date <= t.as_of,
    )
    return passed.group_by("asset_no").agg(tested_date=passed.actual_date.max())
