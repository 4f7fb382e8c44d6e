"""Whether files still hold what was written: their digests.

A Parquet reader notices that a file is cut, never that a byte inside a column changed: the sums just come out wrong.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file (1.1 GB a second).

    Errors: OSError.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return {name: digest} of those files of a folder that are there."""
    return {name: digest_of(folder / name) for name in names if (folder / name).exists()}


def changed(folder: Path, digests: Mapping[str, str]) -> set[str]:
    """Return the names of the files that are gone, cannot be read, or do not have their digest any more."""
    return {name for name, digest in digests.items() if not _has(folder / name, digest)}


def _has(path: Path, digest: str) -> bool:
    try:
        return digest_of(path) == digest
    except OSError:
        return False
