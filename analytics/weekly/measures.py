"""Counts, rates and densities with what they are compared with (环比 the previous period, 同比 last year).

A value is None where it cannot be known: the data do not reach that period, or a column was never delivered.
It is never 0 for "unknown". A comparison on base 0 is None as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MIN_CASES = 30  # rates on fewer cases are listed without rank


@dataclass(frozen=True)
class Count:
    """How many there are in the period, in the previous one and in the same period last year."""

    now: int
    previous: int | None = None
    last_year: int | None = None

    @property
    def on_previous(self) -> float | None:
        """Return the relative change on the previous period (0.1 is 10 % more); None on base 0."""
        return _change(self.now, self.previous)

    @property
    def on_last_year(self) -> float | None:
        """Return the relative change on last year; None on base 0."""
        return _change(self.now, self.last_year)


@dataclass(frozen=True)
class Density:
    """Orders per ten thousand households (件/万户), by today's number of households."""

    now: float | None
    previous: float | None = None
    last_year: float | None = None

    @property
    def on_previous(self) -> float | None:
        """Return the relative change on the previous period; None on base 0."""
        return _change(self.now, self.previous)

    @property
    def on_last_year(self) -> float | None:
        """Return the relative change on last year; None on base 0."""
        return _change(self.now, self.last_year)


@dataclass(frozen=True)
class Share:
    """So many of so many; both are shown beside every rate."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Return the rate; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def is_small(self) -> bool:
        """Return whether there are too few cases for a rank."""
        return self.whole < MIN_CASES


@dataclass(frozen=True)
class Rate:
    """A share in the period, in the previous one and in the same period last year; None: not known."""

    now: Share | None
    previous: Share | None = None
    last_year: Share | None = None

    @property
    def value(self) -> float | None:
        """Return the rate of the period."""
        return self.now.value if self.now else None

    @property
    def on_previous(self) -> float | None:
        """Return the difference to the previous period (0.01 is 1 个百分点)."""
        return _difference(self.now, self.previous)

    @property
    def on_last_year(self) -> float | None:
        """Return the difference to last year (0.01 is 1 个百分点)."""
        return _difference(self.now, self.last_year)


UNKNOWN = Rate(None)


def density(count: Count, households: int | None) -> Density:
    """Return the orders per ten thousand households; unknown where the households are."""
    values = [count.now, count.previous, count.last_year]
    return Density(*(None if not households or v is None else v * 10_000 / households for v in values))


def ranks(shares: Sequence[Share | None]) -> list[int | None]:
    """Return each share's place, the greatest first, equal ones sharing it; None for what is unknown or on too few cases."""
    known = [s.value for s in shares if s is not None and not s.is_small and s.value is not None]
    ordered = sorted(known, reverse=True)
    return [
        None if s is None or s.is_small or s.value is None else ordered.index(s.value) + 1 for s in shares
    ]


def _change(now: float | None, before: float | None) -> float | None:
    return None if now is None or not before else now / before - 1


def _difference(now: Share | None, before: Share | None) -> float | None:
    if now is None or before is None or now.value is None or before.value is None:
        return None
    return now.value - before.value
