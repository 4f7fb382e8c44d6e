"""Read workbooks (.xlsx, .xls) with calamine, column by column, and put right what it loses.

The engine yields rows of Python values; chunks of them become columns of text. Error cells, formulas without
a result, merged ranges, hidden rows and an independent row count come from the raw file
(`sheet_scan`, `ole`). A large sheet is scanned in a thread while the engine works: both run without the
interpreter's lock.
"""

import gc
import threading
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from data_loaders.files.excel.cell_formats import CellFormats, FormattedCells, letters, show
from data_loaders.files.excel.ole import OldWorkbook, encrypted
from data_loaders.files.excel.package import Package
from data_loaders.files.excel.sheet_scan import SheetScan
from data_loaders.files.excel.workbook_scan import Part, Workbook
from data_loaders.limits import allowed
from data_loaders.sheet import Sheet, numbered, refuse_wide, sheet_of
from data_loaders.values.cell_text import TextColumn
from data_loaders.values.date_cells import DayNumber
from models.errors import FileDamaged, FileHostile, FileUnreadable, MingjiError, Place

LEAST_DAY = -1e9
_NO_DATE_FORMAT = "请在 Excel 中把该列的单元格格式改为“常规”或“文本”后另存再导入"
CHUNK = 16_384  # rows that exist as Python objects at a time: few enough to stay in the cache


@dataclass
class Findings:
    """What the raw file says about a sheet; rows from 1, columns from 0."""

    patches: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formats: CellFormats = field(default_factory=CellFormats)
    formatted: FormattedCells = field(default_factory=FormattedCells)
    is_1904: bool = False


def read_xlsx(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the worksheets of an xlsx that hold anything, or of an xlsb: its relations tell them apart.

    Errors: FileHostile, FileDamaged, FileUnreadable.
    """
    package = Package(path, file)
    with package.archive:
        if package.is_binary:
            from data_loaders.files.excel.binary_workbook import read_xlsb

            yield from read_xlsb(package)
        else:
            yield from _xml_sheets(Workbook(package), file)


def _xml_sheets(book: Workbook, file: str) -> Iterator[Sheet]:
    early = [part for part in book.parts if part.entry.file_size <= allowed().early_scan_bytes]
    scans = {part.name: book.scan(part) for part in early}
    if len(scans) == len(book.parts):
        book.refuse_spare_strings(sum(scan.shared_cells for scan in scans.values()))
    parts = {part.name: part for part in book.parts}
    with book.package.readable() as readable, opened(readable, file) as engine:
        for index, meta in enumerate(engine.sheets_metadata):
            if meta.typ is not SheetTypeEnum.WorkSheet or meta.name not in parts:
                continue
            part = parts[meta.name]
            watch = _ScanBeside(book, part) if meta.name not in scans else None
            sheet = engine_sheet(engine, index, Place(file, meta.name), watch)
            scan = watch.result() if watch else scans[meta.name]
            _reconcile(sheet, scan, Place(file, meta.name))
            findings = _xlsx_findings(scan, book)
            yield from finished(sheet, file, findings, meta.visible is not Visible.Visible)


def read_xls(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the worksheets of an old .xls that hold anything.

    Errors: FileHostile, FileDamaged, FileUnreadable.
    """
    raw = OldWorkbook(path, file)
    if raw.is_excel95:
        from data_loaders.files.excel.old_excel import read_excel95

        yield from read_excel95(raw, path, file)
        return
    starts = raw.sheet_starts()
    ends = dict(zip(sorted(starts), [*sorted(starts)[1:], len(raw.stream)], strict=True))
    with opened(path, file) as engine:
        for index, meta in enumerate(engine.sheets_metadata):
            place = Place(file, meta.name)
            if meta.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba):
                raise FileHostile("文件含宏表", where=place, remedy="请用 Excel 另存为不含宏的 xlsx 再导入")
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = engine_sheet(engine, index, place, None)
            findings = Findings(formats=raw.formats, is_1904=raw.is_1904)
            if index < len(starts):
                span = starts[index], ends[starts[index]]
                findings.patches = raw.error_cells(*span)
                findings.formatted = raw.formatted_cells(*span)
                if hidden := raw.hidden_rows(*span):
                    findings.notes.append(hidden_note(hidden))
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
                findings.merged.append((top + 1, left, bottom + 1, right))
            yield from finished(sheet, file, findings, meta.visible is not Visible.Visible)


class _ScanBeside:
    """The scan of one sheet in a thread of its own."""

    def __init__(self, book: Workbook, part: Part) -> None:
        self._scan: SheetScan | None = None
        self._fault: MingjiError | None = None
        self._thread = threading.Thread(target=self._run, args=(book, part), daemon=True)
        self._thread.start()

    def _run(self, book: Workbook, part: Part) -> None:
        try:
            self._scan = book.scan(part)
        except MingjiError as fault:
            self._fault = fault

    def result(self) -> SheetScan:
        """Return the scan when it is done, or raise what it refused."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        if self._scan is None:
            raise FileDamaged("工作表无法核对", remedy="请从系统重新导出")
        return self._scan


def opened(path: Path, file: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as fault:
        raise encrypted(Place(file)) from fault
    except (CalamineError, OSError) as fault:
        raise FileDamaged(
            "工作簿无法打开,文件可能已损坏", where=Place(file), remedy="请用 Excel 打开后另存为 xlsx 再导入"
        ) from fault


def engine_sheet(
    engine: CalamineWorkbook, index: int, place: Place, watch: _ScanBeside | None
) -> CalamineSheet:
    try:
        sheet = engine.get_sheet_by_index(index)
    except CalamineError as fault:
        if watch:
            watch.result()  # its refusal says more
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


def _reconcile(sheet: CalamineSheet, scan: SheetScan, place: Place) -> None:
    """Compare the engine's last row with the raw file's; the declared dimension is never asked."""
    last = sheet.end[0] + 1 if sheet.end else 0
    if last < scan.last_row and not any(row >= scan.last_row for row, _ in scan.patches):
        raise FileDamaged(
            f"行数核对不符:文件中有 {scan.last_row:,} 行,只读出 {last:,} 行",
            where=place,
            remedy="请用 Excel 打开后另存为 xlsx 再导入",
        )


def _xlsx_findings(scan: SheetScan, book: Workbook) -> Findings:
    findings = Findings(
        scan.patches, scan.merged, list(book.notes), formats=book.formats, is_1904=book.is_1904
    )
    if scan.search:
        findings.formatted = scan.search.cells
    if scan.hidden_rows:
        findings.notes.append(hidden_note(scan.hidden_rows))
    if scan.hidden_columns:
        shown = "、".join(letters(col) for col in scan.hidden_columns)
        findings.notes.append(f"有隐藏的列({shown} 起),已一并读取")
    if scan.unresolved:
        findings.notes.append(
            f"公式无结果 {scan.unresolved} 个,已标为“#公式无结果”,请用 Excel 打开保存后重新导入"
        )
    return findings


def hidden_note(rows: int) -> str:
    return f"有筛选或隐藏的行 {rows} 行,已一并读取"


def finished(sheet: CalamineSheet, file: str, findings: Findings, is_hidden: bool) -> Iterator[Sheet]:
    """Yield the finished sheet, or nothing when it is empty."""
    corners = [*findings.patches, *(() if not sheet.start else [(sheet.start[0] + 1, sheet.start[1])])]
    if sheet.end:
        corners.append((sheet.end[0] + 1, sheet.end[1]))
    if not corners:
        return
    left, right = min(col for _, col in corners), max(col for _, col in corners)
    last_row = max(row for row, _ in corners)
    refuse_wide(right + 1, file, sheet.name)
    _refuse_no_days(findings.formatted, Place(file, sheet.name))
    columns = [TextColumn(findings.is_1904) for _ in range(left, right + 1)]
    names = numbered(len(columns))
    patches = sorted(findings.patches.items())
    batches = []
    for first, rows in _row_chunks(sheet, left, right, last_row, Place(file, sheet.name)):
        _lay_patches(rows, first, left, patches)
        _lay_day_numbers(rows, first, left, findings.formatted)
        cells = zip(columns, zip(*rows, strict=True), strict=True)
        batches.append(pa.RecordBatch.from_arrays([column.text(values) for column, values in cells], names))
    table = pa.Table.from_batches(batches, pa.schema([(name, pa.string()) for name in names]))
    shown = show(table, findings.formatted, findings.formats, left)
    yield sheet_of(
        file,
        sheet.name,
        shown.table,
        np.arange(1, table.num_rows + 1, dtype=np.int32),
        is_hidden=is_hidden,
        merged=findings.merged,
        first_col=left,
        notes=[*findings.notes, *shown.notes, *_given_back(columns, left)],
        is_1904=findings.is_1904,
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
