"""What the confined child does with a filled list: leave the cells of each sheet as text for its parent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_loaders.files.formats import read_sheets
from data_loaders.recognition.own_files import is_mark

ROW_NO = "row_no"


def leave_sheets(progress: Callable[..., None], path: str, shown: str, folder: str) -> list[dict[str, Any]]:
    """Write the cells of each sheet of a file, with their row numbers, into a folder as <n>.arrow.

    Returns what else is known of the sheets: file, name, is_1904 and scaled, as `data_loaders.sheet.Sheet` has them.
    """
    found: list[dict[str, Any]] = []
    for sheet in read_sheets(Path(path), shown):
        if is_mark(sheet):
            continue
        table = sheet.cells.append_column(ROW_NO, sheet.row_no)
        with (
            pa.OSFile(str(Path(folder, f"{len(found)}.arrow")), "wb") as sink,
            pa.ipc.new_file(sink, table.schema) as writer,
        ):
            writer.write_table(table)
        scaled = {str(column): power for column, power in sheet.scaled.items()}
        found.append({"file": sheet.file, "name": sheet.name, "is_1904": sheet.is_1904, "scaled": scaled})
        progress(0.5, sheet.name)
    return found
