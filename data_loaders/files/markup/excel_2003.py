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
from data_loaders.files.markup.grid import Grid, refuse_huge
from data_loaders.files.system_messages import other_xml
from data_loaders.files.text.encoding import read_text
from data_loaders.limits import allowed
from data_loaders.sheet import Sheet
from data_loaders.values.cell_text import number_text
from data_loaders.values.number_formats import NumberFormat, number_format
from models.errors import FileDamaged, Place

_NAMED_FORMATS = {"Percent": "0.00%"}
_NUMBER = re.compile(r"[-+]?\d{1,15}")


def read_spreadsheetml(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the worksheets of an XML spreadsheet 2003.

    Errors: FileHostile (a DTD), FileDamaged, FileUnreadable.
    """
    refuse_huge(path, file)
    text = read_text(path, file)
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
    root = etree.fromstring(body[: 1 << 16], parser)
    if root is None:
        return FileDamaged("这份 XML 已损坏或不完整", where=Place(file), remedy="请重新导出")
    return other_xml(etree.QName(root).localname, " ".join(str(part) for part in root.itertext("*")), file)


def _worksheets(body: bytes, file: str) -> Iterator[tuple[Grid, bool]]:
    grid, is_hidden, data, column = Grid(file), False, None, 0
    under: NumberFormat | None = None
    formats: dict[str, NumberFormat] = {}
    events = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for event, element in events:
        tag = _tag(element)
        if event == "start":
            if tag == "Worksheet":
                grid, is_hidden = Grid(file, _attribute(element, "Name")), False
            elif tag == "Row":
                index = _attribute(element, "Index")
                grid.begin_row(_whole(index, file) - 1 if index else None)
            elif tag == "Cell":
                index, data, under = _attribute(element, "Index"), None, None
                column = _whole(index, file) - 1 if index else -1
        elif tag == "NumberFormat":
            _note_format(element, formats)
        elif tag == "Data" and _tag(element.getparent()) == "Cell":  # a comment has data of its own
            data, under = _shown_text(element, formats)
        elif tag == "Cell" and grid.rows:
            if data is None and _attribute(element, "Formula"):
                data = NO_RESULT
            across = _whole(_attribute(element, "MergeAcross") or "0", file) + 1
            down = _whole(_attribute(element, "MergeDown") or "0", file) + 1
            grid.put(data, across, down, None if column < 0 else column, under=under)
        elif tag == "Visible":
            is_hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
        elif tag == "Row":
            element.clear()
        elif tag == "Worksheet":
            yield grid, is_hidden


def _note_format(element: etree._Element, formats: dict[str, NumberFormat]) -> None:
    """Keep a format that shows another text than the number, by its style's id."""
    code = _attribute(element, "Format")
    found = number_format(_NAMED_FORMATS.get(code, code))
    if found is not None:
        formats[_attribute(element.getparent(), "ID")] = found


def _shown_text(data: etree._Element, formats: dict[str, NumberFormat]) -> tuple[str, NumberFormat | None]:
    """Return the text of a Data element, and the format that made another of it."""
    text = _typed_text(data)
    found = formats.get(_attribute(data.getparent(), "StyleID"))
    if not found or _attribute(data, "Type") != "Number" or (shown := found.shown(text)) == text:
        return text, None
    return shown, found


def _tag(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


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
        if time.endswith("Z"):  # what SheetJS writes: universal time, where Excel writes the clock as shown
            return text
        time = time.partition(".")[0]
        return day if time in ("", "00:00:00") else f"{day} {time}"
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text
