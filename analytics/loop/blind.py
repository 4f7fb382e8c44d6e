"""What the first verdicts say: of which checks they are asked for, how far judges agree, what journeys they save."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from sqlalchemy import and_, case, func, or_, select

from analytics.loop.intervals import exact_interval
from analytics.ranking.expected_value import HOURS_PER_FURTHER_CHECK
from analytics.subjects import SUBJECTS
from models.company.settings import BLIND, BlindSettings
from models.loop.case import JUDGED, Result, State
from models.loop.verdicts import Word
from models.orm import CaseCheckRow, CaseRow, VerdictRow
from models.people import Person
from models.store import Store

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class VoidRate:
    """Of so many decided cases of a check so many were void: not borne out on the spot, or by the first verdict."""

    check_code: str
    decided: int
    void: int

    @property
    def rate(self) -> float:
        """Return the share of one."""
        return self.void / self.decided


@dataclass(frozen=True)
class Kappa:
    """Cohen's κ with its interval of 95 %; None where both judges only ever said one and the same word."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Agreement:
    """How far two people agree on the cases of a check ('' : of all checks) that both judged unseen by each other."""

    check_code: str
    judges: tuple[str, str]
    both_act: int
    first_acts: int
    second_acts: int
    both_void: int

    @property
    def cases(self) -> int:
        """Return how many cases both judged."""
        return self.both_act + self.first_acts + self.second_acts + self.both_void

    @property
    def agreed(self) -> int:
        """Return on how many they agree."""
        return self.both_act + self.both_void

    @property
    def kappa(self) -> Kappa:
        """Return how far that is beyond chance."""
        return kappa([[self.both_act, self.first_acts], [self.second_acts, self.both_void]])


@dataclass(frozen=True)
class Saved:
    """Cases that first verdicts voided, and the hours that nobody spent on them."""

    cases: int
    hours: float


def void_rates(store: Store) -> list[VoidRate]:
    """Return the void rate of each check that has decided cases, of every unit, the highest first."""
    judged = select(VerdictRow.case_id).where(VerdictRow.case_id == CaseRow.id).exists()
    upheld = and_(CaseRow.result.is_not(None), CaseRow.state.in_([state.value for state in JUDGED]))
    dropped = and_(CaseRow.state == State.DROPPED.value, judged)
    is_void = or_(dropped, CaseRow.result == Result.FALSE.value)
    of_case = select(CaseCheckRow.check_code, CaseCheckRow.case_id).distinct().subquery()
    counted = (
        select(of_case.c.check_code, func.count(), func.sum(case((is_void, 1), else_=0)))
        .join(CaseRow, CaseRow.id == of_case.c.case_id)
        .where(or_(upheld, dropped))
        .group_by(of_case.c.check_code)
    )
    with store.read() as session:
        rates = [VoidRate(code, number, int(void)) for code, number, void in session.execute(counted)]
    return sorted(rates, key=lambda one: (-one.rate, one.check_code))


def doubtful_checks(store: Store) -> frozenset[str]:
    """Return the checks whose cases two people judge first; none as long as no rate is set."""
    settings = BLIND.of(store)
    if settings.void_rate is None:
        return frozenset()
    return frozenset(one.check_code for one in void_rates(store) if is_doubtful(one, settings))


def is_doubtful(one: VoidRate, settings: BlindSettings) -> bool:
    """Return whether a check is void too often: by its rate once it has verdicts enough, before that where it is sure.

    A check that hits seldom would else never have enough, however often it was void.
    """
    if settings.void_rate is None:
        return False
    if one.decided >= settings.least_verdicts:
        return one.rate > settings.void_rate
    return exact_interval(one.void, one.decided)[0] > settings.void_rate


def agreement(store: Store, person: Person) -> list[Agreement]:
    """Return by pair and check, and of each pair over all checks, how far the first two verdicts agree.

    Only cases that are decided count, and those in the person's units: the words of others are nobody's to see before.
    """
    wanted = (
        select(VerdictRow, CaseRow.org_code)
        .join(CaseRow, CaseRow.id == VerdictRow.case_id)
        .where(CaseRow.state != State.TO_ANALYSE.value)
        .order_by(VerdictRow.case_id, VerdictRow.id)
    )
    codes = (
        select(CaseCheckRow.case_id, CaseCheckRow.check_code)
        .where(CaseCheckRow.case_id.in_(select(VerdictRow.case_id)))
        .distinct()
    )
    with store.read() as session:
        given = [row for row, org in session.execute(wanted) if person.covers(org)]
        checks: dict[int, list[str]] = {}
        for case_id, code in session.execute(codes):
            checks.setdefault(case_id, []).append(code)
    counts: dict[tuple[str, tuple[str, str]], list[int]] = {}
    for case_id, rows in groupby(given, key=lambda row: row.case_id):
        first_two = sorted(list(rows)[:2], key=lambda row: row.judge)
        if len(first_two) < 2:
            continue
        pair = (first_two[0].judge, first_two[1].judge)
        cell = 2 * (first_two[0].word == Word.VOID.value) + (first_two[1].word == Word.VOID.value)
        for code in ("", *checks.get(case_id, ())):
            counts.setdefault((code, pair), [0, 0, 0, 0])[cell] += 1
    return [Agreement(code, pair, *cells) for (code, pair), cells in sorted(counts.items())]


def saved(store: Store, person: Person) -> Saved:
    """Return what first verdicts saved: the hours that a look at the voided objects would have taken."""
    wanted = (
        select(CaseRow.object_type, CaseRow.org_code, func.count(CaseCheckRow.check_code.distinct()))
        .outerjoin(CaseCheckRow, CaseCheckRow.case_id == CaseRow.id)
        .where(CaseRow.state == State.DROPPED.value, CaseRow.id.in_(select(VerdictRow.case_id)))
        .group_by(CaseRow.id, CaseRow.object_type, CaseRow.org_code)
    )
    with store.read() as session:
        voided = [(kind, number) for kind, org, number in session.execute(wanted) if person.covers(org)]
    hours = {str(kind): subject.hours for kind, subject in SUBJECTS.items()}
    further = HOURS_PER_FURTHER_CHECK
    return Saved(len(voided), sum(hours[kind] + further * max(number - 1, 0) for kind, number in voided))


def kappa(counts: Sequence[Sequence[int]]) -> Kappa:
    """Return Cohen's κ of a square table of counts (rows: one judge's words, columns: the other's).

    Source: Cohen, A coefficient of agreement for nominal scales (1960); its large-sample variance by Fleiss, Cohen and
    Everitt, Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72 (1969), equation 13.
    """
    number = sum(map(sum, counts))
    size = range(len(counts))
    share = [[counts[i][j] / number for j in size] for i in size]
    rows = [sum(share[i]) for i in size]
    columns = [sum(share[i][j] for i in size) for j in size]
    seen = sum(share[i][i] for i in size)
    by_chance = sum(rows[i] * columns[i] for i in size)
    if by_chance == 1:
        return Kappa(None)
    value = (seen - by_chance) / (1 - by_chance)
    apart = 1 - value
    alike = sum(share[i][i] * (1 - (rows[i] + columns[i]) * apart) ** 2 for i in size)
    unlike = sum(share[i][j] * (columns[i] + rows[j]) ** 2 for i in size for j in size if i != j)
    spread = alike + apart**2 * unlike - (value - by_chance * apart) ** 2
    variance = spread / (number * (1 - by_chance) ** 2)
    reach = NORMAL_95 * sqrt(max(variance, 0))
    return Kappa(value, max(value - reach, -1), min(value + reach, 1))
