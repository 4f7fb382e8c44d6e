"""The rejected rows of an import as a workbook: why, where in the file, and the original cells beside it."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.rejected_rows import RejectedSheet
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

LINE, REASON = "line", "reason"


def write_rejects(path: Path, sheets: Sequence[RejectedSheet]) -> int:
    """Write one list for each sheet that has rejected rows, and return how many rows there are."""
    lists = [_list(sheet) for sheet in sheets if sheet.rows.num_rows]
    if not lists:
        write(path, [CoverSheet("说明", "没有被拒绝的行", (("结果", "这个批次的行全部被接受"),))])
        return 0
    write(path, lists)
    return sum(sheet.rows.num_rows for sheet in sheets)


def _list(sheet: RejectedSheet) -> ListSheet:
    width = max(len(sheet.headers), pc.max(pc.list_value_length(sheet.rows["cells"])).as_py() or 0)
    columns = [SheetColumn(LINE, "文件中的行号", "integer", 12), SheetColumn(REASON, "拒绝原因", "text", 60)]
    data = {LINE: sheet.rows["line"], REASON: sheet.rows["reason"]}
    cells = sheet.rows["cells"].combine_chunks()
    for index in range(width):
        heading = (
            sheet.headers[index]
            if index < len(sheet.headers) and sheet.headers[index]
            else f"第 {index + 1} 列"
        )
        columns.append(SheetColumn(f"c{index}", heading, "id", 16))
        data[f"c{index}"] = _element(cells, index)
    title = f"{sheet.file} {sheet.sheet}".strip() + ":被拒绝的行"
    return ListSheet(sheet.sheet or sheet.table or "被拒绝的行", title, tuple(columns), pa.table(data))


def _element(cells: pa.ListArray, index: int) -> pa.Array:
    """Return one cell of each row, null where the row is shorter."""
    long_enough = pc.greater(pc.list_value_length(cells), index)
    padded = pc.if_else(long_enough, cells, pa.scalar([None] * (index + 1), cells.type))
    return pc.list_element(padded, index)
