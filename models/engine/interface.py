"""What an engine does, whichever it is: tables of a home, statements, what they find."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, cast

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

NOTHING_RENAMED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Statement:
    """An expression as SQL that any engine of the same kind with the same tables can run.

    `held` are (name, rows) of the tables that it has in memory; `steps` are (name, SQL) of what is worked out before it, in order.
    """

    sql: str
    schema: pa.Schema
    held: tuple[tuple[str, pa.Table], ...]
    steps: tuple[tuple[str, str], ...] = ()

    def renamed(self, names: Mapping[str, str]) -> "Statement":
        """Return the statement over tables of other names, given as {name: other name}; no name is part of anything else in it."""
        sql = self.sql
        for name, other in names.items():
            sql = sql.replace(name, other)
        return replace(self, sql=sql)


def held_in(table: ir.Table) -> tuple[tuple[str, pa.Table], ...]:
    """Return (name, rows) of the tables in memory that an expression uses."""
    found = table.op().find(ops.InMemoryTable)
    return tuple((op.name, op.data.to_pyarrow(op.schema)) for op in cast("list[ops.InMemoryTable]", found))


class Engine(ABC):
    """One session with an engine; not shared between threads.

    Errors: of whatever reads or writes: DataDamaged; StoreUnusable where the disk is full or cannot be written.
    """

    kind: ClassVar[str]

    def __init__(self) -> None:
        # rows that this home has in place of those that a statement holds, by name: its own calendar
        self.own_rows: dict[str, pa.Table] = {}
        self.named: dict[str, ir.Table] = {}  # what was kept or stated under a name, the oldest first
        # what tables are that go by another name in each run, by name: statements over them are kept by it
        self.parts: dict[str, str] = {}

    @abstractmethod
    def parquet(
        self,
        paths: Sequence[Path],
        schema: pa.Schema,
        name: str,
        stored_as: Mapping[str, str] = NOTHING_RENAMED,
    ) -> ir.Table:
        """Return what the files hold as one table, with the schema's columns; empty without files.

        `stored_as` maps columns that have another name in the files to it.
        """

    @abstractmethod
    def arrow_table(self, rows: pa.Table, name: str) -> ir.Table:
        """Return rows in memory as a table; another of the same name takes its place."""

    @abstractmethod
    def stated(self, table: ir.Table) -> Statement:
        """Return an expression compiled; often that takes longer than running it."""

    @abstractmethod
    def kept(self, wanted: ir.Table | Statement, name: str) -> ir.Table:
        """Return what an expression finds, worked out now and kept until the name is used again."""

    @abstractmethod
    def view(self, wanted: ir.Table | Statement, name: str) -> ir.Table:
        """Return an expression under a name of its own: what builds on it need not compile it again."""

    @abstractmethod
    def forget(self, name: str) -> None:
        """Let go of a table that was kept."""

    @abstractmethod
    def found(self, statement: Statement) -> pa.Table:
        """Return what a statement finds, in the types of its schema."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the engine's memory and files."""
