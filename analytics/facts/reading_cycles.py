"""Who is read, and so billed, less often than every month: every second one (双月抄表), or once a quarter (按季抄表)."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.regulation.working_days import months_between_expr
from data_loaders.codes.metering import MrPeriod
from models.calendar import add_months

QUARTER, QUARTER_MONTHS = "季", 3  # on no list of codes, kept in words: 每季, 季抄
SELDOM = {2: "双月抄表", QUARTER_MONTHS: "按季抄表"}
"""The months between two readings of who is not read every month, with what that is called."""


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


def months_read(period: str, cycle: int, readings: int) -> list[str]:
    """Return the months of so many readings up to the period, the first one first: so many months lie between two."""
    return [add_months(period, -cycle * back) for back in reversed(range(readings))]


def in_a_row(t: Tables, bills: Any) -> Any:
    """Mark which months' bills stand in a row up to the period, each within its customer's cycle of the next.

    `bills` has a row of a customer and month: cons_no, amt_ym, `months` of the cycle, and `is_counted`: one that is not
    ends the row. A bill is of the months since the one before, a cycle's at most: some are billed more often than filed.

    Shapes: the columns of `bills`, is_in_row, of_months.
    """
    rows = bills.mutate(back=months_between_expr(bills.amt_ym, ibis.literal(t.period)))
    newest_first = ibis.window(group_by="cons_no", order_by="back")
    rows = rows.mutate(newer=rows.back.lag().over(newest_first), older=rows.back.lead().over(newest_first))
    is_apart = (rows.back - rows.newer > rows.months).fill_null(rows.back > 0)
    rows = rows.mutate(
        is_end=is_apart | ~rows.is_counted.fill_null(False),
        of_months=ibis.least(
            rows.months, ibis.coalesce(rows.older - rows.back, rows.back - rows.newer, rows.months)
        ),
    )
    so_far = ibis.window(group_by="cons_no", order_by="back", preceding=None, following=0)
    rows = rows.mutate(is_in_row=rows.is_end.sum().over(so_far) == 0)
    return rows.drop("back", "newer", "older", "is_end")
