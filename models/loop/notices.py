"""Notices to the audited units (稽查通知单, 整改通知单): numbered without gaps, and the same whenever they are printed.

A notice covers the cases that were due for one when it was issued, and keeps what it said. Asked for again it is the
same, under the same number; cases that came since are in a notice of their own.

Source: workflow.md, sections 2 (专项稽查) and 5 (整改通知单).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import log
from models.errors import NotAllowed, NotFound, WrongUsage
from models.home.numbers import next_count
from models.loop.case import Action, State
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, NoticeRow, PlanRow, Run
from models.people import Permission, Person
from models.store import Store


class NoticeKind(Enum):
    """The kinds of notices; `value` is the name a user reads."""

    INSPECTION = "稽查通知单"
    RECTIFICATION = "整改通知单"


SHORT = {NoticeKind.INSPECTION: "稽通", NoticeKind.RECTIFICATION: "整通"}
TO_BE_PUT_RIGHT = (State.TO_RECTIFY, State.RECTIFYING)
Told = Callable[[CaseRow, Sequence[CaseCheckRow], str], dict[str, Any]]
"""What a notice says of a case, from its hits and what the check on site found."""


def notices(store: Store, person: Person, plan_id: int, kind: NoticeKind) -> list[NoticeRow]:
    """Return the notices of a plan that were issued, within the person's units, in the order of their numbers."""
    wanted = select(NoticeRow).where(NoticeRow.plan_id == plan_id, NoticeRow.kind == kind.value)
    with store.read() as session:
        rows = session.scalars(wanted.order_by(NoticeRow.id)).all()
    return [row for row in rows if person.covers(row.org_code or None)]


def issue(
    store: Store, person: Person, plan_id: int, kind: NoticeKind, told: Told, *, now: datetime | None = None
) -> int:
    """Issue a notice for each unit with cases that are due for one and have none, and return how many.

    Errors: NotFound; NotAllowed without the permission to select targets; WrongUsage where the plan has neither notices
    nor cases that are due for one. Then no number is given.
    """
    now = now or datetime.now()
    with store.write() as session:
        plan = session.get(PlanRow, plan_id)
        if plan is None:
            raise NotFound(f"没有编号为 {plan_id} 的稽查计划", remedy="请核对计划编号")
        earlier = session.scalars(
            select(NoticeRow).where(NoticeRow.plan_id == plan_id, NoticeRow.kind == kind.value)
        ).all()
        covered = {line["case_no"] for row in earlier for line in row.content["cases"]}
        waiting = [row for row in _due(session, plan_id, kind) if row.case_no not in covered]
        waiting = [row for row in waiting if person.covers(row.handler_unit or row.org_code)]
        if not waiting:
            if not earlier:
                raise WrongUsage(f"计划 {plan_id} 没有需要发{kind.value}的案件", remedy=_WHEN[kind])
            return 0
        if not person.may(Permission.SELECT):
            raise NotAllowed(f"{person.role.value}不能签发{kind.value}", remedy="请联系营销稽查专责")
        by_unit: dict[str, list[CaseRow]] = {}
        for row in waiting:
            by_unit.setdefault(row.handler_unit or row.org_code or "", []).append(row)
        run = session.get(Run, plan.run_id) if plan.run_id is not None else None
        known = {
            "plan": plan.name,
            "task": plan.kind,
            "as_of": (run.as_of if run else plan.created_at.date()).isoformat(),
        }
        numbers = []
        for unit, rows in sorted(by_unit.items()):
            lines = [told(row, _checks(session, row), _found(session, row)) for row in rows]
            count = next_count(session, f"{SHORT[kind]}{now.year}")
            numbers.append(f"{SHORT[kind]}〔{now.year}〕{count}号")
            due = min(
                (row.due_date for row in rows if row.due_date and _is_of(kind, row)), default=plan.due_date
            )
            session.add(
                NoticeRow(
                    number=numbers[-1],
                    kind=kind.value,
                    plan_id=plan_id,
                    org_code=unit,
                    content=known | {"due": due.isoformat(), "cases": lines},
                    issued_by=person.signature,
                    issued_at=now,
                )
            )
        log.append(session, person.signature, "notice", f"plan:{plan_id}", {"numbers": numbers})
        return len(numbers)


_WHEN = {
    NoticeKind.INSPECTION: "请先派发计划",
    NoticeKind.RECTIFICATION: "案件认定属实、还没有完成整改时才发整改通知单",
}


def _due(session: Session, plan_id: int, kind: NoticeKind) -> Sequence[CaseRow]:
    wanted = select(CaseRow).where(CaseRow.plan_id == plan_id)
    if kind is NoticeKind.RECTIFICATION:
        wanted = wanted.where(CaseRow.state.in_([state.value for state in TO_BE_PUT_RIGHT]))
    else:
        wanted = wanted.where(CaseRow.dispatched_at.is_not(None), CaseRow.state != State.VOID.value)
    return session.scalars(wanted.order_by(CaseRow.id)).all()


def _is_of(kind: NoticeKind, row: CaseRow) -> bool:
    """Return whether the deadline of a case is one to reply by, or one to put right by, as the notice of a kind sets."""
    is_to_reply = row.state in (State.TO_ACCEPT.value, State.CHECKING.value)
    return is_to_reply == (kind is NoticeKind.INSPECTION)


def _checks(session: Session, row: CaseRow) -> Sequence[CaseCheckRow]:
    wanted = select(CaseCheckRow).where(CaseCheckRow.case_id == row.id)
    return session.scalars(wanted.order_by(CaseCheckRow.check_code, CaseCheckRow.id)).all()


def _found(session: Session, row: CaseRow) -> str:
    """Return what the last check on site said."""
    wanted = select(CaseMoveRow.comment).where(
        CaseMoveRow.case_id == row.id, CaseMoveRow.action == Action.SUBMIT.value
    )
    return session.scalar(wanted.order_by(CaseMoveRow.seq.desc()).limit(1)) or ""
