"""A customer in a row of its own, above the rows of its meters or months: its number and name are those of each."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.recognise import Recognition
from data_loaders.rows.row_kinds import WORDS_TEXT, any_match, mapped_keys
from data_loaders.rows.row_words import NO_ID_TEXT, PAGE_TEXT
from data_loaders.values.clean_groups import matches

OWNER = "cons_no"


@dataclass(frozen=True)
class Owned:
    """The cells with what stands once for several rows in each of them.

    Shapes: `is_owner` runs parallel to the rows; `columns` are those that were filled down, `once` those with figures of
    all the rows together, which stand in the first. `has_sums`: the owners' rows have the sums of the others.
    """

    cells: pa.Table
    is_owner: np.ndarray
    columns: tuple[int, ...] = field(default=())
    once: tuple[int, ...] = field(default=())
    has_sums: bool = False


def with_owners(cells: pa.Table, found: Recognition) -> Owned:
    """Return the rows below a customer's with its number, and which rows are the customers'.

    Only where no row is both: what a customer's row says, none of its rows says, and the other way round, but for figures
    that add up. Those of the customer's row are the sum of its rows. Below a row that is a customer's like the others and
    does not say its number, nobody's is filled in.
    """
    none = Owned(cells, np.zeros(cells.num_rows, dtype=bool))
    index = found.assignment.fields.get(OWNER)
    if index is None or not 0 < cells.column(index).null_count < cells.num_rows:
        return none
    ids = cells.column(index).combine_chunks()
    is_words = any_match(cells, WORDS_TEXT) | _true(matches(ids, PAGE_TEXT))
    is_owner = _true(pc.and_(matches(ids, "[0-9]"), pc.invert(matches(ids, f"{NO_ID_TEXT}|{PAGE_TEXT}"))))
    has_rest = _has_rest_of_key(cells, found)
    is_owned = _true(pc.is_null(ids)) & has_rest & ~is_words
    if not is_owner.any() or not is_owned.any() or np.argmax(is_owner) > np.argmax(is_owned):
        return none
    filled = {i: _true(pc.is_valid(cells.column(i))) for i in sorted(found.assignment.taken)}
    of_owners = {i for i, own in filled.items() if own[is_owner].any()}
    of_both = {i for i in of_owners if filled[i][is_owned].any()}
    if not of_both <= found.added_up or has_rest[is_owner].any():
        return none
    says_whose = np.any([filled[i] for i in of_owners - of_both], axis=0) & ~has_rest & ~is_words
    places = np.arange(cells.num_rows)
    above = np.maximum.accumulate(np.where(is_owner | says_whose, places, -1))
    is_owned &= is_owner[above]
    once = (of_owners - of_both) & found.added_up
    columns = of_owners - of_both - once
    cells = _filled_from(cells, columns, above, is_owned)
    cells = _filled_from(cells, once, above, _first_of_each(above, is_owned))
    # figures above no rows are no sums: such a row is refused for what it lacks
    has_figures = np.any([filled[i] for i in of_both | once], axis=0)
    is_owner &= np.isin(places, above[is_owned]) | ~has_figures
    return Owned(cells, is_owner, tuple(sorted(columns)), tuple(sorted(once)), bool(of_both))


def _filled_from(cells: pa.Table, columns: set[int], above: np.ndarray, is_filled: np.ndarray) -> pa.Table:
    """Return the cells with what some columns say in the row above, in the rows that are filled."""
    source = pa.array(np.where(is_filled, above, np.arange(cells.num_rows)))
    for index in columns:
        own = cells.column(index).combine_chunks().take(source)
        cells = cells.set_column(index, cells.column_names[index], own)
    return cells


def _first_of_each(above: np.ndarray, is_owned: np.ndarray) -> np.ndarray:
    """Return which owned rows are the first below their owner's."""
    is_first = np.zeros_like(is_owned)
    rows = np.flatnonzero(is_owned)
    is_first[rows] = np.diff(above[rows], prepend=-1) != 0
    return is_first


def _has_rest_of_key(cells: pa.Table, found: Recognition) -> np.ndarray:
    """Return which rows have all of a key but the customer's number; none where a key is nothing else."""
    fields = found.assignment.fields
    given = set(fields) | set(found.constants) | set(found.assignment.derived)
    complete = np.zeros(cells.num_rows, dtype=bool)
    for key in mapped_keys(found.table, given):
        rest = [fields[name] for name in key if name in fields and name != OWNER]
        if rest:
            complete |= np.logical_and.reduce([_true(pc.is_valid(cells.column(i))) for i in rest])
    return complete


def _true(marks: pa.Array | pa.ChunkedArray) -> np.ndarray:
    return np.asarray(
        marks.to_numpy(zero_copy_only=False) if isinstance(marks, pa.Array) else marks.to_numpy()
    )
