"""Cases as lists: narrowed, sorted, counted and paged by the database, within the units of who asks.

Boards, lists, exports, the command line and the figures ask here, so that all of them count the same rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from models import register
from models.calendar import Days, add_working_days
from models.company.holidays import extra_days_in
from models.loop import case as rules
from models.loop import cases
from models.loop.case import CLOSED, OUTSIDE, State
from models.loop.ladder import ladder_in
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, PlanRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

OPEN = tuple(state for state in State if state not in CLOSED)
CASES_AT_ONCE = 1000
OWN_CASES_ONLY = frozenset({Role.STAFF, Role.SPECIALIST})


class Due(Enum):
    """How near the deadline of a case is; `value` is the name a user reads."""

    OVERDUE = "已超期"
    TODAY = "今天到期"
    SOON = "即将到期"


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; what is empty narrows nothing.

    `unit` is an org_code prefix, `handler` a login. `waits`: only what waits for the person who asks. `is_own`: of what
    lies with somebody only what lies with that person, where they work on cases themselves. `text` are parts of a number
    of a case, object or customer; `called` tells for each of these words the cases (by id) whose object is called so,
    which the records do not know. `urgency`: only what is supervised (督办) now, so urgently.
    """

    states: tuple[State, ...] = ()
    plan_id: int | None = None
    unit: str = ""
    handler: str | None = None
    check: str | None = None
    due: Due | None = None
    waits: bool = False
    is_own: bool = False
    text: str = ""
    source: str | None = None
    mistake: str | None = None
    urgency: str | None = None
    called: tuple[tuple[str, tuple[int, ...]], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Listed:
    """One case of a list: the codes of its checks, and how it stands on the day that was asked about."""

    row: CaseRow
    check_codes: tuple[str, ...]
    days_left: int | None
    overdue_stage: str


@dataclass(frozen=True)
class Work:
    """How much there is for a person; `stages` tells the overdue ones by who is told of them."""

    waiting: int
    today: int
    overdue: int
    soon: int
    stages: dict[str, int]


_FLOW = case({state.value: place for place, state in enumerate(State)}, value=CaseRow.state)
_AMOUNT = func.coalesce(CaseRow.established_fen, CaseRow.expected_fen)
ORDERS: dict[str, Any] = {
    "due_date": case(
        (CaseRow.state.in_([state.value for state in OUTSIDE]), CaseRow.due_date)
    ),  # what is with the audit has none that runs
    "case_no": CaseRow.case_no,
    "state": _FLOW,
    "handler_unit": CaseRow.handler_unit,
    "amount_fen": -func.abs(_AMOUNT),
    "moved_at": CaseRow.moved_at,
}
"""By what the whole list can be sorted; amounts begin with the largest, the rest with the first."""


def listed(
    store: Store,
    person: Person,
    wanted: Wanted,
    *,
    by: str = "due_date",
    is_reversed: bool = False,
    limit: int | None = None,
    offset: int = 0,
    today: date | None = None,
) -> list[Listed]:
    """Return some of the cases that fit, in an order of ORDERS; what has no such value comes last."""
    today = today or date.today()
    column = ORDERS[by]
    with store.read() as session:
        # numbers alone are sorted: rows with all that they hold would be carried along to a far page
        ids = _fitting(session, select(CaseRow.id), person, wanted, today)
        ids = ids.order_by(column.is_(None), column.desc() if is_reversed else column, CaseRow.id)
        rows = _in_order(session, session.scalars(ids.limit(limit).offset(offset)).all())
        codes, own, ladder = codes_of(session, rows), extra_days_in(session), ladder_in(session)
    return [
        Listed(
            row,
            codes.get(row.id, ()),
            cases.days_left(row, today, own),
            cases.overdue_stage(row, today, own, ladder),
        )
        for row in rows
    ]


def count(store: Store, person: Person, wanted: Wanted, *, today: date | None = None) -> int:
    """Return how many cases fit."""
    return sum(by_state(store, person, wanted, today=today).values())


def by_state(store: Store, person: Person, wanted: Wanted, *, today: date | None = None) -> dict[State, int]:
    """Return how many cases fit in each state that has any."""
    with store.read() as session:
        counted = select(CaseRow.state, func.count()).group_by(CaseRow.state)
        rows: Any = session.execute(_fitting(session, counted, person, wanted, today or date.today())).all()
    return {State(state): number for state, number in rows}


def by_plan(store: Store, person: Person, plan_ids: Iterable[int]) -> dict[int, Counter[tuple[State, str]]]:
    """Return for each plan how many of its cases there are by state and by how they were picked."""
    counted = (
        select(CaseRow.plan_id, CaseRow.state, CaseRow.picked_by, func.count())
        .where(CaseRow.plan_id.in_(list(plan_ids)), within(person))
        .group_by(CaseRow.plan_id, CaseRow.state, CaseRow.picked_by)
    )
    found: dict[int, Counter[tuple[State, str]]] = {}
    with store.read() as session:
        for plan_id, state, picked_by, number in session.execute(counted):
            found.setdefault(plan_id, Counter())[State(state), picked_by] = number
    return found


def work_of(store: Store, person: Person, *, today: date | None = None) -> Work:
    """Return how much waits for a person, and how much of theirs is due or overdue."""
    today = today or date.today()
    with store.read() as session:
        own = Wanted(is_own=True)
        days = select(CaseRow.due_date, func.count()).group_by(CaseRow.due_date)
        overdue = replace(own, due=Due.OVERDUE)
        late: Any = session.execute(_fitting(session, days, person, overdue, today)).all()
        near = replace(own, due=Due.SOON)
        soon: Any = session.execute(_fitting(session, days, person, near, today)).all()
        waiting = _fitting(session, select(func.count(CaseRow.id)), person, Wanted(waits=True), today)
        number = session.scalar(waiting) or 0
        own_days, ladder = extra_days_in(session), ladder_in(session)
    stages: Counter[str] = Counter()
    for due, many in late:
        stages[rules.overdue_stage(due, today, ladder, own_days)] += many
    return Work(
        number,
        sum(many for due, many in soon if due == today),
        stages.total(),
        sum(many for _, many in soon),
        dict(stages),
    )


def handlers(store: Store, person: Person) -> list[str]:
    """Return the logins of those with whom open cases lie."""
    wanted = select(CaseRow.handler).where(
        CaseRow.state.in_([state.value for state in OPEN]), CaseRow.handler.is_not(None), within(person)
    )
    with store.read() as session:
        return sorted(login for login in session.scalars(wanted.distinct()) if login)


def last_step(store: Store) -> int:
    """Return the number of the last step of any case: what is said of cases holds until the next."""
    with store.read() as session:
        return session.scalar(select(func.max(CaseMoveRow.seq))) or 0


def objects(store: Store, person: Person) -> dict[int, tuple[str, str, str | None]]:
    """Return of each case of the person's units, by id, what it is about: type, number and customer number."""
    wanted = select(CaseRow.id, CaseRow.object_type, CaseRow.object_id, CaseRow.cons_no).where(within(person))
    with store.read() as session:
        return {
            number: (kind, object_id, cons_no) for number, kind, object_id, cons_no in session.execute(wanted)
        }


def codes_in_use(store: Store) -> list[str]:
    """Return the codes of the checks that cases were opened for."""
    with store.read() as session:
        return sorted(session.scalars(select(CaseCheckRow.check_code).distinct()))


def _fitting(session: Session, wanted_rows: Any, person: Person, wanted: Wanted, today: date) -> Any:
    states = wanted.states or (tuple(OUTSIDE) if wanted.due else ())
    hats = register.hats(session, person, today)
    fits: list[ColumnElement[bool]] = [or_(*(within(one) for one in hats))]
    if states:
        fits.append(CaseRow.state.in_([state.value for state in states]))
    if wanted.plan_id is not None:
        fits.append(CaseRow.plan_id == wanted.plan_id)
    if wanted.unit:
        fits.append(CaseRow.handler_unit.startswith(wanted.unit, autoescape=True))
    if wanted.handler is not None:
        fits.append(CaseRow.handler == wanted.handler)
    if wanted.check:
        hit = select(CaseCheckRow.case_id).where(CaseCheckRow.check_code == wanted.check)
        fits.append(CaseRow.id.in_(hit))
    if wanted.source:
        fits.append(CaseRow.source == wanted.source)
    if wanted.mistake:
        fits.append(CaseRow.facts["mistake"].as_string() == wanted.mistake)
    if wanted.urgency:
        is_open = CaseRow.state.in_([state.value for state in OPEN])
        fits += [CaseRow.is_urged, is_open, CaseRow.facts["urgency"].as_string() == wanted.urgency]
    if wanted.due:
        fits.append(is_due(wanted.due, today, extra_days_in(session)))
    if wanted.is_own and person.role in OWN_CASES_ONLY:
        fits.append(_own(hats))
    if wanted.waits:
        fits.append(or_(*(and_(within(one), _waits(session, one)) for one in hats)))
    called = dict(wanted.called)
    for word in wanted.text.split():
        numbers = (CaseRow.case_no, CaseRow.object_id, CaseRow.cons_no)
        has_word = [number.contains(word, autoescape=True) for number in numbers]
        # written out: a database takes so many values at once and no more
        ids = bindparam("called", called.get(word, ()), unique=True, expanding=True, literal_execute=True)
        fits.append(or_(*has_word, CaseRow.id.in_(ids)))
    return wanted_rows.where(*fits)


def within(person: Person) -> ColumnElement[bool]:
    """Return the condition for the cases that a person may see; a case lies with a unit wherever its object has one."""
    if person.sees_everything:
        return true()
    prefixes = (CaseRow.handler_unit.startswith(unit, autoescape=True) for unit in person.units)
    return or_(false(), *prefixes)


def is_due(due: Due, today: date, extra_days: Days | None = None) -> ColumnElement[bool]:
    """Return the condition for the cases whose deadline is so near: it runs, and no customer is waited for."""
    runs = and_(CaseRow.state.in_([state.value for state in OUTSIDE]), CaseRow.waits_since.is_(None))
    match due:
        case Due.OVERDUE:
            return and_(runs, CaseRow.due_date < today)
        case Due.TODAY:
            return and_(runs, CaseRow.due_date == today)
        case Due.SOON:
            first_quiet_day = add_working_days(today, rules.WARNING_DAYS, extra_days)
            return and_(runs, CaseRow.due_date >= today, CaseRow.due_date < first_quiet_day)


def _own(hats: Sequence[Person]) -> ColumnElement[bool]:
    """Return what lies with nobody yet, with a person, or with whom they stand in for."""
    return or_(CaseRow.handler.is_(None), CaseRow.handler.in_([one.login for one in hats]))


def _waits(session: Session, person: Person) -> ColumnElement[bool]:
    """Return what a person is to move onward: a case of their turn that no customer is waited for, or a plea for time.

    What a plan sends out together waits for the plan, not case by case; a deputy has the turns of each for whom they stand in.
    """
    is_alone = person == LOCAL_USER and register.is_alone(session)
    roles = tuple(Role) if is_alone else (person.role,)
    turns = {state for role in roles for state in rules.turn_of(role)}
    if not is_alone:  # what two people judge first has a queue of its own (models/loop/verdicts.py)
        turns.discard(State.TO_ANALYSE)
    unsent = select(PlanRow.id).where(PlanRow.dispatched_at.is_(None))
    turn = and_(
        CaseRow.state.in_(sorted(state.value for state in turns)),
        CaseRow.waits_since.is_(None),
        or_(CaseRow.state != State.TO_DISPATCH.value, CaseRow.plan_id.not_in(unsent)),
    )
    if person.role in (*OWN_CASES_ONLY, Role.TEAM_LEADER):
        turn = and_(turn, _own([person]))
    if Role.LEAD in roles:
        asks = and_(CaseRow.state.in_([state.value for state in OUTSIDE]), CaseRow.asked_due.is_not(None))
        return or_(turn, asks)
    return turn


def _in_order(session: Session, ids: Sequence[int]) -> list[CaseRow]:
    """Return cases by their numbers in the records, in the order of these."""
    found: dict[int, CaseRow] = {}
    for some in parts(ids):
        wanted = select(CaseRow).where(CaseRow.id.in_(some))
        found |= {row.id: row for row in session.scalars(wanted)}
    return [found[one] for one in ids]


def parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield numbers of cases in the records some at a time; a database takes so many values at once and no more."""
    for start in range(0, len(ids), CASES_AT_ONCE):
        yield ids[start : start + CASES_AT_ONCE]


def codes_of(session: Session, rows: Sequence[CaseRow]) -> dict[int, tuple[str, ...]]:
    """Return the codes of the checks of cases."""
    found: dict[int, set[str]] = {}
    for some in parts([row.id for row in rows]):
        wanted = select(CaseCheckRow.case_id, CaseCheckRow.check_code).where(CaseCheckRow.case_id.in_(some))
        for case_id, code in session.execute(wanted):
            found.setdefault(case_id, set()).add(code)
    return {case_id: tuple(sorted(codes)) for case_id, codes in found.items()}
