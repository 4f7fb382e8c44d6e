"""Files that can be made again from a run and its data: below home/pictures/<folder of the run>.

A file is named after what it holds, the version of the code and its own digest: one of another version, or a damaged one,
counts for nothing and is made anew. They are there for the runs that people look at (`prune`): at a million customers those of one run
take 34 MB.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from filelock import FileLock

from analytics.code_version import code_version
from models import runs
from models.home.digests import digest_of
from models.home.disk import unwritable
from models.home.scratch import own_name
from models.lake import Lake

FOLDER = "pictures"
DIGITS = 32  # of a digest, in a file's name
LATEST, MONTHS = 24, 13  # the runs, and the months' last runs, whose files stay


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


def prune(lake: Lake) -> None:
    """Remove the files of old runs, and of folders that no run has; whoever looks at one makes them anew.

    Those of a run whose data of then is gone stay: nobody could make them again.
    """
    known = runs.history(lake.store)
    looked_at = {*known[:LATEST], *(runs.months_until(lake.store, known[0], MONTHS) if known else ())}
    stays = {run.folder for run in looked_at}
    stays |= {run.folder for run in known if run.folder not in stays and not lake.has(run.data_version)}
    for folder in (lake.store.home / FOLDER).glob("*/"):
        if folder.name not in stays:
            with (
                suppress(OSError),
                FileLock(folder / "lock", blocking=False),
            ):  # a Timeout is an OSError: somebody looks
                for path in folder.glob("*.parquet"):
                    path.unlink()


def bytes_of(home: Path, run_folder: str) -> int:
    """Return how much disk the files of a run take."""
    return sum(path.stat().st_size for path in folder_of(home, run_folder).glob("*.parquet"))


@lru_cache(maxsize=1_000)
def _is_whole(path: Path, _written: int) -> bool:
    return path.stem.rpartition("-")[2] == digest_of(path)[:DIGITS]
