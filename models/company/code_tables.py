"""Tables that a company keeps itself (码表): rows known by a key, each holding from a day on, with all their history.

Rows are only ever added. On a day that row of a key counts which begins last, of those that begin on the same day the
one written last; where it has no content, what is built in has its word again. What columns a table has, what is
built in and what a row may say lies in `analytics.code_tables`; the days of the calendar in `models.company.holidays`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import log
from models.errors import NotAllowed, WrongUsage
from models.home import journal
from models.orm import CodeTableRow, LogRow
from models.people import Person
from models.store import CODE_TABLE, Store

NUMBERS = "numbers"  # of the rows that a line of the log is about
Key = tuple[str, ...]
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A row of a table from a day on; `content` has what JSON can say, None gives the row back."""

    table: str
    key: Key
    since: date
    content: Content | None
    reason: str


@dataclass(frozen=True)
class WrittenEntry(Entry):
    """A row as it was written: its number, by whom, and when."""

    id: int
    set_by: str
    set_at: datetime


CodeTables = Mapping[str, Sequence[WrittenEntry]]


def save(store: Store, person: Person, entries: Sequence[Entry], *, seen: int | None = None) -> list[int]:
    """Write some rows, all or none, and return their numbers.

    `seen` is the last number of these tables that whoever writes has looked at.
    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage where somebody else has
    written since.
    """
    if not person.configures_everything:
        raise NotAllowed("您不能修改全公司的码表", remedy="请联系营销稽查专责")
    numbers = []
    with store.write() as session:
        tables = {one.table for one in entries}
        last = session.scalar(select(func.max(CodeTableRow.id)).where(CodeTableRow.table_name.in_(tables)))
        if seen is not None and (last or 0) > seen:
            raise WrongUsage("别人刚刚修改过这张表", remedy="请核对最新的内容后再保存")
        for one in entries:
            row = CodeTableRow(
                table_name=one.table,
                key=list(one.key),
                since=one.since,
                content=None if one.content is None else dict(one.content),
                reason=one.reason.strip(),
                set_by=person.signature,
                set_at=datetime.now(),
            )
            session.add(row)
            session.flush()
            journal.remember(session, row)
            numbers.append(row.id)
        said = [asdict(one) | {"since": one.since.isoformat()} for one in entries]
        detail = {"rows": said, NUMBERS: numbers}
        log.append(session, person.signature, CODE_TABLE, "、".join(sorted(tables)), detail)
    return numbers


def history(store: Store, table: str) -> list[WrittenEntry]:
    """Return every row of a table that was written, the newest first."""
    with store.read() as session:
        return written_in(session, table)


def written_in(session: Session, table: str) -> list[WrittenEntry]:
    """Return every row of a table as a transaction sees it, the newest first."""
    rows = select(CodeTableRow).where(CodeTableRow.table_name == table).order_by(CodeTableRow.id.desc())
    return [_as_written(row) for row in session.scalars(rows)]


def all_written_in(session: Session, version: int | None = None) -> dict[str, list[WrittenEntry]]:
    """Return every row of every table that has any, the newest first; of those there were at a version of the data."""
    since: set[int] = set()
    if version is not None:
        lines = select(LogRow).where(LogRow.action == CODE_TABLE, LogRow.seq > version)
        since = {number for line in session.scalars(lines) for number in line.detail[NUMBERS]}
    found: dict[str, list[WrittenEntry]] = {}
    for row in session.scalars(select(CodeTableRow).order_by(CodeTableRow.id.desc())):
        if row.id not in since:
            found.setdefault(row.table_name, []).append(_as_written(row))
    return found


def in_force(entries: Iterable[WrittenEntry], day: date = date.max) -> list[WrittenEntry]:
    """Return the rows that count on a day, in the order of their keys."""
    counting = {
        one.key: one for one in sorted(entries, key=lambda one: (one.since, one.id)) if one.since <= day
    }
    return [counting[key] for key in sorted(counting) if counting[key].content is not None]


def stored(one: WrittenEntry) -> dict[str, Any]:
    """Return a row in force as a run keeps it."""
    return asdict(one) | {
        "key": list(one.key),
        "since": one.since.isoformat(),
        "set_at": one.set_at.isoformat(),
    }


def from_stored(kept: Mapping[str, Any]) -> WrittenEntry:
    """Return a row in force that a run has kept."""
    told = {"since": date.fromisoformat(kept["since"]), "set_at": datetime.fromisoformat(kept["set_at"])}
    return WrittenEntry(**{**kept, **told, "key": tuple(kept["key"])})


def _as_written(row: CodeTableRow) -> WrittenEntry:
    return WrittenEntry(
        table=row.table_name,
        key=tuple(row.key),
        since=row.since,
        content=row.content,
        reason=row.reason,
        id=row.id,
        set_by=row.set_by,
        set_at=row.set_at,
    )
