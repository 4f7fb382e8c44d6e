"""Read binary workbooks (.xlsb) with calamine, which sees only the records that were found sound before.

    workbook.bin       its sheets, hidden or not, and from where its days count
    styles.bin         number formats and the styles that name them
    sharedStrings.bin  texts
    sheetN.bin         rows and cells (`binary_sheet`)

The engine gets a copy of these alone: it panics on some damaged files, and passes over cells of some kinds in silence
(python-calamine 0.9.1).
Source: [MS-XLSB] 2.3.2 (numbers of the records).
"""

import re
import struct
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from python_calamine import CalamineSheet
from python_calamine import SheetVisibleEnum as Visible

from data_loaders.files.archives import member_blocks
from data_loaders.files.excel.binary_records import record, records, text, text_end
from data_loaders.files.excel.binary_sheet import BinarySheet, BinaryStyles, refuse_long_record
from data_loaders.files.excel.cell_formats import CellFormats
from data_loaders.files.excel.engine_sheets import RawSheet, engine_sheet, finished, hidden_note, opened
from data_loaders.files.excel.package import Package, relations_xml
from data_loaders.files.excel.workbook_scan import (
    refuse_many_sheets,
    refuse_many_styles,
    refuse_spare_strings,
)
from data_loaders.limits import allowed
from data_loaders.sheet import Sheet
from data_loaders.values.number_formats import BUILT_IN
from models.errors import FileDamaged, FileHostile, Place

_STRING, _FORMAT, _STYLE, _BOOK, _SHEET = 19, 44, 47, 153, 156
_BEGIN_BOOK, _END_BOOK, _BEGIN_SHEETS, _END_SHEETS = 131, 132, 143, 144
_BEGIN_STRINGS, _END_STRINGS = 159, 160
_BEGIN_FORMATS, _END_FORMATS, _BEGIN_STYLES, _END_STYLES = 615, 616, 617, 618
LAST_DAY, DAYS_TO_1904 = 2_958_465, 1_462  # of the year 9999
# more than shows a time: what the engine takes for one is its own
_TIME_LETTER = re.compile("[ymdhs]", re.IGNORECASE)
_REMEDY = "请用 Excel 打开后另存为 xlsx 再导入"


@dataclass(frozen=True)
class _Listed:
    """A sheet as the workbook lists it."""

    name: str
    state: int
    entry: zipfile.ZipInfo


def read_xlsb(package: Package) -> Iterator[Sheet]:
    """Yield the worksheets of a binary workbook that hold anything.

    Errors: FileHostile, FileDamaged, FileUnreadable.
    """
    book = _BinaryWorkbook(package)
    with tempfile.TemporaryDirectory(prefix="sound-") as folder:
        copy = Path(folder) / "workbook.xlsb"
        scans = book.write_sound(copy)
        with opened(copy, package.file) as engine:
            for index, meta in enumerate(engine.sheets_metadata):
                scan = scans[index]
                sheet = engine_sheet(engine, index, scan.place)
                _reconcile(sheet, scan)
                notes = ["内容是 xlsb 二进制工作簿", *package.notes]
                notes += [hidden_note(scan.hidden_rows)] if scan.hidden_rows else []
                if scan.no_days:
                    notes.append(f"{scan.no_days:,} 个数字带有日期格式而不是日期,按数字读取")
                raw = RawSheet(
                    scan.patches, scan.merged, notes,
                    book.styles.formats, scan.formatted, book.is_1904,
                )  # fmt: skip
                yield from finished(sheet, package.file, raw, meta.visible is not Visible.Visible)


def _reconcile(sheet: CalamineSheet, scan: BinarySheet) -> None:
    """Compare the end of what the engine read with the end of what it was given."""
    found = (sheet.end[0] + 1, sheet.end[1]) if sheet.end else (0, 0)
    if found == (scan.read_row, scan.read_col):
        return
    raise FileDamaged(
        f"行数核对不符:文件中有 {scan.read_row:,} 行,只读出 {found[0]:,} 行", where=scan.place, remedy=_REMEDY
    )


class _BinaryWorkbook:
    """What the small parts of a binary workbook say."""

    def __init__(self, package: Package) -> None:
        self._package, self._file = package, package.file
        self.is_1904 = False
        self._sheets = list(self._listed())
        refuse_many_sheets(len(self._sheets), self._file)
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []  # the number of each style's format
        self._read_styles()
        self.styles = self._meant()

    def write_sound(self, path: Path) -> list[BinarySheet]:
        """Write what the engine may see, and return what is known of each sheet, in their order."""
        names = [f"worksheets/sheet{number}.bin" for number in range(1, len(self._sheets) + 1)]
        links = [(f"s{number}", "worksheet", name) for number, name in enumerate(names, 1)]
        links += [("t", "styles", "styles.bin"), ("u", "sharedStrings", "sharedStrings.bin")]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("_rels/.rels", relations_xml([("book", "officeDocument", "xl/workbook.bin")]))
            archive.writestr("xl/_rels/workbook.bin.rels", relations_xml(links))
            archive.writestr("xl/workbook.bin", self._sound_book())
            archive.writestr("xl/styles.bin", self._sound_styles())
            strings = self._write_strings(archive)
            scans = []
            for name, listed in zip(names, self._sheets, strict=True):
                scan = BinarySheet(Place(self._file, listed.name), self.styles, strings)
                with closing(member_blocks(self._package.archive, listed.entry, self._file)) as blocks:
                    _write(archive, f"xl/{name}", scan.passed_on(blocks))
                area, most = (scan.last_row + 1) * (scan.last_col + 1), allowed().area
                if area > most:  # the engine holds the range densely
                    said = f"工作表范围过大:{area:,} 个单元格,最多 {most:,} 个"
                    raise FileHostile(said, where=scan.place, remedy="请删除多余的空白行列后另存再导入")
                scans.append(scan)
        refuse_spare_strings(strings, sum(scan.shared_cells for scan in scans), self._file)
        return scans

    def _listed(self) -> Iterator[_Listed]:
        for kind, body in self._records(self._package.entries[self._package.main], (_BOOK, 4), (_SHEET, 16)):
            if kind == _BOOK:
                self.is_1904 = bool(body[0] & 1)
                continue
            after = text_end(body, 8)
            name = text(body, after)
            entry = self._package.worksheet(name, text(body, 8))
            if entry is not None:
                yield _Listed(name, body[0], entry)

    def _read_styles(self) -> None:
        entry = self._package.part("styles")
        if entry is None:
            return
        is_of_cells = False  # the styles of styles stand before, in the same form
        kinds = (_FORMAT, 6), (_STYLE, 4), (_BEGIN_STYLES, 0), (_END_STYLES, 0)
        for kind, body in self._records(entry, *kinds):
            if kind == _FORMAT:
                self._codes[int.from_bytes(body[:2], "little")] = text(body, 2)
            elif kind != _STYLE:
                is_of_cells = kind == _BEGIN_STYLES
            elif is_of_cells:
                self._styles.append(int.from_bytes(body[2:4], "little"))
        refuse_many_styles(max(len(self._styles), len(self._codes)), self._file)

    def _meant(self) -> BinaryStyles:
        codes = [self._codes.get(no) or BUILT_IN.get(no, "") for no in self._styles]
        times = frozenset(style for style, code in enumerate(codes) if _TIME_LETTER.search(code))
        end = LAST_DAY + 1 - (DAYS_TO_1904 if self.is_1904 else 0)
        return BinaryStyles(CellFormats.of(codes), times, len(codes), end)

    def _records(self, entry: zipfile.ZipInfo, *wanted: tuple[int, int]) -> Iterator[tuple[int, bytes]]:
        """Yield (kind, body) of those records of a small part that are wanted, given with their least length."""
        least, data, used = dict(wanted), self._package.content(entry), 0
        for kind, _, at, end in records(data):
            used = end
            if kind not in least:
                continue
            try:
                is_whole = end - at >= least[kind] and _is_text_whole(kind, data[at:end])
            except struct.error:
                is_whole = False
            if not is_whole:
                raise self._damaged(entry)
            yield kind, data[at:end]
        if used < len(data) or not data:
            raise self._damaged(entry)

    def _sound_book(self) -> bytes:
        listed = [
            record(_SHEET, struct.pack("<II", sheet.state, number) + _text(f"s{number}") + _text(sheet.name))
            for number, sheet in enumerate(self._sheets, 1)
        ]
        parts = [
            record(_BOOK, struct.pack("<II", self.is_1904, 0) + _text("")),
            record(_BEGIN_SHEETS),
            *listed,
        ]
        return b"".join([record(_BEGIN_BOOK), *parts, record(_END_SHEETS), record(_END_BOOK)])

    def _sound_styles(self) -> bytes:
        codes = [record(_FORMAT, struct.pack("<H", no) + _text(code)) for no, code in self._codes.items()]
        styles = [record(_STYLE, struct.pack("<HH", 0, no) + bytes(12)) for no in [*self._styles, 0]]
        parts = [record(_BEGIN_FORMATS, struct.pack("<I", len(codes))), *codes, record(_END_FORMATS)]
        parts += [record(_BEGIN_STYLES, struct.pack("<I", len(styles))), *styles, record(_END_STYLES)]
        return b"".join(parts)

    def _write_strings(self, archive: zipfile.ZipFile) -> int:
        """Write the shared strings, and return how many they are: the engine believes the count in front."""
        count = sum(found for _, found in self._sound_strings())
        head = record(_BEGIN_STRINGS, struct.pack("<II", count, count))
        texts = (kept for kept, _ in self._sound_strings())
        _write(archive, "xl/sharedStrings.bin", chain([head], texts, [record(_END_STRINGS)]))
        return count

    def _sound_strings(self) -> Iterator[tuple[bytes, int]]:
        """Yield records of shared strings, block by block, and how many they are."""
        entry = self._package.part("sharedStrings")
        if entry is None:
            return
        with closing(member_blocks(self._package.archive, entry, self._file)) as blocks:
            rest = b""
            for block in blocks:
                data, used, kept = rest + block, 0, []
                for kind, start, at, end in records(data):
                    used = end
                    if kind == _STRING:
                        if end - at < 5 or text_end(data, at + 1) > end:
                            raise self._damaged(entry)
                        kept.append(data[start:end])
                yield b"".join(kept), len(kept)
                rest = data[used:]
                refuse_long_record(rest, Place(self._file))
        if rest:
            raise self._damaged(entry)

    def _damaged(self, entry: zipfile.ZipInfo) -> FileDamaged:
        return FileDamaged(
            f"内部文件“{entry.filename}”已损坏或不完整", where=Place(self._file), remedy=_REMEDY
        )


def _is_text_whole(kind: int, body: bytes) -> bool:
    """Return whether the texts in a record end within it."""
    if kind == _FORMAT:
        return text_end(body, 2) <= len(body)
    return kind != _SHEET or text_end(body, text_end(body, 8)) <= len(body)


def _text(value: str) -> bytes:
    data = value.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(data) // 2) + data


def _write(archive: zipfile.ZipFile, name: str, blocks: Iterable[bytes]) -> None:
    with archive.open(name, "w", force_zip64=True) as out:
        for block in blocks:
            out.write(block)
