"""Every order of the period that overran a limit, stage by stage, in words: made in the engine, row for row."""

from collections.abc import Callable
from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.outcomes import (
    MISSING,
    OPEN_LATE,
    OVERDUE,
    PROMISED,
    STAGES,
    StageCard,
    seconds_between,
)
from analytics.weekly.labels import type_label
from analytics.weekly.orders import Orders
from analytics.weekly.sections import Scope
from analytics.weekly.tables import named, schema_of, table_of
from analytics.weekly.units import WITHOUT_UNIT
from data_loaders.codes.service import BusiType, FaultOwner, FaultReason

HOUR, DAY = 3600, 86_400
MINUTES_A_DAY = 1440
_COLUMNS = (
    "wo_no stage stage_label busi_type type_label unit_code unit_name accept_time:t limit actual overrun "
    "overrun_minutes:i is_open:b state dept handler note cust_no cons_name"
)
_AS_DELIVERED = ("wo_no", "busi_type", "accept_time", "dept", "handler", "cust_no", "cons_name")
Seconds = Callable[[Any], Any]
_LIMITS: dict[str, Seconds] = {
    "dispatch": lambda orders: orders.dispatch_limit * 60,
    "take": lambda orders: orders.take_limit * 60,
    "arrival": lambda orders: orders.arrival_limit * 60,
    "restore": lambda orders: orders.restore_limit * HOUR,
    "contact": lambda orders: orders.contact_limit * HOUR,
}


def overdue_orders(orders: Orders, known: list[StageCard], scope: Scope) -> pa.Table:
    """Return one row for each order of the period and stage whose limit it overran.

    Stages with a public promise come first, those whose limit nobody could verify last; in a stage the longest.

    Shapes: the columns of _COLUMNS; `limit`, `actual` and `overrun` are texts with their units,
    `overrun_minutes` is null where no time was recorded.
    """
    if not known:
        return table_of([], _COLUMNS)
    keys = [stage.key for stage in known]
    found = orders.table(f"overdue {keys}", lambda wide: _listed(wide, keys))
    labels = {stage.key: stage.label for stage in STAGES}
    found = named(found, "stage_label", "stage", lambda key: labels[key or ""])
    found = named(found, "type_label", "busi_type", type_label)
    found = named(found, "unit_name", "unit_code", lambda code: scope.units.get(code or "", WITHOUT_UNIT))
    return found.select(schema_of(_COLUMNS).names).cast(schema_of(_COLUMNS))


def _listed(wide: Any, keys: list[str]) -> Any:
    late = wide.filter(wide.is_now, ibis.or_(*(wide[key].isin(OVERDUE) for key in keys))).alias("late_orders")
    listed = sorted(STAGES, key=_unsureness)
    parts = [_of_stage(late, place, stage.key) for place, stage in enumerate(listed) if stage.key in keys]
    every = ibis.union(*parts) if len(parts) > 1 else parts[0]
    longest: Any = ibis.desc(ibis.coalesce(every.overrun_minutes, 0))
    return every.order_by("place", longest, "wo_no").drop("place")


def _unsureness(stage: StageCard) -> tuple[bool, bool]:
    """Return what sorts promises to the public first, and limits that nobody could verify last."""
    return stage.key not in PROMISED, stage.law.verified == "待核对原文"


def _of_stage(late: Any, place: int, stage: str) -> Any:
    some = late.filter(late[stage].isin(OVERDUE))
    own = {"reply": _reply, "revisit": _revisit, "handle": _handle}
    limit, actual, overrun, minutes = own[stage](some) if stage in own else _timed(some, stage)
    return some.select(
        *_AS_DELIVERED,
        place=ibis.literal(place),
        stage=ibis.literal(stage),
        unit_code=some.unit,
        limit=limit,
        actual=actual,
        overrun=overrun,
        overrun_minutes=minutes.cast("int64"),
        is_open=(some[stage] == OPEN_LATE) | ~some.is_finished,
        state=_state(some),
        note=_note(some),
    )


def _timed(orders: Any, stage: str) -> tuple[Any, Any, Any, Any]:
    """Return limit, what it took, the overrun as texts, and the overrun in minutes."""
    limit = _LIMITS[stage](orders)
    waited = seconds_between(orders.cutoff, orders.arrive_time if stage == "restore" else orders.accept_time)
    is_open, is_missing = orders[stage] == OPEN_LATE, orders[stage] == MISSING
    taken = ibis.ifelse(
        is_missing, ibis.null("int64"), ibis.ifelse(is_open, waited, orders[f"{stage}_seconds"])
    )
    actual = duration(taken).concat(ibis.ifelse(is_open, ",未完成", ""))
    return duration(limit), actual.fill_null("无时间记录"), duration(taken - limit), (taken - limit) // 60


def _handle(orders: Any) -> tuple[Any, Any, Any, Any]:
    own = ibis.ifelse(orders.busi_type == BusiType.REPAIR, orders.repair_time, ibis.null("timestamp(6)"))
    done = ibis.coalesce(own, orders.reply_time, orders.archive_time, orders.cutoff)
    over = seconds_between(done, orders.deadline)
    state = ibis.ifelse(orders.handle == OPEN_LATE, "在途", "已办结")
    return orders.deadline.strftime("%m-%d %H:%M"), state, duration(over), over // 60


def _reply(orders: Any) -> tuple[Any, Any, Any, Any]:
    unit = ibis.ifelse(orders.reply_is_working, " 个工作日", " 天")
    over = orders.reply_days - orders.reply_limit
    still_open = ibis.ifelse(orders.reply == OPEN_LATE, ",未答复", "")
    return (
        orders.reply_limit.cast("string").concat(unit),
        orders.reply_days.cast("string").concat(unit, still_open),
        ibis.ifelse(over > 0, over.cast("string").concat(unit), "限日已过"),
        over * MINUTES_A_DAY,
    )


def _revisit(orders: Any) -> tuple[Any, Any, Any, Any]:
    waited = seconds_between(orders.cutoff, orders.archive_time)
    since: Any = ibis.ifelse(waited >= 0, waited, ibis.null("int64"))  # archived after the last acceptance
    days = (since // DAY).cast("string").concat(" 天")
    return ibis.literal("归档后回访"), ibis.literal("未回访"), days, since // 60


def _state(orders: Any) -> Any:
    barred = _joined("、", _if(orders.is_returned, "退单"), _if(orders.is_aborted, "中止"))
    return ibis.coalesce(barred, ibis.ifelse(orders.is_finished, "已办结", "在途"))


def _note(orders: Any) -> Any:
    return _joined(
        ";",
        _if(orders.fault_reason.startswith(FaultReason.NATURAL_DISASTER), "恶劣天气,待核"),
        _if(orders.fault_owner == FaultOwner.CUSTOMER, "客户产权设备,待核"),
        orders.overtime_reason.nullif(""),
    )


def _if(condition: Any, text: str) -> Any:
    return ibis.ifelse(condition.fill_null(False), text, ibis.null("string"))


def _joined(separator: str, *texts: Any) -> Any:
    """Return the texts that are there, joined; null where none is."""
    joined: Any = ibis.literal(separator)
    return joined.join(list(texts)).nullif("")


def duration(seconds: Any) -> Any:
    """Return seconds as people say a time span: minutes under two hours, else hours, from 3 days on days."""
    return ibis.cases(
        (seconds < 2 * HOUR, _tenths(seconds / 60).concat(" 分钟")),
        (seconds < 3 * DAY, _tenths(seconds / HOUR).concat(" 小时")),
        (seconds.notnull(), _tenths(seconds / DAY).concat(" 天")),
    )


def _tenths(number: Any) -> Any:
    return number.round(1).cast("string").re_replace(r"\.0$", "")
