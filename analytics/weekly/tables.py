"""Small tables of a report with fixed columns, so that an empty one has them too."""

from collections.abc import Iterable, Mapping
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
    schema = []
    for column in columns.split():
        name, _, kind = column.partition(":")
        schema.append(pa.field(name, _TYPES[kind or "s"]))
    return pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(schema))
