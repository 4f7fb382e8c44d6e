"""5 时限: how many kept each limit, and every order that did not, with its stage and overrun."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.facts.outcomes import PROMISED, STAGES, StageCard
from analytics.weekly.cube import Cube, due_columns
from analytics.weekly.history import broken_promise
from analytics.weekly.measures import Count, Rate, Share
from analytics.weekly.orders import Orders
from analytics.weekly.overdue import overdue_orders
from analytics.weekly.sections import Coverage, Deadlines, Scope, Stage
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT, rank_units
from data_loaders.codes.service import BackFlag

_STEPS = "act_name handovers:i due:i on_time:i rate:f returned:i refused:i median_hours:f"


def deadlines_of(orders: Orders, cube: Cube, scope: Scope, coverage: Coverage) -> Deadlines:
    """Return the section."""
    keys = orders.known(stage.key for stage in STAGES)
    known = [stage for stage in STAGES if stage.key in keys]
    missing = [f"工单没有{_named(stage)},未计算{stage.label}及时率" for stage in STAGES if stage not in known]
    steps = _steps(orders)
    if not len(steps):
        missing.append("没有导入工单处理环节(或本期工单没有环节),未分环节统计")
    overdue = overdue_orders(orders, known, scope)
    return Deadlines(
        tuple(_stage(cube, stage, stage in known) for stage in STAGES),
        overdue,
        len(pc.unique(overdue["wo_no"])),
        _broken_promises(orders, coverage),
        _by_unit(cube, known, scope),
        steps,
        tuple(missing),
    )


def _broken_promises(orders: Orders, coverage: Coverage) -> Count | None:
    promised = orders.known(PROMISED)
    if not promised:
        return None
    [row] = orders.rows(f"promises {promised}", lambda wide: _broken_by_phase(wide, promised))
    return Count(
        row["now"] or 0,
        None if coverage.previous == "none" else row["previous"] or 0,
        None if coverage.last_year == "none" else row["last_year"] or 0,
    )


def _broken_by_phase(wide: Any, promised: list[str]) -> Any:
    is_broken = broken_promise(wide, promised)
    phases = ("now", "previous", "last_year")
    return wide.agg(**{phase: (wide[f"is_{phase}"] & is_broken).sum() for phase in phases})


def _named(stage: StageCard) -> str:
    titles = {
        "send_time": "工单下发时间",
        "accept_order_time": "接单时间",
        "arrive_time": "到达现场时间",
        "repair_time": "修复时间",
        "contact_time": "联系客户时间",
        "deadline": "处理时限",
        "reply_time|archive_time": "回复时间和归档时间",
        "visit_flag": "回访标志",
    }
    return "、".join(titles[name] for name in stage.needs)


def _stage(cube: Cube, stage: StageCard, is_known: bool) -> Stage:
    return Stage(
        stage.key,
        stage.label,
        stage.limit_shown,
        cube.kept(stage.key, counts_pending=stage.counts_pending) if is_known else Rate(None),
        cube.sum(f"{stage.key}_late") if is_known else None,
        cube.sum(f"{stage.key}_pending") if is_known else None,
        stage.law.basis,
        stage.law.verified,
    )


def _by_unit(cube: Cube, known: list[StageCard], scope: Scope) -> pa.Table:
    rows = []
    for unit, sums in cube.by("unit").iterrows():
        kept = int(sum(sums[f"{stage.key}_kept"] for stage in known))
        due = int(sum(sums[name] for s in known for name in due_columns(s.key, s.counts_pending)))
        late = int(sum(sums[f"{stage.key}_late"] for stage in known))
        code = str(unit)
        share = Share(kept, due)
        rows.append(
            {
                "unit_code": code,
                "unit_name": scope.units.get(code, WITHOUT_UNIT),
                "due": due,
                "kept": kept,
                "rate": share.value,
                "late": late,
            }
        )
    rank_units(rows, [Share(row["kept"], row["due"]) for row in rows])
    rows.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, row["unit_code"]))
    return table_of(rows, "unit_code unit_name due:i kept:i rate:f rank:i late:i")


def _steps(orders: Orders) -> pa.Table:
    """Return the hand-overs of the period's orders by step: kept limits, returned, refused, how long."""
    if not orders.door.rows("work_order_steps"):
        return table_of([], _STEPS)
    steps: Any = orders.door.table("work_order_steps")
    now = orders.wide.filter(orders.wide.is_now).select("wo_no")
    some = steps.semi_join(now, "wo_no")
    has_limit = some.deadline.notnull() & some.finish_time.notnull()
    hours = (some.finish_time.epoch_seconds() - some.arrive_time.epoch_seconds()) / 3600
    each = some.group_by("act_name").agg(
        handovers=some.count(),
        due=has_limit.sum(),
        on_time=(has_limit & (some.finish_time <= some.deadline)).sum(),
        returned=(some.back_flag == BackFlag.RETURNED).sum(),
        refused=(some.back_flag == BackFlag.REFUSED).sum(),
        median_hours=hours.quantile(0.5, where=hours >= 0),
    )
    rows = each.to_pyarrow().to_pylist()
    for row in rows:
        row["rate"] = Share(row["on_time"], row["due"]).value
    rows.sort(key=lambda row: (-row["handovers"], row["act_name"]))
    return table_of(rows, _STEPS)
