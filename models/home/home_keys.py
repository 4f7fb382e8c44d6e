"""Keys that a home makes for itself: they lie in it, readable by the owner only, and in no database."""

import os
import secrets
from pathlib import Path

from models.home.scratch import own_name


def key_of(home: Path, name: str) -> str:
    """Return a home's key of a name, made once.

    Errors: OSError.
    """
    path = home / f"{name}.key"
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f".{own_name()}")
    try:
        with os.fdopen(
            os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # somebody else's came first, and counts
        except OSError:  # a disk without links
            made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    return path.read_text("ascii")
