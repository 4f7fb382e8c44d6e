"""What single moves of a case do besides changing its state: deadlines, who works on it, exemptions, what is refused.

Each effect changes the case's row in the transaction of the move. Errors: MoveRefused; then nothing is changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import register
from models.company.holidays import extra_days_in
from models.errors import MoveRefused, WrongUsage
from models.loop import checkers, exemptions, recheck_lots, samples
from models.loop.case import (
    CLOSED,
    IN_THE_FIELD,
    Action,
    Result,
    Said,
    SampleFault,
    State,
    Supervision,
    Urgency,
    agreed,
    due_after_waiting,
)
from models.orm import CaseCheckRow, CaseRow, PlanRow, Run, VerdictRow
from models.people import Person

MOST_EXTENSIONS = 2
URGENCY = "urgency"
LEAVES_WAITING = frozenset(
    {
        Action.WAIT,
        Action.RESUME,
        Action.NOTE,
        Action.URGE,
        Action.END_URGE,
        Action.REASSIGN,
        Action.VOID,
        Action.AGREE_ALONE,
    }
)
Effect = Callable[[Session, CaseRow, Said, Person, datetime], None]
Completion = Callable[[Session, CaseRow, Said, Person], Said]


def _decide(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    """Let nobody decide alone what two people have to judge, as soon as there are two."""
    if row.state != State.TO_ANALYSE.value or register.is_alone(session):
        return
    words = select(VerdictRow.word).where(VerdictRow.case_id == row.id).order_by(VerdictRow.id)
    if agreed(session.scalars(words).all()) is None:
        raise MoveRefused(
            f"案件 {row.case_no} 还没有完成初判", remedy="请由两人分别初判,意见不一致时由第三人裁定"
        )


def _dispatch(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    plan = session.get_one(PlanRow, row.plan_id)
    if plan.approved_at is None:
        raise MoveRefused(f"计划 {plan.id} 还没有批准,不能派发", remedy="请先审批稽查计划")
    _hand_to(session, row, said, person, now)
    row.due_date, row.dispatched_at = said.due, now


def _hand_to(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    """Give a case to a person of the register, or to a unit by its number."""
    if not said.to:
        return
    known = register.person_of(session, said.to)
    if known is not None:
        _require_able(row, known)
        row.handler = known.login
        return
    if not (said.to.isascii() and said.to.isdecimal()):
        raise MoveRefused(f"没有人员或单位“{said.to}”", remedy="请填写登录名或供电单位编号")
    if not person.covers(said.to):
        raise MoveRefused(f"单位“{said.to}”不归{person.name}管辖", remedy="请退回,由营销稽查专责改派")
    if said.to != row.handler_unit:
        checkers.begin_anew(row)
    row.handler, row.handler_unit = None, said.to


def _require_able(row: CaseRow, taker: Person) -> None:
    """Refuse to give a case to who could neither see nor work on it."""
    if taker.role not in IN_THE_FIELD:
        raise MoveRefused(
            f"{taker.name}({taker.login})是{taker.role.value},不办理案件",
            remedy="请交给班组长、稽查员或责任专业",
        )
    if not taker.covers(row.handler_unit or row.org_code):
        raise MoveRefused(
            f"{taker.name}({taker.login})不属于案件 {row.case_no} 的单位 {row.handler_unit or row.org_code or '(无)'}",
            remedy="请交给该单位的人员,或先改派到其单位",
        )


def _accept(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    row.handler = row.handler or person.login or None


def _give_back(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    row.handler, row.handler_unit, row.due_date = None, row.org_code, None
    checkers.begin_anew(row)
    row.returns += 1


def _reply(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    """Note the first report; what is not so, or in part, has not the amounts that an earlier one had come to."""
    if row.replied_at is None:
        row.replied_at, row.reply_due = now, row.due_date
    checkers.keep_mark(row, said)
    if said.result is not Result.TRUE:
        row.energy_wh = row.penalty_fen = None
    if said.result is Result.FALSE:
        row.established_fen = None


def _uphold(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    _set_due(session, row, said, person, now)
    row.upheld_at = row.upheld_at or now


def _set_due(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    row.due_date, row.extensions, row.asked_due = said.due, 0, None


def _finish(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    if row.rectified_at is None:
        row.rectified_at, row.rectify_due = now, row.due_date


def _pass(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    recheck_lots.require_one_by_one(session, row, said)


def _fail(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    _set_due(session, row, said, person, now)
    row.rework += 1


def _ask(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    if row.extensions >= MOST_EXTENSIONS:
        raise MoveRefused(f"案件 {row.case_no} 已延期 {row.extensions} 次", remedy="不能再申请延期")
    if row.due_date is None or said.due is None or said.due <= row.due_date:
        raise MoveRefused(f"申请的时限 {said.due} 不晚于现在的时限 {row.due_date}", remedy="请填写更晚的日期")
    row.asked_due = said.due


def _grant(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    _require_asked(row)
    until = said.due or row.asked_due
    if row.due_date is not None and until is not None and until <= row.due_date:
        raise MoveRefused(
            f"延至 {until} 不晚于现在的时限 {row.due_date}", remedy="请填写更晚的日期,或驳回延期"
        )
    row.due_date, row.asked_due, row.extensions = until, None, row.extensions + 1


def _refuse(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    _require_asked(row)
    row.asked_due = None


def _require_asked(row: CaseRow) -> None:
    if row.asked_due is None:
        raise MoveRefused(f"案件 {row.case_no} 没有待批的延期申请", remedy="请由经办人先申请延期")


def _wait(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    if row.waits_since is not None:
        raise MoveRefused(
            f"案件 {row.case_no} 从 {row.waits_since} 起已在等待客户", remedy="客户答复后请恢复办理"
        )
    row.waits_since = now.date()


def _end_wait(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    if row.waits_since is None:
        raise MoveRefused(f"案件 {row.case_no} 没有在等待客户", remedy="不需要恢复办理")
    resume(session, row, now)


def resume(session: Session, row: CaseRow, now: datetime) -> None:
    """End the wait for the customer: the deadline goes on by the working days that were waited."""
    if row.due_date is not None and row.waits_since is not None:
        row.due_date = due_after_waiting(row.due_date, row.waits_since, now.date(), extra_days_in(session))
    row.waits_since = None


def _exempt(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    """Ask for an exemption of every hit of the case until the day that was said; somebody else approves it."""
    plan = session.get_one(PlanRow, row.plan_id)
    run = session.get(Run, plan.run_id) if plan.run_id else None
    since = run.as_of if run else now.date()
    hits = session.scalars(select(CaseCheckRow).where(CaseCheckRow.case_id == row.id)).all()
    if not hits:
        raise MoveRefused(f"案件 {row.case_no} 没有命中,不能列入白名单", remedy="请办理“不处理”")
    for code in sorted({hit.check_code for hit in hits}):
        exemptions.ask_in(
            session,
            person,
            exemptions.Request(
                exemptions.Scope(code, row.object_type, row.object_id, row.org_code or ""),
                exemptions.kind_of(said.facts.get("exemption_kind")),
                reason=said.comment,
                evidence=f"案件 {row.case_no}",
                since=since,
                until=said.due or since,
                files=said.files,
                case_no=row.case_no,
            ),
            now,
        )


def _urge(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    """Begin a supervision, or make one more or less urgent; unless somebody says how urgent, it is as usual.

    Errors: WrongUsage for a degree that there is not.
    """
    word = said.facts.get(URGENCY) or Urgency.USUAL.value
    if word not in {one.value for one in Urgency}:
        known = "、".join(one.value for one in Urgency)
        raise WrongUsage(f"紧急程度不能是“{word[:20]}”", remedy=f"可用 {known}")
    row.is_urged, row.facts = True, {**row.facts, URGENCY: word}


def _end_urge(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    if not row.is_urged:
        raise MoveRefused(f"案件 {row.case_no} 没有在督办", remedy="不需要结束督办")
    row.is_urged = False


def supervision_of(row: CaseRow) -> Supervision:
    """Return how far the supervision of a case is: it ends by a word, or with the case."""
    if row.is_urged and State(row.state) not in CLOSED:
        return Supervision.ON
    return Supervision.ENDED if row.is_urged or URGENCY in row.facts else Supervision.NONE


def _agree_alone(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    checkers.agree_alone(row, person, said.comment.strip())


def _pass_sample(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    samples.judge(session, row, person, None, now)


def _fail_sample(session: Session, row: CaseRow, said: Said, person: Person, now: datetime) -> None:
    """Hold a sampled case against who wrote it, or, where that is said, against who decided it."""
    word = said.facts.get("sample_fault") or SampleFault.NARRATIVE.value
    try:
        fault = SampleFault(word)
    except ValueError as error:
        known = "、".join(one.value for one in SampleFault)
        raise WrongUsage(f"抽检发现不能是“{word[:20]}”", remedy=f"可用 {known}") from error
    samples.judge(session, row, person, fault, now)


def _as_recomputed(session: Session, row: CaseRow, said: Said, person: Person) -> Said:
    """Return what is said with the energy and the penalty of the checks, where all of it is true and nobody said another."""
    if row.result != Result.TRUE.value:
        return said
    hits = session.scalars(select(CaseCheckRow).where(CaseCheckRow.case_id == row.id)).all()
    for name in ("energy_wh", "penalty_fen"):
        known = [value for hit in hits if (value := getattr(hit, name)) is not None]
        if known and getattr(said, name) is None and getattr(row, name) is None:
            said = replace(said, **{name: sum(known)})
    return said


COMPLETED: Mapping[Action, Completion] = {
    Action.SUBMIT: checkers.completed,
    Action.UPHOLD: _as_recomputed,
}
"""What a step says besides what was typed, so that it stands in its history."""
EFFECTS: Mapping[Action, Effect] = {
    Action.CONFIRM: _decide,
    Action.DROP: _decide,
    Action.DISPATCH: _dispatch,
    Action.ACCEPT: _accept,
    Action.RETURN: _give_back,
    Action.REASSIGN: _hand_to,
    Action.SUBMIT: _reply,
    Action.UPHOLD: _uphold,
    Action.FINISH: _finish,
    Action.PASS: _pass,
    Action.FAIL: _fail,
    Action.ASK_EXTENSION: _ask,
    Action.GRANT_EXTENSION: _grant,
    Action.REFUSE_EXTENSION: _refuse,
    Action.WAIT: _wait,
    Action.RESUME: _end_wait,
    Action.URGE: _urge,
    Action.END_URGE: _end_urge,
    Action.EXEMPT: _exempt,
    Action.AGREE_ALONE: _agree_alone,
    Action.SAMPLE_PASS: _pass_sample,
    Action.SAMPLE_FAIL: _fail_sample,
}
