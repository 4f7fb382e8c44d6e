"""Which checks the data allows: by what is stored, by what a delivery brings, and what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from analytics.check import Check
from analytics.rulebook import checks
from models.lake import Door

Filled = Mapping[str, Mapping[str, int]]
State = Literal["already", "newly", "off"]


@dataclass(frozen=True)
class Readiness:
    """Whether a check can run: already, newly with a delivery, or not for lack of `missing` places."""

    check: Check
    state: State
    missing: tuple[str, ...] = ()


def readiness(stored: Filled, brought: Filled) -> list[Readiness]:
    """Return every check's readiness once a delivery is added to what is stored.

    Shapes: both say {table: {column: count of values}}.
    """
    together = added(stored, brought)
    return [_of(one, stored, together) for one in checks().values()]


def stored_values(door: Door) -> dict[str, dict[str, int]]:
    """Return how many values each column of each stored table has, for every unit together."""
    return {name: filled for name in door.tables if (filled := door.filled(name))}


def added(*counts: Filled) -> dict[str, dict[str, int]]:
    """Return the sum of several counts of values."""
    return _summed((name, filled) for one in counts for name, filled in one.items())


def values_of(files: Iterable[tuple[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Return how many values each column has in (table, counts) of single files together."""
    return _summed(files)


def _summed(parts: Iterable[tuple[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    total: dict[str, dict[str, int]] = {}
    for name, filled in parts:
        own = total.setdefault(name, {})
        for column, count in filled.items():
            own[column] = own.get(column, 0) + count
    return total


def _of(one: Check, stored: Filled, together: Filled) -> Readiness:
    if not one.missing(stored):
        return Readiness(one, "already")
    missing = one.missing(together)
    return Readiness(one, "off", tuple(missing)) if missing else Readiness(one, "newly")
