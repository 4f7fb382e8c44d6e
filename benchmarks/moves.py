"""Moves of cases by eight processes at once, and by processes that are killed: nothing acknowledged may be missing.

python -m benchmarks.moves [moves] [kills] [address of a PostgreSQL server]

What tests/models/loop/test_moves_at_once.py does with few, with two hundred moves each of eight processes on twenty cases and
two hundred `kill -9` at random moments of moves, plans, dispatches and replies; the seconds are those of this machine. On
SQLite, or on a server (postgresql+psycopg://user@/postgres?host=…), where each run has a database of its own that goes again.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url

from tests.models.loop.test_moves_at_once import kill_again_and_again, move_at_once

MOVES = KILLS = 200


def main(moves: int, kills: int, server: str | None) -> None:
    """Print how long each took; whatever is lost, doubled or half done ends the run."""
    for what, number, run, times in (
        ("moves", 8 * moves, move_at_once, moves),
        ("kills", kills, kill_again_and_again, kills),
    ):
        with tempfile.TemporaryDirectory() as folder, database(Path(folder), server) as url:
            begun = time.perf_counter()
            run(Path(folder), url, times)
            print(
                f"{number} {what}: {time.perf_counter() - begun:.1f} s, all there, none half done", flush=True
            )


@contextmanager
def database(folder: Path, server: str | None) -> Iterator[str]:
    """Give the address of an empty database: a file, or one on a server."""
    if server is None:
        yield f"sqlite:///{folder}/records.db"
        return
    name = f"moves_{os.urandom(6).hex()}"
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else MOVES,
        int(given[1]) if len(given) > 1 else KILLS,
        given[2] if len(given) > 2 else None,
    )
