"""What people wrote in a report in place of what its figures say, kept for each issue and never lost.

A change adds a row; the latest one of a sentence counts, and taking it back is a row as well. Each row keeps
what the figures said at the time, so that a sentence whose figures have changed since is noticed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Select, select

from models import log
from models.errors import EditConflict, NotAllowed, WrongUsage
from models.orm import EditRow
from models.people import Person
from models.store import Store

LONGEST_TEXT = 5_000


@dataclass(frozen=True)
class Edition:
    """One issue of one report: of a unit (an org_code prefix, empty for all), from one day to another."""

    report: Literal["weekly", "bulletin"]
    org_prefix: str
    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.report}:{self.org_prefix or '全部'}:{self.first}:{self.last}"


@dataclass(frozen=True)
class Edit:
    """What a person wrote, and what the figures said then (`base`)."""

    text: str
    edited_by: str
    edited_at: datetime
    base: str = ""


UNASKED = Edit("", "", datetime.min)  # for a caller that opened nothing and replaces whatever is there


def save(
    store: Store,
    edition: Edition,
    key: str,
    text: str,
    person: Person,
    *,
    base: str = "",
    seen: Edit | None = UNASKED,
) -> None:
    """Keep what a person wrote for the sentence `key`, having seen what others wrote there before (`seen`).

    Errors: NotAllowed outside the person's units; WrongUsage for nothing, or for too long a text; EditConflict.
    """
    text = text.strip()
    if not text:
        raise WrongUsage("修订后的文字是空的", remedy="请写下文字,或选择恢复为自动生成的文字")
    if len(text) > LONGEST_TEXT:
        raise WrongUsage(f"文字有 {len(text):,} 字,超过 {LONGEST_TEXT:,} 字", remedy="请缩短后再保存")
    _add(store, edition, key, text, person, base, seen)


def take_back(
    store: Store, edition: Edition, key: str, person: Person, *, seen: Edit | None = UNASKED
) -> None:
    """Let the sentence `key` say what the figures say again, having seen what stands there (`seen`).

    Errors: NotAllowed outside the person's units; EditConflict.
    """
    _add(store, edition, key, None, person, "", seen)


def edits(store: Store, edition: Edition) -> dict[str, Edit]:
    """Return what counts for an issue, by the sentence's key."""
    latest = {row.key: row for row in _rows(store, edition)}
    return {
        key: Edit(row.text, row.edited_by, row.edited_at, row.base)
        for key, row in latest.items()
        if row.text is not None
    }


def history(store: Store, edition: Edition) -> list[EditRow]:
    """Return every change of an issue, the oldest first; `text` is None where a change was taken back."""
    return _rows(store, edition)


def _rows(store: Store, edition: Edition) -> list[EditRow]:
    with store.read() as session:
        return list(session.scalars(_of(edition).order_by(EditRow.id)))


def _of(edition: Edition) -> Select[EditRow]:
    return select(EditRow).where(
        EditRow.report == edition.report,
        EditRow.org_prefix == edition.org_prefix,
        EditRow.first_date == edition.first,
        EditRow.last_date == edition.last,
    )


def _add(
    store: Store,
    edition: Edition,
    key: str,
    text: str | None,
    person: Person,
    base: str,
    seen: Edit | None,
) -> None:
    if not any(edition.org_prefix.startswith(unit) for unit in person.units):
        raise NotAllowed("您不能修订其他单位的报告", remedy="请选择本单位的报告")
    with store.write() as session:
        latest = session.scalars(
            _of(edition).where(EditRow.key == key).order_by(EditRow.id.desc()).limit(1)
        ).first()
        there = latest.text if latest else None
        if latest and seen is not UNASKED and there not in (text, seen.text if seen else None):
            raise EditConflict(latest.text, latest.edited_by, latest.edited_at)
        session.add(
            EditRow(
                report=edition.report,
                org_prefix=edition.org_prefix,
                first_date=edition.first,
                last_date=edition.last,
                key=key,
                text=text,
                base=base,
                edited_by=person.name,
                edited_at=datetime.now(),
            )
        )
        log.append(session, person.name, "edit", str(edition), {"key": key, "text": text})
