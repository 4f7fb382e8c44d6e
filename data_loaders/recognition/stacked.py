"""Several tables on one sheet: each header below the first opens a table of its own.

Tables stand below one another on one sheet, or text files were joined, header lines and all. A row is a header
where most of what it says are names of columns. One that repeats the header above it is left to `row_kinds`; any
other begins a new part, with the titles that stand right above it.

A header says names where the rows around it hold numbers: on a clean sheet only such columns are looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.headers import header_of, meanings, plain
from data_loaders.sheet import MergedRange, Sheet

LEAST_NAMES = 3  # fewer names of columns are no header
NAMED_SHARE = 0.6
SAMPLED, CLEAN = 300, 0.8
PROBES = 3  # columns in which a header is looked for
MOST_DIFFERENT = 5_000  # texts of a column that are looked at
MOST_TITLES = 5  # rows above a header

Line = dict[int, str]


def stacked(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the tables of a sheet one by one; the sheet itself where there is one."""
    begins = _begins(sheet)
    if not begins:
        yield sheet
        return
    edges = [0, *(first for first, _ in begins), sheet.cells.num_rows]
    lines = [sheet.row_no[header].as_py() for _, header in begins]
    said = f"这里有 {len(begins) + 1} 个表,第 {'、'.join(map(str, lines))} 行起另有表头,已分开读取"
    for number, (first, end) in enumerate(pairwise(edges)):
        part = _part(sheet, first, end)
        if number:
            yield replace(part, name=f"{sheet.name}(第 {lines[number - 1]} 行起)", notes=())
        else:
            yield replace(part, notes=(*sheet.notes, said))


def _part(sheet: Sheet, first: int, end: int) -> Sheet:
    line = sheet.row_no[first].as_py() if first else 0
    last = sheet.row_no[end].as_py() if end < sheet.cells.num_rows else None
    return replace(
        sheet,
        cells=sheet.cells.slice(first, end - first),
        row_no=sheet.row_no.slice(first, end - first),
        merged=tuple(_shifted(sheet.merged, first, end)),
        broken=tuple(
            row for row in sheet.broken if row.row_no >= line and (last is None or row.row_no < last)
        ),
    )


def _shifted(merged: Sequence[MergedRange], first: int, end: int) -> Iterator[MergedRange]:
    for block in merged:
        if first <= block.first_row and block.last_row < end:
            yield replace(block, first_row=block.first_row - first, last_row=block.last_row - first)


def _begins(sheet: Sheet) -> list[tuple[int, int]]:
    """Return (first row, row of the header) of every table but the first."""
    found: list[tuple[int, int]] = []
    current: list[Line] = []  # the lines of the header that is in force
    last = -1
    for row in _candidates(sheet.cells):
        line = _line(sheet.cells, row)
        if not is_header(line):
            continue
        if row == last + 1 and last >= 0:  # another line of the same header
            current.append(line)
        elif not current:
            current = [line]
        elif not any(repeats(line, own) for own in current):
            first = _with_titles(sheet.cells, row, last)
            if first > last + 1:  # there is something between the two
                found.append((first, row))
            current = [line]
        last = row
    return found


def _candidates(cells: pa.Table) -> list[int]:
    """Return the rows that may be headers: they say a name of a column where others have numbers."""
    rows: set[int] = set()
    for column in _probes(cells):
        clean = pc.and_(pc.ascii_is_alnum(column), pc.invert(pc.ascii_is_alpha(column)))
        left = pc.indices_nonzero(pc.fill_null(pc.invert(clean), False))
        if not len(left):
            continue
        texts = column.take(left).combine_chunks().dictionary_encode()
        if len(texts.dictionary) > MOST_DIFFERENT:
            continue
        named = pa.array([_is_name(text) for text in texts.dictionary.to_pylist()], pa.bool_())
        rows.update(left.filter(named.take(texts.indices)).to_pylist())
    return sorted(rows)


def _probes(cells: pa.Table) -> list[pa.ChunkedArray]:
    """Return the first columns that hold numbers, and the first of all."""
    size = cells.num_rows
    starts = sorted({0, size // 2, max(0, size - SAMPLED)})
    found = [cells.column(0)] if cells.num_columns else []
    for column in cells.columns[1:]:
        some = pa.chunked_array(
            [c for start in starts for c in column.slice(start, SAMPLED).chunks], pa.string()
        )
        there = len(some) - some.null_count
        if there and (pc.sum(pc.ascii_is_alnum(some)).as_py() or 0) >= CLEAN * there:
            found.append(column)
        if len(found) > PROBES:
            break
    return found


def _is_name(text: str) -> bool:
    names = (name for name, _ in header_of(text).names)
    return not text.isdigit() and any(name in meanings() for name in names)


def _line(cells: pa.Table, row: int) -> Line:
    texts = ((index, column[row].as_py()) for index, column in enumerate(cells.columns))
    return {index: text.strip() for index, text in texts if text and text.strip()}


def is_header(line: Line) -> bool:
    """Return whether most of what a row says are names of columns."""
    names = sum(_is_name(text) for text in line.values())
    return names >= LEAST_NAMES and names >= NAMED_SHARE * len(line)


def repeats(line: Line, header: Line) -> bool:
    """Return whether a line says nothing but what the header says in the same columns."""
    return all(index in header and plain(header[index]) == plain(text) for index, text in line.items())


def _with_titles(cells: pa.Table, header: int, above: int) -> int:
    """Return where the titles begin that stand right above a header: rows of one text that is no number."""
    first = header
    while first - 1 > above and header - first < MOST_TITLES:
        line = _line(cells, first - 1)
        if len(line) != 1 or next(iter(line.values())).isascii():
            break
        first -= 1
    return first
