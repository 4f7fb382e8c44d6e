"""Tickets of another tracker (既有稽查工单清单, audit_tickets_in) that are about the same customer as a case.

They are linked, not made into cases: such a ticket names no check and no parameters, so nothing could be run again for
its re-check, and its deadlines are the other tracker's. What both know of a customer stands side by side.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis

from models.lake import Door
from models.orm import CaseRow

TABLE = "audit_tickets_in"


@dataclass(frozen=True)
class Ticket:
    """One ticket of another tracker, as it was last delivered; texts are masked for who may not see whom they are about."""

    ticket_no: str
    source: str
    topic: str
    team: str
    owner: str
    dispatched_at: datetime | None
    deadline: date | None
    problem: str
    progress: str


def tickets_about(door: Door, row: CaseRow) -> list[Ticket]:
    """Return the tickets of other trackers about a case's customer, the latest first."""
    if not row.cons_no or not door.rows(TABLE):
        return []
    tickets: Any = door.table(TABLE)
    own = tickets.filter(tickets.account_no == row.cons_no)
    own = own.order_by(ibis.desc(own.dispatch_time, nulls_first=False), own.ticket_no)
    return [
        Ticket(
            one["ticket_no"],
            one["source_system"] or "其他系统",
            one["topic"] or "",
            one["team"] or "",
            one["owner"] or "",
            one["dispatch_time"],
            one["deadline"],
            one["problem"] or one["check_result"] or "",
            one["progress"] or one["rectify_status"] or "",
        )
        for one in own.to_pyarrow().to_pylist()
    ]
