"""The facts that checks of a run build on, stated once, and worked out once where that is worth it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

import ibis.expr.types as ir

from analytics.fact import Fact, Filled, Tables
from analytics.statements import statement_of
from models.engine import Engine

NOTHING: Mapping[str, ir.Table] = MappingProxyType({})
Seen = Callable[[Fact, Mapping[str, ir.Table]], Tables]


class Built(Protocol):
    """What is stated over tables and facts: a check, or the rows behind pictures."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return the facts that it builds on."""
        ...

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return every table that it reads with its columns, needed or not."""
        ...

    @property
    def without(self) -> Mapping[str, str]:
        """Return by place what stays off without any value there."""
        ...

    def missing(self, filled: Filled) -> list[str]:
        """Return the needed tables and columns that have no value at all."""
        ...


def facts_of(chosen: Sequence[Built]) -> list[Fact]:
    """Return the facts that checks build on, each once and after those it uses."""
    return list(dict.fromkeys(fact for one in chosen for fact in with_what_they_use(one.facts)))


def with_what_they_use(some: Iterable[Fact]) -> list[Fact]:
    """Return facts and those they build on, each after what it uses."""
    return [fact for one in some for fact in (*with_what_they_use(one.uses), one)]


def stated_once(
    wanted: Iterable[Fact], engine: Engine, seen: Seen, worked_out: Mapping[str, ir.Table] = NOTHING
) -> dict[str, ir.Table]:
    """Return facts by name: those worth keeping worked out now, the others under a name, stated once.

    For a single check too: a statement over few rows that are there is planned by how few they are. `seen` gives the
    tables that a fact reads, with the facts that it builds on; of others it knows nothing, so that what is kept of it
    serves whichever checks run. `worked_out` are facts that a run has worked out before.
    """
    found: dict[str, ir.Table] = {}
    for one in wanted:
        known = worked_out.get(one.name)
        below = {fact.name: found[fact.name] for fact in with_what_they_use(one.uses) if fact.name in found}
        statement = statement_of(one, seen(one, below), engine, {}) if known is None else known
        under_a_name = engine.kept if one.is_kept else engine.view
        found[one.name] = under_a_name(statement, f"fact_{one.name}")
    return found
