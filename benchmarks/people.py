"""Many people at once: how long they wait for a page, and how much memory the server holds.

python -m benchmarks.people [customers] [folder] [people] [seconds]

A server of this build and one of the build before (73503a9) in turn, each over a home of its own with the same
company and a screening. People at websockets, as browsers are, go from page to page, 2 to 5 seconds between a page
and the next click, while a screening and the import of a million bills run beside them; then they close their tabs. A
page has come when its script has ended; a page that ends in an error counts as an error. `folder` keeps the homes for
the next time; what people and imports do happens in copies.
"""

import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from socket import socket
from typing import Any

import psutil
import pyarrow.parquet as pq
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.before import BEFORE, build_before
from benchmarks.company import home_before, home_of
from benchmarks.imports import bills, write_file
from benchmarks.measuring import ROOT
from demo import AS_OF, PERIOD
from models import jobs
from models.people import SYSTEM
from models.store import Store

CUSTOMERS, PEOPLE, SECONDS = 1_000_000, 20, 120
IMPORTED_ROWS = 1_000_000  # as many bills as customers at most
PAUSE_SECONDS = (2.0, 5.0)
PATIENCE_SECONDS = 300
AFTER_SECONDS = 20  # after the tabs are closed
OF_BEFORE, P95_SECONDS, MOST_MB = 1 / 20, 1.5, 4_000  # the aims
SCREEN = ("screen", "--as-of", AS_OF.isoformat(), "--period", PERIOD)
OURS = "mingji"
PAGES = ("overview", "targets", "object", "object", "object", "weekly", "rules")


@dataclass
class Waited:
    """Seconds by page, errors, and the server's memory at its most and after everybody has gone."""

    name: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    peak_mb: float = 0.0
    left_mb: float = 0.0

    @property
    def everything(self) -> list[float]:
        """Return the seconds of all pages."""
        return [one for page in self.seconds.values() for one in page]


def main(customers: int, folder: Path, people: int, seconds: int) -> None:
    """Print how long people waited, both builds side by side."""
    home_of(folder / f"home-{customers}", customers)
    ours = waited(OURS, ROOT, folder / f"home-{customers}", people, seconds)
    others = []
    with build_before() as root:
        if root is not None:
            theirs = home_before(root, folder, customers)
            others.append(waited(BEFORE, root, theirs, people, seconds))
    print(table([ours, *others]))
    for other in others:
        times = percentile(ours.everything) / percentile(other.everything)
        print(
            f"p95: {times:.3f} of {other.name}'s (aim {OF_BEFORE}), {percentile(ours.everything):.1f} s (aim {P95_SECONDS})"
        )
    print(f"memory at most {ours.peak_mb:,.0f} MB (aim {MOST_MB:,})")


def waited(
    name: str,
    root: Path,
    home: Path,
    people: int,
    seconds: int,
    after_seconds: float = AFTER_SECONDS,
    imported_rows: int = IMPORTED_ROWS,
) -> Waited:
    """Return how long people waited for the pages of a build, and what it holds some time after they have gone."""
    found = Waited(name)
    if not (home / "runs").exists():
        command(root, home, *SCREEN).wait()
    objects = objects_of(home)
    with copied(home) as own, served(root, own) as (port, server):

        def crowd(until: float) -> Iterable[Coroutine[Any, Any, None]]:
            return (_person(found, port, number, objects, until) for number in range(people))

        asyncio.run(
            _visited(
                found,
                port,
                server,
                objects,
                crowd,
                seconds,
                after_seconds,
                partial(_beside, root, own, imported_rows),
            )
        )
    return found


def objects_of(home: Path) -> list[str]:
    """Return the address of each of the first targets of the latest screening."""
    latest = max((home / "runs").glob("*/targets.parquet"), key=lambda path: path.stat().st_mtime)
    rows = pq.read_table(latest, columns=["object_type", "object_id"]).slice(0, 500).to_pylist()
    return [f"type={row['object_type']}&id={row['object_id']}" for row in rows]


@contextmanager
def served(root: Path, home: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Run the server of a build, and give its port and process."""
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"MINGJI_HOME": str(home), "MINGJI_PORT": str(port)}
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=root, env=environment, stdout=said, stderr=said
        )
        try:
            yield port, psutil.Process(server.pid)
        finally:
            server.terminate()
            server.wait()


async def _visited(
    found: Waited,
    port: int,
    server: psutil.Process,
    objects: list[str],
    people: Callable[[float], Iterable[Coroutine[Any, Any, None]]],
    seconds: int,
    after_seconds: float,
    screening: Callable[[], Callable[[], object]],
) -> None:
    """Let people look at pages for some seconds while a screening runs beside them."""
    end = asyncio.Event()
    watching = asyncio.create_task(_watched(found, server, end))
    first = await _opened(port)
    for page in dict.fromkeys(PAGES):  # what is loaded once a server
        await _shown(first, page, objects[0] if page == "object" else "")
    await first.close()
    end_screening = screening()
    until = time.monotonic() + seconds
    await asyncio.gather(*people(until))
    end_screening()
    await asyncio.sleep(after_seconds)
    found.left_mb = _megabytes(server)
    end.set()
    await watching


async def _opened(port: int) -> ClientConnection:
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    last = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await connect(
                address, subprotocols=[Subprotocol("streamlit")], max_size=None, ping_interval=None
            )
        except OSError:
            if time.monotonic() > last:
                raise
            await asyncio.sleep(0.2)


async def _person(found: Waited, port: int, number: int, objects: list[str], until: float) -> None:
    draw = random.Random(number)
    await asyncio.sleep(draw.uniform(0, PAUSE_SECONDS[1]))
    connection = await _opened(port)
    while time.monotonic() < until:
        page = draw.choice(PAGES)
        query = draw.choice(objects) if page == "object" else ""
        began = time.monotonic()
        is_whole = await _shown(connection, page, query)
        found.seconds.setdefault(page, []).append(time.monotonic() - began)
        found.errors[page] += not is_whole
        await asyncio.sleep(draw.uniform(*PAUSE_SECONDS))
    await connection.close()


async def _shown(connection: ClientConnection, page: str, query: str) -> bool:
    """Ask for a page, read until it has ended, and return whether it says nothing of an error."""
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    await connection.send(asked.SerializeToString())
    is_whole = True
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            said = ForwardMsg.FromString(await connection.recv(decode=False))
            if (
                said.delta.new_element.HasField("exception")
                or "本页出错了" in said.delta.new_element.alert.body
            ):
                is_whole = False
            if said.WhichOneof("type") == "script_finished":
                return is_whole


async def _watched(found: Waited, server: psutil.Process, end: asyncio.Event) -> None:
    while not end.is_set():
        found.peak_mb = max(found.peak_mb, _megabytes(server))
        await asyncio.sleep(0.5)


def _megabytes(server: psutil.Process) -> float:
    try:
        return sum(one.memory_info().rss for one in (server, *server.children(recursive=True))) / 1e6
    except psutil.Error:
        return 0.0


def _beside(root: Path, home: Path, imported_rows: int) -> Callable[[], object]:
    """Screen and import beside the people, and return how to end that.

    Ours screens as its pages ask for it, the build before by its command line, which is all that it has; both import
    by their command lines.
    """
    path = home / "电费发行.csv"
    write_file(path, bills(imported_rows))
    importing = command(root, home, "import", str(path))
    screening = _job(home) if root == ROOT else partial(_ended, command(root, home, *SCREEN))

    def end() -> None:
        screening()
        _ended(importing)

    return end


def _job(home: Path) -> Callable[[], object]:
    store = Store(home)
    number = jobs.ask(store, "screen", "筛查", {"as_of": AS_OF.isoformat(), "period": PERIOD}, SYSTEM)
    return partial(jobs.cancel, store, number, SYSTEM)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait()


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """Give a copy of a home for a time; what never changes is linked, not copied."""
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        copy = Path(folder, home.name)
        shutil.copytree(home, copy, copy_function=_linked)
        yield copy


def _linked(source: str, target: str) -> None:
    if source.endswith(".parquet"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def command(root: Path, home: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start a build's command line over a home."""
    environment = os.environ | {"MINGJI_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "cli.py", *words],
        cwd=root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def percentile(seconds: list[float], share: float = 0.95) -> float:
    """Return what all but a twentieth waited at most."""
    return sorted(seconds)[int(len(seconds) * share)] if seconds else 0.0


def table(builds: list[Waited]) -> str:
    """Return the seconds by page and build."""
    lines = [f"{'':12}{'page':12}{'shown':>8}{'median s':>10}{'p95 s':>10}{'most s':>10}{'errors':>8}"]
    for one in builds:
        for page, seconds in [*sorted(one.seconds.items()), ("all", one.everything)]:
            errors = sum(one.errors.values()) if page == "all" else one.errors[page]
            figures = f"{statistics.median(seconds):10.2f}{percentile(seconds):10.2f}{max(seconds):10.2f}"
            lines.append(f"{one.name:12}{page:12}{len(seconds):8}{figures}{errors:8}")
        lines.append(
            f"{one.name:12}memory at most {one.peak_mb:,.0f} MB, after everybody has gone {one.left_mb:,.0f} MB"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    words = [*sys.argv[1:], *[""] * 4]
    with tempfile.TemporaryDirectory() as temporary:
        main(
            int(words[0] or CUSTOMERS),
            Path(words[1] or temporary),
            int(words[2] or PEOPLE),
            int(words[3] or SECONDS),
        )
