"""From numpy columns to typed tables: exact decimals, dates and codes without a loop over rows.

Money is counted in fen, energy in whole kWh, capacity in thousandths of a kVA, readings in ten-thousandths:
integers throughout, so that nothing is lost before it is written.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import tables
from models.data.schema import NUMBER_TYPE

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = np.iinfo(np.int32).min
US_PER_DAY, US_PER_MINUTE = 86_400_000_000, 60_000_000


def day_number(day: date) -> int:
    """Return a day as the number of days since 1970."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """Return the day with this number."""
    return date.fromordinal(int(number) + EPOCH)


def half_up(numerator: np.ndarray, denominator: int | np.ndarray) -> np.ndarray:
    """Return integers divided and rounded half up (away from zero), exactly."""
    rounded = (2 * np.abs(numerator) + denominator) // (2 * denominator)
    return np.sign(numerator) * rounded


def decimals(values: np.ndarray, scale: int, valid: np.ndarray | None = None) -> pa.Array:
    """Return integers that count units of 10^-scale as stored decimals; null where not valid."""
    words = np.empty((len(values), 2), np.int64)
    np.multiply(values, 10 ** (NUMBER_TYPE.scale - scale), out=words[:, 0], casting="unsafe")
    words[:, 1] = words[:, 0] >> 63  # the upper half of a 128-bit integer is its sign
    return pa.Array.from_buffers(NUMBER_TYPE, len(values), [_bits(valid), pa.py_buffer(words)])


def dates(values: np.ndarray) -> pa.Array:
    """Return day numbers as dates; null where there is no day."""
    return pa.array(values.astype(np.int32, copy=False), mask=values == NO_DAY).cast(pa.date32())


def times(values: np.ndarray) -> pa.Array:
    """Return microseconds since 1970 as times."""
    return pa.array(values.astype(np.int64, copy=False)).cast(pa.timestamp("us"))


def texts(values: np.ndarray) -> pa.Array:
    """Return texts; the empty text is null."""
    return pa.array(values, type=pa.string(), mask=values == "")


def joined(*parts: str | pa.Array) -> pa.Array:
    """Return texts put one after the other; a plain text stands in every row."""
    return pc.binary_join_element_wise(*[pa.scalar(p) if isinstance(p, str) else p for p in parts], "")


def picked(choices: Sequence[str | None], index: np.ndarray) -> pa.Array:
    """Return the choice that each index names."""
    return pa.array(choices, pa.string()).take(pa.array(index))


def months(days: np.ndarray) -> pa.Array:
    """Return the month of each day number as YYYYMM."""
    found, place = np.unique(days.astype("datetime64[D]").astype("datetime64[M]"), return_inverse=True)
    return picked([str(month).replace("-", "") for month in found], place)


def constant(value: str, size: int) -> pa.Array:
    """Return one text, repeated."""
    return pa.repeat(pa.scalar(value, pa.string()), size)


def filled_in(name: str, size: int, columns: Mapping[str, Any]) -> pa.Table:
    """Return a table by its card from the columns that it has; the others are null throughout."""
    schema = tables()[name].arrow_schema
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise KeyError(f"{name} has no columns {sorted(unknown)}")
    arrays = [
        columns[field.name] if field.name in columns else pa.nulls(size, field.type) for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def from_rows(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return a table by its card from rows; what a row does not say is null.

    Errors: KeyError for a column that the card does not have.
    """
    schema = tables()[name].arrow_schema
    said = {key for row in rows for key in row}
    if unknown := said - set(schema.names):
        raise KeyError(f"{name} has no columns {sorted(unknown)}")
    fields = [field for field in schema if field.name in said]
    columns = pa.array(rows, pa.struct(fields)).flatten()
    return filled_in(name, len(rows), {field.name: one for field, one in zip(fields, columns, strict=True)})


def _bits(valid: np.ndarray | None) -> pa.Buffer | None:
    if valid is None or valid.all():
        return None
    return pa.py_buffer(np.packbits(valid, bitorder="little"))
