"""A lake that holds drawn tables, for tests of what stands on it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_loaders.catalog import tables
from data_loaders.child.sheet_files import write_typed
from models.data.batches import Provenance, commit
from models.data.staged import StagedBatch, StagedFile
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.drawn import Drawn, drawn

Writer = Callable[[pa.Table, Path], Any]


def loaded(home: Path, rows: str | Drawn, name: str = "drawn") -> Lake:
    """Return a lake in `home` that holds tables, drawn or to be drawn, as one committed batch."""
    lake = Lake(Store(home), tables())
    load(lake, drawn(rows) if isinstance(rows, str) else rows, name)
    return lake


def load(
    lake: Lake, rows_by_table: Drawn, name: str, delivery: str | None = None, write: Writer = write_typed
) -> int:
    """Commit drawn rows as one batch (of a delivery) and return its number."""
    staged = StagedBatch(lake.store)
    for table_name, rows in rows_by_table.items():
        _stage(staged, table_name, rows, write)
    origin = Provenance(name, name, "测试", LOCAL_USER, None, [], delivery)
    return commit(staged, origin, tables())


def _stage(staged: StagedBatch, table_name: str, rows: list[dict], write: Writer) -> None:
    card = tables()[table_name]
    full = [{column.name: row.get(column.name) for column in card.columns} for row in rows]
    table = pa.Table.from_pylist(full, schema=card.arrow_schema)
    months = table.column(card.month_column) if card.month_column else pa.array([""] * len(table))
    months = pc.utf8_slice_codeunits(pc.replace_substring(pc.cast(months, pa.string()), "-", ""), 0, 6)
    for month in pc.unique(months).to_pylist():
        part = table.filter(pc.equal(months, month)) if card.month_column else table
        path = staged.path / f"{table_name}-{month}.parquet"
        write(part, path)
        part = pq.read_table(path)
        filled = {c: len(part) - part.column(c).null_count for c in part.column_names}
        staged.files.append(
            StagedFile(table_name, month or "", path, len(part), {c: n for c, n in filled.items() if n})
        )
