"""Tickets of another tracker (既有稽查工单清单, audit_tickets_in): shown beside a case, taken into the loop, followed.

A ticket that is open there becomes a case of its customer or, where the customer has an open one, joins it: whoever goes
there goes once. Its topic names a check where it carries its code or its title; then the case has that check's hit.
What the other tracker says of it later stands in the case's history; the case is closed by its own steps alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import ibis

from analytics.rulebook import checks
from models.errors import NotAllowed, NotFound
from models.lake import Door, Lake
from models.loop import cases, plans, tickets
from models.loop.case import TaskKind
from models.loop.cases import Hit, Target
from models.loop.tickets import Key
from models.orm import CaseRow
from models.people import SYSTEM, Permission, Person

TABLE = "audit_tickets_in"
TICKET = "ticket"
"""How a case was picked that another tracker had a ticket on."""
LONGEST = 200
_CLOSED = re.compile(r"归档|关闭|办结|销号|已整改|整改完成|整改完毕|已完成|^是$")  # 是 of a column 是否整改
_NOT_YET = re.compile(r"[未没待拟尚]|不能|无法|申请|准备")
_CLAUSES = re.compile(r"[,,;;。、\n]")
_CODE = re.compile(r"[A-Z]{3}-\d{2}")


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
    account_no: str = ""
    org_code: str | None = None
    result: str = ""

    @property
    def key(self) -> Key:
        """Return what it is known by."""
        return self.source, self.ticket_no, self.account_no

    @property
    def standing(self) -> str:
        """Return how far it is, in the other tracker's words."""
        result = f"核查结果 {self.result}" if self.result else ""
        return ";".join(part for part in (self.progress, result) if part)[:LONGEST]

    @property
    def is_open(self) -> bool:
        """Return whether somebody still has to do something about it there."""
        return not any(
            (done := _CLOSED.search(clause)) and not _NOT_YET.search(clause[: done.start()])
            for clause in map(str.strip, _CLAUSES.split(self.progress))
        )


@dataclass(frozen=True)
class Taken:
    """What came of taking tickets: the plan (None where no case was opened), new cases, tickets that joined a case."""

    plan_id: int | None
    opened: int
    joined: int


def tickets_about(door: Door, row: CaseRow) -> list[Ticket]:
    """Return the tickets of other trackers about a case's customer, the latest first."""
    if not row.cons_no or not door.rows(TABLE):
        return []
    found: Any = door.table(TABLE)
    own = found.filter(found.account_no == row.cons_no)
    own = own.order_by(ibis.desc(own.dispatch_time, nulls_first=False), own.ticket_no)
    return [_ticket(one) for one in own.to_pyarrow().to_pylist()]


def waiting(door: Door) -> list[Ticket]:
    """Return the open tickets that are not in the loop yet, by customer; one without a topic or customer is none.

    Shapes: of the person's units; the unit is that of the customer's archive, and who has none there is left out.
    """
    known = tickets.taken(door.lake.store)
    return [one for one in _delivered(door) if one.is_open and one.org_code and one.key not in known]


def take(lake: Lake, person: Person, due: date) -> Taken:
    """Take the open tickets into the loop: a plan of those whose customers have no open case, the others join it.

    Errors: NotAllowed without the permission to select targets; NotFound where none waits; as `models.loop.plans.create`.
    """
    if not person.may(Permission.SELECT):
        raise NotAllowed(f"{person.role.value}不能纳入其他系统的工单", remedy="请联系营销稽查专责")
    store = lake.store
    with lake.open(person) as door:
        found = waiting(door)
    if not found:
        raise NotFound("没有待纳入的其他系统工单", remedy="请先导入“既有稽查工单清单”")
    busy = cases.open_on(store)
    of_customer: dict[str, list[Ticket]] = {}
    for one in found:
        if ("customer", one.account_no) not in busy:
            of_customer.setdefault(one.account_no, []).append(one)
    plan_id = None
    if of_customer:
        plan_id = plans.create(
            store,
            person,
            name=f"其他系统工单({date.today()})",
            kind=TaskKind.ROUTINE,
            run_id=None,
            due=due,
            scope={"tickets": len(found)},
            targets=[_target(some) for some in of_customer.values()],
            made_for=f"{TICKET}|{_digest(found)}",  # of two who take at once one makes it
            skips_open=True,
        )
    opened = {key: no for key, no in cases.open_on(store).items() if key not in busy}
    belongs = {
        one.key: (
            (opened | busy)["customer", one.account_no],
            one.standing,
            "" if one.account_no in of_customer else _told(one),
        )
        for one in found
    }
    tickets.join(store, person, belongs)
    joined = sum(one.account_no not in of_customer for one in found)
    return Taken(plan_id, len(of_customer), joined)


def follow(lake: Lake) -> int:
    """Let the cases of taken tickets know what the other tracker says now, and return how many tickets had news."""
    if not tickets.taken(lake.store):
        return 0
    with lake.open(SYSTEM) as door:
        return tickets.follow(lake.store, {one.key: one.standing for one in _delivered(door)})


def check_of_topic(topic: str) -> str | None:
    """Return the check that a topic names, by its code or its whole title."""
    if (code := _CODE.search(topic)) and code[0] in checks():
        return code[0]
    plain = topic.strip()
    return next((code for code, one in checks().items() if one.title == plain), None)


def _target(some: list[Ticket]) -> Target:
    first = some[0]
    hits = tuple(
        Hit(code, "|".join((TICKET, *one.key)), None, None, f"{_told(one)}")
        for one in some
        if (code := check_of_topic(one.topic))
    )
    return Target("customer", first.account_no, first.account_no, first.org_code, TICKET, hits)


def _told(one: Ticket) -> str:
    problem = f":{one.problem}" if one.problem else ""
    return f"{one.source} 工单 {one.ticket_no}《{one.topic}》{problem}"[: 2 * LONGEST]


def _digest(found: Iterable[Ticket]) -> str:
    return sha256("\n".join(sorted("|".join(one.key) for one in found)).encode()).hexdigest()[:32]


def _delivered(door: Door) -> list[Ticket]:
    """Return every ticket with a topic and a customer once, as it was last delivered, with the customer's unit."""
    if not door.rows(TABLE):
        return []
    people: Any = door.table("customers")
    units = people.group_by("cons_no").agg(org_code=people.org_code.max())
    rows: Any = door.table(TABLE)
    rows = rows.filter(rows.account_no.notnull() & (rows.topic.strip() != ""))
    joined = rows.left_join(units, rows.account_no == units.cons_no)
    latest = ibis.asc("dispatch_time", nulls_first=True)
    ordered = joined.order_by("account_no", "ticket_no", latest, "progress", "rectify_status", "check_result")
    found = {(one := _ticket(row)).key: one for row in ordered.to_pyarrow().to_pylist()}
    return list(found.values())


def _ticket(one: dict[str, Any]) -> Ticket:
    return Ticket(
        one["ticket_no"],
        one["source_system"] or "其他系统",
        one["topic"] or "",
        one["team"] or "",
        one["owner"] or "",
        one["dispatch_time"],
        one["deadline"],
        one["problem"] or one["check_result"] or "",
        one["progress"] or one["rectify_status"] or "",
        one["account_no"] or "",
        one.get("org_code"),
        one["check_result"] or "",
    )
