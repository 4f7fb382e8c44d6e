"""The rejected rows of a batch: kept with it for good, each with its original cells and the reason.

Whoever asks for them gets those of the own units, and personal data as it is shown to the role.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_loaders.delivery.import_report import FileReport, SheetReport
from data_loaders.delivery.original_rows import Columns, as_seen, columns_of, lists_as_rows
from data_loaders.rows.rejections import REJECTS, rejects_of
from models.data import batches
from models.data.stored_files import CHANGED, changed_files, damaged, fault_of
from models.lake import Lake
from models.orm import Batch
from models.people import Person

FILES = {"rejects": "拒绝行文件", "left_out": "未载入行文件"}


@dataclass(frozen=True)
class RejectedSheet:
    """The rejected rows of one sheet.

    Shapes: `rows` has line (row number in the file), columns, texts, reason and cells; the original cells are
    lists in the order of `headers`. `is_left_out`: they are no data (totals, page numbers), and the reason is
    their kind.
    """

    file: str
    sheet: str
    table: str
    headers: tuple[str, ...]
    rows: pa.Table
    is_left_out: bool = False


def rejected_rows(lake: Lake, batch_id: int, person: Person) -> list[RejectedSheet]:
    """Return the rejected rows of a batch that a person may see, sheet by sheet; undone batches keep theirs.

    Errors: NotFound; DataDamaged.
    """
    batch = batches.get(lake.store, batch_id)
    folder = lake.store.home / batches.FOLDER / batch.folder
    _require_whole(batch, folder)
    return _rejected(lake, person, folder, batch.file_name, batch.report)


def _require_whole(batch: Batch, folder: Path) -> None:
    """Refuse rows that are not what was kept: a list with some missing would pass for the whole one.

    Errors: DataDamaged.
    """
    changed = changed_files(folder)
    for facts, kind in product(batch.report, FILES):
        path = folder / f"{facts.get('number')}.{kind}"
        is_owed = path.exists() or path.name in changed or (kind == "rejects" and facts.get("rows_rejected"))
        why = is_owed and (fault_of(path) or (CHANGED if path.name in changed else None))
        if why:
            raise damaged(batch, FILES[kind], why, f"{batches.FOLDER}/{batch.folder}/{path.name}")


def staged_rejected_rows(lake: Lake, file: FileReport, person: Person) -> list[RejectedSheet]:
    """Return the rejected rows of a file that still waits for a decision, as a person may see them."""
    if file.staged is None:
        return []
    return _rejected(lake, person, file.staged.path, file.name, [sheet.facts for sheet in file.sheets])


def first_rejected_rows(lake: Lake, sheet: SheetReport, person: Person) -> list[dict[str, Any]]:
    """Return the first rejected rows of a sheet that still waits for a decision, as a person may see them."""
    return _first(lake, sheet, "rejected_rows", person)


def first_left_out_rows(lake: Lake, sheet: SheetReport, person: Person) -> list[dict[str, Any]]:
    """Return the first rows that are no data of a sheet that waits, as a person may see them; reason is the kind."""
    return _first(lake, sheet, "left_out_rows", person)


def _first(lake: Lake, sheet: SheetReport, which: str, person: Person) -> list[dict[str, Any]]:
    rows = pa.Table.from_pylist(sheet.facts.get(which, []), schema=REJECTS)
    return as_seen(lake, person, _columns(lake, sheet.facts), rows).sort_by("line").to_pylist()


def first_rows(lake: Lake, sheet: SheetReport, person: Person) -> list[list[str | None]]:
    """Return the first rows below the header of a sheet, as a person may see them."""
    rows = lists_as_rows(sheet.facts["first_rows"])
    return as_seen(lake, person, _columns(lake, sheet.facts), rows)["cells"].to_pylist()


def _columns(lake: Lake, facts: Mapping[str, Any]) -> Columns:
    return columns_of(lake.tables[facts["table"]], facts)


def _rejected(
    lake: Lake, person: Person, folder: Path, file_name: str, reports: Sequence[Mapping[str, Any]]
) -> list[RejectedSheet]:
    found = []
    for facts, kind in product(reports, FILES):
        path = folder / f"{facts.get('number')}.{kind}"
        if path.exists():
            columns = _columns(lake, facts)
            rows = as_seen(lake, person, columns, pq.read_table(path)).sort_by("line")
            sheet, table = facts["sheet"], facts["table"]
            found.append(RejectedSheet(file_name, sheet, table, columns.headers, rows, kind == "left_out"))
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
