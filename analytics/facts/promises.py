"""Orders with what the company promises of them in public, and what became of it by a day.

Whoever judges says the limits, because a person may set others than the law's. What is under way is judged as of
the midnight with which the day begins.

Source: the precise readings of SVC-01, SVC-02, SVC-03 and SVC-12, whose cards say the exceptions; SVC-13 adds them up.
"""

from datetime import datetime, timedelta
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.columns import first_by, month_text
from analytics.facts.orders import as_known_by, repairs, to_judge
from analytics.facts.outages import announcement_outcome, to_announce
from analytics.facts.outcomes import (
    KEPT,
    OVERDUE,
    arrival_outcome,
    contact_outcome,
    from_acceptance,
    is_archived,
    is_finished,
    replied_at,
    reply_outcome,
    restore_outcome,
    seconds_between,
    spoken_at,
)
from analytics.facts.service_requests import is_about_a_meter
from analytics.regulation.service_limits import (
    ARRIVAL_MINUTES,
    CONTACT_HOURS,
    METER_TEST_WORKING_DAYS,
    PLANNED_OUTAGE_DAYS,
    REPLY_WORKING_DAYS,
    TEMPORARY_OUTAGE_HOURS,
)
from analytics.regulation.source import Rule
from analytics.regulation.working_days import with_working_day_after, with_working_days
from data_loaders.codes.applications import AppType, WkstStatus
from data_loaders.codes.customers import Area
from data_loaders.codes.service import BusiType
from models.data.customer_codes import customer_number

ARRIVAL, CONTACT, REPLY, TEST, ANNOUNCED = "报修到场", "投诉联系", "投诉答复", "校表答复", "停电公告"
ITEMS = (ARRIVAL, CONTACT, REPLY, TEST, ANNOUNCED)


def repairs_reached(
    t: Tables, town_minutes: Rule[int], country_minutes: Rule[int], remote_minutes: Rule[int]
) -> Any:
    """Return the repairs to judge with what became of the limit until arrival; an unknown area is a remote one.

    Shapes: the columns of `repairs`, area_flag, arrival_limit (minutes), arrival_seconds, is_finished, cutoff, arrival
    (what became of it; see `outcomes`).
    """
    orders = repairs(t)
    area = ibis.coalesce(orders.urban_rural_flag, orders.customer_flag)
    in_town, in_the_country, far_away = (
        minutes.on_column(orders.accept_time) for minutes in (town_minutes, country_minutes, remote_minutes)
    )
    orders = orders.mutate(
        area_flag=area,
        arrival_limit=ibis.cases(
            (area == Area.URBAN, in_town), (area == Area.RURAL, in_the_country), else_=far_away
        ),
        arrival_seconds=seconds_between(orders.arrive_time, orders.accept_time),
        is_finished=is_finished(orders),
        cutoff=_midnight(t),
    )
    return orders.mutate(arrival=arrival_outcome(orders))


def repairs_restored(t: Tables, town_hours: Rule[int], country_hours: Rule[int]) -> Any:
    """Return the repairs to judge with what became of the limit from arrival to restoration; an unknown area is rural.

    Shapes: the columns of `repairs`, area_flag, restore_limit (hours), restore_seconds, is_finished, cutoff, restore.
    """
    orders = repairs(t)
    area: Any = ibis.coalesce(orders.urban_rural_flag, orders.customer_flag)
    is_in_town: Any = area == Area.URBAN
    in_town, in_the_country = (
        hours.on_column(orders.accept_time.cast("date")) for hours in (town_hours, country_hours)
    )
    orders = orders.mutate(
        area_flag=area,
        restore_limit=ibis.ifelse(is_in_town.fill_null(False), in_town, in_the_country),
        restore_seconds=seconds_between(orders.repair_time, orders.arrive_time),
        is_finished=is_finished(orders),
        is_barred=False,
        cutoff=_midnight(t),
    )
    return orders.mutate(restore=restore_outcome(orders))


def complaints_answered(t: Tables, contact_hours: Rule[int], reply_days: Rule[int]) -> Any:
    """Return the complaints to judge with what became of the limits until contact and until the reply.

    Where there was none, contact_seconds is null and reply_days counts to the day before the cut-off.

    Shapes: the columns of `work_orders`, replied_at, contact_limit (hours), contact_seconds, reply_limit, reply_days
    (working days), due_day, accept_day, last_day, cutoff, contact, reply.
    """
    orders = t.fact(to_judge)
    orders = orders.filter(orders.busi_type == BusiType.COMPLAINT)
    orders = as_known_by(orders, ("contact_time", "reply_time", "archive_time"), t.as_of)
    answered: Any = replied_at(orders)
    orders = orders.mutate(
        contact_time=from_acceptance(orders, orders.contact_time),
        reply_time=from_acceptance(orders, orders.reply_time),
        replied_at=answered,
        is_archived=is_archived(orders),
        contact_seconds=seconds_between(spoken_at(orders), orders.accept_time),
        cutoff=_midnight(t),
        accept_day=orders.accept_time.date(),
        last_day=ibis.coalesce(answered.date(), ibis.literal(t.as_of - timedelta(days=1))),
        contact_limit=contact_hours.on_column(orders.accept_time),
        reply_limit=reply_days.on_column(orders.accept_time),
        is_barred=ibis.literal(False),
    )
    orders = with_working_days(orders, "accept_day", "last_day", "reply_days")
    orders = with_working_day_after(orders, "accept_day", "reply_limit", "due_day")
    return orders.mutate(contact=contact_outcome(orders), reply=reply_outcome(orders))


def meter_tests_asked_for(t: Tables, days: Rule[int]) -> Any:
    """Return orders about meters and applications for a test (304) with what became of the limit until the answer.

    Shapes: object_type, object_id, cons_no, org_code, busi_sub_type, accept_time, reply_time, archive_time (of an
    order), actual_date, archive_date (of an application), replied_at, is_archived, reply_limit, reply_days (working
    days), due_day, reply.
    """
    both = _meter_orders(t).union(_meter_applications(t))
    both = both.mutate(
        last_day=both.replied_at.date().coalesce(ibis.literal(t.as_of - timedelta(days=1))),
        reply_limit=days.on_column(both.accept_time),
        is_barred=ibis.literal(False),
    )
    both = with_working_days(both, "accept_time", "last_day", "reply_days")
    both = with_working_day_after(both, "accept_time", "reply_limit", "due_day")
    return both.mutate(reply=reply_outcome(both))


def promised(t: Tables) -> Any:
    """Return what each public promise (承诺) was given for in the month and what became of it, by the law's limits.

    What is not due yet and what a time runs backwards of is left out; an item whose times were never delivered, too.

    Shapes: object_type, object_id, cons_no, org_code, item (of ITEMS), outcome (KEPT or one of OVERDUE).
    Source: SVC-13, precise reading.
    """
    town, country, remote = (ARRIVAL_MINUTES.part(area) for area in (Area.URBAN, Area.RURAL, Area.REMOTE))
    outages = t.fact(to_announce)
    days, hours = (
        rule.on_column(outages.start_time) for rule in (PLANNED_OUTAGE_DAYS, TEMPORARY_OUTAGE_HOURS)
    )
    outages = outages.mutate(announced=announcement_outcome(outages, days, hours))
    parts = []
    if t.has("work_orders.arrive_time"):
        reached = repairs_reached(t, town, country, remote)
        parts.append(_due(t, reached, ARRIVAL, "arrival", **_of_order(reached)))
    complaints = complaints_answered(t, CONTACT_HOURS, REPLY_WORKING_DAYS.part(BusiType.COMPLAINT))
    if t.has("work_orders.contact_time"):
        parts.append(_due(t, complaints, CONTACT, "contact", **_of_order(complaints)))
    if t.has("work_orders.reply_time|archive_time"):
        parts.append(_due(t, complaints, REPLY, "reply", **_of_order(complaints)))
    tests = meter_tests_asked_for(t, METER_TEST_WORKING_DAYS)
    names = ("object_type", "object_id", "cons_no")
    parts.append(_due(t, tests, TEST, "reply", **{name: tests[name] for name in names}))
    if t.has("outages.issue_time"):
        of_outage = {
            "object_type": ibis.literal("case"),
            "object_id": outages.outage_id,
            "cons_no": ibis.null("string"),
        }
        parts.append(_due(t, outages, ANNOUNCED, "announced", "start_time", **of_outage))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _of_order(orders: Any) -> dict[str, Any]:
    return {
        "object_type": ibis.literal("work_order"),
        "object_id": orders.wo_no,
        "cons_no": customer_number(orders.cust_no),
    }


def _due(t: Tables, rows: Any, item: str, outcome: str, begun: str = "accept_time", **of: Any) -> Any:
    due = rows.mutate(**{f"of_{name}": value for name, value in of.items()})
    due = due.filter(month_text(due[begun]) == t.period, due[outcome].isin((KEPT, *OVERDUE)))
    return due.select(
        "org_code",
        object_type=due.of_object_type.cast("string"),
        object_id=due.of_object_id.cast("string"),
        cons_no=due.of_cons_no.cast("string"),
        item=ibis.literal(item),
        outcome=due[outcome],
    )


def _midnight(t: Tables) -> Any:
    return ibis.literal(datetime.combine(t.as_of, datetime.min.time()))


def _meter_orders(t: Tables) -> Any:
    """Return the orders about meters, with when they were answered."""
    orders = t.fact(to_judge)
    orders = as_known_by(orders.filter(is_about_a_meter(orders)), ("reply_time", "archive_time"), t.as_of)
    orders = orders.filter(ibis.literal(t.has("work_orders.reply_time|archive_time")))
    no_day = ibis.null("date")
    return orders.select(
        "org_code",
        "accept_time",
        "reply_time",
        "archive_time",
        object_type=ibis.literal("work_order"),
        object_id=orders.wo_no,
        cons_no=customer_number(orders.cust_no),
        busi_sub_type=orders.busi_sub_type,
        actual_date=no_day,
        archive_date=no_day,
        replied_at=replied_at(orders),
        is_archived=is_archived(orders),
    )


def _meter_applications(t: Tables) -> Any:
    """Return the applications for a test (304), with when there was a result."""
    asked = t.applications
    asked = asked.filter(
        asked.app_type == AppType.METER_TEST,
        asked.accept_time < t.as_of + timedelta(days=1),
        ~asked.terminate_flag.fill_null(False),
        asked.status.fill_null("") != WkstStatus.ABORTED,
        ibis.literal(t.has("applications.archive_date|meter_tests.actual_date")),
    )
    asked = first_by(asked, ["app_no"], ["accept_time", *sorted(asked.columns)])
    tests = t.meter_tests.select(tested_for="app_no", tested_on="actual_date")
    results = asked.inner_join(tests, [("app_no", "tested_for")])
    results = results.filter(results.tested_on >= results.accept_time.date(), results.tested_on <= t.as_of)
    first = results.group_by(tested_for="app_no").agg(actual_date=results.tested_on.min())
    asked = asked.left_join(first, [("app_no", "tested_for")])
    is_filed = (asked.archive_date >= asked.accept_time.date()) & (asked.archive_date <= t.as_of)
    archived_on = ibis.ifelse(is_filed, asked.archive_date, ibis.null("date"))
    asked = asked.mutate(replied_at=asked.actual_date.coalesce(archived_on).cast("timestamp(6)"))
    is_dated = (asked.archive_date >= asked.accept_time.date()).fill_null(False)
    is_closed = (asked.status == WkstStatus.ARCHIVED).fill_null(False) | asked.archive_date.notnull()
    asked = asked.mutate(is_archived=is_closed & ~is_dated)  # on no day, or on one before it was accepted
    no_time = ibis.null("timestamp(6)")
    return asked.select(
        "org_code",
        "accept_time",
        reply_time=no_time,
        archive_time=no_time,
        object_type=ibis.literal("application"),
        object_id=asked.app_no,
        cons_no=customer_number(asked.cons_no),
        busi_sub_type=ibis.literal("申请校验"),
        actual_date=asked.actual_date,
        archive_date=archived_on,
        replied_at=asked.replied_at,
        is_archived=asked.is_archived,
    )
