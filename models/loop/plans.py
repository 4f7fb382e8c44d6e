"""Plans of inspections (稽查计划): made from a choice of targets, approved by somebody else, sent out together."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import log, register
from models.errors import MoveRefused, NotAllowed, NotFound, WrongUsage
from models.home.numbers import next_count
from models.loop.case import SOURCE_OF_KIND, Action, Source, State, TaskKind
from models.loop.case_lists import within
from models.loop.cases import Said, Target, move_row, open_cases, open_in
from models.orm import CaseRow, PlanRow
from models.people import LOCAL_USER, Permission, Person, Role, as_one, names_of
from models.store import Store

COUNTER = "计划"
CLUE = "clue"
"""What of a plan's scope says why it was asked for, where somebody outside the audit did."""


class PlanState(Enum):
    """Where a plan stands; `value` is the name a user reads."""

    DRAFT = "待审批"
    APPROVED = "已批准"
    DISPATCHED = "已派发"
    WITHDRAWN = "已撤销"


class AlreadyMade(WrongUsage):
    """A periodic plan that somebody else has made meanwhile."""


def create(
    store: Store,
    person: Person,
    *,
    name: str,
    kind: TaskKind,
    source: Source | None = None,
    run_id: int | None,
    due: date,
    scope: Mapping[str, Any],
    targets: Iterable[Target],
    parent_case: str | None = None,
    made_for: str | None = None,
    skips_open: bool = False,
    now: datetime | None = None,
) -> int:
    """Make a plan and open its cases, and return its number; `scope` is what it was chosen by, to be read later.

    `source`: where it came from, where that is not the kind of its tasks.
    `skips_open` leaves out what has an open case by now: somebody else may have planned it since the targets were chosen.
    `made_for`: what a periodic plan is made for, its rule and the period; there is one plan for it and no second.
    Errors: NotAllowed without the permission to select targets; WrongUsage without a name or any target, or for a
    deadline that has passed; AlreadyMade. Then nothing is changed.
    """
    _require(person, "制定稽查计划")
    now = now or datetime.now()
    if not name.strip():
        raise WrongUsage("计划没有名称", remedy="请填写计划名称")
    if due < now.date():
        raise WrongUsage(f"时限 {due} 已过", remedy="请填写今天或以后的日期")
    with store.write() as session:
        if made_for and session.scalar(select(PlanRow.id).where(PlanRow.made_for == made_for)):
            raise AlreadyMade(f"计划“{name}”已经制定", remedy="请查看稽查计划")
        last = session.scalar(select(func.max(PlanRow.id))) or 0
        plan = PlanRow(
            id=next_count(session, COUNTER, last),
            name=name.strip(),
            kind=kind.value,
            source=(source or SOURCE_OF_KIND[kind]).value,
            state=PlanState.DRAFT.value,
            run_id=run_id,
            due_date=due,
            scope=dict(scope),
            parent_case=parent_case,
            made_for=made_for,
            created_by=person.signature,
            created_logins=sorted(person.logins) or None,
            created_at=now,
        )
        session.add(plan)
        session.flush()
        busy = open_in(session) if skips_open else {}
        free = (one for one in targets if (one.object_type, one.object_id) not in busy)
        opened = open_cases(session, plan, free, person, now)
        if not opened:
            raise WrongUsage("没有可以列入计划的目标", remedy="请放宽范围,或先运行筛查")
        log.append(
            session, person.signature, "plan", f"plan:{plan.id}", {"cases": len(opened), "run": run_id}
        )
        return plan.id


def approve(store: Store, person: Person, plan_id: int, *, now: datetime | None = None) -> None:
    """Approve a plan; whoever made it may not, as soon as two people are registered.

    Errors: NotFound; NotAllowed; MoveRefused where it is not waiting for approval.
    """
    if person.role not in (Role.LEAD, Role.SUPERVISOR):
        raise NotAllowed(f"{person.role.value}不能审批稽查计划", remedy="请联系营销稽查专责或营销主任")
    with store.write() as session:
        plan = _plan(session, plan_id)
        _require_covered(session, person, plan_id, "审批")
        _require_state(plan, PlanState.DRAFT, "审批")
        if is_own(plan, person) and not register.is_alone(session):
            raise NotAllowed(
                f"计划 {plan_id} 由您制定,不能由您审批{as_one(person, plan.created_by)}",
                remedy="请由另一人审批",
            )
        plan.state, plan.approved_by, plan.approved_at = (
            PlanState.APPROVED.value,
            person.signature,
            now or datetime.now(),
        )
        log.append(session, person.signature, "approve", f"plan:{plan_id}", {})


def is_own(plan: PlanRow, person: Person) -> bool:
    """Return whether a person, or who stands in for them, made a plan."""
    if plan.created_logins and person.logins:
        return bool(person.logins & set(plan.created_logins))
    return bool(names_of(plan.created_by) & names_of(person.signature))


def dispatch(store: Store, person: Person, plan_id: int, *, now: datetime | None = None) -> list[CaseRow]:
    """Send out the plan's cases that wait for it, and return them; those still to be analysed stay.

    A case that its unit has given back is not sent there again: it is sent on its own, to whom it belongs.
    Errors: NotFound; NotAllowed; MoveRefused before approval, or once the plan's deadline has passed.
    """
    _require(person, "派发稽查任务")
    now = now or datetime.now()
    with store.write() as session:
        plan = _plan(session, plan_id)
        if plan.state != PlanState.DISPATCHED.value:
            _require_state(plan, PlanState.APPROVED, "派发")
        said = Said(due=plan.due_date)
        rows = session.scalars(_to_send(select(CaseRow), plan_id).order_by(CaseRow.id)).all()
        if rows:
            _require_covered(session, person, plan_id, "派发")
            if plan.due_date < now.date():
                raise MoveRefused(
                    f"计划 {plan_id} 的时限 {plan.due_date} 已过",
                    remedy="请逐件派发并填写新的时限,或撤销计划",
                )
        sent = [move_row(session, person, row, Action.DISPATCH, said, now=now) for row in rows]
        plan.state, plan.dispatched_by, plan.dispatched_at = PlanState.DISPATCHED.value, person.signature, now
        log.append(session, person.signature, "dispatch", f"plan:{plan_id}", {"cases": len(sent)})
        return sent


def to_send(store: Store, person: Person, plan_id: int) -> int:
    """Return how many cases `dispatch` would send out, of the units that a person may see."""
    with store.read() as session:
        return session.scalar(_to_send(select(func.count(CaseRow.id)), plan_id).where(within(person))) or 0


def _to_send(wanted: Select[Any], plan_id: int) -> Select[Any]:
    """Narrow a question to the cases that wait to be sent out with their plan."""
    return wanted.where(
        CaseRow.plan_id == plan_id, CaseRow.state == State.TO_DISPATCH.value, CaseRow.returns == 0
    )


def withdraw(store: Store, person: Person, plan_id: int, comment: str) -> None:
    """Take a plan back that was not sent out yet; its cases become void.

    Errors: NotFound; NotAllowed; MoveRefused once it is sent out, or without a reason.
    """
    _require(person, "撤销稽查计划")
    with store.write() as session:
        plan = _plan(session, plan_id)
        _require_covered(session, person, plan_id, "撤销")
        if plan.state not in (PlanState.DRAFT.value, PlanState.APPROVED.value):
            raise MoveRefused(f"计划 {plan_id} 现为“{plan.state}”,不能撤销", remedy="已派发的案件请逐件作废")
        rows = session.scalars(select(CaseRow).where(CaseRow.plan_id == plan_id)).all()
        for row in rows:
            move_row(session, person, row, Action.VOID, Said(comment=comment))
        plan.state = PlanState.WITHDRAWN.value
        log.append(session, person.signature, "withdraw", f"plan:{plan_id}", {"cases": len(rows)})


def plan(store: Store, plan_id: int) -> PlanRow:
    """Return a plan.

    Errors: NotFound.
    """
    with store.read() as session:
        return _plan(session, plan_id)


def is_made(store: Store, made_for: str) -> bool:
    """Return whether there is the plan of a rule and period."""
    with store.read() as session:
        return session.scalar(select(PlanRow.id).where(PlanRow.made_for == made_for)) is not None


def plans(store: Store, person: Person = LOCAL_USER) -> list[PlanRow]:
    """Return the plans that have a case a person may see, the newest first."""
    wanted = select(PlanRow).order_by(PlanRow.id.desc())
    if not person.sees_everything:
        wanted = wanted.where(
            select(CaseRow.id).where(CaseRow.plan_id == PlanRow.id, within(person)).exists()
        )
    with store.read() as session:
        return list(session.scalars(wanted))


def _plan(session: Any, plan_id: int) -> PlanRow:
    found = session.get(PlanRow, plan_id)
    if found is None:
        raise NotFound(f"没有编号为 {plan_id} 的稽查计划", remedy="请核对计划编号")
    return found


def _require_state(plan: PlanRow, wanted: PlanState, what: str) -> None:
    if plan.state != wanted.value:
        raise MoveRefused(
            f"计划 {plan.id} 现为“{plan.state}”,不能{what}", remedy=f"“{wanted.value}”的计划才能{what}"
        )


def _require_covered(session: Session, person: Person, plan_id: int, what: str) -> None:
    """Refuse to decide on cases of units that are not the person's."""
    units = select(func.coalesce(CaseRow.handler_unit, CaseRow.org_code)).where(CaseRow.plan_id == plan_id)
    if any(not person.covers(unit) for unit in session.scalars(units.distinct())):
        raise NotAllowed(
            f"计划 {plan_id} 有其他单位的案件,您不能{what}",
            remedy="请由管辖全部单位的营销稽查专责或营销主任办理",
        )


def _require(person: Person, what: str) -> None:
    if not person.may(Permission.SELECT):
        raise NotAllowed(f"{person.role.value}不能{what}", remedy="请联系营销稽查专责")
