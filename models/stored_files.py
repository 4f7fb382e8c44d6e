"""Stored Parquet files: whether one is whole, and whose it is when it is not."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from models import cards
from models.engine import DuckDB, Engine, Spark
from models.errors import DataDamaged
from models.orm import Batch, Run, Segment
from models.schema import Table
from models.store import Store

GONE, CUT = "不见了", "不完整或已损坏"


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


def place_of(table: Table, month: str) -> str:
    """Return which table and month a file holds, in words."""
    return f"“{table.title}”{f' {month[:4]} 年 {int(month[4:])} 月' if month else ''}"


def engine_of(store: Store, tables: Mapping[str, Table]) -> DuckDB:
    """Return an engine of this home; of a file that it cannot read it says whose it is, and the way out."""
    return DuckDB(store.home / "tmp" / "engine", partial(lost, store, tables))


def engine_of_kind(kind: str, store: Store, tables: Mapping[str, Table]) -> Engine:
    """Return an engine of this home by its kind.

    Errors: EngineMissing.
    """
    if kind == Spark.kind:
        return Spark(store.home / "tmp" / "engine", partial(lost, store, tables))
    return engine_of(store, tables)


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
                batch = session.get_one(Batch, segment.written_by)
                return DataDamaged(
                    f"批次 {batch.id}(文件“{batch.file_name}”)的{place_of(tables[segment.table_name], segment.month)}"
                    f"数据文件{why or CUT}:{segment.path}",
                    remedy=f"请从备份放回这个文件;没有备份时撤销批次 {batch.id},再重新导入“{batch.file_name}”",
                )
        if path is None:
            return None
        folders = [part.name for part in path.parents]
        run = session.scalar(select(Run).where(Run.folder.in_(folders)))
    if run is None or cards.RUNS not in folders:
        return None
    return DataDamaged(
        f"筛查 {run.id} 的结果文件{fault_of(path) or CUT}:{path.name}",
        remedy="请从备份放回这个文件;没有备份时请重新运行筛查",
    )
