"""Cases as they are stored: opened for what a plan chose, moved by the rules of `models.loop.case`, never changed otherwise.

Every move writes who, when, from, to, comment and files into a history that only grows, in the transaction of the change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models import log, register
from models.calendar import Days, month_of
from models.company.holidays import extra_days_in
from models.errors import CaseConflict, MingjiError, MoveIncomplete, MoveRefused, NotFound, WrongUsage
from models.home.numbers import next_count
from models.loop import case as rules
from models.loop import checkers, recheck_lots, samples
from models.loop.case import CLOSED, NOTHING_SAID, OUTSIDE, Action, Move, Result, Said, State
from models.loop.case_effects import COMPLETED, EFFECTS, LEAVES_WAITING, MOST_EXTENSIONS, resume
from models.loop.case_steps import AMOUNTS, write_step
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, PlanRow
from models.people import LOCAL_USER, Person, Role, as_one
from models.store import Store

OPENED = "立案"
MOST_FEN = 10**15


@dataclass(frozen=True)
class Hit:
    """One hit that a case is opened for; amounts in fen, energy in Wh, `penalty_fen` what of the amount is 违约使用电费.

    `profile` are the residential prices by which it was judged, where it was by some.
    """

    check_code: str
    problem_id: str
    period: str | None
    amount_fen: int | None
    sentence: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    energy_wh: int | None = None
    penalty_fen: int | None = None
    profile: str | None = None


@dataclass(frozen=True)
class Target:
    """What a case is opened on, how it was picked, and why; `needs_analysis`: two people judge it first."""

    object_type: str
    object_id: str
    cons_no: str | None
    org_code: str | None
    picked_by: str
    hits: tuple[Hit, ...] = ()
    inclusion_probability: float | None = None
    probability: float | None = None
    expected_fen: int | None = None
    needs_analysis: bool = False
    parent_case: str | None = None


def open_cases(
    session: Session, plan: PlanRow, targets: Iterable[Target], person: Person, now: datetime
) -> list[CaseRow]:
    """Open a case for each target in the caller's transaction, with numbers that have no gaps."""
    opened = []
    for target in targets:
        state = State.TO_ANALYSE if target.needs_analysis else State.TO_DISPATCH
        row = CaseRow(
            case_no=_next_number(session, f"稽查{month_of(now.date())}"),
            plan_id=plan.id,
            state=state.value,
            version=1,
            kind=plan.kind,
            source=plan.source,
            object_type=target.object_type,
            object_id=target.object_id,
            cons_no=target.cons_no,
            org_code=target.org_code,
            picked_by=target.picked_by,
            inclusion_probability=target.inclusion_probability,
            probability=target.probability,
            expected_fen=target.expected_fen,
            handler_unit=target.org_code,
            handler=None,
            due_date=None,
            waits_since=None,
            asked_due=None,
            extensions=0,
            rework=0,
            returns=0,
            is_urged=False,
            result=None,
            established_fen=None,
            recovered_fen=0,
            refunded_fen=0,
            energy_wh=None,
            penalty_fen=None,
            penalty_recovered_fen=0,
            facts={},
            recurrence_of=_recurred(session, target, now),
            parent_case=target.parent_case or plan.parent_case,
            created_at=now,
            moved_by=person.signature,
            moved_at=now,
        )
        session.add(row)
        session.flush()
        for hit in target.hits:
            session.add(
                CaseCheckRow(
                    case_id=row.id,
                    check_code=hit.check_code,
                    problem_id=hit.problem_id,
                    period=hit.period,
                    amount_fen=hit.amount_fen,
                    energy_wh=hit.energy_wh,
                    penalty_fen=hit.penalty_fen,
                    sentence=hit.sentence,
                    parameters=dict(hit.parameters),
                    profile=hit.profile,
                )
            )
        write_step(session, row, person, OPENED, None, NOTHING_SAID, now)
        opened.append(row)
    return opened


def move(
    store: Store,
    person: Person,
    case_no: str,
    action: Action,
    said: Said = NOTHING_SAID,
    *,
    version: int | None = None,
    now: datetime | None = None,
) -> CaseRow:
    """Move one case and return it as it is then; with a version, only if nobody has moved it since.

    Errors: MoveRefused; CaseConflict; NotFound; WrongUsage. Then nothing is changed.
    """
    with store.write() as session:
        row = case_in(session, person, case_no, now)
        return _move_seen(session, person, row, action, said, version, now)


def move_many(
    store: Store,
    person: Person,
    seen: Sequence[CaseRow],
    action: Action,
    said: Callable[[CaseRow], Said],
    *,
    now: datetime | None = None,
) -> dict[str, MingjiError]:
    """Make one step with many cases, each by itself and only as it was seen; return what was refused and why, by number."""
    refused: dict[str, MingjiError] = {}
    for one in seen:
        try:
            with store.write() as session:
                row, own = case_in(session, person, one.case_no, now), said(one)
                if action is Action.PASS:
                    recheck_lots.require_one_by_one(session, row, own, is_for_many=True)
                _move_seen(session, person, row, action, own, one.version, now)
        except MingjiError as error:
            refused[one.case_no] = error
    return refused


def _move_seen(
    session: Session,
    person: Person,
    row: CaseRow,
    action: Action,
    said: Said,
    version: int | None,
    now: datetime | None,
) -> CaseRow:
    """Move a case and write it into the log; with a version, only if nobody has moved it since."""
    if version is not None and version != row.version:
        raise CaseConflict(row.case_no, row.moved_by, row.moved_at, row.state)
    row = move_row(session, person, row, action, said, now=now)
    log.append(session, row.moved_by, "case", row.case_no, {"action": action.value})
    return row


def move_row(
    session: Session,
    person: Person,
    row: CaseRow,
    action: Action,
    said: Said = NOTHING_SAID,
    *,
    now: datetime | None = None,
) -> CaseRow:
    """Move a case that was read in the caller's transaction, which then writes its own line of the log.

    Errors: MoveRefused; WrongUsage. Then nothing was written, and the case is as it was.
    """
    now = now or datetime.now()
    wanted = rules.move_of(action)
    person = _mover(session, row, wanted, person, now)
    said = heard(action, said)
    _complete(row, wanted, said, now.date())
    if complete := COMPLETED.get(action):
        said = complete(session, row, said, person)
    source, left = row.state, days_left(row, now.date(), extra_days_in(session))
    if row.waits_since is not None and action not in LEAVES_WAITING:
        resume(session, row, now)
    if effect := EFFECTS.get(action):
        effect(session, row, said, person, now)
    _take(row, said)
    if wanted.target is not None:
        row.state = wanted.target.value
        if wanted.target in CLOSED:
            row.closed_at = now
    row.version += 1
    row.moved_by, row.moved_at = person.signature, now
    write_step(session, row, person, action.value, source, said, now, left)
    return row


def case(store: Store, case_no: str, person: Person = LOCAL_USER) -> CaseRow:
    """Return a case as it is now.

    Errors: NotFound where there is none, or it is of a unit that the person may not see.
    """
    with store.read() as session:
        return case_in(session, person, case_no)


def case_in(session: Session, person: Person, case_no: str, now: datetime | None = None) -> CaseRow:
    """Return a case of the units of a person, or of those for whom they stand in, in the caller's transaction.

    Errors: NotFound.
    """
    row = session.scalars(select(CaseRow).where(CaseRow.case_no == case_no)).first()
    if row is not None:
        unit = row.handler_unit or row.org_code
        if person.covers(unit):
            return row
        hats = register.hats(session, person, (now or datetime.now()).date())
        if any(one.covers(unit) for one in hats):
            return row
    raise NotFound(f"没有编号为 {case_no} 的案件", remedy="请核对工单编号")


def open_on(store: Store) -> dict[tuple[str, str], str]:
    """Return {(object_type, object_id): number} of the cases that are not closed, of every unit."""
    with store.read() as session:
        return open_in(session)


def open_in(session: Session) -> dict[tuple[str, str], str]:
    """Return the same in the caller's transaction."""
    wanted = select(CaseRow.object_type, CaseRow.object_id, CaseRow.case_no)
    is_open = CaseRow.state.not_in([state.value for state in CLOSED])
    rows = session.execute(wanted.where(is_open).order_by(CaseRow.id)).all()
    return {(kind, number): case_no for kind, number, case_no in rows}


def checks_of(store: Store, row: CaseRow) -> list[CaseCheckRow]:
    """Return the hits that a case was opened for, in the order of their codes."""
    wanted = select(CaseCheckRow).where(CaseCheckRow.case_id == row.id)
    with store.read() as session:
        return list(session.scalars(wanted.order_by(CaseCheckRow.check_code, CaseCheckRow.id)))


def days_left(row: CaseRow, today: date, extra_days: Days | None = None) -> int | None:
    """Return the working days that are left of a case's deadline; None where none runs.

    `extra_days` are those of the home (models.company.holidays).
    """
    if row.due_date is None or row.waits_since is not None or State(row.state) not in OUTSIDE:
        return None
    return rules.days_left(row.due_date, today, extra_days)


def overdue_stage(
    row: CaseRow,
    today: date,
    extra_days: Days | None = None,
    ladder: tuple[rules.Rung, ...] = rules.LADDER,
) -> str:
    """Return how far a case is over its deadline, and who is told; "" where no deadline runs or all is well.

    `extra_days` and `ladder` are those of the home (models.company.holidays, models.loop.ladder).
    """
    if row.due_date is None or days_left(row, today) is None:
        return ""
    return rules.overdue_stage(row.due_date, today, ladder, extra_days)


def tells_how_picked(row: CaseRow, person: Person) -> bool:
    """Return whether a person may know if ranking or chance chose a case.

    Who judges it first may not, nor who checks on site as long as it is open: the control is one only unrecognised.
    """
    state = State(row.state)
    return state in CLOSED or (tells_control(person) and state is not State.TO_ANALYSE)


def tells_control(person: Person) -> bool:
    """Return whether a person may know how many cases of a plan chance chose: of a few, that says which."""
    return person.role not in rules.IN_THE_FIELD


def open_to(store: Store, row: CaseRow, person: Person) -> list[Action]:
    """Return what a person may do with a case now, in the order of the rules; what must be said is another question.

    What those may do for whom they stand in is among it.
    """
    with store.read() as session:
        return _open_in(session, row, person, date.today())


def _open_in(session: Session, row: CaseRow, person: Person, today: date) -> list[Action]:
    """Return the same in the caller's transaction."""
    state, result = State(row.state), Result(row.result) if row.result else None
    if person == LOCAL_USER and register.is_alone(session):
        allowed = {one for role in Role for one in rules.possible(state, role, result)}
    else:
        allowed = {
            action
            for one in register.hats(session, person, today)
            for action in _allowed_to(row, one)
            if not _own_work(session, row, action, one)
        }
        if state is State.TO_ANALYSE:  # two judge it, nobody alone
            allowed -= {Action.CONFIRM, Action.DROP}
    is_sampled = state is State.ARCHIVED and samples.waits_for(session, row, person)
    idle = {
        Action.GRANT_EXTENSION: row.asked_due is None,
        Action.REFUSE_EXTENSION: row.asked_due is None,
        Action.ASK_EXTENSION: row.due_date is None or row.extensions >= MOST_EXTENSIONS,
        Action.WAIT: row.waits_since is not None,
        Action.RESUME: row.waits_since is None,
        Action.END_URGE: not row.is_urged,
        Action.AGREE_ALONE: checkers.ALONE in row.facts or row.handler in person.logins,
        Action.SAMPLE_PASS: not is_sampled,
        Action.SAMPLE_FAIL: not is_sampled,
    }
    return [one.action for one in rules.MOVES if one.action in allowed and not idle.get(one.action)]


def _mover(session: Session, row: CaseRow, wanted: Move, person: Person, now: datetime) -> Person:
    """Return who makes a move: the person, or else as whom they stand in; the local user, alone at their machine, in the
    role that it takes.

    Errors: MoveRefused, naming what is possible instead.
    """
    hats = register.hats(session, person, now.date())
    for one in hats:
        hat = in_role_for(session, one, wanted)
        if wanted.action in _allowed_to(row, hat):
            if by := _own_work(session, row, wanted.action, hat):
                raise MoveRefused(
                    f"案件 {row.case_no} 由您本人办理过,不能由您“{wanted.action.value}”{as_one(hat, by)}",
                    remedy="请由没有办理过它的营销稽查专责办理",
                )
            return hat
    state, result = State(row.state), Result(row.result) if row.result else None
    allowed = [one.value for one in _open_in(session, row, person, now.date())]
    person = in_role_for(session, person, wanted)
    others = _others_neither(row, hats[1:])
    if not person.covers(row.handler_unit or row.org_code):
        raise MoveRefused(
            f"案件 {row.case_no} 不在您的单位,您不能“{wanted.action.value}”{others}",
            remedy="请由该单位的人员办理",
        )
    if wanted.action in rules.possible(state, person.role, result):
        handler = register.person_of(session, row.handler or "")
        by = f"{handler.name}({handler.login})" if handler else f"“{row.handler}”"
        raise MoveRefused(f"案件 {row.case_no} 由{by}办理{others}", remedy="请由其本人、代理人或班组长办理")
    if person == LOCAL_USER and state in wanted.sources and person.role not in wanted.roles:
        roles = "、".join(role.value for role in Role if role in wanted.roles)
        raise MoveRefused(
            f"案件 {row.case_no} 的“{wanted.action.value}”由{roles}办理,{person.name}是{person.role.value}",
            remedy="请以登记的人员办理:命令行用 --as 登录名,页面右上角选择人员",
        )
    who = f"您代理{person.name},{person.role.value}" if person.deputy else person.role.value
    raise MoveRefused(
        f"案件 {row.case_no} 现为“{state.value}”,{who}不能“{wanted.action.value}”{others}",
        remedy=f"现在可以:{'、'.join(allowed)}" if allowed else "现在没有可以办理的操作",
    )


def _others_neither(row: CaseRow, hats: Sequence[Person]) -> str:
    """Return that a move is not open to those either for whom a person stands in, and why; "" where they do for nobody."""
    unit = row.handler_unit or row.org_code
    said = [f"{one.name}({one.role.value if one.covers(unit) else '不管辖该单位'})" for one in hats]
    return f",您代理的{'、'.join(said)}也不能" if said else ""


def _allowed_to(row: CaseRow, one: Person) -> set[Action]:
    """Return what somebody may do with a case: who works on cases themselves leaves a colleague's to them."""
    if not one.covers(row.handler_unit or row.org_code):
        return set()
    result = Result(row.result) if row.result else None
    allowed = set(rules.possible(State(row.state), one.role, result))
    is_anothers = one.role in (Role.STAFF, Role.SPECIALIST) and row.handler not in (None, one.login)
    return allowed & {Action.NOTE} if is_anothers else allowed


def _own_work(session: Session, row: CaseRow, action: Action, one: Person) -> str:
    """Return who signed what a step would decide on, where the same person did it, be it as themselves or for another; else ""."""
    if action not in rules.DECIDES_ON or not one.logins:
        return ""
    steps = select(CaseMoveRow).where(
        CaseMoveRow.case_id == row.id,
        CaseMoveRow.action.in_([step.value for step in rules.DECIDES_ON[action]]),
    )
    last = {step.action: step for step in session.scalars(steps.order_by(CaseMoveRow.seq))}
    own = (step.by for step in last.values() if {step.login, step.deputy} & one.logins)
    went = action in (Action.UPHOLD, Action.CLEAR) and bool(one.deputy)
    has_gone = went and one.who in checkers.names_in(row.facts.get(checkers.CHECKERS, ""))
    return next(own, one.who if has_gone else "")


def in_role_for(session: Session, person: Person, wanted: Move) -> Person:
    """Return who makes a move: the local user, alone at their machine, in the role that it takes."""
    if person != LOCAL_USER or person.role in wanted.roles or not register.is_alone(session):
        return person
    role = next(role for role in Role if role in wanted.roles)
    return Person(role.value, role, person.units, acted_by=person.name)


def heard(action: Action, said: Said) -> Said:
    """Return what is said without what the step has no say in (`case.SAID_BY`)."""
    unheard: dict[str, Any] = {
        name: {} if name == "facts" else None
        for name, actions in rules.SAID_BY.items()
        if action not in actions and getattr(said, name)
    }
    return replace(said, **unheard)


def _complete(row: CaseRow, wanted: Move, said: Said, today: date) -> None:
    """Refuse a move that does not say what it must.

    Errors: MoveRefused; WrongUsage for an amount or a deadline that is none.
    """
    given = {"comment": said.comment.strip(), "to": said.to, "due": said.due, "result": said.result}
    if lacking := [name for name in wanted.needs if not given[name]]:
        words = "、".join(rules.NEEDS[name] for name in lacking)
        raise MoveIncomplete(f"案件 {row.case_no} “{wanted.action.value}”缺少{words}", lacking)
    for name, fen in (
        ("追补金额", said.recovered_fen),
        ("退还金额", said.refunded_fen),
        ("违约使用电费", said.penalty_fen),
        ("已收违约使用电费", said.penalty_recovered_fen),
    ):
        if fen is not None and not 0 <= fen < MOST_FEN:
            raise WrongUsage(f"{name} {Decimal(fen) / 100:.2f} 元无效", remedy="请填写不小于 0 的金额")
    if said.established_fen is not None and abs(said.established_fen) >= MOST_FEN:
        raise WrongUsage(f"核实金额 {Decimal(said.established_fen) / 100:.2f} 元无效", remedy="请核对金额")
    if said.energy_wh is not None and abs(said.energy_wh) >= MOST_FEN:
        raise WrongUsage(f"电量 {Decimal(said.energy_wh) / 1000:.3f} kWh 无效", remedy="请核对电量")
    if said.due is not None and said.due < today:
        raise WrongUsage(f"时限 {said.due} 已过", remedy="请填写今天或以后的日期")


def _take(row: CaseRow, said: Said) -> None:
    """Keep on the case what was said of it; what was not said stays as it was."""
    if said.result is not None:
        row.result = said.result.value
    for name in AMOUNTS:
        value = getattr(said, name)
        if value is not None:
            setattr(row, name, value)
    if said.facts:
        row.facts = {**row.facts, **{name: word for name, word in said.facts.items() if word}}


def _recurred(session: Session, target: Target, now: datetime) -> str | None:
    """Return the last case, borne out and archived lately, of the same check on the same object or customer."""
    is_it = and_(CaseRow.object_type == target.object_type, CaseRow.object_id == target.object_id)
    same = or_(is_it, CaseRow.cons_no == target.cons_no) if target.cons_no else is_it
    codes = {hit.check_code for hit in target.hits}
    wanted = (
        select(CaseRow.case_no)
        .join(CaseCheckRow, CaseCheckRow.case_id == CaseRow.id)
        .where(
            same,
            CaseRow.state == State.ARCHIVED.value,
            CaseRow.closed_at >= now - timedelta(days=rules.RECURRENCE_DAYS),
            CaseRow.result.in_([Result.TRUE.value, Result.PARTLY.value]),
            CaseCheckRow.check_code.in_(codes),
        )
        .order_by(CaseRow.closed_at.desc())
        .limit(1)
    )
    return session.scalar(wanted) if codes else None


def _next_number(session: Session, kind: str) -> str:
    return f"{kind}{next_count(session, kind):05d}"
