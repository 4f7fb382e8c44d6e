"""Cases by what was found and by where they came from: sources, classes of problems and mistakes, supervisions.

Source: domain/workflow.md, sections 1 (问题分类, 差错业务分类, 问题原因, 责任差错等级, 督办) and 5 (来源).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from analytics.loop.conditions import IS_CONFIRMED, IS_JUDGED, number_of
from analytics.loop.counting import Asked, narrowed
from analytics.loop.figures import yuan as in_yuan
from models.loop.case import CLOSED, Cause, Degree, Mistake, ProblemClass, Source, Supervision, Urgency
from models.orm import CaseRow
from models.people import Person
from models.store import Store

FOUND: Mapping[str, tuple[str, type[Enum]]] = {
    "problem_class": ("问题分类", ProblemClass),
    "mistake": ("差错业务分类", Mistake),
    "cause": ("问题原因", Cause),
    "degree": ("责任差错等级", Degree),
}
"""What a report says of a problem: the fact's name, what it is called, and its words."""


@dataclass(frozen=True)
class Kind:
    """Cases of one kind; "" where nobody said which. Amounts in fen, what is established of confirmed cases only."""

    word: str
    cases: int
    judged: int
    confirmed: int
    established_fen: int
    recovered_fen: int
    refunded_fen: int

    @property
    def rate(self) -> float | None:
        """Return the share (of one) of the judged cases that were confirmed."""
        return self.confirmed / self.judged if self.judged else None


@dataclass(frozen=True)
class Kinds:
    """Cases by source, confirmed cases by each of `FOUND`, and the number of supervisions by (how far, how urgent)."""

    sources: tuple[Kind, ...]
    found: Mapping[str, tuple[Kind, ...]]
    supervisions: Mapping[tuple[Supervision, Urgency], int]


def kinds(store: Store, person: Person, asked: Asked) -> Kinds:
    """Return the cases that a person may see, by kind, in the order of the code lists."""
    with store.read() as session:
        conditions = narrowed(person, asked)
        sources = _counted(session, CaseRow.source, Source, conditions)
        found = {
            name: _counted(session, CaseRow.facts[name].as_string(), words, [*conditions, IS_CONFIRMED])
            for name, (_, words) in FOUND.items()
        }
        return Kinds(sources, found, _supervisions(session, conditions))


def as_json(made: Kinds) -> dict[str, Any]:
    """Return it as JSON: yuan as text to the fen, shares of one."""
    return {
        "sources": {one.word: {**_json(one), "judged": one.judged, "rate": one.rate} for one in made.sources},
        **{name: {one.word: _json(one) for one in some} for name, some in made.found.items()},
        "supervisions": [
            {"state": state.value, "urgency": urgency.value, "cases": number}
            for (state, urgency), number in made.supervisions.items()
        ],
    }


def _json(one: Kind) -> dict[str, Any]:
    yuan = {
        "established": one.established_fen,
        "recovered": one.recovered_fen,
        "refunded": one.refunded_fen,
    }
    return {
        "cases": one.cases,
        "confirmed": one.confirmed,
        "yuan": {name: in_yuan(fen) for name, fen in yuan.items()},
    }


def _counted(session: Session, column: Any, words: type[Enum], conditions: list[Any]) -> tuple[Kind, ...]:
    word = func.coalesce(column, "").label("word")
    counted = (
        select(
            word,
            func.count(),
            number_of(IS_JUDGED),
            number_of(IS_CONFIRMED),
            func.sum(case((IS_CONFIRMED, CaseRow.established_fen), else_=0)),
            func.sum(CaseRow.recovered_fen),
            func.sum(CaseRow.refunded_fen),
        )
        .where(*conditions)
        .group_by(word)
    )
    known = {
        row[0]: Kind(row[0], *(int(value or 0) for value in row[1:])) for row in session.execute(counted)
    }
    listed = [one.value for one in words]
    order = [*listed, *sorted(set(known) - {*listed, ""}), ""]
    return tuple(known[one] for one in order if one in known)


def _supervisions(session: Session, conditions: list[Any]) -> dict[tuple[Supervision, Urgency], int]:
    """Return how many cases are supervised, or were, by how urgently; one from before there were degrees is as usual."""
    degree = CaseRow.facts["urgency"].as_string()
    is_closed = CaseRow.state.in_([state.value for state in CLOSED])
    is_on = (CaseRow.is_urged & ~is_closed).label("is_on")
    urgency = func.coalesce(degree, Urgency.USUAL.value).label("urgency")
    was_urged = CaseRow.is_urged | degree.is_not(None)
    wanted = select(is_on, urgency, func.count()).where(*conditions, was_urged).group_by(is_on, urgency)
    known = {
        (Supervision.ON if goes_on else Supervision.ENDED, Urgency(word)): number
        for goes_on, word, number in session.execute(wanted)
    }
    order = [(state, urgency) for state in (Supervision.ON, Supervision.ENDED) for urgency in Urgency]
    return {one: known[one] for one in order if one in known}
