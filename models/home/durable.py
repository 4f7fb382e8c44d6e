"""Files that survive a power cut: written through to the disk, and small ones never half written."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from models.home.scratch import own_name


def make_durable(paths: Iterable[Path]) -> None:
    """Write files and folders through to the disk: what the database lists must survive a power cut."""
    for path in paths:
        try:
            descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
        except PermissionError:  # Windows does not open folders
            continue
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a small file that appears whole, or not at all.

    Errors: OSError; then nothing of it is left. What a killed process left goes at the next start (`models.home.scratch`).
    """
    waiting = path.with_name(f".{own_name()}")
    try:
        waiting.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
        make_durable([waiting])
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    make_durable([path.parent])
