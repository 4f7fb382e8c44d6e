"""Find the records of a delimited text: where each begins, on which line, with how many fields.

Works on UTF-8 bytes with numpy, some megabytes at a time. A quote counts only at the beginning of a field, as
in every spreadsheet; a quote that is opened and swallows lines which are records themselves is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from data_loaders.limits import allowed, size_text
from models.errors import FileHostile, FileUnreadable, Place

SLAB = 16 << 20
LF, CR, QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Records:
    """The records of one slab.

    Shapes: `starts`, `ends` (without line end) and `lines` (from 1, of the whole file) run parallel.
    """

    slab: "_Slab"
    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray

    @property
    def text(self) -> bytes:
        """Return the text of the slab."""
        return self.slab.text

    @property
    def has_quotes(self) -> bool:
        """Return whether the slab has quoted fields."""
        return bool(self.slab.spans.size)

    @property
    def has_inner_newlines(self) -> bool:
        """Return whether the slab has line ends within fields."""
        return self.slab.has_inner_newlines

    @property
    def separators(self) -> np.ndarray:
        """Return the positions in `text` that divide fields."""
        return self.slab.dividing

    @cached_property
    def fields(self) -> np.ndarray:
        """Return how many fields each record has; counting them takes longer than to parse them."""
        return np.searchsorted(self.separators, self.ends) - np.searchsorted(self.separators, self.starts) + 1

    def part(self, first: int, end: int) -> "Records":
        """Return some of the records."""
        rows = slice(first, end)
        return replace(self, starts=self.starts[rows], ends=self.ends[rows], lines=self.lines[rows])


def slabs(data: bytes, separator: int, file: str) -> Iterator[Records]:
    """Yield the records of a text, slab by slab; blank lines are left out.

    Errors: FileUnreadable (a quote that is never closed, with its line), FileHostile (a line too long).
    """
    start, line, size = 0, 1, SLAB
    while start < len(data):
        end = len(data)
        if end - start > size:
            end = max(data.rfind(b"\n", start, start + size) + 1, 0) or start + size
        slab = _Slab(data[start:end], separator, line, file)
        records = slab.records(is_last=end == len(data))
        if records is None:  # the slab ends within quotes or within a line
            size *= 2
            if size > SLAB + 4 * allowed().line_bytes:
                raise slab.unclosed(0)
            continue
        yield records
        line += slab.newlines.size
        start, size = end, SLAB


class _Slab:
    """Some megabytes of text with the positions of line ends, quoted or not, and of quoted fields."""

    def __init__(self, text: bytes, separator: int, line: int, file: str) -> None:
        self.text, self.line, self.file = text, line, file
        self.buffer = np.frombuffer(text, np.uint8)
        self.newlines = np.flatnonzero(self.buffer == LF)
        if b"\r" in text and (lone := _lone_returns(self.buffer)).size:
            self.newlines = np.union1d(self.newlines, lone)
        self.separator = separator
        self.is_boundary = np.isin(np.arange(256), (separator, LF, CR))
        self.spans = np.empty((0, 2), np.int64)
        self.has_inner_newlines = False

    @cached_property
    def separators(self) -> np.ndarray:
        """Return the positions of separators, quoted or not."""
        return np.flatnonzero(self.buffer == self.separator)

    @cached_property
    def dividing(self) -> np.ndarray:
        """Return the positions of the separators that divide fields."""
        return self.separators[~_inside(self.separators, self.spans)]

    def records(self, *, is_last: bool) -> Records | None:
        """Return the records, or None when the last one is not complete."""
        self.spans, open_at = self._quoted() if b'"' in self.text else (self.spans, None)
        if open_at is not None and is_last:
            raise self.unclosed(open_at)
        line_ends = self.newlines[~_inside(self.newlines, self.spans)]
        is_complete = line_ends.size and line_ends[-1] == len(self.text) - 1
        if open_at is not None or not (is_last or is_complete):
            return None
        starts = np.concatenate(([0], line_ends + 1))
        ends = np.concatenate((line_ends, [len(self.text)]))
        ends = ends - ((ends > starts) & (self.buffer[np.maximum(ends, 1) - 1] == CR))
        kept = ends > starts
        starts, ends = starts[kept], ends[kept]
        self.has_inner_newlines = line_ends.size < self.newlines.size
        before = np.searchsorted(self.newlines, starts) if self.has_inner_newlines else np.flatnonzero(kept)
        lines = self.line + before
        longest = allowed().line_bytes
        if ends.size and (ends - starts).max() > longest:
            place = Place(self.file, row=int(lines[np.argmax(ends - starts)]))
            raise FileHostile(f"一行超过 {size_text(longest)}", where=place, remedy="请核对该行后重新导出")
        records = Records(self, starts, ends, lines)
        if self.has_inner_newlines:
            self._refuse_swallowed_lines(records.fields)
        return records

    def unclosed(self, position: int) -> FileUnreadable:
        """Return the error for a quote that is opened and not closed."""
        return FileUnreadable(
            "引号没有闭合,后面的行会被并入同一个单元格",
            where=Place(self.file, row=self.line + int(np.searchsorted(self.newlines, position))),
            remedy="请补上或删除该行多余的引号,或重新导出",
        )

    def _quoted(self) -> tuple[np.ndarray, int | None]:
        """Return (opening, closing) quotes, or the position of a quote that is still open at the end.

        When every second quote opens at a field's beginning and every other closes at its end, or a pair
        stands within one field (="0123"), that is the answer; else the quotes are walked one by one.
        """
        quotes = np.flatnonzero(self.buffer == QUOTE)
        if quotes.size % 2:
            return self._walked(quotes.tolist())
        opening, closing = quotes[0::2], quotes[1::2]
        last = len(self.buffer) - 1
        begins = (opening == 0) | self.is_boundary[self.buffer[np.maximum(opening, 1) - 1]]
        finishes = (closing == last) | self.is_boundary[self.buffer[np.minimum(closing + 1, last)]]
        doubled = opening[1:] == closing[:-1] + 1
        begins[1:] |= doubled
        finishes[:-1] |= doubled
        odd = np.flatnonzero(~(begins & finishes))
        for marks in (self.separators, self.newlines) if odd.size else ():
            if _any_between(marks, opening[odd], closing[odd]).any():
                return self._walked(quotes.tolist())
        return np.column_stack((opening, closing)), None

    def _walked(self, quotes: list[int]) -> tuple[np.ndarray, int | None]:
        spans, index, count = [], 0, len(quotes)
        while index < count:
            opening = quotes[index]
            if opening and not self.is_boundary[self.text[opening - 1]]:
                index += 1  # within a field: a character like any other
                continue
            index += 1
            while index + 1 < count and quotes[index + 1] == quotes[index] + 1:
                index += 2  # doubled: a quote within the quoted field
            if index >= count:
                return np.array(spans, np.int64).reshape(-1, 2), opening
            closing = quotes[index]
            at_end = closing + 1 >= len(self.text) or self.is_boundary[self.text[closing + 1]]
            if not at_end and _any_between(self.newlines, np.array([opening]), np.array([closing])).any():
                raise self.unclosed(opening)
            spans.append((opening, closing))
            index += 1
        return np.array(spans, np.int64).reshape(-1, 2), None

    def _refuse_swallowed_lines(self, fields: np.ndarray) -> None:
        """Refuse a quoted field that holds line breaks and, for each, exactly a record's separators."""
        if not fields.size:
            return
        spans = self.spans
        per_record = int(np.bincount(fields).argmax()) - 1
        breaks = np.searchsorted(self.newlines, spans[:, 1]) - np.searchsorted(self.newlines, spans[:, 0])
        spans, breaks = spans[breaks > 0], breaks[breaks > 0]
        inner = np.searchsorted(self.separators, spans[:, 1]) - np.searchsorted(self.separators, spans[:, 0])
        swallowed = np.flatnonzero((inner == breaks * per_record) & (per_record >= 2))
        if swallowed.size:
            raise self.unclosed(int(spans[swallowed[0], 0]))


def _lone_returns(buffer: np.ndarray) -> np.ndarray:
    """Return the carriage returns that are line ends of their own."""
    returns = np.flatnonzero(buffer == CR)
    last = len(buffer) - 1
    return returns[(returns == last) | (buffer[np.minimum(returns + 1, last)] != LF)]


def _inside(positions: np.ndarray, spans: np.ndarray) -> np.ndarray:
    """Tell for each position whether it lies within a quoted field."""
    if not spans.size:
        return np.zeros(positions.size, bool)
    span = np.searchsorted(spans[:, 0], positions) - 1
    return (span >= 0) & (positions < spans[np.maximum(span, 0), 1])


def _any_between(marks: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    return np.searchsorted(marks, first) != np.searchsorted(marks, last)
