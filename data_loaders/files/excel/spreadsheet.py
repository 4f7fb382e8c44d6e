"""Read workbooks (.xlsx, .xls): their sheets by the engine (`engine_sheets`), beside them what the raw file says.

Error cells, formulas without a result, merged ranges, hidden rows and an independent row count come from the raw file
(`sheet_scan`, `ole`). A large sheet is scanned in a thread while the engine works: both run without the
interpreter's lock.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineSheet, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from data_loaders.files.excel.cell_formats import letters
from data_loaders.files.excel.engine_sheets import RawSheet, engine_sheet, finished, hidden_note, opened
from data_loaders.files.excel.ole import OldWorkbook
from data_loaders.files.excel.package import Package
from data_loaders.files.excel.sheet_scan import SheetScan
from data_loaders.files.excel.workbook_scan import Part, Workbook
from data_loaders.limits import allowed
from data_loaders.sheet import Sheet
from models.errors import FileDamaged, FileHostile, MingjiError, Place


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
            try:
                sheet = engine_sheet(engine, index, Place(file, meta.name))
            except FileDamaged:
                if watch:
                    watch.result()  # its refusal says more
                raise
            scan = watch.result() if watch else scans[meta.name]
            _reconcile(sheet, scan, Place(file, meta.name))
            raw = _raw_of(scan, book)
            yield from finished(sheet, file, raw, meta.visible is not Visible.Visible)


def read_xls(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the worksheets of an old .xls that hold anything.

    Errors: FileHostile, FileDamaged, FileUnreadable.
    """
    book = OldWorkbook(path, file)
    if book.is_excel95:
        from data_loaders.files.excel.old_excel import read_excel95

        yield from read_excel95(book, path, file)
        return
    starts = book.sheet_starts()
    ends = dict(zip(sorted(starts), [*sorted(starts)[1:], len(book.stream)], strict=True))
    with opened(path, file) as engine:
        for index, meta in enumerate(engine.sheets_metadata):
            place = Place(file, meta.name)
            if meta.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba):
                raise FileHostile("文件含宏表", where=place, remedy="请用 Excel 另存为不含宏的 xlsx 再导入")
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = engine_sheet(engine, index, place)
            raw = RawSheet(formats=book.formats, is_1904=book.is_1904)
            if index < len(starts):
                span = starts[index], ends[starts[index]]
                raw.patches = book.error_cells(*span)
                raw.formatted = book.formatted_cells(*span)
                if hidden := book.hidden_rows(*span):
                    raw.notes.append(hidden_note(hidden))
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
                raw.merged.append((top + 1, left, bottom + 1, right))
            yield from finished(sheet, file, raw, meta.visible is not Visible.Visible)


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


def _reconcile(sheet: CalamineSheet, scan: SheetScan, place: Place) -> None:
    """Compare the engine's last row with the raw file's; the declared dimension is never asked."""
    last = sheet.end[0] + 1 if sheet.end else 0
    if last < scan.last_row and not any(row >= scan.last_row for row, _ in scan.patches):
        raise FileDamaged(
            f"行数核对不符:文件中有 {scan.last_row:,} 行,只读出 {last:,} 行",
            where=place,
            remedy="请用 Excel 打开后另存为 xlsx 再导入",
        )


def _raw_of(scan: SheetScan, book: Workbook) -> RawSheet:
    raw = RawSheet(scan.patches, scan.merged, list(book.notes), formats=book.formats, is_1904=book.is_1904)
    if scan.search:
        raw.formatted = scan.search.cells
    if scan.hidden_rows:
        raw.notes.append(hidden_note(scan.hidden_rows))
    if scan.hidden_columns:
        shown = "、".join(letters(col) for col in scan.hidden_columns)
        raw.notes.append(f"有隐藏的列({shown} 起),已一并读取")
    if scan.unresolved:
        raw.notes.append(f"公式无结果 {scan.unresolved} 个,已标为“#公式无结果”,请用 Excel 打开保存后重新导入")
    return raw
