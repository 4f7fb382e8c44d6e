"""Read the XML spreadsheets of Excel 2003, whatever they are called.

Parsed as a stream: the rows are kept as text, the tree is thrown away behind them.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (lxml ships no types)

from data_loaders.files.excel.sheet_scan import NO_RESULT
from data_loaders.files.markup.dtd import refuse_dtd
from data_loaders.files.markup.excel_2003_styles import Around, Styles
from data_loaders.files.markup.grid import Grid, refuse_huge
from data_loaders.files.system_messages import other_xml
from data_loaders.files.text.encoding import read_text
from data_loaders.limits import allowed
from data_loaders.sheet import Sheet
from data_loaders.values.cell_text import number_text
from data_loaders.values.number_formats import NumberFormat
from models.errors import FileDamaged, Place

_NUMBER = re.compile(r"[-+]?\d{1,15}")


def read_spreadsheetml(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the worksheets of an XML spreadsheet 2003.

    Errors: FileHostile (a DTD), FileDamaged, FileUnreadable.
    """
    refuse_huge(path, file)
    text = read_text(path, file, needs_lines=False)
    body = re.sub(rb"^\s*<\?xml.*?\?>", b"", text.utf8, count=1, flags=re.DOTALL)  # its encoding is ours now
    refuse_dtd(body, Place(file))
    if b"Worksheet" not in body:
        raise _other_xml(body, file)
    note = "内容是 XML 表格 2003"
    try:
        for grid, is_hidden in _worksheets(body, file):
            yield from grid.sheet(is_hidden=is_hidden, notes=(note,))
    except etree.XMLSyntaxError as fault:
        row = fault.lineno or None
        raise FileDamaged(
            "XML 表格已损坏或不完整", where=Place(file, row=row), remedy="请重新导出"
        ) from fault


def _other_xml(body: bytes, file: str) -> FileDamaged:
    """Return the error for XML of another kind, with its root and its first words."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(body[: 1 << 16], parser) if body.strip() else None
    if root is None:
        return FileDamaged("这份 XML 已损坏或不完整", where=Place(file), remedy="请重新导出")
    return other_xml(etree.QName(root).localname, " ".join(str(part) for part in root.itertext("*")), file)


def _worksheets(body: bytes, file: str) -> Iterator[tuple[Grid, bool]]:
    grid, around, is_hidden, data, column = Grid(file), Around(), False, None, None
    styles = Styles()
    events = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for event, element in events:
        tag = _tag(element)
        if event == "start":
            if tag == "Worksheet":
                grid, around, is_hidden = Grid(file, _attribute(element, "Name")), Around(), False
            elif tag == "Cell":
                column, data = _index(element, file), None
            else:
                _enter(tag, element, grid, around)
        elif tag == "Style":
            _note_style(element, styles)
        elif tag == "Column":
            span = _count(element, "Span", file)
            around.add_column(_index(element, file), span, _attribute(element, "StyleID"))
        elif tag == "Data" and _tag(element.getparent()) == "Cell":  # a comment has data of its own
            data = _typed_text(element), _attribute(element, "Type") == "Number"
        elif tag == "Cell" and grid.rows:
            across, down = (_count(element, name, file) + 1 for name in ("MergeAcross", "MergeDown"))
            at = grid.next_column() if column is None else column
            text, under = _shown_text(element, data, styles, around.style_at(at))
            grid.put(text, across, down, at, under=under)
        elif tag == "Visible":
            is_hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
        elif tag == "Row":
            element.clear()
        elif tag == "Worksheet":
            yield grid, is_hidden


def _enter(tag: str, element: etree._Element, grid: Grid, around: Around) -> None:
    """Note what the cells that follow lie in; a row that spans stands for the blank rows behind it too."""
    if tag == "Table":
        around.table = _attribute(element, "StyleID")
    elif tag == "Row":
        index = _index(element, grid.file)
        grid.begin_row(around.next_row if index is None else index)
        around.row = _attribute(element, "StyleID")
        around.next_row = len(grid.rows) + _count(element, "Span", grid.file)


def _note_style(style: etree._Element, styles: Styles) -> None:
    code = next((_attribute(part, "Format") for part in style if _tag(part) == "NumberFormat"), None)
    styles.add(_attribute(style, "ID"), _attribute(style, "Parent"), code)


def _shown_text(
    cell: etree._Element, data: tuple[str, bool] | None, styles: Styles, inherited: str
) -> tuple[str | None, NumberFormat | None]:
    """Return what a cell shows, and the format that made another text of its number."""
    text, is_number = data or (NO_RESULT if _attribute(cell, "Formula") else None, False)
    found = styles.format_of(_attribute(cell, "StyleID") or inherited) if is_number else None
    if text is None or found is None or (shown := found.shown(text)) == text:
        return text, None
    return shown, found


def _tag(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its local name; writers disagree on the prefix."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def _index(element: etree._Element, file: str) -> int | None:
    """Return the place that a row, column or cell names, from 0."""
    index = _count(element, "Index", file)
    return index - 1 if index else None


def _count(element: etree._Element, name: str, file: str) -> int:
    return _whole(_attribute(element, name) or "0", file)


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
        if time.endswith("Z"):  # what SheetJS writes: universal time, where Excel writes the clock as shown
            return text
        time = time.partition(".")[0]
        return day if time in ("", "00:00:00") else f"{day} {time}"
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text
