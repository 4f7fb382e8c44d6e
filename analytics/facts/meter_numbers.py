"""By which numbers meters are known, and which were read or collected from in the period."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.daily_use import was_collected
from data_loaders.codes.metering import ReadType
from models.calendar import first_day, last_day

NUMBERS = ("asset_no", "bar_code", "made_no")


def known_numbers(t: Tables, sought: Any = None) -> Any:
    """Return every number by which a meter may be called, or those that are `sought`, with its point.

    Shapes: asset_no, known_mp_no.

    Source: MET-11, precise reading.
    """
    names = [_called(t, name).filter(lambda row: row.asset_no.notnull()) for name in NUMBERS]
    every = ibis.union(*(names if sought is None else [one.semi_join(sought, "asset_no") for one in names]))
    return every.group_by("asset_no").agg(known_mp_no=every.mp_no.max())


def without_known_numbers(t: Tables, rows: Any) -> Any:
    """Return the rows whose meter, `asset_no`, no archive knows by any number.

    Number by number, for hardly any row is left after the first.
    """
    for name in NUMBERS:
        rows = rows.anti_join(_called(t, name), "asset_no")
    return rows


def _called(t: Tables, name: str) -> Any:
    return t.meters.select("mp_no", asset_no=name)


def read_registers(t: Tables) -> Any:
    """Return the readings of the period of active energy that tell a meter."""
    readings = t.readings
    return readings.filter(
        readings.amt_ym == t.period, readings.read_type == ReadType.ACTIVE_TOTAL, readings.asset_no.notnull()
    )


def collected_days(t: Tables) -> Any:
    """Return the days of the period whose energy was collected from a meter."""
    usage = t.daily_usage
    return usage.filter(
        usage.data_date.between(first_day(t.period), last_day(t.period)),
        was_collected(usage),
        usage.asset_no.notnull(),
    )
