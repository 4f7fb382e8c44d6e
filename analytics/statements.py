"""What a check says as the engine's SQL, stated and compiled once in a process.

Stating and compiling a check takes longer than running it over a few thousand customers. What it says depends
on the data only through what it asked `has`; where a former run had the same answers, only the rows differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.check import Check
from analytics.fact import Fact, Tables
from models.engine import Engine, Statement

Key = tuple[str, date, str, str, str, tuple[str, ...]]
MOST_KEPT = 300  # a handful of screenings


@dataclass(frozen=True)
class _Stated:
    answers: Mapping[str, bool]
    statement: Statement


_KNOWN: dict[Key, list[_Stated]] = {}


def statement_of(
    one: Check | Fact, tables: Tables, engine: Engine, values: Mapping[str, Any], place: str = ""
) -> Statement:
    """Return the hits of a check, or the rows of a fact, as a statement.

    `place` tells apart where tables of the same name come from.
    """
    name = one.code if isinstance(one, Check) else one.name
    kept = tuple(sorted(tables.kept))
    key = (name, tables.as_of, tables.period, repr(sorted(values.items())), f"{engine.kind} {place}", kept)
    known = _KNOWN.setdefault(key, [])
    for stated in known:
        if all(tables.has(at) == had for at, had in stated.answers.items()):
            return stated.statement
    tables.asked.clear()
    statement = engine.stated(one(tables, **values))
    known.append(_Stated(dict(tables.asked), statement))
    while len(_KNOWN) > MOST_KEPT:
        _KNOWN.pop(next(iter(_KNOWN)))
    return statement
