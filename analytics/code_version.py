"""The version of the code, as what it finds goes by it."""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
DECIDING = ("models", "data_loaders", "analytics")


@cache
def code_version() -> str:
    """Return a digest over everything that decides what a run finds: the code and the vocabularies beside it.

    The demo, the pages and the reports do not.
    """
    digest = hashlib.sha256()
    for path in deciding_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def deciding_files() -> list[Path]:
    """Return the files that decide what a run finds, in order."""
    inside = (path for part in DECIDING for path in (ROOT / part).rglob("*"))
    return sorted(path for path in inside if path.is_file() and path.suffix != ".pyc")
