"""A sheet as calamine reads it, column by column, with what it loses put right from the raw file.

The engine yields rows of Python values; chunks of them become columns of text.
"""

import gc
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from data_loaders.files.excel.cell_formats import CellFormats, FormattedCells, letters, show
from data_loaders.files.excel.ole import encrypted
from data_loaders.limits import allowed
from data_loaders.sheet import Sheet, numbered, refuse_wide, sheet_of
from data_loaders.values.cell_text import TextColumn
from data_loaders.values.date_cells import DayNumber
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

LEAST_DAY = -1e9
_NO_DATE_FORMAT = "请在 Excel 中把该列的单元格格式改为“常规”或“文本”后另存再导入"
CHUNK = 16_384  # rows that exist as Python objects at a time: few enough to stay in the cache


@dataclass
class RawSheet:
    """What the raw file says about a sheet; rows from 1, columns from 0."""

    patches: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formats: CellFormats = field(default_factory=CellFormats)
    formatted: FormattedCells = field(default_factory=FormattedCells)
    is_1904: bool = False


def opened(path: Path, file: str) -> CalamineWorkbook:
    """Return a workbook opened by the engine.

    Errors: FileDamaged; FileUnreadable where it has a password.
    """
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as fault:
        raise encrypted(Place(file)) from fault
    except (CalamineError, OSError) as fault:
        raise FileDamaged(
            "工作簿无法打开,文件可能已损坏", where=Place(file), remedy="请用 Excel 打开后另存为 xlsx 再导入"
        ) from fault


def engine_sheet(engine: CalamineWorkbook, index: int, place: Place) -> CalamineSheet:
    """Return a sheet as the engine reads it.

    Errors: FileDamaged; FileHostile where it is too wide or too large.
    """
    try:
        sheet = engine.get_sheet_by_index(index)
    except CalamineError as fault:
        raise FileDamaged(
            "工作表无法读取,文件可能已损坏", where=place, remedy="请用 Excel 打开后另存为 xlsx 再导入"
        ) from fault
    if sheet.start and sheet.end:
        refuse_wide(sheet.end[1] + 1, place.file, place.sheet)
        area, most = (sheet.end[0] + 1) * (sheet.width + 1), allowed().area
        if area > most:
            said = f"工作表范围过大:{area:,} 个单元格,最多 {most:,} 个"
            raise FileHostile(said, where=place, remedy="请删除多余的空白行列后另存再导入")
    return sheet


def hidden_note(rows: int) -> str:
    """Return what is said of rows that a filter hides."""
    return f"有筛选或隐藏的行 {rows} 行,已一并读取"


def finished(sheet: CalamineSheet, file: str, raw: RawSheet, is_hidden: bool) -> Iterator[Sheet]:
    """Yield the finished sheet, or nothing when it is empty."""
    corners = [*raw.patches, *(() if not sheet.start else [(sheet.start[0] + 1, sheet.start[1])])]
    if sheet.end:
        corners.append((sheet.end[0] + 1, sheet.end[1]))
    if not corners:
        return
    left, right = min(col for _, col in corners), max(col for _, col in corners)
    last_row = max(row for row, _ in corners)
    refuse_wide(right + 1, file, sheet.name)
    _refuse_no_days(raw.formatted, Place(file, sheet.name))
    columns = [TextColumn(raw.is_1904) for _ in range(left, right + 1)]
    names = numbered(len(columns))
    patches = sorted(raw.patches.items())
    batches = []
    for first, rows in _row_chunks(sheet, left, right, last_row, Place(file, sheet.name)):
        _lay_patches(rows, first, left, patches)
        _lay_day_numbers(rows, first, left, raw.formatted)
        cells = zip(columns, zip(*rows, strict=True), strict=True)
        batches.append(pa.RecordBatch.from_arrays([column.text(values) for column, values in cells], names))
    table = pa.Table.from_batches(batches, pa.schema([(name, pa.string()) for name in names]))
    shown = show(table, raw.formatted, raw.formats, left)
    yield sheet_of(
        file,
        sheet.name,
        shown.table,
        np.arange(1, table.num_rows + 1, dtype=np.int32),
        is_hidden=is_hidden,
        merged=raw.merged,
        first_col=left,
        notes=[*raw.notes, *shown.notes, *_given_back(columns, left)],
        is_1904=raw.is_1904,
        scaled=shown.scaled,
    )


def _refuse_no_days(formatted: FormattedCells, place: Place) -> None:
    """Refuse a number that is farther below every date than the engine can count.

    Errors: FileUnreadable, with the number.
    """
    for row, col, value in formatted.small.below(LEAST_DAY):
        raise FileUnreadable(
            f"{letters(col)} 列的数字 {value:.15g} 带有日期格式,不是日期",
            where=Place(place.file, place.sheet, row),
            remedy=_NO_DATE_FORMAT,
        )


def _given_back(columns: list[TextColumn], left: int) -> Iterator[str]:
    for col, column in enumerate(columns, left):
        if column.numbers_back:
            yield f"{letters(col)} 列 {column.numbers_back:,} 个数字带有日期格式,按数字读取"


def _row_chunks(
    sheet: CalamineSheet, left: int, right: int, last_row: int, place: Place
) -> Iterator[tuple[int, list[list[object]]]]:
    """Yield (number of the first row, rows) from row 1 on; padded where a patch lies outside the range.

    Errors: FileUnreadable.
    """
    rows = cast("Iterator[list[object]]", iter(sheet.iter_rows()) if sheet.start else iter(()))
    before = (sheet.start[1] if sheet.start else right + 1) - left
    after = right - sheet.end[1] if sheet.end else 0
    first = 1
    while chunk := _taken(rows, CHUNK, place, first):
        if before or after:
            chunk = [[None] * before + row + [None] * after for row in chunk]
        yield first, chunk
        first += len(chunk)
    while first <= last_row:
        count = min(CHUNK, last_row - first + 1)
        yield first, [[None] * (right - left + 1) for _ in range(count)]
        first += count


def _taken(rows: Iterator[list[object]], count: int, place: Place, first: int) -> list[list[object]]:
    """Return the next rows; a million new lists would set the cycle collector off for nothing.

    Errors: FileUnreadable, with the row: python-calamine 0.9.1 panics on some numbers that are shown as a time.
    """
    taken: list[list[object]] = []
    was_on = gc.isenabled()
    gc.disable()
    try:
        taken.extend(islice(rows, count))
    except OverflowError as fault:  # python-calamine 0.9.1: a length of time beyond 999,999,999 days
        raise FileUnreadable(
            "有很大的数字带有时长格式(如 [h]:mm),读不出原数",
            where=Place(place.file, place.sheet, first + len(taken)),
            remedy=_NO_DATE_FORMAT,
        ) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # of the engine: it cannot be named otherwise
            raise
        raise FileUnreadable(
            "有超出范围的数字带有日期或时间格式,读不出原数",
            where=Place(place.file, place.sheet, first + len(taken)),
            remedy=_NO_DATE_FORMAT,
        ) from None
    finally:
        if was_on:
            gc.enable()
    return taken


def _lay_patches(
    rows: list[list[object]], first: int, left: int, patches: list[tuple[tuple[int, int], str]]
) -> None:
    """Write the text that the engine lost into the blank cells of a chunk."""
    start = bisect_left(patches, ((first, 0), ""))
    for (row, col), text in islice(patches, start, None):
        if row >= first + len(rows):
            break
        if rows[row - first][col - left] in ("", None):
            rows[row - first][col - left] = text


def _lay_day_numbers(rows: list[list[object]], first: int, left: int, formatted: FormattedCells) -> None:
    """Put small numbers under a date format back in the place of what the engine made of them."""
    width = len(rows[0])
    for row, col, value in formatted.small.within(first, len(rows)):
        if 0 <= col - left < width and not isinstance(rows[row - first][col - left], str):
            rows[row - first][col - left] = DayNumber(value)
