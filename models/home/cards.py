"""What each folder says of itself: its card, from which a lost database can be made anew.

    card.json      a batch, a run: what the database knows of it, written before the database commits to it
    undone.json    the batch was taken back: when and by whom; undoing.json until the database has committed to it
    staging        nothing was committed yet; without a card beside it the folder holds nobody's data

Paths in a card are relative to the home, batches are named by their folders: numbers may be given anew. `sha256` are
the digests of the folder's Parquet files; older cards have none. The time of the card's own file says when they were
last compared (`models.data.stored_files`).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.home.digests import digests_of
from models.home.durable import make_durable, write_json
from models.orm import Base, Batch, LogRow, Run, Segment, Selection

CARD, UNDONE, UNDOING, STAGING = "card.json", "undone.json", "undoing.json", "staging"
BATCHES, RUNS = "batches", "runs"
SHA256 = "sha256"
STORED = (".parquet", ".rejects", ".left_out")  # all of them Parquet
FORMAT = 1


def is_uncommitted(folder: Path) -> bool:
    """Return whether a folder provably holds nothing that was ever committed."""
    return not (folder / CARD).exists() and ((folder / STAGING).exists() or not any(folder.iterdir()))


def holds_data(path: Path) -> bool:
    """Return whether a path is a folder in which committed data may lie."""
    return path.is_dir() and not is_uncommitted(path)


def write_batch(session: Session, home: Path, batch: Batch) -> None:
    """Write a batch's card from what its transaction is about to commit.

    Errors: OSError; the transaction must then not be committed.
    """
    session.flush()
    written = session.scalars(select(Segment).where(Segment.written_by == batch.id)).all()
    replaced = select(Segment.path).where(Segment.retired_by == batch.id, Segment.written_by != batch.id)
    origins = select(Batch.id, Batch.folder).where(Batch.id.in_({one.batch_id for one in written}))
    folders = dict(iter(session.execute(origins)))
    card = facts_of(batch) | {
        "segments": [facts_of(one) | {"batch": folders[one.batch_id]} for one in written],
        "replaced": sorted(session.scalars(replaced)),
        "line": _last_line(session, f"batch:{batch.id}"),
    }
    for segment in card["segments"]:
        for column in ("id", "batch_id", "written_by", "retired_by"):
            del segment[column]
    del card["undone_at"], card["undone_by"]
    folder = home / BATCHES / batch.folder
    kept = [path.name for path in folder.glob("*") if path.suffix in STORED]  # rejected rows, too
    card[SHA256] = digests_of(folder, sorted({Path(one.path).name for one in written} | set(kept)))
    write_json(folder / CARD, card)


def write_run(home: Path, run: Run) -> None:
    """Write a run's card.

    Errors: OSError.
    """
    folder = home / RUNS / run.folder
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))
    write_json(folder / CARD, facts_of(run) | {"files": files, SHA256: digests_of(folder, files)})


def write_selection(home: Path, selection: Selection) -> None:
    """Write a selection's card beside its file.

    Errors: OSError.
    """
    write_json((home / selection.path).with_suffix(".json"), facts_of(selection))


@contextmanager
def undone_marks(home: Path) -> Iterator[Callable[[Session, Batch], None]]:
    """Give what marks a batch's folder as taken back; the marks count when the block has come to its end.

    Until then they are mere intentions: of an undo that was killed no mark may be left that the database knows not of.
    """
    marks: list[Path] = []

    def mark(session: Session, batch: Batch) -> None:
        folder = home / BATCHES / batch.folder
        if folder.is_dir():  # one that was lost needs no mark, and can still be taken back
            marks.append(folder / UNDOING)
            _write_undone(session, marks[-1], batch)

    try:
        yield mark
    except BaseException:
        for path in marks:
            path.unlink(missing_ok=True)
        raise
    for path in marks:
        with suppress(OSError):  # the next start completes it
            path.replace(path.with_name(UNDONE))
    with suppress(OSError):
        make_durable(path.parent for path in marks)


def complete(session: Session, home: Path) -> None:
    """Write the cards and marks that are missing, of folders older than cards or where a process was cut short.

    A full or broken disk is no reason not to open the home; the next start tries again.
    """
    for kind, root, write in (
        (Batch, BATCHES, lambda one: write_batch(session, home, one)),
        (Run, RUNS, lambda one: write_run(home, one)),
    ):
        for number, name in session.execute(select(kind.id, kind.folder)):
            folder = home / root / name
            if not folder.is_dir():
                continue
            with suppress(OSError):
                (folder / STAGING).unlink(missing_ok=True)
                if not (folder / CARD).exists():
                    write(session.get_one(kind, number))
    for number, name in session.execute(select(Batch.id, Batch.folder).where(Batch.undone_at.is_not(None))):
        folder = home / BATCHES / name
        if folder.is_dir():
            with suppress(OSError):
                if not (folder / UNDONE).exists():
                    _write_undone(session, folder / UNDONE, session.get_one(Batch, number))
                (folder / UNDOING).unlink(missing_ok=True)
    for selection in session.scalars(select(Selection)):
        path = home / selection.path
        if path.exists() and not path.with_suffix(".json").exists():
            with suppress(OSError):
                write_selection(home, selection)


def read(path: Path) -> dict[str, Any] | None:
    """Return what a card says; None where there is none, or none that this program can read."""
    try:
        card = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return card if isinstance(card, dict) and card.get("format") in range(1, FORMAT + 1) else None


def is_damaged(path: Path) -> bool:
    """Return whether a card is there and says nothing; one of a newer program is none of these."""
    try:
        return not isinstance(json.loads(path.read_text("utf-8")), dict)
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True


def digests(card: dict[str, Any] | None) -> dict[str, str]:
    """Return the digests that a card has of its folder's files, by name."""
    said = (card or {}).get(SHA256)
    return said if isinstance(said, dict) else {}


def record(kind: type[Base], card: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a record that a card tells, with days and times as such.

    Errors: KeyError or ValueError for a card that lacks something or is nonsense.
    """
    values = {}
    for column in kind.__table__.columns:
        if column.name in card:
            value, python = card[column.name], column.type.python_type
            values[column.name] = (
                python.fromisoformat(value) if value and python in (date, datetime) else value
            )
    return values


def _write_undone(session: Session, path: Path, batch: Batch) -> None:
    said = {"format": FORMAT, "undone_at": batch.undone_at, "undone_by": batch.undone_by}
    write_json(path, said | {"line": _last_line(session, f"batch:{batch.id}")})


def facts_of(row: Base) -> dict[str, Any]:
    """Return a record as JSON."""
    facts = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    isoformat = {n: v.isoformat() for n, v in facts.items() if isinstance(v, date)}
    return {"format": FORMAT} | facts | isoformat


def _last_line(session: Session, subject: str) -> int | None:
    return session.scalar(select(func.max(LogRow.seq)).where(LogRow.subject == subject))
