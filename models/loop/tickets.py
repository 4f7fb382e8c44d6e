"""Tickets of other trackers that are in the loop: each of one case, taken once, their standing as it was last delivered."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from models import log
from models.loop.case import CLOSED, Action, Said, State
from models.loop.cases import move_row
from models.orm import CaseRow, TicketRow
from models.people import Person, Role
from models.store import Store

Key = tuple[str, str, str]
"""Source, number of the ticket, number of the customer: what a ticket is known by."""
TRACKER = Person("其他系统", Role.LEAD, ("",))


def taken(store: Store) -> dict[Key, str]:
    """Return what each ticket that was taken said last."""
    with store.read() as session:
        rows = session.scalars(select(TicketRow)).all()
    return {(row.source, row.ticket_no, row.account_no): row.standing for row in rows}


def join(store: Store, person: Person, case_nos: Mapping[Key, tuple[str, str, str]]) -> int:
    """Let tickets belong to a case, and return how many did not yet; a case that was open already has it in its history.

    `case_nos`: the case's number, the ticket's standing, and what is written into the history ("" for nothing).
    """
    now, joined = datetime.now(), 0
    with store.write() as session:
        known = {(row.source, row.ticket_no, row.account_no) for row in session.scalars(select(TicketRow))}
        for key, (case_no, standing, said) in case_nos.items():
            if key in known:
                continue
            row = session.scalars(select(CaseRow).where(CaseRow.case_no == case_no)).one()
            source, ticket_no, account_no = key
            own = {"source": source, "ticket_no": ticket_no, "account_no": account_no}
            session.add(
                TicketRow(**own, case_id=row.id, standing=standing, taken_by=person.signature, taken_at=now)
            )
            if said and State(row.state) not in CLOSED:
                move_row(session, person, row, Action.NOTE, Said(comment=said), now=now)
            log.append(session, person.signature, "ticket", case_no, own)
            joined += 1
    return joined


def follow(store: Store, delivered: Mapping[Key, str]) -> int:
    """Keep what taken tickets say now, and return how many say something else than before.

    An open case has it in its history; a closed one moves no more.
    """
    changed = {key: now for key, then in taken(store).items() if (now := delivered.get(key, then)) != then}
    if not changed:
        return 0
    with store.write() as session:
        for row in session.scalars(select(TicketRow)):
            now = changed.get((row.source, row.ticket_no, row.account_no))
            if now is None or now == row.standing:
                continue
            said = f"{row.source} 工单 {row.ticket_no}:{row.standing or '无进度'} → {now or '无进度'}"
            row.standing = now
            case = session.get_one(CaseRow, row.case_id)
            if State(case.state) not in CLOSED:
                move_row(session, TRACKER, case, Action.NOTE, Said(comment=said))
            log.append(session, TRACKER.signature, "ticket", case.case_no, {"ticket_no": row.ticket_no})
    return len(changed)
