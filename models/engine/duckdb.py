"""The embedded engine: DuckDB behind Ibis, with its memory bounded and its spill files inside the home."""

import gc
import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import duckdb
import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.duckdb import Backend

from models.engine.duckdb_sql import Compiler, Types, called, written
from models.engine.interface import NOTHING_RENAMED, Engine, Statement, held_in
from models.engine.sought import setting
from models.home.disk import unwritable
from models.home.faults import Explained, told_by_the_engine
from models.home.scratch import own_name

DEFAULT_MEMORY_GB = 6

# stating and compiling expressions makes objects by the hundred thousand that live on; looking through them
# as often as Python does by itself costs a tenth of a screening
gc.set_threshold(50_000, 20, 20)

MOST_HELD = 1_000


@dataclass(frozen=True)
class _Held:
    """What some files hold: their columns, and whether each file has all of them in the same types."""

    columns: Mapping[str, dt.DataType]
    are_alike: bool


_HELD: dict[tuple[Path, ...], _Held] = {}


class _Backend(Backend):
    """DuckDB that says of a missing or cut file whose it is (`explained`), and of a full disk that it is full."""

    compiler = Compiler()
    explained: Explained = staticmethod(lambda path: None)
    own_rows: Mapping[str, pa.Table] = MappingProxyType({})

    def _register_in_memory_table(self, op: Any) -> None:
        """Register a table that an expression has in memory, or the home's own in its place."""
        own = self.own_rows.get(op.name)
        if own is None:
            super()._register_in_memory_table(op)
        else:
            self.con.register(op.name, own)

    def raw_sql(self, query: Any, **kwargs: Any) -> Any:
        """Run a statement."""
        with told_by_the_engine(self.explained):
            return super().raw_sql(query, **kwargs)

    def read_parquet(self, paths: Any, /, **kwargs: Any) -> ir.Table:
        """Return Parquet files as a table."""
        with told_by_the_engine(self.explained):
            return super().read_parquet(paths, **kwargs)

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        """Return the columns of a table."""
        with told_by_the_engine(self.explained):
            return super().get_schema(*args, **kwargs)

    def to_pyarrow(self, expr: ir.Expr, /, **kwargs: Any) -> Any:
        """Return what an expression finds as Arrow."""
        with told_by_the_engine(self.explained):
            return super().to_pyarrow(expr, **kwargs)

    def execute(self, expr: ir.Expr, /, **kwargs: Any) -> Any:
        """Return what an expression finds as pandas."""
        with told_by_the_engine(self.explained):
            return super().execute(expr, **kwargs)


class DuckDB(Engine):
    """One connection to the DuckDB of a home in this process; not shared between threads.

    All connections of a process to a home share its memory, its threads and what it has read of the files, so that
    twenty sessions need no more than one; what one names, the others do not see. With the last it is gone.

    `explained` says whose file it is that cannot be read (models.data.stored_files.lost).
    """

    kind = "duckdb"

    def __init__(self, scratch: Path, explained: Explained = lambda path: None) -> None:
        super().__init__()
        try:
            scratch.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(error) from error
        memory_gb = os.environ.get("MINGJI_MEMORY_GB") or DEFAULT_MEMORY_GB
        opened = _Backend().connect(
            f":memory:{scratch.resolve()} {memory_gb}",
            memory_limit=f"{memory_gb}GB",
            temp_directory=str(_spill_folder(scratch)),
            preserve_insertion_order=False,
        )
        self.backend = cast("_Backend", opened)
        self.backend.explained = explained
        self.backend.own_rows = self.own_rows
        self.backend.raw_sql("SET enable_progress_bar = false")
        self.backend.raw_sql("SET parquet_metadata_cache = true")  # a page looks into a hundred files' ends
        self._files: dict[tuple[Path, ...], ir.Table] = {}
        self._in_memory: dict[str, tuple[pa.Schema, ir.Table]] = {}
        self._viewed: dict[str, ir.Table | Statement] = {}

    def parquet(
        self,
        paths: Sequence[Path],
        schema: pa.Schema,
        name: str,
        stored_as: Mapping[str, str] = NOTHING_RENAMED,
    ) -> ir.Table:
        """Return what the files hold as one table, with the schema's columns; empty without files."""
        # the table goes by the same name whatever its files have more or less, for statements are kept
        held = self._held(tuple(paths)).columns if paths else {}
        kinds, values = {}, []
        for field in schema:
            place = stored_as.get(field.name, field.name)
            # a file written before a column was added to the card does not have it
            kinds[field.name] = held[place] if place in held else ibis.dtype(field.type)
            value = f'"{place}"' if place in held else f"CAST(NULL AS {Types.to_string(kinds[field.name])})"
            values.append(f'{value} AS "{field.name}"')
        return self._view_of(name, ", ".join(values), paths, kinds)

    def arrow_table(self, rows: pa.Table, name: str) -> ir.Table:
        """Return rows in memory as a table; another of the same name takes its place."""
        self._hold(name, rows)
        known = self._in_memory.get(name)
        if known is None or known[0] != rows.schema:
            # its columns are known; asking the engine for them costs more than registering it
            known = self._in_memory[name] = (
                rows.schema,
                self._known(name, ibis.Schema.from_pyarrow(rows.schema)),
            )
        return known[1]

    def _known(self, name: str, columns: ibis.Schema) -> ir.Table:
        return ops.DatabaseTable(name, schema=columns, source=self.backend).to_expr()

    def files(self, *paths: Path, part: str = "") -> ir.Table:
        """Return Parquet files that nobody changes as one table; they are looked into once.

        `part` says what they are of a run, whichever: what is stated over them serves the same part of another run.
        """
        if paths not in self._files:
            # the same name in every session, for statements are kept
            name = f"files_{hashlib.sha256(repr(paths).encode()).hexdigest()[:16]}"
            if part:
                self.parts[name] = part
            self._files[paths] = self._view_of(name, "*", paths, self._held(paths).columns)
        return self._files[paths]

    def _view_of(
        self, name: str, values: str, paths: Sequence[Path], columns: Mapping[str, dt.DataType]
    ) -> ir.Table:
        are_alike = bool(paths) and self._held(tuple(paths)).are_alike
        rows = f"FROM {_read(paths, are_alike=are_alike)}" if paths else "WHERE false"
        self.backend.raw_sql(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT {values} {rows}')
        return self._known(name, ibis.schema(columns))

    def _held(self, paths: tuple[Path, ...]) -> _Held:
        """Return what some files hold; files are never changed, so they are asked for it once in a process."""
        if paths not in _HELD:
            found = self.execute(f"DESCRIBE SELECT * FROM {_read(paths, are_alike=False)}")  # noqa: S608 - our own paths
            columns = {name: called(kind, nullable=True) for name, kind, *_ in found}
            while len(_HELD) >= MOST_HELD:
                _HELD.pop(next(iter(_HELD)), None)
            _HELD[paths] = _Held(columns, are_alike=not self.execute(_differing(paths)))
        return _HELD[paths]

    def stated(self, table: ir.Table) -> Statement:
        """Return an expression compiled; often that takes longer than running it."""
        return Statement(written(table), table.schema().to_pyarrow(), held_in(table))

    def kept(self, wanted: ir.Table | Statement, name: str) -> ir.Table:
        """Return what an expression finds, worked out now and kept until the name is used again."""
        return self._named("TABLE", wanted, name)

    def view(self, wanted: ir.Table | Statement, name: str) -> ir.Table:
        """Return an expression under a name of its own: what builds on it need not compile it again."""
        if name not in self.named or self._viewed.get(name) is not wanted:
            self._named("VIEW", wanted, name)
            self._viewed[name] = wanted
        return self.named[name]

    def _named(self, kind: str, wanted: ir.Table | Statement, name: str) -> ir.Table:
        statement = wanted if isinstance(wanted, Statement) else self.stated(wanted)
        self._viewed.pop(name, None)
        self._take_in(statement)
        self.backend.raw_sql(f'CREATE OR REPLACE TEMP {kind} "{name}" AS {statement.sql}')
        self.named.pop(name, None)
        self.named[name] = self.backend.table(name)
        return self.named[name]

    def forget(self, name: str) -> None:
        """Let go of a table that was kept."""
        del self.named[name]
        self.backend.drop_table(name)

    def _take_in(self, statement: Statement) -> None:
        for name, rows in statement.held:
            self._hold(name, self.own_rows.get(name, rows))

    def _hold(self, name: str, rows: pa.Table) -> None:
        self.backend.con.register(name, rows)

    def found(self, statement: Statement, **values: str | Decimal) -> pa.Table:
        """Return what a statement finds with the values that it seeks (models.engine.sought)."""
        self._take_in(statement)
        settings = [setting(name, value) for name, value in values.items()]
        return self.arrow("; ".join([*settings, statement.sql])).cast(statement.schema)

    def write(self, statement: Statement, path: Path) -> None:
        """Write what a statement finds to a Parquet file, in the types of its schema: a sum of whole numbers would be a double."""
        self._take_in(statement)
        place = sge.Literal.string(str(path)).sql("duckdb")
        values = ", ".join(_as_declared(field) for field in statement.schema)
        query = f"SELECT {values} FROM ({statement.sql})"  # noqa: S608 - our own statement
        self.execute(f"COPY ({query}) TO {place} (FORMAT parquet, COMPRESSION zstd)")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement of our own and return its rows."""
        with told_by_the_engine(self.backend.explained):
            return self.backend.con.execute(sql, list(parameters)).fetchall()

    def arrow(self, sql: str) -> pa.Table:
        """Run statements of our own and return what the last of them finds."""
        with told_by_the_engine(self.backend.explained):
            return self.backend.con.execute(sql).to_arrow_table()

    def interrupt(self) -> None:
        """End the query that another thread is running on this connection, if any: it raises Cancelled there."""
        with suppress(duckdb.ConnectionException):  # closed in the meantime
            self.backend.con.interrupt()

    def close(self) -> None:
        """Let go of this connection, and with the last of the home of its memory and files."""
        self.backend.disconnect()


@cache
def _as_declared(field: pa.Field) -> str:
    """Return a column in its declared type: the same few hundred in every file of hits, and dear to write."""
    name = sge.to_identifier(field.name, quoted=True).sql("duckdb")
    kind = ibis.dtype(field.type)
    return name if kind.is_null() else f"CAST({name} AS {Types.to_string(kind)}) AS {name}"


def _read(paths: Sequence[Path], *, are_alike: bool) -> str:
    """Return what reads files as one table; where they are not alike, each is looked into wherever a query names the table."""
    by_name = "" if are_alike else ", union_by_name = true"
    return f"read_parquet({_listed(paths)}{by_name})"


def _differing(paths: Sequence[Path]) -> str:
    """Return what finds the columns that some files have and others have not, or in another type."""
    columns = f"SELECT name FROM parquet_schema({_listed(paths)}) WHERE duckdb_type IS NOT NULL"  # noqa: S608 - our own paths
    return f"{columns} GROUP BY name, duckdb_type HAVING count(*) < {len(paths)}"


def _listed(paths: Sequence[Path]) -> str:
    return f"[{', '.join(sge.Literal.string(str(path)).sql('duckdb') for path in paths)}]"


@cache
def _spill_folder(scratch: Path) -> Path:
    """Return where this process spills; the engine makes it when it needs it, and takes it away."""
    return scratch / own_name()
