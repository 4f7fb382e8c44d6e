"""Files that are there for a moment only, named after the process that made them: below home/tmp, or beside what they become.

Whoever makes one takes it away, whatever happens; what a killed process left is swept at the next start.
"""

import os
import platform
import re
import shutil
import time
import uuid
from pathlib import Path

ELSEWHERE_SECONDS = 86_400  # of another computer it is not known which processes live
_HERE = re.sub(r"[^A-Za-z0-9]", "", platform.node()) or "here"
_NAME = re.compile(r"\.?mj-([A-Za-z0-9]+)-([0-9]+)-[0-9a-f]{32}")


def own_name() -> str:
    """Return a name that nobody else uses and that says whose it is."""
    return f"mj-{_HERE}-{os.getpid()}-{uuid.uuid4().hex}"


def place(home: Path, kind: str, suffix: str = "") -> Path:
    """Return a path below home/tmp/<kind> at which there is nothing yet."""
    folder = home / "tmp" / kind
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{own_name()}{suffix}"


def sweep(home: Path) -> None:
    """Remove what processes that are gone left in a home; called at start."""
    sweep_folder(home)
    for kind in ("batches", "runs", "deliveries", "evidence"):
        for folder in (home / kind).glob("*/"):
            sweep_folder(folder)
    sweep_folder(home / "tmp")
    sweep_folder(home / "search")
    for folder in (home / "pictures").glob("*/"):
        sweep_folder(folder)
    for kind in ("exports", "downloads", "engine", "replies"):  # uploads have locks of their own
        sweep_folder(home / "tmp" / kind, is_ours=True)


def sweep_folder(folder: Path, *, is_ours: bool = False) -> None:
    """Remove what processes that are gone left in a folder.

    What has no name of ours stays, unless the folder is ours alone: then it is of an older version, and goes
    when it is old.
    """
    for path in folder.iterdir() if folder.is_dir() else ():
        if _is_left(path, is_ours):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _is_left(path: Path, is_ours: bool) -> bool:
    import psutil

    named = _NAME.match(path.name)
    if named is None and not is_ours:
        return False
    if named and named[1] == _HERE:
        return not psutil.pid_exists(int(named[2]))
    try:
        return path.stat().st_mtime < time.time() - ELSEWHERE_SECONDS
    except OSError:  # its owner took it away just now
        return False
