"""Which database and which home belong together: an identity that both carry.

The home carries it in `home.json`, the database in its table `home`. A database that is empty, or another's, knows
nothing of what lies in the home; were it opened all the same, everything there would look like leftovers. The home also
remembers where its database is: a second one with the same identity would know only half of what comes from then on.
"""

import json
import os
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
)

from models.errors import NewerData, StoreUnusable, WrongDatabase
from models.home.cards import holds_data
from models.home.disk import READ_ONLY
from models.home.durable import write_json
from models.home.whereabouts import SQLITE, Standing, is_same, place_of, shown, standing
from models.orm import Base, Batch, HomeRow, Run

CARD, FORMAT = "home.json", 1
INSIDE = "mingji.db"
FOLDERS = {"batches": "批次", "runs": "筛查"}
MIGRATIONS = Path(__file__).parent.with_name("migrations")
# the table in which Alembic notes a database's shape, as Alembic makes it
VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
REBUILD = "python cli.py rebuild"
REBUILD_LOST = f"{REBUILD} --lost"
UPGRADE = "请升级明稽后再打开;不要用旧程序打开这些数据"


@dataclass(frozen=True)
class Known:
    """What a database says before it is touched: its revision, its identity, the folders that it knows.

    `is_inside` means that it is a file in the home itself, which nobody else can mean by it.
    """

    revision: str | None = None
    identity: str | None = None
    folders: frozenset[str] = frozenset()
    is_inside: bool = False


@cache
def revisions() -> tuple[str, ...]:
    """Return the shapes that databases of this program have had, the newest last: with these numbers the files begin.

    Alembic, which knows the same, is loaded when there is something to migrate.
    """
    return tuple(sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py")))


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring a database of an older program to this program's shape, or to a former one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def make_tables(connection: Connection) -> None:
    """Make the tables in an empty database, at once and not through every older shape: a test holds that it is the same."""
    Base.metadata.create_all(connection, checkfirst=False)
    VERSION.create(connection)
    connection.execute(insert(VERSION).values(version_num=revisions()[-1]))


def require_writable(home: Path) -> None:
    """Refuse a home in which nothing can be written: even reading needs a scratch folder and the log.

    Errors: StoreUnusable.
    """
    if not os.access(home, os.W_OK | os.X_OK):
        raise StoreUnusable(f"数据目录 {home} {READ_ONLY[0]},无法使用", remedy=READ_ONLY[1])


def require_database(home: Path, url: URL, *, anew: bool, is_lost: bool = False) -> None:
    """Refuse before SQLite makes an empty file where the database of a home that holds data should be.

    Errors: WrongDatabase; NewerData.
    """
    file = Path(url.database or "")
    if url.get_backend_name() == SQLITE and not (file.is_file() and file.stat().st_size):
        agreed(home, Known(is_inside=file.parent.resolve() == home), anew=anew)
        require_place(home, url, None, is_lost=is_lost)


def require_place(home: Path, url: URL, identity: str | None, *, is_lost: bool = False) -> None:
    """Refuse a second database of a home while its own is still where it was last.

    `identity` is what the database at `url` carries, None where it is still to become the home's. Then the other one must
    be known to be gone, unless somebody says that it `is_lost`.
    Errors: WrongDatabase.
    """
    own, place = identity_of(home), remembered(home)
    if own is None or place is None or place == place_of(url, home) or is_same(place, url, home):
        return
    if not any(_folders(home / name) for name in FOLDERS) or (identity and "://" in place):
        return  # nothing to lose; a server is moved, and has several names
    found = standing(place, home, own, url)
    places = f"现在指定的是 {shown(place_of(url, home), home)},没有改动任何内容"
    if found is Standing.THERE:
        raise WrongDatabase(
            f"数据目录 {home} 的数据库在 {shown(place, home)},完好可用;{places}",
            remedy="请把 MINGJI_DATABASE 改回原来的数据库(它在数据目录里时不需要设置);"
            f"确要改用另一个时,请先把原来的移到别处,再运行 {REBUILD}",
        )
    if found is Standing.UNSURE and identity is None and not is_lost:
        raise WrongDatabase(
            f"数据目录 {home} 的数据库原来在 {shown(place, home)},现在连接不上,不能确定它已丢失;{places}",
            remedy=f"请先恢复连接,或核对 MINGJI_DATABASE;确已丢失时运行 {REBUILD_LOST}",
        )


def remember(home: Path, identity: str, url: URL) -> None:
    """Let the home remember where its database is.

    Errors: OSError.
    """
    card = {"identity": identity, "format": FORMAT, "database": place_of(url, home)}
    if _card(home) != card:
        write_json(home / CARD, card)


def remembered(home: Path) -> str | None:
    """Return the place where a home's database was last; homes older than that have it inside, if it is there."""
    card = _card(home) or {}
    inside = INSIDE if (home / INSIDE).is_file() else None
    return str(card["database"]) if card.get("database") else inside


def known_to(connection: Connection, home: Path) -> Known:
    """Return what a database says; nothing in it is changed.

    Errors: NewerData.
    """
    has_shape = inspect(connection).has_table(VERSION.name)
    revision = connection.scalar(select(VERSION.c.version_num)) if has_shape else None
    file = connection.engine.url.database or ""
    is_inside = connection.dialect.name == "sqlite" and Path(file).resolve().parent == home
    if revision is None:
        return Known(is_inside=is_inside)
    if revision not in revisions():
        raise NewerData(f"数据由更新版本的明稽写成(数据库版本 {revision}),程序比数据旧", remedy=UPGRADE)
    has_identity = inspect(connection).has_table(HomeRow.__tablename__)
    identity = connection.scalar(select(HomeRow.identity)) if has_identity else None
    folders = [*connection.scalars(select(Batch.folder)), *connection.scalars(select(Run.folder))]
    return Known(revision, identity, frozenset(folders), is_inside)


def agreed(home: Path, known: Known, *, anew: bool = False) -> str:
    """Return the identity that home and database are to carry.

    With `anew` an empty database may stand in for the one that was lost.
    Errors: WrongDatabase; NewerData; StoreUnusable where the home's card cannot be read.
    """
    own = identity_of(home)
    if own and known.identity and own != known.identity:
        raise _another(home)
    if own and known.identity:
        return own
    found = {name: _folders(home / name) for name in FOLDERS}
    names = set().union(*found.values())
    if known.folders:
        is_ours = bool(known.folders & names)
    else:
        is_ours = (anew or not names) and (known.identity is None or known.is_inside)
    if not is_ours:
        raise _lost(home, found) if not known.folders and not known.identity else _another(home)
    return own or known.identity or uuid.uuid4().hex


def introduce(connection: Connection, home: Path, identity: str) -> None:
    """Let home and database carry their identity; the home first, so that a start cut short can go on."""
    if identity_of(home) is None:
        remember(home, identity, connection.engine.url)
    if connection.scalar(select(HomeRow.identity)) is None:
        connection.execute(insert(HomeRow).values(id=1, identity=identity))


def identity_of(home: Path) -> str | None:
    """Return the identity that a home carries, None where it has none yet.

    Errors: NewerData; StoreUnusable where its card cannot be read.
    """
    try:
        card = _card(home)
        if card is None:
            return None
        identity, written = str(card["identity"]), int(card["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreUnusable(
            f"数据目录的标识文件 {CARD} 已损坏",
            remedy=f"请从备份恢复它;没有备份时删除 {CARD},数据库认得这里的批次时会重新建立标识",
        ) from error
    if written > FORMAT:
        raise NewerData(f"数据目录由更新版本的明稽写成(格式 {written}),程序比数据旧", remedy=UPGRADE)
    return identity


def _card(home: Path) -> dict[str, Any] | None:
    try:
        return json.loads((home / CARD).read_text("utf-8"))
    except FileNotFoundError:
        return None


def _folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if holds_data(path)} if root.is_dir() else set()


def _lost(home: Path, found: dict[str, set[str]]) -> WrongDatabase:
    place = remembered(home)
    own = f"(原来在 {shown(place, home)})" if place else ""
    counted = "、".join(f"{len(found[name])} 个{title}" for name, title in FOLDERS.items() if found[name])
    return WrongDatabase(
        f"数据目录 {home} 里有 {counted}的数据,但数据库是空的或已不见,没有改动任何内容",
        remedy=f"请放回原来的数据库{own},或用 MINGJI_DATABASE 指明它;已经丢失时运行 {REBUILD},由各批次重建数据库",
    )


def _another(home: Path) -> WrongDatabase:
    return WrongDatabase(
        f"数据库属于另一个数据目录,不是 {home} 的,没有改动任何内容",
        remedy="请用 MINGJI_DATABASE 指明这个目录的数据库,或用 --home(MINGJI_HOME)指明数据库所属的目录;"
        f"这个目录的数据库已经丢失时,请换一个空的数据库后运行 {REBUILD}",
    )
