"""The records' database; the only module that commits.

SQLite (WAL, synchronous=FULL, BEGIN IMMEDIATE) by default, PostgreSQL where `MINGJI_DATABASE` names one.
SQLAlchemy's own transactions on SQLite lose updates silently, so the driver is kept out of them and every
transaction takes the write lock when it begins.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from models.errors import StoreUnusable
from models.orm import LogRow

MIGRATIONS = Path(__file__).with_name("migrations")
DATA_CHANGES = ("import", "undo")
LOCK_TIMEOUT_SECONDS = 30
WRITE_LOCK = 0x4D4A  # any number that nobody else uses in this database


def default_home() -> Path:
    """Return the home directory: MINGJI_HOME, else ./var."""
    return Path(os.environ.get("MINGJI_HOME") or "var")


class Store:
    """The records of one home directory."""

    def __init__(self, home: Path, url: str | None = None) -> None:
        self.home = home.resolve()
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreUnusable(f"无法使用数据目录 {self.home}", remedy=f"请检查目录权限({error})") from error
        url = url or os.environ.get("MINGJI_DATABASE") or f"sqlite:///{self.home / 'mingji.db'}"
        self.engine = _engine(url)
        self._reading_engine = self.engine.execution_options(reading=True)
        try:
            self._migrate()
        except DBAPIError as error:
            raise StoreUnusable(
                "数据库无法打开", remedy=f"请检查数据库配置或从备份恢复({error.orig})"
            ) from error

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session that holds the write lock; all of it is committed, or nothing.

        Errors: StoreUnusable when others hold the lock for too long, or the disk is full.
        """
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                _take_write_lock(session.connection())
                yield session
        except OperationalError as error:
            raise StoreUnusable(
                "数据库正忙或无法写入", remedy=f"请稍后再试;仍不行时请检查磁盘空间({error.orig})"
            ) from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading."""
        with Session(self._reading_engine, expire_on_commit=False) as session:
            yield session

    def data_version(self) -> int:
        """Return a number that grows whenever imported data changes."""
        with self.read() as session:
            latest = select(func.max(LogRow.seq)).where(LogRow.action.in_(DATA_CHANGES))
            return session.scalar(latest) or 0

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        newest = ScriptDirectory.from_config(config).get_current_head()
        with self._reading_engine.begin() as connection:
            if MigrationContext.configure(connection).get_current_revision() == newest:
                return
        with self.engine.begin() as connection:
            _take_write_lock(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
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
