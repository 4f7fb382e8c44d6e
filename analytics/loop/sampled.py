"""What was drawn for 抽检 and what came of it: who has yet to judge what, and how often whose work passes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models import register
from models.errors import NotAllowed
from models.loop import samples
from models.loop.case import Action, SampleFault, State
from models.loop.case_lists import codes_of, within
from models.orm import CaseMoveRow, CaseRow, SampleRow
from models.people import Person, Role
from models.store import Store

WRITTEN_BY = (Action.SUBMIT.value,)
DECIDED_BY = (Action.UPHOLD.value, Action.CLEAR.value)
_AT_ONCE = 500


@dataclass(frozen=True)
class Sampled:
    """A case that was drawn, the codes of its checks, and what came of it."""

    row: CaseRow
    sample: SampleRow
    check_codes: tuple[str, ...]


@dataclass(frozen=True)
class Passed:
    """Of so many drawn cases so many were judged, and of those so many passed; `of` is a month, or whose work it is."""

    of: str
    drawn: int
    judged: int
    passed: int

    @property
    def rate(self) -> float | None:
        """Return the share of one of what was judged."""
        return self.passed / self.judged if self.judged else None


@dataclass(frozen=True)
class Failed:
    """A drawn case that did not pass, and by whom it is to be answered for."""

    row: CaseRow
    sample: SampleRow
    answers: str | None


def queue(store: Store, person: Person) -> list[Sampled]:
    """Return the drawn cases that a person may judge, the first drawn first: of their units, and not their own work.

    Errors: NotAllowed for a role that judges none.
    """
    if person.role not in (Role.LEAD, Role.SUPERVISOR):
        raise NotAllowed(f"{person.role.value}不能抽检", remedy="请由营销稽查专责或营销主任抽检")
    with store.read() as session:
        waiting = _sampled(session, person, SampleRow.judged_at.is_(None))
        own: set[int] = set() if register.is_alone(session) else samples.own_work(session, person)
    return [one for one in waiting if one.row.id not in own]


def of_month(store: Store, person: Person, month: str) -> list[Sampled]:
    """Return what was drawn of a month's cases that a person may see, judged or not."""
    with store.read() as session:
        return _sampled(session, person, SampleRow.month == month)


def failed(session: Session, *conditions: Any) -> list[Failed]:
    """Return the drawn cases that did not pass, each with who wrote what fails, or decided it."""
    wanted = (
        select(CaseRow, SampleRow)
        .join(SampleRow, SampleRow.case_id == CaseRow.id)
        .where(SampleRow.is_passed.is_(False), *conditions)
        .order_by(SampleRow.id)
    )
    rows: Any = session.execute(wanted).all()
    ids = [row.id for row, _ in rows]
    wrote, decided = last_by(session, ids, WRITTEN_BY), last_by(session, ids, DECIDED_BY)
    return [
        Failed(row, one, (decided if one.fault == SampleFault.DECISION.value else wrote).get(row.id))
        for row, one in rows
    ]


def by_month(store: Store, person: Person) -> list[Passed]:
    """Return how often the cases of a month pass that a person may see, the latest month first."""
    with store.read() as session:
        drawn = _sampled(session, person)
    return sorted(
        _counted((one.sample.month, one.sample) for one in drawn), key=lambda one: one.of, reverse=True
    )


def by_author(store: Store, person: Person) -> list[Passed]:
    """Return how often what each has written passes, of the cases that a person may see, by name."""
    with store.read() as session:
        drawn = _sampled(session, person)
        wrote = last_by(session, [one.row.id for one in drawn], WRITTEN_BY)
    return sorted(
        _counted((wrote[one.row.id], one.sample) for one in drawn if one.row.id in wrote),
        key=lambda one: one.of,
    )


def archived(store: Store, person: Person, month: str) -> int:
    """Return how many cases of a month are archived, of those that a person may see."""
    first, end = samples.archived_in(month)
    wanted = select(func.count(CaseRow.id)).where(
        within(person),
        and_(CaseRow.state == State.ARCHIVED.value, CaseRow.closed_at >= first, CaseRow.closed_at < end),
    )
    with store.read() as session:
        return session.scalar(wanted) or 0


def last_by(session: Session, ids: Sequence[int], actions: Sequence[str]) -> dict[int, str]:
    """Return who took one of some steps last, by case (`register.who_did`)."""
    found: dict[int, str] = {}
    names = register.names_by_login(session)
    for start in range(0, len(ids), _AT_ONCE):
        wanted = select(CaseMoveRow).where(
            CaseMoveRow.case_id.in_(ids[start : start + _AT_ONCE]), CaseMoveRow.action.in_(actions)
        )
        found |= {
            move.case_id: register.who_did(move.by, (move.login, move.deputy), names)
            for move in session.scalars(wanted.order_by(CaseMoveRow.seq))
        }
    return found


def _counted(drawn: Iterable[tuple[str, SampleRow]]) -> Iterable[Passed]:
    of: dict[str, list[SampleRow]] = {}
    for name, sample in drawn:
        of.setdefault(name, []).append(sample)
    for name, own in of.items():
        known = [one for one in own if one.judged_at is not None]
        yield Passed(name, len(own), len(known), sum(bool(one.is_passed) for one in known))


def _sampled(session: Session, person: Person, *conditions: Any) -> list[Sampled]:
    wanted = (
        select(CaseRow, SampleRow)
        .join(SampleRow, SampleRow.case_id == CaseRow.id)
        .where(within(person), *conditions)
        .order_by(SampleRow.id)
    )
    rows: Any = session.execute(wanted).all()
    codes = codes_of(session, [row for row, _ in rows])
    return [Sampled(row, sample, codes.get(row.id, ())) for row, sample in rows]
