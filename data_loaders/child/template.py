"""Begin the process of a confined child: on Linux forked from a template, elsewhere a fresh interpreter.

Loading numpy and Arrow takes four fifths of the time in which a small file is read. A template is a process that has
loaded what reading needs, one for each process that imports. It gets no file and no data, has a clean environment
and one thread (with more it forks nothing), and ends with the process that began it. What it forks is a child for
one job, with limits and guards of its own (`confined.main`), and a keeper that says how the child ended.

    parent                     template            keeper             child
    environment, descriptors ──▶ fork ────────────▶ fork ───────────▶ confined.main()
      ◀─────────────────────────── number, exit code ──┘
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

import psutil

from data_loaders.child import confined

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
MESSAGE_BYTES = 64 << 10
OPEN_FILES = 1 << 16  # no descriptor is as high
LOST = -1  # the exit code of a child whose keeper is gone


def begin(environment: Mapping[str, str], stderr: IO[bytes]) -> "Forked | subprocess.Popen[bytes]":
    """Begin a process that runs `confined.main` with an environment, errors going to an open file."""
    for _ in range(2 if sys.platform == "linux" else 0):
        template = _template(environment)
        try:
            return Forked(template, environment, stderr)
        except (OSError, ValueError):  # it was killed, or is not fit to fork: another one is begun, once
            template.end()
    return subprocess.Popen(
        [sys.executable, "-m", confined.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        cwd=ROOT,
        env=environment,
    )


class Forked:
    """A child forked from a template, spoken to as a subprocess.Popen is.

    Errors: OSError or ValueError where the template is lost.
    """

    def __init__(self, template: "_Template", environment: Mapping[str, str], stderr: IO[bytes]) -> None:
        self.returncode: int | None = None
        channel, theirs = socket.socketpair()
        self._said, says = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with channel:
            self.stdin, self.stdout = channel.makefile("wb"), channel.makefile("rb")
        try:
            with theirs, says:
                template.ask(environment, (theirs.fileno(), stderr.fileno(), says.fileno()))
            self._said.settimeout(START_SECONDS)
            self.pid = int(self._said.recv(MESSAGE_BYTES))
            self._said.settimeout(None)
        except BaseException:
            for stream in (self.stdin, self.stdout, self._said):
                stream.close()
            raise
        self._process: psutil.Process | None = None
        with contextlib.suppress(psutil.Error):  # it may have ended
            self._process = psutil.Process(self.pid)

    def kill(self) -> None:
        """End the child at once, and nobody else who has got its number since."""
        with contextlib.suppress(psutil.Error):
            if self._process:
                self._process.kill()

    def wait(self) -> int:
        """Return the exit code as subprocess does, once the child has ended."""
        if self.returncode is None:
            with self._said:
                self.returncode = int(self._said.recv(MESSAGE_BYTES) or LOST)
        return self.returncode


class _Template:
    """The parent's end of a template."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "data_loaders.child.template"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=environment,
            )

    def ask(self, environment: Mapping[str, str], descriptors: Sequence[int]) -> None:
        """Ask for a child; descriptors: its input and output, its errors, what its keeper says."""
        socket.send_fds(self._asked, [json.dumps(environment).encode()], descriptors)

    def end(self) -> None:
        """End the template; the children that it forked go on."""
        self._asked.close()
        self.process.kill()
        self.process.wait()


_templates: dict[int, _Template] = {}  # by the process that began it: one that was forked begins its own
_beginning = threading.Lock()


def _template(environment: Mapping[str, str]) -> _Template:
    """Return this process's template, and begin one where none lives."""
    with _beginning:
        found = _templates.get(os.getpid())
        if found and found.process.poll() is not None:
            found.end()
            found = None
        if not found:
            found = _templates[os.getpid()] = _Template(environment)
        return found


@atexit.register
def _end_template() -> None:
    if template := _templates.get(os.getpid()):
        template.end()


# In the template and in what it forks


def main() -> int:
    """Fork a child for each request on standard input, a socket, until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for keepers
    confined.do_without_pandas()
    importlib.import_module("data_loaders.child.staging")
    gc.freeze()  # a collection in a child would copy every page
    with socket.socket(fileno=os.dup(0)) as asked:
        while len(os.listdir("/proc/self/task")) == 1:  # what another thread holds would be held for ever
            environment, descriptors, *_ = socket.recv_fds(asked, MESSAGE_BYTES, 3)
            if not environment:
                return 0
            if not os.fork():
                _keep(json.loads(environment), descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
    return 1


def _keep(environment: dict[str, str], descriptors: Sequence[int]) -> NoReturn:
    """Fork the child, and say its number and in the end its exit code."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        *own, says = descriptors
        child = os.fork()
        if not child:
            _become_child(environment, *own)
        os.dup2(says, 0)
        os.closerange(1, OPEN_FILES)
        os.write(0, b"%d" % child)
        os.write(0, b"%d" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    finally:
        os._exit(0)


def _become_child(environment: dict[str, str], channel: int, stderr: int) -> NoReturn:
    """Be a confined child as a fresh interpreter would be one: its descriptors, its environment, nothing of others."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for own, given in enumerate((channel, channel, stderr)):
            os.dup2(given, own)
        os.closerange(3, OPEN_FILES)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        tempfile.tempdir = None
        code = confined.main()
    except BaseException:  # noqa: BLE001 - the border of the process
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
