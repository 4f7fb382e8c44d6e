"""The history of cases: every step, written once, sealed by the one before (models.home.chain)."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from models.home.chain import GENESIS, first_broken, link
from models.loop.case import Said
from models.orm import CaseMoveRow, CaseRow
from models.people import Person
from models.store import Store

AMOUNTS = (
    "established_fen",
    "recovered_fen",
    "refunded_fen",
    "energy_wh",
    "penalty_fen",
    "penalty_recovered_fen",
)
END_OF_CHAIN = "end of the chain of steps"  # what a session that writes keeps of it


def history(store: Store, row: CaseRow) -> list[CaseMoveRow]:
    """Return every step of a case, the first one first."""
    wanted = select(CaseMoveRow).where(CaseMoveRow.case_id == row.id).order_by(CaseMoveRow.seq)
    with store.read() as session:
        return list(session.scalars(wanted))


def first_broken_step(session: Session) -> int | None:
    """Return the number of the first step that does not follow from the one before, or None."""
    return first_broken(session.scalars(select(CaseMoveRow).order_by(CaseMoveRow.seq)), _digest)


def first_altered(session: Session) -> str | None:
    """Return the number of the first case that is not as its steps left it, or None.

    A case counts its steps: one changed beside them, or whose last ones were taken away, no longer fits.
    """
    last = (
        select(CaseMoveRow.case_id, func.count().label("steps"), func.max(CaseMoveRow.seq).label("seq"))
        .group_by(CaseMoveRow.case_id)
        .subquery()
    )
    step = aliased(CaseMoveRow)
    found = (
        select(CaseRow.case_no)
        .outerjoin(last, last.c.case_id == CaseRow.id)
        .outerjoin(step, step.seq == last.c.seq)
        .where(or_(last.c.seq.is_(None), last.c.steps != CaseRow.version, step.target != CaseRow.state))
    )
    return session.scalar(found.order_by(CaseRow.id).limit(1))


def write_step(
    session: Session,
    row: CaseRow,
    person: Person,
    action: str,
    source: str | None,
    said: Said,
    now: datetime,
    left: int | None = None,
) -> None:
    seq, previous = _end_of_chain(session)
    step = CaseMoveRow(
        seq=seq,
        case_id=row.id,
        at=now.astimezone().isoformat(timespec="milliseconds"),
        by=person.signature,
        login=person.login or None,
        deputy=person.deputy or None,
        action=action,
        source=source,
        target=row.state,
        comment=said.comment.strip(),
        said=in_words(said),
        files=list(said.files),
        days_left=left,
        digest="",
    )
    step.digest = _digest(previous, step)
    session.add(step)
    # nobody takes back part of a transaction that writes steps
    session.info[END_OF_CHAIN] = (seq + 1, step.digest)


def _end_of_chain(session: Session) -> tuple[int, str]:
    """Return the number of the next step and the digest of the last one, which the write lock holds still."""
    if known := session.info.get(END_OF_CHAIN):
        return known
    last = session.scalars(select(CaseMoveRow).order_by(CaseMoveRow.seq.desc()).limit(1)).first()
    return (last.seq + 1, last.digest) if last else (1, GENESIS)


def in_words(said: Said) -> dict[str, Any]:
    """Return what was said besides the comment and the files, without what was not."""
    words = {
        "to": said.to,
        "due": said.due.isoformat() if said.due else None,
        "result": said.result.value if said.result else None,
        **{name: getattr(said, name) for name in AMOUNTS},
        **{name: word for name, word in said.facts.items() if word},
    }
    return {name: value for name, value in words.items() if value is not None}


def _digest(previous: str, step: CaseMoveRow) -> str:
    content = [step.seq, step.case_id, step.at, step.by, step.action, step.source, step.target]
    content += [step.comment, step.said, step.files, step.days_left]
    who = {"login": step.login, "deputy": step.deputy}
    known = {name: login for name, login in who.items() if login}
    return link(previous, [*content, known] if known else content)  # older steps know no logins
