"""Where in a text another table begins whose records have another number of fields.

Text files are joined, or one export writes several tables below one another: each header opens a section with a
width of its own, with the titles that stand right above it. Tables of one width are told apart later (`stacked`).
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from data_loaders.files.excel.workbook_scan import refuse_many_sheets
from data_loaders.files.text.records import Records
from data_loaders.files.text.separators import fields_of
from data_loaders.recognition.header_rows import SEARCHED_ROWS
from data_loaders.recognition.stacked import MOST_TITLES, Line, is_header, repeats

MOST_LOOKED_AT = 2_000  # changes of width within a slab; a text with more of them is broken, not divided


class TextSections:
    """Divides the records of a text, slab by slab."""

    def __init__(self, separator: str, file: str) -> None:
        self._separator, self._file = separator, file
        self._header: Line = {}  # of the section that is open
        self._width = 0  # of that header
        self._is_begun = False
        self._count = 1

    def go_on_with(self, width: int) -> bool:
        """Return whether records that all are of this width begin no new section."""
        return self._is_begun and (not self._header or self._width == width)

    def divided(self, records: Records) -> Iterator[tuple[bool, Records]]:
        """Yield the parts of a slab in order, with whether each begins a new section."""
        cuts = self._cuts(records)
        edges = [0, *cuts, records.starts.size]
        for number, (first, end) in enumerate(pairwise(edges)):
            if first < end:
                yield number > 0, records if not cuts else records.part(first, end)

    def _cuts(self, records: Records) -> list[int]:
        """Return the records with which new sections begin."""
        last = -1 if self._header else self._first_header(records)
        self._is_begun = True
        if not self._header:
            return []
        cuts: list[int] = []
        changes = np.flatnonzero(records.fields[1:] != records.fields[:-1]) + 1
        for row in [0, *changes[:MOST_LOOKED_AT].tolist()]:
            if (row <= last + 1 and last >= 0) or records.fields[row] == self._width:
                continue
            line = self._line(records, row)
            if not is_header(line) or (
                repeats(line, self._header) and not self._leaves_out(records, row, line)
            ):
                continue
            first = self._with_titles(records, row, max(last, cuts[-1] if cuts else 0))
            self._header, self._width, last = line, int(records.fields[row]), row
            self._count += 1
            refuse_many_sheets(self._count, self._file)
            cuts.append(first)
        return cuts

    def _leaves_out(self, records: Records, row: int, line: Line) -> bool:
        """Return whether a header that repeats leaves out the last columns, as the records below it do."""
        is_shorter = not repeats(self._header, line)
        return is_shorter and bool((records.fields[row : row + 2] == records.fields[row]).sum() > 1)

    def _first_header(self, records: Records) -> int:
        for row in range(0 if self._is_begun else min(SEARCHED_ROWS, records.starts.size)):
            line = self._line(records, row)
            if is_header(line):
                self._header, self._width = line, int(records.fields[row])
                return row
        return -1

    def _with_titles(self, records: Records, header: int, above: int) -> int:
        """Return where the titles begin that stand right above a header: records of one text that is no number."""
        first = header
        while first - 1 > above and header - first < MOST_TITLES:
            line = self._line(records, first - 1)
            if len(line) != 1 or next(iter(line.values())).isascii():
                break
            first -= 1
        return first

    def _line(self, records: Records, row: int) -> Line:
        text = records.text[records.starts[row] : records.ends[row]].decode("utf-8", "replace")
        return {index: field for index, field in enumerate(fields_of(text, self._separator)) if field}
