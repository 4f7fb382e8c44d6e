"""Search the raw XML of a worksheet for the cells whose styles show another text than their number, or a date."""

import re
from collections.abc import Callable, Iterable, Iterator

from data_loaders.files.excel.cell_formats import SMALL, CellFormats, FormattedCells, Places

_STYLE = re.compile(rb'\bs="(\d+)"')
_OTHER_TYPE = re.compile(rb'\bt="(?!n")')
_REF = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_MAY_BE_SMALL = rb"[^>]*>(?:<v>(?:-|\d\d?[.<eE])|<f)"
_NUMBERS = (b"", b' t="n"')  # what may follow the style in the tag of a number

Walked = Callable[[], Iterator[tuple[int, int, int]]]


class FormatSearch:
    """What is searched for on one sheet, and what was found so far."""

    def __init__(self, formats: CellFormats, index_of: Callable[[str], int]) -> None:
        self.cells = FormattedCells()
        self._formats, self._index_of = formats, index_of
        self._shown = _pattern(formats.shown)
        self._usual = _pattern(formats.shown, rb'<c r="([A-Z]+)(\d+)" s="(', rb')"([^>]*)>')
        self._days = _pattern(formats.days, rb' s="(?:', rb')"' + _MAY_BE_SMALL)
        self._is_default = 0 in formats.shown or 0 in formats.days  # then a cell without a style has one

    def look(self, xml: bytes, walked: Walked) -> None:
        """Add what a block of whole rows holds; `walked` yields start, row and column of each of its cells."""
        if self._is_default:
            for start, row, col in walked():
                self._note(xml, start, row, col)
            return
        starts = _tags(xml, self._days)
        usual = self._usual.findall(xml) if self._usual else []
        if self._shown and len(usual) != len(
            self._shown.findall(xml)
        ):  # rows have styles, or tags are unusual
            starts += _tags(xml, self._shown)
        else:
            self._note_usual(usual)
        places = [_REF.search(xml, start, xml.find(b">", start)) for start in starts]
        if None in places:
            wanted = set(starts)
            for start, row, col in walked():
                if start in wanted:
                    self._note(xml, start, row, col)
            return
        for start, place in zip(starts, places, strict=True):
            if place:
                self._note(xml, start, int(place[2]), self._index_of(place[1].decode()))

    def _note_usual(self, tags: list[tuple[bytes, bytes, bytes, bytes]]) -> None:
        """Note many cells at once: column, row, style and what else their tags say."""
        columns = {letters: self._index_of(letters.decode()) for letters in {tag[0] for tag in tags}}
        for style in {tag[2] for tag in tags}:
            own = [tag for tag in tags if tag[2] == style and tag[3] in _NUMBERS]
            places = self.cells.shown.setdefault(int(style), Places())
            places.extend((int(tag[1]) for tag in own), (columns[tag[0]] for tag in own))

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
                self.cells.small.add_number(row, col, value)


def _pattern(
    styles: Iterable[int], before: bytes = rb' s="(?:', behind: bytes = rb')"'
) -> re.Pattern[bytes] | None:
    """Return what finds the styles, or None where there are none; the search for a plain beginning is fast."""
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.compile(before + numbers + behind) if numbers else None


def _tags(xml: bytes, pattern: re.Pattern[bytes] | None) -> list[int]:
    """Return where the tags of cells begin in which a pattern is found."""
    found = pattern.finditer(xml) if pattern else ()
    starts = (xml.rfind(b"<", 0, match.start()) for match in found)
    return [start for start in starts if xml.startswith(b"<c ", start)]


def _number(text: bytes) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
