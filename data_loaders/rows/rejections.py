"""Why rows were refused: one line for each row, with everything that is wrong with it in one sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# `line` is the row number in the file, `cells` the original texts of the row in the order of the sheet.
REJECTS = pa.schema(
    [
        ("line", pa.int32()),
        ("columns", pa.string()),
        ("texts", pa.string()),
        ("reason", pa.string()),
        ("cells", pa.list_(pa.string())),
    ]
)
FIRST_LINES = 3  # of the rows with one reason
_FAULTS = pa.schema(
    [("key", pa.int64()), ("header", pa.string()), ("text", pa.string()), ("reason", pa.string())]
)


@dataclass
class Faults:
    """Everything that was found wrong, by a number that stands for a row (or for a part of a wide row)."""

    tables: list[pa.Table] = field(default_factory=list)

    def add(self, keys: Iterable[int], header: str, bad: pa.Table) -> None:
        """Add the unreadable texts of a column; `keys` stand for the rows of `bad`."""
        size = bad.num_rows
        if size:
            columns = [pa.array(keys, pa.int64()), pa.repeat(header, size), bad["text"], bad["reason"]]
            sentences = pc.binary_join_element_wise("“", header, "”列“", bad["text"], "”", bad["reason"], "")
            self.tables.append(pa.table([*columns[:3], sentences], schema=_FAULTS))

    def add_sentence(self, keys: np.ndarray, header: str, sentence: str) -> None:
        """Add a fault that is no single text's."""
        if len(keys):
            columns = [pa.array(keys, pa.int64()), *(pa.repeat(t, len(keys)) for t in (header, "", sentence))]
            self.tables.append(pa.table(columns, schema=_FAULTS))

    def keys(self) -> np.ndarray:
        """Return what has a fault, in order."""
        if not self.tables:
            return np.array([], dtype=np.int64)
        return np.unique(np.concatenate([table["key"].to_numpy() for table in self.tables]))

    def joined(self) -> pa.Table:
        """Return one line (key, columns, texts, reason) for each key, in order."""
        if not self.tables:
            return _FAULTS.empty_table().rename_columns(["key", "columns", "texts", "reason"])
        lists = (
            pa.concat_tables(self.tables)
            .group_by("key", use_threads=False)
            .aggregate([("header", "list"), ("text", "list"), ("reason", "list")])
            .sort_by("key")
        )
        columns = [pc.binary_join(lists[f"{name}_list"], "、") for name in ("header", "text")]
        reasons = pc.binary_join(lists["reason_list"], ";")
        return pa.table([lists["key"], *columns, reasons], names=["key", "columns", "texts", "reason"])


def reasons_in(rejects: pa.Table) -> list[tuple[str, int, list[int]]]:
    """Return (reason without the texts of single rows, how many rows, their first lines), the most frequent first."""
    kinds = pc.replace_substring_regex(rejects["reason"], r"(列)“[^”]*”", r"\1")
    kinds = pc.replace_substring_regex(kinds, r"第 \d+ 行", "某行")
    table = pa.table([kinds, rejects["line"]], names=["kind", "line"]).sort_by("line")
    grouped = table.group_by("kind", use_threads=False).aggregate([("line", "count"), ("line", "list")])
    found = [(row["kind"], row["line_count"], row["line_list"][:FIRST_LINES]) for row in grouped.to_pylist()]
    return sorted(found, key=lambda reason: -reason[1])


def together(
    first: pa.Table, first_at: np.ndarray, second: pa.Table, second_at: np.ndarray
) -> list[pa.Array]:
    """Return columns, texts and reason of two tables side by side, joined; -1 in `*_at` means none."""
    result = []
    for name, separator in (("columns", "、"), ("texts", "、"), ("reason", ";")):
        one = first[name].combine_chunks().take(pa.array(first_at, mask=first_at < 0))
        two = second[name].combine_chunks().take(pa.array(second_at, mask=second_at < 0))
        result.append(pc.binary_join_element_wise(one, two, separator, null_handling="skip"))
    return result


def places_in(sorted_keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where each wanted key stands among sorted keys, -1 where it does not."""
    if not len(sorted_keys):
        return np.full(len(wanted), -1)
    at = np.searchsorted(sorted_keys, wanted).clip(max=len(sorted_keys) - 1)
    return np.where(sorted_keys[at] == wanted, at, -1)


def is_among(numbers: np.ndarray, sorted_keys: np.ndarray) -> np.ndarray:
    """Return which numbers are among the keys."""
    if not len(sorted_keys):
        return np.zeros(len(numbers), dtype=bool)
    return places_in(sorted_keys, numbers) >= 0


def rejects_of(lines: pa.Array, texts: Sequence[pa.Array], cells: pa.Table) -> pa.Table:
    """Return the table of rejected rows; `cells` are their original cells, row by row."""
    return pa.table([lines, *texts, cells_as_lists(cells)], schema=REJECTS)


def cells_as_lists(cells: pa.Table) -> pa.ListArray:
    """Return each row's cells as one list."""
    width, size = cells.num_columns, cells.num_rows
    if not width or not size:
        return pa.array([[]] * size, pa.list_(pa.string()))
    together_ = pa.concat_arrays([column.combine_chunks() for column in cells.columns])
    places = (np.arange(size)[:, None] + size * np.arange(width)[None, :]).ravel()
    return pa.ListArray.from_arrays(
        pa.array(np.arange(size + 1) * width, pa.int32()), together_.take(pa.array(places))
    )
