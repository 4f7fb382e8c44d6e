"""Control limits of a weekly count: individuals chart, Poisson, EWMA; and what the last week signals.

Source: Montgomery, Introduction to Statistical Quality Control: individuals limits from the mean moving range
(d2 = 1.128), EWMA with λ = 0.2; EWMA's σ is the larger of the moving ranges' and Poisson's, since counts of
orders vary more than chance alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from analytics.weekly.sections import Signal

D2 = 1.128
SIGMAS = 3
SMOOTHING = 0.2
RUN_LENGTH = 8  # so many weeks in a row on one side of the centre
FEWEST_WEEKS = 8
OVERDISPERSED = 2.0  # variance over mean beyond which Poisson limits say too much


@dataclass(frozen=True)
class Limits:
    """Limits from the weeks before the last one."""

    centre: float
    upper: float
    lower: float
    poisson_upper: float
    poisson_lower: float
    ewma_upper: float
    ewma_lower: float
    is_overdispersed: bool


def limits_of(baseline: Sequence[int]) -> Limits | None:
    """Return the limits that a baseline gives; None on fewer than 8 weeks."""
    if len(baseline) < FEWEST_WEEKS:
        return None
    centre = sum(baseline) / len(baseline)
    ranges = [abs(later - earlier) for earlier, later in pairwise(baseline)]
    sigma = sum(ranges) / len(ranges) / D2
    poisson = centre**0.5
    ewma = max(sigma, poisson) * (SMOOTHING / (2 - SMOOTHING)) ** 0.5
    variance = sum((value - centre) ** 2 for value in baseline) / (len(baseline) - 1)
    return Limits(
        centre,
        centre + SIGMAS * sigma,
        max(0.0, centre - SIGMAS * sigma),
        centre + SIGMAS * poisson,
        max(0.0, centre - SIGMAS * poisson),
        centre + SIGMAS * ewma,
        max(0.0, centre - SIGMAS * ewma),
        variance > OVERDISPERSED * centre,
    )


def smoothed(counts: Sequence[int], start: float | None) -> list[float]:
    """Return the exponentially weighted mean up to each week, begun at `start` (else the first week)."""
    values: list[float] = []
    level = start if start is not None else (counts[0] if counts else 0)
    for count in counts:
        level = SMOOTHING * count + (1 - SMOOTHING) * level
        values.append(level)
    return values


def signals_of(counts: Sequence[int], ewma: Sequence[float], limits: Limits) -> tuple[Signal, ...]:
    """Return what the last week says, the strongest rule first."""
    last, found = counts[-1], []
    rules: tuple[tuple[Literal["limits", "ewma", "poisson"], float, float, float], ...] = (
        ("limits", last, limits.upper, limits.lower),
        ("ewma", ewma[-1], limits.ewma_upper, limits.ewma_lower),
        ("poisson", last, limits.poisson_upper, limits.poisson_lower),
    )
    for rule, value, upper, lower in rules:
        if value > upper:
            found.append(Signal(rule, "above"))
        elif value < lower:
            found.append(Signal(rule, "below"))
    run = counts[-RUN_LENGTH:]
    if len(run) == RUN_LENGTH and all(value > limits.centre for value in run):
        found.insert(1, Signal("run", "above"))
    elif len(run) == RUN_LENGTH and all(value < limits.centre for value in run):
        found.insert(1, Signal("run", "below"))
    return tuple(found)
