"""What people note on objects: a short word, perhaps a sentence, by whom and when.

A mark is on an object, for one check or (check "") for all of it, and holds for every run. Each change is a row more;
the latest of an object and check counts, one without a word takes the mark away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from models import log
from models.errors import WrongUsage
from models.orm import MarkRow
from models.people import Person
from models.store import Store

WORDS = ("待查", "已看", "排除")
LONGEST_NOTE = 200
Object = tuple[str, str]  # its type and number


@dataclass(frozen=True)
class Mark:
    """One mark as it was set; without a word it was taken away."""

    object_type: str
    object_id: str
    check_code: str
    word: str
    note: str
    marked_by: str
    marked_at: datetime


def mark(
    store: Store,
    person: Person,
    objects: Iterable[Object],
    word: str,
    *,
    note: str = "",
    check_code: str = "",
) -> None:
    """Set a mark on objects, or take it away (word "").

    Errors: WrongUsage for a word that is none of WORDS, or a note that is too long.
    """
    if word not in ("", *WORDS):
        raise WrongUsage(f"没有标记“{word}”", remedy=f"可选 {'、'.join(WORDS)}")
    if len(note := note.strip()) > LONGEST_NOTE:
        raise WrongUsage(f"说明有 {len(note)} 个字", remedy=f"请缩短到 {LONGEST_NOTE} 个字以内")
    with store.write() as session:
        for object_type, object_id in objects:
            row = MarkRow(object_type=object_type, object_id=object_id, check_code=check_code, word=word)
            row.note, row.marked_by, row.marked_at = note, person.name, datetime.now()
            session.add(row)
            detail = {"check": check_code, "word": word}
            log.append(session, person.name, "mark", f"{object_type}:{object_id}", detail)


def marks(store: Store, check_code: str | None = None) -> list[Mark]:
    """Return the latest mark of each marked object; with a check, of those for it or for the whole object."""
    latest = select(func.max(MarkRow.id)).group_by(MarkRow.object_type, MarkRow.object_id, MarkRow.check_code)
    if check_code:
        latest = latest.where(MarkRow.check_code.in_(("", check_code)))
    with store.read() as session:
        rows = session.scalars(select(MarkRow).where(MarkRow.id.in_(latest)).order_by(MarkRow.id)).all()
    return list({(row.object_type, row.object_id): _mark(row) for row in rows if row.word}.values())


def latest(store: Store) -> int:
    """Return a number that grows whenever a mark is set or taken away."""
    with store.read() as session:
        return session.scalar(select(func.max(MarkRow.id))) or 0


def history(store: Store, objects: Sequence[Object]) -> list[Mark]:
    """Return every mark that was ever set on objects or taken away, the newest first."""
    numbers = [number for _, number in objects]
    with store.read() as session:
        wanted = select(MarkRow).where(MarkRow.object_id.in_(numbers)).order_by(MarkRow.id.desc())
        found = [_mark(row) for row in session.scalars(wanted)]
    return [one for one in found if (one.object_type, one.object_id) in set(objects)]


def _mark(row: MarkRow) -> Mark:
    return Mark(
        row.object_type,
        row.object_id,
        row.check_code,
        row.word,
        row.note,
        row.marked_by,
        row.marked_at,
    )
