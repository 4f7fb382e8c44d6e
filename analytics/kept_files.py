"""Files that can be made again from a run and its data: below home/pictures/<folder of the run>.

A file is named after what it holds, the version of the code and its own digest: one of another version, or a damaged one,
counts for nothing and is made anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from filelock import FileLock

from analytics.code_version import code_version
from models.digests import digest_of
from models.disk import unwritable
from models.scratch import own_name

FOLDER = "pictures"
DIGITS = 32  # of a digest, in a file's name


def folder_of(home: Path, run_folder: str) -> Path:
    """Return where the files of a run lie."""
    return home / FOLDER / run_folder


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """Give the folder of a run's files to nobody else: two who look at once work out once.

    Errors: StoreUnusable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / "lock"):
            yield folder
    except OSError as error:
        raise unwritable(error, "不能保存专业稽查图的数据") from error


def whole(folder: Path, name: str) -> Path | None:
    """Return the file of a name, if it is there and whole."""
    for path in folder.glob(f"{name}-{code_version()}-*.parquet"):
        with suppress(FileNotFoundError):  # somebody is putting another in its place
            if _is_whole(path, path.stat().st_mtime_ns):
                return path
    return None


def write(folder: Path, name: str, work: Callable[[Path], object]) -> Path:
    """Have `work` write the file of a name, in place of former ones, and return it.

    Errors: whatever `work` raises; nothing half written stays.
    """
    path = folder / f"{own_name()}.parquet"
    try:
        work(path)
        for former in folder.glob(f"{name}-*.parquet"):
            former.unlink(missing_ok=True)
        return path.rename(folder / f"{name}-{code_version()}-{digest_of(path)[:DIGITS]}.parquet")
    finally:
        path.unlink(missing_ok=True)


@lru_cache(maxsize=1_000)
def _is_whole(path: Path, _written: int) -> bool:
    return path.stem.rpartition("-")[2] == digest_of(path)[:DIGITS]
