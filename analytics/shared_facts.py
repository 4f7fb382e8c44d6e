"""The facts that checks of a run build on, worked out once and kept in the engine."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import ibis.expr.types as ir

from analytics.check import Check
from analytics.fact import Fact, Tables
from analytics.statements import statement_of
from models.engine import Engine

Seen = Callable[[Fact, Mapping[str, ir.Table]], Tables]


def worth_keeping(chosen: Sequence[Check]) -> list[Fact]:
    """Return the facts marked as kept that the checks build on, each once and after those it uses.

    For a single check too: a statement over few rows that are there is planned by how few they are.
    """
    together = dict.fromkeys(fact for one in chosen for fact in with_what_they_use(one.facts))
    return [fact for fact in together if fact.is_kept]


def with_what_they_use(some: Iterable[Fact]) -> list[Fact]:
    """Return facts and those they build on, each after what it uses."""
    return [fact for one in some for fact in (*with_what_they_use(one.uses), one)]


def kept(wanted: Iterable[Fact], engine: Engine, seen: Seen) -> dict[str, ir.Table]:
    """Return facts worked out now, by name. `seen` gives the tables that a fact reads, with what is kept so far."""
    found: dict[str, ir.Table] = {}
    for one in wanted:
        statement = statement_of(one, seen(one, found), engine, {})
        found[one.name] = engine.kept(statement, f"fact_{one.name}")
    return found
