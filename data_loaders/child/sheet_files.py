"""The files in which the child leaves a typed sheet for its parent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_loaders.recognition.recognise import Recognition
from data_loaders.rows.data_rows import LeftOut
from data_loaders.rows.rejections import REJECTS, rejects_of
from data_loaders.rows.row_kinds import mapped_keys
from data_loaders.rows.typed_sheet import TypedSheet
from models.data import customer_codes
from models.data.schema import Kind, Table

SHOWN_REJECTS, MOST_UNKNOWN = 50, 200
ROW_GROUP = (
    100_000  # a customer is looked up in half the time of 250,000; at 50,000 a scan takes a tenth longer
)
LOOKED_AT = 4_096  # values of a column that show whether they repeat


def write_sheet(result: TypedSheet, found: Recognition, number: int, target: Path) -> dict[str, Any]:
    """Write what a sheet became into a folder, and return what the report says about it."""
    table = found.table
    stood = pa.table([result.lines, pa.array(result.positions, pa.int64())], names=["line", "position"])
    key = _key(found)
    is_by_month = table.month_column in key  # then rows of two months never share a key

    def write_month(entry: tuple[str, pa.Array | None]) -> tuple[dict[str, Any], bool]:
        month, rows = entry
        name = f"{number}-{month or 'all'}"
        values = result.values if rows is None else _rows_of(result.values, rows)
        write_typed(values, target / f"{name}.parquet")
        where = stood if rows is None else stood.take(rows)
        pq.write_table(where, target / f"{name}.lines", compression="none", use_dictionary=False)
        part = {"month": month, "name": name, "rows": values.num_rows}
        return part, is_by_month and _may_repeat(values.select(key))

    with ThreadPoolExecutor() as threads:
        written = list(threads.map(write_month, _months(table, result.values)))
    if result.rejects.num_rows:
        pq.write_table(result.rejects, target / f"{number}.rejects", compression="zstd")
    left_out = _as_rejects(result.left_out)
    if left_out.num_rows:
        pq.write_table(left_out, target / f"{number}.left_out", compression="zstd")
    of_months = any(may_repeat for _, may_repeat in written)
    repeats = of_months if is_by_month else _may_repeat(result.values.select(key))
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
        "parts": [part for part, _ in written],
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
    """Write typed rows as they will be stored, with the codes of customer numbers.

    Differences of numbers, days and times are both smaller and faster than their bytes packed; a dictionary of
    texts that seldom repeat is time lost.
    """
    values = _with_codes(values)
    numbers = {field.name for field in values.schema if _is_counted(field.type)}
    others = [path for field in values.schema for path in _column_paths(field) if path not in numbers]
    pq.write_table(
        values,
        path,
        compression=dict.fromkeys(others, "zstd") | dict.fromkeys(numbers, "none"),
        row_group_size=ROW_GROUP,
        store_decimal_as_integer=True,
        use_dictionary=[name for name in others if name in values.column_names and _repeats(values[name])],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
    )


def _with_codes(values: pa.Table) -> pa.Table:
    """Return rows with the codes of their customer numbers; those they had are made anew."""
    for name in customer_codes.COLUMNS:
        if name in values.column_names:
            codes = customer_codes.code_column(name)
            values = values.drop_columns(codes) if codes in values.column_names else values
            values = values.append_column(codes, customer_codes.codes_of(values[name]))
    return values


def _is_counted(kind: pa.DataType) -> bool:
    return pa.types.is_decimal(kind) or pa.types.is_temporal(kind)


def _column_paths(field: pa.Field) -> list[str]:
    """Return the name by which Parquet knows a column; a series has one more within it."""
    return [f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name]


def _repeats(column: pa.ChunkedArray) -> bool:
    """Return whether the first values of a column come more than once on the average."""
    first = column.slice(0, LOOKED_AT).drop_null()
    return pc.count_distinct(first).as_py() * 2 <= len(first)


def _differ_in_length(values: pa.Table) -> bool:
    """Return whether customer numbers may have lost zeros: once padded, two of them may be one."""
    numbers = [values[name] for name in customer_codes.COLUMNS if name in values.column_names]
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
    encoded = values[table.month_column].combine_chunks().dictionary_encode()
    months = [
        *_months_of(encoded.dictionary, table.by_name[table.month_column].kind),
        "",
    ]  # the last: of null
    numbers = pc.fill_null(encoded.indices, len(months) - 1).to_numpy()
    found = sorted({months[number] for number in np.flatnonzero(np.bincount(numbers))})
    if len(found) <= 1:
        yield (found[0] if found else ""), None
        return
    places = np.array([found.index(month) if month in found else 0 for month in months], np.int16)[numbers]
    order = pa.array(np.argsort(places, kind="stable"))
    edges = np.cumsum(np.bincount(places, minlength=len(found)))
    for month, first, end in zip(found, [0, *edges], edges, strict=False):
        yield month, order.slice(first, end - first)


def _months_of(values: pa.Array, kind: Kind) -> list[str]:
    """Return the month 'YYYYMM' of each value."""
    if kind in (Kind.DATE, Kind.TIME):
        return pc.strftime(values, "%Y%m").to_pylist()
    return [text.replace("-", "")[:6] for text in values.to_pylist()]


def _rows_of(values: pa.Table, rows: pa.Array) -> pa.Table:
    """Return some rows; of a column that is blank throughout any so many will do."""
    taken = [
        column.slice(0, len(rows)) if column.null_count == len(column) else column.take(rows)
        for column in values.columns
    ]
    return pa.table(taken, schema=values.schema)


def _key(found: Recognition) -> list[str]:
    """Return the first alternative of a table's key that was delivered."""
    given = set(found.assignment.fields) | set(found.assignment.derived)
    return list(next(iter(mapped_keys(found.table, given)), tuple(found.table.by_name)[:1]))


def _may_repeat(key: pa.Table) -> bool:
    """Return whether two rows may share a key; only then are the rows compared with one another."""
    if any(column.null_count for column in key.columns):  # then another of the alternatives identifies a row
        return True
    if pc.count_distinct(key.column(0)).as_py() == key.num_rows:
        return False
    return key.group_by(key.column_names).aggregate([]).num_rows < key.num_rows
