"""What checks, facts and analyses say as the engine's SQL: stated and compiled once, then kept.

Stating and compiling a check takes longer than running it over a few thousand customers. What it says depends on
what it is made of (its code, a person's values, the tables by name) and on what it asked the tables: whether a
column has values, the day, the period. Where all of this is as in a former run, of this process or of one before, only
the rows differ.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from analytics.check import Check
from analytics.code_version import code_version
from analytics.fact import Fact, Tables
from models.engine import Engine, KeptStatements, Statement, sought
from models.lake import Door

MOST_KEPT = 1_000  # a handful of screenings, and the look-ups of people of a dozen units
COMPILERS = ("ibis-framework", "sqlglot")

Variants = list[tuple[Mapping[str, Any], Statement]]
_KNOWN: dict[str, Variants] = {}


def statement_of(
    one: Check | Fact,
    tables: Tables,
    engine: Engine,
    values: Mapping[str, Any],
    *,
    is_kept_on_disk: bool = True,
) -> Statement:
    """Return the hits of a check, or the rows of a fact, as a statement; what is only tried is not kept on disk."""
    name, stated_in = (one.code, one.judge) if isinstance(one, Check) else (one.name, one.definition)
    read = {place: _stored_as(table) for place, table in {**tables.given, **tables.kept}.items()}
    if (
        None in read.values()
    ):  # what is read only in part is stated anew: the next to ask may see another part
        return engine.stated(one(tables, **values))
    key = repr((stated_in.__module__, name, sorted(values.items()), engine.kind, sorted(read.items())))

    def state() -> tuple[Mapping[str, Any], Statement]:
        tables.asked.clear()
        statement = engine.stated(one(tables, **values))
        return dict(tables.asked), statement

    # what is no part of the product, such as a test's own check, may change without its version
    is_ours = stated_in.__module__.startswith("analytics.")
    return _known(key, tables.answer, state, is_kept_on_disk=is_ours and is_kept_on_disk)


def stated(engine: Engine, key: str, state: Callable[..., Any], *tables: ir.Table) -> Statement:
    """Return what `state` makes of some tables as a statement. Whatever else it depends on must be in the key."""
    read = [_stored_as(table) for table in tables]
    if None in read:
        return engine.stated(state(*tables))
    key = repr((key, engine.kind, read))
    return _known(key, lambda question: None, lambda: ({}, engine.stated(state(*tables))))


def looked_up(
    door: Door, key: str, state: Callable[..., Any], *tables: ir.Table, **values: str | Decimal
) -> pa.Table:
    """Return what `state` makes of some of a door's tables and of values, compiled once for all who see the same.

    The values (a number, the code of one) may differ each time; whatever else it depends on must be in the key. Of a
    run's own tables only what part of the run they are matters: it serves every run.
    """
    return looked_up_often(door, key, state, tables, values, is_kept_on_disk=False)


def looked_up_often(
    door: Door,
    key: str,
    state: Callable[..., Any],
    tables: Sequence[ir.Table],
    values: Mapping[str, str | Decimal],
    *,
    asking: Tables | None = None,
    is_kept_on_disk: bool = True,
) -> pa.Table:
    """Return what `looked_up` does, compiled once for all processes, too: on disk what is stated for those who see every unit.

    What is not in the key may be asked of `asking`. Over a table that only this session has made nothing is kept on disk.
    """
    person, engine = door.person, door.engine
    sight = (person.units, person.sees_personal_data)
    kinds = [(name, isinstance(value, str)) for name, value in values.items()]
    parts = _parts_of(engine, tables)
    read = [(table.columns, _bases_of(table, parts)) for table in tables]
    whole_key = repr(("look-up", key, engine.kind, sight, kinds, read))

    def statement() -> tuple[Mapping[str, Any], Statement]:
        wanted = {name: sought(name, value) for name, value in values.items()}
        if asking is not None:
            asking.asked.clear()
        made = engine.stated(state(*tables, **wanted)).renamed(parts)
        return dict(asking.asked) if asking is not None else {}, made

    known = _known(
        whole_key,
        (lambda question: None) if asking is None else asking.answer,
        statement,
        is_kept_on_disk=is_kept_on_disk and person.sees_everything and not _is_of_session(engine, tables),
    )
    return engine.found(known.renamed({part: name for name, part in parts.items()}), **values)


def _is_of_session(engine: Engine, tables: Iterable[ir.Table]) -> bool:
    return any(name in engine.named for name in _names_in(tables))


def _parts_of(engine: Engine, tables: Iterable[ir.Table]) -> dict[str, str]:
    """Return {name: what stands for it in a kept statement} of the stored tables that are parts of one run; else none."""
    parts = {
        name: f"part_{hashlib.sha256(engine.parts[name].encode()).hexdigest()[:16]}"
        for name in _names_in(tables)
        if name in engine.parts
    }
    return parts if len(set(parts.values())) == len(parts) else {}


def _names_in(tables: Iterable[ir.Table]) -> set[str]:
    """Return the names of the stored tables of some expressions."""
    found: Any = [op for table in tables for op in table.op().find(ops.DatabaseTable)]
    return {op.name for op in found}


def _bases_of(table: ir.Table, parts: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the stored tables of an expression: their names, or what stands for these, and columns."""
    found: Any = table.op().find(ops.DatabaseTable)
    return sorted(
        (parts.get(op.name, op.name), [(name, str(kind)) for name, kind in op.schema.items()]) for op in found
    )


def _known(
    key: str,
    answer: Callable[[str], Any],
    state: Callable[[], tuple[Mapping[str, Any], Statement]],
    *,
    is_kept_on_disk: bool = True,
) -> Statement:
    known = _KNOWN.setdefault(key, [])
    found = _fitting(known, answer)
    if found is None and is_kept_on_disk:
        known += _on_disk().further(key)
        found = _fitting(known, answer)
    if found is None:
        answers, found = state()
        known.append((answers, found))
        if is_kept_on_disk:
            _on_disk().keep(key, answers, found)
    while len(_KNOWN) > MOST_KEPT:
        _KNOWN.pop(next(iter(_KNOWN)))
    return found


def _fitting(known: Variants, answer: Callable[[str], Any]) -> Statement | None:
    for answers, statement in reversed(known):
        if all(answer(question) == given for question, given in answers.items()):
            return statement
    return None


@cache
def _on_disk() -> KeptStatements:
    return KeptStatements("-".join([code_version(), *(version(compiler) for compiler in COMPILERS)]))


def _stored_as(table: ir.Table) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Return the name and the columns of what is a stored table, or columns picked from one; else None."""
    op: Any = table.op()
    columns = tuple((name, str(kind)) for name, kind in table.schema().items())
    if isinstance(op, ops.Project):
        if not all(isinstance(value, ops.Field) and value.name == name for name, value in op.values.items()):
            return None
        op = op.parent
    return (op.name, columns) if isinstance(op, ops.DatabaseTable | ops.UnboundTable) else None
