"""Processes forked from one that has loaded the application: what a test waits for is the work, not Python's start."""

import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Mapping
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

from cli import app
from models.pages_first import let_pages_go_first
from models.store import Store

PROJECT = Path(__file__).resolve().parents[1]


def begun(
    said: Path | Connection, environment: Mapping[str, str], work: Callable[..., Any], *arguments: Any
) -> ForkServerProcess:
    """Return a process that does some work in the project's folder; what it prints goes to a file or into a pipe."""
    process = _template().Process(target=_do, args=(said, dict(environment), work, arguments))
    process.start()
    return process


def done(work: Callable[..., Any], *arguments: Any) -> tuple[int, str]:
    """Return the exit code of some work, and all that it said."""
    said, saying = multiprocessing.Pipe(duplex=False)
    process = begun(saying, os.environ, work, *arguments)
    saying.close()
    with open(said.fileno(), encoding="utf-8", closefd=False) as output:
        text = output.read()
    said.close()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, text


@cache
def _template() -> ForkServerContext:
    """Return what forks: a process, begun with the first of them, that has loaded the application and nothing of anybody."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.preloaded"])
    return context


def _do(
    said: Path | Connection, environment: dict[str, str], work: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    os.chdir(PROJECT)
    os.environ.clear()
    os.environ.update(environment)
    with said.open("wb") if isinstance(said, Path) else said as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    work(*arguments)


def command_line(*words: str) -> None:
    """Run a command as cli.py does."""
    sys.argv = ["cli.py", *words]
    let_pages_go_first()
    app()


def command_line_on_a_full_disk(home: Path, most: int, *words: str) -> None:
    """Run a command that cannot make any file longer than `most` bytes.

    The limit is set when the database is open: only what the command itself writes is to hit it.
    """
    kept = Store(home)
    with kept.read() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM log")
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        command_line("--home", str(home), *words)
