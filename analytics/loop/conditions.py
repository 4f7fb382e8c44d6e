"""What a case has come to, as conditions of a query: one definition each for figures, verdicts, the library and the ranking."""

from sqlalchemy import and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from models.loop.case import JUDGED, OUTSIDE, Result, State
from models.orm import CaseRow, VerdictRow

BOUND = (Result.TRUE.value, Result.PARTLY.value)


def in_states(*states: State) -> ColumnElement[bool]:
    """Return the condition for the cases in some states, by the commonest first.

    SQLite looks a value up in a tree for each row where a list has more than two; to compare them one by one is cheaper.
    """
    ordered = sorted(states, key=lambda one: one is not State.ARCHIVED)
    return or_(*(CaseRow.state == one.value for one in ordered))


IS_BOUND = CaseRow.result.in_(BOUND)
IS_JUDGED = and_(CaseRow.result.is_not(None), in_states(*JUDGED))
IS_CONFIRMED = and_(IS_BOUND, in_states(*JUDGED))
IS_RUNNING = and_(in_states(*OUTSIDE), CaseRow.due_date.is_not(None))
WAS_DISPATCHED = CaseRow.dispatched_at.is_not(None)
WAS_REPLIED = CaseRow.replied_at.is_not(None)
HAS_VERDICT = select(VerdictRow.id).where(VerdictRow.case_id == CaseRow.id).exists()
IS_VOID_AT_SIGHT = and_(in_states(State.DROPPED), HAS_VERDICT)
WAS_LOOKED_AT = or_(IS_JUDGED, IS_VOID_AT_SIGHT)
"""A case that first verdicts (初判) found to be nothing is as little borne out as one for which somebody drove out."""


def number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many rows a condition holds for, for a statement."""
    return func.count().filter(condition)
