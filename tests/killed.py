"""A process of its own that runs one command again and again, each time killed a step later, on a fresh copy of a home.

    python -m tests.killed HOME COPIES COMMAND …

A step is a change of a file's name, of a folder, or a file opened for writing, in the home. The copies stay in the
folder COPIES, named after the step, for whoever looks at what is left; `whole` is the one that nobody killed.
"""

import importlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from analytics.rulebook import checks
from cli import app
from data_loaders.catalog import tables

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "os.utime")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
KILLED = 137


def killed_at(step: int, home: Path, words: list[str]) -> bool:
    """Run a command in a process that dies at a step; return whether it came so far."""
    child = os.fork()
    if not child:
        done = 0

        def die(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal done
            changes = event in CHANGES or (event == "open" and arguments[2] & WRITING)
            if changes and str(arguments[0]).startswith(str(home)):
                done += 1
                if done == step:
                    os._exit(KILLED)  # as with kill -9, nothing is written, closed or taken away any more

        sys.addaudithook(die)
        try:
            app(["--home", str(home), *words])
        except SystemExit as end:
            os._exit(int(end.code or 0))
        os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED), f"step {step}: exit code {code}"
    return code == KILLED


def main(home: Path, copies: Path, words: list[str]) -> None:
    """Kill the command at each step, until it comes to its end."""
    checks()  # what is loaded before is not loaded in every child
    tables()
    importlib.import_module("sklearn.ensemble")  # the ranking's
    step = 1
    while killed_at(step, shutil.copytree(home, copies / str(step)), words):
        step += 1
    (copies / str(step)).rename(copies / "whole")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
