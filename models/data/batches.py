"""Imports as atomic batches: staged in a folder of their own, committed in one transaction, undone exactly.

A batch's Parquet files are written into its folder while a lock is held on it. One transaction then makes
them live, retires the files whose rows they replace, writes the folder's card and adds the log line. Killed
before that, the folder is an orphan which the next start sweeps; killed after it, the batch is wholly there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import log
from models.data.replacement import completed, replaced
from models.data.schema import Table
from models.data.staged import FOLDER, StagedBatch, StagedFile
from models.data.stored_files import require_unchanged
from models.errors import ImportConflict, NotFound, StoreUnusable
from models.home import cards, leftovers
from models.home.durable import make_durable
from models.orm import Batch, Segment, WaitingDelivery
from models.people import Person
from models.store import Store

ATTEMPTS = 20


@dataclass(frozen=True)
class Provenance:
    """Where a batch came from."""

    file_name: str
    file_sha256: str
    source: str
    person: Person
    as_of: date | None
    report: list[dict[str, Any]]
    delivery: str | None = None


def commit(staged: StagedBatch, origin: Provenance, tables: Mapping[str, Table]) -> int:
    """Make a staged batch live and return its number.

    Rows that share a key with a new row, in the same table and month, are replaced, but for the columns that a
    staged file keeps. If somebody else changed one of those months meanwhile, all is worked out anew.

    Errors: ImportConflict if others keep changing the same months, or imported the same file meanwhile.
    """
    kept = [path for kind in ("rejects", "left_out") for path in staged.path.glob(f"*.{kind}")]
    make_durable([*(file.path for file in staged.files), *kept])
    there = set(staged.path.iterdir())
    for _ in range(ATTEMPTS):
        batch_id = None
        try:
            batch_id = _tried(staged, origin, tables)
        finally:
            if batch_id is None:
                _remove_made(staged, there)
        if batch_id is not None:
            staged.release()
            return batch_id
    raise ImportConflict("其他人正在导入同样的数据", remedy="请稍后再导入")


def _tried(staged: StagedBatch, origin: Provenance, tables: Mapping[str, Table]) -> int | None:
    """Work out what a batch replaces and commit it; return its number, or None where the months changed meanwhile."""
    before = live_segments(staged.store, _places(staged))
    require_unchanged(staged.store, tables, before)  # what remains of a file is written anew, faults and all
    files = completed(staged, before, tables)
    retired, kept = replaced(staged, before, tables)
    made = [file.path for file in files if file not in staged.files]
    make_durable([*made, *(file.path for _, file in kept), staged.path, staged.path.parent])
    return _try_commit(staged, origin, before, files, retired, kept)


def _remove_made(staged: StagedBatch, there: Collection[Path]) -> None:
    """Remove what a commit that failed had made, its card too: a rebuild would believe it."""
    if is_surely_uncommitted(staged):
        for path in set(staged.path.iterdir()) - set(there):
            path.unlink()


def is_surely_uncommitted(staged: StagedBatch) -> bool:
    """Return whether the database does not have a batch; a server that was lost while it committed cannot say."""
    try:
        return not _is_committed(staged.store, staged.folder)
    except StoreUnusable:
        return False


def get(store: Store, batch_id: int) -> Batch:
    """Return a batch, undone ones too.

    Errors: NotFound.
    """
    with store.read() as session:
        batch = session.get(Batch, batch_id)
    if batch is None:
        raise NotFound(f"没有批次 {batch_id}", remedy="请在导入记录中核对批次号")
    return batch


def history(store: Store) -> list[Batch]:
    """Return every batch, the latest first."""
    with store.read() as session:
        return list(session.scalars(select(Batch).order_by(Batch.id.desc())))


def imported_files(store: Store) -> dict[str, str]:
    """Return {sha256 of a file: what to say about it} of every file whose batch was not undone."""
    with store.read() as session:
        live = session.scalars(select(Batch).where(Batch.undone_at.is_(None)))
        return {batch.file_sha256: _already(batch) for batch in live}


def _already(batch: Batch) -> str:
    when = f"{batch.imported_at:%Y-%m-%d %H:%M}"
    return f"同一文件已于 {when} 由{batch.imported_by}导入(批次 {batch.id})"


def live_segments(store: Store, places: Collection[tuple[str, str]]) -> list[Segment]:
    """Return the files in force of some tables and months, each place given as (table, month)."""
    with store.read() as session:
        return _live(session, places)


def undo(store: Store, batch_id: int, person: Person) -> None:
    """Take a batch back: its rows are gone, and those it had replaced are there again.

    Errors: NotFound; ImportConflict if a later batch replaced some of its rows.
    """
    with cards.undone_marks(store.home) as mark, store.write() as session:
        mark(session, _take_back(session, batch_id, person))


def undo_delivery(store: Store, delivery: str, person: Person) -> list[int]:
    """Take back every batch of a delivery that is in force, the latest first, and return their numbers.

    Errors: NotFound; ImportConflict if a batch of another delivery replaced some of their rows. Then none is
    taken back.
    """
    in_force = select(Batch.id).where(Batch.delivery == delivery, Batch.undone_at.is_(None))
    with cards.undone_marks(store.home) as mark, store.write() as session:
        numbers = list(session.scalars(in_force.order_by(Batch.id.desc())))
        if not numbers:
            raise NotFound("这次导入没有可撤销的批次", remedy="请在导入记录中核对")
        for number in numbers:
            mark(session, _take_back(session, number, person))
    return numbers


def sweep(store: Store) -> list[leftovers.SetAside]:
    """Remove staging never committed that nobody works on; set aside, and return, what else is unknown.

    Errors: StoreUnusable.
    """
    with store.read() as session:
        known = set(session.scalars(select(Batch.folder))) | kept_folders(session)
        cards.complete(session, store.home)
    return leftovers.clear(store.home, FOLDER, known, lambda name: _is_committed(store, name))


def forgotten_undos(store: Store) -> list[str]:
    """Return in words which batches were taken back though the database, an older one, has them in force again."""
    said = []
    with store.read() as session:
        for batch in session.scalars(select(Batch).where(Batch.undone_at.is_(None)).order_by(Batch.id)):
            mark = cards.read(store.home / FOLDER / batch.folder / cards.UNDONE)
            built_on = select(Segment.id).where(
                Segment.written_by == batch.id, Segment.retired_by.is_not(None)
            )
            if mark and session.scalars(built_on).first() is None:
                when = str(mark.get("undone_at"))[:16].replace("T", " ")
                said.append(f"批次 {batch.id}(文件“{batch.file_name}”,{when} 由{mark.get('undone_by')}撤销)")
    return said


def kept_folders(session: Session) -> set[str]:
    """Return the folders of what is not committed and yet not left over: deliveries that wait for a person's word."""
    waiting = session.scalars(select(WaitingDelivery.folders).where(WaitingDelivery.folders.is_not(None)))
    return {folder for folders in waiting for folder in folders or ()}


def numbers_by_folder(store: Store) -> dict[str, int]:
    """Return {folder: number} of every batch, undone ones too."""
    with store.read() as session:
        return dict(iter(session.execute(select(Batch.folder, Batch.id))))


def _take_back(session: Session, batch_id: int, person: Person) -> Batch:
    batch = session.get(Batch, batch_id)
    if batch is None or batch.undone_at is not None:
        raise NotFound(f"没有可撤销的批次 {batch_id}", remedy="请在导入记录中核对批次号")
    written = session.scalars(select(Segment).where(Segment.written_by == batch_id)).all()
    later = sorted({segment.retired_by for segment in written if segment.retired_by is not None})
    if later:
        numbers = "、".join(str(number) for number in later)
        raise ImportConflict(f"批次 {numbers} 更新过批次 {batch_id} 的数据", remedy=f"请先撤销批次 {numbers}")
    for segment in session.scalars(select(Segment).where(Segment.retired_by == batch_id)):
        segment.retired_by = None
    for segment in written:
        segment.retired_by = batch_id
    batch.undone_at, batch.undone_by = datetime.now(), person.name
    log.append(session, person.name, "undo", f"batch:{batch_id}", {"file": batch.file_name})
    return batch


def _is_committed(store: Store, folder: str) -> bool:
    with store.read() as session:
        return session.scalar(select(Batch.id).where(Batch.folder == folder)) is not None


def _places(staged: StagedBatch) -> set[tuple[str, str]]:
    return {(file.table_name, file.month) for file in staged.files}


def _live(session: Session, places: Collection[tuple[str, str]]) -> list[Segment]:
    live = select(Segment).where(
        Segment.retired_by.is_(None), Segment.table_name.in_({name for name, _ in places})
    )
    return [s for s in session.scalars(live.order_by(Segment.id)) if (s.table_name, s.month) in places]


def _try_commit(
    staged: StagedBatch,
    origin: Provenance,
    before: Sequence[Segment],
    files: Sequence[StagedFile],
    retired: Sequence[Segment],
    kept: Sequence[tuple[Segment, StagedFile]],
) -> int | None:
    """Commit unless the months changed meanwhile; return the batch's number, or None to try again."""
    with staged.store.write() as session:
        same_file = select(Batch).where(Batch.file_sha256 == origin.file_sha256, Batch.undone_at.is_(None))
        if twin := session.scalars(same_file).first():
            raise ImportConflict(_already(twin), remedy="内容没有变化,不需要再次导入")
        if {s.id for s in _live(session, _places(staged))} != {s.id for s in before}:
            return None
        batch = Batch(
            folder=staged.folder,
            file_name=origin.file_name,
            file_sha256=origin.file_sha256,
            source=origin.source,
            imported_by=origin.person.name,
            imported_at=datetime.now(),
            as_of=origin.as_of,
            report=origin.report,
            delivery=origin.delivery,
        )
        session.add(batch)
        session.flush()
        for segment in retired:
            session.get_one(Segment, segment.id).retired_by = batch.id
        for file in files:
            session.add(_segment(staged, file, batch.id, batch.id))
        for segment, file in kept:
            session.add(_segment(staged, file, segment.batch_id, batch.id))
        detail = {
            "file": origin.file_name,
            "sha256": origin.file_sha256,
            "rows": sum(f.rows for f in files),
            "replaced": sum(s.rows for s in retired) - sum(f.rows for _, f in kept),
        }
        log.append(session, origin.person.name, "import", f"batch:{batch.id}", detail)
        cards.write_batch(session, staged.store.home, batch)
        return batch.id


def _segment(staged: StagedBatch, file: StagedFile, batch_id: int, written_by: int) -> Segment:
    return Segment(
        table_name=file.table_name,
        month=file.month,
        path=file.path.relative_to(staged.store.home).as_posix(),
        rows=file.rows,
        filled=file.filled,
        batch_id=batch_id,
        written_by=written_by,
    )
