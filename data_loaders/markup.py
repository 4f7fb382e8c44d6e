"""Read tables that hide in markup under the name .xls: HTML, SpreadsheetML 2003 and MHTML.

Parsed as a stream: the rows are kept as text, the tree is thrown away behind them.
"""

import email
import email.policy
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (lxml ships no types)

from data_loaders.cell_text import column_text, number_text
from data_loaders.dtd import refuse_dtd
from data_loaders.encoding import decoded, read_text
from data_loaders.limits import allowed, size_text
from data_loaders.sheet import Sheet, numbered, refuse_wide, sheet_of
from data_loaders.sheet_scan import NO_RESULT
from models.errors import FileDamaged, FileHostile, Place

LINE_BREAK = "\u2028"  # stands for <br> until the white space is folded
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"[-+]?\d{1,15}")


@dataclass
class Grid:
    """Cells as they are met, with spans resolved to places; rows and columns from 0."""

    file: str
    name: str = ""
    rows: list[list[str | None]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    _taken: dict[int, int] = field(default_factory=dict)  # column → rows it is still covered for

    def begin_row(self, at: int | None = None) -> None:
        """Start the next row, or the row with a given index."""
        most = allowed().rows
        while at is not None and len(self.rows) < at <= most:
            self.rows.append([])
        self.rows.append([])
        self._taken = {col: left - 1 for col, left in self._taken.items() if left > 1}
        if len(self.rows) > most:
            raise FileHostile("超出行上限", where=Place(self.file, self.name), remedy="请拆分后重新导出")

    def put(self, text: str | None, across: int = 1, down: int = 1, at: int | None = None) -> None:
        """Put a cell into the current row at the next free column, or at a given one."""
        row = self.rows[-1]
        col = len(row) if at is None else at
        while at is None and col in self._taken:
            col += 1
        refuse_wide(col + across, self.file, self.name)
        row.extend([None] * (col + across - len(row)))
        row[col] = text or None
        if down > 1:
            self._taken |= dict.fromkeys(range(col, col + across), min(down, allowed().rows))
        if across > 1 or down > 1:
            top = len(self.rows)
            self.merged.append((top, col, top + down - 1, col + across - 1))
        if len(self.merged) > allowed().merges:
            raise FileHostile(
                "合并单元格过多", where=Place(self.file, self.name), remedy="请取消合并后再导入"
            )

    def sheet(self, *, is_hidden: bool = False, notes: Sequence[str] = ()) -> Iterator[Sheet]:
        """Yield the sheet, or nothing when it has no cells."""
        width = max(map(len, self.rows), default=0)
        if not any(any(row) for row in self.rows):
            return
        for row in self.rows:
            row.extend([None] * (width - len(row)))
        columns = [column_text(column) for column in zip(*self.rows, strict=True)]
        table = pa.table(columns, numbered(width))
        row_no = np.arange(1, len(self.rows) + 1, dtype=np.int32)
        yield sheet_of(
            self.file, self.name, table, row_no, is_hidden=is_hidden, merged=self.merged, notes=notes
        )


def read_html(path: Path, file: str) -> Iterator[Sheet]:
    """Yield each table of an HTML page as a sheet, "表1", "表2" … where there are several.

    Errors: FileDamaged when there is none, FileUnreadable, FileHostile.
    """
    _refuse_huge(path, file)
    text = read_text(path, file)
    notes = ("内容是 HTML 网页表格", f"编码 {text.label}", *text.notes)
    yield from _named(list(_html_tables(text.utf8, file)), notes, file)


def read_mhtml(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the tables of all pages of a web archive (单个文件网页).

    Errors: FileDamaged when there is none, FileUnreadable, FileHostile.
    """
    _refuse_huge(path, file)
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    grids: list[Grid] = []
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            grids += _html_tables(decoded(content, file).utf8, file)
    yield from _named(grids, ("内容是 MHTML 网页存档",), file)


def read_spreadsheetml(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the worksheets of an XML spreadsheet 2003.

    Errors: FileHostile (a DTD), FileDamaged, FileUnreadable.
    """
    _refuse_huge(path, file)
    text = read_text(path, file)
    refuse_dtd(text.utf8[: 1 << 20], Place(file))
    body = re.sub(rb"^\s*<\?xml.*?\?>", b"", text.utf8, count=1, flags=re.DOTALL)  # its encoding is ours now
    if b"Worksheet" not in body:
        raise FileDamaged("这份 XML 不是 XML 表格 2003", where=Place(file), remedy="请另存为 xlsx 再导入")
    note = "内容是 XML 表格 2003"
    try:
        for grid, is_hidden in _worksheets(body, file):
            yield from grid.sheet(is_hidden=is_hidden, notes=(note,))
    except etree.XMLSyntaxError as fault:
        row = fault.lineno or None
        raise FileDamaged(
            "XML 表格已损坏或不完整", where=Place(file, row=row), remedy="请重新导出"
        ) from fault


def _html_tables(utf8: bytes, file: str) -> Iterator[Grid]:
    """Yield the tables of a page; text of a table within a cell belongs to the inner table."""
    open_tables: list[Grid] = []
    events = etree.iterparse(
        io.BytesIO(utf8), events=("start", "end"), html=True, encoding="utf-8", huge_tree=True
    )
    for event, element in events:
        tag = element.tag
        if event == "start" and tag == "table":
            open_tables.append(Grid(file))
        elif event == "end" and tag == "table" and open_tables:
            yield open_tables.pop()
            element.clear(keep_tail=True)
        elif not open_tables:
            continue
        elif event == "start" and tag == "tr":
            open_tables[-1].begin_row()
        elif event == "end" and tag in ("td", "th") and open_tables[-1].rows:
            open_tables[-1].put(_html_text(element), _span(element, "colspan"), _span(element, "rowspan"))
        elif event == "end" and tag == "tr":
            element.clear(keep_tail=True)
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)


def _html_text(cell: etree._Element) -> str:
    for line_break in cell.iter("br"):
        line_break.tail = LINE_BREAK + (line_break.tail or "")
    text = "".join(str(part) for part in cell.itertext("*")) if len(cell) else cell.text or ""
    lines = (_SPACE.sub(" ", line).strip(" ") for line in text.split(LINE_BREAK))
    joined = "\n".join(lines)
    return "" if joined.strip("\xa0 \n") == "" else joined


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    most = allowed().rows if name == "rowspan" else allowed().columns + 1
    return max(min(int(value), most), 1) if value.isdecimal() else 1


def _named(grids: Iterable[Grid], notes: Sequence[str], file: str) -> Iterator[Sheet]:
    filled = [grid for grid in grids if any(any(row) for row in grid.rows)]
    if not filled:
        raise FileDamaged("网页中没有表格", where=Place(file), remedy="请从系统重新导出为 xlsx 或 csv")
    for number, grid in enumerate(filled, 1):
        grid.name = f"表{number}" if len(filled) > 1 else ""
        yield from grid.sheet(notes=notes)


def _worksheets(body: bytes, file: str) -> Iterator[tuple[Grid, bool]]:
    grid, is_hidden, data, column = Grid(file), False, None, 0
    events = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for event, element in events:
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if event == "start":
            if tag == "Worksheet":
                grid, is_hidden = Grid(file, _attribute(element, "Name")), False
            elif tag == "Row":
                index = _attribute(element, "Index")
                grid.begin_row(_whole(index, file) - 1 if index else None)
            elif tag == "Cell":
                index, data = _attribute(element, "Index"), None
                column = _whole(index, file) - 1 if index else -1
        elif tag == "Data":
            data = _typed_text(element)
        elif tag == "Cell" and grid.rows:
            if data is None and _attribute(element, "Formula"):
                data = NO_RESULT
            across = _whole(_attribute(element, "MergeAcross") or "0", file) + 1
            down = _whole(_attribute(element, "MergeDown") or "0", file) + 1
            grid.put(data, across, down, None if column < 0 else column)
        elif tag == "Visible":
            is_hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
        elif tag == "Row":
            element.clear()
        elif tag == "Worksheet":
            yield grid, is_hidden


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its local name; writers disagree on the prefix."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def _whole(text: str, file: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise FileDamaged(f"XML 表格中的序号“{text[:20]}”无效", where=Place(file), remedy="请重新导出")
    return min(max(int(text), 0), allowed().rows + 1)


def _typed_text(data: etree._Element) -> str:
    """Return the text of a Data element by its declared type, in the convention of `cell_text`."""
    text, kind = "".join(str(part) for part in data.itertext()), _attribute(data, "Type")
    if kind == "Number":
        try:
            return number_text(float(text))
        except ValueError:
            return text
    if kind == "DateTime":
        day, _, time = text.partition("T")
        time = time.partition(".")[0].rstrip("Z")
        return day if time in ("", "00:00:00") else f"{day} {time}"
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text


def _refuse_huge(path: Path, file: str) -> None:
    largest = allowed().markup_bytes
    if path.stat().st_size > largest:
        said = f"网页或 XML 表格超过 {size_text(largest)}"
        raise FileHostile(said, where=Place(file), remedy="请导出为 xlsx 或 csv")
