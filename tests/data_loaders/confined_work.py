"""Work for the sandbox tests: it runs in the child process and does what hostile files make readers do."""

import os
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

from data_loaders.child.sandbox import Progress
from data_loaders.files.formats import deliveries, read_sheets
from models.errors import FileHostile, Place


def describe(progress: Progress, path: str) -> list[dict[str, Any]]:
    """Return every sheet of a file as plain values."""
    progress.at(Path(path).name)
    return [
        {
            "file": sheet.file,
            "name": sheet.name,
            "is_hidden": sheet.is_hidden,
            "rows": sheet.cells.num_rows,
            "columns": sheet.cells.num_columns,
            "notes": list(sheet.notes),
            "cells": [list(row.values()) for row in sheet.cells.slice(0, 50).to_pylist()],
            "row_no": sheet.row_no.slice(0, 50).to_pylist(),
            "merged": [list(vars(block).values()) for block in sheet.merged],
            "broken": [list(vars(row).values()) for row in sheet.broken],
        }
        for sheet in read_sheets(Path(path))
    ]


def members(progress: Progress, path: str) -> list[str]:
    """Return the names of the single files of a delivery."""
    into = Path(tempfile.mkdtemp())
    return [member.shown_name for member in deliveries(Path(path), into)]


def add(progress: Progress, left: int, right: int) -> int:
    """Return a sum, with progress on the way."""
    progress(0.5, "半程")
    print("noise on standard output", flush=True)
    return left + right


def refuse(progress: Progress) -> None:
    """Raise an error with all its parts."""
    raise FileHostile("含宏", where=Place("a.xlsx", "表一", 3, "户号"), remedy="请另存")


def blunder(progress: Progress) -> None:
    """Raise what nobody foresaw."""
    raise ZeroDivisionError


def abort(progress: Progress, file: str) -> None:
    """Die as a library does that cannot allocate."""
    progress.at(file)
    os.kill(os.getpid(), signal.SIGABRT)


def say_much(progress: Progress, length: int) -> str:
    """Return a long answer."""
    return "x" * length


def leave(progress: Progress, file: str, code: int) -> None:
    """End the process without an answer."""
    progress.at(file)
    os._exit(code)


def spin(progress: Progress) -> None:
    """Burn processor time for ever."""
    while True:
        pass


def sleep(progress: Progress, seconds: float) -> None:
    """Wait without burning anything."""
    time.sleep(seconds)


def leave_a_file(progress: Progress) -> str:
    """Leave a temporary file behind and return its path."""
    path = Path(tempfile.gettempdir()) / "rest.bin"
    path.write_bytes(b"x")
    return str(path)


def environment(progress: Progress) -> dict[str, str]:
    """Return the environment that the child sees."""
    return dict(os.environ)


def usable_descriptors(progress: Progress, numbers: list[int]) -> list[int]:
    """Return which of the parent's descriptors are open sockets here."""
    found = []
    for number in numbers:
        try:
            socket.socket(fileno=os.dup(number)).close()
            found.append(number)
        except OSError:
            continue
    return found


def loaded_modules(progress: Progress, path: str) -> list[str]:
    """Return what was imported to read a file."""
    import sys

    describe(progress, path)
    return sorted(sys.modules)


def say_line(progress: Progress, line: str) -> str:
    """Say a line that no part of the child would say."""
    progress._channel.write(line + "\n")
    return "said"


def size_of_core(progress: Progress) -> int:
    """Return how large a picture of its memory this process may leave behind."""
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0]


def wait(progress: Progress, begun: str) -> None:
    """Say by a file that the work has begun, and wait."""
    Path(begun).touch()
    time.sleep(30)


def fail_at_the_disk(progress: Progress, number: int) -> None:
    """Fail as the system does."""
    raise OSError(number, os.strerror(number))


def numbered(progress: Progress, number: int) -> tuple[int, int, list[int]]:
    """Return a number again, that of this process, and its open descriptors beyond the usual three."""
    own = [int(name) for name in os.listdir("/proc/self/fd")]
    return number, os.getpid(), [fd for fd in own if fd > 2 and Path(f"/proc/self/fd/{fd}").exists()]
