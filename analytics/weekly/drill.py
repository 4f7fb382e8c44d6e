"""The orders behind a figure: the same table in the engine that the figure was counted from, filtered."""

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from analytics.regulation.service_limits import REPAIR
from analytics.roll_ups import object_key
from analytics.weekly.cube import DISSATISFIED, JUDGED, SATISFIED
from analytics.weekly.orders import Orders
from analytics.weekly.outcomes import OVERDUE, STAGE_BY_KEY
from analytics.weekly.people import OWN_STAGES
from analytics.weekly.report import orders_for
from analytics.weekly.sections import Weekly
from analytics.weekly.topics import mentions
from models.errors import WrongUsage
from models.lake import Door

SHOWN = (
    "wo_no",
    "busi_type",
    "busi_sub_type",
    "org_code",
    "unit",
    "accept_time",
    "send_time",
    "accept_order_time",
    "arrive_time",
    "repair_time",
    "contact_time",
    "deadline",
    "reply_time",
    "archive_time",
    "status",
    "dept",
    "handler",
    "cust_no",
    "true_flag",
    "visit_flag",
    "satisfaction",
    "fault_reason",
    "is_returned",
    "is_aborted",
)
Filter = Callable[[Any, str], Any]


def orders_behind(door: Door, weekly: Weekly, which: Mapping[str, str]) -> Any:
    """Return the orders behind a figure as an expression, newest first.

    `which` combines any of: phase ('now' by default, 'previous', 'last_year'), type, sub_type, kind
    ('type|sub-type' as in the Pareto), unit (as in the tables), org, weekday ('0' is Monday), hour, area,
    stage with outcome ('kept', 'overdue', 'due', 'pending', 'negative'; alone: all that concerns the
    stage), overdue ('any'; 'own': of the stages that the handler can keep), reason, owner, tg, handler,
    customer, satisfaction, level ('judged', 'satisfied', 'dissatisfied'), true ('yes', 'own'), barred
    ('returned', 'aborted'), topic (its number). An empty value is "not filled".

    Shapes: the columns of SHOWN.
    Errors: WrongUsage where a name is unknown.
    """
    unknown = set(which) - set(FILTERS) - {"phase", "stage", "outcome", "overdue", "topic"}
    if unknown:
        raise WrongUsage(f"没有“{'、'.join(sorted(unknown))}”这样的下钻条件")
    orders = orders_for(door, weekly.period, weekly.scope.org_prefix)
    wide = orders.wide
    phase = which.get("phase", "now")
    if phase not in ("now", "previous", "last_year"):
        raise WrongUsage(f"没有“{phase}”这样的统计期")
    found = wide.filter(wide[f"is_{phase}"])
    for name, value in which.items():
        if name in FILTERS:
            found = found.filter(FILTERS[name](found, value))
    found = _of_stage(found, which)
    if "topic" in which:
        found = _of_topic(found, orders, weekly, which["topic"])
    return found.select(*SHOWN).order_by(ibis.desc("accept_time"), "wo_no")


def _same(column: str) -> Filter:
    def condition(orders: Any, value: str) -> Any:
        return orders[column].fill_null("") == value

    return condition


def _whole(value: str) -> int:
    """Return a weekday or an hour; what is none fits no order."""
    return int(value) if value.isdecimal() else -1


def _barred(orders: Any, value: str) -> Any:
    return orders[f"is_{value}"] if value in ("returned", "aborted") else ~orders.is_barred


def _true(orders: Any, value: str) -> Any:
    """Return the orders found to be true; for `own` those for which somebody of ours answers."""
    is_true = orders.true_flag.fill_null(False)
    return is_true & orders.resp_flag.fill_null(True) if value == "own" else is_true


LEVELS = {"judged": JUDGED, "satisfied": SATISFIED, "dissatisfied": DISSATISFIED}
FILTERS: dict[str, Filter] = {
    "type": _same("busi_type"),
    "sub_type": _same("busi_sub_type"),
    "kind": lambda orders, value: object_key(orders.busi_type, orders.busi_sub_type) == value,
    "unit": _same("unit"),
    "org": _same("org_code"),
    "weekday": lambda orders, value: orders.accept_time.day_of_week.index() == _whole(value),
    "hour": lambda orders, value: orders.accept_time.hour() == _whole(value),
    "area": _same("area"),
    "reason": lambda orders, value: (
        (orders.busi_type == REPAIR) & (orders.fault_reason.fill_null("") == value)
    ),
    "owner": lambda orders, value: (orders.busi_type == REPAIR) & (orders.fault_owner.fill_null("") == value),
    "tg": _same("tg_no"),
    "handler": _same("handler"),
    "customer": _same("cust_no"),
    "satisfaction": _same("satisfaction"),
    "level": lambda orders, value: orders.satisfaction.isin(LEVELS.get(value, ())),
    "true": _true,
    "barred": _barred,
}


def _of_stage(found: Any, which: Mapping[str, str]) -> Any:
    if "overdue" in which:
        stages = OWN_STAGES if which["overdue"] == "own" else tuple(STAGE_BY_KEY)
        return found.filter(ibis.or_(*(found[stage].isin(OVERDUE) for stage in stages)))
    if "stage" not in which:
        return found
    stage = STAGE_BY_KEY.get(which["stage"])
    if stage is None:
        raise WrongUsage(f"没有“{which['stage']}”这样的环节")
    outcome = found[stage.key]
    due = ("kept", *OVERDUE, "pending", "negative") if stage.counts_pending else ("kept", *OVERDUE)
    match which.get("outcome"):
        case None:
            return found.filter(outcome.notnull())
        case "due":
            return found.filter(outcome.isin(due))
        case "overdue":
            return found.filter(outcome.isin(OVERDUE))
        case "not_kept":
            return found.filter(outcome.isin(due[1:]))
        case one:
            return found.filter(outcome == one)


def _of_topic(found: Any, orders: Orders, weekly: Weekly, number: str) -> Any:
    topic = next((one for one in weekly.topics.topics if str(one.number) == number), None)
    if topic is None:
        raise WrongUsage(f"没有第 {number} 个热点")
    texts = orders.all.filter(mentions(orders.all.content, topic.words)).select("wo_no")
    return found.semi_join(texts, "wo_no")
