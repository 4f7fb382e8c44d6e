"""Which rows below a header are data: totals, signatures, notes and repeated headers are told apart and counted.

A row counts as data unless its key is empty and it says itself that it is something else, or it repeats the
header. A row without a key that says nothing of the kind stays a data row, and is rejected later: loudly.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognise import Recognition
from data_loaders.settling import matches
from data_loaders.sheet import MergedRange, Sheet
from data_loaders.vocabulary import words
from models.schema import Kind, Table

TOTAL, SIGNATURE, HEADER, TITLE = "合计行", "签字说明行", "重复表头", "重复标题"
MOST_CELLS_OF_NOTE = 8
LONE_NOTE = 6  # characters; a lone cell of so many is a remark, not a row that lost its other cells


def _spaced(word: str) -> str:
    return r"\s*".join(word)


_TOTAL_WORD = "|".join(_spaced(word) for word in words("total_words"))
TOTAL_TEXT = rf"^\s*(?:{_TOTAL_WORD})|(?:{_TOTAL_WORD})\s*[:：]?\s*$"
SIGNATURE_TEXT = rf"^\s*(?:{'|'.join(_spaced(word) for word in words('signature_words'))})(?:人|员|日期|时间|条件)?\s*(?:[:：]|$)"
NOTE_TEXT = rf"^\s*(?:{'|'.join(words('note_words'))})\s*[:：]|^\s*(?:以上|以下空白|本表|第\s*\d+\s*页|共\s*\d+\s*[条页户行笔张])"

# where a number should stand, a person's name is the one beside “制表人:”
NAME_TEXT = r"^\s*\p{Han}{2,4}\s*$"
NO_ID_TEXT = f"{TOTAL_TEXT}|{SIGNATURE_TEXT}|{NOTE_TEXT}|{NAME_TEXT}"


@dataclass(frozen=True)
class DataRows:
    """The data of a sheet, and what was left out of it.

    Shapes: `cells` and `row_no` run parallel. `total_rows` are the total rows as they stand, `totals_after`
    how many data rows stand above each of them.
    """

    cells: pa.Table
    row_no: pa.Int32Array
    excluded: Mapping[str, int] = field(default_factory=dict)
    total_rows: pa.Table | None = None
    total_row_no: tuple[int, ...] = ()
    totals_after: tuple[int, ...] = ()


def data_rows(sheet: Sheet, found: Recognition) -> DataRows:
    """Return the rows below the header that are data."""
    first = found.block.data_row
    cells = _filled_down(sheet.cells.slice(first), sheet.merged, first)
    row_no = sheet.row_no.slice(first)
    kinds = np.zeros(cells.num_rows, dtype=np.int8)
    labels = ["", TOTAL, SIGNATURE, HEADER, TITLE]
    _mark_headers(kinds, cells, sheet, found, labels.index(HEADER))
    _mark_without_key(kinds, cells, found, labels)
    if not kinds.any():
        return DataRows(cells, row_no)
    counts = {label: int((kinds == n).sum()) for n, label in enumerate(labels) if n and (kinds == n).any()}
    keep = kinds == 0
    totals = np.flatnonzero(kinds == labels.index(TOTAL))
    above = np.cumsum(keep)
    return DataRows(
        cells=_only(cells, keep),
        row_no=row_no.filter(pa.array(keep)),
        excluded=counts,
        total_rows=cells.take(pa.array(totals)),
        total_row_no=tuple(row_no.take(pa.array(totals)).to_pylist()),
        totals_after=tuple(int(above[row]) for row in totals),
    )


def mapped_keys(table: Table, given: set[str]) -> list[tuple[str, ...]]:
    """Return the alternatives of a table's key whose columns were all delivered."""
    return [key for key in table.keys if set(key) <= given]


def _only(cells: pa.Table, keep: np.ndarray) -> pa.Table:
    count = int(keep.sum())
    if keep[:count].all():
        return cells.slice(0, count)  # what is left out stands at the end: nothing is copied
    return cells.filter(pa.array(keep))


def _filled_down(cells: pa.Table, merged: Sequence[MergedRange], first: int) -> pa.Table:
    """Return the cells with vertically merged ones filled down, and only those."""
    columns: dict[int, np.ndarray] = {}
    for block in merged:
        if block.last_row <= block.first_row or block.last_row < first or block.first_row < first:
            continue
        rows = columns.setdefault(block.first_col, np.arange(cells.num_rows))
        rows[block.first_row - first : block.last_row - first + 1] = block.first_row - first
    for index, rows in columns.items():
        filled = cells.column(index).combine_chunks().take(pa.array(rows))
        cells = cells.set_column(index, cells.column_names[index], filled)
    return cells


def _mark_headers(kinds: np.ndarray, cells: pa.Table, sheet: Sheet, found: Recognition, label: int) -> None:
    """Mark rows that repeat a line of the header: most cells that the line fills are equal to it."""
    for header_row in range(max(found.block.first_row, 0), found.block.data_row):
        line = {i: column[header_row].as_py() for i, column in enumerate(sheet.cells.columns)}
        texts = {index: text for index, text in line.items() if text}
        probe = next((index for index in texts if index in found.assignment.taken), None)
        if probe is None or len(texts) < 2:
            continue
        same = pc.fill_null(pc.equal(cells.column(probe), texts[probe]), False)
        for row in pc.indices_nonzero(same).to_pylist():
            equal = sum(cells.column(index)[row].as_py() == text for index, text in texts.items())
            if equal * 2 > len(texts):
                kinds[row] = label


def _mark_without_key(kinds: np.ndarray, cells: pa.Table, found: Recognition, labels: Sequence[str]) -> None:
    fields = found.assignment.fields
    given = set(fields) | set(found.constants) | set(found.assignment.derived)
    complete = np.zeros(cells.num_rows, dtype=bool)
    for key in mapped_keys(found.table, given):
        filled = np.ones(cells.num_rows, dtype=bool)
        for name in key:
            if name in fields:
                is_id = found.table.by_name[name].kind is Kind.ID
                filled &= ~_says_no_key(cells.column(fields[name]), NO_ID_TEXT if is_id else TOTAL_TEXT)
        complete |= filled
    if not mapped_keys(found.table, given):
        complete = ~_any_match(cells, r"^\s*(?:" + _TOTAL_WORD + ")")
    rows = np.flatnonzero(~complete & (kinds == 0))
    if not len(rows):
        return
    part = cells.take(pa.array(rows))
    kinds[rows[_any_match(part, TOTAL_TEXT)]] = labels.index(TOTAL)
    left = rows[kinds[rows] == 0]
    if len(left):
        _mark_notes(kinds, cells.take(pa.array(left)), left, found, labels)


def _mark_notes(
    kinds: np.ndarray, part: pa.Table, rows: np.ndarray, found: Recognition, labels: Sequence[str]
) -> None:
    filled = np.sum([pc.is_valid(column).to_numpy() for column in part.columns], axis=0)
    numbers = np.zeros(part.num_rows, dtype=bool)
    for name, index in found.assignment.every_field():
        if found.table.by_name[name].kind in (Kind.NUMBER, Kind.INTEGER):
            numbers |= matches(part.column(index).combine_chunks(), r"\d").to_numpy(zero_copy_only=False)
    says_so = _any_match(part, SIGNATURE_TEXT) | _any_match(part, NOTE_TEXT)
    is_note = says_so & ~numbers & (filled <= MOST_CELLS_OF_NOTE)
    titles = set(found.titles.texts)
    for position in np.flatnonzero((filled == 1) & ~is_note):
        text = unicodedata.normalize(
            "NFKC", next(c[position].as_py() for c in part.columns if c[position].is_valid)
        ).strip()
        is_prose = len(text) >= LONE_NOTE and not text.isascii() and len(found.assignment.taken) >= 3
        if text in titles:
            kinds[rows[position]] = labels.index(TITLE)
        elif is_prose:
            is_note[position] = True
    kinds[rows[is_note]] = labels.index(SIGNATURE)


def _says_no_key(texts: pa.ChunkedArray, pattern: str) -> np.ndarray:
    """Return where a key column is blank or holds the words of a total or signature row."""
    empty = pc.is_null(texts).to_numpy().copy()
    rows = pc.indices_nonzero(pc.fill_null(pc.invert(pc.string_is_ascii(texts)), False))
    if len(rows):
        says_so = matches(texts.take(rows).combine_chunks(), pattern)
        empty[rows.filter(says_so).to_numpy()] = True
    return empty


def _any_match(cells: pa.Table, pattern: str) -> np.ndarray:
    found = np.zeros(cells.num_rows, dtype=bool)
    for column in cells.columns:
        found |= matches(column.combine_chunks(), pattern).to_numpy(zero_copy_only=False)
    return found
