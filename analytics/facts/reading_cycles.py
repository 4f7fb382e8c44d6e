"""Who is read, and so billed, every second month (双月抄表)."""

from typing import Any

from analytics.fact import Tables
from data_loaders.codes.metering import MrPeriod


def read_every_second_month(t: Tables) -> Any:
    """Return the customers read every second month: by the cycle of their section, where none is known by the period's readings.

    Reads `customers` (cons_no, mr_sect_no), `mr_sections` (mr_sect_no, mr_cycle), `readings` (cons_no, amt_ym, mr_cycle).

    Shapes: cons_no.
    """
    if t.has("mr_sections.mr_cycle"):
        sections = t.mr_sections.filter(t.mr_sections.mr_sect_no.notnull())
        cycles = sections.group_by("mr_sect_no").agg(cycle=sections.mr_cycle.max())
        slow = cycles.filter(cycles.cycle == MrPeriod.EVERY_SECOND_MONTH)
        return t.customers.semi_join(slow, "mr_sect_no").select("cons_no").distinct()
    rows = t.readings.filter(
        t.readings.amt_ym == t.period, t.readings.mr_cycle == MrPeriod.EVERY_SECOND_MONTH
    )
    return rows.select("cons_no").distinct()
