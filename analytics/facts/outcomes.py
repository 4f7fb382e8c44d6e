"""What became of each time limit of an order: kept, late, missing, still open, or a time that runs backwards.

Each stage becomes a text column `<stage>` on the orders, null where the stage was not due:
`kept`; `late`; `missing` (closed without the time); `open_late` (open, and the limit has passed at the
cut-off); `pending` (open, within the limit); `negative` (the time lies before its beginning).

Source: the precise readings of SVC-01 to SVC-04, SVC-07; for 派单 and 接单 no public limit is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from analytics.facts.service_requests import (
    METER_FAULT,
    METER_READING,
    OTHER_REQUEST,
    TIMED,
    is_service_request,
    words_of,
)
from analytics.regulation.service_limits import (
    ARRIVAL_MINUTES,
    CITY,
    CONTACT_HOURS,
    DISPATCH_MINUTES,
    FORWARDED,
    FORWARDED_BY,
    REGULATOR,
    REPEAT_WITHIN_DAYS,
    REPLY_WORKING_DAYS,
    REPLY_WORKING_DAYS_UNVERIFIED,
    REPORT_CONTACT_HOURS,
    REPORT_REPLY_WORKING_DAYS,
    REQUEST_REPLY,
    RESTORE_HOURS,
    REVISIT,
    SYSTEM_DEADLINE,
    TAKE_MINUTES,
    Limit,
    arrival_minutes_expr,
    minutes_by_type_expr,
    reply_working_days_expr,
    restore_hours_expr,
)
from analytics.regulation.source import Rule
from analytics.regulation.working_days import with_working_day_after, with_working_days
from data_loaders.codes.applications import WkstStatus
from data_loaders.codes.service import BusiType, FaultOwner, FaultReason, ReturningStatus

KEPT, LATE, MISSING = "kept", "late", "missing"
OPEN_LATE, PENDING, NEGATIVE = "open_late", "pending", "negative"
OVERDUE = (LATE, MISSING, OPEN_LATE)

REVISITED_TYPES = (BusiType.REPAIR, BusiType.COMPLAINT, BusiType.REPORT, BusiType.ADVICE, BusiType.OPINION)
NOT_VISITED = (ReturningStatus.NOT_VISITED, ReturningStatus.UNDER_WAY)
VISITED = (ReturningStatus.FAILED, ReturningStatus.SUCCEEDED)  # a failed call is a call


@dataclass(frozen=True)
class StageCard:
    """A stage as readers know it. `counts_pending`: an open order is due and has not kept it (CLI.md).

    `law` is what the limit rests on; `limit` says it where that is not the rule's own text.
    """

    key: str
    label: str
    law: Rule[Any]
    needs: tuple[str, ...]
    counts_pending: bool = False
    limit: str = ""

    @property
    def limit_shown(self) -> str:
        """Return the limit as readers see it."""
        return self.limit or self.law.quoted


_REPLY = (
    f"{REPLY_WORKING_DAYS.quoted}、{REPORT_REPLY_WORKING_DAYS.quoted}、{REPLY_WORKING_DAYS_UNVERIFIED.quoted}"
)
STAGES = (
    StageCard("dispatch", "派单", DISPATCH_MINUTES, ("send_time",)),
    StageCard("take", "接单", TAKE_MINUTES, ("send_time", "accept_order_time")),
    StageCard("arrival", "到达现场", ARRIVAL_MINUTES, ("arrive_time",), True),
    StageCard(
        "restore",
        "修复",
        RESTORE_HOURS,
        ("arrive_time", "repair_time"),
        limit=f"到达后{RESTORE_HOURS.quoted}",
    ),
    StageCard("contact", "联系客户", CONTACT_HOURS, ("contact_time",), True),
    StageCard("handle", "处理", SYSTEM_DEADLINE, ("deadline",)),
    StageCard("reply", "答复", REPLY_WORKING_DAYS, ("reply_time|archive_time",), limit=_REPLY),
    StageCard("revisit", "回访", REVISIT, ("visit_flag",)),
)
LAWS = (
    *(stage.law for stage in STAGES),
    REPORT_CONTACT_HOURS,
    REPORT_REPLY_WORKING_DAYS,
    REPLY_WORKING_DAYS_UNVERIFIED,
    FORWARDED,
    REQUEST_REPLY,
    REPEAT_WITHIN_DAYS,
)
PROMISED = ("arrival", "contact", "reply")  # what the company promises in public
STAGE_BY_KEY = {stage.key: stage for stage in STAGES}


def with_outcomes(orders: Any) -> Any:
    """Return the orders with one outcome column a stage, and the measures that they come from.

    `orders` has every time column, `area` (城乡类别), `is_barred` (退单 or 中止), `cutoff`: the time up to
    which the data reach.

    Shapes: adds the stages; dispatch_seconds, take_seconds, arrival_seconds, restore_seconds,
    contact_seconds (null where it cannot be measured, negative where the time runs backwards);
    dispatch_limit, take_limit, arrival_limit (minutes), restore_limit, contact_limit (hours), reply_limit, reply_is_working, reply_days (to the reply,
    or to the day before the cut-off), is_finished, is_archived, spoken_at, replied_at, archived_at.
    """
    orders = _with_ends(orders)
    stages = {
        "dispatch": _by_minutes(orders, "dispatch_seconds", orders.dispatch_limit),
        "take": _by_minutes(orders, "take_seconds", orders.take_limit),
        "arrival": arrival_outcome(orders),
        "restore": restore_outcome(orders),
        "contact": contact_outcome(orders),
        "handle": _handle(orders),
        "reply": reply_outcome(orders),
        "revisit": revisit_outcome(orders),
    }
    return orders.mutate(**stages)


def seconds_between(later: Any, earlier: Any) -> Any:
    """Return the whole seconds from one time column to another."""
    return later.epoch_seconds() - earlier.epoch_seconds()


def is_archived(orders: Any) -> Any:
    """Return whether orders are archived: by their status, or because they have the time."""
    return (orders.status == WkstStatus.ARCHIVED).fill_null(False) | orders.archive_time.notnull()


def is_finished(orders: Any) -> Any:
    """Return whether orders have ended: repaired, answered, archived or aborted."""
    ended = orders.repair_time.notnull() | orders.reply_time.notnull() | is_archived(orders)
    return ended | (orders.status == WkstStatus.ABORTED).fill_null(False)


def spoken_at(orders: Any) -> Any:
    """Return when the customer was first spoken to: by contact or reply, whichever came first."""
    times = [from_acceptance(orders, orders.contact_time), from_acceptance(orders, orders.reply_time)]
    return ibis.coalesce(ibis.least(*times), *times)


def replied_at(orders: Any) -> Any:
    """Return when orders were answered: by the reply, without one by being archived."""
    return ibis.coalesce(
        from_acceptance(orders, orders.reply_time), from_acceptance(orders, orders.archive_time)
    )


def _with_ends(orders: Any) -> Any:
    orders = orders.mutate(
        is_archived=is_archived(orders),
        is_finished=is_finished(orders),
        spoken_at=spoken_at(orders),
        replied_at=replied_at(orders),
        dispatch_seconds=seconds_between(orders.send_time, orders.accept_time),
        take_seconds=seconds_between(orders.accept_order_time, orders.send_time),
        arrival_seconds=seconds_between(orders.arrive_time, orders.accept_time),
        restore_seconds=seconds_between(orders.repair_time, orders.arrive_time),
        **_limits(orders),
    )
    contact_seconds = seconds_between(orders.spoken_at, orders.accept_time)
    return with_reply_days(orders.mutate(contact_seconds=contact_seconds))


def with_reply_days(orders: Any) -> Any:
    """Return orders with the days until the reply, or until the day before the cut-off: working days or all.

    `orders` has replied_at, cutoff, accept_day, reply_is_working.
    """
    before_cutoff = (orders.cutoff - ibis.interval(days=1)).cast("date")
    orders = orders.mutate(reply_until=ibis.coalesce(orders.replied_at.date(), before_cutoff))
    counted = with_working_days(orders, "accept_day", "reply_until", "working_days")
    natural = counted.reply_until.delta(counted.accept_day, unit="day")
    days = ibis.ifelse(counted.reply_is_working, counted.working_days, natural)
    return counted.mutate(reply_days=days).drop("working_days", "reply_until")


def with_reply_due(orders: Any) -> Any:
    """Return orders with the last day on which they had to be answered.

    `orders` has accept_day, reply_limit, reply_is_working.

    Shapes: adds reply_due.
    """
    counted = with_working_day_after(orders, "accept_day", "reply_limit", "last_working_day")
    natural = (counted.accept_day + counted.reply_limit.as_interval("D")).cast("timestamp").cast("date")
    due = ibis.ifelse(counted.reply_is_working, counted.last_working_day, natural)
    return counted.mutate(reply_due=due).drop("last_working_day")


def from_acceptance(orders: Any, time: Any) -> Any:
    """Return a time, or null where it lies before acceptance: such a time is void (SVC-03)."""
    return ibis.ifelse(time >= orders.accept_time, time, ibis.null("timestamp(6)"))


def _limits(orders: Any) -> dict[str, Any]:
    """Return the limits in force on the day of acceptance."""
    day, kind = orders.accept_day, orders.busi_type
    return {
        "dispatch_limit": minutes_by_type_expr(DISPATCH_MINUTES, kind, day),
        "take_limit": minutes_by_type_expr(TAKE_MINUTES, kind, day),
        "arrival_limit": arrival_minutes_expr(orders.area, day),
        "restore_limit": restore_hours_expr(orders.area, day),
        "contact_limit": ibis.ifelse(
            kind == BusiType.REPORT, REPORT_CONTACT_HOURS.on_column(day), CONTACT_HOURS.on_column(day)
        ),
        **reply_limits(orders),
    }


def reply_limits(orders: Any, own: Mapping[str, Rule[int]] | None = None) -> dict[str, Any]:
    """Return the days until the reply and whether they are working days; forwarded orders come first.

    `orders` has busi_type, busi_sub_type, accept_mode, accept_day. `own` are limits that stand in place of the law's,
    by hotline or type of order.
    """
    kind, day, words, set_by_hand = orders.busi_type, orders.accept_day, words_of(orders), own or {}

    def amount(rule: Rule[dict[str, Limit]], name: str) -> Any:
        limit = set_by_hand.get(name) or rule.part(name).each(lambda limit: limit.amount)
        return limit.on_column(day)

    is_request = is_service_request(orders)
    limit = ibis.cases(
        *((words.contains(name), amount(FORWARDED, name)) for name in FORWARDED_BY),
        *(
            (is_request & words.contains(name), amount(REQUEST_REPLY, name))
            for name in (METER_READING, METER_FAULT)
        ),
        *((is_request & words.contains(name), ibis.null("int64")) for name in TIMED),
        (is_request, amount(REQUEST_REPLY, OTHER_REQUEST)),
        *((kind == name, rule.on_column(day)) for name, rule in set_by_hand.items()),
        else_=reply_working_days_expr(kind, day),
    )
    return {"reply_limit": limit, "reply_is_working": words.contains(REGULATOR) | ~words.contains(CITY)}


def _by_minutes(orders: Any, seconds: str, minutes: Any) -> Any:
    taken = orders[seconds]
    return ibis.cases((taken < 0, NEGATIVE), (taken <= minutes * 60, KEPT), (taken > minutes * 60, LATE))


def _open(is_closed: Any, waited_seconds: Any, limit_seconds: Any) -> Any:
    """Return the outcome of an order without the time; none where no limit was in force."""
    outcome = ibis.cases((is_closed, MISSING), (waited_seconds > limit_seconds, OPEN_LATE), else_=PENDING)
    return ibis.ifelse(limit_seconds.notnull(), outcome, ibis.null("string"))


def arrival_outcome(orders: Any) -> Any:
    """Return what became of the limit until arrival, of repairs.

    `orders` has busi_type, accept_time, arrival_seconds, arrival_limit (minutes), is_finished, cutoff.
    """
    waited = seconds_between(orders.cutoff, orders.accept_time)
    there = _by_minutes(orders, "arrival_seconds", orders.arrival_limit)
    outcome = ibis.coalesce(there, _open(orders.is_finished, waited, orders.arrival_limit * 60))
    return ibis.ifelse(orders.busi_type == BusiType.REPAIR, outcome, ibis.null("string"))


def restore_outcome(orders: Any) -> Any:
    """Return what became of the limit from arrival until the repair; what is the customer's own is not due.

    `orders` has busi_type, arrive_time, restore_seconds, restore_limit (hours), is_finished, is_barred, fault_owner,
    fault_reason, busi_sub_type, cutoff. A fault's owner counts before its kind.
    """
    waited = seconds_between(orders.cutoff, orders.arrive_time)
    done = _by_minutes(orders, "restore_seconds", orders.restore_limit * 60)
    still_open = ibis.ifelse(
        orders.is_finished,
        ibis.null("string"),
        _open(ibis.literal(False), waited, orders.restore_limit * 3600),
    )
    owner: Any = ibis.ifelse(
        orders.fault_owner.notnull(),
        orders.fault_owner == FaultOwner.CUSTOMER,
        orders.fault_reason.startswith(FaultReason.CUSTOMERS_OWN).fill_null(False)
        | (orders.busi_sub_type == "客户内部故障"),
    )
    own = owner.fill_null(False)
    is_due = (orders.busi_type == BusiType.REPAIR) & orders.arrive_time.notnull() & ~own & ~orders.is_barred
    return ibis.ifelse(is_due, ibis.coalesce(done, still_open), ibis.null("string"))


def contact_outcome(orders: Any) -> Any:
    """Return what became of the limit until contact, of complaints and reports.

    `orders` has busi_type, accept_time, contact_time, contact_seconds, contact_limit (hours), is_archived, cutoff.
    """
    limit = orders.contact_limit * 3600
    waited = seconds_between(orders.cutoff, orders.accept_time)
    spoken = ibis.cases((orders.contact_seconds <= limit, KEPT), (orders.contact_seconds > limit, LATE))
    unspoken = ibis.ifelse(
        orders.contact_seconds.isnull(), _open(orders.is_archived, waited, limit), ibis.null("string")
    )
    of_complaint = ibis.coalesce(spoken, unspoken)
    # a report (举报) without the time is not judged: the column is filled for complaints only (SVC-04)
    of_report = ibis.ifelse(orders.contact_time.notnull(), spoken, ibis.null("string"))
    return ibis.cases(
        (orders.busi_type == BusiType.COMPLAINT, of_complaint),
        (orders.busi_type == BusiType.REPORT, of_report),
    )


def _handle(orders: Any) -> Any:
    done = ibis.coalesce(
        ibis.ifelse(orders.busi_type == BusiType.REPAIR, orders.repair_time, ibis.null("timestamp(6)")),
        orders.reply_time,
        orders.archive_time,
    )
    outcome = ibis.cases(
        (done <= orders.deadline, KEPT),
        (done > orders.deadline, LATE),
        (orders.is_finished, ibis.null("string")),
        (orders.cutoff > orders.deadline, OPEN_LATE),
        else_=PENDING,
    )
    return ibis.ifelse(orders.deadline.notnull() & ~orders.is_barred, outcome, ibis.null("string"))


def reply_outcome(orders: Any) -> Any:
    """Return what became of the limit until the reply; closed without a time, it is not judged: nobody knows.

    `orders` has replied_at, reply_days (to the reply, else to the day before the cut-off), reply_limit, is_archived,
    is_barred.
    """
    outcome = ibis.cases(
        (orders.replied_at.notnull() & (orders.reply_days <= orders.reply_limit), KEPT),
        (orders.replied_at.notnull(), LATE),
        (orders.is_archived, ibis.null("string")),
        (orders.reply_days >= orders.reply_limit, OPEN_LATE),
        else_=PENDING,
    )
    return ibis.ifelse(orders.reply_limit.notnull() & ~orders.is_barred, outcome, ibis.null("string"))


def timed_outcome(orders: Any) -> Any:
    """Return what became of the limit in hours or minutes of a service request; closed without the time, it is not judged.

    `orders` has accept_time, timed_at, timed_limit (seconds), replied_at, is_archived, cutoff.
    """
    taken = seconds_between(orders.timed_at, orders.accept_time)
    waited = seconds_between(orders.cutoff, orders.accept_time)
    return ibis.cases(
        (taken < 0, NEGATIVE),
        (taken <= orders.timed_limit, KEPT),
        (taken > orders.timed_limit, LATE),
        (orders.replied_at.notnull() | orders.is_archived, ibis.null("string")),
        (waited > orders.timed_limit, OPEN_LATE),
        (waited <= orders.timed_limit, PENDING),
    )


def revisit_outcome(orders: Any) -> Any:
    """Return what became of the visit after the work, of archived orders of the types that need one.

    `orders` has busi_type, visit_flag, secret_flag, is_archived, is_barred.
    """
    outcome = ibis.cases((orders.visit_flag.isin(VISITED), KEPT), (orders.visit_flag.isin(NOT_VISITED), LATE))
    is_due = orders.busi_type.isin(REVISITED_TYPES) & orders.is_archived & ~orders.is_barred
    return ibis.ifelse(is_due & ~orders.secret_flag.fill_null(False), outcome, ibis.null("string"))
