"""Tables in Word, written as XML: python-docx looks every cell up anew and takes minutes for long lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports.punctuation import held_together

TWIPS_PER_MM = 1440 / 25.4
STYLE, SIZE, BLACK = "表格文字", 8.5, "000000"  # what the style of cells says need not be said again
LINE = "9AA5AD"
SHORT = 9
PROSE = re.compile("[，。；]")
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
        size: float = SIZE,
        is_bold: bool = False,
        colour: str = BLACK,
        fill: str = "",
    ) -> "Cell":
        """Return a cell of one line."""
        return cls(((text, size, is_bold, colour),), side, fill)


def safe(text: str) -> str:
    """Return a text without the characters that a Word file cannot hold; in prose counts keep their units.

    Names and headings stay as they are: they are copied from here and looked for elsewhere.
    """
    holdable = UNHOLDABLE.sub("\ufffd", text)
    return held_together(holdable) if PROSE.search(holdable) else holdable


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
    rows = "".join(
        _row(line, widths, is_header=has_header and n == 0, keeps=_keeps(n, len(lines)))
        for n, line in enumerate(lines)
    )
    table = parse_xml(
        f"<w:tbl {nsdecls('w')}>{_properties(sum(widths), is_framed)}{_grid(widths)}{rows}</w:tbl>"
    )
    word.element.body.insert(len(word.element.body) - 1, table)  # the last element holds the page's set-up


def _properties(width: int, is_framed: bool) -> str:
    thin, thick = (f'w:val="single" w:sz="{size}" w:space="0" w:color="{LINE}"' for size in (4, 8))
    sides = (
        ("top", "left", "bottom", "right", "insideH", "insideV")
        if is_framed
        else ("top", "bottom", "insideH")
    )
    borders = "".join(
        f"<w:{side} {thick if side in ('top', 'bottom') and not is_framed else thin}/>" for side in sides
    )
    margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
    )


def _grid(widths: Sequence[int]) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"


def _keeps(n: int, count: int) -> bool:
    """Return whether a row stays with the next: the heading, all rows of a short table, the last two."""
    return n < count - 1 and (n == 0 or n == count - 2 or count <= SHORT)


def _row(line: Sequence[Cell], widths: Sequence[int], *, is_header: bool, keeps: bool) -> str:
    cells = "".join(_cell(cell, width, keeps=keeps) for cell, width in zip(line, widths, strict=True))
    header = "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>"


def _cell(cell: Cell, width: int, *, keeps: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
    place = "center" if len(cell.lines) == 1 else "top"
    paragraphs = "".join(_paragraph(*line, cell.side, keeps=keeps) for line in cell.lines) or "<w:p/>"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="{place}"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )


def _paragraph(text: str, size: float, is_bold: bool, colour: str, side: str, *, keeps: bool) -> str:
    look = "<w:b/>" if is_bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour != BLACK else ""
    look += f'<w:sz w:val="{round(size * 2)}"/>' if size != SIZE else ""
    words = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in safe(text).split("\n")
    )
    keep = "<w:keepNext/>" if keeps else ""
    align = f'<w:jc w:val="{side}"/>' if side != "left" else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE}"/>{keep}{align}</w:pPr>'
        f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{words}</w:r></w:p>"
    )
