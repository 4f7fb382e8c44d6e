"""What a disk, a database or the engine says when it fails, in words a user can act on.

The one place where errors of other people's software about what we stored become errors of ours; whatever is
not known here is a bug and goes on as it is.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import duckdb
from sqlalchemy.exc import DBAPIError

from models.errors import Cancelled, DataDamaged, MingjiError, StoreUnusable
from models.home.disk import FAILED, FULL, READ_ONLY, unwritable

DAMAGED = (
    "数据库已损坏",
    "数据文件没有改动。请用备份中的数据库替换它;没有备份时,请把损坏的数据库移到别处,"
    "再运行 python cli.py rebuild 由各批次重建",
)
INCOMPLETE = ("数据库不完整,缺少应有的表", DAMAGED[1])
BUSY = ("数据库正忙", "请稍后再试;仍不行时,请检查是否有别的程序占用数据库")
NOT_GROWN = ("磁盘空间不足或磁盘写入出错", "请清理磁盘空间(有配额的看配额)、检查磁盘后再试")
# SQLite's extended result codes of a file that cannot grow: a quota or a limit of size is no full disk to it
OF_SQLITE_WRITING = {778: NOT_GROWN, 4874: NOT_GROWN}
# SQLite's primary result codes (sqlite.org/rescode.html)
OF_SQLITE = {
    5: BUSY,
    6: BUSY,
    8: ("数据库是只读的,无法写入", READ_ONLY[1]),
    10: FAILED,
    11: DAMAGED,
    13: FULL,
    14: ("数据库文件无法打开", "请检查数据目录的权限和路径"),
    26: DAMAGED,
}
# PostgreSQL's SQLSTATE (its manual, appendix A)
OF_POSTGRES = {
    "53100": FULL,
    "25006": ("数据库是只读的,无法写入", "请由数据库管理员恢复可写"),
    "42P01": INCOMPLETE,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "55P03": BUSY,
}
UNREACHABLE = ("数据库连接不上", "请检查数据库服务和 MINGJI_DATABASE 的设置")
NO_SPACE = re.compile(r"No space left|File too large|quota exceeded", re.I)
NOT_WRITTEN = re.compile(r"Could not write|Read-only file system|Permission denied|Cannot open file", re.I)
OF_A_FILE = re.compile(
    r"No files found|No magic bytes|too small to be a Parquet|Could not read|Cannot open file|Parquet|Thrift"
    r"|decompress|TProtocol|corrupt|Failed to read file|Out of buffer|Varint",
    re.I,
)
OF_FILES = (duckdb.IOException, duckdb.InvalidInputException, duckdb.InternalException)
OF_SPARK = re.compile(r"file:(?://)?(/[^\s\"']+\.parquet)")
QUOTED = re.compile(r"""["']([^"'\n]+\.parquet)["']""")

Explained = Callable[[Path | None], MingjiError | None]


def unusable(error: DBAPIError) -> StoreUnusable | None:
    """Return what a failed database is in our words; None where the statement was to blame, which is a bug."""
    origin = error.orig
    code = getattr(origin, "sqlite_errorcode", None)
    if code is not None:
        known = OF_SQLITE_WRITING.get(code) or OF_SQLITE.get(code & 0xFF)
        if "no such table" in str(origin):
            known = INCOMPLETE
    elif (state := getattr(origin, "sqlstate", None)) is not None:
        known = OF_POSTGRES.get(state, UNREACHABLE if state[:2] in ("08", "28", "3D", "57") else None)
    else:
        known = UNREACHABLE if type(error).__name__ in ("OperationalError", "InterfaceError") else None
    return StoreUnusable(known[0], remedy=known[1]) if known else None


@contextmanager
def told_by_the_engine(explained: Explained) -> Iterator[None]:
    """Turn what the engine says of a disk or of a stored file into words; `explained` knows whose file it is."""
    try:
        yield
    except duckdb.Error as error:
        raise (_of_engine(error, explained) or error) from error
    except OSError as error:
        raise unwritable(error) from error


@contextmanager
def told_by_spark(explained: Explained) -> Iterator[None]:
    """Turn what Spark says of a disk or of a stored file into words; `explained` knows whose file it is."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        message = str(error)
        if NO_SPACE.search(message):
            raise StoreUnusable(FULL[0], remedy=FULL[1]) from error
        named = OF_SPARK.search(message)
        if named and (found := explained(Path(unquote(named[1])))):
            raise found from error
        raise


def _of_engine(error: duckdb.Error, explained: Explained) -> MingjiError | None:
    if isinstance(error, duckdb.InterruptException):
        return Cancelled("查询已取消", remedy="需要时请再打开一次")
    message = str(error)
    if NO_SPACE.search(message):
        return StoreUnusable(FULL[0], remedy=FULL[1])
    # what its Parquet reader stumbles over has no class of its own
    is_of_reader = type(error) is duckdb.Error
    if not isinstance(error, OF_FILES) and not is_of_reader:
        return None
    if is_of_reader or OF_A_FILE.search(message):
        named = QUOTED.search(message)
        if found := explained(Path(named[1]) if named else None):
            return found
    if NOT_WRITTEN.search(message):
        return StoreUnusable("数据目录无法写入", remedy=READ_ONLY[1])
    if OF_A_FILE.search(message):
        return DataDamaged("有数据文件损坏,无法读取", remedy="请检查磁盘,并从备份恢复数据目录")
    return None
