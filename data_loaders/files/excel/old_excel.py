"""Read workbooks of Excel 5.0 and 95 with xlrd: the engine of newer ones takes their Chinese for Latin."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as OldSheet

from data_loaders.files.excel.cell_formats import SMALL, show
from data_loaders.files.excel.ole import OldWorkbook
from data_loaders.sheet import Sheet, numbered, refuse_wide, sheet_of
from data_loaders.values.cell_text import TextColumn
from data_loaders.values.date_cells import DayNumber
from models.errors import FileDamaged, FileHostile, Place

TABLE, MACROS = 0, 1  # kinds of sheets; charts have another
_SAYS_NOTHING = (None, 1252, 367, 437)  # code pages under which Chinese programs wrote GBK all the same


def read_excel95(raw: OldWorkbook, path: Path, file: str) -> Iterator[Sheet]:
    """Yield the worksheets of a workbook that hold anything.

    Errors: FileDamaged, FileHostile.
    """
    book = _opened(path, file, None)
    if book.codepage in _SAYS_NOTHING:
        book = _opened(path, file, "gb18030")
    starts = raw.sheet_starts()
    ends = dict(zip(sorted(starts), [*sorted(starts)[1:], len(raw.stream)], strict=True))
    kinds = raw.sheet_kinds()
    if MACROS in kinds:
        raise FileHostile("文件含宏表", where=Place(file), remedy="请用 Excel 另存为不含宏的 xlsx 再导入")
    tables = [start for start, kind in zip(starts, kinds, strict=True) if kind == TABLE]
    for sheet, start in zip(book.sheets(), tables, strict=True):
        refuse_wide(sheet.ncols, file, sheet.name)
        if not sheet.nrows or not sheet.ncols:
            continue
        is_1904 = bool(book.datemode)
        columns = [
            TextColumn(is_1904).text([_value(cell, book) for cell in sheet.col(col)])
            for col in range(sheet.ncols)
        ]
        span = start, ends[start]
        shown = show(pa.table(columns, numbered(sheet.ncols)), raw.formatted_cells(*span), raw.formats, 0)
        hidden = raw.hidden_rows(*span)
        notes = [
            "Excel 95 旧格式",
            *([f"有筛选或隐藏的行 {hidden} 行,已一并读取"] if hidden else []),
            *shown.notes,
        ]
        yield sheet_of(
            file,
            sheet.name,
            shown.table,
            np.arange(1, sheet.nrows + 1, dtype=np.int32),
            is_hidden=bool(sheet.visibility),
            merged=_merged(sheet),
            notes=notes,
            is_1904=is_1904,
            scaled=shown.scaled,
        )


def _opened(path: Path, file: str, encoding: str | None) -> xlrd.Book:
    try:
        return xlrd.open_workbook(
            file_contents=path.read_bytes(),
            encoding_override=encoding,
            formatting_info=True,
            logfile=io.StringIO(),
        )
    except (
        XLRDError, CompDocError, AssertionError, IndexError, KeyError, ValueError, struct.error
    ) as fault:  # fmt: skip
        raise FileDamaged(
            "Excel 95 旧格式的工作簿无法打开,文件可能已损坏",
            where=Place(file),
            remedy="请用 Excel 或 WPS 打开后另存为 xlsx 再导入",
        ) from fault


def _value(cell: Cell, book: xlrd.Book) -> object:
    """Return what a cell holds as a value of Python."""
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if isinstance(cell.value, str):
        return cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return error_text_from_code.get(int(cell.value), "#ERROR!")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        if cell.value < SMALL:
            return DayNumber(cell.value)
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (OverflowError, ValueError):  # a number that is no day
            return cell.value
    return cell.value


def _merged(sheet: OldSheet) -> list[tuple[int, int, int, int]]:
    return [(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
