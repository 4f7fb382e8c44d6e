"""Expressions over a table of orders that are stated and compiled once in a process.

Stating and compiling costs more than running; from week to week only the table's name differs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from models.engine import Engine

_ANY = "weekly_of_any_analysis"


@dataclass(frozen=True)
class Stated:
    """The SQL of an expression over one table, and what it returns."""

    sql: str
    schema: pa.Schema


# the expression is kept beside its SQL: what it holds in memory lives as long as it does
_KNOWN: dict[str, tuple[Any, Stated]] = {}


def stated(engine: Engine, key: str, table: Any, state: Callable[[Any], Any]) -> Stated:
    """Return an expression over a table as SQL that this engine can run.

    What the expression depends on beside the table, whose columns are always the same, must be in the key.
    """
    name = table.get_name().rpartition(".")[2]  # it comes with its catalogue
    if key not in _KNOWN:
        expression = state(table)
        sql = engine.backend.compile(expression).replace(name, _ANY)
        _KNOWN[key] = expression, Stated(sql, expression.schema().to_pyarrow())
    expression, known = _KNOWN[key]
    engine.prepare(expression)
    return Stated(known.sql.replace(_ANY, name), known.schema)
