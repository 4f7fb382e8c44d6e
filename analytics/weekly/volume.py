"""1 总体情况: how many orders, per ten thousand households, by type, and the last 26 weeks."""

from datetime import timedelta
from typing import Any

from analytics.weekly.control import limits_of, signals_of, smoothed
from analytics.weekly.cube import Cube
from analytics.weekly.labels import type_label
from analytics.weekly.measures import Count, density
from analytics.weekly.orders import Orders, daily
from analytics.weekly.period import Period, Span
from analytics.weekly.sections import Coverage, Scope, Trend, TrendPoint, TypeRow, Volume
from models.calendar import day_in_words

WEEKS = 26


def volume_of(orders: Orders, cube: Cube, period: Period, scope: Scope, coverage: Coverage) -> Volume:
    """Return the section."""
    total = cube.count()
    missing = []
    if scope.households is None:
        missing.append("组织机构缺少用户数,未计算万户工单量")
    callers = None
    if orders.has("cust_no"):
        callers = _callers(orders, coverage)
    else:
        missing.append("工单没有客户编号,未统计重复来电客户")
    return Volume(
        total,
        density(total, scope.households),
        types_of(cube, total),
        callers,
        trend_of(orders, period, coverage),
        tuple(missing),
    )


def types_of(cube: Cube, total: Count) -> tuple[TypeRow, ...]:
    """Return the types that occur in any of the periods, the most frequent first."""
    codes = sorted(set(cube.frame.busi_type))
    rows = [(code, cube.count(busi_type=code)) for code in codes]
    rows = [(code, count) for code, count in rows if count.now or count.previous or count.last_year]
    rows.sort(key=lambda row: (-row[1].now, row[0]))
    share = lambda count: count.now / total.now if total.now else None  # noqa: E731
    return tuple(TypeRow(code, type_label(code), count, share(count)) for code, count in rows)


def _callers(orders: Orders, coverage: Coverage) -> Count:
    [row] = orders.rows("callers", _twice)
    return Count(
        row["now"] or 0,
        None if coverage.previous == "none" else row["previous"] or 0,
        None if coverage.last_year == "none" else row["last_year"] or 0,
    )


def _twice(wide: Any) -> Any:
    wide = wide.filter(wide.cust_no.notnull())
    names = ("now", "previous", "last_year")
    each = wide.group_by("cust_no").agg(**{name: wide[f"is_{name}"].sum() for name in names})
    return each.agg(**{name: (each[name] >= 2).sum() for name in names})


def trend_of(orders: Orders, period: Period, coverage: Coverage) -> Trend:
    """Return the weeks up to the period's last day that the data reach, with limits and signals."""
    last = period.span.last
    weeks = [Span(last - timedelta(days=7 * n + 6), last - timedelta(days=7 * n)) for n in range(WEEKS)]
    weeks = [week for week in reversed(weeks) if coverage.first_day and week.first >= coverage.first_day]
    if not weeks:
        return Trend(())
    by_day = daily(orders, Span(weeks[0].first, last))
    counts = [sum(by_day.get(week.first + timedelta(days=d), 0) for d in range(7)) for week in weeks]
    limits = limits_of(counts[:-1]) if coverage.is_complete else None
    ewma = smoothed(counts, limits.centre if limits else None)
    points = [
        TrendPoint(
            week.first,
            week.last,
            day_in_words(week.first),
            count,
            level,
            coverage.is_complete or week.last != last,
        )
        for week, count, level in zip(weeks, counts, ewma, strict=True)
    ]
    if limits is None:
        return Trend(tuple(points))
    return Trend(
        tuple(points),
        limits.centre,
        limits.upper,
        limits.lower,
        limits.poisson_upper,
        limits.poisson_lower,
        limits.ewma_upper,
        limits.ewma_lower,
        limits.is_overdispersed,
        signals_of(counts, ewma, limits),
    )
