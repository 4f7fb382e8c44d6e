"""The orders behind a figure: the same table in the engine that the figure was counted from, filtered."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import ibis

from analytics.facts.columns import object_key
from analytics.facts.outcomes import OVERDUE, PROMISED, STAGE_BY_KEY, StageCard
from analytics.facts.revisits import DISSATISFIED, JUDGED, SATISFIED
from analytics.weekly.analysis import orders_for
from analytics.weekly.orders import Orders, repeat_days, within
from analytics.weekly.people import OWN_STAGES
from analytics.weekly.period import Span
from analytics.weekly.sections import Weekly
from analytics.weekly.topics import mentions
from data_loaders.codes.service import BusiType, FaultOwner
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

    `which` combines any of: phase ('now' by default, 'previous', 'last_year', 'month': the last 30 days),
    type, sub_type, kind ('type|sub-type' as in the Pareto), unit (as in the tables), org, weekday ('0' is
    Monday), hour, area, stage ('any': all together) with outcome ('kept', 'overdue', 'due', 'not_kept',
    'pending', 'negative'; 'timed': in time or late; alone: all that concerns the stage), overdue ('any';
    'own': of the stages that the handler can keep; 'promised': of those promised in public), arrived ('no'),
    restored ('yes': in a time that runs forwards), reason, owner, equipment ('company', 'customer'), tg,
    handler, customer, satisfaction, level ('judged', 'satisfied', 'dissatisfied'), true ('yes', 'own'),
    barred ('returned', 'aborted'), topic (its number); or chain alone (its place in the list). An empty
    value is "not filled".

    Shapes: the columns of SHOWN.
    Errors: WrongUsage where a name is unknown.
    """
    unknown = set(which) - set(FILTERS) - {"phase", "stage", "outcome", "overdue", "topic", "chain"}
    if unknown:
        raise WrongUsage(f"没有“{'、'.join(sorted(unknown))}”这样的下钻条件")
    orders = orders_for(door, weekly.period, weekly.scope.org_prefix)
    wide = orders.wide
    if "chain" in which:
        return _shown(wide.filter(wide.wo_no.isin(_in_chain(weekly, which["chain"]))))
    found = _in_phase(wide, weekly, which.get("phase", "now"))
    for name, value in which.items():
        if name in FILTERS:
            found = found.filter(FILTERS[name](found, value))
    found = _of_stage(found, which, orders)
    if "topic" in which:
        found = _of_topic(found, orders, weekly, which["topic"])
    return _shown(found)


def _shown(found: Any) -> Any:
    return found.select(*SHOWN).order_by(ibis.desc("accept_time"), "wo_no")


def _in_phase(wide: Any, weekly: Weekly, phase: str) -> Any:
    if phase == "month":
        last = weekly.period.span.last
        return wide.filter(within(wide, Span(last - timedelta(days=repeat_days(weekly.period) - 1), last)))
    if phase not in ("now", "previous", "last_year"):
        raise WrongUsage(f"没有“{phase}”这样的统计期")
    return wide.filter(wide[f"is_{phase}"])


def _in_chain(weekly: Weekly, place: str) -> list[str]:
    chains = weekly.repeats.chains
    if _whole(place) not in range(len(chains)):
        raise WrongUsage(f"没有第 {place} 条重复诉求")
    orders = chains["orders"][_whole(place)].as_py()
    return [order.partition(" ")[0] for order in orders.split(";")]


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
        (orders.busi_type == BusiType.REPAIR) & (orders.fault_reason.fill_null("") == value)
    ),
    "equipment": lambda orders, value: (
        (orders.fault_owner == FaultOwner.CUSTOMER).fill_null(False) == (value == "customer")
    ),
    "restored": lambda orders, _value: orders.restore_seconds >= 0,
    "arrived": lambda orders, _value: orders.arrive_time.isnull(),
    "owner": lambda orders, value: (
        (orders.busi_type == BusiType.REPAIR) & (orders.fault_owner.fill_null("") == value)
    ),
    "tg": _same("tg_no"),
    "handler": _same("handler"),
    "customer": _same("cust_no"),
    "satisfaction": _same("satisfaction"),
    "level": lambda orders, value: orders.satisfaction.isin(LEVELS.get(value, ())),
    "true": _true,
    "barred": _barred,
}


OVERDUE_IN: dict[str, Iterable[str]] = {"any": STAGE_BY_KEY, "own": OWN_STAGES, "promised": PROMISED}


def _of_stage(found: Any, which: Mapping[str, str], orders: Orders) -> Any:
    if "overdue" in which:
        stages = orders.known(OVERDUE_IN.get(which["overdue"], ()))
        return _either(found, [found[stage].isin(OVERDUE) for stage in stages])
    if "stage" not in which:
        return found
    asked = STAGE_BY_KEY if which["stage"] == "any" else [which["stage"]]
    if unknown := set(asked) - set(STAGE_BY_KEY):
        raise WrongUsage(f"没有“{'、'.join(unknown)}”这样的环节")
    outcome = which.get("outcome", "")
    return _either(found, [_became(found, STAGE_BY_KEY[stage], outcome) for stage in orders.known(asked)])


def _either(found: Any, conditions: list[Any]) -> Any:
    return found.filter(ibis.or_(*conditions) if conditions else ibis.literal(False))


def _became(orders: Any, stage: StageCard, outcome: str) -> Any:
    """Return whether a stage of orders came to an outcome; without one, whether they have that stage."""
    due = ("kept", *OVERDUE, "pending", "negative") if stage.counts_pending else ("kept", *OVERDUE)
    several = {"due": due, "overdue": OVERDUE, "not_kept": due[1:], "timed": ("kept", "late")}
    became = orders[stage.key]
    return became.isin(several.get(outcome, (outcome,))) if outcome else became.notnull()


def _of_topic(found: Any, orders: Orders, weekly: Weekly, number: str) -> Any:
    topic = next((one for one in weekly.topics.topics if str(one.number) == number), None)
    if topic is None:
        raise WrongUsage(f"没有第 {number} 个热点")
    texts = orders.all.filter(mentions(orders.all.content, topic.words)).select("wo_no")
    return found.semi_join(texts, "wo_no")
