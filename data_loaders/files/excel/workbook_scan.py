"""Look into an xlsx before the engine that reads it (calamine): what it is, what it hides, how large it is.

Refused here: macros, DTDs, lying sizes, foreign formats, more styles or strings than the cells can use.
The worksheets are walked block by block for `sheet_scan`.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from data_loaders.files.archives import member_blocks
from data_loaders.files.excel.cell_formats import CellFormats, formats_of
from data_loaders.files.excel.format_scan import FormatSearch
from data_loaders.files.excel.package import Package
from data_loaders.files.excel.sheet_scan import SheetScan, column_index, note_merges, scan_block
from data_loaders.files.markup.dtd import refuse_dtd
from data_loaders.limits import allowed, size_text
from models.errors import FileDamaged, FileHostile, Place

_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*):worksheet\b")


@dataclass(frozen=True)
class Part:
    """A worksheet's name and the archive entry that holds its XML."""

    name: str
    entry: zipfile.ZipInfo


class Workbook:
    """An xlsx archive that passed the checks which need only its small parts."""

    def __init__(self, package: Package) -> None:
        self.file = package.file
        self.package = package
        self.archive = package.archive
        self.notes = package.notes
        self.parts = self._find_parts()
        self._refuse_declarations()
        self.formats = self._cell_formats()
        self.is_1904 = self._counts_from_1904()

    def scan(self, part: Part) -> SheetScan:
        """Return what the XML of a sheet says.

        Errors: FileHostile, FileDamaged.
        """
        has_formats = self.formats.shown or self.formats.days
        result = SheetScan(search=FormatSearch(self.formats, column_index) if has_formats else None)
        place = Place(self.file, part.name)
        tail = b""
        for tail in self._row_blocks(part, place):
            scan_block(tail, result, place)
            if part.entry.file_size <= allowed().early_scan_bytes:
                result.shared_cells += tail.count(b't="s"')
        note_merges(tail, result, place)  # they stand behind the last row
        return result

    def refuse_spare_strings(self, shared_cells: int) -> None:
        """Refuse a table of shared strings far larger than the cells that could use it.

        Errors: FileHostile, FileDamaged.
        """
        entry = self.package.part("sharedStrings")
        if entry is None:
            return
        strings, tail = 0, b""
        for block in member_blocks(self.archive, entry, self.file):
            strings += (tail + block).count(b"<si")
            tail = block[-2:]
        refuse_spare_strings(strings, shared_cells, self.file)

    def _refuse_declarations(self) -> None:
        """Refuse a DTD in any part, in whatever encoding it hides."""
        used = {link.target for link in self.package.related.values()}
        for name, entry in self.package.entries.items():
            if name in used or name.endswith((".xml", ".rels", ".vml")):
                head = next(member_blocks_until(self.archive, entry, self.file), b"")
                refuse_dtd(head, Place(self.file), part=entry.filename)

    def _cell_formats(self) -> CellFormats:
        """Return which styles matter; refuse more of them than Excel allows."""
        entry = self.package.part("styles")
        if entry is None:
            return CellFormats()
        refuse_many_styles(self.package.content(entry).count(b"<xf "), self.file)
        return formats_of(self.package.xml(entry))

    def _counts_from_1904(self) -> bool:
        """Return whether the workbook counts its days from 1904."""
        book = self.package.xml(self.package.entries[self.package.main])
        properties = (item for item in book if item.tag.endswith("}workbookPr"))
        return any(item.get("date1904", "").lower() in ("1", "true", "on") for item in properties)

    def _find_parts(self) -> list[Part]:
        """Return the worksheets in the order of the workbook, each with its archive entry."""
        package = self.package
        if not package.related:
            raise FileDamaged("工作簿缺少内部目录", where=Place(self.file), remedy="请从系统重新导出")
        parts = []
        for item in package.xml(package.entries[package.main]).iter():
            if not item.tag.endswith("}sheet"):
                continue
            name = item.get("name", "")
            key = next((value for key, value in item.attrib.items() if key.endswith("}id")), "")
            if (entry := package.worksheet(name, key)) is not None:
                parts.append(Part(name, entry))
        refuse_many_sheets(len(parts), self.file)
        return parts

    def _row_blocks(self, part: Part, place: Place) -> Iterator[bytes]:
        """Yield the XML in blocks that end with a whole row."""
        rest, prefix, row_end = b"", None, b""
        for block in member_blocks(self.archive, part.entry, self.file):
            if prefix is None:
                found = _PREFIX.search(block[:65536])
                prefix = found.group(1) + b":" if found else b""
                row_end = b"</" + prefix + b"row>"
            data = rest + block
            cut = data.rfind(row_end) + len(row_end)
            if cut >= len(row_end):
                yield _plain(data[:cut], prefix)
                data = data[cut:]
            rest = data
            if len(rest) > allowed().row_bytes:
                said = f"单行内容超过 {size_text(allowed().row_bytes)}"
                raise FileHostile(said, where=place, remedy="请核对文件来源后重新导出")
        yield _plain(rest, prefix or b"")


def refuse_many_sheets(count: int, file: str) -> None:
    """Refuse a workbook of more sheets than any export has.

    Errors: FileHostile.
    """
    most = allowed().sheets
    if count > most:
        raise FileHostile(f"工作表 {count:,} 个,最多 {most:,} 个", where=Place(file), remedy="请拆分后再导入")


def refuse_many_styles(count: int, file: str) -> None:
    """Refuse more styles of cells than Excel allows.

    Errors: FileHostile.
    """
    most = allowed().styles
    if count > most:
        raise FileHostile(f"单元格样式超过 {most:,} 种", where=Place(file), remedy="请把数据复制到新工作簿")


def refuse_spare_strings(strings: int, cells: int, file: str) -> None:
    """Refuse far more shared strings than the cells that refer to one could use.

    Errors: FileHostile.
    """
    if strings > 2 * cells + allowed().spare_strings:
        raise FileHostile(
            f"共享字符串 {strings:,} 个,而引用它的单元格只有 {cells:,} 个",
            where=Place(file),
            remedy="请用 Excel 打开后另存为新的 xlsx 再导入",
        )


def member_blocks_until(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """Yield only the first block of a member."""
    yield next(member_blocks(archive, entry, file), b"")


def _plain(xml: bytes, prefix: bytes) -> bytes:
    """Return the XML without the namespace prefix that some writers put before every tag."""
    if prefix:
        xml = xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    is_single = any(start in xml for start in (b"<c r='", b"<row r='", b"<c s='", b"<c t='"))
    return xml.replace(b"'", b'"') if is_single else xml
