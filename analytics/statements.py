"""What a check says as the engine's SQL, stated and compiled once in a process.

Stating and compiling a check takes longer than running it over a few thousand customers. What it says depends
on the data only through what it asked `has`; where a former run had the same answers, only the rows differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.check import Check, Tables
from models.engine import Engine, Statement

Key = tuple[str, date, str, str, str]
MOST_KEPT = 300  # a handful of screenings


@dataclass(frozen=True)
class _Stated:
    answers: Mapping[str, bool]
    notes: tuple[str, ...]
    statement: Statement


_KNOWN: dict[Key, list[_Stated]] = {}


def statement_of(
    check: Check, tables: Tables, engine: Engine, values: Mapping[str, Any], place: str = ""
) -> Statement:
    """Return the hits of a check as a statement; `tables` gets the notes on what stays off.

    `place` tells apart where tables of the same name come from.
    """
    key = (check.code, tables.as_of, tables.period, repr(sorted(values.items())), place)
    known = _KNOWN.setdefault(key, [])
    for one in known:
        if all(tables.has(at) == had for at, had in one.answers.items()):
            tables.notes.extend(one.notes)
            return one.statement
    tables.asked.clear()
    statement = engine.stated(check(tables, **values))
    known.append(_Stated(dict(tables.asked), tuple(tables.notes), statement))
    while len(_KNOWN) > MOST_KEPT:
        _KNOWN.pop(next(iter(_KNOWN)))
    return statement
