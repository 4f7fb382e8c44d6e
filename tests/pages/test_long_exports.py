"""A long export is a job: it stands in line, reads through a door of its own, and leaves nothing when cancelled."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models import jobs
from models.home import scratch
from models.lake import Door, Lake
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.common import long_exports
from pages.parts.common.data import door_of

SECONDS = 60


def ended(store: Store, number: int) -> jobs.Job:
    deadline = time.monotonic() + SECONDS
    while jobs.get(store, number).state in jobs.ACTIVE:
        assert time.monotonic() < deadline, "it did not end"
        time.sleep(0.05)
    return jobs.get(store, number)


def begun(build: Callable[[], Path]) -> int:
    return long_exports.begin("导出清单", build, "清单.xlsx", "visitor", LOCAL_USER)


@pytest.fixture
def out(lake: Lake) -> Path:
    """Give the place of a file that an export makes."""
    return scratch.place(lake.store.home, "exports", ".xlsx")


def test_a_long_export_is_made_beside_the_page_with_a_door_of_its_own(lake: Lake, out: Path):
    doors: list[Door] = []

    def build() -> Path:
        doors.extend([door_of(LOCAL_USER), door_of(LOCAL_USER)])
        out.write_bytes(b"12345")
        return out

    number = begun(build)
    assert (ended(lake.store, number).state, doors[0]) == (jobs.DONE, doors[1])
    file = long_exports.made(number)
    assert file is not None
    assert file[1] == 5


def test_a_long_export_that_is_cancelled_leaves_no_file(lake: Lake, out: Path):
    may_end = threading.Event()

    def build() -> Path:
        out.write_bytes(b"12345")
        may_end.wait(SECONDS)
        return out

    number = begun(build)
    while not out.exists():
        time.sleep(0.05)
    jobs.cancel(lake.store, number, LOCAL_USER)
    may_end.set()
    deadline = time.monotonic() + SECONDS
    while out.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not out.exists()
    assert (jobs.get(lake.store, number).state, long_exports.made(number)) == (jobs.CANCELLED, None)


def test_what_hinders_a_long_export_is_said_by_its_job(lake: Lake, out: Path):
    def build() -> Path:
        raise OSError(28, "No space left on device", str(out))

    assert "磁盘空间不足" in ended(lake.store, begun(build)).said
