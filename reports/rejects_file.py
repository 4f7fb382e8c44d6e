"""The rejected rows of an import as a workbook: why, where in the file, and the original cells beside it."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import tables
from data_loaders.delivery.rejected_rows import RejectedSheet
from data_loaders.recognition.own_files import REJECTS
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

LINE, REASON = "line", "reason"
NARROWEST, WIDEST = 8, 16
NARROWEST_REASON = 36  # what is read first gives way last: the cells go on on the next page


def write_rejects(path: Path, sheets: Sequence[RejectedSheet]) -> int:
    """Write one list for each sheet that has rejected rows, and return how many rows there are.

    Rows that are no data (totals, page numbers) follow in lists of their own and are not counted.
    """
    count = sum(sheet.rows.num_rows for sheet in sheets if not sheet.is_left_out)
    cover = CoverSheet("说明", "没有被拒绝的行", (("结果", "这个批次的行全部被接受"),))
    in_order = sorted(sheets, key=lambda sheet: sheet.is_left_out)
    lists = [_list(sheet) for sheet in in_order if sheet.rows.num_rows]
    write(path, REJECTS, lists or [cover])
    return count


def _list(sheet: RejectedSheet) -> ListSheet:
    width = max(len(sheet.headers), pc.max(pc.list_value_length(sheet.rows["cells"])).as_py() or 0)
    what, why = ("未作为数据的行", "种类") if sheet.is_left_out else ("被拒绝的行", "拒绝原因")
    reason_width = 12 if sheet.is_left_out else 44
    columns = [
        SheetColumn(LINE, "文件中的行号", "integer", 8),
        SheetColumn(REASON, why, "text", reason_width, narrowest=min(reason_width, NARROWEST_REASON)),
    ]
    data = {LINE: sheet.rows["line"], REASON: sheet.rows["reason"]}
    cells = sheet.rows["cells"].combine_chunks()
    for index in range(width):
        heading = (
            sheet.headers[index]
            if index < len(sheet.headers) and sheet.headers[index]
            else f"第 {index + 1} 列"
        )
        columns.append(SheetColumn(f"c{index}", heading, "id", _heading_width(heading)))
        data[f"c{index}"] = _element(cells, index)
    title = f"{what}:{sheet.file} {sheet.sheet}".strip()
    name = sheet.sheet or tables()[sheet.table].title
    return ListSheet(f"{what} {name}" if sheet.is_left_out else name, title, tuple(columns), pa.table(data))


def _heading_width(heading: str) -> float:
    """Return the width at which a heading of Chinese characters stands on two lines."""
    return min(max(NARROWEST, len(heading) + 4), WIDEST)


def _element(cells: pa.ListArray, index: int) -> pa.Array:
    """Return one cell of each row, null where the row is shorter."""
    long_enough = pc.greater(pc.list_value_length(cells), index)
    padded = pc.if_else(long_enough, cells, pa.scalar([None] * (index + 1), cells.type))
    return pc.list_element(padded, index)
