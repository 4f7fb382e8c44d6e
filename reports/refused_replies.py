"""The rows of filled lists that were not taken, as a list of the same form: corrected there, it is handed back again."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from data_loaders.filled_lists import TOKEN, FilledSheet
from data_loaders.recognition.own_files import DISPATCHED
from models.loop.replies import Refused
from reports.dispatched_list import COLUMNS, SHEET
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

REASON = "拒绝原因"
KNOWN = {column.heading: column for column in COLUMNS}


def write_refused(out: Path, refused: Sequence[Refused], sheets: Sequence[FilledSheet]) -> int:
    """Write the rows that were not taken as they came, with the reasons, and return how many there are."""
    lists = [one for sheet in sheets if (one := _list(sheet, refused)) is not None]
    count = sum(len(one.rows) for one in lists)
    todo = f"请按“{REASON}”改正各行,再把本文件交回;“{TOKEN}”列不要改动。其余各行已经收回,不用再交。"
    facts = (("条数", f"{count:,}"), ("怎么办", todo), ("制表时间", f"{datetime.now():%Y-%m-%d %H:%M}"))
    write(out, DISPATCHED, [CoverSheet("说明", "没有收回的行", facts), *lists])
    return count


def _list(sheet: FilledSheet, refused: Sequence[Refused]) -> ListSheet | None:
    reasons = {
        one.reply.row: one.reason
        for one in refused
        if (one.reply.file, one.reply.sheet) == (sheet.file, sheet.name)
    }
    rows = list(sheet.by_heading(reasons))
    if not rows:
        return None
    headings = dict.fromkeys(name for _, cells in rows for name in cells if name and name != REASON)
    columns = [SheetColumn("reason", REASON, "text", 44)]
    data = {"reason": pa.array([reasons[number] for number, _ in rows], pa.string())}
    for place, heading in enumerate(headings):
        columns.append(_column(f"c{place}", heading))
        data[f"c{place}"] = pa.array([cells.get(heading) for _, cells in rows], pa.string())
    return ListSheet(sheet.name or SHEET, f"没有收回的行:{sheet.file}", tuple(columns), pa.table(data))


def _column(name: str, heading: str) -> SheetColumn:
    """Return a column as the list had it; all of it is text, as it came."""
    own = KNOWN.get(heading)
    if own is None:
        return SheetColumn(name, heading, "text", 12)
    style = "id" if own.style == "id" else "text"
    return SheetColumn(name, heading, style, own.width, own.choices, own.is_input, own.is_printed)
