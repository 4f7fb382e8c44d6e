"""The records' database; the only module that commits.

SQLite (WAL, synchronous=FULL, BEGIN IMMEDIATE) by default, PostgreSQL where `MINGJI_DATABASE` names one.
SQLAlchemy's own transactions on SQLite lose updates silently, so the driver is kept out of them and every
transaction takes the write lock when it begins.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from models.errors import StoreUnusable
from models.home import homes, journal, numbers
from models.home.disk import unwritable
from models.home.faults import unusable
from models.orm import LogRow

CODE_TABLE = "code_table"
# the last is what older programs wrote of days
DATA_CHANGES = ("import", "undo", "rebuild", CODE_TABLE, "calendar")
LOCK_TIMEOUT_SECONDS = 30
Rebuild = Callable[[Session], None]
WRITE_LOCK = 0x4D4A  # any number that nobody else uses in this database


def default_home() -> Path:
    """Return the home directory: MINGJI_HOME, else ./var."""
    return Path(os.environ.get("MINGJI_HOME") or "var")


class Store:
    """The records of one home directory.

    `rebuild` fills a database that may stand in for a lost one, in the transaction that makes it the home's; `is_lost` says
    that one out of reach is lost for good.
    Errors: WrongDatabase, NewerData, StoreUnusable; then nothing was changed.
    """

    def __init__(
        self, home: Path, url: str | None = None, *, rebuild: Rebuild | None = None, is_lost: bool = False
    ) -> None:
        self.home = home.resolve()
        self.written = 0  # how often this process has written; others write too
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise unwritable(error, f"无法使用数据目录 {self.home}") from error
        homes.require_writable(self.home)
        address = _address(url or os.environ.get("MINGJI_DATABASE") or f"sqlite:///{self.home / 'mingji.db'}")
        homes.require_database(self.home, address, anew=rebuild is not None, is_lost=is_lost)
        with _said():
            self.engine = _engine(address)
            self._reading_engine = self.engine.execution_options(reading=True)
            try:
                self._settle(rebuild, is_lost)
            except BaseException:
                self.close()
                raise

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session that holds the write lock; all of it is committed, or nothing.

        Errors: StoreUnusable when others hold the lock for too long, or the disk is full.
        """
        try:
            about = {numbers.HOME: self.home}
            with _said(), Session(self.engine, expire_on_commit=False, info=about) as session:
                with session.begin():
                    _take_write_lock(session.connection())
                    yield session
                numbers.note(session)
                journal.note(session)
        finally:
            self.written += 1

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading.

        Errors: StoreUnusable where the database is damaged or out of reach.
        """
        with _said(), Session(self._reading_engine, expire_on_commit=False) as session:
            yield session

    def data_version(self) -> int:
        """Return a number that grows whenever imported data changes, or a table that the company keeps itself."""
        with self.read() as session:
            latest = select(func.max(LogRow.seq)).where(LogRow.action.in_(DATA_CHANGES))
            return session.scalar(latest) or 0

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _settle(self, rebuild: Rebuild | None, is_lost: bool) -> None:
        """Bring the database to this program's shape, once it is certain that it belongs to this home."""
        with self._reading_engine.begin() as connection:
            known = homes.known_to(connection, self.home)
        identity = homes.agreed(self.home, known, anew=rebuild is not None)
        homes.require_place(self.home, self.engine.url, known.identity, is_lost=is_lost)
        is_settled = known.revision == homes.revisions()[-1] and known.identity
        if is_settled and homes.identity_of(self.home) and rebuild is None:
            homes.remember(self.home, identity, self.engine.url)
            return
        with self.engine.begin() as connection:
            _take_write_lock(connection)
            known = homes.known_to(connection, self.home)
            identity = homes.agreed(self.home, known, anew=rebuild is not None)
            if known.revision is None:
                homes.make_tables(connection)
            else:
                homes.migrate(connection)
            homes.introduce(connection, self.home, identity)
            if rebuild is not None:
                with Session(connection, expire_on_commit=False) as session:
                    rebuild(session)
                    session.flush()
        homes.remember(self.home, identity, self.engine.url)


@contextmanager
def _said() -> Iterator[None]:
    """Turn what a database or a disk says into words."""
    try:
        yield
    except DBAPIError as error:
        raise (unusable(error) or error) from error
    except OSError as error:
        raise unwritable(error) from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        address.get_dialect().import_dbapi()
    except (ArgumentError, ImportError) as error:
        raise StoreUnusable("MINGJI_DATABASE 不是能用的数据库地址", remedy="请核对它的写法") from error
    return address


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _take_write_lock(connection: Connection) -> None:
    """Let one writer in at a time; on SQLite BEGIN IMMEDIATE has done it already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(WRITE_LOCK)))


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
