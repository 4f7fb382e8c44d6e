"""Who is read, and so billed, less often than every month: every second one (双月抄表), or once a quarter (按季抄表)."""

from typing import Any

import ibis

from analytics.fact import Tables
from data_loaders.codes.metering import MrPeriod

QUARTER, QUARTER_MONTHS = "季", 3  # on no list of codes, kept in words: 每季, 季抄


def months_of_cycle(mr_cycle: Any) -> Any:
    """Return how many months lie between two readings of a cycle; null without one."""
    return ibis.cases(
        (mr_cycle == MrPeriod.EVERY_SECOND_MONTH, 2),
        (mr_cycle.contains(QUARTER), QUARTER_MONTHS),
        (mr_cycle.notnull(), 1),
        else_=ibis.null("int64"),
    )


def read_seldom(t: Tables) -> Any:
    """Return the customers read less often than every month: by the cycle of their section, where none is known by the period's readings.

    Reads `customers` (cons_no, mr_sect_no), `mr_sections` (mr_sect_no, mr_cycle), `readings` (cons_no, amt_ym, mr_cycle).

    Shapes: cons_no, months (between two readings).
    """
    if t.has("mr_sections.mr_cycle"):
        sections = t.mr_sections.filter(t.mr_sections.mr_sect_no.notnull())
        cycles = sections.group_by("mr_sect_no").agg(months=months_of_cycle(sections.mr_cycle.max()))
        known = t.customers.inner_join(cycles.filter(cycles.months > 1), "mr_sect_no")
    else:
        known = t.readings.filter(t.readings.amt_ym == t.period)
        known = known.mutate(months=months_of_cycle(known.mr_cycle))
        known = known.filter(known.months > 1)
    return known.group_by("cons_no").agg(months=known.months.max())


def read_every_second_month(t: Tables) -> Any:
    """Return the customers read every second month (`read_seldom`): cons_no."""
    seldom = read_seldom(t)
    return seldom.filter(seldom.months == 2).select("cons_no")
