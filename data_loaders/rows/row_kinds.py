"""What each row below a header is: data, or one of the kinds of row that are left out.

A row is left out only where it cannot be a record: it repeats the header; or its id is blank or looks like none
of its column, and it says itself what it is or holds nothing that a record holds. A row whose id looks like the
others is never left out, unless another column of its key says 小计. What is neither stays: it is refused where
it has no key, or where its odd id stands in a row too empty for a record.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.recognise import Recognition
from data_loaders.rows.id_pattern import IdColumn, id_column
from data_loaders.rows.row_words import (
    CARRIED_TEXT,
    NO_ID_TEXT,
    NOTE_TEXT,
    PAGE_TEXT,
    PAGE_WORDS,
    SIGNATURE_TEXT,
    STARTS_WITH_TOTAL,
    TOTAL_TEXT,
)
from data_loaders.sheet import Sheet
from data_loaders.values.cells import read_column
from data_loaders.values.clean_groups import BAD_LINES, matches
from models.data.schema import Column, Kind, Table

TOTAL, CARRIED, SIGNATURE, HEADER, TITLE = "合计行", "转页行", "签字说明行", "重复表头", "重复标题"
PAGE, GROUP, UNFILLED, RULE = "页码行", "分组标题行", "没有填写的行", "分隔线行"
DESCRIBING = "列说明行"  # stands beside the header, is never among the rows below
CANCELLED = "作废行"  # by a person's answer
KINDS = ("", TOTAL, CARRIED, SIGNATURE, HEADER, TITLE, PAGE, GROUP, UNFILLED, RULE, DESCRIBING, CANCELLED)
MOST_CELLS_OF_NOTE, MOST_CELLS_OF_PAGE = 8, 3
LONE_NOTE = 6  # characters; a lone cell of so many is a remark, not a row that lost its other cells
SAMPLED = 1000  # rows that show how much of a record is filled
SPARSE = 0.5  # share of a record's usual texts below which a row with an odd id is none
DAY_TEXT = r"^\s*\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年.*[月日])"
LEAST_COUNTED = 3  # records and the row that counts them
RULE_MARKS = ("-", "=", "+", "_", "─", "━")
NO_RULE_TEXT = r"[^\s\-=+_|─━┼]"  # what a line between rows does not hold
DASH_TEXT = r"^[\s\-—–―─−_/\\*.·]*$"
WORDS_TEXT = f"{TOTAL_TEXT}|{CARRIED_TEXT}|{SIGNATURE_TEXT}|{NOTE_TEXT}"
STRANGE = "不像本列的编号,该行的其他内容也不全"
NUMBERS = (Kind.NUMBER, Kind.INTEGER, Kind.SERIES)


@dataclass(frozen=True)
class RowKinds:
    """What the rows are.

    Shapes: `kinds` (places in KINDS) and `is_said` (whether a total says that it is one) run parallel to the rows.
    `strange` has a line (row, text, reason) for each row that is refused for its id, by column of the sheet;
    `odd` has (how many, row, text of the first) of the ids that stand out and were kept.
    """

    kinds: np.ndarray
    is_said: np.ndarray
    strange: Mapping[int, pa.Table] = field(default_factory=dict)
    odd: Mapping[int, tuple[int, int, str]] = field(default_factory=dict)


def mapped_keys(table: Table, given: set[str]) -> list[tuple[str, ...]]:
    """Return the alternatives of a table's key whose columns were all delivered."""
    return [key for key in table.keys if set(key) <= given]


def row_kinds(cells: pa.Table, sheet: Sheet, found: Recognition) -> RowKinds:
    """Return what each row below the header is; on a clean sheet this looks at the columns of the key only."""
    judged = _judged(cells, sheet, found)
    judged = _with_sums(judged, cells, found)
    _mark_unfilled(judged, cells, found)
    return judged


def _judged(cells: pa.Table, sheet: Sheet, found: Recognition) -> RowKinds:
    kinds = np.zeros(cells.num_rows, dtype=np.int8)
    _mark_headers(kinds, cells, sheet, found)
    _mark_rules(kinds, cells)
    kinds[found.cancelled.rows(cells)] = KINDS.index(CANCELLED)
    keys = _Keys(cells, found, kinds)
    rows = np.flatnonzero(~keys.complete() & (kinds == 0))
    if not len(rows):
        return RowKinds(kinds, np.ones(len(kinds), dtype=bool))
    return _Suspects(cells, sheet, found, keys, rows).judged(kinds)


def _mark_headers(kinds: np.ndarray, cells: pa.Table, sheet: Sheet, found: Recognition) -> None:
    """Mark rows that repeat a line of the header cell by cell."""
    for header_row in range(max(found.block.first_row, 0), found.block.data_row):
        line = {i: column[header_row].as_py() for i, column in enumerate(sheet.cells.columns)}
        texts = {index: text for index, text in line.items() if text}
        probe = next((index for index in texts if index in found.assignment.taken), None)
        if probe is None or len(texts) < 2:
            continue
        same = pc.fill_null(pc.equal(cells.column(probe), texts[probe]), False)
        for row in pc.indices_nonzero(same).to_pylist():
            own = {index: cells.column(index)[row].as_py() for index in texts}
            if sum(own[index] == text for index, text in texts.items()) * 2 > len(texts) and all(
                own[index] in (text, None) for index, text in texts.items()
            ):
                kinds[row] = KINDS.index(HEADER)


def _mark_rules(kinds: np.ndarray, cells: pa.Table) -> None:
    """Mark the lines of dashes that programs of databases print between rows."""
    first = cells.column(0)
    begins = (pc.starts_with(first, mark) for mark in RULE_MARKS)
    rows = np.flatnonzero(np.logical_or.reduce([pc.fill_null(b, False).to_numpy() for b in begins]))
    rows = rows[~_matches(first.take(pa.array(rows)), NO_RULE_TEXT)]  # ="0123" begins alike
    if len(rows):
        part = cells.take(pa.array(rows)).combine_chunks()
        kinds[rows[~any_match(part, NO_RULE_TEXT)]] = KINDS.index(RULE)


def _with_sums(judged: RowKinds, cells: pa.Table, found: Recognition) -> RowKinds:
    """Mark a last row as a total that has no word for it: all its figures are the sums of those above.

    Where its id stands how many records there are, or nothing. With a count whose figures are no sums it stays, and its
    id is pointed out.
    """
    records = np.flatnonzero(judged.kinds == 0)
    unsaid = np.flatnonzero(~judged.is_said)
    if len(unsaid) and len(records) and unsaid[-1] > records[-1]:
        last = int(unsaid[-1])
        figures = [i for i in _filled(cells, found, last) if _column_at(found, i).kind in NUMBERS]
        if all(_is_sum(cells, found, index, records, last) for index in figures):
            judged.is_said[last] = True
    if len(records) < LEAST_COUNTED:
        return judged
    last, above = int(records[-1]), records[:-1]
    filled = _filled(cells, found, last)
    said = [index for index in filled if _column_at(found, index).kind not in NUMBERS]
    count = str(len(above))
    if len(said) != 1 or filled[said[0]] != count or not _is_id_of_key(found, said[0]):
        return judged
    ids = cells.column(said[0]).take(pa.array(above))
    if pc.any(pc.less_equal(pc.utf8_length(ids), len(count))).as_py():  # running numbers
        return judged
    if all(_is_sum(cells, found, index, above, last) for index in filled if index not in said):
        judged.kinds[last] = KINDS.index(TOTAL)
        return judged
    return replace(judged, odd={said[0]: (1, last, count)} | dict(judged.odd))


def _filled(cells: pa.Table, found: Recognition, row: int) -> dict[int, str]:
    """Return what a row says in the columns that were taken."""
    texts = {index: cells.column(index)[row].as_py() for index in sorted(found.assignment.taken)}
    return {index: text.strip() for index, text in texts.items() if text and text.strip()}


def _column_at(found: Recognition, index: int) -> Column:
    return next(found.table.by_name[name] for name, i in found.assignment.every_field() if i == index)


def _is_id_of_key(found: Recognition, index: int) -> bool:
    column = _column_at(found, index)
    return column.kind is Kind.ID and any(column.name in key for key in found.table.keys)


def _is_sum(cells: pa.Table, found: Recognition, index: int, rows: np.ndarray, total: int) -> bool:
    """Return whether a figure is the sum of those of other rows."""
    column, has_comma = _column_at(found, index), index in found.commas
    figures = replace(column, kind=Kind.INTEGER if column.kind is Kind.INTEGER else Kind.NUMBER)
    texts = cells.column(index).take(pa.array([*rows.tolist(), total])).combine_chunks()
    *above, stated = read_column(texts, figures, has_comma=has_comma).values.to_pylist()
    return stated is not None and stated == sum(value for value in above if value is not None)


def _mark_unfilled(judged: RowKinds, cells: pa.Table, found: Recognition) -> None:
    """Mark the rows that would be records, had somebody filled in what is filled in on site."""
    fields = found.assignment.fields
    answers = [fields[name] for name in found.table.answers if name in fields]
    if not answers:
        return
    is_filled = np.logical_or.reduce([_is_filled(cells.column(index)) for index in answers])
    for bad in judged.strange.values():
        is_filled[bad["row"].to_numpy()] = True  # they are refused, with a reason
    judged.kinds[(judged.kinds == 0) & ~is_filled] = KINDS.index(UNFILLED)


class _Keys:
    """The columns of a table's key as they stand in the sheet."""

    def __init__(self, cells: pa.Table, found: Recognition, kinds: np.ndarray) -> None:
        self.cells, self.fields, self.table = cells, found.assignment.fields, found.table
        given = set(self.fields) | set(found.constants) | set(found.assignment.derived)
        self.keys = mapped_keys(found.table, given)
        self.has_key = bool(self.keys)
        if not self.keys:
            ids = [c.name for c in found.table.required if c.kind is Kind.ID and c.name in self.fields]
            self.keys = [tuple(ids)] if ids else []
        names = {name for key in self.keys for name in key if name in self.fields}
        of_ids = {name for name in names if self.table.by_name[name].kind is Kind.ID}
        self.ids = {self.fields[name]: id_column(cells.column(self.fields[name])) for name in sorted(of_ids)}
        self.others = {self.fields[name] for name in names - of_ids}
        self.clear = self._clear(found, kinds == 0)

    def complete(self) -> np.ndarray:
        """Return which rows have a key that looks like one: nothing of it blank, odd, short or a total's word."""
        size = self.cells.num_rows
        if not self.keys:
            return ~any_match(self.cells, STARTS_WITH_TOTAL)
        good = {index: self._looks_good(index) for index in (*self.ids, *self.others)}
        complete = np.zeros(size, dtype=bool)
        for key in self.keys:
            filled = np.ones(size, dtype=bool)
            for name in key:
                if name in self.fields:
                    filled &= good[self.fields[name]]
            complete |= filled
        return complete

    def _looks_good(self, index: int) -> np.ndarray:
        if index not in self.clear:
            return ~_says_no_key(self.cells.column(index), NO_ID_TEXT if index in self.ids else TOTAL_TEXT)
        column = self.ids[index]
        good = np.ones(self.cells.num_rows, dtype=bool)
        for mark in (column.is_blank, column.is_odd, column.is_short):
            if mark is not None:
                good &= ~mark
        return good

    def _clear(self, found: Recognition, rows: np.ndarray) -> set[int]:
        """Return the columns of ids in which what is no number stands out."""
        if all(column.is_odd is None for column in self.ids.values()):
            return set(self.ids)
        taken = [pc.is_valid(self.cells.column(i)).to_numpy() for i in sorted(found.assignment.taken)]
        filled = np.sum(taken, axis=0)
        full = rows & (filled >= max(2, SPARSE * float(np.percentile(filled, 75))))
        return {i for i, column in self.ids.items() if column.is_clear(full & ~_says_so(column, full))}


class _Suspects:
    """The rows without a key that looks like one, and what speaks for each kind.

    Shapes: all arrays run parallel to `rows`.
    """

    def __init__(
        self, cells: pa.Table, sheet: Sheet, found: Recognition, keys: _Keys, rows: np.ndarray
    ) -> None:
        self.cells, self.sheet, self.found, self.keys, self.rows = cells, sheet, found, keys, rows
        self.part = cells.take(pa.array(rows)).combine_chunks()
        is_filled = [_is_filled(column) for column in self.part.columns]
        self.is_filled = np.array(is_filled)
        self.filled = self.is_filled.sum(axis=0)
        by_name = found.table.by_name
        numbers = {index for name, index in found.assignment.every_field() if by_name[name].kind in NUMBERS}
        self.texts = sorted(found.assignment.taken - numbers)
        self.has_number = self._any(_holds_number(self.part.column(index)) for index in numbers)
        self.said = sum((is_filled[index] for index in self.texts), np.zeros(len(rows), dtype=int))
        words = (is_filled[index] & _matches(self.part.column(index), WORDS_TEXT) for index in self.texts)
        self.usual = self._usual()
        is_bare = self.said - sum(words, np.zeros(len(rows), dtype=int)) <= max(1, SPARSE * self.usual)
        self.is_bare = is_bare & (self.filled <= MOST_CELLS_OF_NOTE + len(numbers))
        self._look_at_ids()

    def judged(self, kinds: np.ndarray) -> RowKinds:
        """Return the kinds of all rows, given those of the repeated headers."""
        own = np.zeros(len(self.rows), dtype=np.int8)

        def take(kind: str, where: np.ndarray) -> None:
            own[where & (own == 0) & ~self.is_id] = KINDS.index(kind)

        take(TOTAL, self.says_total | (any_match(self.part, TOTAL_TEXT) & self.is_bare))
        take(CARRIED, any_match(self.part, CARRIED_TEXT) & self.is_bare)
        is_lone = (self.filled == 1) & ~self.has_number
        is_page = ~self.has_number & (self.filled <= MOST_CELLS_OF_PAGE) & any_match(self.part, PAGE_TEXT)
        take(PAGE, is_page & (is_lone | any_match(self.part, PAGE_WORDS)))
        says_note = any_match(self.part, SIGNATURE_TEXT) | any_match(self.part, NOTE_TEXT)
        take(SIGNATURE, says_note & ~self.has_number & self.is_bare)
        for kind, where in self._lone(is_lone & (own == 0) & ~self.is_id, kinds).items():
            take(kind, where)
        is_unsaid = (
            self.has_number & (self.said == self.is_odd) & (own == 0) & ~self.is_id & self.keys.has_key
        )
        take(TOTAL, is_unsaid)
        kinds[self.rows] = own
        is_said = np.ones(len(kinds), dtype=bool)
        is_said[self.rows[is_unsaid]] = False
        stays = (own == 0) & self.is_odd
        is_strange = stays & (self.said < SPARSE * self.usual)
        return RowKinds(kinds, is_said, self._strange(is_strange), self._odd(stays & ~is_strange))

    def _any(self, marks: Iterable[np.ndarray]) -> np.ndarray:
        return np.logical_or.reduce([np.zeros(len(self.rows), dtype=bool), *marks])

    def _usual(self) -> float:
        """Return how many columns of text, the key's included, a record fills as a rule."""
        rows = np.arange(min(self.cells.num_rows, SAMPLED + len(self.rows)))
        rows = np.setdiff1d(rows, self.rows, assume_unique=True)[:SAMPLED]
        if not len(rows) or not self.texts:
            return 0.0
        some = self.cells.take(pa.array(rows))
        return float(np.median(np.sum([_is_filled(some.column(index)) for index in self.texts], axis=0)))

    def _look_at_ids(self) -> None:
        """Note which rows have an id like the others, an odd one, or say in their key that they are a total."""
        there = {index: pc.is_valid(self.part.column(index)).to_numpy() for index in self.keys.ids}
        total = {index: _matches(self.part.column(index), TOTAL_TEXT) for index in self.keys.ids}
        self.odd = {index: self._odd_in(self.keys.ids[index]) for index in self.keys.clear}
        named = [i for i in self.keys.ids if i not in self.keys.clear]
        word = {index: _matches(self.part.column(index), NO_ID_TEXT) for index in named}
        self.is_odd = self._any(self.odd.values())
        self.is_named = self._any(there[index] for index in named)
        of_others = (_matches(self.part.column(index), TOTAL_TEXT) for index in self.keys.others)
        of_ids = (odd & total[index] for index, odd in self.odd.items())
        # how many records there are, where a number should stand
        counts = (_of(column.is_short, self.rows) for column in self.keys.ids.values())
        is_count = self._any(counts) & any_match(self.part, TOTAL_TEXT)
        self.says_total = self._any((*of_others, *of_ids, is_count))
        is_id = self._any(there[i] & ~(self.odd[i] if i in self.odd else word[i]) for i in self.keys.ids)
        self.is_id = is_id & ~self.is_odd & ~self.says_total

    def _odd_in(self, column: IdColumn) -> np.ndarray:
        return _of(column.is_odd, self.rows) | (_of(column.is_short, self.rows) & (self.filled == 1))

    def _lone(self, lone: np.ndarray, kinds: np.ndarray) -> dict[str, np.ndarray]:
        """Tell the rows with a single text apart: a repeated title, the title of a group, a remark."""
        found = {kind: np.zeros(len(self.rows), dtype=bool) for kind in (TITLE, GROUP, SIGNATURE)}
        titles = set(self.found.titles.texts)
        taken, begin = self.found.assignment.taken, self.found.block.data_row
        across = {m.first_row - begin for m in self.sheet.merged if m.last_col - m.first_col > 1}
        no_data = set(self.rows.tolist()) | set(np.flatnonzero(kinds).tolist())
        for at in np.flatnonzero(lone).tolist():
            column, row = int(np.argmax(self.is_filled[:, at])), int(self.rows[at])
            text = unicodedata.normalize("NFKC", self.part.column(column)[at].as_py()).strip()
            is_prose = len(text) >= LONE_NOTE and not text.isascii() and len(taken) >= 3
            is_first = column <= min(taken) and not text.isascii() and not self.is_named[at]
            if text in titles:
                found[TITLE][at] = True
            elif self.is_odd[at] or is_prose or is_first or row in across:
                found[GROUP if row + 1 < len(kinds) and row + 1 not in no_data else SIGNATURE][at] = True
        return found

    def _strange(self, where: np.ndarray) -> dict[int, pa.Table]:
        found = {}
        for index, places in self._places(where):
            texts = self.part.column(index).take(pa.array(places)).combine_chunks()
            reasons = pa.repeat(STRANGE, len(places))
            found[index] = pa.table([pa.array(self.rows[places]), texts, reasons], schema=BAD_LINES)
        return found

    def _odd(self, where: np.ndarray) -> dict[int, tuple[int, int, str]]:
        return {
            index: (len(places), int(self.rows[places[0]]), self.part.column(index)[int(places[0])].as_py())
            for index, places in self._places(where)
        }

    def _places(self, where: np.ndarray) -> Iterable[tuple[int, np.ndarray]]:
        for index, odd in self.odd.items():
            places = np.flatnonzero(where & odd)
            if len(places):
                yield index, places


def _says_so(column: IdColumn, full: np.ndarray) -> np.ndarray:
    """Return in which full rows a text that is no number says itself that it is a total, a note or a signature."""
    said = np.zeros(len(full), dtype=bool)
    if column.is_odd is not None:
        rows = np.flatnonzero(column.is_odd & full)
        said[rows[_matches(column.texts.take(pa.array(rows)), WORDS_TEXT)]] = True
    return said


def _says_no_key(texts: pa.ChunkedArray, pattern: str) -> np.ndarray:
    """Return where a column of the key is blank or holds the words of a total."""
    empty = pc.is_null(texts).to_numpy().copy()
    rows = pc.indices_nonzero(pc.fill_null(pc.invert(pc.string_is_ascii(texts)), False))
    if len(rows):
        says_so = matches(texts.take(rows).combine_chunks(), pattern)
        empty[rows.filter(says_so).to_numpy()] = True
    return empty


def any_match(cells: pa.Table, pattern: str) -> np.ndarray:
    """Return which rows have a cell that matches."""
    found = np.zeros(cells.num_rows, dtype=bool)
    for column in cells.columns:
        found |= _matches(column, pattern)
    return found


def _matches(column: pa.ChunkedArray, pattern: str) -> np.ndarray:
    return matches(column.combine_chunks(), pattern).to_numpy(zero_copy_only=False)


def _holds_number(column: pa.ChunkedArray) -> np.ndarray:
    """Return where a column of figures holds one, not a page number or the date beside a signature."""
    return _matches(column, r"\d") & ~_matches(
        column, f"{PAGE_WORDS}|{SIGNATURE_TEXT}|{NOTE_TEXT}|{DAY_TEXT}"
    )


def _is_filled(column: pa.ChunkedArray) -> np.ndarray:
    return pc.is_valid(column).to_numpy() & ~_matches(column, DASH_TEXT)


def _of(mark: np.ndarray | None, rows: np.ndarray) -> np.ndarray:
    return np.zeros(len(rows), dtype=bool) if mark is None else mark[rows]
