"""Read a column in stages: whole groups of clean texts at once, and what is left text by text."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.values.blanks import Unreadable

BAD_LINES = pa.schema([("row", pa.int64()), ("text", pa.string()), ("reason", pa.string())])


@dataclass(frozen=True)
class Settled:
    """Values parallel to the texts, and a line (row, text, reason) for each text that could not be read."""

    values: pa.Array
    bad: pa.Table = field(default_factory=BAD_LINES.empty_table)


@dataclass(frozen=True)
class ColumnRead:
    """A column that was read.

    Shapes: `values` runs parallel to the texts; `bad` has a line (row, text, reason) for each text that could
    not be read, where the value is null; `empty_dates` one for each zero of a database that stands for no date.
    `tidied` counts ids that were freed of what protected or surrounded them, `freed` other values that were,
    `rounded` numbers with more than six decimals; `unknown` are the texts that a code list does not know, each
    with its count; `notes` are what else is to be said, each completing the column's header.
    """

    values: pa.Array
    bad: pa.Table = field(default_factory=BAD_LINES.empty_table)
    tidied: int = 0
    rounded: int = 0
    unknown: tuple[tuple[str, int], ...] = ()
    freed: int = 0
    empty_dates: pa.Table = field(default_factory=BAD_LINES.empty_table)
    notes: tuple[str, ...] = ()


def each_distinct(texts: pa.Array, read: Callable[[str], Any], kind: pa.DataType) -> Settled:
    """Return what `read` makes of the texts; it is called once for each different text.

    Texts that are encoded already (`dictionary_encode`) are not looked through again.
    """
    encoded = texts.dictionary_encode()
    results = [read(text) for text in encoded.dictionary.to_pylist()]
    reasons = [result.reason if isinstance(result, Unreadable) else None for result in results]
    values = pa.array([None if r else v for v, r in zip(results, reasons, strict=True)], kind)
    values = values.take(encoded.indices)
    if not any(reasons):
        return Settled(values)
    by_row = pa.array(reasons, pa.string()).take(encoded.indices)
    is_bad = pc.is_valid(by_row)
    rows = pc.cast(pc.indices_nonzero(is_bad), pa.int64())
    of_rows = pc.cast(encoded.filter(is_bad), pa.string())
    bad = pa.table([rows, of_rows, by_row.filter(is_bad)], schema=BAD_LINES)
    return Settled(values, bad)


def distinct_texts(texts: pa.Array) -> list[str]:
    """Return the different texts of a column."""
    return pc.drop_null(pc.unique(texts)).to_pylist()


def lines_of(texts: pa.Array, wanted: pa.Array, reason: str) -> pa.Table:
    """Return a line (row, text, reason) for each text that is wanted."""
    rows = pc.cast(pc.indices_nonzero(wanted), pa.int64())
    return pa.table([rows, texts.filter(wanted), pa.repeat(reason, len(rows))], schema=BAD_LINES)


def matches(texts: pa.Array, pattern: str) -> pa.Array:
    """Return which texts match a pattern; null does not."""
    return pc.fill_null(pc.match_substring_regex(texts, pattern), False)


class Pending:
    """The texts of a column that are not read yet; each stage settles those it is sure of."""

    def __init__(self, texts: pa.Array, kind: pa.DataType) -> None:
        self.kind = kind
        self.size = len(texts)
        self.texts = texts.drop_null() if texts.null_count else texts
        self._rows = pc.indices_nonzero(pc.is_valid(texts)) if texts.null_count else None
        self._parts: list[tuple[pa.Array | None, pa.Array]] = []

    def settle(self, sure: pa.Array, read: Callable[[pa.Array], pa.Array]) -> None:
        """Take the texts out for which `sure` is true, with the values that `read` returns for them.

        Where the engine cannot hold the values (a number too large), the texts stay for a later stage.
        """
        count = pc.sum(sure).as_py() or 0
        if count:
            with suppress(pa.ArrowInvalid):
                self._take(sure, count, read)

    def finish(self, read: Callable[[str], Any]) -> tuple[Settled, pa.Array]:
        """Read what is left text by text; return the whole column in order, and the values read last."""
        last = each_distinct(self.texts, read, self.kind)
        bad = last.bad
        if self._rows is not None and bad.num_rows:
            own = pc.cast(self._rows.take(bad["row"].combine_chunks()), pa.int64())
            bad = bad.set_column(0, "row", own)
        self._parts.append((self._rows, last.values))
        return Settled(self._in_order(), bad), last.values

    def _take(self, sure: pa.Array, count: int, read: Callable[[pa.Array], pa.Array]) -> None:
        if count == len(self.texts):
            self._parts.append((self._rows, read(self.texts)))
            self.texts, self._rows = self.texts.slice(0, 0), pa.array([], pa.uint64())
            return
        rows = pa.array(np.arange(self.size, dtype=np.uint64)) if self._rows is None else self._rows
        self._parts.append((rows.filter(sure), read(self.texts.filter(sure))))
        left = pc.invert(sure)
        self.texts, self._rows = self.texts.filter(left), rows.filter(left)

    def _in_order(self) -> pa.Array:
        filled = [(rows, values) for rows, values in self._parts if len(values)]
        if not filled:
            return pa.nulls(self.size, self.kind)
        if len(filled) == 1 and len(filled[0][1]) == self.size:
            return filled[0][1]
        places = np.full(self.size, -1, dtype=np.int64)
        offset = 0
        for rows, values in filled:
            where = slice(None) if rows is None else rows.to_numpy()
            places[where] = np.arange(offset, offset + len(values))
            offset += len(values)
        joined = pa.concat_arrays([values for _, values in filled])
        return joined.take(pa.array(places, mask=places < 0))
