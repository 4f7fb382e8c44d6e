"""Read the outer structure of an old .xls: which streams it holds, and what the engine would lose.

An .xls is a small file system (OLE) around a stream of records (BIFF). The engine hands over blank text for
error cells and knows neither passwords by name nor hidden rows; both are found here in the raw records.
"""

import re
import struct
from pathlib import Path

from data_loaders.files.excel import old_formats
from data_loaders.files.excel.cell_formats import FormattedCells
from data_loaders.limits import allowed, size_text
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # sector numbers from here on are marks
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_ERROR_CELL = re.compile(rb"\x05\x02\x08\x00(..)(..)..([\x00\x07\x0f\x17\x1d\x24\x2a])\x01", re.DOTALL)
_ERROR_FORMULA = re.compile(
    rb"\x06\x00..(..)(..)..\x02.([\x00\x07\x0f\x17\x1d\x24\x2a])...\xff\xff", re.DOTALL
)
_ROW = re.compile(rb"\x08\x02\x10\x00(..).{10}(..)", re.DOTALL)
_HIDDEN = 0x20
_OTHERS = {  # streams, in lower case, by which other documents in this container are known
    "worddocument": " Word 文档",
    "powerpoint document": " PPT 演示文稿",
    "etcontent": " WPS 表格专有格式(et)",
    "wpscontent": " WPS 文字专有格式",
    "__properties_version1.0": " Outlook 邮件",
    "visiodocument": " Visio 绘图",
}


class OldWorkbook:
    """The record stream of an .xls that is neither encrypted nor carries macros."""

    def __init__(self, path: Path, file: str) -> None:
        place = Place(file)
        largest = allowed().old_workbook_bytes
        if path.stat().st_size > largest:
            raise FileHostile(
                f"xls 文件超过 {size_text(largest)}", where=place, remedy="请另存为 xlsx 后再导入"
            )
        try:
            streams = _streams(path.read_bytes())
        except (struct.error, IndexError, ValueError) as fault:
            raise FileDamaged(
                "文件不完整:xls 内部结构已损坏", where=place, remedy="请从系统重新导出或重新传输"
            ) from fault
        names = {name.lower() for name in streams}
        if "encryptedpackage" in names:
            raise encrypted(place)
        if names & {"_vba_project_cur", "_vba_project", "vba", "macros"}:
            raise FileHostile("文件含宏", where=place, remedy="请用 Excel 另存为不含宏的 xlsx 再导入")
        stream = next((streams[name] for name in ("Workbook", "Book") if name in streams), None)
        if stream is None:
            kind = next((kind for name, kind in _OTHERS.items() if name in names), "别的程序的文档")
            raise FileUnreadable(f"这是{kind},不是 Excel 工作簿", where=place, remedy="请另存为 xlsx 再导入")
        self.stream = stream
        records = self._globals()
        if any(kind == 0x2F for _, kind, _ in records):
            raise encrypted(place)
        self.formats = old_formats.formats_of(stream, records)
        self.is_1904 = old_formats.is_1904(stream, records)

    def sheet_starts(self) -> list[int]:
        """Return where the records of each sheet begin, in the order of the workbook."""
        sheets = [at for at, kind, _ in self._globals() if kind == 0x85]
        return [struct.unpack_from("<I", self.stream, at + 4)[0] for at in sheets]

    def sheet_kinds(self) -> list[int]:
        """Return the kind of each sheet, in the same order: 0 a worksheet, 1 macros, 2 a chart."""
        return [self.stream[at + 9] for at, kind, _ in self._globals() if kind == 0x85]

    @property
    def is_excel95(self) -> bool:
        """Return whether the stream is of Excel 5.0 or 95, whose texts are in a code page."""
        return struct.unpack_from("<H", self.stream, 4)[0] == 0x0500

    def error_cells(self, start: int, end: int) -> dict[tuple[int, int], str]:
        """Return the text of the error cells among the records of a sheet, by row number and column."""
        found = {}
        for pattern in (_ERROR_CELL, _ERROR_FORMULA):
            for record in pattern.finditer(self.stream, start, end):
                row, col = (struct.unpack("<H", part)[0] for part in record.group(1, 2))
                found[row + 1, col] = ERRORS[record.group(3)[0]]
        return found

    def hidden_rows(self, start: int, end: int) -> int:
        """Return how many rows of a sheet are hidden."""
        return sum(
            bool(struct.unpack("<H", record.group(2))[0] & _HIDDEN)
            for record in _ROW.finditer(self.stream, start, end)
        )

    def formatted_cells(self, start: int, end: int) -> FormattedCells:
        """Return where among the records of a sheet the styles that matter stand."""
        return old_formats.formatted_cells(self.stream, start, end, self.formats)

    def _globals(self) -> list[tuple[int, int, int]]:
        """Return (position, kind, length) of the records before the first sheet."""
        records, at = [], 0
        while at + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, at)
            records.append((at, kind, length))
            if kind == 0x0A:  # end of the globals
                break
            at += 4 + length
        return records


def encrypted(place: Place) -> FileHostile:
    """Return the error for an encrypted workbook.

    One with a protected structure, or with the advice to open it read-only, is encrypted with a password that Excel
    knows by itself, so whoever made it never set one.
    """
    return FileHostile(
        "工作簿已加密:设有打开密码,或设了“保护工作簿”“建议只读”(打开时不问密码也会加密)",
        where=place,
        remedy="请用 Excel 打开,撤销工作簿保护、取消密码和只读建议,另存为 xlsx 再导入",
    )


def _streams(data: bytes) -> dict[str, bytes]:
    """Return the streams of an OLE file by name; storages are listed with empty content."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    small_sector = 1 << struct.unpack_from("<H", data, 32)[0]
    if sector not in (512, 4096) or small_sector != 64:
        raise ValueError("sector size")
    directory_at, cutoff, small_fat_at = struct.unpack_from("<I4xII", data, 48)
    fat = _fat(data, sector)
    directory = _chain(data, fat, directory_at, sector, sector)
    small_fat_bytes = _chain(data, fat, small_fat_at, sector, sector)
    small_fat = struct.unpack(f"<{len(small_fat_bytes) // 4}I", small_fat_bytes)
    streams: dict[str, bytes] = {}
    small = b""
    for at in range(0, len(directory), 128):
        name_bytes, kind = struct.unpack_from("<HB", directory, at + 64)
        first, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(name_bytes - 2, 0)].decode("utf-16-le", "replace")
        if kind == 5:
            small = _chain(data, fat, first, sector, sector)
        elif kind == 1:
            streams[name] = b""
        elif kind == 2:
            if size >= cutoff:
                streams[name] = _chain(data, fat, first, sector, sector)[:size]
            else:
                streams[name] = _chain(small, small_fat, first, 64, 0)[:size]
    return streams


def _fat(data: bytes, sector: int) -> tuple[int, ...]:
    sectors = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
    following, extra = struct.unpack_from("<II", data, 68)
    for _ in range(min(extra, len(data) // sector)):
        if following >= _END:
            break
        numbers = struct.unpack_from(f"<{sector // 4}I", data, (following + 1) * sector)
        sectors += [number for number in numbers[:-1] if number < _END]
        following = numbers[-1]
    return tuple(
        number for at in sectors for number in struct.unpack_from(f"<{sector // 4}I", data, (at + 1) * sector)
    )


def _chain(data: bytes, fat: tuple[int, ...], first: int, sector: int, offset: int) -> bytes:
    """Return the bytes of a chain of sectors; a chain that bites its tail is damage."""
    parts, seen, at = [], 0, first
    while at < _END:
        parts.append(data[offset + at * sector : offset + (at + 1) * sector])
        at, seen = fat[at], seen + 1
        if seen > len(fat):
            raise ValueError("endless chain")
    return b"".join(parts)
