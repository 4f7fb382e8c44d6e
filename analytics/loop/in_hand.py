"""With whom a case lay at a step of its history: it may have been given to somebody else since, to be put right, say.

Steps do not say it; it follows from those that hand a case on. Of a case that nobody reassigned it is who has it now.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.loop.case import Action
from models.orm import CaseMoveRow, CaseRow, PersonRow
from models.people import signed_as

HANDED_ON = (Action.DISPATCH.value, Action.REASSIGN.value)
_AT_ONCE = 500


@dataclass(frozen=True)
class InHand:
    """The steps of cases that were reassigned, each as (number, action, login of who had the case then)."""

    steps: Mapping[int, Sequence[tuple[int, str, str | None]]]

    def at(self, row: CaseRow, seq: int) -> str | None:
        """Return who had a case at a step."""
        known = [handler for number, _, handler in self.steps.get(row.id, ()) if number <= seq]
        return known[-1] if known else row.handler

    def first(self, row: CaseRow, action: Action) -> str | None:
        """Return who had a case when a step was taken for the first time."""
        return self._when(row, action, 0)

    def last(self, row: CaseRow, action: Action) -> str | None:
        """Return who had a case when a step was taken for the last time."""
        return self._when(row, action, -1)

    def _when(self, row: CaseRow, action: Action, place: int) -> str | None:
        known = [handler for _, name, handler in self.steps.get(row.id, ()) if name == action.value]
        return known[place] if known else row.handler


def in_hand(session: Session, ids: Sequence[int]) -> InHand:
    """Return with whom cases lay at each of their steps."""
    login_of, logins = _known(session)
    moves: dict[int, list[CaseMoveRow]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        given_on = select(CaseMoveRow.case_id).where(
            CaseMoveRow.case_id.in_(ids[start : start + _AT_ONCE]),
            CaseMoveRow.action == Action.REASSIGN.value,
        )
        wanted = select(CaseMoveRow).where(CaseMoveRow.case_id.in_(given_on)).order_by(CaseMoveRow.seq)
        for move in session.scalars(wanted):
            moves.setdefault(move.case_id, []).append(move)
    found: dict[int, list[tuple[int, str, str | None]]] = {}
    for case_id, own in moves.items():
        handler: str | None = None
        for move in own:
            if move.action in HANDED_ON and (to := move.said.get("to")):
                handler = to if to in logins else None  # a unit: whoever of it accepts it
            elif move.action == Action.RETURN.value:
                handler = None
            elif move.action in (Action.ACCEPT.value, Action.SUBMIT.value):
                handler = handler or move.login or login_of.get(signed_as(move.by))
            found.setdefault(case_id, []).append((move.seq, move.action, handler))
    return InHand(found)


def _known(session: Session) -> tuple[dict[str, str], set[str]]:
    """Return the login of each name that only one person has, and every login."""
    people = [(name, login) for name, login in session.execute(select(PersonRow.name, PersonRow.login))]
    often = Counter(name for name, _ in people)
    return {name: login for name, login in people if often[name] == 1}, {login for _, login in people}
