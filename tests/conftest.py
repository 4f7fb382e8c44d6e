"""What holds for every test: property tests are repeatable, none asserts a time, what is measured is printed.

What one process of a run has stated the others need not state again, nor the other part of `run.py test`; the next run
begins with nothing. Nor need they compile what one has compiled: a run starts some hundred. Nor do homes wait for a
disk: where memory can hold what a run leaves (0.6 GB), it lies there until the end, unless TMPDIR names another place.
What stands before the first test stays: the collector of garbage need not look through it again and again (a tenth of
the processor's time).
"""

import atexit
import compileall
import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from run import STATEMENTS

settings.register_profile("mingji", deadline=None, derandomize=True)
settings.load_profile("mingji")

MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 4 << 30
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _made_for_this_run(kind: str) -> str:
    folder = tempfile.mkdtemp(prefix=f"mingji-{kind}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


if "PYTEST_XDIST_WORKER" not in os.environ:
    # all at once: of a process that may not write a long file, Python keeps half of what it compiled
    for room in ("models", "data_loaders", "analytics", "reports", "pages", "commands", "demo"):
        compileall.compile_dir(Path(__file__).parents[1] / room, quiet=2)
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="mingji-tests-", dir=MEMORY)
        os.chmod(os.environ["TMPDIR"], 0o755)  # PostgreSQL runs as somebody else
        tempfile.tempdir = None
        atexit.register(shutil.rmtree, os.environ["TMPDIR"], ignore_errors=True)
    os.environ["MINGJI_STATEMENTS"] = os.environ.get(STATEMENTS) or _made_for_this_run("statements")
    os.environ["MINGJI_AUDITED_COMPANIES"] = _made_for_this_run("companies")

LONGEST = ("test_cluster.py", "test_truth.py", "test_main_walk.py", "test_killed.py", "test_benchmarks.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: begun last, they would keep one worker busy and the other idle."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests measured, passed or not: record_property("printed", text)."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "printed":
                terminalreporter.write_line(str(text))
