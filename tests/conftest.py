"""What holds for every test: property tests are repeatable, none asserts a time, what is measured is printed.

What one process of a run has stated the others need not state again; the next run begins with nothing. Nor need they
compile what one has compiled: a run starts some hundred. Nor do homes wait for a disk: where memory can hold what a run
leaves (0.6 GB), it lies there until the end, unless TMPDIR names another place. What stands before the first test
stays: the collector of garbage need not look through it again and again (a tenth of the processor's time).
"""

import atexit
import compileall
import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("mingji", deadline=None, derandomize=True)
settings.load_profile("mingji")

MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 4 << 30
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if "PYTEST_XDIST_WORKER" not in os.environ:
    # all at once: of a process that may not write a long file, Python keeps half of what it compiled
    for room in ("models", "data_loaders", "analytics", "reports", "pages", "commands", "demo"):
        compileall.compile_dir(Path(__file__).parents[1] / room, quiet=2)
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="mingji-tests-", dir=MEMORY)
        os.chmod(os.environ["TMPDIR"], 0o755)  # PostgreSQL runs as somebody else
        tempfile.tempdir = None
        atexit.register(shutil.rmtree, os.environ["TMPDIR"], ignore_errors=True)
    os.environ["MINGJI_STATEMENTS"] = tempfile.mkdtemp(prefix="mingji-statements-")
    os.environ["MINGJI_AUDITED_COMPANIES"] = tempfile.mkdtemp(prefix="mingji-companies-")

LONGEST = ("test_truth.py", "test_main_walk.py", "test_killed.py", "test_benchmarks.py")
OWN_SPARK = "test_cluster.py"  # begins sessions of its own; the other tests share two


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: begun last, they would keep one worker busy and the other idle."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


class TwoSessions(LoadScopeScheduling):
    """Shares what needs a session with Spark between two workers: one works out little at a time, and leaves a core idle."""

    def _split_scope(self, nodeid: str) -> str:
        return OWN_SPARK if OWN_SPARK in nodeid else f"session {crc32(nodeid.encode()) % 2}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Return who runs what with `--dist loadgroup`; the marks of xdist 3.8 say nothing to pytest 9.2."""
    return TwoSessions(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests measured, passed or not: record_property("printed", text)."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "printed":
                terminalreporter.write_line(str(text))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the run has stated; what it left in memory goes last of all, when nobody writes there any more."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        for shared in ("MINGJI_STATEMENTS", "MINGJI_AUDITED_COMPANIES"):
            shutil.rmtree(os.environ[shared], ignore_errors=True)
