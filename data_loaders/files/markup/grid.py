"""Collect cells that come with spans and gaps, as markup has them, into a sheet."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from data_loaders.files.excel.cell_formats import notes_of, scales_of
from data_loaders.limits import allowed, size_text
from data_loaders.sheet import Sheet, numbered, refuse_wide, sheet_of
from data_loaders.values.cell_text import column_text
from data_loaders.values.number_formats import NumberFormat
from models.errors import FileHostile, Place


@dataclass
class Grid:
    """Cells as they are met, with spans resolved to places; rows and columns from 0."""

    file: str
    name: str = ""
    rows: list[list[str | None]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: Counter[tuple[int, NumberFormat]] = field(
        default_factory=Counter
    )  # that changed numbers, by column
    _taken: dict[int, int] = field(default_factory=dict)  # column → rows it is still covered for

    def begin_row(self, at: int | None = None) -> None:
        """Start the next row, or the row with a given index."""
        most = allowed().rows
        while at is not None and len(self.rows) < at <= most:
            self.rows.append([])
        self.rows.append([])
        self._taken = {col: left - 1 for col, left in self._taken.items() if left > 1}
        if len(self.rows) > most:
            said = f"超出行上限:最多 {most:,} 行"
            raise FileHostile(said, where=Place(self.file, self.name), remedy="请拆分后重新导出")

    def next_column(self) -> int:
        """Return the next free column of the current row."""
        col = len(self.rows[-1])
        while col in self._taken:
            col += 1
        return col

    def put(
        self,
        text: str | None,
        across: int = 1,
        down: int = 1,
        at: int | None = None,
        *,
        under: NumberFormat | None = None,
    ) -> None:
        """Put a cell into the current row at the next free column, or at a given one; `under` a format it shows."""
        row = self.rows[-1]
        col = self.next_column() if at is None else at
        refuse_wide(col + across, self.file, self.name)
        row.extend([None] * (col + across - len(row)))
        row[col] = text or None
        if under:
            self.formats[col, under] += 1
        if down > 1:
            self._taken |= dict.fromkeys(range(col, col + across), min(down, allowed().rows))
        if across > 1 or down > 1:
            top = len(self.rows)
            self.merged.append((top, col, top + down - 1, col + across - 1))
        if len(self.merged) > allowed().merges:
            said = f"合并单元格超过 {allowed().merges:,} 处"
            raise FileHostile(said, where=Place(self.file, self.name), remedy="请取消合并后再导入")

    def sheet(self, *, is_hidden: bool = False, notes: Sequence[str] = ()) -> Iterator[Sheet]:
        """Yield the sheet, or nothing when it has no cells."""
        width = max(map(len, self.rows), default=0)
        if not any(any(row) for row in self.rows):
            return
        for row in self.rows:
            row.extend([None] * (width - len(row)))
        columns = [column_text(column) for column in zip(*self.rows, strict=True)]
        table = pa.table(columns, numbered(width))
        row_no = np.arange(1, len(self.rows) + 1, dtype=np.int32)
        shown = sorted(
            ((col, count, found) for (col, found), count in self.formats.items()), key=lambda n: n[0]
        )
        yield sheet_of(
            self.file,
            self.name,
            table,
            row_no,
            is_hidden=is_hidden,
            merged=self.merged,
            notes=[*notes, *notes_of(shown)],
            scaled=scales_of(shown),
        )


def refuse_huge(path: Path, file: str) -> None:
    """Refuse markup that is larger than any export.

    Errors: FileHostile.
    """
    largest = allowed().markup_bytes
    if path.stat().st_size > largest:
        said = f"网页或 XML 表格超过 {size_text(largest)}"
        raise FileHostile(said, where=Place(file), remedy="请导出为 xlsx 或 csv")
