"""Read spreadsheets in the OpenDocument format (.ods) with lxml: values, and what their cells show of them.

Parsed as a stream, like the other markup. The engine of the workbooks reads .ods as well, but gives neither merged
cells nor the zeros that a format shows of an id (measured with python-calamine 0.9.1).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (lxml ships no types)

from data_loaders.files.archives import checked_entries, member_blocks, open_archive
from data_loaders.files.excel.sheet_scan import NO_RESULT
from data_loaders.files.markup.dtd import refuse_dtd
from data_loaders.files.markup.grid import Grid
from data_loaders.limits import allowed, size_text
from data_loaders.sheet import Sheet
from data_loaders.values.cell_text import number_text
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_REMEDY = "请用 WPS 或 Excel 打开后另存为 xlsx 再导入"
_ID_DIGITS = re.compile(r"0\d+")
_WHITE = re.compile(r"[ \t\r\n]+")


def read_ods(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the sheets of a spreadsheet that hold anything.

    Errors: FileHostile (macros, a password, a DTD, sizes), FileDamaged, FileUnreadable (another document).
    """
    with open_archive(path, file) as archive:
        entries = {entry.filename.lower(): entry for entry in checked_entries(archive, path, file)}
        _refuse_kinds(archive, entries, file)
        content = b"".join(member_blocks(archive, entries["content.xml"], file))
    refuse_dtd(content, Place(file), part="content.xml")
    try:
        for grid, is_hidden, rows in _tables(content, file):
            hidden = (f"有筛选或隐藏的行 {rows} 行,已一并读取",) if rows else ()
            yield from grid.sheet(is_hidden=is_hidden, notes=("内容是 ods 表格", *hidden))
    except etree.XMLSyntaxError as fault:
        raise FileDamaged("ods 文件已损坏或不完整", where=Place(file), remedy="请重新导出") from fault


def _refuse_kinds(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], file: str) -> None:
    place = Place(file)

    def part(name: str) -> bytes:
        if name not in entries:
            return b""
        if entries[name].file_size > allowed().part_bytes:
            raise FileHostile(
                f"内部文件“{name}”展开后超过 {size_text(allowed().part_bytes)}", where=place, remedy=_REMEDY
            )
        return b"".join(member_blocks(archive, entries[name], file))

    if (kind := part("mimetype").strip()) and not kind.startswith(SPREADSHEET):
        raise FileUnreadable("这是开放文档格式的文件,但不是表格", where=place, remedy="请另存为 xlsx 再导入")
    if b"encryption-data" in part("meta-inf/manifest.xml"):
        raise FileHostile("ods 文件设有密码", where=place, remedy="请先取消密码,或另存为 xlsx 再导入")
    if any(name.startswith(("basic/", "scripts/")) and not name.endswith("/") for name in entries):
        raise FileHostile("文件含宏", where=place, remedy="请另存为不含宏的 xlsx 再导入")
    if "content.xml" not in entries:
        raise FileDamaged("ods 文件不完整:缺少内容", where=place, remedy=_REMEDY)
    if entries["content.xml"].file_size > allowed().markup_bytes:
        raise FileHostile(
            f"表格内容展开后超过 {size_text(allowed().markup_bytes)}", where=place, remedy=_REMEDY
        )


def _tables(content: bytes, file: str) -> Iterator[tuple[Grid, bool, int]]:
    """Yield each table, whether it is hidden, and how many of its rows are."""
    hidden_styles: set[str] = set()
    grid, is_hidden, hidden_rows, blank_rows, filled = Grid(file), False, 0, 0, 0
    events = etree.iterparse(
        io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for event, element in events:
        tag = _local(element.tag)
        if event == "start":
            if tag == "table" and _local(element.getparent().tag) == "spreadsheet":
                is_hidden = _attribute(element, "style-name") in hidden_styles
                grid, hidden_rows, blank_rows = Grid(file, _attribute(element, "name")), 0, 0
        elif tag == "table-properties" and _attribute(element, "display") == "false":
            hidden_styles.add(_attribute(element.getparent(), "name"))
        elif tag == "table-row":
            cells = list(_cells(element, file))
            count = _count(element, "number-rows-repeated")
            if any(text or across > 1 or down > 1 for text, across, down in cells):
                for _ in range(blank_rows):  # between rows with values; those behind the last are never made
                    grid.begin_row()
                blank_rows, filled = 0, filled + count * len(cells)
                if filled > allowed().area:
                    raise FileHostile("工作表范围过大", where=Place(file, grid.name), remedy=_REMEDY)
                for _ in range(count):
                    _put_row(grid, cells)
                hidden_rows += count * (_attribute(element, "visibility") in ("collapse", "filter"))
            else:
                blank_rows = min(blank_rows + count, allowed().rows + 1)
            element.clear()
        elif tag == "table" and _local(element.getparent().tag) == "spreadsheet":
            yield grid, is_hidden, hidden_rows


def _put_row(grid: Grid, cells: list[tuple[str, int, int]]) -> None:
    grid.begin_row()
    for col, (text, across, down) in enumerate(cells):
        if text or across > 1 or down > 1:
            grid.put(text, across, down, at=col)


def _cells(row: etree._Element, file: str) -> Iterator[tuple[str, int, int]]:
    """Yield (text, columns, rows) of the cells of a row, without the blank ones behind the last."""
    blank = 0
    for cell in row:
        if _local(cell.tag) not in ("table-cell", "covered-table-cell"):
            continue
        count = _count(cell, "number-columns-repeated")
        found = _text(cell), _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if found == ("", 1, 1):
            blank = min(blank + count, allowed().columns + 1)
            continue
        if blank + count > allowed().columns:
            raise FileHostile("超出列上限", where=Place(file), remedy="请删除表格右侧多余的列后另存再导入")
        yield from [("", 1, 1)] * blank
        yield from [found] * count
        blank = 0


def _text(cell: etree._Element) -> str:
    """Return a cell in the convention of `cell_text`; comments are no part of it."""
    shown = "\n".join(_paragraph(part) for part in cell if _local(part.tag) == "p")
    kind = _attribute(cell, "value-type")
    if _local(cell.tag) == "covered-table-cell":
        return ""  # what stood there before the cells were merged
    if not kind:
        return NO_RESULT if _attribute(cell, "formula") and not shown else shown
    if kind in ("float", "currency", "percentage"):
        return _number(_attribute(cell, "value"), shown, is_percent=kind == "percentage")
    if kind == "date":
        day, _, time = _attribute(cell, "date-value").partition("T")
        time = time.partition(".")[0]
        return day if time in ("", "00:00:00") else f"{day} {time}"
    if kind == "time":
        found = re.fullmatch(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S", _attribute(cell, "time-value"))
        return ":".join(f"{int(part):02}" for part in found.groups()) if found else shown
    if kind == "boolean":
        return _attribute(cell, "boolean-value").upper()
    return shown or _attribute(cell, "string-value")


def _number(stored: str, shown: str, *, is_percent: bool) -> str:
    """Return a number; of an id the zeros that its format shows, of a percentage its sign."""
    try:
        value = float(stored)
    except ValueError:
        return shown
    if _ID_DIGITS.fullmatch(shown) and float(shown) == value:
        return shown
    return number_text(value * 100) + "%" if is_percent else number_text(value)


def _paragraph(part: etree._Element) -> str:
    """Return the text of a paragraph, with its runs of spaces and line breaks."""
    text = _WHITE.sub(" ", part.text or "")
    for inner in part:
        tag = _local(inner.tag)
        if tag == "s":
            text += " " * min(_count(inner, "c"), allowed().cell_characters)
        elif tag in ("line-break", "tab"):
            text += "\n" if tag == "line-break" else "\t"
        elif tag != "annotation":
            text += _paragraph(inner)
        text += _WHITE.sub(" ", inner.tail or "")
    return text


def _count(element: etree._Element, name: str) -> int:
    text = _attribute(element, name)
    return max(min(int(text), allowed().rows + 1), 1) if text.isdecimal() and len(text) < 10 else 1


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if _local(key) == name), "")
