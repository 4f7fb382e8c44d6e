"""Look over the raw XML of an xlsx before and beside the engine that reads it.

The engine (calamine) is fast and careless: it aborts the process on a far cell, and hands over blank text for
an error cell and for a formula without a result. This scan walks the same bytes once, block by block, with
searches that run in C: it refuses what is hostile, counts rows independently of what the file declares,
and finds the cells whose text the engine would lose.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from data_loaders.archives import checked_entries, member_blocks, open_archive
from data_loaders.sheet import MAX_ROWS, refuse_wide
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

MAX_SMALL_PART = 64 << 20  # workbook, styles, relations: megabytes only in a bomb
MAX_STYLES = 66_000  # Excel allows 65,490 cell formats
MAX_MERGES = 100_000
MAX_SHEETS = 1_000
MAX_ROW_BYTES = 64 << 20  # one row of XML
SMALL_SHEET = 64 << 20  # bytes of XML; a larger sheet does not need to be looked over before it is opened
MAX_AREA = 100_000_000  # cells of the used range: the engine holds it densely at 32 bytes a cell
SPARE_STRINGS = 100_000  # shared strings that no cell refers to
NO_RESULT = "#公式无结果"

_ROW_NO = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_FAR = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]*\d{7})')  # a hit is rare, and only then is it looked at closely
_FAR_CELL = re.compile(rb'<(c|row)\b[^>]*?\br="([A-Z]*)(\d+)"[^>]*?(/?)>(?:</c>)?')
_TAG = re.compile(rb"<(row|c)\b([^>]*)>")
_REF = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ROW_REF = re.compile(rb'\br="(\d+)"')
_MERGE = re.compile(rb'<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*?\bhidden="(?:1|true)"')
_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*):worksheet\b")
_ERROR_VALUE = re.compile(rb"<v>([^<]*)</v>")
_BARE_FORMULA = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


@dataclass
class SheetScan:
    """What the raw XML of one sheet says; rows from 1, columns from 0."""

    rows: int = 0  # <row> elements
    last_row: int = 0  # the last row that carries a value, as far as rows are numbered
    shared_cells: int = 0
    has_formulas: bool = False
    hidden_rows: int = 0
    unresolved: int = 0  # formulas without a result
    patches: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


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
            _scan_block(tail, result, place)
            if part.entry.file_size <= SMALL_SHEET:
                result.shared_cells += tail.count(b't="s"')
        _note_merges(tail, result, place)  # they stand behind the last row
        return result

    def refuse_string_bomb(self, shared_cells: int) -> None:
        """Refuse a table of shared strings far larger than the cells that could use it.

        Errors: FileHostile, FileDamaged.
        """
        entry = self._entry_ending("sharedStrings.xml")
        if entry is None:
            return
        strings = sum(block.count(b"<si") for block in member_blocks(self.archive, entry, self.file))
        if strings > 2 * shared_cells + SPARE_STRINGS:
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
        if entry is not None and self.small_part(entry).count(b"<xf ") > MAX_STYLES:
            raise FileHostile(
                f"单元格样式超过 {MAX_STYLES:,} 种",
                where=Place(self.file),
                remedy="请把数据复制到新工作簿",
            )

    def small_part(self, entry: zipfile.ZipInfo) -> bytes:
        """Return the whole of a part that is small in every honest file.

        Errors: FileHostile, FileDamaged.
        """
        if entry.file_size > MAX_SMALL_PART:
            raise FileHostile(
                f"内部文件“{entry.filename}”异常巨大",
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
        if len(parts) > MAX_SHEETS:
            raise FileHostile(f"工作表 {len(parts):,} 个,最多 {MAX_SHEETS:,} 个", where=Place(self.file))
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
            if len(rest) > MAX_ROW_BYTES:
                raise FileHostile("单行内容异常巨大", where=place, remedy="请核对文件来源后重新导出")
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


def column_index(letters: str) -> int:
    """Return the number of a column, from 0: "A" is 0, "AA" is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _plain(xml: bytes, prefix: bytes) -> bytes:
    """Return the XML without the namespace prefix that some writers put before every tag."""
    if prefix:
        xml = xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    return xml.replace(b"'", b'"') if b"<c r='" in xml or b"<row r='" in xml else xml


def _scan_block(xml: bytes, result: SheetScan, place: Place) -> None:
    rows_before = result.rows
    result.rows += xml.count(b"<row")
    if _FAR.search(xml):
        _refuse_far(xml, place)
    _note_last_row(xml, result)
    if b"hidden=" in xml:
        result.hidden_rows += len(_HIDDEN_ROW.findall(xml))
    result.has_formulas = result.has_formulas or b"</f>" in xml
    if b't="e"' in xml or (result.has_formulas and _BARE_FORMULA.search(xml)):
        _find_patches(xml, rows_before, result)


def _refuse_far(xml: bytes, place: Place) -> None:
    for kind, letters, digits, closed in _FAR_CELL.findall(xml):
        if kind == b"c" and closed:  # a format without a value
            continue
        if int(digits) > MAX_ROWS:
            raise FileHostile(
                f"超出行上限:第 {int(digits):,} 行", where=place, remedy="请删除表格下方多余的行后另存再导入"
            )
        refuse_wide(column_index(letters.decode()) + 1, place.file, place.sheet)


def _note_merges(xml: bytes, result: SheetScan, place: Place) -> None:
    if xml.count(b"<mergeCell ") > MAX_MERGES:
        raise FileHostile(f"合并单元格超过 {MAX_MERGES:,} 处", where=place, remedy="请取消合并后另存再导入")
    for left, top, right, bottom in _MERGE.findall(xml):
        columns = column_index(left.decode()), column_index(right.decode())
        result.merged.append((int(top), columns[0], int(bottom), columns[1]))


def _note_last_row(xml: bytes, result: SheetScan) -> None:
    last_value = max(xml.rfind(b"</v>"), xml.rfind(b"</is>"))
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
