"""The whole weekly analysis of one unit and period, computed once for every form that it is shown in."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec, TypeVar

from analytics.units import digits_below
from analytics.weekly.complaints import complaints_of
from analytics.weekly.composition import composition_of
from analytics.weekly.cube import Cube, cube_of
from analytics.weekly.deadlines import deadlines_of
from analytics.weekly.history import history_of
from analytics.weekly.orders import Orders, orders_of, reach_by_unit
from analytics.weekly.people import people_of
from analytics.weekly.period import Period, Span
from analytics.weekly.repairs import repairs_of
from analytics.weekly.repeats import repeats_of
from analytics.weekly.revisits import revisits_of
from analytics.weekly.sections import Coverage, Reach, SetAside, Topics, Weekly
from analytics.weekly.topics import topics_of
from analytics.weekly.units import (
    households_by_unit,
    households_of,
    organisation_of,
    scope_of,
)
from analytics.weekly.volume import volume_of
from data_loaders.codes.service import BusiType
from models.company.settings import NO_OWN_WORDS, OwnWords
from models.lake import Door

Given = ParamSpec("Given")
Part = TypeVar("Part")
NOT_READ = Topics(0, 0, (), ("本次未分析工单文本",))


def weekly(
    door: Door,
    period: Period,
    org_prefix: str = "",
    *,
    with_topics: bool = True,
    own_words: OwnWords = NO_OWN_WORDS,
) -> Weekly:
    """Return the analysis of the orders of a unit and all below it ('' is every unit the person may see).

    `own_words` are those that the company has the texts cut by. Without topics that section says it was left out; `with_texts_read` adds them.
    """
    seconds: dict[str, float] = {}

    def timed(name: str, make: Callable[Given, Part], *given: Given.args, **named: Given.kwargs) -> Part:
        began = time.perf_counter()
        made = make(*given, **named)
        seconds[name] = round(time.perf_counter() - began, 3)
        return made

    rows = organisation_of(door)
    orders = timed("orders", orders_for, door, period, org_prefix)
    coverage = coverage_of(orders, period)
    cube = timed("cube", cube_of, orders, coverage)
    scope = scope_of(rows, org_prefix, orders.unit_digits, set(cube.frame.org_code))
    known = households_by_unit(rows)
    households = {code: households_of(code, known) for code in scope.units}
    volume = timed("volume", volume_of, orders, cube, period, scope, coverage)
    complaints = timed("complaints", complaints_of, orders, cube, scope, households)
    contact = complaints.kinds[0].contact
    found = Weekly(
        period,
        scope,
        coverage,
        set_aside_of(orders, cube),
        _by_org(cube),
        volume,
        timed("composition", composition_of, orders, cube, scope),
        timed("repairs", repairs_of, orders, cube, period, scope),
        complaints,
        timed("deadlines", deadlines_of, orders, cube, scope, coverage),
        timed("revisits", revisits_of, orders, cube, scope),
        timed("repeats", repeats_of, orders, volume, scope, coverage),
        timed("people", people_of, orders, cube, scope, households),
        NOT_READ,
        timed("history", history_of, orders, period, coverage),
        door.data_version,
        contact.now if contact else None,
        seconds,
    )
    return with_texts_read(door, found, own_words) if with_topics else found


def with_texts_read(door: Door, found: Weekly, own_words: OwnWords) -> Weekly:
    """Return an analysis with what the texts of its orders talk about.

    The first time in a process it takes three seconds to load what reads Chinese, later a fifth of the whole.
    """
    if found.topics is not NOT_READ:
        return found
    began = time.perf_counter()
    topics = topics_of(orders_for(door, found.period, found.scope.org_prefix), found.period, own_words)
    taken = {"topics": round(time.perf_counter() - began, 3)}
    return replace(found, topics=topics, seconds=found.seconds | taken)


def orders_for(door: Door, period: Period, org_prefix: str) -> Orders:
    """Return the period's orders with `unit` cut to the units that a report shows."""
    codes = {
        code
        for code in (*reach_by_unit(door), *organisation_of(door))
        if code and code.startswith(org_prefix)
    }
    digits = digits_below(org_prefix, codes)
    return orders_of(door, period, org_prefix, digits)


def coverage_of(orders: Orders, period: Period) -> Coverage:
    """Return how far the data of every unit reach into the period and its comparisons."""
    first, last = orders.first_day, orders.last_day

    def reach(span: Span) -> Reach:
        if first is None or last is None or last < span.first or first > span.last:
            return "none"
        return "full" if first <= span.first and last >= span.last else "partial"

    # data that begin inside the period are no less complete at its end, which is what is flagged
    now: Reach = "none" if last is None or last < period.span.first else "full"
    if last is not None and period.span.first <= last < period.span.last:
        now = "partial"
    return Coverage(first, last, orders.cutoff, now, reach(period.previous), reach(period.last_year))


def set_aside_of(orders: Orders, cube: Cube) -> SetAside:
    """Return what was not counted, or whose times were disregarded."""
    of = lambda column: cube.sum(column) or 0  # noqa: E731
    return SetAside(
        orders.duplicates,
        cube.sum("orders", org_code="") or 0,
        of("arrival_negative"),
        of("restore_negative"),
        cube.sum("early_contact", busi_type=BusiType.COMPLAINT) or 0,
        of("early_reply"),
        of("returned"),
        of("aborted"),
    )


def _by_org(cube: Cube) -> dict[str, int]:
    counted = cube.by("org_code")["orders"]
    return {str(code): int(number) for code, number in counted.items() if number}
