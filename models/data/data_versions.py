"""The data as it was at an earlier version: which files were in force then.

A version is the number of a line of the audit log (`Store.data_version`). The lines of imports and undos up to it say
which batches were in force; the cards of those say which files they had replaced, also of batches taken back since.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.home import cards
from models.orm import Batch, LogRow, Segment
from models.store import Store


def files_at(store: Store, version: int) -> dict[str, Segment] | None:
    """Return {path: file} of what was in force at a version; None where a rebuilt database cannot say."""
    with store.read() as session:
        batches = _in_force(session, version)
        if batches is None:
            return None
        gone = _replaced(store, session, batches)
        written = session.scalars(select(Segment).where(Segment.written_by.in_(batches)))
        return {segment.path: segment for segment in written if segment.path not in gone}


def _in_force(session: Session, version: int) -> set[int] | None:
    known: set[int] = set()
    lines = select(LogRow).where(LogRow.action.in_(("import", "undo", "rebuild"))).order_by(LogRow.seq)
    for line in session.scalars(lines):
        if line.action == "rebuild":  # it gave the batches new numbers
            return None
        number = int(line.subject.removeprefix("batch:"))
        if line.seq <= version:
            known = known | {number} if line.action == "import" else known - {number}
    return known


def _replaced(store: Store, session: Session, batches: Collection[int]) -> set[str]:
    """Return the paths of the files that some batches had replaced."""
    replaced = select(Segment.path).where(
        Segment.retired_by.in_(batches), Segment.written_by != Segment.retired_by
    )
    paths = set(session.scalars(replaced))
    undone = select(Batch.folder).where(Batch.id.in_(batches), Batch.undone_at.is_not(None))
    for folder in session.scalars(undone):
        card = cards.read(store.home / cards.BATCHES / folder / cards.CARD) or {}
        paths.update(card.get("replaced", ()))
    return paths
