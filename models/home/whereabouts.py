"""Where a home's database was last, and whether it is still there.

The home remembers the place, so that a wrong `MINGJI_DATABASE`, or one that was forgotten, does not make a second
database of the same home. Who logs in to a server, and how, is no part of a place.
"""

from enum import Enum
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from models.orm import HomeRow

SQLITE = "sqlite"
CONNECT_SECONDS = 10
NO_TABLE = "42P01"  # PostgreSQL's SQLSTATE
NOT_TO_BE_HAD = (5, 6, 10, 14)  # SQLite: busy, locked, the disk fails, cannot be opened


class Standing(Enum):
    """What is known of the database at a place."""

    THERE = "it can be read and carries the home's identity"
    GONE = "there is none, or none that can be read, or another home's"
    UNSURE = "its server or folder cannot be reached"


def place_of(url: URL, home: Path) -> str:
    """Return where a database is: a file by its path, by its name alone within the home."""
    if url.get_backend_name() != SQLITE:
        parts = {"host": url.host, "port": url.port, "database": url.database, "query": url.query}
        return URL.create(url.get_backend_name(), **parts).render_as_string()
    path = Path(url.database or "").resolve()
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def shown(place: str, home: Path) -> str:
    """Return a place as a person is told it."""
    return place if "://" in place else str(home / place)


def is_same(place: str, url: URL, home: Path) -> bool:
    """Return whether an address means a place; a file may have several names, and so has a server."""
    if "://" in place or url.get_backend_name() != SQLITE:
        return place == place_of(url, home)
    one, other = home / place, Path(url.database or "")
    return one.exists() and other.exists() and one.samefile(other)


def standing(place: str, home: Path, identity: str, url: URL) -> Standing:
    """Return what is known of the database at a place; nothing there is changed.

    A server is asked with the user and password of `url`, where that is a server's address.
    """
    if "://" in place:
        server = make_url(place).set(drivername="postgresql+psycopg")
        if url.get_backend_name() != SQLITE:
            server = server.set(username=url.username, password=url.password)
        return _asked(server, identity, {"connect_timeout": CONNECT_SECONDS})
    file = home / place
    if not file.is_file():
        return Standing.GONE if file.parent.is_dir() else Standing.UNSURE
    address = f"file:{file.as_posix()}"
    return _asked(URL.create(SQLITE, database=address, query={"mode": "rw", "uri": "true"}), identity, {})


def _asked(url: URL, identity: str, options: dict[str, int]) -> Standing:
    engine = create_engine(url, connect_args=options)
    try:
        with engine.connect() as connection:
            found = connection.scalar(select(HomeRow.identity))
    except DBAPIError as error:
        return Standing.UNSURE if _is_out_of_reach(error) else Standing.GONE
    except (SQLAlchemyError, OSError):
        return Standing.UNSURE
    finally:
        engine.dispose()
    return Standing.THERE if found == identity else Standing.GONE


def _is_out_of_reach(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in NOT_TO_BE_HAD
    return getattr(error.orig, "sqlstate", None) != NO_TABLE
