"""Tables in Word, written as elements: python-docx looks every cell up anew and takes minutes for long lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

TWIPS_PER_MM = 1440 / 25.4
FONT, LATIN_FONT = "宋体", "Times New Roman"
LINE, FRAME = "8A939B", "B5BEC6"
UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold


@dataclass(frozen=True)
class Cell:
    """One cell: its lines (text, size in points, whether bold, colour), its side and its shade."""

    lines: tuple[tuple[str, float, bool, str], ...]
    side: str = "left"
    fill: str = ""

    @classmethod
    def of(
        cls,
        text: str,
        side: str,
        *,
        size: float = 9.0,
        is_bold: bool = False,
        colour: str = "000000",
        fill: str = "",
    ) -> "Cell":
        """Return a cell of one line."""
        return cls(((text, size, is_bold, colour),), side, fill)


def safe(text: str) -> str:
    """Return a text without the characters that a Word file cannot hold."""
    return UNHOLDABLE.sub("\ufffd", text)


def add_table(
    word: Any,
    widths_mm: Sequence[float],
    lines: Sequence[Sequence[Cell]],
    *,
    has_header: bool = False,
    is_framed: bool = False,
) -> None:
    """Add a table at the end of the document; a header row is repeated on every page."""
    widths = [round(width * TWIPS_PER_MM) for width in widths_mm]
    table = parse_xml(f"<w:tbl {nsdecls('w')}>{_properties(sum(widths), is_framed)}{_grid(widths)}</w:tbl>")
    for n, line in enumerate(lines):
        table.append(_row(line, widths, is_header=has_header and n == 0))
    word.element.body.insert(len(word.element.body) - 1, table)  # the last element holds the page's set-up


def _properties(width: int, is_framed: bool) -> str:
    sides = (
        dict.fromkeys(("top", "left", "bottom", "right"), f'w:val="single" w:sz="4" w:color="{FRAME}"')
        if is_framed
        else dict.fromkeys(("top", "bottom"), f'w:val="single" w:sz="8" w:color="{LINE}"')
    )
    inside = {"insideH": f'w:val="single" w:sz="4" w:color="{FRAME}"'}
    if is_framed:
        inside["insideV"] = inside["insideH"]
    borders = "".join(f'<w:{side} {value} w:space="0"/>' for side, value in (sides | inside).items())
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblStyle w:val="TableNormal"/><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
    )


def _grid(widths: Sequence[int]) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"


def _row(line: Sequence[Cell], widths: Sequence[int], *, is_header: bool) -> Any:
    row = OxmlElement("w:tr")
    properties = _child(row, "w:trPr")
    _child(properties, "w:cantSplit")
    if is_header:
        _child(properties, "w:tblHeader")
    for cell, width in zip(line, widths, strict=True):
        row.append(_cell(cell, width, is_header=is_header))
    return row


def _cell(cell: Cell, width: int, *, is_header: bool) -> Any:
    element = OxmlElement("w:tc")
    properties = _child(element, "w:tcPr")
    _child(properties, "w:tcW", w=str(width), type="dxa")
    if cell.fill:
        _child(properties, "w:shd", val="clear", color="auto", fill=cell.fill)
    _child(properties, "w:vAlign", val="center" if len(cell.lines) == 1 else "top")
    for text, size, is_bold, colour in cell.lines or (("", 9.0, False, "000000"),):
        element.append(_paragraph(text, size, is_bold, colour, cell.side, keeps=is_header))
    return element


def _paragraph(text: str, size: float, is_bold: bool, colour: str, side: str, *, keeps: bool) -> Any:
    paragraph = OxmlElement("w:p")
    properties = _child(paragraph, "w:pPr")
    if keeps:
        _child(properties, "w:keepNext")
    _child(properties, "w:spacing", before="20", after="20", line="240", lineRule="auto")
    _child(properties, "w:ind", firstLine="0")
    _child(properties, "w:jc", val=side)
    run = _child(paragraph, "w:r")
    look = _child(run, "w:rPr")
    _child(look, "w:rFonts", ascii=LATIN_FONT, hAnsi=LATIN_FONT, eastAsia=FONT)
    if is_bold:
        _child(look, "w:b")
    _child(look, "w:color", val=colour)
    _child(look, "w:sz", val=str(round(size * 2)))
    for n, line in enumerate(safe(text).split("\n")):
        if n:
            _child(run, "w:br")
        words = _child(run, "w:t")
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        words.text = line
    return paragraph


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child
