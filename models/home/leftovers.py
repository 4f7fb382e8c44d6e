"""What a killed process leaves: staging that was never committed goes, everything else unknown is set aside.

A folder that the database does not know may be somebody's data: of an older database, the batches that came after
its backup. Such a folder is moved to `home/set-aside`, named, and never removed by the program.
"""

import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from models.home import cards
from models.home.disk import unwritable

SET_ASIDE = "set-aside"


@dataclass(frozen=True)
class SetAside:
    """A folder that was set aside, and what its card says of it; `kind` is batches or runs."""

    path: Path
    kind: str
    folder: str
    said: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}({self.said})"


def clear(home: Path, kind: str, kept: Collection[str], is_known: Callable[[str], bool]) -> list[SetAside]:
    """Clear away the unknown folders of `kind` that nobody works on, and return those that were set aside.

    What another database did not know and was set aside for is put back where this one knows it (`kept`). `is_known` is asked once more while a folder is locked: its owner may have committed meanwhile.
    Errors: StoreUnusable where a folder cannot be moved.
    """
    root = home / kind
    found = []
    for one in set_aside(home):
        if one.kind == kind and one.folder in kept and not (root / one.folder).exists():
            try:
                put_back(home, one)
            except OSError as error:
                raise unwritable(error, f"无法放回移到一旁的文件夹 {one.path.name}") from error
    for path in sorted(root.iterdir()) if root.exists() else ():
        if not path.is_dir() or path.name in kept:
            continue
        lock = FileLock(f"{path}.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue
        try:
            if path.exists() and not is_known(path.name):
                found += _cleared(home, kind, path)
        except OSError as error:
            raise unwritable(error, f"无法移开数据库不认识的文件夹 {kind}/{path.name}") from error
        finally:
            lock.release()
            Path(f"{path}.lock").unlink(missing_ok=True)
    _clear_locks(root)
    return found


def _clear_locks(root: Path) -> None:
    """Remove the locks that nobody holds any more: of folders that are gone, committed, or wait."""
    for path in root.glob("*.lock"):
        with suppress(OSError), FileLock(path, blocking=False):  # a Timeout is an OSError
            path.unlink()


def set_aside(home: Path) -> list[SetAside]:
    """Return what was set aside, the oldest first."""
    root = home / SET_ASIDE
    found = []
    for path in sorted(root.iterdir()) if root.exists() else ():
        _, _, name = path.name.partition("-")
        kind, _, folder = name.partition("-")
        if path.is_dir() and kind in (cards.BATCHES, cards.RUNS):
            found.append(SetAside(path, kind, folder, _said(path)))
    return found


def put_back(home: Path, one: SetAside) -> Path:
    """Move a folder back to where it was and return its place.

    Errors: OSError.
    """
    place = home / one.kind / one.folder
    place.parent.mkdir(exist_ok=True)
    return one.path.rename(place)


def _cleared(home: Path, kind: str, path: Path) -> list[SetAside]:
    if cards.is_uncommitted(path):
        shutil.rmtree(path, ignore_errors=True)
        return []
    root = home / SET_ASIDE
    root.mkdir(exist_ok=True, mode=0o700)
    target = root / f"{date.today():%Y%m%d}-{kind}-{path.name}"
    said = _said(path)
    path.rename(target)
    with suppress(OSError):
        (target / cards.STAGING).unlink()
    return [SetAside(target, kind, path.name, said)]


def _said(path: Path) -> str:
    card = cards.read(path / cards.CARD)
    if card is None:
        return "没有卡片"
    if "file_name" in card:
        return f"批次 {card['id']},文件“{card['file_name']}”,{str(card['imported_at'])[:16].replace('T', ' ')} 导入"
    return f"筛查 {card.get('id')},{str(card.get('finished_at'))[:16].replace('T', ' ')} 完成"
