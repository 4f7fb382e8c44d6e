"""Rates of people with few cases, pulled towards everybody's mean (empirical Bayes, beta-binomial).

The prior's mean is the pooled rate, its strength comes from how much the rates differ beyond chance (moments,
Kleinman 1973). Where they do not differ beyond chance, everybody has the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

NO_SPREAD = 1e6  # the prior's weight where people do not differ beyond chance
FEWEST_PEOPLE = 3


@dataclass(frozen=True)
class Shrunk:
    """One person's rate after shrinkage, and the probability that the true rate exceeds the mean."""

    rate: float
    chance: float


@dataclass(frozen=True)
class Prior:
    """What is known before looking at one person: the mean, worth `weight` cases."""

    mean: float
    weight: float

    def shrunk(self, part: int, whole: int) -> Shrunk:
        """Return a person's rate drawn towards the mean."""
        from scipy.special import betainc

        a = self.mean * self.weight + part
        b = (1 - self.mean) * self.weight + whole - part
        if a <= 0 or b <= 0:
            return Shrunk(self.mean, 0.0)
        return Shrunk(a / (a + b), float(1 - betainc(a, b, self.mean)))


def prior_of(cases: Sequence[tuple[int, int]]) -> Prior | None:
    """Return the prior that (part, whole) of several people suggest; None of fewer than 3 with cases."""
    known = [(part, whole) for part, whole in cases if whole > 0]
    if len(known) < FEWEST_PEOPLE:
        return None
    wholes = [whole for _, whole in known]
    total = sum(wholes)
    mean = sum(part for part, _ in known) / total
    if mean in (0.0, 1.0):
        return Prior(mean, NO_SPREAD)
    # in whatever order they stand
    between = fsum(whole * (part / whole - mean) ** 2 for part, whole in known)
    chance = mean * (1 - mean)
    people = len(known)
    spread = total - sum(whole**2 for whole in wholes) / total
    # E[between] = chance·(people − 1) + chance·rho·(spread − (people − 1)), rho = 1/(weight + 1)
    rho = (between - chance * (people - 1)) / (chance * (spread - (people - 1))) if spread > people - 1 else 0
    if rho <= 1 / NO_SPREAD:
        return Prior(mean, NO_SPREAD)
    return Prior(mean, max(1 / min(rho, 0.99) - 1, 0.01))
