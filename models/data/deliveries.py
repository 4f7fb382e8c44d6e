"""Deliveries that wait for a person's word: stored things with an owner, until they are confirmed or thrown away.

A delivery's uploaded files lie in home/deliveries/<number>, what was staged of them in folders below home/batches,
which `models.data.batches.sweep` leaves alone as long as the delivery is known here. `content` is what whoever reads
deliveries keeps of it; None while it is being read, so that a reading which was cut short is begun anew. The folder
carries a card of its own: a database that does not know it (a lost one, a backup) takes it up again.
"""

import shutil
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models import log
from models.errors import NotFound
from models.home import cards
from models.home.durable import write_json
from models.orm import WaitingDelivery
from models.people import SYSTEM, Person
from models.store import Store

FOLDER, CARD = "deliveries", "delivery.json"
UPLOAD_SECONDS = 3600  # no upload takes longer


def begin(store: Store, number: str, source: str, as_of: date | None, person: Person) -> Path:
    """Make a delivery known and return the folder for its files.

    Errors: StoreUnusable.
    """
    row = WaitingDelivery(
        id=number, source=source, as_of=as_of, owner=person.name, began_at=datetime.now(), uploads=[]
    )
    with store.write() as session:
        session.add(row)
    folder = folder_of(store, number)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def uploaded(store: Store, number: str, uploads: list[dict[str, Any]]) -> None:
    """Note which files were dropped, each as {name, path, size}: from now on the delivery survives everything.

    Errors: StoreUnusable; OSError.
    """
    row = get(store, number)
    facts = {
        "format": cards.FORMAT,
        "source": row.source,
        "owner": row.owner,
        "began_at": row.began_at.isoformat(),
        "uploads": uploads,
    }
    as_of = row.as_of.isoformat() if row.as_of else None
    write_json(folder_of(store, number) / CARD, facts | {"as_of": as_of})
    keep(store, number, uploads=uploads)


def sweep(store: Store) -> None:
    """Take up again what this database does not know of; forget what never had its files."""
    root = store.home / FOLDER
    known = {row.id: row for row in waiting(store)}
    for folder in root.iterdir() if root.exists() else ():
        card = cards.read(folder / CARD) if folder.is_dir() and folder.name not in known else None
        if card is not None:
            with suppress(KeyError, TypeError, ValueError):  # not a whole card: its files stay where they are
                _take_up(store, folder.name, card)
    for number, row in known.items():
        is_old = (datetime.now() - row.began_at).total_seconds() > UPLOAD_SECONDS
        if is_old and not row.uploads and not (root / number / CARD).exists():
            shutil.rmtree(root / number, ignore_errors=True)
            end(store, number, SYSTEM, "lost")


def _take_up(store: Store, number: str, card: dict[str, Any]) -> None:
    as_of = date.fromisoformat(card["as_of"]) if card["as_of"] else None
    began_at = datetime.fromisoformat(card["began_at"])
    row = WaitingDelivery(
        id=number,
        source=card["source"],
        owner=card["owner"],
        as_of=as_of,
        began_at=began_at,
        uploads=card["uploads"],
    )
    with store.write() as session:
        if session.get(WaitingDelivery, number) is None:
            session.add(row)


def keep(store: Store, number: str, **changes: Any) -> None:
    """Store what is known of a delivery now: its `uploads`, `choices`, `content` and the `folders` of its batches.

    Errors: NotFound once it was confirmed or thrown away, by another process.
    """
    with store.write() as session:
        row = session.get(WaitingDelivery, number)
        if row is None:
            raise _ended()
        for name, value in changes.items():
            setattr(row, name, value)


def waiting(store: Store) -> list[WaitingDelivery]:
    """Return every delivery that waits, the latest first."""
    with store.read() as session:
        return list(session.scalars(select(WaitingDelivery).order_by(WaitingDelivery.began_at.desc())))


def get(store: Store, number: str) -> WaitingDelivery:
    """Return a delivery that waits.

    Errors: NotFound once it was confirmed or thrown away.
    """
    with store.read() as session:
        row = session.get(WaitingDelivery, number)
    if row is None:
        raise _ended()
    return row


def end(store: Store, number: str, person: Person, action: str) -> None:
    """Forget a delivery and delete its files, with a line in the log; a second time is harmless."""
    (folder_of(store, number) / CARD).unlink(missing_ok=True)
    try:
        with store.write() as session:
            row = session.get(WaitingDelivery, number)
            if row is not None:
                files = [upload["name"] for upload in row.uploads]
                log.append(session, person.name, action, f"delivery:{number}", {"files": files})
                session.delete(row)
    finally:
        shutil.rmtree(folder_of(store, number), ignore_errors=True)


def _ended() -> NotFound:
    return NotFound("这次导入已经确认或放弃", remedy="请在导入记录中核对")


def folder_of(store: Store, number: str) -> Path:
    """Return where the files of a delivery lie."""
    return store.home / FOLDER / number
