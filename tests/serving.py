"""The application as a process of its own, and a visitor who speaks to it without a browser."""

import os
import runpy
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.forked import PROJECT, begun

PARTS = ("app.py", ".streamlit", "models", "data_loaders", "analytics", "pages/parts")
START_SECONDS = 60


@dataclass(frozen=True)
class Serving:
    """A running application."""

    url: str
    home: Path
    log: Path
    pid: int

    @property
    def host(self) -> str:
        """Return host and port."""
        return self.url.removeprefix("http://")


def copied_project(folder: Path, pages: dict[str, str]) -> Path:
    """Return a project like ours whose only pages are the given ones: file name → source."""
    for part in PARTS:
        source, target = PROJECT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.pyc.*"))  # just being written
        else:
            shutil.copy(source, target)
    (folder / "pages" / "__init__.py").touch()
    for name, source in pages.items():
        (folder / "pages" / name).write_text(source, "utf-8")
    return folder


@contextmanager
def serving(project: Path, home: Path, command: tuple[str, ...] = ("app.py",)) -> Iterator[Serving]:
    """Give the application of a project, running on a free port with this home until the end of the block.

    Our own is forked from a process that has loaded it (the loading is a third of what a browser test costs).
    """
    port = _usual_port() if _is_free(_usual_port()) else free_port()
    home.mkdir(parents=True, exist_ok=True)
    log = home.parent / f"{home.name}.log"
    ports = {"MINGJI_PORT": str(port), "STREAMLIT_SERVER_PORT": str(port)}  # ours, and plain `streamlit run`
    settings = os.environ | {"MINGJI_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"} | ports
    is_ours = (project, command) == (PROJECT, ("app.py",)) and sys.platform == "linux"
    process = _Forked(settings, log) if is_ours else _Started(project, command, settings, log)
    try:
        started = Serving(f"http://127.0.0.1:{port}", home, log, process.pid)
        _wait_until_it_answers(started, process)
        yield started
    finally:
        process.end()


class _Started:
    """An application in an interpreter of its own."""

    def __init__(self, project: Path, command: tuple[str, ...], settings: dict[str, str], log: Path) -> None:
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *command],
                cwd=project,
                env=settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self.pid = self._process.pid

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Forked:
    """Our application, forked."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self._process = begun(log, settings, _serve)
        assert self._process.pid
        self.pid = self._process.pid

    @property
    def runs(self) -> bool:
        return self._process.is_alive()

    def end(self) -> None:
        self._process.terminate()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve() -> None:
    sys.argv = [str(PROJECT / "app.py")]
    runpy.run_path(sys.argv[0], run_name="__main__")


@cache
def _usual_port() -> int:
    """Return the port of this process's servers: a browser has what it loaded, and compiled, by address."""
    return free_port()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers (names in lower case) and body of a GET, whatever the status is."""
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def frames_for(app: Serving, page_name: str, headers: dict[str, str] | None = None) -> list[ForwardMsg]:
    """Return everything the server sends to a new visitor who asks for one page over the websocket."""
    wish = BackMsg()
    wish.rerun_script.page_name = page_name
    frames = []
    with connect(
        f"ws://{app.host}/_stcore/stream",
        origin=Origin(app.url),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=headers,
        max_size=None,
    ) as stream:
        stream.send(wish.SerializeToString())
        while not frames or frames[-1].WhichOneof("type") != "script_finished":
            frames.append(ForwardMsg.FromString(stream.recv(timeout=30, decode=False)))
    return frames


def _wait_until_it_answers(app: Serving, process: _Started | _Forked) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.runs:
        try:
            if fetch(f"{app.url}/_stcore/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the application did not start:\n{app.log.read_text('utf-8', 'replace')}")
