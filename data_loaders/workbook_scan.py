"""Look into an xlsx before the engine that reads it (calamine): what it is, what it hides, how large it is.

Refused here: macros, DTDs, lying sizes, foreign formats, tables of styles or strings that only a bomb has.
The worksheets are walked block by block for `sheet_scan`.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from data_loaders.archives import checked_entries, member_blocks, open_archive
from data_loaders.limits import allowed, size_text
from data_loaders.sheet_scan import SheetScan, note_merges, scan_block
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*):worksheet\b")


@dataclass(frozen=True)
class Part:
    """A worksheet's name and the archive entry that holds its XML."""

    name: str
    entry: zipfile.ZipInfo


class Workbook:
    """An xlsx archive that passed the checks which need only its small parts."""

    def __init__(self, path: Path, file: str) -> None:
        self.file = file
        self.archive = open_archive(path, file)
        self.entries = {entry.filename: entry for entry in checked_entries(self.archive, path, file)}
        self.notes: list[str] = []
        self._refuse_kinds()
        self._refuse_declarations()
        self.parts = self._find_parts()
        self._refuse_styles()

    def close(self) -> None:
        """Close the archive."""
        self.archive.close()

    def scan(self, part: Part) -> SheetScan:
        """Return what the XML of a sheet says.

        Errors: FileHostile, FileDamaged.
        """
        result = SheetScan()
        place = Place(self.file, part.name)
        tail = b""
        for tail in self._row_blocks(part, place):
            scan_block(tail, result, place)
            if part.entry.file_size <= allowed().early_scan_bytes:
                result.shared_cells += tail.count(b't="s"')
        note_merges(tail, result, place)  # they stand behind the last row
        return result

    def refuse_string_bomb(self, shared_cells: int) -> None:
        """Refuse a table of shared strings far larger than the cells that could use it.

        Errors: FileHostile, FileDamaged.
        """
        entry = self._entry_ending("sharedStrings.xml")
        if entry is None:
            return
        strings, tail = 0, b""
        for block in member_blocks(self.archive, entry, self.file):
            strings += (tail + block).count(b"<si")
            tail = block[-2:]
        if strings > 2 * shared_cells + allowed().spare_strings:
            raise FileHostile(
                f"共享字符串 {strings:,} 个,而引用它的单元格只有 {shared_cells:,} 个",
                where=Place(self.file),
                remedy="请用 Excel 打开后另存为新的 xlsx 再导入",
            )

    def _refuse_kinds(self) -> None:
        names = {name.lower() for name in self.entries}
        place = Place(self.file)
        if any(name.endswith("workbook.bin") for name in names):
            raise FileUnreadable(
                "这是 xlsb 二进制工作簿", where=place, remedy="请用 Excel 另存为 xlsx 再导入"
            )
        if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
            raise self._macro()
        if "[content_types].xml" not in names:
            raise FileDamaged("不是完整的 xlsx 工作簿", where=place, remedy="请从系统重新导出")
        if not any(name.endswith("workbook.xml") for name in names):
            raise FileDamaged(
                "不是 Excel 工作簿(可能是 Word、PPT 等文件)", where=place, remedy="请另存为 xlsx 再导入"
            )
        if any("/externallinks/" in name for name in names):
            self.notes.append("外部链接(含 DDE)已忽略,只读取单元格中保存的值")

    def _refuse_declarations(self) -> None:
        """Refuse a DTD in any part, in whatever encoding it hides, and macros behind a plain name."""
        for name, entry in self.entries.items():
            if not name.lower().endswith((".xml", ".rels", ".vml")):
                continue
            head = next(member_blocks_until(self.archive, entry, self.file), b"")
            refuse_dtd(head, Place(self.file), part=name)
            if name == "[Content_Types].xml" and b"macroEnabled" in self.small_part(entry):
                raise self._macro()

    def _refuse_styles(self) -> None:
        entry = self._entry_ending("styles.xml")
        most = allowed().styles
        if entry is not None and self.small_part(entry).count(b"<xf ") > most:
            raise FileHostile(
                f"单元格样式超过 {most:,} 种",
                where=Place(self.file),
                remedy="请把数据复制到新工作簿",
            )

    def small_part(self, entry: zipfile.ZipInfo) -> bytes:
        """Return the whole of a part that is small in every honest file.

        Errors: FileHostile, FileDamaged.
        """
        largest = allowed().part_bytes
        if entry.file_size > largest:
            raise FileHostile(
                f"内部文件“{entry.filename}”展开后超过 {size_text(largest)}",
                where=Place(self.file),
                remedy="请另存为新文件",
            )
        return b"".join(member_blocks(self.archive, entry, self.file))

    def _entry_ending(self, ending: str) -> zipfile.ZipInfo | None:
        return next((entry for name, entry in self.entries.items() if name.endswith(ending)), None)

    def _find_parts(self) -> list[Part]:
        """Return the worksheets in the order of the workbook, each with its archive entry."""
        book = next(name for name in self.entries if name.lower().endswith("workbook.xml"))
        folder = posixpath.dirname(book)
        rels = self.entries.get(f"{folder}/_rels/workbook.xml.rels".lstrip("/"))
        if rels is None:
            raise FileDamaged("工作簿缺少内部目录", where=Place(self.file), remedy="请从系统重新导出")
        targets = {
            item.get("Id"): posixpath.normpath(posixpath.join(folder, item.get("Target", ""))).lstrip("/")
            for item in self._xml(rels)
        }
        parts = []
        for item in self._xml(self.entries[book]).iter():
            if not item.tag.endswith("}sheet"):
                continue
            link = next((value for key, value in item.attrib.items() if key.endswith("}id")), None)
            entry = self.entries.get(targets.get(link, ""))
            if entry is not None and "chartsheet" not in entry.filename:
                parts.append(Part(item.get("name", ""), entry))
        most = allowed().sheets
        if len(parts) > most:
            said = f"工作表 {len(parts):,} 个,最多 {most:,} 个"
            raise FileHostile(said, where=Place(self.file), remedy="请拆分后再导入")
        return parts

    def _xml(self, entry: zipfile.ZipInfo) -> ElementTree.Element:
        try:
            return ElementTree.fromstring(self.small_part(entry))  # no DTD: refused before
        except ElementTree.ParseError as fault:
            raise FileDamaged(
                f"内部文件“{entry.filename}”已损坏", where=Place(self.file), remedy="请从系统重新导出"
            ) from fault

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

    def _macro(self) -> FileHostile:
        return FileHostile("文件含宏", where=Place(self.file), remedy="请用 Excel 另存为不含宏的 xlsx 再导入")


def member_blocks_until(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """Yield only the first block of a member."""
    yield next(member_blocks(archive, entry, file), b"")


def refuse_dtd(head: bytes, place: Place, *, part: str = "") -> None:
    """Refuse XML that declares a document type, or whose beginning is no plain XML.

    Errors: FileHostile, FileDamaged.
    """
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text and not text.startswith(b"<"):  # UTF-16 could hide a declaration from a search of bytes
        raise FileDamaged(f"内部文件“{part}”不是有效的 XML", where=place, remedy="请从系统重新导出")
    text = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", text, flags=re.DOTALL)
    root = re.search(rb"<[A-Za-z_]", text)
    if text and root is None:
        raise FileDamaged(f"内部文件“{part}”不是有效的 XML", where=place, remedy="请从系统重新导出")
    if root and re.search(rb"<!DOCTYPE|<!ENTITY", text[: root.start()], re.IGNORECASE):
        where = f"(内部文件“{part}”)" if part else ""
        raise FileHostile(
            f"文件含有 DTD 声明{where}", where=place, remedy="请用 Excel 另存为新的 xlsx 再导入"
        )


def _plain(xml: bytes, prefix: bytes) -> bytes:
    """Return the XML without the namespace prefix that some writers put before every tag."""
    if prefix:
        xml = xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    return xml.replace(b"'", b'"') if b"<c r='" in xml or b"<row r='" in xml else xml
