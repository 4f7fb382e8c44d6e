"""Look over the raw XML of one worksheet, block by block, for what the engine loses and what it cannot take.

The engine hands over blank text for an error cell and for a formula without a result, and its memory goes by the
used range (python-calamine 0.9.1 ended the process of such sheets): a sheet beyond the limits is refused before it
sees it. The searches here run in C; a cell is looked at by itself only where one of them hit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from data_loaders.files.excel.format_scan import FormatSearch
from data_loaders.limits import allowed
from data_loaders.sheet import refuse_wide
from models.errors import FileHostile, Place

NO_RESULT = "#公式无结果"

_ROW_NO = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_FAR = re.compile(rb'r="[A-Z]{3}')  # a hit is rare, and only then is it looked at closely
_FAR_CELL = re.compile(rb'<(c|row)\b[^>]*?\br="([A-Z]*)(\d+)"[^>]*?(/>|></c>|>)')
_TAG = re.compile(rb"<(row|c)\b([^>]*)>")
_REF = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ROW_REF = re.compile(rb'\br="(\d+)"')
_MERGE = re.compile(rb'<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*?\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]*?\bhidden="(?:1|true)")[^>]*?\bmin="(\d+)"')
_ERROR_VALUE = re.compile(rb"<v>([^<]*)</v>")
_BARE_FORMULA = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


@dataclass
class SheetScan:
    """What the raw XML of one sheet says; rows from 1, columns from 0."""

    rows: int = 0  # <row> elements, where they carry no number
    last_row: int = 0  # the last row that carries a value, as far as rows are numbered
    shared_cells: int = 0
    has_formulas: bool = False
    hidden_rows: int = 0
    hidden_columns: list[int] = field(default_factory=list)  # the first of each run of them
    unresolved: int = 0  # formulas without a result
    patches: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    search: FormatSearch | None = None  # where the workbook has styles that matter


def column_index(letters: str) -> int:
    """Return the number of a column, from 0: "A" is 0, "AA" is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def scan_block(xml: bytes, result: SheetScan, place: Place) -> None:
    """Add to the result what a block of whole rows says.

    Errors: FileHostile for a cell farther out than any sheet reaches.
    """
    rows_before = result.rows
    if not _ROW_NO.match(xml, xml.find(b"<row")):  # only rows without a number have to be counted
        result.rows += xml.count(b"<row")
    _note_last_row(xml, result)
    if result.last_row > allowed().rows or _FAR.search(xml):
        _refuse_far(xml, place)
    _refuse_long(result.rows, place)
    if b"hidden=" in xml:
        result.hidden_rows += len(_HIDDEN_ROW.findall(xml))
        result.hidden_columns += [int(first) - 1 for first in _HIDDEN_COLUMN.findall(xml)]
    result.has_formulas = result.has_formulas or b"</f>" in xml
    if b't="e"' in xml or (result.has_formulas and _BARE_FORMULA.search(xml)):
        _find_patches(xml, rows_before, result)
    if result.search:
        result.search.look(xml, lambda: _walked_cells(xml, rows_before))


def _refuse_far(xml: bytes, place: Place) -> None:
    for kind, letters, digits, end in _FAR_CELL.findall(xml):
        if kind == b"c" and end != b">":  # a format without a value
            continue
        _refuse_long(int(digits), place)
        refuse_wide(column_index(letters.decode()) + 1, place.file, place.sheet)


def _refuse_long(rows: int, place: Place) -> None:
    most = allowed().rows
    if rows > most:
        said = f"超出行上限:用到第 {rows:,} 行,最多 {most:,} 行"
        raise FileHostile(said, where=place, remedy="请删除表格下方多余的行后另存再导入")


def note_merges(xml: bytes, result: SheetScan, place: Place) -> None:
    """Add the merged ranges, which stand behind the last row.

    Errors: FileHostile when there are too many.
    """
    most = allowed().merges
    if xml.count(b"<mergeCell ") > most:
        raise FileHostile(f"合并单元格超过 {most:,} 处", where=place, remedy="请取消合并后另存再导入")
    for left, top, right, bottom in _MERGE.findall(xml):
        columns = column_index(left.decode()), column_index(right.decode())
        result.merged.append((int(top), columns[0], int(bottom), columns[1]))


def _note_last_row(xml: bytes, result: SheetScan) -> None:
    last_value = xml.rfind(b"</v>")
    last_value = max(last_value, xml.rfind(b"</is>", max(last_value, 0)))
    row = _ROW_NO.match(xml, xml.rfind(b"<row", 0, last_value)) if last_value >= 0 else None
    if row:
        result.last_row = max(result.last_row, int(row.group(1)))


def _find_patches(xml: bytes, rows_before: int, result: SheetScan) -> None:
    """Record error cells and formulas without a result."""
    starts = [xml.rfind(b"<c", 0, found.start()) for found in re.finditer(rb't="e"', xml)]
    starts += [xml.rfind(b"<c", 0, found.start()) for found in _BARE_FORMULA.finditer(xml)]
    located = [(start, _REF.search(xml, start, xml.find(b">", start))) for start in starts]
    if any(reference is None for _, reference in located):
        for start, row_no, col in _walked_cells(xml, rows_before):
            _patch(xml, start, row_no, col, result)
        return
    for start, reference in located:
        if reference:
            _patch(xml, start, int(reference.group(2)), column_index(reference.group(1).decode()), result)


def _patch(xml: bytes, start: int, row_no: int, col: int, result: SheetScan) -> None:
    cell = xml[start : xml.find(b"</c>", start) + 4]
    tag = cell[: cell.find(b">")]
    if b't="e"' in tag:
        error = _ERROR_VALUE.search(cell)
        result.patches[row_no, col] = error.group(1).decode("utf-8", "replace") if error else "#ERROR!"
    elif b't="str"' not in tag and not tag.endswith(b"/") and _BARE_FORMULA.search(cell):
        result.unresolved += (row_no, col) not in result.patches
        result.patches[row_no, col] = NO_RESULT


def _walked_cells(xml: bytes, rows_before: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, row number and column of every cell, where rows and cells may lack their references."""
    row_no, row_count, col = 0, rows_before, -1
    for tag in _TAG.finditer(xml):
        if tag.group(1) == b"row":
            row_count += 1
            numbered = _ROW_REF.search(tag.group(2))
            row_no, col = int(numbered.group(1)) if numbered else row_count, -1
        else:
            reference = _REF.search(tag.group(2))
            col = column_index(reference.group(1).decode()) if reference else col + 1
            yield tag.start(), row_no, col
