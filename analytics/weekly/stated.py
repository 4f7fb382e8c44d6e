"""Expressions over a table of orders that are stated and compiled once in a process.

Stating and compiling costs more than running; from week to week only the table's name differs.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from models.engine import Engine, Statement

_ANY = "weekly_of_any_analysis"
_KNOWN: dict[str, Statement] = {}


def stated(engine: Engine, key: str, table: Any, state: Callable[[Any], Any]) -> Statement:
    """Return an expression over a table as a statement.

    What the expression depends on beside the table, whose columns are always the same, must be in the key. Nothing
    that a person may see only in part (Door.table) can be in it: the next one to ask is somebody else.
    """
    name = table.get_name().rpartition(".")[2]  # it comes with its catalogue
    if key not in _KNOWN:
        statement = engine.stated(state(table))
        _KNOWN[key] = replace(statement, sql=statement.sql.replace(name, _ANY))
    known = _KNOWN[key]
    return replace(known, sql=known.sql.replace(_ANY, name))
