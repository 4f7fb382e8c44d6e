"""What every reader of files hands over: sheets of text cells, within the limits that hold for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.limits import allowed
from data_loaders.values.cell_text import clean
from models.errors import FileHostile, Place

FULL_XLS = 65_536  # the last row of a sheet in .xls; that of .xlsx is the limit of rows


@dataclass(frozen=True)
class MergedRange:
    """A merged block, inclusive, counted from 0 in the rows and columns of `Sheet.cells`."""

    first_row: int
    first_col: int
    last_row: int
    last_col: int


@dataclass(frozen=True)
class BrokenRow:
    """A record of a text file whose fields cannot be told apart; it becomes a rejected row."""

    row_no: int
    text: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """One sheet (or text file) as text.

    Shapes: `cells` has columns "c0".."cN" of strings, blank = null, blank rows left out; `row_no` runs
    parallel to its rows and is the row number in Excel or the line on which a record begins.
    `file` of a member of a zip is "outer.zip/inner.csv"; `name` is "" for text files.
    `notes` are Chinese warnings for the import report.
    `is_1904`: its day numbers count from 1904-01-01, not from 1899-12-30. `scaled` is {column: power of ten by
    which its number format shows numbers smaller without naming a unit}; the cells hold what is shown.
    `first_col` is the place in the file, from 0, of the first column of `cells`; `separator` divides the fields of
    a text.
    """

    file: str
    name: str
    is_hidden: bool
    cells: pa.Table
    row_no: pa.Int32Array
    merged: tuple[MergedRange, ...] = ()
    notes: tuple[str, ...] = ()
    broken: tuple[BrokenRow, ...] = ()
    is_1904: bool = False
    scaled: Mapping[int, int] = field(default_factory=dict)
    first_col: int = 0
    separator: str = ""

    def letter(self, index: int) -> str:
        """Return the letter by which a spreadsheet names a column of `cells`."""
        number, letters = self.first_col + index + 1, ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return letters


def sheet_of(
    file: str,
    name: str,
    table: pa.Table,
    row_no: np.ndarray,
    *,
    is_hidden: bool = False,
    merged: Iterable[tuple[int, int, int, int]] = (),
    first_col: int = 0,
    notes: Sequence[str] = (),
    broken: Sequence[BrokenRow] = (),
    is_1904: bool = False,
    scaled: Mapping[int, int] | None = None,
) -> Sheet:
    """Return a finished Sheet: invisible characters out, blank rows and columns at the end out, limits kept.

    Shapes: `row_no` (from 1) parallel to the rows of `table`; `merged` as (first row number, first column,
    last row number, last column) with rows from 1 and columns from 0 in the file's own count.
    """
    refuse_long_cells(table, row_no, file, name)
    table, removed = clean(table)
    table, row_no = without_blank_rows(table, row_no)
    table = without_blank_tail(table)
    found = list(notes)
    if removed:
        found.append(f"清除控制字符和不可见字符 {removed} 个")
    full = {FULL_XLS, allowed().rows}
    if len(row_no) and full & {int(row_no[-1]), len(row_no)}:
        found.append(f"疑似截断:恰好写满 {len(row_no) - 1:,} 行数据,请确认导出时没有丢失后面的行")
    return Sheet(
        file=file,
        name=name,
        is_hidden=is_hidden,
        cells=table,
        row_no=pa.array(row_no, pa.int32()),
        merged=tuple(_relocated(merged, row_no, first_col, table.num_columns)),
        notes=tuple(found),
        broken=tuple(broken),
        is_1904=is_1904,
        scaled=scaled or {},
        first_col=first_col,
    )


def numbered(count: int) -> list[str]:
    """Return the column names "c0".."cN"."""
    return [f"c{index}" for index in range(count)]


def refuse_wide(columns: int, file: str, name: str) -> None:
    """Refuse a sheet with more columns than any export has.

    Errors: FileHostile.
    """
    widest = allowed().columns
    if columns > widest:
        raise FileHostile(
            f"超出列上限:用到第 {columns:,} 列,最多 {widest:,} 列",
            where=Place(file, name),
            remedy="请删除表格右侧多余的列(含零散单元格)后另存再导入",
        )


def refuse_long_cells(table: pa.Table, row_no: np.ndarray, file: str, name: str) -> None:
    """Refuse a cell that is longer than Excel itself allows.

    Errors: FileHostile, with the row.
    """
    longest = allowed().cell_characters
    for column in table.columns:
        if (pc.max(pc.binary_length(column)).as_py() or 0) <= longest:
            continue
        lengths = pc.utf8_length(column)
        if pc.max(lengths).as_py() > longest:
            row = pc.index(pc.greater(lengths, longest), True).as_py()
            raise FileHostile(
                f"单元格文字超长:{pc.max(lengths).as_py():,} 个字符,上限 {longest:,}",
                where=Place(file, name, int(row_no[row])),
                remedy="请核对该行内容,缩短后重新导出",
            )


def without_blank_rows(table: pa.Table, row_no: np.ndarray) -> tuple[pa.Table, np.ndarray]:
    """Return the rows that have at least one value, and their row numbers."""
    if not table.num_rows or any(column.null_count == 0 for column in table.columns):
        return table, row_no
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in sorted(table.columns, key=lambda column: column.null_count):
        filled |= pc.is_valid(column).to_numpy()
        if filled.all():
            return table, row_no
    return table.filter(pa.array(filled)), row_no[filled]


def without_blank_tail(table: pa.Table) -> pa.Table:
    """Return the table without the wholly blank columns at its right edge."""
    width = table.num_columns
    while width > 1 and table.column(width - 1).null_count == table.num_rows:
        width -= 1
    return table.select(list(range(width)))


def _relocated(
    merged: Iterable[tuple[int, int, int, int]], row_no: np.ndarray, first_col: int, width: int
) -> Iterable[MergedRange]:
    """Yield the merged ranges in the coordinates of the kept rows; what lies outside is dropped."""
    for top, left, bottom, right in merged:
        first = int(np.searchsorted(row_no, top))
        last = int(np.searchsorted(row_no, bottom, side="right")) - 1
        left, right = max(left - first_col, 0), min(right - first_col, width - 1)  # noqa: PLW2901
        if first <= last and left <= right and (first, left) != (last, right):
            yield MergedRange(first, left, last, right)
