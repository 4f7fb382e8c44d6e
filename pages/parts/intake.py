"""A delivery between the browser and the lake: uploaded, read in the background, waiting for a decision.

It is read in a thread of its own, so that the page can show progress and a person can cancel. The uploaded bytes
lie under names of ours in a locked folder below home/tmp; the folder goes when the delivery is confirmed,
cancelled or its browser session ends, and a folder whose process died goes at the next start. Streamlit forgets a
session that lost its browser only when the next one does, so a watch of ours looks after the deliveries.
"""

import shutil
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Literal

from filelock import FileLock, Timeout

from data_loaders import ingest
from data_loaders.archives import safe_name
from data_loaders.recognise import Choice
from data_loaders.report import SheetReport
from models.errors import Cancelled, MingjiError
from models.lake import Lake
from models.people import Person
from pages.parts.session import is_connected

WATCH, WATCH_SECONDS = "import watch", 10
GRACE_SECONDS = 60  # longer than Streamlit keeps a session for a browser that comes back
Phase = Literal["reading", "waiting", "writing", "confirmed", "cancelled", "failed"]


@dataclass
class UploadedFile:
    """One file as it was dropped: the name a person knows it by, where it lies, and how much of it is read."""

    name: str
    path: Path
    size: int
    share: float = 0.0


class UploadFolder:
    """A locked folder below home/tmp/uploads that holds the files of one delivery."""

    def __init__(self, home: Path) -> None:
        root = home / "tmp" / "uploads"
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = root / uuid.uuid4().hex
        self._lock = FileLock(f"{self.path}.lock", thread_local=False)
        self._lock.acquire()
        self.path.mkdir()

    def keep(self, name: str, content: IO[bytes]) -> UploadedFile:
        """Write one uploaded file under a name of ours."""
        path = self.path / uuid.uuid4().hex
        with path.open("wb") as out:
            shutil.copyfileobj(content, out)
        return UploadedFile(safe_name(name), path, path.stat().st_size)

    def remove(self) -> None:
        """Delete the folder; a second time is harmless."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()
        Path(f"{self.path}.lock").unlink(missing_ok=True)


def sweep_uploads(home: Path) -> None:
    """Delete the upload folders of processes that are gone."""
    root = home / "tmp" / "uploads"
    for path in root.iterdir() if root.exists() else ():
        if not path.is_dir():
            continue
        lock = FileLock(f"{path}.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue
        shutil.rmtree(path, ignore_errors=True)
        lock.release()
        Path(f"{path}.lock").unlink(missing_ok=True)


@dataclass
class Work:
    """What the reading thread and the page share."""

    lake: Lake
    person: Person
    folder: UploadFolder
    files: list[UploadedFile]
    source: str
    as_of: date | None
    phase: Phase = "reading"
    share: float = 0.0
    doing: str = ""
    fault: Exception | None = None
    delivery: ingest.Delivery | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    deciding: threading.Lock = field(default_factory=threading.Lock)
    session: str = ""
    alone_since: float | None = None

    def tell(self, share: float, text: str) -> None:
        """Note how far the delivery is; each file has an equal part of the time that the reading takes."""
        self.share, self.doing = share, text
        for number, file in enumerate(self.files):
            own = share / ingest.CHILD_SHARE * len(self.files) - number
            file.share = max(file.share, min(1.0, max(0.0, own)))

    def do(self, read: Callable[[], None]) -> None:
        """Read, and keep whatever came of it for the page."""
        try:
            read()
            self.phase = "waiting"
            if self.stop.is_set():  # asked for too late for the reader to notice
                self.end("cancelled")
        except Cancelled:
            self.end("cancelled")
        except MingjiError as fault:
            self.fault = fault
            self.end("failed")
        except Exception as fault:  # noqa: BLE001 - a bug in a thread reaches the screen only through us
            self.fault = fault
            self.end("failed")

    def end(self, phase: Phase) -> None:
        """Leave nothing behind but what is live."""
        if phase != "confirmed" and self.delivery is not None:
            self.delivery.cancel()
        self.folder.remove()
        self.phase = phase

    def abandon(self) -> None:
        """Stop and clean up when the browser session is gone."""
        if not self.deciding.acquire(blocking=False):
            return  # it is being made live
        try:
            self.stop.set()
            if self.phase == "waiting":
                self.end("cancelled")
        finally:
            self.deciding.release()


class Intake:
    """One delivery of one browser session; when the session forgets it, nothing is left behind."""

    def __init__(
        self,
        lake: Lake,
        person: Person,
        uploads: Sequence[tuple[str, IO[bytes]]],
        source: str,
        as_of: date | None,
        session: str = "",
    ) -> None:
        folder = UploadFolder(lake.store.home)
        files = [folder.keep(name, content) for name, content in uploads]
        self.work = work = Work(lake, person, folder, files, source, as_of, session=session)
        weakref.finalize(self, work.abandon)
        _watch(self)

        def read() -> None:
            work.delivery = ingest.stage(
                lake,
                [(file.path, file.name) for file in files],
                source,
                person,
                as_of=as_of,
                on_progress=work.tell,
                cancelled=work.stop.is_set,
            )

        _in_background(work, read)

    def choose(self, choices: Sequence[tuple[SheetReport, Choice]]) -> None:
        """Read again with what a person says the sheets are."""
        work = self.work
        delivery = work.delivery
        if delivery is None or not choices:
            return
        *early, (sheet, choice) = choices
        for other, its_choice in early:
            delivery.choices[f"{other.file}\x1f{other.sheet}"] = its_choice
        work.phase, work.share = "reading", 0.0
        for file in work.files:
            file.share = 0.0

        def read() -> None:
            delivery.choose(
                sheet.file, sheet.sheet, choice, on_progress=work.tell, cancelled=work.stop.is_set
            )

        _in_background(work, read)

    def confirm(self) -> threading.Thread | None:
        """Begin to make live what can be loaded, and return the thread that does; the page watches the phase."""
        work = self.work
        with work.deciding:
            if work.phase != "waiting" or work.delivery is None:
                return None
            work.phase = "writing"
        thread = threading.Thread(target=self._write, name="import", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        work = self.work
        assert work.delivery is not None
        with work.deciding:
            try:
                work.delivery.confirm()
                work.end("confirmed")
            except Exception as fault:  # noqa: BLE001 - a bug in a thread reaches the screen only through us
                work.fault = fault
                work.end("failed")

    def written_share(self) -> float:
        """Return how many of the files to be made live are live already, as a share."""
        files = self.work.delivery.files if self.work.delivery is not None else []
        to_write = sum(file.staged is not None for file in files)
        written = sum(file.batch_id is not None for file in files)
        return written / (to_write + written) if to_write + written else 0.0

    def adopt(self, session: str) -> None:
        """Let another browser session go on with the delivery: after a reload the browser has a new one."""
        self.work.session, self.work.alone_since = session, None

    def cancel(self) -> None:
        """Forget the delivery; a reading that is going on ends by itself in a moment."""
        self.work.stop.set()
        if self.work.phase == "waiting":
            self.work.end("cancelled")


_watched: weakref.WeakSet[Intake] = weakref.WeakSet()
_watching = threading.Lock()


def abandon_the_forsaken(is_connected: Callable[[str], bool], now: float) -> None:
    """Stop and clean up every delivery whose browser has been gone for longer than it may take to come back.

    Units: `now` in seconds of any clock.
    """
    for intake in list(_watched):
        work = intake.work
        if work.phase not in ("reading", "waiting") or is_connected(work.session):
            work.alone_since = None
        elif work.alone_since is None:
            work.alone_since = now
        elif now - work.alone_since > GRACE_SECONDS:
            work.abandon()


def left_alone(person: Person, is_connected: Callable[[str], bool]) -> Intake | None:
    """Return a delivery of the person that is still under way while its browser is gone, as after a reload."""
    return next(
        (
            one
            for one in list(_watched)
            if one.work.person == person
            and one.work.phase in ("reading", "waiting", "writing")
            and not one.work.stop.is_set()
            and not is_connected(one.work.session)
        ),
        None,
    )


def _watch(intake: Intake) -> None:
    with _watching:
        _watched.add(intake)
        if not any(thread.name == WATCH for thread in threading.enumerate()):
            threading.Thread(target=_keep_watch, name=WATCH, daemon=True).start()


def _keep_watch() -> None:
    """Look after the deliveries as long as there are any."""
    while True:
        time.sleep(WATCH_SECONDS)
        abandon_the_forsaken(is_connected, time.monotonic())
        with _watching:
            if not _watched:
                return


def _in_background(work: Work, read: Callable[[], None]) -> None:
    threading.Thread(target=work.do, args=(read,), name="import", daemon=True).start()
