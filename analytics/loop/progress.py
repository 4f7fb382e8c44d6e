"""How far the cases have come and what they were worth: the figures of the closed loop, each with what it is a part of.

A case belongs to the day on which it was opened, whatever becomes of it. What is late is late as of a day. Everything is worked out from the records, for the cases that a person may see.

Source: domain/workflow.md, section 6.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import fsum
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from analytics.loop.charged import NOTHING_CHARGED, Charged, charged
from analytics.loop.check_records import CheckRecord, advised, records_of
from analytics.loop.counting import (
    Asked,
    Counted,
    Group,
    HoursBetween,
    StageHours,
    added,
    counts_of,
    groups_of,
    narrowed,
    stage_hours,
    units_of,
)
from analytics.loop.intervals import Drawn, Estimate, Lift, lift, plain, weighted
from analytics.ranking.selection import RANDOM, RANKING
from models.company.holidays import extra_days_in
from models.orm import CaseMoveRow, CaseRow
from models.people import Person
from models.store import Store

MOST_KNOWN = 50
_KNOWN: dict[Any, "Progress"] = {}
_KEEPING = Lock()  # the sessions of a server are threads


@dataclass(frozen=True)
class Expected:
    """What the ranking had promised of the ranked cases that were judged, and what came of them; amounts in fen."""

    cases: int
    confirmed: float
    fen: int
    confirmed_then: int
    established_fen: int
    recovered_fen: int
    refunded_fen: int


@dataclass(frozen=True)
class Recurrences:
    """Cases of a problem that had been archived before, and how many days the cure had held."""

    cases: int
    days: tuple[int, ...] = ()


@dataclass(frozen=True)
class Progress:
    """The figures of the loop; `by_unit` are those of each unit by its number."""

    asked: Asked
    total: Counted
    by_unit: Mapping[str, Counted]
    ranked: Estimate
    random: Estimate
    lift: Lift
    expected: Expected
    recurrences: Recurrences
    checks: Sequence[CheckRecord] = field(default=())
    charged: Charged = NOTHING_CHARGED

    @property
    def void_hours(self) -> float:
        """Return the hours spent on cases that were not borne out, each case once."""
        return self.total.hours["void"][1]


def progress(store: Store, person: Person, asked: Asked) -> Progress:
    """Return the figures of the cases that a person may see; as long as no case moves they are worked out once."""
    with store.read() as session:
        moved, opened = _last(session)
        own_days = extra_days_in(session)
        key = (store.home, str(store.engine.url), moved, opened, asked, person.units, *own_days.items())
        if (made := _KNOWN.get(key)) is None:
            wanted = narrowed(person, asked)
            with ThreadPoolExecutor(
                1
            ) as beside:  # a database works for two at once, and each takes half of the time
                others = beside.submit(_beside, store, wanted, (moved, opened))
                groups = groups_of(session, wanted, counts_of(asked.today, own_days))
                charges = charged(session, wanted)
                told = others.result() or _told(session, wanted)
            made = _put_together(asked, groups, charges, told)
            with _KEEPING:
                while len(_KNOWN) >= MOST_KNOWN:
                    _KNOWN.pop(next(iter(_KNOWN)))
                _KNOWN[key] = made
    return made


def _last(session: Session) -> tuple[int | None, int | None]:
    """Return the numbers of the last step and of the last case."""
    last_step = session.scalar(select(func.max(CaseMoveRow.seq)))
    return last_step, session.scalar(select(func.max(CaseRow.id)))


_Told = tuple[Recurrences, list[CheckRecord], dict[str, StageHours]]


def _told(session: Session, wanted: Sequence[ColumnElement[bool]]) -> _Told:
    """Return what the groups of cases do not tell."""
    return _recurrences(session, wanted), list(records_of(session, wanted)), stage_hours(session, wanted)


def _beside(
    store: Store, wanted: Sequence[ColumnElement[bool]], last: tuple[int | None, int | None]
) -> _Told | None:
    """Return the same by a connection of its own; None where a case has moved since, for then the figures would not agree."""
    with store.read() as session:
        return _told(session, wanted) if _last(session) == last else None


def _put_together(asked: Asked, groups: Sequence[Group], charges: Charged, told: _Told) -> Progress:
    recurrences, records, hours = told
    ranked, random = _estimates(groups)
    by_unit = units_of(groups, hours)
    return Progress(
        asked,
        added(by_unit.values()),
        by_unit,
        ranked,
        random,
        lift(ranked, random),
        _expected(groups),
        recurrences,
        [advised(one, ranked, random) for one in records],
        charges,
    )


def _estimates(groups: Sequence[Group]) -> tuple[Estimate, Estimate]:
    """Return how often ranked cases are borne out, and, from the random control, how often all would be."""
    ranked = [one for one in groups if one.picked_by == RANKING]
    drawn = [
        Drawn(one.inclusion_probability, is_confirmed, cases)
        for one in groups
        if one.picked_by == RANDOM and one.inclusion_probability
        for is_confirmed, cases in ((True, _confirmed(one)), (False, one.looked_at - _confirmed(one)))
    ]
    found = plain(sum(_confirmed(one) for one in ranked), sum(one.looked_at for one in ranked))
    return found, weighted(drawn)


def _confirmed(group: Group) -> int:
    return group.counts["confirmed"]


def _expected(groups: Sequence[Group]) -> Expected:
    ranked = [one for one in groups if one.picked_by == RANKING]
    cases, fen = sum(one.promised[0] for one in ranked), sum(one.promised[2] for one in ranked)
    chance = fsum(one.promised[1] for one in ranked)
    return Expected(
        cases,
        chance,
        fen,
        confirmed_then=sum(one.counts["confirmed"] for one in ranked),
        established_fen=sum(one.counts["established_fen"] for one in ranked),
        recovered_fen=sum(one.came[0] for one in ranked),
        refunded_fen=sum(one.came[1] for one in ranked),
    )


def _recurrences(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Recurrences:
    former = aliased(CaseRow)
    days = HoursBetween(former.closed_at, CaseRow.created_at)
    joined = select(days).select_from(CaseRow).join(former, former.case_no == CaseRow.recurrence_of)
    known = joined.where(*wanted)
    held = sorted(int(hours // 24) for hours in session.scalars(known) if hours is not None)
    return Recurrences(len(held), tuple(held))
