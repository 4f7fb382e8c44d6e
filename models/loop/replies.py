"""Filled lists taken back: each row moves its case, is as it was, or is refused with the reason.

The rows that are sound are taken in one transaction with their history, whatever is wrong with the others. A list may
be old: what happened to a case since then matters only where it makes the answer void (`STILL_OPEN`).
A row of a target list, written before there was a case, answers for the case that was sent out for its target.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import log, register
from models.errors import CaseConflict, MoveRefused
from models.loop import case_steps, cases, checkers
from models.loop.case import CLOSED, Action, State, move_of
from models.loop.cases import Said
from models.loop.receipts import ASKED, REMEDY, Receipt, Receipts, TargetReceipt
from models.orm import CaseMoveRow, CaseRow, PlanRow
from models.people import Person
from models.store import Store

AT_ONCE = 500  # cases looked up with one question
STILL_OPEN = frozenset(
    one.value
    for one in (
        Action.ACCEPT,
        Action.REASSIGN,
        Action.ASK_EXTENSION,
        Action.GRANT_EXTENSION,
        Action.REFUSE_EXTENSION,
        Action.WAIT,
        Action.RESUME,
        Action.URGE,
        Action.END_URGE,
        Action.NOTE,
        Action.AGREE_ALONE,
    )
)
"""What may happen to a case after its list was written and leaves the list's question open."""


@dataclass(frozen=True)
class Reply:
    """One row of a filled list: where it stands, its token, what it says (None: nothing was filled in).

    `faults`: why it cannot be read. `named`: numbers of cases that the row shows besides its token, `cons_no` the customer.
    """

    file: str
    row: int
    token: str
    said: Said | None
    faults: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    sheet: str = ""
    cons_no: str = ""


@dataclass(frozen=True)
class Refused:
    """A row that was not taken, and why; `case_no` is "" where its token tells none."""

    reply: Reply
    case_no: str
    reason: str


@dataclass
class Outcome:
    """What became of the rows of filled lists."""

    taken: list[Reply] = field(default_factory=list)
    unchanged: list[Reply] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, reply: Reply, case_no: str, reason: str) -> None:
        """Note a row that is not taken."""
        self.refused.append(Refused(reply, case_no, reason))


def take(
    store: Store,
    person: Person,
    replies: Iterable[Reply],
    digests: Sequence[str] = (),
    *,
    now: datetime | None = None,
) -> Outcome:
    """Take filled rows back for a person, and return what became of each; `digests` of their files go into the log.

    Errors: MoveRefused where the person may not answer for any unit. Then nothing is changed.
    """
    now = now or datetime.now()
    outcome, receipts = Outcome(), Receipts(store)
    with store.write() as session:
        hats = _sender(session, person, now)
        asked = _read(session, hats, receipts, replies, outcome)
        rows = _rows(session, hats, [receipt.case_no for receipt, _ in asked])
        for answers in _by_case(asked).values():
            _take_case(session, hats, rows, answers, outcome, now)
        if outcome.taken:
            detail = {
                "taken": len(outcome.taken),
                "unchanged": len(outcome.unchanged),
                "refused": len(outcome.refused),
                "files": list(digests),
            }
            log.append(session, hats[0].signature, "reply", "cases", detail)
    outcome.refused.sort(key=lambda one: (one.reply.file, one.reply.sheet, one.reply.row))
    return outcome


def may_answer(store: Store, person: Person) -> bool:
    """Return whether a person's role hands in lists; the local user, alone at their machine, does for everybody."""
    wanted = move_of(Action.SUBMIT)
    with store.read() as session:
        return any(one.role in wanted.roles for one in _hats(session, person, datetime.now()))


def _hats(session: Session, person: Person, now: datetime) -> list[Person]:
    """Return as whom a person answers: as themselves, the local user, alone at their machine, for the unit, or as a deputy."""
    wanted = move_of(Action.SUBMIT)
    return [cases.in_role_for(session, one, wanted) for one in register.hats(session, person, now.date())]


def _sender(session: Session, person: Person, now: datetime) -> list[Person]:
    """Return as whom a person answers.

    Errors: MoveRefused where none of them answers for a unit.
    """
    hats = _hats(session, person, now)
    if not any(one.role in move_of(Action.SUBMIT).roles for one in hats):
        others = "、".join(f"{one.name}({one.role.value})" for one in hats[1:])
        raise MoveRefused(
            f"{person.role.value}不能交回稽查清单" + (f",您代理的{others}也不能" if others else ""),
            remedy="请以登记的班组长、稽查员或责任专业办理:命令行用 --as 登录名,页面右上角选择人员",
        )
    return hats


def _covers(hats: Sequence[Person], unit: str | None) -> bool:
    return any(one.covers(unit) for one in hats)


def _whose(hats: Sequence[Person]) -> str:
    """Return whose units are meant, in a sentence."""
    others = "、".join(one.name for one in hats[1:])
    return f"{hats[0].name}的单位" + (f",也不属于代理的{others}的单位" if others else "")


Asked = tuple[Receipt, Reply]


def _read(
    session: Session, hats: Sequence[Person], receipts: Receipts, replies: Iterable[Reply], outcome: Outcome
) -> list[Asked]:
    """Return the rows that say something of a case of ours; note the others."""
    asked, listed = [], list(replies)
    of_targets = _of_targets(session, hats, receipts, listed)
    known = {number for reply in listed if (number := _number(receipts, reply))}
    for reply in listed:
        if reply.said is None and not reply.faults:
            outcome.unchanged.append(reply)
            continue
        try:
            receipt = receipts.read(reply.token)
            if isinstance(receipt, TargetReceipt):
                receipt = _sent_for(session, hats, receipt, reply, of_targets.get(receipt.token, ()))
        except MoveRefused as refused:
            outcome.refuse(reply, "", ";".join(dict.fromkeys((str(refused), *reply.faults))))
            continue
        others = [number for number in reply.named if number in known and number != receipt.case_no]
        if reply.faults:
            outcome.refuse(reply, receipt.case_no, ";".join(reply.faults))
        elif others:
            outcome.refuse(
                reply,
                receipt.case_no,
                f"本行写的是案件 {'、'.join(others)},回执码却是案件 {receipt.case_no} 的,可能只排序了部分列。{REMEDY}。",
            )
        else:
            asked.append((receipt, reply))
    return asked


def _number(receipts: Receipts, reply: Reply) -> str:
    """Return the number of the case of a row, "" where its token tells none."""
    receipt = _receipt(receipts, reply)
    return receipt.case_no if isinstance(receipt, Receipt) else ""


def _receipt(receipts: Receipts, reply: Reply) -> Receipt | TargetReceipt | None:
    try:
        return receipts.read(reply.token)
    except MoveRefused:
        return None


def _of_targets(
    session: Session, hats: Sequence[Person], receipts: Receipts, replies: Iterable[Reply]
) -> dict[str, list[Any]]:
    """Return by the token of a target what cases a person may see of it, the oldest first, with the run of each."""
    told = [_receipt(receipts, reply) for reply in replies if reply.said is not None or reply.faults]
    sought = {one.token: one.run_id for one in told if isinstance(one, TargetReceipt)}
    found: dict[str, list[Any]] = {token: [] for token in sought}
    if not sought:
        return found
    wanted = select(
        CaseRow.id,
        CaseRow.case_no,
        CaseRow.object_type,
        CaseRow.object_id,
        CaseRow.cons_no,
        CaseRow.state,
        CaseRow.dispatched_at,
        CaseRow.handler_unit,
        CaseRow.org_code,
        PlanRow.run_id,
    ).join(PlanRow, PlanRow.id == CaseRow.plan_id)
    for row in session.execute(wanted.order_by(CaseRow.id)):
        if _covers(hats, row.handler_unit or row.org_code):
            for run_id in set(sought.values()):
                token = receipts.issue_target(run_id, row.object_type, row.object_id)
                if token in found:
                    found[token].append(row)
    return found


def _sent_for(
    session: Session, hats: Sequence[Person], target: TargetReceipt, reply: Reply, rows: Sequence[Any]
) -> Receipt:
    """Return the case that was sent out for a target of a list, as it was then.

    Of several sent out nobody knows which was meant: a list handed in again must not answer a later case.
    Errors: MoveRefused where there is none, or more than one.
    """
    own = [row for row in rows if (row.run_id or 0) >= target.run_id]
    if not own:
        earlier = [row.case_no for row in rows if State(row.state) not in CLOSED]
        if earlier:
            raise MoveRefused(
                f"该目标的案件 {'、'.join(earlier)} 不是按筛查 {target.run_id} 或更晚的筛查立案的",
                remedy="请用派发的稽查清单填写",
            )
        raise MoveRefused(
            "该目标尚未立案" + ("" if _covers(hats, None) else f",或它的案件不属于{_whose(hats)}"),
            remedy="请先在稽查计划中把该目标列入计划并派发,再交回本清单",
        )
    sent = [row for row in own if row.dispatched_at]
    sent = [row for row in sent if row.state != State.VOID.value] or sent[-1:]
    if not sent:
        is_closed = State(own[-1].state) in CLOSED
        raise MoveRefused(
            f"案件 {own[-1].case_no} 现为“{own[-1].state}”,没有派发",
            remedy=f"请先{'重新列入计划并' if is_closed else ''}派发,再交回本清单",
        )
    if len(sent) > 1:
        numbers = "、".join(row.case_no for row in sent)
        raise MoveRefused(
            f"该目标有 {len(sent)} 个派发过的案件:{numbers},不知道填的是哪一个",
            remedy="请用派发的稽查清单填写",
        )
    [row] = sent
    if reply.cons_no and reply.cons_no.lstrip("0") != (row.cons_no or "").lstrip("0"):
        raise MoveRefused(
            f"本行写的是户号 {reply.cons_no},回执码却是另一目标的,可能只排序了部分列", remedy=REMEDY
        )
    steps = session.scalars(
        select(CaseMoveRow.action).where(CaseMoveRow.case_id == row.id).order_by(CaseMoveRow.seq)
    ).all()
    version = max(number for number, action in enumerate(steps, 1) if action == Action.DISPATCH.value)
    return Receipt(row.case_no, State.TO_ACCEPT, version)


def _rows(session: Session, hats: Sequence[Person], numbers: Iterable[str]) -> dict[str, CaseRow]:
    """Return the cases of these numbers that a person may see."""
    found: dict[str, CaseRow] = {}
    sought = list(dict.fromkeys(numbers))
    for start in range(0, len(sought), AT_ONCE):
        some = sought[start : start + AT_ONCE]
        for row in session.scalars(select(CaseRow).where(CaseRow.case_no.in_(some))):
            if _covers(hats, row.handler_unit or row.org_code):
                found[row.case_no] = row
    return found


def _by_case(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = {}
    for receipt, reply in asked:
        found.setdefault(receipt.case_no, []).append((receipt, reply))
    return found


def _take_case(
    session: Session,
    hats: Sequence[Person],
    rows: dict[str, CaseRow],
    answers: Sequence[Asked],
    outcome: Outcome,
    now: datetime,
) -> None:
    """Take what the rows of one case say; where two of them differ nobody knows which counts."""
    (receipt, reply), *others = answers
    number = receipt.case_no
    if any(other.said != reply.said for _, other in others):
        places = "、".join(f"{one.file} 第 {one.row} 行" for _, one in answers)
        for _, one in answers:
            outcome.refuse(
                one, number, f"案件 {number} 填写了 {len(answers)} 次,内容不同:{places}。请只保留正确的一行。"
            )
        return
    row = rows.get(number)
    if row is None:
        for _, one in answers:
            outcome.refuse(
                one, number, f"没有编号为 {number} 的案件,或它不属于{_whose(hats)}。请核对工单编号。"
            )
        return
    try:
        is_new = _take_answer(session, hats, row, receipt, reply.said or Said(), now)
    except MoveRefused as refused:
        for _, one in answers:
            outcome.refuse(one, number, str(refused))
        return
    (outcome.taken if is_new else outcome.unchanged).append(reply)
    outcome.unchanged += [other for _, other in others]


def _take_answer(
    session: Session, hats: Sequence[Person], row: CaseRow, receipt: Receipt, said: Said, now: datetime
) -> bool:
    """Move a case by an answer, and return whether it was new.

    Errors: MoveRefused; then the case is as it was.
    """
    if row.version != receipt.version and _is_answered(session, row, receipt, said):
        return False
    if State(row.state) not in ASKED:
        raise CaseConflict(row.case_no, row.moved_by, row.moved_at, row.state)
    with session.begin_nested():  # what is not submitted is not accepted either
        if row.state == State.TO_ACCEPT.value:
            cases.move_row(session, hats[0], row, Action.ACCEPT, now=now)
        cases.move_row(session, hats[0], row, Action.SUBMIT, said, now=now)
    return True


def _is_answered(session: Session, row: CaseRow, receipt: Receipt, said: Said) -> bool:
    """Return whether the same was said of a case since its list was written.

    Errors: CaseConflict where something else happened that makes the list void; MoveRefused where the records are older
    than the list.
    """
    if row.version < receipt.version:
        raise MoveRefused(
            f"清单比案件 {row.case_no} 的记录新(数据可能由较早的备份恢复)", remedy="请重新派发清单"
        )
    wanted = select(CaseMoveRow).where(CaseMoveRow.case_id == row.id).order_by(CaseMoveRow.seq)
    since = session.scalars(wanted.offset(receipt.version)).all()  # a case's version counts its steps
    answers = [step for step in since if step.action == Action.SUBMIT.value]
    if answers and _same(answers[0], said):
        return True
    for step in since:
        if step.action not in STILL_OPEN:
            at = datetime.fromisoformat(step.at)
            raise CaseConflict(row.case_no, step.by, at.replace(tzinfo=None), row.state)
    return False


def _same(step: CaseMoveRow, said: Said) -> bool:
    """Return whether a step says what a list says; who checked is completed when it is taken."""
    own = (checkers.CHECKERS, checkers.METHOD, checkers.ALONE)
    then, now = (
        {name: word for name, word in words.items() if name not in own}
        for words in (step.said, case_steps.in_words(replace(said, files=())))
    )
    return (step.comment, then) == (said.comment.strip(), now)
