"""A delivery between the browser and the lake: uploaded, read in the background, waiting for a decision.

It is read in a thread of its own, so that the page can show progress and a person can cancel. A delivery does not
hang on the page that began it: it is a stored thing (models/data/deliveries.py) that waits until somebody confirms it or
throws it away, and whoever opens the page goes on with it, after a reload, a day or a restart of the server.
"""

import shutil
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Literal

from data_loaders.delivery import in_line, ingest, waiting
from data_loaders.delivery.import_report import Answer, SheetReport
from data_loaders.files.archives import safe_name
from data_loaders.recognition.recognise import Choice
from models import jobs
from models.data import deliveries
from models.errors import Cancelled, ImportConflict, MingjiError, NotFound, StoreUnusable
from models.home.disk import unwritable
from models.lake import Lake
from models.orm import WaitingDelivery
from models.people import Person

Phase = Literal["reading", "waiting", "writing", "confirmed", "cancelled", "failed"]
CHANGED, LOOK_AGAIN = "在您核对期间,现有数据有了变化,已重新比较", "请再看一遍下面的数字,然后确认。"
CHANGED_MEANWHILE = f"{CHANGED}。{LOOK_AGAIN}"
LEFT_WAITING = "没有写入的文件仍在等待,之后可再点“确认导入”。"


@dataclass
class UploadedFile:
    """One file as it was dropped: the name a person knows it by, where it lies, and how much of it is read."""

    name: str
    path: Path
    size: int
    share: float = 0.0


@dataclass
class Work:
    """What the reading thread and the page share."""

    lake: Lake
    person: Person
    number: str
    files: list[UploadedFile]
    source: str
    as_of: date | None
    phase: Phase = "reading"
    share: float = 0.0
    doing: str = ""
    notice: str = ""
    fault: Exception | None = None
    delivery: ingest.Delivery | None = None
    job: int | None = None  # in which it is read, then made live
    # batches of a delivery given up after a part of it was written
    live: list[int] = field(default_factory=list)
    decided: str = ""  # by whom and when it was confirmed or cancelled
    stop: threading.Event = field(default_factory=threading.Event)
    deciding: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, share: float, text: str) -> None:
        """Note how far the delivery is; each file has an equal part of the time that the reading takes."""
        self.share, self.doing = share, text
        for number, file in enumerate(self.files):
            own = share / ingest.CHILD_SHARE * len(self.files) - number
            file.share = max(file.share, min(1.0, max(0.0, own)))

    def do(self, read: Callable[[], None]) -> None:
        """Read, and keep whatever came of it for whoever opens the page."""
        try:
            read()
            if self.delivery is not None:
                waiting.keep(self.delivery)
            self.phase = "waiting"
            if self.stop.is_set():  # asked for too late for the reader to notice
                self.end("cancelled")
        except Cancelled:
            self.end_as_cancelled()
        except MingjiError as fault:
            self.fault = fault
            self.end("failed")
        except Exception as fault:  # noqa: BLE001 - a bug in a thread reaches the screen only through us
            self.fault = fault
            self.end("failed")

    def end_as_cancelled(self) -> None:
        """Leave nothing behind, and say who wanted that, on whichever page."""
        job = jobs.get(self.lake.store, self.job) if self.job is not None else None
        if job is not None and job.state == jobs.CANCELLED:
            self.decided = f"{job.said.removesuffix('取消')} 于 {job.ended_at:%Y-%m-%d %H:%M} "
        self.end("cancelled")

    def end(self, phase: Phase) -> None:
        """Leave nothing behind but what is live; only of what failed the uploads wait, to be read again."""
        if phase != "confirmed" and self.delivery is not None:
            self.live = [file.batch_id for file in self.delivery.files if file.batch_id is not None]
            self.delivery.cancel()
        _under_way.pop(self.number, None)
        store = self.lake.store
        try:
            if phase == "failed":
                deliveries.keep(store, self.number, content=None, folders=None)
            else:
                deliveries.end(store, self.number, self.person, ENDED[phase])
        except (
            StoreUnusable,
            NotFound,
        ) as fault:  # it is listed until the next start finds that its files are gone
            self.fault = self.fault or fault
        finally:
            self.phase = phase


ENDED: dict[Phase, str] = {"confirmed": "confirm", "cancelled": "throw away", "failed": "fail"}


class Intake:
    """One delivery that is under way in this process; every browser session that works on it has the same one."""

    def __init__(self, work: Work) -> None:
        self.work = work
        _under_way[work.number] = self

    @classmethod
    def of_uploads(
        cls,
        lake: Lake,
        person: Person,
        uploads: Sequence[tuple[str, IO[bytes]]],
        source: str,
        as_of: date | None,
    ) -> "Intake":
        """Keep what was dropped and begin to read it."""
        number = uuid.uuid4().hex
        folder = deliveries.begin(lake.store, number, source, as_of, person)
        try:
            files = [_kept(folder, name, content) for name, content in uploads]
            listed = [{"name": file.name, "path": file.path.name, "size": file.size} for file in files]
            deliveries.uploaded(lake.store, number, listed)
        except OSError as error:
            deliveries.end(lake.store, number, person, ENDED["failed"])
            raise unwritable(error, "上传的文件没有保存") from error
        intake = cls(Work(lake, person, number, files, source, as_of))
        intake._read({})
        return intake

    @classmethod
    def resumed(cls, lake: Lake, row: WaitingDelivery, person: Person) -> "Intake":
        """Go on with a delivery that waits; one whose reading was cut short is read again.

        Errors: ImportConflict where another process works on it; NotFound where its files are gone.
        """
        with _resuming:
            if row.id in _under_way:
                return _under_way[row.id]
            files = [
                UploadedFile(name, path, upload["size"])
                for (path, name), upload in zip(waiting.paths(lake, row), row.uploads, strict=True)
            ]
            delivery = waiting.resumed(lake, row, person)
            gone = [file.name for file in files if not file.path.exists()]
            if delivery is None and gone:
                raise NotFound(
                    f"上传的文件“{gone[0]}”已不见,这次导入无法继续读取",
                    remedy="请放弃这次导入,再重新放入文件",
                )
            intake = cls(Work(lake, person, row.id, files, row.source, row.as_of))
            if delivery is None:
                intake._read(waiting.choices_of(row))
                return intake
            intake.work.delivery, intake.work.phase = delivery, "waiting"
            try:
                if delivery.is_outdated():
                    intake.work.notice = CHANGED_MEANWHILE
                    waiting.keep(delivery)
            except MingjiError as fault:  # it can be looked at and thrown away all the same
                intake.work.notice = str(fault)
            return intake

    def _read(self, choices: dict[str, Choice]) -> None:
        """Read the files in a job of their own, when its turn has come."""
        work = self.work

        def read(tell: jobs.Progress) -> dict[str, int]:
            def told(share: float, text: str) -> None:
                work.tell(share, text)
                tell(share, text)

            work.delivery = ingest.stage(
                work.lake,
                [(file.path, file.name) for file in work.files],
                work.source,
                work.person,
                as_of=work.as_of,
                number=work.number,
                choices=choices,
                on_progress=told,
                cancelled=lambda: work.stop.is_set() or jobs.is_over(work.lake.store, work.job or 0),
            )
            return {"files": len(work.delivery.files)}

        def in_turn() -> None:
            names = [file.name for file in work.files]
            job = work.job = in_line.note_reading(work.lake, work.number, names, work.person)
            if work.stop.is_set():  # before there was a job to cancel
                jobs.cancel(work.lake.store, job, work.person)
            jobs.carry_out(work.lake.store, job, read, may_be_killed=False)

        _in_background(work, in_turn)

    def choose(self, choices: Sequence[tuple[SheetReport, Choice]]) -> None:
        """Read again with what a person says the sheets are."""
        work = self.work
        delivery = work.delivery
        if delivery is None or not choices:
            return
        for sheet, choice in choices:
            delivery.choices[f"{sheet.file}\x1f{sheet.sheet}"] = choice
        chosen = waiting.choices_as_json(delivery.choices)
        deliveries.keep(work.lake.store, work.number, choices=chosen, content=None, folders=None)
        work.phase, work.share, work.job = "reading", 0.0, None
        for file in work.files:
            file.share = 0.0
        sheet, choice = choices[-1]

        def read() -> None:
            delivery.choose(
                sheet.file, sheet.sheet, choice, on_progress=work.tell, cancelled=work.stop.is_set
            )

        _in_background(work, read)

    def answer(self, sheet: SheetReport, answer: Answer) -> None:
        """Note what a person says of what a sheet would do to the stored rows."""
        if self.work.delivery is not None and sheet.answer is not answer:
            self.work.delivery.answer(sheet, answer)
            waiting.keep(self.work.delivery)

    def confirm(self, person: Person) -> threading.Thread | None:
        """Put what can be loaded in line to be made live, and return the thread that does; the page watches the phase."""
        work = self.work
        with work.deciding:
            if work.phase != "waiting" or work.delivery is None:
                return None
            work.person = work.delivery.person = person
            try:
                work.job = in_line.note(work.delivery)
            except StoreUnusable as fault:
                work.notice = f"{fault}{LEFT_WAITING}"
                return None
            work.phase, work.decided = "writing", _decided_by(person)
        thread = threading.Thread(target=self._write, name="import", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        work = self.work
        assert work.delivery is not None
        assert work.job is not None
        with work.deciding:
            try:
                in_line.confirm(work.delivery, work.job, before=self._compare_anew, may_be_killed=False)
                work.end("confirmed")
            except Cancelled:
                work.end_as_cancelled()
            except ImportConflict as fault:  # nothing was begun: it waits until it has been looked at
                work.notice, work.phase = str(fault), "waiting"
            except (
                StoreUnusable
            ) as fault:  # the disk or the database: what is not live yet waits until they can again
                with suppress(MingjiError):
                    waiting.keep(work.delivery)
                work.notice, work.phase = f"{fault}{LEFT_WAITING}", "waiting"
            except Exception as fault:  # noqa: BLE001 - a bug in a thread reaches the screen only through us
                work.fault = fault
                work.end("failed")

    def _compare_anew(self) -> None:
        """Compare with what is stored now that the turn has come.

        Errors: ImportConflict where a person must look again, or what is stored cannot be read.
        """
        delivery = self.work.delivery
        assert delivery is not None
        try:
            is_outdated = delivery.is_outdated()
        except MingjiError as fault:
            raise ImportConflict(fault.what, where=fault.where, remedy=fault.remedy) from fault
        if is_outdated:
            waiting.keep(delivery)
            raise ImportConflict(CHANGED, remedy=LOOK_AGAIN)

    def written_share(self) -> float:
        """Return how many of the files to be made live are live already, as a share."""
        files = self.work.delivery.files if self.work.delivery is not None else []
        to_write = sum(file.staged is not None for file in files)
        written = sum(file.batch_id is not None for file in files)
        return written / (to_write + written) if to_write + written else 0.0

    def cancel(self, person: Person | None = None) -> bool:
        """Forget the delivery and return whether it was not too late; a reading that is going on ends in a moment."""
        work = self.work
        if work.phase in ("writing", "confirmed"):  # somebody confirmed it meanwhile, in another window
            return False
        work.stop.set()
        if work.phase == "reading" and work.job is not None:
            jobs.cancel(work.lake.store, work.job, person or work.person)
        with work.deciding:
            if work.phase == "waiting":
                work.decided = _decided_by(person or work.person)
                work.end("cancelled")
        return work.phase not in ("writing", "confirmed")


def _decided_by(person: Person) -> str:
    return f"由 {person.name} 于 {datetime.now():%Y-%m-%d %H:%M} "


_under_way: dict[str, Intake] = {}
_resuming = threading.Lock()


def under_way(number: str) -> Intake | None:
    """Return a delivery that this process works on."""
    return _under_way.get(number)


def throw_away(lake: Lake, row: WaitingDelivery, person: Person) -> None:
    """Forget a delivery that waits, with everything that was staged of it.

    Errors: ImportConflict where another process works on it.
    """
    intake = _under_way.get(row.id)
    if intake is not None:
        intake.work.person = person
        intake.cancel(person)
        return
    delivery = waiting.resumed(lake, row, person)
    if delivery is not None:
        delivery.cancel()
    deliveries.end(lake.store, row.id, person, ENDED["cancelled"])


def _kept(folder: Path, name: str, content: IO[bytes]) -> UploadedFile:
    """Write one uploaded file under a name of ours."""
    path = folder / uuid.uuid4().hex
    with path.open("wb") as out:
        shutil.copyfileobj(content, out)
    return UploadedFile(safe_name(name), path, path.stat().st_size)


def _in_background(work: Work, read: Callable[[], None]) -> None:
    threading.Thread(target=work.do, args=(read,), name="import", daemon=True).start()
