"""Wide rows become long ones: one row for each register or day that a source row shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.wide_forms import WideForm
from data_loaders.values import cell_dates
from data_loaders.values.blanks import Unreadable
from data_loaders.values.cells import ColumnRead
from models.data.schema import NUMBER_TYPE, Column, Kind, Table


@dataclass(frozen=True)
class Part:
    """The rows that one register or day adds.

    Shapes: `rows` are positions of source rows, in order; `fields` are parallel to them. `bad` has the lines
    (row, text, reason, header) for cells that could not be read; such a row is in `rows` too.
    """

    label: str
    rows: np.ndarray
    fields: Mapping[str, pa.Array]
    bad: pa.Table


@dataclass(frozen=True)
class WideCells:
    """The cells of the wide columns of a sheet, read.

    Shapes: `reads` and `headers` by column of the sheet; `months` are the months of the source rows where the
    columns are days of a month, else None.
    """

    form: WideForm
    reads: Mapping[int, ColumnRead]
    headers: Mapping[int, str]
    size: int
    months: Sequence[str | None] | None = None

    def parts(self) -> list[Part]:
        """Return the rows that each register or day adds, in the order of the columns."""
        keys = dict.fromkeys(column.key for column in self.form.columns)
        return [_part(self, key) for key in keys]


def _part(wide: WideCells, key: Any) -> Part:
    own = {column.field: column.index for column in wide.form.columns if column.key == key}
    present, zero = np.zeros(wide.size, dtype=bool), np.zeros(wide.size, dtype=bool)
    bad_tables = []
    for index in own.values():
        read = wide.reads[index]
        present |= pc.is_valid(read.values).to_numpy(zero_copy_only=False)
        present[read.bad["row"].to_numpy()] = True
        zero |= pc.fill_null(pc.equal(read.values, 0), False).to_numpy(zero_copy_only=False)
        bad_tables.append(read.bad.append_column("header", pa.repeat(wide.headers[index], read.bad.num_rows)))
    keys, is_wrong = _keys(wide, key)
    if is_wrong is not None:
        present &= ~(is_wrong & zero)  # a filler for the 31st of a short month
        header = wide.headers[next(iter(own.values()))]
        bad_tables.append(_no_such_day(np.flatnonzero(present & is_wrong), header))
    rows = np.flatnonzero(present)
    fields = {name: wide.reads[index].values.take(pa.array(rows)) for name, index in own.items()}
    if wide.form.key_field:
        fields[wide.form.key_field] = keys.take(pa.array(rows))
    return Part(str(key), rows, fields, pa.concat_tables(bad_tables))


def _keys(wide: WideCells, key: Any) -> tuple[pa.Array, np.ndarray | None]:
    """Return the key of each source row, and which rows have no such day."""
    if wide.form.key_field != "data_date":
        return pa.repeat(pa.scalar(key, pa.string()), wide.size), None
    if isinstance(key, date):
        return pa.repeat(pa.scalar(key, pa.date32()), wide.size), None
    months = wide.months or [None] * wide.size
    days = {month: _day_in(month, key) for month in set(months)}
    values = [days[month] for month in months]
    is_wrong = [v is None and m is not None for v, m in zip(values, months, strict=True)]
    return pa.array(values, pa.date32()), np.array(is_wrong, dtype=bool)


def _day_in(month: str | None, key: str | int) -> date | None:
    if month is None:
        return None
    text = f"{month[:4]}-{key}" if isinstance(key, str) else f"{month[:4]}-{month[4:]}-{key}"
    day = cell_dates.read_date(text)
    return None if isinstance(day, Unreadable) else day


def _no_such_day(rows: np.ndarray, header: str) -> pa.Table:
    size = len(rows)
    columns = {
        "row": pa.array(rows, pa.int64()),
        "text": pa.repeat(header, size),
        "reason": pa.repeat("在该月中不存在", size),
        "header": pa.repeat(header, size),
    }
    return pa.table(columns)


def series_of(form: WideForm, reads: Mapping[int, ColumnRead], size: int) -> pa.Array:
    """Return the points of each row as a list; null where all of them are blank."""
    ordered = [reads[column.index].values for column in sorted(form.columns, key=lambda c: int(str(c.key)))]
    count = len(ordered)
    together = pa.concat_arrays(ordered)
    places = (np.arange(size)[:, None] + size * np.arange(count)[None, :]).ravel()
    offsets = pa.array(np.arange(size + 1) * count, pa.int32())
    lists = pa.ListArray.from_arrays(offsets, together.take(pa.array(places)))
    filled = np.zeros(size, dtype=bool)
    for values in ordered:
        filled |= pc.is_valid(values).to_numpy(zero_copy_only=False)
    return pc.if_else(pa.array(filled), lists, pa.scalar(None, lists.type))


def day_total(form: WideForm, reads: Mapping[int, ColumnRead]) -> pa.Array:
    """Return the sum of a day's hours; null where an hour is missing."""
    total = None
    for column in form.columns:
        values = pc.cast(reads[column.index].values, pa.decimal128(24, 6))
        total = values if total is None else pc.cast(pc.add(total, values), pa.decimal128(24, 6))
    return pc.cast(total, NUMBER_TYPE)


def month_column(table: Table, name: str) -> Column:
    """Return a column as one that holds months: the day column of a sheet whose columns are days."""
    return replace(table.by_name[name], kind=Kind.MONTH)
