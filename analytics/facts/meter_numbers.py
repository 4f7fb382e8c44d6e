"""By which numbers meters are known, and which were read or collected from in the period."""

from typing import Any

import ibis

from analytics.fact import Tables
from data_loaders.codes.metering import Collected, ReadType
from models.calendar import first_day, last_day


def known_numbers(t: Tables) -> Any:
    """Return every number by which a meter may be called, with its point: asset_no, known_mp_no.

    Source: MET-11, precise reading.
    """
    meters = t.meters
    names = [meters.select("mp_no", asset_no=name) for name in ("asset_no", "bar_code", "made_no")]
    every = ibis.union(*names)
    every = every.filter(every.asset_no.notnull())
    return every.group_by("asset_no").agg(known_mp_no=every.mp_no.max())


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
        usage.succ_flag.fill_null(Collected.YES) == Collected.YES,
        usage.asset_no.notnull(),
    )
