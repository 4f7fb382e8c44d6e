"""Homes that several tests begin with: made once in a process, and copied for each."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from data_loaders.catalog import tables
from models.lake import Lake
from models.store import Store

Made = Callable[[Lake], object]


def made_once(make: Made, home: Path) -> Lake:
    """Return the lake of a home, not there yet, as `make` leaves an empty one."""
    copied(make, home)
    return Lake(Store(home), tables())


def copied(make: Made, home: Path) -> Path:
    """Return the same home with nothing open."""
    return Path(shutil.copytree(_made(make), home))


@cache
def _made(make: Made) -> Path:
    """Make the home, and take it away with the process."""
    home = Path(tempfile.mkdtemp(prefix="mingji-made-"), "home")
    atexit.register(shutil.rmtree, home.parent, ignore_errors=True)
    lake = Lake(Store(home), tables())
    make(lake)
    lake.store.close()
    return home
