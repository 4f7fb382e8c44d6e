"""Search the raw XML of a worksheet for the cells whose styles show another text than their number, or a date."""

import re
from collections.abc import Callable, Iterable, Iterator

from data_loaders.cell_formats import SMALL, CellFormats, FormattedCells, Places

_NOTHING = re.compile(rb"(?!)")
_STYLE = re.compile(rb'\bs="(\d+)"')
_OTHER_TYPE = re.compile(rb'\bt="(?!n")')
_REF = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_SMALL_VALUE = (
    rb"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?<v>(-[^<]*|\d{1,2}(?:\.[^<]*)?|[^<]*[eE]-[^<]*)</v>"
)

Walked = Callable[[], Iterator[tuple[int, int, int]]]


class FormatSearch:
    """What is searched for on one sheet, and what was found so far."""

    def __init__(self, formats: CellFormats, index_of: Callable[[str], int]) -> None:
        self.cells = FormattedCells()
        self._formats, self._index_of = formats, index_of
        self._shown = _pattern(formats.shown, b"")
        self._days = _pattern(formats.days, _SMALL_VALUE)
        self._is_default = 0 in formats.shown or 0 in formats.days  # then a cell without a style has one

    def look(self, xml: bytes, walked: Walked) -> None:
        """Add what a block of whole rows holds; `walked` yields start, row and column of each of its cells."""
        starts = [] if self._is_default else self._starts(xml)
        places = [self._place(xml, start) for start in starts]
        if self._is_default or None in places:
            for start, row, col in walked():
                self._note(xml, start, row, col)
            return
        for start, place in zip(starts, places, strict=True):
            if place is not None:
                self._note(xml, start, *place)

    def _starts(self, xml: bytes) -> list[int]:
        starts = []
        for pattern in (self._shown, self._days):
            for found in pattern.finditer(xml):
                start = xml.rfind(b"<", 0, found.start())
                if xml.startswith(b"<c ", start):
                    starts.append(start)
        return starts

    def _place(self, xml: bytes, start: int) -> tuple[int, int] | None:
        reference = _REF.search(xml, start, xml.find(b">", start))
        return reference and (int(reference[2]), self._index_of(reference[1].decode()))

    def _note(self, xml: bytes, start: int, row: int, col: int) -> None:
        tag = xml[start : xml.find(b">", start)]
        if tag.endswith(b"/") or _OTHER_TYPE.search(tag):
            return
        found = _STYLE.search(tag)
        style = int(found[1]) if found else 0
        if style in self._formats.shown:
            self.cells.shown.setdefault(style, Places()).add(row, col)
        elif style in self._formats.days and (text := _VALUE.search(xml, start, xml.find(b"</c>", start))):
            value = _number(text[1])
            if value is not None and value < SMALL:
                self.cells.small.add(row, col, value)


def _pattern(styles: Iterable[int], rest: bytes) -> re.Pattern[bytes]:
    """Return what finds the styles; the search for what it begins with is fast."""
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.compile(rb' s="(?:' + numbers + rb')"' + rest) if numbers else _NOTHING


def _number(text: bytes) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
