"""Small tables of a report with fixed columns, so that an empty one has them too."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa

_TYPES = {
    "s": pa.string(),
    "i": pa.int64(),
    "f": pa.float64(),
    "t": pa.timestamp("us"),
    "b": pa.bool_(),
}


def table_of(rows: Iterable[Mapping[str, Any]], columns: str) -> pa.Table:
    """Return rows as a table of the columns 'name:kind …'; s text (or none), i integer, f number, t time, b flag."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema_of(columns))


def schema_of(columns: str) -> pa.Schema:
    """Return the schema of columns that are described as in `table_of`."""
    described = [column.partition(":") for column in columns.split()]
    return pa.schema([pa.field(name, _TYPES[kind or "s"]) for name, _, kind in described])


def named(table: pa.Table, name: str, codes: str, name_of: Callable[[str | None], str]) -> pa.Table:
    """Return a table with a further column that names the codes of another one; each code is looked up once."""
    encoded = table[codes].combine_chunks().dictionary_encode(null_encoding="encode")
    names = pa.array([name_of(code) for code in encoded.dictionary.to_pylist()], pa.string())
    return table.append_column(name, names.take(encoded.indices))
