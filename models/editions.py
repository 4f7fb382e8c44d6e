"""What people wrote in a report in place of what its figures say, kept for each issue and never lost.

A change adds a row; the latest one of a sentence counts, and taking it back is a row as well. Each row keeps
what the figures said at the time, so that a sentence whose figures have changed since is noticed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select

from models import log
from models.errors import NotAllowed, WrongUsage
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


def save(store: Store, edition: Edition, key: str, text: str, person: Person, *, base: str = "") -> None:
    """Keep what a person wrote for the sentence `key`.

    Errors: NotAllowed outside the person's units; WrongUsage for nothing, or for too long a text.
    """
    text = text.strip()
    if not text:
        raise WrongUsage("修订后的文字是空的", remedy="请写下文字,或选择恢复为自动生成的文字")
    if len(text) > LONGEST_TEXT:
        raise WrongUsage(f"文字有 {len(text):,} 字,超过 {LONGEST_TEXT:,} 字", remedy="请缩短后再保存")
    _add(store, edition, key, text, person, base)


def take_back(store: Store, edition: Edition, key: str, person: Person) -> None:
    """Let the sentence `key` say what the figures say again.

    Errors: NotAllowed outside the person's units.
    """
    _add(store, edition, key, None, person, "")


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
    chosen = select(EditRow).where(
        EditRow.report == edition.report,
        EditRow.org_prefix == edition.org_prefix,
        EditRow.first_date == edition.first,
        EditRow.last_date == edition.last,
    )
    with store.read() as session:
        return list(session.scalars(chosen.order_by(EditRow.id)))


def _add(store: Store, edition: Edition, key: str, text: str | None, person: Person, base: str) -> None:
    if not any(edition.org_prefix.startswith(unit) for unit in person.units):
        raise NotAllowed("您不能修订其他单位的报告", remedy="请选择本单位的报告")
    with store.write() as session:
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
