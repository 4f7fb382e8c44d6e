"""The files in which the child leaves a typed sheet for its parent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_loaders.recognition.recognise import Recognition
from data_loaders.rows.data_rows import LeftOut
from data_loaders.rows.rejections import REJECTS, rejects_of
from data_loaders.rows.row_kinds import mapped_keys
from data_loaders.rows.typed_sheet import TypedSheet
from models.schema import Kind, Table

CUSTOMER_NUMBERS = frozenset({"cons_no", "cust_no", "account_no"})
SHOWN_REJECTS, MOST_UNKNOWN = 50, 200
ROW_GROUP = 250_000


def write_sheet(result: TypedSheet, found: Recognition, number: int, target: Path) -> dict[str, Any]:
    """Write what a sheet became into a folder, and return what the report says about it."""
    table = found.table
    stood = pa.table([result.lines, pa.array(result.positions, pa.int64())], names=["line", "position"])

    def write_month(entry: tuple[str, pa.Array | None]) -> dict[str, Any]:
        month, rows = entry
        name = f"{number}-{month or 'all'}"
        values = result.values if rows is None else result.values.take(rows)
        write_typed(values, target / f"{name}.parquet")
        where = stood if rows is None else stood.take(rows)
        pq.write_table(where, target / f"{name}.lines", compression="none", use_dictionary=False)
        return {"month": month, "name": name, "rows": values.num_rows}

    with ThreadPoolExecutor() as threads:
        parts = list(threads.map(write_month, _months(table, result.values)))
    if result.rejects.num_rows:
        pq.write_table(result.rejects, target / f"{number}.rejects", compression="zstd")
    left_out = _as_rejects(result.left_out)
    if left_out.num_rows:
        pq.write_table(left_out, target / f"{number}.left_out", compression="zstd")
    repeats = _may_repeat(table, result.values, set(found.assignment.fields) | set(found.assignment.derived))
    if repeats or number or table.is_unique or _differ_in_length(result.values):
        _write_cells(result.cells, target / f"{number}.cells")
    return {
        "rows_read": result.rows_read,
        "rows_rejected": result.rejects.num_rows,
        "excluded": dict(result.excluded),
        "totals": [line.as_dict() for line in result.totals],
        "column_sums": dict(result.sums),
        "left_out_rows": left_out.slice(0, SHOWN_REJECTS).to_pylist(),
        "unknown": {
            name: [list(entry) for entry in found_[:MOST_UNKNOWN]] for name, found_ in result.unknown.items()
        },
        "parts": parts,
        "may_repeat": repeats,
        "rejected_rows": result.rejects.slice(0, SHOWN_REJECTS).to_pylist(),
    }


def _as_rejects(left_out: LeftOut | None) -> pa.Table:
    """Return rows that are no data in the form of rejected rows: the reason is their kind."""
    if left_out is None:
        return REJECTS.empty_table()
    blank = pa.repeat("", len(left_out.row_no))
    return rejects_of(left_out.row_no, [blank, blank, left_out.kinds], left_out.cells)


def write_typed(values: pa.Table, path: Path) -> None:
    """Write typed rows as they will be stored; numbers seldom repeat, so a dictionary of them is time lost."""
    repeating = [field.name for field in values.schema if not pa.types.is_decimal(field.type)]
    pq.write_table(
        values,
        path,
        compression="zstd",
        row_group_size=ROW_GROUP,
        store_decimal_as_integer=True,
        use_dictionary=repeating,
    )


def _differ_in_length(values: pa.Table) -> bool:
    """Return whether customer numbers may have lost zeros: once padded, two of them may be one."""
    numbers = [values[name] for name in CUSTOMER_NUMBERS if name in values.column_names]
    extremes = [pc.min_max(pc.binary_length(column)) for column in numbers]
    return any(found["min"].as_py() != found["max"].as_py() for found in extremes)


def _write_cells(cells: pa.Table, path: Path) -> None:
    """Write the original cells fast; they are gone once it is known which rows are accepted."""
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, cells.schema, options=options) as writer:
        writer.write_table(cells)


def _months(table: Table, values: pa.Table) -> Iterator[tuple[str, pa.Array | None]]:
    """Yield (month, rows) for a table that is stored by month; rows is None where all belong to one."""
    if not table.month_column:
        yield "", None
        return
    months = month_of(values[table.month_column].combine_chunks(), table.by_name[table.month_column].kind)
    found = sorted(pc.unique(months).to_pylist())
    if len(found) <= 1:
        yield (found[0] if found else ""), None
        return
    order = pc.sort_indices(months)
    in_order = months.take(order)
    for month in found:
        first = pc.index(in_order, month).as_py()
        yield month, order.slice(first, pc.sum(pc.equal(in_order, month)).as_py())


def month_of(values: pa.Array, kind: Kind) -> pa.Array:
    """Return the month 'YYYYMM' of each value, '' for null."""
    if kind in (Kind.DATE, Kind.TIME):
        months = pc.strftime(values, "%Y%m")
    else:
        months = pc.utf8_slice_codeunits(pc.replace_substring(values, "-", ""), 0, 6)
    return pc.fill_null(months, "")


def _may_repeat(table: Table, values: pa.Table, given: set[str]) -> bool:
    """Return whether two rows may share a key; only then are the rows compared with one another."""
    keys = mapped_keys(table, given) or [tuple(values.column_names[:1])]
    key = values.select(keys[0])
    has_gaps = any(
        column.null_count for column in key.columns
    )  # then another of the alternatives identifies a row
    return has_gaps or key.group_by(list(keys[0])).aggregate([]).num_rows < key.num_rows
