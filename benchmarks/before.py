"""The build with which this one is compared, taken from the history of the checkout."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import ROOT

BEFORE = "73503a9"  # before facts, dated law and the second engine


@contextmanager
def build_before(commit: str = BEFORE) -> Iterator[Path | None]:
    """Yield a folder with the build before; None, and a line that says so, where the history does not reach it."""
    try:
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        print(f"no peer {commit}: this checkout has no history that reaches it", flush=True)
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)
