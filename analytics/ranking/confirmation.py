"""What the verdicts of the loop say of each check: how often its hits are borne out, everywhere and in each unit.

A rate is the mean of a Beta posterior. Before any verdict it is the prior of `expected_value`, worth ten cases; in a unit
it starts from what all other units have shown, worth ten cases again. What was voided at first sight (初判) is counted
apart, but a hit that needed no journey is as little borne out as one that did. A case of several checks tells of each.

Source: RANKING.md, points 3 and 4 (the prior weighs as ten cases).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis
from sqlalchemy import and_, func, select

from analytics.check import Check
from analytics.loop.conditions import IS_BOUND, IS_CONFIRMED, IS_JUDGED, IS_VOID_AT_SIGHT, number_of
from analytics.loop.intervals import CONFIDENCE
from analytics.ranking.expected_value import STRONGEST_ANOMALY_RATE, confirmation_rate
from analytics.ranking.scores import ANOMALY
from analytics.ranking.selection import UNIT_DIGITS
from models.orm import CaseCheckRow, CaseRow, Run
from models.rounding import share_as_set, share_in_words
from models.store import Store

PRIOR_CASES = 10


@dataclass(frozen=True)
class Verdicts:
    """So many cases of a check were borne out, so many not, so many voided at first sight."""

    confirmed: int = 0
    void: int = 0
    dropped: int = 0

    @property
    def judged(self) -> int:
        """Return how many say something."""
        return self.confirmed + self.void + self.dropped

    def __add__(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(
            self.confirmed + other.confirmed, self.void + other.void, self.dropped + other.dropped
        )

    def __sub__(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(
            self.confirmed - other.confirmed, self.void - other.void, self.dropped - other.dropped
        )


@dataclass(frozen=True)
class Posterior:
    """A Beta distribution of a rate: its mean, and between which values it lies by 95 in 100."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """Return the expected rate."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def interval(self) -> tuple[float, float]:
        """Return the equal-tailed interval."""
        from scipy.special import betaincinv

        tail = (1 - CONFIDENCE) / 2
        low, high = (float(betaincinv(self.alpha, self.beta, share)) for share in (tail, 1 - tail))
        return low, high


@dataclass(frozen=True)
class Learned:
    """The verdicts by check, and by check and unit (of nine digits)."""

    by_check: Mapping[str, Verdicts] = field(default_factory=dict)
    by_unit: Mapping[tuple[str, str], Verdicts] = field(default_factory=dict)

    def posterior(self, one: Check, unit: str | None = None) -> Posterior:
        """Return how often a check's hits are borne out, in all units together or in one."""
        return self._posterior(one.code, confirmation_rate(one), unit)

    def anomaly_factor(self, unit: str | None = None) -> float:
        """Return how many times as often anomalies of consumption are borne out as was thought of the strongest of them.

        Cases do not keep how strong an anomaly was, so that all bands rise and fall together.
        """
        return self._posterior(ANOMALY, STRONGEST_ANOMALY_RATE, unit).mean / STRONGEST_ANOMALY_RATE

    def _posterior(self, code: str, prior: float, unit: str | None) -> Posterior:
        everywhere = self.by_check.get(code, Verdicts())
        if unit is None:
            return _updated(prior, everywhere)
        own = self.by_unit.get((code, unit), Verdicts())
        return _updated(_updated(prior, everywhere - own).mean, own)


NOTHING_LEARNED = Learned()


def learned(store: Store) -> Learned:
    """Return what the verdicts of all units say by now."""
    of_case = select(CaseCheckRow.case_id, CaseCheckRow.check_code).distinct().subquery()
    columns = (
        of_case.c.check_code,
        CaseRow.org_code,
        number_of(IS_CONFIRMED),
        number_of(and_(IS_JUDGED, ~IS_BOUND)),
        number_of(IS_VOID_AT_SIGHT),
    )
    wanted = (
        select(*columns)
        .join(CaseRow, CaseRow.id == of_case.c.case_id)
        .group_by(of_case.c.check_code, CaseRow.org_code)
        .having(func.count() > 0)
    )
    by_check: dict[str, Verdicts] = {}
    by_unit: dict[tuple[str, str], Verdicts] = {}
    with store.read() as session:
        rows: Any = session.execute(wanted).all()
    for code, org_code, *counts in rows:
        own = Verdicts(*map(int, counts))
        if own.judged:
            by_check[code] = by_check.get(code, Verdicts()) + own
            if org_code:
                place = (code, org_code[:UNIT_DIGITS])
                by_unit[place] = by_unit.get(place, Verdicts()) + own
    return Learned(by_check, by_unit)


def unit_rates(known: Learned, checks: Mapping[str, Check]) -> ibis.Table:
    """Return the rates of the units that have verdicts of their own: check_code, unit, unit_rate."""
    rows = [
        {"check_code": code, "unit": unit, "unit_rate": known.posterior(checks[code], unit).mean}
        for code, unit in sorted(known.by_unit)
        if code in checks
    ]
    schema = ibis.schema({"check_code": "string", "unit": "string", "unit_rate": "float64"})
    return ibis.memtable(rows, schema=schema)


def as_kept(known: Learned, checks: Mapping[str, Check]) -> dict[str, Any]:
    """Return what a run keeps of the verdicts that its order rests on, by check: from which rate to which, and of how many."""
    rates = {
        code: (confirmation_rate(checks[code]), known.posterior(checks[code]).mean)
        for code in known.by_check
        if code in checks
    }
    if ANOMALY in known.by_check:
        rates[ANOMALY] = (STRONGEST_ANOMALY_RATE, STRONGEST_ANOMALY_RATE * known.anomaly_factor())
    return {
        code: {
            "prior": prior,
            "rate": rate,
            "confirmed": known.by_check[code].confirmed,
            "judged": known.by_check[code].judged,
            "dropped": known.by_check[code].dropped,
        }
        for code, (prior, rate) in sorted(rates.items())
    }


def in_words(known: Learned, one: Check) -> str:
    """Return what the verdicts say of a check, in a sentence or two."""
    own, prior = known.by_check.get(one.code, Verdicts()), confirmation_rate(one)
    if not own.judged:
        return f"还没有核查结果,排序按 {share_as_set(prior)} 估计"
    posterior = known.posterior(one)
    low, high = posterior.interval
    at_sight = f",其中初判不处理 {own.dropped:,} 件" if own.dropped else ""
    return (
        f"属实 {own.confirmed:,} 件,共核查 {own.judged:,} 件{at_sight};"
        f"排序按 {share_in_words(posterior.mean)} 估计(95% 区间 {share_in_words(low)} 至 {share_in_words(high)}),核查前为 {share_as_set(prior)}"
    )


def learned_in_words(run: Run) -> str:
    """Return on how many verdicts a run's order rests; "" where on none."""
    kept: Mapping[str, Mapping[str, Any]] = run.summary.get("learned", {})
    if not kept:
        return ""
    judged = sum(one["judged"] for one in kept.values())
    return f"排序采用了 {len(kept)} 项检查的 {judged:,} 件次核查结果"


def _updated(rate: float, seen: Verdicts) -> Posterior:
    return Posterior(PRIOR_CASES * rate + seen.confirmed, PRIOR_CASES * (1 - rate) + seen.void + seen.dropped)
