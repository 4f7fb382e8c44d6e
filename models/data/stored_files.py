"""Stored Parquet files: whether one is whole, and whose it is when it is not.

Files are never changed once they are written. Those of a folder are compared with the digests in its card before they
are first read on a day, and again when one was written or went since; the time of the card says when that was.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.calendar import month_in_words
from models.company import code_tables, holidays
from models.data.schema import Table
from models.engine import DuckDB, Engine, Spark
from models.errors import DataDamaged
from models.home import cards, digests
from models.orm import Batch, Run, Segment
from models.store import Store

Opened = TypeVar("Opened", bound=Engine)
GONE, CUT = "不见了", "不完整或已损坏"
CHANGED = f"{CUT}(内容与写入时不同)"


def fault_of(path: Path, rows: int | None = None) -> str | None:
    """Return what is wrong with a stored file, judged by its end, where a Parquet file says what it holds."""
    try:
        found = pq.read_metadata(path).num_rows
    except FileNotFoundError:
        return GONE
    except (OSError, pa.ArrowException):
        return CUT
    return None if rows is None or found == rows else CUT


def is_readable(path: Path) -> bool:
    """Return whether every value of a stored file can be read."""
    try:
        with pq.ParquetFile(path) as file:
            return all(len(part) >= 0 for part in file.iter_batches())
    except (OSError, pa.ArrowException):
        return False


def changed_files(folder: Path) -> set[str]:
    """Return the names of the files of a batch's or a run's folder that are not as they were written.

    A card that is damaged is one of them: without it nobody can say of the others.
    """
    card = folder / cards.CARD
    if cards.is_damaged(card):
        return {cards.CARD}
    if _was_compared_today(folder, card):
        return set()
    changed = digests.changed(folder, cards.digests(cards.read(card)))
    if not changed:
        with suppress(OSError):  # somebody else's file: it is compared again the next time
            os.utime(card)
    return changed


def _was_compared_today(folder: Path, card: Path) -> bool:
    try:
        when = card.stat().st_mtime
        return date.fromtimestamp(when) == date.today() and max(_changes(folder)) <= when
    except OSError:
        return False


def _changes(folder: Path) -> Iterator[float]:
    """Give when something came into a folder or went, and when its files were written."""
    for place, _, names in os.walk(folder):
        yield Path(place).stat().st_mtime
        for name in names:
            if name.endswith(cards.STORED):
                yield Path(place, name).stat().st_mtime


def require_unchanged(store: Store, tables: Mapping[str, Table], segments: Iterable[Segment]) -> set[Path]:
    """Refuse rows that are not what was imported, before they are read; return the folders of which all is as it was.

    Errors: DataDamaged.
    """
    by_folder: dict[Path, list[Segment]] = {}
    unchanged: set[Path] = set()
    for segment in segments:
        by_folder.setdefault((store.home / segment.path).parent, []).append(segment)
    for folder, own in by_folder.items():
        changed = changed_files(folder)
        if cards.CARD in changed:
            with store.read() as session:
                batch = session.get_one(Batch, own[0].written_by)
                raise _card_damaged(batch, (folder / cards.CARD).relative_to(store.home).as_posix())
        for segment in own:
            if Path(segment.path).name in changed:
                why = fault_of(store.home / segment.path, segment.rows) or CHANGED
                with store.read() as session:
                    raise _damaged(session, tables, segment, why)
        if not changed:
            unchanged.add(folder)
    return unchanged


def require_unchanged_run(store: Store, run: Run, names: Collection[str] = ()) -> None:
    """Refuse results of a screening, all or some of its files, that are not what was written, before they are read.

    Errors: DataDamaged.
    """
    folder = store.home / cards.RUNS / run.folder
    changed = changed_files(folder)
    for name in sorted(changed & {cards.CARD, *names} if names else changed):
        raise _bad_result(run, folder / name, CHANGED)


def place_of(table: Table, month: str) -> str:
    """Return which table and month a file holds, in words."""
    return f"“{table.title}”{f' {month_in_words(month)}' if month else ''}"


def engine_of(store: Store, tables: Mapping[str, Table]) -> DuckDB:
    """Return an engine of this home; of a file that it cannot read it says whose it is, and the way out."""
    return _with_calendar(store, DuckDB(store.home / "tmp" / "engine", partial(lost, store, tables)))


def engine_of_kind(kind: str, store: Store, tables: Mapping[str, Table]) -> Engine:
    """Return an engine of this home by its kind.

    Errors: EngineMissing.
    """
    if kind == Spark.kind:
        return _with_calendar(store, Spark(store.home / "tmp" / "engine", partial(lost, store, tables)))
    return engine_of(store, tables)


def _with_calendar(store: Store, engine: Opened) -> Opened:
    """Have an engine count working days by this home's calendar."""
    engine.own_rows.update(holidays.rows_of_engine(code_tables.history(store, holidays.TABLE)))
    return engine


def lost(store: Store, tables: Mapping[str, Table], path: Path | None) -> DataDamaged | None:
    """Return whose file cannot be read, and the way out; None where every stored file is whole.

    Without a path, as the engine names none when the middle of a file is damaged, the files in force are looked
    through.
    """
    with store.read() as session:
        listed = select(Segment).where(Segment.retired_by.is_(None))
        if path is not None:
            own = path.relative_to(store.home).as_posix() if path.is_relative_to(store.home) else ""
            listed = select(Segment).where(Segment.path == own)
        for segment in session.scalars(listed):
            file = store.home / segment.path
            why = fault_of(file, segment.rows)
            if why or path is not None or not is_readable(file):
                return _damaged(session, tables, segment, why or CUT)
        if path is None:
            return None
        folders = [part.name for part in path.parents]
        run = session.scalar(select(Run).where(Run.folder.in_(folders)))
    if run is None or cards.RUNS not in folders:
        return None
    return _bad_result(run, path, CUT)


def _damaged(session: Session, tables: Mapping[str, Table], segment: Segment, why: str) -> DataDamaged:
    what = f"{place_of(tables[segment.table_name], segment.month)}数据文件"
    return damaged(session.get_one(Batch, segment.written_by), what, why, segment.path)


def damaged(batch: Batch, what: str, why: str, path: str) -> DataDamaged:
    """Return that a file of a batch is not whole, and the ways out."""
    return DataDamaged(
        f"批次 {batch.id}(文件“{batch.file_name}”)的{what}{why}:{path}",
        remedy=f"请从备份放回这个文件;没有备份时撤销批次 {batch.id},再重新导入“{batch.file_name}”",
    )


def _card_damaged(batch: Batch, path: str) -> DataDamaged:
    return DataDamaged(
        f"批次 {batch.id}(文件“{batch.file_name}”)的卡片{CUT},不能核对它的数据文件:{path}",
        remedy="请从备份放回这个文件;没有备份时删去它,再次运行时由数据库重写",
    )


def _bad_result(run: Run, path: Path, otherwise: str) -> DataDamaged:
    return DataDamaged(
        f"筛查 {run.id} 的结果文件{fault_of(path) or otherwise}:{path.name}",
        remedy="请从备份放回这个文件;没有备份时请重新运行筛查",
    )
