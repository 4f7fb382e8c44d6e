"""The embedded engine: DuckDB behind Ibis, with its memory bounded and its spill files inside the home."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

DEFAULT_MEMORY_GB = 6

# Fusing nested selects is the dearest step of compiling (two thirds of it, measured over all checks), and the
# engine does the same by itself.
ibis.options.sql.fuse_selects = False


class Engine:
    """One connection to the engine; not shared between threads."""

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        memory_gb = os.environ.get("MINGJI_MEMORY_GB") or DEFAULT_MEMORY_GB
        self.backend: Backend = ibis.duckdb.connect(
            memory_limit=f"{memory_gb}GB", temp_directory=str(scratch), preserve_insertion_order=False
        )
        self.backend.raw_sql("SET enable_progress_bar = false")

    def parquet(self, paths: Sequence[Path], schema: pa.Schema, name: str) -> ir.Table:
        """Return what the files hold as one table, with the schema's columns; empty without files."""
        if not paths:
            return self.backend.create_table(name, schema.empty_table(), temp=True, overwrite=True)
        stored = self.backend.read_parquet(paths, table_name=name, union_by_name=True)
        # a file written before a column was added to the card does not have it
        wanted = {
            field.name: ibis.null(ibis.dtype(field.type))
            for field in schema
            if field.name not in stored.columns
        }
        return stored.mutate(**wanted).select(*schema.names)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement of our own and return its rows."""
        return self.backend.con.execute(sql, list(parameters)).fetchall()

    def close(self) -> None:
        """Let go of the engine's memory and files."""
        self.backend.disconnect()
