"""Inspections (用电检查): when each customer was last inspected, and which plans were not made."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.customers import is_check_point, presumed_on_the_books, with_importance
from analytics.regulation.working_days import first_day_expr, last_day_expr
from data_loaders.codes.inspections import CLOSED_PLANS, CheckType, PlanStatus
from models.calendar import month_of

DONE = (PlanStatus.CARRIED_OUT, PlanStatus.TO_BE_FILED, PlanStatus.FILED)


def who_is_inspected(t: Tables) -> Any:
    """Return the customers on the books, check points left out, with their importance.

    Facts: presumed_on_the_books.

    Shapes: the columns of `customers`, level (code).
    """
    customers = t.fact(presumed_on_the_books)
    return with_importance(customers.filter(~is_check_point(customers)), t.self_generation)


def with_last_inspection(t: Tables, customers: Any) -> Any:
    """Add the day of the last inspection that any file tells of, null where none does.

    `undated` is the end of the last month, begun by the day, that was planned for an inspection which was made, nobody says when.
    """
    visits = t.inspections
    visits = visits.filter(
        visits.actual_date <= t.as_of, visits.plan_status.fill_null("") != PlanStatus.CANCELLED
    )
    visited = visits.group_by("cons_no").agg(visited=visits.actual_date.max())
    checks = t.self_generation.filter(t.self_generation.chk_date <= t.as_of)
    checked = checks.group_by("cons_no").agg(checked=checks.chk_date.max())
    rows = customers.left_join(visited, "cons_no").drop("cons_no_right")
    rows = rows.left_join(checked, "cons_no").drop("cons_no_right")
    filed = ibis.ifelse(rows.last_check_date <= t.as_of, rows.last_check_date, ibis.null("date"))
    done = t.inspections
    has_begun = done.plan_month <= month_of(t.as_of)
    done = done.filter(done.actual_date.isnull(), done.plan_status.isin(DONE), has_begun)
    undated = done.group_by("cons_no").agg(undated=last_day_expr(done.plan_month.max()))
    rows = rows.left_join(undated, "cons_no").drop("cons_no_right")
    return rows.mutate(last_date=ibis.greatest(filed, rows.visited, rows.checked))


def planned(t: Tables, known: Any) -> Any:
    """Return the inspections that were planned for some customers, with how far each plan has come.

    `known` are customers `with_last_inspection`.

    Shapes: the columns of `inspections`, last_date, undated, is_open (neither made by the day nor closed), is_past (its
    month is over), is_made_up (the customer was inspected since).

    Source: INS-07, precise reading.
    """
    plans = t.inspections
    plans = plans.inner_join(known.select("cons_no", "last_date", "undated"), "cons_no")
    seen = ibis.greatest(plans.last_date, plans.undated)
    return plans.mutate(
        is_open=(plans.actual_date.isnull() | (plans.actual_date > t.as_of))
        & ~plans.plan_status.isin(CLOSED_PLANS).fill_null(False),
        is_past=last_day_expr(plans.plan_month) < t.as_of,
        is_made_up=(seen >= first_day_expr(plans.plan_month)).fill_null(False),
    )


def unmade_plans(t: Tables, known: Any) -> Any:
    """Return the periodic inspections that were planned, not made and not made up for; see `planned`."""
    plans = planned(t, known)
    return plans.filter(
        plans.check_type == CheckType.PERIODIC, plans.is_open, plans.is_past, ~plans.is_made_up
    )
