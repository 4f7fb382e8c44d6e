"""A lost database made anew from the cards of batches and runs, or an older one brought up to what lies in the home.

Batches are taken in by the order of their numbers, by the same rules as when they were imported: a batch comes back
only if every file that it replaced is in force just then, and nothing was imported meanwhile that it does not know of.
Whatever cannot come back is named and left where it is. An empty database gets the parameters
and the tables that the company keeps itself as the home has noted them (`models.home.journal`), else as the last run judged by them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import log
from models.company import code_tables, parameters
from models.data.schema import Table
from models.data.stored_files import CHANGED, changed_files, fault_of, place_of
from models.home import cards, journal, leftovers
from models.orm import Base, Batch, CodeTableRow, LogRow, ParameterRow, Run, Segment, Selection
from models.people import Person
from models.store import Store

LOST = "审计日志、表头对照、设置、报告修订、人员、白名单、稽查计划、案件及其历史"


@dataclass
class Rebuilt:
    """What came back, and in sentences what did not; `is_anew` where the database was empty before.

    `values` are changes of parameters, `rows_of_tables` rows of the company's own tables; `judged_by` is the run that knew
    some of them, which the home had not noted.
    """

    batches: int = 0
    undone: int = 0
    rows: int = 0
    runs: int = 0
    selections: int = 0
    values: int = 0
    rows_of_tables: int = 0
    judged_by: int | None = None
    is_anew: bool = True
    left: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Return whether there was nothing to bring back."""
        return not (self.batches or self.undone or self.runs or self.selections)

    @property
    def lost(self) -> str:
        """Say what only the database knew; of parameters and tables what was not noted in the home."""
        if not (self.values or self.rows_of_tables):
            return f"{LOST}、参数与码表"
        return f"{LOST}、参数与码表的部分修改记录" if self.judged_by else LOST


@dataclass
class _Card:
    """One batch that the database does not know: where it lies, what its card and its mark of undoing say."""

    path: Path
    facts: dict[str, Any]
    undone: dict[str, Any] | None
    aside: leftovers.SetAside | None

    @property
    def folder(self) -> str:
        return self.facts["folder"]

    @property
    def imported_at(self) -> datetime:
        return datetime.fromisoformat(self.facts["imported_at"])

    def __str__(self) -> str:
        return f"批次 {self.facts['id']}(文件“{self.facts['file_name']}”)"


@dataclass(frozen=True)
class _Live:
    """A file in force: the place that it fills, and since when."""

    place: tuple[str, str]
    since: datetime


def rebuild(
    home: Path,
    tables: Mapping[str, Table],
    person: Person,
    url: str | None = None,
    *,
    is_lost: bool = False,
) -> Rebuilt:
    """Bring back what the home's cards tell and its database does not know; all of it, or nothing.

    `is_lost` says that the home's own database, which is out of reach, is lost for good.
    Errors: WrongDatabase for a database of another home, or where the home's own is still elsewhere; StoreUnusable.
    """
    work = _Rebuilding(home.resolve(), tables, person)
    Store(home, url, rebuild=work.fill, is_lost=is_lost).close()
    return work.done


class _Rebuilding:
    def __init__(self, home: Path, tables: Mapping[str, Table], person: Person) -> None:
        self.home, self.tables, self.person = home, tables, person
        self.done = Rebuilt()

    def fill(self, session: Session) -> None:
        """Do the work inside the transaction that settles the database."""
        known = {batch.folder: batch for batch in session.scalars(select(Batch))}
        self.done.is_anew = not known and session.scalar(select(func.max(LogRow.seq))) is None
        self._undo_again(session, known.values())
        back = self._that_can_come_back(session, known)
        latest = max((_line(said) for card in back for said in (card.facts, card.undone)), default=0)
        self._insert(session, known, back)
        self._runs(session, latest if self.done.is_anew and not self.done.left else None)
        self._selections(session)
        if self.done.is_anew:
            self._what_counted(session)
        if self.done.is_nothing and not self.done.is_anew:
            return
        detail = {"batches": self.done.batches, "undone": self.done.undone, "runs": self.done.runs}
        detail |= {"values": self.done.values, "rows_of_tables": self.done.rows_of_tables}
        line = log.append(
            session, self.person.name, "rebuild", "database", detail | {"is_anew": self.done.is_anew}
        )
        session.flush()
        for run in session.scalars(select(Run).where(Run.data_version == CURRENT)):
            run.data_version = line
        for kind in (Batch, Run, Selection, Segment, ParameterRow, CodeTableRow):
            _go_on_counting(session, kind)

    def _undo_again(self, session: Session, batches: Any) -> None:
        """Take back what was taken back after the backup, the latest first."""
        for batch in sorted(batches, key=lambda one: one.id, reverse=True):
            said = cards.read(self.home / cards.BATCHES / batch.folder / cards.UNDONE)
            if said is None or batch.undone_at is not None:
                continue
            written = session.scalars(select(Segment).where(Segment.written_by == batch.id)).all()
            if any(segment.retired_by is not None for segment in written):
                self.done.left.append(f"批次 {batch.id} 的撤销没有带回:之后的批次更新过它的数据")
                continue
            for segment in session.scalars(select(Segment).where(Segment.retired_by == batch.id)):
                segment.retired_by = None
            for segment in written:
                segment.retired_by = batch.id
            batch.undone_at, batch.undone_by = datetime.fromisoformat(said["undone_at"]), said["undone_by"]
            self.done.undone += 1

    def _that_can_come_back(self, session: Session, known: Mapping[str, Batch]) -> list[_Card]:
        found = self._cards(known)
        live = {
            path: _Live((table, month), since)
            for path, table, month, since in session.execute(
                select(Segment.path, Segment.table_name, Segment.month, Batch.imported_at)
                .join(Batch, Batch.id == Segment.written_by)
                .where(Segment.retired_by.is_(None))
            )
        }
        twins = {batch.file_sha256 for batch in known.values() if batch.undone_at is None}
        faults: dict[str, str] = {}
        while True:
            back, in_force, reasons = _replayed(found, live, set(known), twins, faults)
            new = self._faults(back, in_force)
            if not new:
                break
            faults |= new
        self.done.left += [
            f"{card}没有带回:{reasons[card.folder]}" for card in found if card.folder in reasons
        ]
        return back

    def _cards(self, known: Mapping[str, Batch]) -> list[_Card]:
        """Return what lies in the home and the database does not know, by number; name what cannot be told."""
        found = []
        for path, aside in _unknown(self.home, cards.BATCHES, set(known)):
            card = _card_in(path, aside)
            if card is None:
                why = "没有可用的卡片,不知道它装的是什么;请重新导入当时的文件"
                self.done.left.append(f"{path.relative_to(self.home).as_posix()} 没有带回:{why}")
                continue
            found.append(card)
        return sorted(found, key=lambda card: (card.facts["id"], card.imported_at))

    def _faults(self, back: Sequence[_Card], in_force: set[str]) -> dict[str, str]:
        """Return which batches have files that are to be in force and are not as they were written, and which."""
        faults = {}
        for card in back:
            changed = changed_files(card.path)
            for segment in card.facts["segments"]:
                name = Path(segment["path"]).name
                if segment["path"] not in in_force:
                    continue
                why = fault_of(card.path / name, segment["rows"]) or (CHANGED if name in changed else None)
                if why:
                    place = place_of(self.tables[segment["table_name"]], segment["month"])
                    faults[card.folder] = f"{place}的数据文件 {name} {why};请重新导入这个文件"
        return faults

    def _insert(self, session: Session, known: Mapping[str, Batch], back: Sequence[_Card]) -> None:
        numbers = {folder: batch.id for folder, batch in known.items()}
        taken = set(numbers.values())
        spare = max([*taken, *(card.facts["id"] for card in back)], default=0)
        for card in back:
            number = card.facts["id"]
            if number in taken:
                spare += 1
                number = spare
            taken.add(number)
            numbers[card.folder] = number
            values = cards.record(Batch, card.facts | (card.undone or {})) | {"id": number}
            session.add(Batch(**values))
        session.flush()
        segments = {one.path: one for one in session.scalars(select(Segment))}
        for card in back:
            own = numbers[card.folder]
            for facts in card.facts["segments"]:
                values = cards.record(Segment, facts) | {
                    "batch_id": numbers[facts["batch"]],
                    "written_by": own,
                }
                segments[facts["path"]] = Segment(**values, retired_by=own if card.undone else None)
                session.add(segments[facts["path"]])
        for card in back:
            if not card.undone:
                for path in card.facts["replaced"]:
                    segments[path].retired_by = numbers[card.folder]
            if card.aside is not None:
                leftovers.put_back(self.home, card.aside)
        session.flush()
        self.done.batches += len(back)
        self.done.undone += sum(card.undone is not None for card in back)
        own = {segment["path"] for card in back for segment in card.facts["segments"]}
        self.done.rows = sum(
            one.rows for path, one in segments.items() if path in own and one.retired_by is None
        )

    def _runs(self, session: Session, latest: int | None) -> None:
        """Bring back runs whose files are whole; one of the data as it is now stays one (`latest` is its version)."""
        known = set(session.scalars(select(Run.folder)))
        taken = set(session.scalars(select(Run.id)))
        back: list[tuple[Run, int]] = []
        for path, aside in _unknown(self.home, cards.RUNS, known):
            facts = cards.read(path / cards.CARD)
            try:
                values = cards.record(Run, facts or {})
                changed = changed_files(path)
                faults = [name for name in (facts or {})["files"] if fault_of(path / name) or name in changed]
                number, seen = values["id"], values["data_version"]
            except (KeyError, TypeError, ValueError):
                self.done.left.append(f"筛查 {path.name} 没有带回:没有可用的卡片;请重新运行筛查")
                continue
            if faults:
                said = f"结果文件 {faults[0]} {fault_of(path / faults[0]) or CHANGED}"
                self.done.left.append(f"筛查 {number} 没有带回:{said};请重新运行筛查")
                continue
            number = max(taken) + 1 if number in taken else number
            taken.add(number)
            back.append((Run(**values | {"id": number, "data_version": 0}), seen))
            if aside is not None:
                leftovers.put_back(self.home, aside)
            self.done.runs += 1
        newest = max((seen for _, seen in back), default=0)
        for (
            run,
            seen,
        ) in back:  # between two of the last data's versions the company changed a table of its own
            if latest is not None and seen == newest >= latest:
                run.data_version = CURRENT
            session.add(run)
        session.flush()

    def _selections(self, session: Session) -> None:
        runs = {run.folder: run.id for run in session.scalars(select(Run))}
        known = set(session.scalars(select(Selection.path)))
        for folder, number in runs.items():
            for path in sorted((self.home / cards.RUNS / folder).glob("selection-*.json")):
                try:
                    values = cards.record(Selection, cards.read(path) or {})
                    if values.pop("path") in known:
                        continue
                    file = path.with_suffix(".parquet")
                    own = file.relative_to(self.home).as_posix()
                    del values["id"], values["run_id"]
                    if own in known:
                        continue
                    if why := fault_of(file):
                        self.done.left.append(f"筛查 {number} 的目标清单 {file.name} 没有带回:文件{why}")
                        continue
                    session.add(Selection(**values, path=own, run_id=number))
                    self.done.selections += 1
                except (KeyError, TypeError, ValueError):
                    self.done.left.append(f"筛查 {number} 的目标清单 {path.stem} 没有带回:卡片损坏")

    def _what_counted(self, session: Session) -> None:
        """Bring back the parameters and the rows of the company's own tables: those noted in the home, with their history.

        Beside them, for a home older than its journal, those by which the last run judged.
        The last one is that of the latest day: a backdated run knows what counted then. Of a check that it left out the
        next one that has it tells. What was changed after it, and what counted no longer on its day, nobody can tell.
        """
        found = sorted(
            session.scalars(select(Run)), key=lambda run: (run.as_of, run.period, run.id), reverse=True
        )
        told: dict[str, list[parameters.Override]] = {}
        for run in found:
            for outcome in run.checks:
                own = [parameters.from_stored(one) for one in outcome.get("overrides", ())]
                told.setdefault(outcome["code"], own)
        values = {one.id: one for own in told.values() for one in own}
        kept = found[0].summary.get("code_tables", {}) if found else {}
        rows = [code_tables.from_stored(one) for own in kept.values() for one in own]
        noted = list(journal.noted(self.home))
        session.add_all(noted)
        session.flush()
        of_run: list[ParameterRow | CodeTableRow] = [ParameterRow(**asdict(one)) for one in values.values()]
        for one in rows:
            facts = asdict(one)
            of_run.append(CodeTableRow(table_name=facts.pop("table"), **facts | {"key": list(one.key)}))
        told_by_run = [one for one in of_run if session.get(type(one), one.id) is None]
        session.add_all(told_by_run)
        session.flush()
        self.done.judged_by = found[0].id if told_by_run else None
        every = [*noted, *told_by_run]
        self.done.values = sum(isinstance(one, ParameterRow) for one in every)
        self.done.rows_of_tables = len(every) - self.done.values
        changed = max((one.set_at for one in every if isinstance(one, CodeTableRow)), default=datetime.min)
        for run in found:
            if run.started_at < changed:  # it judged by other tables than there are now
                run.data_version = 0


CURRENT = -1  # stands for the version of the data until the line of the log that makes it is written


def _replayed(
    found: Sequence[_Card],
    before: Mapping[str, _Live],
    known: set[str],
    twins: set[str],
    faults: Mapping[str, str],
) -> tuple[list[_Card], set[str], dict[str, str]]:
    """Return which batches come back one after another, the files in force at the end, and why the others do not."""
    live, here = dict(before), set(known)
    back, reasons = [], dict(faults)
    for card in found:
        segments = card.facts["segments"]
        if card.folder in faults:
            continue
        if not {one["batch"] for one in segments} <= here | {card.folder}:
            reasons[card.folder] = "它更新过的批次没有带回;请重新导入这个文件"
        elif card.undone:
            back.append(card)
            here.add(card.folder)
        elif card.facts["file_sha256"] in twins:
            reasons[card.folder] = "同一文件已经重新导入"
        elif not set(card.facts["replaced"]) <= live.keys():
            reasons[card.folder] = "它更新过的数据没有带回,或已有变化;请重新导入这个文件"
        elif _came_later(card, before, live):
            reasons[card.folder] = "恢复数据库之后又导入过同样的数据;如仍需要,请重新导入这个文件"
        else:
            for path in card.facts["replaced"]:
                del live[path]
            for one in segments:
                live[one["path"]] = _Live((one["table_name"], one["month"]), card.imported_at)
            back.append(card)
            here.add(card.folder)
    return back, set(live), reasons


def _came_later(card: _Card, before: Mapping[str, _Live], live: Mapping[str, _Live]) -> bool:
    """Return whether the database has rows of the same tables and months that the batch could not know of."""
    places = {(one["table_name"], one["month"]) for one in card.facts["segments"]}
    return any(
        path in before and one.place in places and one.since > card.imported_at for path, one in live.items()
    )


def _card_in(path: Path, aside: leftovers.SetAside | None) -> _Card | None:
    """Return what the card in a batch's folder says; None where there is none, or not a whole one."""
    facts = cards.read(path / cards.CARD)
    if facts is None:
        return None
    try:
        cards.record(Batch, facts)
        told = [one["batch"] and cards.record(Segment, one) for one in facts["segments"]]
        is_whole = all(told) and isinstance(facts["id"], int) and isinstance(facts["replaced"], list)
    except (KeyError, TypeError, ValueError):
        return None
    return _Card(path, facts, cards.read(path / cards.UNDONE), aside) if is_whole else None


def _unknown(home: Path, kind: str, known: set[str]) -> list[tuple[Path, leftovers.SetAside | None]]:
    """Return the folders with data that the database does not know, those that were set aside too."""
    root = home / kind
    here = sorted(root.iterdir()) if root.is_dir() else []
    lying = [(path, None) for path in here if path.name not in known and cards.holds_data(path)]
    aside = [
        (one.path, one) for one in leftovers.set_aside(home) if one.kind == kind and one.folder not in known
    ]
    return [*lying, *aside]


def _line(said: Mapping[str, Any] | None) -> int:
    return (said or {}).get("line") or 0


def _go_on_counting(session: Session, kind: type[Base]) -> None:
    """Let PostgreSQL number new records after those that came with their numbers; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        table: Any = kind.__table__
        sequence = func.pg_get_serial_sequence(table.name, "id")
        session.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
