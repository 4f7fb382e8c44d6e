"""A delivery of export files becomes batches: staged, shown, and then confirmed or cancelled.

    delivery = stage(lake, paths, source, person)     nothing is live yet
    delivery.files[0].sheets[0]                       what was recognised, rejected, summed; what is unsure
    delivery.choose(file, sheet, Choice(...))         a person says what a sheet is, and it is staged again
    delivery.answer(file, sheet, Answer.ADD)          a person allows what a sheet would do to the stored rows
    delivery.confirm()  or  delivery.cancel()

The child process (staging.py) touches the files; here only Parquet that it wrote is read: keys are mended across
the files of the delivery, repeated rows are refused, and what is left is counted and summed as it will be stored.
One single file (of a folder, of a zip) is one batch.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from data_loaders.child.staging import KNOWN, REFUSED
from data_loaders.delivery.across_files import finish, mark_twins
from data_loaders.delivery.child_runs import Told, read_reports, run_child
from data_loaders.delivery.consequences import weigh
from data_loaders.delivery.import_report import Answer, FileReport, SheetReport
from data_loaders.recognition.recognise import Choice
from models import log
from models.company.settings import IMPORT
from models.data import batches
from models.data.batches import Provenance
from models.data.staged import StagedBatch
from models.errors import Cancelled, MingjiError, NotAllowed, StoreUnusable, WrongUsage
from models.home.disk import unwritable
from models.lake import Lake
from models.orm import Mapping as StoredMapping
from models.people import Permission, Person

# What others refer to comes first, so that whoever looks in between finds masters before what hangs on them.
MASTERS = (
    "orgs",
    "staff",
    "mr_sections",
    "customers",
    "metering_points",
    "meters",
    "equipment",
    "applications",
)
DAY = len("YYYY-MM-DD")
CHILD_SHARE = 0.85  # of the progress bar


@dataclass
class Delivery:
    """Files that were staged together and wait for a decision; `as_of` is what a person said of them all."""

    lake: Lake
    source: str
    person: Person
    paths: list[tuple[Path, str]]
    as_of: date | None = None
    files: list[FileReport] = field(default_factory=list)
    choices: dict[str, Choice] = field(default_factory=dict)
    number: str = field(default_factory=lambda: uuid.uuid4().hex)
    weighed_at: int = 0  # the data's version with which the files were compared
    is_stored: bool = False  # it waits for a person's word (data_loaders/waiting.py)

    def choose(
        self,
        file: str,
        sheet: str,
        choice: Choice,
        *,
        on_progress: Told | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        """Stage again with what a person says a sheet is; other sheets stay as they were recognised."""
        self.choose_all({(file, sheet): choice}, on_progress=on_progress, cancelled=cancelled)

    def choose_all(
        self,
        choices: Mapping[tuple[str, str], Choice],
        *,
        on_progress: Told | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        """Stage again with what a person says of several sheets, {(file, sheet): choice}."""
        self.choices |= {f"{file}\x1f{sheet}": choice for (file, sheet), choice in choices.items()}
        self._discard()
        _fill(self, on_progress, cancelled)

    def answer(self, sheet: SheetReport, answer: Answer) -> None:
        """Note what a person says of what a sheet would do to the stored rows."""
        sheet.answer = answer

    def answer_all(self, answer: Answer) -> None:
        """Give every sheet that is asked about the same answer."""
        for sheet in (sheet for file in self.files for sheet in file.sheets if sheet.question):
            sheet.answer = answer

    def weigh(self) -> bool:
        """Compare the files with what is stored now; return whether that differs from what was found before."""
        before = [(sheet.comparison, sheet.question) for file in self.files for sheet in file.sheets]
        version = self.lake.store.data_version()
        in_order = sorted(self.files, key=_turn)
        weigh(self.lake, in_order, MASTERS, IMPORT.of(self.lake.store).most_changed)
        self.weighed_at = version  # only now: what could not be weighed must be weighed again
        return before != [(sheet.comparison, sheet.question) for file in self.files for sheet in file.sheets]

    def is_outdated(self) -> bool:
        """Return whether the data changed since the files were compared with them, and so did what they would do."""
        return self.weighed_at != self.lake.store.data_version() and self.weigh()

    def confirm(self, on_progress: Told = lambda share, text: None) -> list[int]:
        """Make every file live that can be loaded, each as one batch, and return the batches' numbers.

        A file that cannot be made live (somebody else imported it meanwhile, the disk is full) is marked refused;
        so is one with a sheet of which a person must allow what it would do. Where `on_progress` raises Cancelled, what
        this call made live is taken back; what an earlier one did, before it had to stop, stays.
        Errors: StoreUnusable where the delivery is stored: what is not live yet goes on waiting.
        """
        own = self.weighed_at
        fresh: list[FileReport] = []
        waiting = sorted(filter(lambda f: f.staged, self.files), key=_turn)
        for number, file in enumerate(waiting):
            self._tell(on_progress, number / len(waiting), file.name, fresh)
            try:
                if own != self.lake.store.data_version():  # somebody else imported in between
                    self.weigh()
                file.batch_id = self._commit(file)
                fresh.append(file)
                own = self.lake.store.data_version()
            except MingjiError as why:
                if self.is_stored and isinstance(why, StoreUnusable):
                    self._note_live()
                    raise
                file.state, file.note = REFUSED, str(why)
                file.sheets = [] if not file.waits else file.sheets
                if file.staged and batches.is_surely_uncommitted(file.staged):
                    file.staged.discard()
                elif file.staged:
                    file.staged.let_go()
            file.staged = None
        self._tell(on_progress, 1.0, "", fresh)
        self._remember_choices()
        return [file.batch_id for file in self.files if file.batch_id is not None]

    def cancel(self) -> None:
        """Forget the delivery; nothing was changed."""
        self._discard()
        self.files = []

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries of `--report`, one a sheet."""
        return [entry for file in self.files for entry in file.entries()]

    def _tell(self, on_progress: Told, share: float, text: str, fresh: list[FileReport]) -> None:
        """Say how far the files are made live; where nobody wants it any more, take the fresh ones back, the latest first."""
        try:
            on_progress(share, text)
        except Cancelled:
            for file in reversed(fresh):
                batches.undo(self.lake.store, file.batch_id or 0, self.person)
                file.batch_id = None
            raise

    def _discard(self) -> None:
        for file in self.files:
            if file.staged is not None:
                file.staged.discard()
                file.staged = None

    def _note_live(self) -> None:
        """Say of the files that are live that they are, where the others have to wait."""
        self._remember_choices()
        for file in self.files:
            if file.batch_id is not None:
                file.state, file.note, file.sheets = KNOWN, f"已导入(批次 {file.batch_id})", []

    def _commit(self, file: FileReport) -> int:
        assert file.staged is not None
        file.settle(self.lake.tables)
        origin = Provenance(
            file_name=file.name,
            file_sha256=file.sha256,
            source=self.source,
            person=self.person,
            as_of=self.as_of or (date.fromisoformat(file.as_of[:DAY]) if file.as_of else None),
            report=[sheet.stored() for sheet in file.sheets],
            delivery=self.number,
        )
        try:
            return batches.commit(file.staged, origin, self.lake.tables)
        except OSError as error:
            raise unwritable(error, "数据目录无法写入") from error

    def _remember_choices(self) -> None:
        """Keep the mappings that a person made, for the next delivery of this source with the same headers."""
        for file in self.files:
            for sheet in file.sheets:
                if file.batch_id is not None and f"{sheet.file}\x1f{sheet.sheet}" in self.choices:
                    try:
                        _remember(self, sheet)
                    except StoreUnusable as why:  # the batch is live all the same
                        sheet.warnings.append(f"表头对照没有记住:{why}")


def stage(
    lake: Lake,
    paths: Sequence[Path | tuple[Path, str]],
    source: str,
    person: Person,
    *,
    as_of: date | None = None,
    number: str | None = None,
    choices: Mapping[str, Choice] | None = None,
    on_progress: Told | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Delivery:
    """Read files, folders' files or zips without making anything live.

    `paths` may carry the name under which a person knows the file; without `as_of` the files' own titles say
    it. A file that cannot be read is a refused file of the delivery, not an error.
    Errors: NotAllowed; Cancelled or StoreUnusable (a full disk), then nothing is left behind.
    """
    if not person.may(Permission.IMPORT):
        raise NotAllowed(f"{person.role.value}不能导入数据", remedy="请由营销稽查专责导入")
    named = [path if isinstance(path, tuple) else (path, path.name) for path in paths]
    delivery = Delivery(lake, source, person, named, as_of, choices=dict(choices or {}))
    if number is not None:
        delivery.number, delivery.is_stored = number, True
    _fill(delivery, on_progress, cancelled)
    return delivery


def files_in(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return the files of paths that may be folders, each with the name under which it is shown: with its folders, which
    tell files of one name apart and may say of which month they are.

    Errors: WrongUsage where there is nothing.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if not path.exists():
            raise WrongUsage(f"找不到“{path}”", remedy="请核对路径")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))
            found += [(p, p.relative_to(path).as_posix()) for p in inside]
        else:
            found.append((path, path.name))
    return found


def _turn(file: FileReport) -> tuple[int, str]:
    """Return when a file's turn comes: masters first, of files of one rank the one with the newest data last."""
    names = [sheet.table for sheet in file.sheets if sheet.table in MASTERS]
    return min((MASTERS.index(name) for name in names if name), default=len(MASTERS)), file.as_of


def _fill(delivery: Delivery, on_progress: Told | None, cancelled: Callable[[], bool] | None) -> None:
    """Stage all files of a delivery; if it does not come to its end, nothing of it is left."""
    tell = on_progress or (lambda _share, _text: None)
    scratch = StagedBatch(delivery.lake.store)
    is_whole = False
    try:
        _read(delivery, scratch.path, lambda share, text: tell(share * CHILD_SHARE, text), cancelled)
        tell(CHILD_SHARE, "核对编号")
        rest = 1 - CHILD_SHARE
        finish(delivery.lake, delivery.files, lambda share, text: tell(CHILD_SHARE + rest * share, text))
        delivery.weigh()
        if cancelled and cancelled():
            raise Cancelled("已取消", remedy="没有载入任何数据")
        is_whole = True
    except OSError as error:
        raise unwritable(error, "没有载入任何数据,数据目录无法写入") from error
    finally:
        scratch.discard()
        if not is_whole:
            delivery.cancel()


def _read(delivery: Delivery, scratch: Path, tell: Told, cancelled: Callable[[], bool] | None) -> None:
    known = {
        "confirmed": _confirmed(delivery),
        "choices": {
            key: [c.table, dict(c.fields), c.header_row, dict(c.units)] for key, c in delivery.choices.items()
        },
        "known": batches.imported_files(delivery.lake.store),
        "least_certainty": IMPORT.of(delivery.lake.store).least_certainty,
    }
    folders = run_child(delivery.paths, scratch, known, tell, cancelled)
    delivery.files = read_reports(delivery.lake, folders)
    mark_twins(delivery.files)


def _confirmed(delivery: Delivery) -> dict[str, list[Any]]:
    with delivery.lake.store.read() as session:
        wanted = (
            select(StoredMapping).where(StoredMapping.source == delivery.source).order_by(StoredMapping.id)
        )
        return {m.signature: [m.table_name, m.fields] for m in session.scalars(wanted)}


def _remember(delivery: Delivery, sheet: SheetReport) -> None:
    with delivery.lake.store.write() as session:
        session.add(
            StoredMapping(
                source=delivery.source,
                signature=sheet.facts["signature"],
                table_name=sheet.table or "",
                fields=Choice(
                    sheet.table or "", sheet.facts["fields"], units=sheet.facts["units"]
                ).remembered(),
                confirmed_by=delivery.person.name,
                confirmed_at=datetime.now(),
            )
        )
        detail = {"table": sheet.table, "source": delivery.source}
        log.append(session, delivery.person.name, "map", f"signature:{sheet.facts['signature'][:12]}", detail)
