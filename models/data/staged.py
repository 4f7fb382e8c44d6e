"""What waits in a folder of its own until its batch is committed, or for a person's word."""

import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from models.errors import ImportConflict
from models.home import cards
from models.store import Store

FOLDER = cards.BATCHES
LOCK_TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class StagedFile:
    """One Parquet file that waits in a batch's folder; `filled` counts the values of each column.

    `kept_columns` keep the values that the rows of the same keys have by then; the others are replaced.
    """

    table_name: str
    month: str
    path: Path
    rows: int
    filled: dict[str, int]
    kept_columns: tuple[str, ...] = ()


def by_month(files: Iterable[StagedFile]) -> dict[tuple[str, str], list[StagedFile]]:
    """Return files by their table and month."""
    found: dict[tuple[str, str], list[StagedFile]] = {}
    for one in files:
        found.setdefault((one.table_name, one.month), []).append(one)
    return found


@dataclass
class StagedBatch:
    """A batch that is not committed yet; its folder is locked while this object lives."""

    store: Store
    folder: str = field(default_factory=lambda: uuid.uuid4().hex)
    files: list[StagedFile] = field(default_factory=list)
    is_resumed: bool = False

    @classmethod
    def resumed(cls, store: Store, folder: str) -> "StagedBatch":
        """Return a batch that was staged before and waits, perhaps by a process that is gone.

        Errors: ImportConflict where another process works on it.
        """
        return cls(store, folder, is_resumed=True)

    def __post_init__(self) -> None:
        self.path = self.store.home / FOLDER / self.folder
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # locked before it exists: a sweep must never find it unlocked. Staged in one thread, committed in another
        self._lock = FileLock(f"{self.path}.lock", thread_local=False)
        try:
            self._lock.acquire(timeout=LOCK_TIMEOUT_SECONDS)
        except Timeout as error:
            raise ImportConflict("另一个程序正在处理这次导入", remedy="请在那里确认,或稍后再试") from error
        if not self.is_resumed:
            self.path.mkdir()
            (self.path / cards.STAGING).touch()

    def release(self) -> None:
        """Let go of the folder after it was committed."""
        (self.path / cards.STAGING).unlink(missing_ok=True)
        self.let_go()

    def let_go(self) -> None:
        """Let others work on the folder, which stays as it is."""
        self._lock.release()
        Path(f"{self.path}.lock").unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove everything that was staged; what an older database only believes to wait is left to the sweep."""
        if (self.path / cards.STAGING).exists():
            shutil.rmtree(self.path, ignore_errors=True)
        self.release()
