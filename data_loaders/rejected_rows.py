"""The rejected rows of a batch: kept with it for good, each with its original cells and the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_loaders.rejections import REJECTS, rejects_of
from data_loaders.report import FileReport, SheetReport
from models import batches
from models.lake import Lake


@dataclass(frozen=True)
class RejectedSheet:
    """The rejected rows of one sheet.

    Shapes: `rows` has line (row number in the file), columns, texts, reason and cells; the original cells are
    lists in the order of `headers`.
    """

    file: str
    sheet: str
    table: str
    headers: tuple[str, ...]
    rows: pa.Table


def rejected_rows(lake: Lake, batch_id: int) -> list[RejectedSheet]:
    """Return the rejected rows of a batch, sheet by sheet; undone batches keep theirs.

    Errors: NotFound.
    """
    batch = batches.get(lake.store, batch_id)
    return _rejected(lake.store.home / batches.FOLDER / batch.folder, batch.file_name, batch.report)


def staged_rejected_rows(file: FileReport) -> list[RejectedSheet]:
    """Return the rejected rows of a file that still waits for a decision, sheet by sheet."""
    if file.staged is None:
        return []
    return _rejected(file.staged.path, file.name, [sheet.facts for sheet in file.sheets])


def _rejected(folder: Path, file_name: str, reports: Sequence[Mapping[str, Any]]) -> list[RejectedSheet]:
    found = []
    for facts in reports:
        path = folder / f"{facts.get('number')}.rejects"
        if path.exists():
            rows = pq.read_table(path).sort_by("line")
            headers = tuple(facts.get("headers", ()))
            found.append(RejectedSheet(file_name, facts["sheet"], facts["table"], headers, rows))
    return found


def add_rejects(folder: Path, sheet: SheetReport, stood: pa.Table, reasons: Sequence[str]) -> None:
    """Add rows that were refused after all to a sheet's rejected rows.

    Shapes: `stood` has line and position (row of the sheet's cells) for each reason.
    """
    number = sheet.facts["number"]
    with pa.memory_map(str(folder / f"{number}.cells")) as source:
        cells = pa.ipc.open_file(source).read_all().take(stood["position"])
    blank = pa.repeat("", len(reasons))
    texts = [blank, blank, pa.array(reasons, pa.string())]
    rows = rejects_of(stood["line"].combine_chunks(), texts, cells)
    path = folder / f"{number}.rejects"
    earlier = pq.read_table(path, schema=REJECTS) if path.exists() else REJECTS.empty_table()
    pq.write_table(pa.concat_tables([earlier, rows]), path, compression="zstd")
    sheet.facts["rows_rejected"] += rows.num_rows
    sheet.facts["rejected_rows"] = sheet.facts["rejected_rows"] + rows.slice(0, 50).to_pylist()
