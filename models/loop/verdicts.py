"""First verdicts (初判): two people judge a case from its evidence alone before anybody drives out; a third decides.

What a judge gets, `Item`, holds neither another's word nor how the case was picked. Nothing gives the words out before
the case is decided, and the log only says that there is one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import log, register
from models.errors import MoveRefused, NotAllowed, NotFound, WrongUsage
from models.loop.case import Action, State, agreed
from models.loop.cases import Said, move_row
from models.orm import CaseCheckRow, CaseRow, PlanRow, VerdictRow
from models.people import Permission, Person
from models.store import Store


class Word(Enum):
    """What a judge says of a case; `value` is the word a user reads."""

    ACT = "需处理"
    VOID = "不处理"


@dataclass(frozen=True)
class Evidence:
    """One hit as a judge sees it; the amount in fen."""

    check_code: str
    problem_id: str
    period: str | None
    amount_fen: int | None
    sentence: str


@dataclass(frozen=True)
class Item:
    """All that a judge gets of a case; `run_id` is where its evidence lies, the same for all cases of a plan."""

    case_no: str
    object_type: str
    object_id: str
    cons_no: str | None
    org_code: str | None
    run_id: int | None
    evidence: tuple[Evidence, ...]


def queue(store: Store, person: Person) -> list[Item]:
    """Return what a person has yet to judge, in an order of their own that says nothing.

    Errors: NotAllowed for who may not judge.
    """
    with store.read() as session:
        _require_judge(session, person)
        rows = session.scalars(select(CaseRow).where(CaseRow.state == State.TO_ANALYSE.value)).all()
        words = _words(session, [row.id for row in rows])
        waiting = [
            row
            for row in rows
            if person.covers(row.org_code) and _is_asked(words.get(row.id, []), person.login)
        ]
        run_of = {plan.id: plan.run_id for plan in session.scalars(select(PlanRow))}
        found: dict[int, list[Evidence]] = {}
        hits = select(CaseCheckRow).join(CaseRow, CaseRow.id == CaseCheckRow.case_id)
        hits = hits.where(CaseRow.state == State.TO_ANALYSE.value)
        for hit in session.scalars(hits.order_by(CaseCheckRow.check_code, CaseCheckRow.id)):
            own = Evidence(hit.check_code, hit.problem_id, hit.period, hit.amount_fen, hit.sentence)
            found.setdefault(hit.case_id, []).append(own)
    items = [
        Item(
            row.case_no,
            row.object_type,
            row.object_id,
            row.cons_no,
            row.org_code,
            run_of.get(row.plan_id),
            tuple(found.get(row.id, ())),
        )
        for row in waiting
    ]
    return sorted(items, key=lambda one: hashlib.sha256(f"{person.login}|{one.case_no}".encode()).digest())


def give(store: Store, person: Person, case_no: str, word: Word, reason: str) -> None:
    """Judge a case; the second who agrees, or the third, decides it.

    Errors: NotAllowed for who may not judge; NotFound; WrongUsage for a void verdict without a reason; MoveRefused where
    it is decided, or this person has judged it. Then nothing is changed.
    """
    now = datetime.now()
    if word is Word.VOID and not reason.strip():
        raise WrongUsage("不处理没有写理由", remedy="请写明为什么不必处理")
    with store.write() as session:
        _require_judge(session, person)
        row = session.scalars(select(CaseRow).where(CaseRow.case_no == case_no)).first()
        if row is None or not person.covers(row.org_code):
            raise NotFound(f"没有编号为 {case_no} 的案件", remedy="请核对工单编号")
        given = _words(session, [row.id]).get(row.id, [])
        if row.state != State.TO_ANALYSE.value or not _is_asked(given, person.login):
            raise MoveRefused(f"案件 {case_no} 不再需要您初判", remedy="请刷新后继续下一件")
        verdict = VerdictRow(
            case_id=row.id,
            judge=person.login,
            signed=person.signature,
            word=word.value,
            reason=reason.strip(),
            given_at=now,
        )
        session.add(verdict)
        session.flush()
        log.append(session, person.signature, "verdict", case_no, {})
        given = [*given, verdict]
        decision = agreed([one.word for one in given])
        if decision is not None:
            action = Action.CONFIRM if decision == Word.ACT.value else Action.DROP
            said = ";".join(
                f"{one.signed}:{one.word}" + (f"({one.reason})" if one.reason else "") for one in given
            )
            move_row(session, person, row, action, Said(comment=f"初判 {said}"), now=now)
            log.append(session, person.signature, "case", case_no, {"action": action.value})


def waiting(store: Store) -> int:
    """Return how many cases wait for a first verdict, of every unit."""
    with store.read() as session:
        return len(session.scalars(select(CaseRow.id).where(CaseRow.state == State.TO_ANALYSE.value)).all())


def _require_judge(session: Session, person: Person) -> None:
    if not person.may(Permission.SELECT):
        raise NotAllowed(f"{person.role.value}不能初判", remedy="请由营销稽查专责初判")
    if person.deputy:
        raise NotAllowed("初判须由本人作出,不能由代理人代判", remedy="请以您自己的身份初判")
    if not person.login:
        known = "登记两名营销稽查专责后" if register.is_alone(session) else ""
        raise NotAllowed(f"{person.name}不能初判", remedy=f"请{known}以登记的人员初判:页面右上角选择人员")


def _is_asked(given: Sequence[VerdictRow], login: str) -> bool:
    return agreed([one.word for one in given]) is None and login not in {one.judge for one in given}


def _words(session: Session, case_ids: Sequence[int]) -> dict[int, list[VerdictRow]]:
    """Return the verdicts of cases that are not decided yet, the first ones first."""
    wanted = (
        select(VerdictRow)
        .join(CaseRow, CaseRow.id == VerdictRow.case_id)
        .where(CaseRow.state == State.TO_ANALYSE.value)
    )
    if len(case_ids) == 1:
        wanted = wanted.where(VerdictRow.case_id == case_ids[0])
    found: dict[int, list[VerdictRow]] = {}
    for one in session.scalars(wanted.order_by(VerdictRow.id)):
        found.setdefault(one.case_id, []).append(one)
    return found
