"""The data of a sheet, and what stands between it: totals, notes, page numbers, titles, repeated headers.

What is left out is counted by kind and kept, so that it can be looked at.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.recognise import Recognition
from data_loaders.rows.owners import with_owners
from data_loaders.rows.row_kinds import CARRIED, DESCRIBING, GROUP, KINDS, TOTAL, row_kinds
from data_loaders.sheet import MergedRange, Sheet


@dataclass(frozen=True)
class TotalRows:
    """The total rows as they stand.

    Shapes: all run parallel to the rows of `cells`. `after` is how many data rows stand above each, `is_said`
    whether it says that it is a total: else only its numbers can tell. `groups_after` are the places of group
    titles, counted like `after`.
    """

    cells: pa.Table
    row_no: tuple[int, ...]
    after: tuple[int, ...]
    is_said: tuple[bool, ...]
    groups_after: tuple[int, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Rows that are no data: where they stood, of what kind each is, and their cells."""

    row_no: pa.Int32Array
    kinds: pa.StringArray
    cells: pa.Table

    def parted(self, lines: set[int]) -> tuple["LeftOut", "LeftOut"]:
        """Return the rows that do not stand on these lines of the file, and those that do."""
        there = pc.is_in(self.row_no, value_set=pa.array(sorted(lines), self.row_no.type))
        return self._only(pc.invert(there)), self._only(there)

    def with_more(self, other: "LeftOut") -> "LeftOut":
        """Return these rows and, behind them, those of another."""
        return LeftOut(
            pa.concat_arrays([self.row_no, other.row_no]),
            pa.concat_arrays([self.kinds, other.kinds]),
            pa.concat_tables([self.cells, other.cells]),
        )

    def _only(self, keep: pa.BooleanArray) -> "LeftOut":
        return LeftOut(self.row_no.filter(keep), self.kinds.filter(keep), self.cells.filter(keep))


@dataclass(frozen=True)
class DataRows:
    """The data of a sheet, and what was left out of it.

    Shapes: `cells` and `row_no` run parallel. `strange` has a line (row of `cells`, text, reason) for each row
    refused for its id, `odd` (how many, row number in the file, text of the first) of ids that stand out and were
    kept: both by column of the sheet. `shared` has how many figures stand in merged cells over several rows, by
    column: such a figure is that of the rows together, and counts once. `of_owners` are the columns that stood in rows of
    customers above their own, `of_owners_once` those of them with figures that count once.
    """

    cells: pa.Table
    row_no: pa.Int32Array
    excluded: Mapping[str, int] = field(default_factory=dict)
    totals: TotalRows | None = None
    left_out: LeftOut | None = None
    strange: Mapping[int, pa.Table] = field(default_factory=dict)
    odd: Mapping[int, tuple[int, int, str]] = field(default_factory=dict)
    shared: Mapping[int, int] = field(default_factory=dict)
    of_owners: tuple[int, ...] = ()
    of_owners_once: tuple[int, ...] = ()


def data_rows(sheet: Sheet, found: Recognition) -> DataRows:
    """Return the rows below the header that are data."""
    rows = _rows_below(sheet, found)
    if not found.block.passed:
        return rows
    beside = pa.array(found.block.passed)
    passed = LeftOut(
        row_no=sheet.row_no.take(beside),
        kinds=pa.repeat(DESCRIBING, len(beside)),
        cells=sheet.cells.take(beside),
    )
    return replace(
        rows,
        excluded={DESCRIBING: len(beside), **rows.excluded},
        left_out=passed if rows.left_out is None else passed.with_more(rows.left_out),
    )


def _rows_below(sheet: Sheet, found: Recognition) -> DataRows:
    first = found.block.data_row
    merged, shared = _without_shared(sheet.merged, found)
    cells = _filled_down(sheet.cells.slice(first), merged, first)
    row_no = sheet.row_no.slice(first)
    owned = with_owners(cells, found)
    cells = owned.cells
    judged = row_kinds(cells, sheet, found)
    of_owners = KINDS.index(TOTAL if owned.has_sums else GROUP)
    kinds = np.where(owned.is_owner & (judged.kinds == 0), of_owners, judged.kinds)
    keep = kinds == 0
    place = np.cumsum(keep) - 1
    odd = {i: (count, row_no[row].as_py(), text) for i, (count, row, text) in judged.odd.items()}
    strange = {
        index: bad.set_column(0, "row", pa.array(place[bad["row"].to_numpy()]))
        for index, bad in judged.strange.items()
    }
    if keep.all():
        return DataRows(cells, row_no, strange=strange, odd=odd, shared=shared)
    out = np.flatnonzero(~keep)
    totals = np.flatnonzero(np.isin(kinds, (KINDS.index(TOTAL), KINDS.index(CARRIED))))
    return DataRows(
        cells=_only(cells, keep),
        row_no=row_no.filter(pa.array(keep)),
        excluded={
            label: int((kinds == n).sum()) for n, label in enumerate(KINDS) if n and (kinds == n).any()
        },
        totals=TotalRows(
            cells=cells.take(pa.array(totals)),
            row_no=tuple(row_no.take(pa.array(totals)).to_pylist()),
            after=tuple((place[totals] + 1).tolist()),
            is_said=tuple(judged.is_said[totals].tolist()),
            groups_after=tuple((place[kinds == KINDS.index(GROUP)] + 1).tolist()),
        ),
        left_out=LeftOut(
            row_no=row_no.take(pa.array(out)),
            kinds=pa.array([KINDS[kind] for kind in kinds[out]], pa.string()),
            cells=cells.take(pa.array(out)),
        ),
        strange=strange,
        odd=odd,
        shared=shared,
        of_owners=owned.columns,
        of_owners_once=owned.once,
    )


def _only(cells: pa.Table, keep: np.ndarray) -> pa.Table:
    count = int(keep.sum())
    if keep[:count].all():
        return cells.slice(0, count)  # what is left out stands at the end: nothing is copied
    return cells.filter(pa.array(keep))


def _without_shared(
    merged: Sequence[MergedRange], found: Recognition
) -> tuple[list[MergedRange], Counter[int]]:
    """Return the merged cells without those of figures that add up, and how many of these there are by column."""
    figures = found.added_up
    begin = found.block.data_row
    own = [m for m in merged if m.last_row > m.first_row >= begin and m.first_col in figures]
    return [m for m in merged if m not in set(own)], Counter(m.first_col for m in own)


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
