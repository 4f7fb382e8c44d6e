"""Events of meters (失压、失流、开盖 …): which tell of something, and which nobody has dealt with."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.outages import outages_of_areas
from analytics.regulation.practice import METER_EVENT_AMPERES, METER_EVENT_MINUTES
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AppType
from data_loaders.codes.charges import AdjustRs
from data_loaders.codes.metering import MeterEvent, MeterEventStatus

LASTING = (
    MeterEvent.VOLTAGE_LOST,
    MeterEvent.CURRENT_LOST,
    MeterEvent.PHASE_BROKEN,
    MeterEvent.ALL_VOLTAGE_LOST,
    MeterEvent.VOLTAGE_REVERSED,
    MeterEvent.CURRENT_REVERSED,
)
OF_OUTAGES = (MeterEvent.VOLTAGE_LOST, MeterEvent.PHASE_BROKEN, MeterEvent.ALL_VOLTAGE_LOST)


def valid_events(
    t: Tables, t_min: Rule[int] = METER_EVENT_MINUTES, i_min: Rule[Decimal] = METER_EVENT_AMPERES
) -> Any:
    """Return the events up to the day that tell of something, each once, with how long they lasted.

    Shapes: the columns of `meter_events`, until (the end, else the as-of day's beginning), seconds.

    Source: MET-13, precise reading.
    """
    events = t.meter_events.filter(t.meter_events.start_time < t.as_of + timedelta(days=1)).distinct()
    end = events.end_time.fill_null(ibis.literal(datetime.combine(t.as_of, time())))
    events = events.mutate(until=end, seconds=end.delta(events.start_time, unit="second"))
    is_real = (events.seconds >= t_min.on_column(t.as_of) * 60) & (
        events.max_i.isnull() | (events.max_i >= i_min.on_column(t.as_of))
    )
    is_lasting = events.event_type.isin(LASTING) & is_real
    return events.filter(is_lasting | (events.event_type == MeterEvent.COVER_OPENED))


def still_open(t: Tables, events: Any) -> Any:
    """Return those of some events that nobody has dealt with by the day and no outage explains, with their place.

    Events at no one point are left out.

    Facts: outages_of_areas.

    Shapes: the columns of `events`, mp_no, cons_no, wiring_mode and tg_no of the point.

    Source: MET-13, precise reading.
    """
    return _without_outages(t, _unclosed(t, _placed(t, events)))


def _placed(t: Tables, events: Any) -> Any:
    """Add point and customer where the event does not say them; what is at no one place is left out."""
    meters = t.meters.semi_join(events, "asset_no")
    places = meters.group_by("asset_no").agg(
        meter_mp_no=ibis.ifelse(meters.mp_no.nunique() == 1, meters.mp_no.max(), None),
        meter_cons_no=meters.cons_no.max(),
    )
    found = events.left_join(places, "asset_no").drop("asset_no_right")
    found = found.mutate(mp_no=found.mp_no.coalesce(found.meter_mp_no))
    points = t.metering_points.select("mp_no", "wiring_mode", "tg_no", point_cons_no="cons_no")
    found = found.filter(found.mp_no.notnull()).left_join(points, "mp_no").drop("mp_no_right")
    cons_no = found.cons_no.coalesce(found.point_cons_no).coalesce(found.meter_cons_no)
    return found.mutate(cons_no=cons_no).drop("meter_mp_no", "meter_cons_no", "point_cons_no")


def _unclosed(t: Tables, events: Any) -> Any:
    """Return the events that nobody has dealt with by the day, neither in the event itself nor with the customer."""
    is_handled = (events.handle_status == MeterEventStatus.HANDLED) & (
        events.handle_time.isnull() | (events.handle_time < t.as_of + timedelta(days=1))
    )
    is_closed = is_handled | (events.handle_status == MeterEventStatus.FALSE_ALARM)
    open_events = events.filter(~is_closed.fill_null(False), events.handle_app_no.isnull())
    applications, inspections, adjustments = t.applications, t.inspections, t.adjustments
    faults = applications.filter(applications.app_type == AppType.METERING_FAULT)
    made_up = adjustments.filter(adjustments.rs_flag.fill_null("") != AdjustRs.WITHDRAWN)
    for rows, column in ((faults, "accept_time"), (inspections, "actual_date"), (made_up, "rs_date")):
        day = rows[column].cast("date")
        last = rows.filter(day <= t.as_of).group_by("cons_no").agg(acted=day.max())
        open_events = open_events.left_join(last, "cons_no").drop("cons_no_right")
        is_done = open_events.acted >= open_events.start_time.cast("date")
        open_events = open_events.filter(~is_done.fill_null(False)).drop("acted")
    return open_events


def _without_outages(t: Tables, events: Any) -> Any:
    """Return the events that no outage of the customer or of its area explains."""
    lost = events.filter(events.event_type.isin(OF_OUTAGES))
    of_customers = t.outages.filter(t.outages.cons_no.notnull())
    for outages, place in ((of_customers, "cons_no"), (t.fact(outages_of_areas), "tg_no")):
        times = outages.select(place, begin="start_time", finish="end_time")
        met = lost.inner_join(times, place)
        met = met.filter(met.start_time.between(met.begin, met.finish))
        events = events.anti_join(
            met.select(place, "event_type", "start_time").distinct(), [place, "event_type", "start_time"]
        )
    return events
