"""What drawn tables were found to hold, kept for the other part of a run, which only draws them anew.

Tests of checks judge what the engine finds. The part on Spark goes through the same tests once more, for their tables
alone: it is told what was found there, and works it out only where nobody has.
"""

import os
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from models.engine import Statement
from models.home.scratch import own_name
from run import STATEMENTS


class Answers:
    """Answers in a folder that the parts of a run share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, statement: Statement, rows: dict[str, pa.Table], found: pa.Table) -> None:
        """Keep what a statement found in tables of these rows."""
        if (path := self._place(statement, rows)).exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{own_name()}")
        unfinished.write_bytes(_written(found))
        unfinished.rename(path)

    def known(self, statement: Statement, rows: dict[str, pa.Table]) -> pa.Table | None:
        """Return what a statement found in tables of just these rows, where that was kept."""
        if not (path := self._place(statement, rows)).exists():
            return None
        return pa.ipc.open_stream(path.read_bytes()).read_all()

    def _place(self, statement: Statement, rows: dict[str, pa.Table]) -> Path:
        digest = sha256(statement.sql.encode())
        for name, table in sorted([*rows.items(), *statement.held]):
            if f'"{name}"' in statement.sql:
                digest.update(name.encode() + _written(table))
        return self._folder / digest.hexdigest()


def shared_answers() -> Answers | None:
    """Return the answers of this run of tests; none where it has one part only."""
    shared = os.environ.get(STATEMENTS)
    return Answers(Path(shared, "answers")) if shared else None


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()
