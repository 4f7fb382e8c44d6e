"""Records on both databases: SQLite always, and a PostgreSQL server that lives as long as the tests do."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.store import Store

POSTGRES_HOMES = Path("/usr/lib/postgresql")
START_SECONDS = 60
SERVER_USER = "nobody"  # PostgreSQL refuses to run as root


def _programs() -> Path | None:
    """Return the folder of initdb and postgres, the newest version first."""
    found = sorted(POSTGRES_HOMES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the connection text of a fresh server; skip where there is none, fail where there must be one."""
    programs = _programs()
    if programs is None:
        if os.environ.get("MINGJI_REQUIRE_ALL") == "1":
            pytest.fail("PostgreSQL is not installed (Debian: postgresql)")
        pytest.skip("PostgreSQL is not installed")
    folder = Path(
        tempfile.mkdtemp(prefix="mingji-pg-")
    )  # not below pytest's folders: they are closed to others
    user = SERVER_USER if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    initdb = [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "mingji", "--no-sync"]
    subprocess.run(
        [*initdb, "-E", "UTF8", "--locale", "C"], check=True, user=user, capture_output=True, cwd="/"
    )
    settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *settings],
            user=user,
            stdout=log,
            stderr=log,
            cwd="/",
        )
    try:
        _wait_for(f"host={folder} user=mingji dbname=postgres")
        yield str(folder)
    finally:
        server.send_signal(signal.SIGQUIT)  # "immediate": nothing in it is worth keeping
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(connection: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(connection).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    host = request.getfixturevalue("postgres_server")
    name = "t" + os.urandom(6).hex()
    with psycopg.connect(f"host={host} user=mingji dbname=postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"postgresql+psycopg://mingji@/{name}?host={host}"


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """Give a store on either database."""
    opened = Store(tmp_path / "home", url)
    yield opened
    opened.close()
