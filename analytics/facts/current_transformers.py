"""Current transformers beside the load that they bear: too large, too small or of a fitting size."""

from decimal import Decimal
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.columns import in_words, listed
from analytics.facts.daily_use import was_collected
from analytics.facts.points import metering_kilovolts, points_in_use, running_meters
from analytics.facts.transformers import running_transformers
from analytics.regulation.metering import (
    MAX_LOAD_RATIO,
    MIN_LOAD_RATIO,
    MIN_LOAD_RATIO_S,
    primary_current_expr,
)
from analytics.regulation.money import exact, number, ratio, to_places
from analytics.regulation.source import Rule
from data_loaders.codes.equipment import VoltCode
from data_loaders.codes.metering import ItAccuracy, MeasMode
from models.calendar import add_months, first_day, last_day

BEHIND_A_TRANSFORMER_KV, LOW_KV = 0.4, 0.38
S_GRADES = (ItAccuracy.CLASS_0_2S, ItAccuracy.CLASS_0_5S)
POWER_FACTOR = 0.9
FEWEST_DAYS = 300
MONTHS = 12


def loaded_transformers(
    t: Tables,
    min_ratio: Rule[Decimal] = MIN_LOAD_RATIO,
    min_ratio_s: Rule[Decimal] = MIN_LOAD_RATIO_S,
    max_ratio: Rule[Decimal] = MAX_LOAD_RATIO,
) -> Any:
    """Return the points in use whose current transformers are of one size, with the load and whether they fit it.

    Facts: points_in_use, running_transformers, running_meters.

    Shapes: the columns of `metering_points`, kv, ct_amperes, is_s, accuracy, max_p (kW, null where not measured),
    large_kva and small_kva (the load at least and at most), large_amperes, small_amperes, lower, upper, is_large,
    is_small.

    Source: MET-03, precise reading.
    """
    points = _loaded(t, _sized(t))
    lower: Any = ibis.ifelse(points.is_s, min_ratio_s.on_column(t.as_of), min_ratio.on_column(t.as_of))
    points = points.mutate(
        lower=lower,
        upper=max_ratio.on_column(t.as_of),
        large_amperes=primary_current_expr(points.large_kva, points.kv),
        small_amperes=primary_current_expr(points.small_kva, points.kv),
    )
    is_large = (points.large_amperes < exact(points.ct_amperes) * points.lower) & (points.large_kva > 0)
    points = points.mutate(is_large=is_large.fill_null(False))
    return points.mutate(is_small=points.small_amperes > exact(points.ct_amperes) * points.upper)


def _sized(t: Tables) -> Any:
    """Return the points in use whose current transformers are all of one size, with their voltage.

    Shapes: the columns of `metering_points`, kv, ct_amperes, is_s (all of a grade S or of none on record), accuracy.
    """
    points = t.fact(points_in_use)
    kv = metering_kilovolts(points, behind=BEHIND_A_TRANSFORMER_KV)
    is_high = kv >= 1
    points = points.mutate(
        kv=ibis.cases(
            (points.meas_mode == MeasMode.LOW_SUPPLY, number(LOW_KV)),
            (points.meas_mode.isnull() & ~is_high, number(LOW_KV)),
            (points.meas_mode.notnull(), kv),
            else_=ibis.null("decimal(18, 6)"),
        )
    )
    points = points.filter(points.volt_code != VoltCode.AC_220V, points.kv.notnull())
    currents = t.fact(running_transformers)
    currents = currents.filter("is_ct")
    is_one = currents.turns_ratios.length() == 1
    amperes = ibis.ifelse(is_one, exact(currents.turns_ratios[0]) * currents.secondary_value, None)
    is_s = currents.accuracy.isnull() | currents.accuracy.isin(S_GRADES)
    currents = currents.mutate(amperes=to_places(amperes, 2), is_s=is_s)
    sizes = currents.group_by("mp_no").agg(
        ct_amperes=currents.amperes.max(),
        least=currents.amperes.min(),
        is_known=currents.amperes.notnull().all(),
        is_s=currents.is_s.all(),
        accuracy=listed(in_words(currents.accuracy, t.labels("IT_ACCURACY_CODE")), distinct=True),
    )
    sizes = sizes.filter(sizes.is_known, sizes.ct_amperes == sizes.least, sizes.ct_amperes > 0)
    return points.inner_join(sizes.drop("least", "is_known"), "mp_no")


def _loaded(t: Tables, points: Any) -> Any:
    """Add the loads that a transformer should bear at least and at most: measured for a year, else by capacity.

    Shapes: adds max_p (kW, null where not measured), large_kva, small_kva.
    """
    points = points.left_join(t.customers, "cons_no").drop("cons_no_right")
    points = points.left_join(_measured(t, points), "mp_no").drop("mp_no_right")
    measured = ratio(exact(points.max_p), exact(number(POWER_FACTOR)), 6)
    own = points.mp_cap.coalesce(points.contract_cap)
    running = ibis.ifelse(own <= points.run_cap, own, points.run_cap)
    return points.mutate(large_kva=measured.coalesce(own), small_kva=measured.coalesce(running))


def _measured(t: Tables, points: Any) -> Any:
    """Return the greatest power of each point that was measured on enough days of the last twelve months."""
    meters = t.fact(running_meters).semi_join(points, "mp_no").select("asset_no", "mp_no")
    first, last = first_day(add_months(t.period, 1 - MONTHS)), last_day(t.period)
    usage = t.daily_usage.filter(
        t.daily_usage.data_date.between(first, last),
        t.daily_usage.max_p.notnull(),
        was_collected(t.daily_usage),
    )
    usage = usage.inner_join(meters, "asset_no")
    days = usage.group_by("mp_no").agg(max_p=usage.max_p.max(), days=usage.data_date.nunique())
    return days.filter(days.days >= FEWEST_DAYS).select("mp_no", "max_p")
