"""The legs of a connection (业扩) that the company answers for: how many working days each took, and its limit.

A leg under way counts up to the day of the run. Source: BIZ-01 to BIZ-05, precise readings.
"""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.applications import (
    class_where_sources_do_not_matter,
    connection_applications,
    is_beyond,
    not_terminated,
    step_times,
)
from analytics.facts.energising import energised
from analytics.facts.step_rounds import timed_rounds
from analytics.regulation.connection_limits import (
    SGCC_ASSESSMENT,
    SUPERVISION,
    Step,
    class_label_expr,
    limit_expr,
)
from analytics.regulation.voltage import GRID_DESIGN_FROM_KV, kilovolts_expr
from analytics.regulation.working_days import with_working_days
from data_loaders.codes.applications import AcceptCons, ConnectionStep

PLAN, DESIGN, MIDWAY = "供电方案答复", "设计审查", "中间检查"
COMPLETION, ENERGISING = "竣工检验", "装表接电"
LEGS = (PLAN, DESIGN, MIDWAY, COMPLETION, ENERGISING)
ROUNDS = {
    DESIGN: (ConnectionStep.DESIGN_RECEIPT, ConnectionStep.DESIGN_REVIEW, Step.DESIGN),
    MIDWAY: (ConnectionStep.MIDWAY_REQUEST, ConnectionStep.MIDWAY_INSPECTION, Step.INSPECTION),
    COMPLETION: (ConnectionStep.COMPLETION_REPORT, ConnectionStep.COMPLETION, Step.COMPLETION),
}


def plans_timed(t: Tables) -> Any:
    """Return the applications that are to be answered with a plan, with their working days and limit.

    Shapes: the columns of `connection_applications`, class_label, reply_time, until_date, is_waiting, days, limit_days.
    """
    applications = not_terminated(t.fact(connection_applications))
    is_large = (kilovolts_expr(applications.volt_code) >= GRID_DESIGN_FROM_KV).fill_null(False)
    known = applications.filter(~is_large).inner_join(step_times(t, [ConnectionStep.PLAN_REPLY]), "app_no")
    reply_time = known[f"{ConnectionStep.PLAN_REPLY}_first"]
    is_waiting = ~known.is_archived & reply_time.isnull() & ~is_beyond(known, ConnectionStep.PLAN_REPLY)
    timed = known.mutate(
        reply_time=reply_time,
        until_date=ibis.ifelse(is_waiting, ibis.literal(t.as_of), reply_time.cast("date")),
        limit_days=limit_expr(Step.PLAN, known.cust_class, known.accept_date),
        class_label=class_label_expr(known.cust_class),
        is_waiting=is_waiting,
    )
    return with_working_days(timed, "accept_date", "until_date", "days")


def energising_timed(t: Tables) -> Any:
    """Return the applications whose final test is passed, with the working days until power and their limit.

    That of high voltage needs no number of sources.

    Shapes: the columns of `energised`, class_label, until_date, is_waiting, days, limit_days.
    """
    known = t.fact(energised)
    cust_class = class_where_sources_do_not_matter(known)
    known = known.mutate(
        limit_days=limit_expr(Step.ENERGISING, cust_class, known.accept_date),
        class_label=class_label_expr(cust_class),
    )
    is_waiting = (
        ~known.is_archived
        & known.supply_date.isnull()
        & known.contract_date.notnull()
        & ~is_beyond(known, ConnectionStep.POWER_ON)
        & _supply_is_recorded(t)
    )
    timed = known.filter(known.completion_date.notnull()).mutate(
        until_date=ibis.ifelse(is_waiting, ibis.literal(t.as_of), known.supply_date),
        is_waiting=is_waiting,
    )
    return with_working_days(timed, "start_date", "until_date", "days")


def legs(t: Tables) -> Any:
    """Return every leg that is over or under way, of limits that were in force on the day of acceptance.

    Shapes: app_no, cons_no, org_code, leg (of LEGS), class_label, accept_ym, until_date, days, limit_days, is_waiting.
    """
    parts = [(PLAN, plans_timed(t)), (ENERGISING, energising_timed(t))]
    if t.has("application_steps.begin_time"):
        for leg, (begins, ends, step) in ROUNDS.items():
            low = SUPERVISION.part(step).part(AcceptCons.LOW_VOLTAGE)
            high = SGCC_ASSESSMENT.part(step).part(AcceptCons.HIGH_SINGLE)
            parts.append((leg, timed_rounds(t, begins, ends, low, high)))
    every = ibis.union(*(_picked(leg, timed) for leg, timed in parts))
    return every.filter(every.days.notnull(), every.limit_days.notnull())


def _picked(leg: str, timed: Any) -> Any:
    return timed.select(
        "app_no",
        "cons_no",
        "org_code",
        "class_label",
        "accept_ym",
        "is_waiting",
        leg=ibis.literal(leg),
        until_date=timed.until_date.cast("date"),
        days=timed.days.cast("int64"),
        limit_days=timed.limit_days.cast("int64"),
    )


def _supply_is_recorded(t: Tables) -> Any:
    """Return whether the data tell of any supply at all; else every open application would look late."""
    if t.has("applications.power_date"):
        return ibis.literal(True)
    times = step_times(t, [ConnectionStep.POWER_ON, ConnectionStep.METER_AND_POWER])
    supplied = times.filter(
        times[f"{ConnectionStep.POWER_ON}_last"].notnull()
        | times[f"{ConnectionStep.METER_AND_POWER}_last"].notnull()
    )
    return supplied.count().as_scalar() > 0
