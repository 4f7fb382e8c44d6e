"""5 时限: how many kept each limit, and every order that did not, with its stage and overrun."""

from datetime import datetime
from typing import Any

import ibis
import pyarrow as pa

from analytics.regulation.service_limits import CONTACT_HOURS, REPAIR
from analytics.regulation.source import Rule
from analytics.weekly.cube import Cube, due_columns
from analytics.weekly.labels import type_label
from analytics.weekly.measures import Rate, Share
from analytics.weekly.orders import Orders
from analytics.weekly.outcomes import (
    DISPATCH_MINUTES,
    MISSING,
    OPEN_LATE,
    OVERDUE,
    STAGES,
    TAKE_MINUTES,
    StageCard,
)
from analytics.weekly.sections import Deadlines, Scope, Stage
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT, rank_units

MINUTES_A_DAY = 1440
_READ = (
    "wo_no",
    "busi_type",
    "unit",
    "accept_time",
    "arrive_time",
    "repair_time",
    "reply_time",
    "archive_time",
    "deadline",
    "dept",
    "handler",
    "fault_reason",
    "fault_owner",
    "overtime_reason",
    "is_returned",
    "is_aborted",
    "is_finished",
    "dispatch_seconds",
    "take_seconds",
    "arrival_seconds",
    "restore_seconds",
    "contact_seconds",
    "arrival_limit",
    "restore_limit",
    "reply_limit",
    "reply_is_working",
    "reply_days",
)
_STEPS = "act_name handovers:i due:i on_time:i rate:f returned:i refused:i median_hours:f"
PROMISED = ("arrival", "contact", "reply")
BAD_WEATHER, CUSTOMERS_OWN = "01", "02"
_OVERDUE_COLUMNS = (
    "wo_no stage stage_label busi_type type_label unit_code unit_name accept_time:t limit actual overrun "
    "overrun_minutes:i is_open:b state dept handler note"
)


def deadlines_of(orders: Orders, cube: Cube, scope: Scope) -> Deadlines:
    """Return the section."""
    known = [stage for stage in STAGES if orders.has(*stage.needs)]
    missing = [f"工单没有{_named(stage)},未计算{stage.label}及时率" for stage in STAGES if stage not in known]
    steps = _steps(orders)
    if not len(steps):
        missing.append("没有导入工单处理环节(或本期工单没有环节),未分环节统计")
    overdue = overdue_orders(orders, known, scope)
    by_stage = list(zip(overdue["wo_no"].to_pylist(), overdue["stage"].to_pylist(), strict=True))
    return Deadlines(
        tuple(_stage(cube, stage, stage in known) for stage in STAGES),
        overdue,
        len({wo_no for wo_no, _ in by_stage}),
        len({wo_no for wo_no, stage in by_stage if stage in PROMISED}),
        _by_unit(cube, known, scope),
        steps,
        tuple(missing),
    )


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
        stage.limit,
        cube.kept(stage.key, counts_pending=stage.counts_pending) if is_known else Rate(None),
        cube.sum(f"{stage.key}_late") if is_known else None,
        cube.sum(f"{stage.key}_pending") if is_known else None,
        stage.source.basis,
        stage.source.verified,
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


def overdue_orders(orders: Orders, known: list[StageCard], scope: Scope) -> pa.Table:
    """Return one row for each order of the period and stage whose limit it overran."""
    rows: list[dict[str, Any]] = []
    keys = [stage.key for stage in known]
    for order in orders.rows(f"overdue {keys}", lambda wide: _any_late(wide, keys)) if known else []:
        order.update(_waiting(order, orders.cutoff))
        rows += [
            _row(order, stage, order[stage.key], scope) for stage in known if order[stage.key] in OVERDUE
        ]
    order_of = {stage.key: place for place, stage in enumerate(STAGES)}
    rows.sort(key=lambda row: (order_of[row["stage"]], -(row["overrun_minutes"] or 0), row["wo_no"]))
    return table_of(rows, _OVERDUE_COLUMNS)


def _any_late(wide: Any, keys: list[str]) -> Any:
    some = wide.filter(wide.is_now, ibis.or_(*(wide[key].isin(OVERDUE) for key in keys)))
    return some.select(*_READ, *(stage.key for stage in STAGES))


def _waiting(order: dict[str, Any], cutoff: datetime | None) -> dict[str, int | None]:
    """Return the seconds from an order's times to the cut-off, and past the system's own limit."""
    own = order["repair_time"] if order["busi_type"] == REPAIR else None
    done = own or order["reply_time"] or order["archive_time"] or cutoff

    def since(later: datetime | None, earlier: datetime | None) -> int | None:
        return int((later - earlier).total_seconds()) if later and earlier else None

    return {
        "waited": since(cutoff, order["accept_time"]),
        "since_arrival": since(cutoff, order["arrive_time"]),
        "since_archive": since(cutoff, order["archive_time"]),
        "handle_over": since(done, order["deadline"]),
    }


def _row(order: dict[str, Any], stage: StageCard, outcome: str, scope: Scope) -> dict[str, Any]:
    limit, actual, overrun, minutes = _measured(order, stage.key, outcome)
    notes = {
        "恶劣天气,待核": (order["fault_reason"] or "").startswith(BAD_WEATHER),
        "客户产权设备,待核": order["fault_owner"] == CUSTOMERS_OWN,
        order["overtime_reason"] or "": bool(order["overtime_reason"]),
    }
    state = [name for name, holds in (("退单", order["is_returned"]), ("中止", order["is_aborted"])) if holds]
    return {
        "wo_no": order["wo_no"],
        "stage": stage.key,
        "stage_label": stage.label,
        "busi_type": order["busi_type"],
        "type_label": type_label(order["busi_type"]),
        "unit_code": order["unit"],
        "unit_name": scope.units.get(order["unit"] or "", WITHOUT_UNIT),
        "accept_time": order["accept_time"],
        "limit": limit,
        "actual": actual,
        "overrun": overrun,
        "overrun_minutes": minutes,
        "is_open": outcome == OPEN_LATE or not order["is_finished"],
        "state": "、".join(state) or ("在途" if not order["is_finished"] else "已办结"),
        "dept": order["dept"],
        "handler": order["handler"],
        "note": ";".join(name for name, holds in notes.items() if holds) or None,
    }


def _measured(order: dict[str, Any], stage: str, outcome: str) -> tuple[str, str, str | None, int | None]:
    """Return limit, what it took, the overrun as texts, and the overrun in minutes."""
    if stage == "reply":
        return _reply(order, outcome)
    if stage == "revisit":
        since = order["since_archive"]
        since = None if since is None or since < 0 else since  # archived after the last acceptance
        days = None if since is None else f"{since // 86_400} 天"
        return "归档后回访", "未回访", days, None if since is None else since // 60
    if stage == "handle":
        taken = order["handle_over"]
        text = "在途" if outcome == OPEN_LATE else "已办结"
        return f"{order['deadline']:%m-%d %H:%M}", text, duration(taken), taken // 60
    limits = {
        "dispatch": _by_type(DISPATCH_MINUTES, order) * 60,
        "take": _by_type(TAKE_MINUTES, order) * 60,
        "arrival": order["arrival_limit"] * 60,
        "restore": order["restore_limit"] * 3600,
        "contact": CONTACT_HOURS.value * 3600,
    }
    limit = limits[stage]
    if outcome == MISSING:
        return duration(limit), "无时间记录", None, None
    waiting = order["since_arrival"] if stage == "restore" else order["waited"]
    taken = waiting if outcome == OPEN_LATE else order[f"{stage}_seconds"]
    actual = duration(taken) + (",未完成" if outcome == OPEN_LATE else "")
    return duration(limit), actual, duration(taken - limit), (taken - limit) // 60


def _by_type(rule: Rule[dict[str, int]], order: dict[str, Any]) -> int:
    return rule.value.get(order["busi_type"] or "", rule.value[""])


def _reply(order: dict[str, Any], outcome: str) -> tuple[str, str, str | None, int | None]:
    unit = "个工作日" if order["reply_is_working"] else "天"
    limit, taken = order["reply_limit"], order["reply_days"]
    actual = f"{taken} {unit}" + (",未答复" if outcome == OPEN_LATE else "")
    over = taken - limit
    text = f"{over} {unit}" if over > 0 else "限日已过"
    return f"{limit} {unit}", actual, text, over * MINUTES_A_DAY


def duration(seconds: int) -> str:
    """Return a time span as people say it: minutes under two hours, else hours, from 3 days on days."""
    if seconds < 2 * 3600:
        return f"{seconds / 60:.1f}".removesuffix(".0") + " 分钟"
    if seconds < 3 * 86_400:
        return f"{seconds / 3600:.1f}".removesuffix(".0") + " 小时"
    return f"{seconds / 86_400:.1f}".removesuffix(".0") + " 天"


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
        returned=(some.back_flag == "2").sum(),
        refused=(some.back_flag == "1").sum(),
        median_hours=hours.quantile(0.5, where=hours >= 0),
    )
    rows = each.to_pyarrow().to_pylist()
    for row in rows:
        row["rate"] = Share(row["on_time"], row["due"]).value
    rows.sort(key=lambda row: (-row["handovers"], row["act_name"]))
    return table_of(rows, _STEPS)
