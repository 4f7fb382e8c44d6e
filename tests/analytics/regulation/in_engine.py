"""Columns in the engine, typed as the store types them, so that both forms of a rule can be compared."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import Phase, settings

from models.data.schema import NUMBER_TYPE
from models.engine import DuckDB, Engine

# No shrinking: each example is a query, and a failing list of rows says enough.
fixed = settings(max_examples=25, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])
_TYPES = {Decimal: NUMBER_TYPE, str: pa.string(), bool: pa.bool_(), int: pa.int64(), date: pa.date32()}
_ENGINES: list[tuple[Engine, list[int]]] = []  # each with how many values it was asked for, time by time


def columns(**values: list[Any]) -> Any:
    """Return an engine's table of the given columns, numbers as DECIMAL(18,6); the former one is gone."""
    arrays = {}
    for name, items in values.items():
        kind = next(type(item) for item in items if item is not None)
        arrays[name] = pa.array(items, _TYPES.get(kind))
    rows = range(len(next(iter(values.values()))))
    numbered = pa.table({"_row": pa.array(rows, pa.int64())} | arrays)
    return _engine()[0].arrow_table(numbered, "given")


@contextmanager
def on(engine: Engine) -> Iterator[list[int]]:
    """Have columns lie in another engine meanwhile, and what is calculated of them calculated there.

    The list given grows by the number of values whenever some are calculated.
    """
    asked: list[int] = []
    _ENGINES.append((engine, asked))
    try:
        yield asked
    finally:
        _ENGINES.pop()


def _engine() -> tuple[Engine, list[int]]:
    if not _ENGINES:
        _ENGINES.append((DuckDB(Path(tempfile.gettempdir(), "mingji-regulation")), []))
    return _ENGINES[-1]


def calculated(table: Any, expr: Any) -> list[Any]:
    """Return an expression's values in the order of the rows given."""
    engine, asked = _engine()
    values = (
        engine.found(engine.stated(table.select("_row", value=expr))).sort_by("_row")["value"].to_pylist()
    )
    asked.append(len(values))
    return values


def vectors(family: str) -> Any:
    """Return the published cases of a family of rules, numbers as Decimal."""
    text = (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)[family]
