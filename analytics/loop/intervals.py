"""How sure a rate is: 95 % intervals of plain counts, of the random control by its inclusion probabilities, of a ratio.

Source: Clopper & Pearson 1934 for counts; Hájek 1971 for the weighted mean and Särndal, Swensson & Wretman 1992,
section 5.7, for its linearised variance; Korn & Graubard 1998 for the exact interval of a weighted rate, by the
number of equal cases that would have its variance; Zou & Donner 2008 for a ratio of two rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum, hypot, inf, log

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A rate with its 95 % interval: `confirmed` of `judged` cases, which count `effective` equal ones; None of none."""

    confirmed: int
    judged: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    effective: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """Cases of the random control that were drawn with the same probability and came to the same end."""

    probability: float
    is_confirmed: bool
    cases: int


def exact_interval(part: float, whole: float) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of a rate; the counts may be fractions, as equal cases are."""
    from scipy.special import betaincinv

    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if part <= 0 else float(betaincinv(part, whole - part + 1, tail))
    high = 1.0 if part >= whole else float(betaincinv(part + 1, whole - part, 1 - tail))
    return low, high


def plain(confirmed: int, judged: int) -> Estimate:
    """Return the rate of cases that all count alike."""
    if not judged:
        return Estimate(0, 0)
    return Estimate(
        confirmed, judged, confirmed / judged, *exact_interval(confirmed, judged), effective=judged
    )


def weighted(drawn: Iterable[Drawn]) -> Estimate:
    """Return the rate of the whole frame from the random control, each case weighing 1 ÷ its probability.

    What was drawn and is not judged yet is left out: the judged ones stand for it.
    """
    known = [one for one in drawn if one.cases and one.probability > 0]
    judged = sum(one.cases for one in known)
    if not judged:
        return Estimate(0, 0)
    confirmed = sum(one.cases for one in known if one.is_confirmed)
    weight = fsum(one.cases / one.probability for one in known)
    rate = fsum(one.cases / one.probability for one in known if one.is_confirmed) / weight
    equal = _equal_cases(known, judged, weight, rate)
    return Estimate(confirmed, judged, rate, *exact_interval(rate * equal, equal), effective=equal)


def _equal_cases(known: list[Drawn], judged: int, weight: float, rate: float) -> float:
    """Return how many cases that all count alike would make the rate as sure; a frame drawn whole is not made surer.

    Where all came to the same end their variance is none: Kish's number of the weights stands in for it.
    """
    kish = weight**2 / fsum(one.cases / one.probability**2 for one in known)
    if rate in (0.0, 1.0) or judged < 2:
        return kish
    spread = fsum(one.cases * ((one.is_confirmed - rate) / one.probability) ** 2 for one in known)
    variance = spread / weight**2 * judged / (judged - 1)
    return min(rate * (1 - rate) / variance, float(judged))


def is_surely_below(one: Estimate, other: Estimate) -> bool:
    """Return whether the 95 % interval of the difference of two rates lies below zero; False where one is unknown.

    Source: Newcombe, Interval estimation for the difference between independent proportions, method 10 with the
    intervals of the two rates.
    """
    if one.rate is None or one.high is None or other.rate is None or other.low is None:
        return False
    return one.rate - other.rate + hypot(one.high - one.rate, other.rate - other.low) < 0


@dataclass(frozen=True)
class Lift:
    """How many times as often one rate is as another, with its 95 % interval; None for what cannot be told."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


def lift(ranked: Estimate, random: Estimate) -> Lift:
    """Return by what factor ranked cases are confirmed more often than random ones.

    The interval is put together from those of the two rates on the logarithmic scale, so it is as lopsided as they are; a
    normal one of the logarithm covers too seldom where ten random cases are confirmed. Where none was there is no factor,
    but one that it is not below; where no ranked case was it is none, and one that it is not above.
    Source: Zou & Donner 2008, Construction of confidence limits about effect measures (MOVER).
    """
    if ranked.rate is None or random.rate is None or ranked.low is None or not random.high:
        return Lift()
    if not ranked.rate:
        return Lift(0.0, 0.0, ranked.high / random.low) if ranked.high and random.low else Lift()
    if not random.rate:
        return Lift(low=ranked.low / random.high)
    value, rates = ranked.rate / random.rate, (ranked, random)
    below = [log(one.rate / one.low) if one.rate and one.low else inf for one in rates]
    above = [log(one.high / one.rate) if one.rate and one.high else inf for one in rates]
    return Lift(value, value * exp(-hypot(below[0], above[1])), value * exp(hypot(above[0], below[1])))
