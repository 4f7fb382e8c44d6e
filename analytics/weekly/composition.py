"""2 业务类型构成: which types and sub-types make most of the orders, when they come, and where."""

from collections.abc import Sequence
from typing import Any

from analytics.weekly.cube import Cube
from analytics.weekly.labels import sub_type_label, type_label
from analytics.weekly.orders import Orders
from analytics.weekly.period import WEEKDAY_NAMES
from analytics.weekly.sections import Composition, Matrix, ParetoRow, Scope
from analytics.weekly.units import WITHOUT_UNIT

VITAL_SHARE = 0.8


def composition_of(orders: Orders, cube: Cube, scope: Scope) -> Composition:
    """Return the section."""
    by_type = cube.by("busi_type")["orders"]
    types = [(code, type_label(code), int(n)) for code, n in by_type.items()]
    missing: tuple[str, ...] = ()
    if not orders.has("busi_sub_type"):
        missing = ("工单没有业务子类,未作子类分析",)
    return Composition(
        pareto(types),
        pareto(_sub_types(orders)) if not missing else (),
        _heat(orders),
        _by_unit(cube, scope),
        missing,
    )


def pareto(counted: Sequence[tuple[str, str, int]]) -> tuple[ParetoRow, ...]:
    """Return (code, label, count) in order of count with their cumulative share."""
    ordered = sorted((row for row in counted if row[2]), key=lambda row: (-row[2], row[0]))
    total = sum(row[2] for row in ordered)
    rows, before = [], 0
    for code, label, count in ordered:
        is_vital = before / total < VITAL_SHARE
        before += count
        rows.append(ParetoRow(code, label, count, count / total, before / total, is_vital))
    return tuple(rows)


def _sub_types(orders: Orders) -> list[tuple[str, str, int]]:
    rows = orders.rows("sub_types", _by_sub_type)
    return [
        (
            f"{row['busi_type'] or ''}|{row['busi_sub_type'] or ''}",
            f"{type_label(row['busi_type'])}·{sub_type_label(row['busi_type'], row['busi_sub_type'])}",
            row["n"],
        )
        for row in rows
    ]


def _heat(orders: Orders) -> Matrix:
    cells = {(row["weekday"], row["hour"]): row["n"] for row in orders.rows("heat", _by_hour)}
    return Matrix(
        tuple(str(day) for day in range(7)),
        WEEKDAY_NAMES,
        tuple(str(hour) for hour in range(24)),
        tuple(str(hour) for hour in range(24)),
        tuple(tuple(cells.get((day, hour), 0) for hour in range(24)) for day in range(7)),
    )


def _by_sub_type(wide: Any) -> Any:
    now = wide.filter(wide.is_now)
    return now.group_by("busi_type", "busi_sub_type").agg(n=now.count())


def _by_hour(wide: Any) -> Any:
    now = wide.filter(wide.is_now)
    keyed = now.select(weekday=now.accept_time.day_of_week.index(), hour=now.accept_time.hour())
    return keyed.group_by("weekday", "hour").agg(n=keyed.count())


def _by_unit(cube: Cube, scope: Scope) -> Matrix:
    cells = cube.by("unit", "busi_type")["orders"].to_dict()
    units = [*scope.units, *([""] if any(unit == "" for unit, _ in cells) else [])]
    types = [row.code for row in pareto([(c, c, int(n)) for c, n in cube.by("busi_type")["orders"].items()])]
    return Matrix(
        tuple(units),
        tuple(scope.units.get(unit, WITHOUT_UNIT) for unit in units),
        tuple(types),
        tuple(type_label(code) for code in types),
        tuple(tuple(int(cells.get((unit, code), 0)) for code in types) for unit in units),
    )
