"""重复发生: what had been put right and archived, and is here again, and how long the cure had held.

The same check on the same object or customer is what the figures count (`CaseRow.recurrence_of`); the same check in the
same unit, or with the same person responsible, is said on the case beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from analytics.loop.conditions import BOUND
from models.loop.case import RECURRENCE_DAYS, State
from models.loop.case_lists import within
from models.orm import CaseCheckRow, CaseRow
from models.people import Person
from models.store import Store

RESPONSIBLE = "responsible"


class Same(Enum):
    """What two cases of the same check have in common; `value` is what a user reads."""

    OBJECT = "同一对象"
    UNIT = "同一单位"
    PERSON = "同一责任人"


@dataclass(frozen=True)
class Recurrence:
    """The last archived case of the same check with something in common, and how many days its cure had held."""

    same: Same
    check_code: str
    case_no: str
    closed_at: datetime
    days: int


def recurrences(store: Store, person: Person, row: CaseRow) -> list[Recurrence]:
    """Return what a case repeats, of the half year before it was opened, by what it has in common and by check."""
    own = select(CaseCheckRow.check_code).where(CaseCheckRow.case_id == row.id).distinct()
    found: list[Recurrence] = []
    with store.read() as session:
        codes = session.scalars(own).all()
        for same in Same:
            former = (
                select(CaseCheckRow.check_code, CaseRow.case_no, CaseRow.closed_at)
                .join(CaseRow, CaseRow.id == CaseCheckRow.case_id)
                .where(_is(same, row), *_was_cured(row, codes), within(person))
                .order_by(CaseRow.closed_at.desc(), CaseRow.id.desc())
            )
            rows: Any = session.execute(former).all()
            found += _latest(same, row, rows)
    return found


def _latest(
    same: Same, row: CaseRow, rows: Sequence[tuple[str, str, datetime | None]]
) -> Iterator[Recurrence]:
    """Yield the latest of each check."""
    last: dict[str, tuple[str, datetime]] = {}
    for code, case_no, closed_at in rows:
        if closed_at is not None:
            last.setdefault(code, (case_no, closed_at))
    for code, (case_no, closed_at) in sorted(last.items()):
        yield Recurrence(same, code, case_no, closed_at, (row.created_at - closed_at).days)


def _was_cured(row: CaseRow, codes: Sequence[str]) -> list[ColumnElement[bool]]:
    return [
        CaseCheckRow.check_code.in_(codes),
        CaseRow.state == State.ARCHIVED.value,
        CaseRow.result.in_(BOUND),
        CaseRow.closed_at.between(row.created_at - timedelta(days=RECURRENCE_DAYS), row.created_at),
        CaseRow.id != row.id,
    ]


def _is(same: Same, row: CaseRow) -> ColumnElement[bool]:
    match same:
        case Same.OBJECT:
            is_it = and_(CaseRow.object_type == row.object_type, CaseRow.object_id == row.object_id)
            return or_(is_it, CaseRow.cons_no == row.cons_no) if row.cons_no else is_it
        case Same.UNIT:
            return CaseRow.org_code == row.org_code if row.org_code else false()
        case Same.PERSON:
            name = row.facts.get(RESPONSIBLE)
            return CaseRow.facts[RESPONSIBLE].as_string() == name if name else false()
