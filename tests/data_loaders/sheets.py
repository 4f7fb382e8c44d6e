"""Sheets drawn as text, for tests of what reads them.

    drawn_sheet('''
        用户编号   | 总电量
        0000000001 | 12.5
    ''')

A blank cell is null; '·' stands for a cell that is null on purpose in a line of its own.
"""

from collections.abc import Sequence

import pyarrow as pa

from data_loaders.sheet import BrokenRow, MergedRange, Sheet


def drawn_sheet(
    text: str,
    *,
    file: str = "导出.xlsx",
    name: str = "Sheet1",
    merged: Sequence[MergedRange] = (),
    broken: Sequence[BrokenRow] = (),
) -> Sheet:
    """Return a sheet from lines of cells parted by '|'."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    return sheet_of_lines(lines, file=file, name=name, merged=merged, broken=broken)


def sheet_of_lines(
    lines: Sequence[Sequence[str | None]],
    *,
    file: str = "导出.xlsx",
    name: str = "Sheet1",
    merged: Sequence[MergedRange] = (),
    broken: Sequence[BrokenRow] = (),
) -> Sheet:
    """Return a sheet from lines of texts; '' and '·' are null, short lines are filled up."""
    width = max(len(line) for line in lines)
    columns = [
        [_cell(line[index]) if index < len(line) else None for line in lines] for index in range(width)
    ]
    cells = pa.table({f"c{index}": pa.array(column, pa.string()) for index, column in enumerate(columns)})
    row_no = pa.array(range(1, len(lines) + 1), pa.int32())
    return Sheet(file, name, False, cells, row_no, tuple(merged), (), tuple(broken))


def _cell(text: str | None) -> str | None:
    return None if text in (None, "", "·") else text
