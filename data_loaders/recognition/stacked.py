"""Several tables on one sheet: each header below the first opens a table of its own.

Tables stand below one another on one sheet, or text files were joined, header lines and all. A row is a header
where most of what it says are names of columns. One that repeats the header above it is left to `row_kinds`, unless
titles right above it name another month or unit than those of the table before; any other begins a new part, with the
titles that stand right above it. A header that says the same columns twice or more opens tables side by side.

A header says names where the rows around it hold numbers: on a clean sheet only such columns are looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.headers import header_of, meanings, plain
from data_loaders.recognition.sheet_titles import is_of_no_one_month, titles_of
from data_loaders.sheet import MergedRange, Sheet, numbered, without_blank_rows

LEAST_NAMES = 3  # fewer names of columns are no header
NAMED_SHARE = 0.6
SAMPLED, CLEAN = 300, 0.8
PROBES = 3  # columns in which a header is looked for
MOST_DIFFERENT = 5_000  # texts of a column that are looked at
MOST_TITLES = 5  # rows above a header
SEARCHED_ROWS = 40

Line = dict[int, str]
Said = tuple[str, frozenset[str]]  # the month, or that it is none, and the units that titles name


def stacked(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the tables of a sheet one by one; the sheet itself where there is one."""
    for part in _below_one_another(sheet):
        yield from _side_by_side(part)


def _below_one_another(sheet: Sheet) -> Iterator[Sheet]:
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


def _side_by_side(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the tables whose equal headers stand side by side in one row, each with the titles above it.

    One without titles of its own has those of the first.
    """
    row, columns = _equal_headers(sheet.cells)
    if not columns:
        yield sheet
        return
    letters = [sheet.letter(own[0]) for own in columns]
    said = f"这里并排有 {len(columns)} 个表,分别从 {'、'.join(letters)} 列起,已分开读取"
    width = max(own.stop - own.start for own in columns)
    first = _slice(sheet.cells, columns[0], width)
    for number, own in enumerate(columns):
        cells = _slice(sheet.cells, own, width)
        is_own = np.logical_or.reduce([pc.is_valid(column).to_numpy() for column in cells.columns])
        is_other = pa.array(~is_own & (np.arange(len(is_own)) < row))
        titled = [pc.if_else(is_other, a, b) for a, b in zip(first.columns, cells.columns, strict=True)]
        whole = pa.table(dict(zip(numbered(width), titled, strict=True)))
        kept, row_no = without_blank_rows(whole, sheet.row_no.to_numpy())
        rows = {line: place for place, line in enumerate(row_no.tolist())}
        yield replace(
            sheet,
            cells=kept,
            row_no=pa.array(row_no, pa.int32()),
            merged=tuple(_within(sheet, own, rows)),
            scaled={index - own.start: power for index, power in sheet.scaled.items() if index in own},
            first_col=sheet.first_col + own.start,
            name=f"{sheet.name}({letters[number]} 列起)" if number else sheet.name,
            notes=() if number else (*sheet.notes, said),
            broken=() if number else sheet.broken,
        )


def _slice(cells: pa.Table, columns: range, width: int) -> pa.Table:
    blank = pa.chunked_array([pa.nulls(cells.num_rows, pa.string())])
    own = [cells.column(index) for index in columns]
    return pa.table(dict(zip(numbered(width), [*own, *[blank] * (width - len(own))], strict=True)))


def _within(sheet: Sheet, columns: range, rows: dict[int, int]) -> Iterator[MergedRange]:
    """Yield the merged ranges that lie within some columns, in the rows that are kept of them."""
    for block in sheet.merged:
        lines = (sheet.row_no[row].as_py() for row in range(block.first_row, block.last_row + 1))
        own = [rows[line] for line in lines if line in rows]
        if own and block.first_col in columns and block.last_col in columns:
            yield MergedRange(
                own[0], block.first_col - columns.start, own[-1], block.last_col - columns.start
            )


def _equal_headers(cells: pa.Table) -> tuple[int, list[range]]:
    """Return the row in which headers say the same names twice or more, and the columns of each; else none."""
    for row in range(min(SEARCHED_ROWS, cells.num_rows)):
        line = _line(cells, row)
        if not is_header(line):
            continue
        places, names = list(line), [plain(text) for text in line.values()]
        for count in range(LEAST_NAMES, len(names) // 2 + 1):
            is_period = len(names) % count == 0 and names == names[:count] * (len(names) // count)
            if is_period and len(set(names[:count])) == count:
                if _says_below(cells, row, range(places[0])):
                    return row, []  # what these are of stands before them all: groups of one table
                starts = places[::count]
                ends = [*starts[1:], cells.num_columns]
                return row, [range(start, end) for start, end in zip(starts, ends, strict=True)]
        return row, []
    return 0, []


def _says_below(cells: pa.Table, row: int, columns: range) -> bool:
    below = cells.slice(row + 1)
    return any(below.column(index).null_count < below.num_rows for index in columns)


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
    said: Said = ("", frozenset())  # by the titles above it
    last = -1
    for row in _candidates(sheet.cells):
        line = _line(sheet.cells, row)
        if not is_header(line):
            continue
        if row == last + 1 and last >= 0:  # another line of the same header
            current.append(line)
        elif not current:
            current, said = [line], _said_above(sheet.cells, 0, row)
        else:
            first = _with_titles(sheet.cells, row, last)
            own = _said_above(sheet.cells, first, row)
            is_other = not any(repeats(line, one) for one in current)
            if is_other or _says_other(own, said):
                if first > last + 1:  # there is something between the two
                    found.append((first, row))
                current, said = [line], own
        last = row
    return found


def _says_other(own: Said, before: Said) -> bool:
    """Return whether titles name another month or unit than those before; not where they leave out a unit of those."""
    is_other = any(new and new != old for new, old in zip(own, before, strict=True))
    return is_other and (bool(own[1]) or not before[1])


def _said_above(cells: pa.Table, first: int, header: int) -> Said:
    """Return the month (or the words that say it is none) and the units that the titles above a header name."""
    texts = [text for row in range(first, header) for text in _line(cells, row).values()]
    titles = titles_of(texts, "", "")
    of_no_month = next(filter(is_of_no_one_month, titles.texts), "")  # as good as another: 1-4月累计
    return titles.month or of_no_month, frozenset(titles.units)


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
    """Return where the titles begin that stand right above a header: rows of few texts, of which none is a number."""
    most = max(1, len(_line(cells, header)) // 2)
    first = header
    while first - 1 > above and header - first < MOST_TITLES:
        line = _line(cells, first - 1)
        if len(line) > most or any(text.isascii() for text in line.values()):
            break
        first -= 1
    return first
