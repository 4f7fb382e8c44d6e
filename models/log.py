"""The tamper-evident audit log: every line carries a digest over itself and the line before.

What changes something writes its line with `append`, in the transaction of the change. What only reads people's
data writes its line with `looked`, `searched` and `exported` before the data is seen: no line, no data.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.home import scratch
from models.home.chain import GENESIS, first_broken, link
from models.home.disk import unwritable
from models.orm import LogRow
from models.people import Person
from models.store import Store


def append(session: Session, actor: str, action: str, subject: str, detail: dict[str, Any]) -> int:
    """Add one line inside the caller's transaction and return its number.

    Errors: none of its own; if the line cannot be written the caller's whole transaction fails, so nothing
    happens that is not in the log.
    """
    last = session.scalars(select(LogRow).order_by(LogRow.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    at = datetime.now().astimezone().isoformat(timespec="milliseconds")
    row = LogRow(seq=seq, at=at, actor=actor, action=action, subject=subject, detail=detail, digest="")
    row.digest = _digest(previous, row)
    session.add(row)
    return seq


def looked(
    store: Store,
    person: Person,
    object_type: str,
    object_id: str,
    *,
    cons_no: str = "",
    run_id: int | None,
    case_no: str | None = None,
) -> None:
    """Note that a person is shown everything about one object, or the case that was opened on it.

    Errors: StoreUnusable where it cannot be noted; the caller then shows nothing.
    """
    detail = {"cons_no": cons_no, "rows": 1, "run": run_id, "scope": {"units": list(person.units)}}
    if case_no:
        detail["case"] = case_no
    with store.write() as session:
        append(session, person.signature, "look", f"{object_type}:{object_id}", detail)


def searched(store: Store, person: Person, count: int, shown: Sequence[str]) -> None:
    """Note which objects, as type:number, a person is shown as the answer to a search, and of how many.

    What was typed is not noted: it may be a person's name.
    Errors: StoreUnusable where it cannot be noted; the caller then shows nothing.
    """
    detail = {"rows": count, "shown": list(shown), "scope": {"units": list(person.units)}}
    with store.write() as session:
        append(session, person.signature, "search", "objects", detail)


def exported(
    store: Store,
    person: Person,
    what: str,
    out: Path,
    write: Callable[[Path], int],
    *,
    scope: Mapping[str, Any],
    run_id: int | None = None,
) -> int:
    """Let `write` make a file of people's data and return how many rows it says the file has.

    The file comes to its place only after the log knows of it, so no file is there that the log does not name; what
    a killed process left unfinished beside it is removed.
    `scope` is what the rows were narrowed to, in words that hold no personal data.

    Errors: those of `write`; StoreUnusable where the disk is full or it cannot be noted. Then there is no file.
    """
    scratch.sweep_folder(out.parent)
    unfinished = out.with_name(f".{scratch.own_name()}{out.suffix}")
    try:
        rows = write(unfinished)
        narrowed = {name: value for name, value in scope.items() if value not in (None, "", [], ())}
        detail = {"rows": rows, "run": run_id, "scope": {"units": list(person.units)} | narrowed}
        with store.write() as session:
            append(session, person.signature, "export", what, detail)
        unfinished.replace(out)
    except OSError as error:
        raise unwritable(error, f"没有写出 {out}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def first_broken_line(session: Session) -> int | None:
    """Return the number of the first line that does not follow from the one before, or None."""
    return first_broken(session.scalars(select(LogRow).order_by(LogRow.seq)), _digest)


def _digest(previous: str, row: LogRow) -> str:
    return link(previous, [row.seq, row.at, row.actor, row.action, row.subject, row.detail])
