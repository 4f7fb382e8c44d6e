"""Screening runs on disk: a folder of results, made known by one record when all of it is written."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import select

from models import log
from models.calendar import add_months
from models.data.stored_files import require_unchanged_run
from models.errors import NotFound
from models.home import cards, leftovers
from models.orm import Run, Selection
from models.people import Person
from models.store import Store

FOLDER = cards.RUNS


@contextmanager
def new_folder(store: Store) -> Iterator[Path]:
    """Give a locked folder for a run's results; it is removed if the run does not come to its record."""
    path = store.home / FOLDER / uuid.uuid4().hex
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{path}.lock"):  # locked before it exists: a sweep must never find it unlocked
            path.mkdir()
            (path / cards.STAGING).touch()
            try:
                yield path
            finally:
                if not _is_recorded(store, path.name):
                    shutil.rmtree(path, ignore_errors=True)
                (path / cards.STAGING).unlink(missing_ok=True)
    finally:
        Path(f"{path}.lock").unlink(missing_ok=True)


def record(
    store: Store,
    path: Path,
    *,
    as_of: date,
    period: str,
    started_at: datetime,
    person: Person,
    code_version: str,
    data_version: int,
    checks: list[dict[str, Any]],
    summary: dict[str, Any],
) -> int:
    """Make a finished run known and return its number."""
    with store.write() as session:
        run = Run(
            folder=path.name,
            as_of=as_of,
            period=period,
            started_at=started_at,
            finished_at=datetime.now(),
            run_by=person.name,
            code_version=code_version,
            data_version=data_version,
            checks=checks,
            summary=summary,
        )
        session.add(run)
        session.flush()
        log.append(session, person.name, "screen", f"run:{run.id}", {"as_of": str(as_of), "period": period})
        cards.write_run(store.home, run)
        return run.id


def get(store: Store, run_id: int | None = None) -> Run:
    """Return a run, or the latest one.

    Errors: NotFound.
    """
    with store.read() as session:
        run = session.get(Run, run_id) if run_id is not None else _latest(session)
    if run is None:
        what = "还没有筛查过" if run_id is None else f"没有编号为 {run_id} 的筛查"
        raise NotFound(what, remedy="请先导入数据并运行筛查")
    return run


def history(store: Store) -> list[Run]:
    """Return every run, the latest first."""
    with store.read() as session:
        return list(session.scalars(select(Run).order_by(Run.id.desc())))


def comparable(store: Store, run: Run) -> Run | None:
    """Return the run that a run's figures are compared with: the one before of its month, else of the month before.

    Only a run of the same checks says something about a total.
    """
    earlier = [one for one in history(store) if one.id < run.id and _codes(one) == _codes(run)]
    months = (run.period, add_months(run.period, -1))
    return next((one for month in months for one in earlier if one.period == month), None)


def months_until(store: Store, run: Run, most: int) -> list[Run]:
    """Return the last run of each month up to a run's month, and it itself for its own, of the same checks."""
    alike = [one for one in history(store) if one.id <= run.id and _codes(one) == _codes(run)]
    last = {one.period: one for one in reversed(alike) if one.period <= run.period}
    return [last[period] for period in sorted(last)][-most:]


def _codes(run: Run) -> set[str]:
    return {outcome["code"] for outcome in run.checks}


def folder(store: Store, run: Run) -> Path:
    """Return where a run's results lie, as they were written.

    Errors: DataDamaged.
    """
    require_unchanged_run(store, run)
    return store.home / FOLDER / run.folder


def bytes_of(store: Store, run: Run) -> int:
    """Return how much disk a run's results take."""
    files = (store.home / FOLDER / run.folder).rglob("*.parquet")
    return sum(path.stat().st_size for path in files)


def file(store: Store, run: Run, name: str) -> Path:
    """Return one file of a run's results, as it was written, whatever became of the others.

    Errors: DataDamaged.
    """
    require_unchanged_run(store, run, {name})
    return store.home / FOLDER / run.folder / name


def record_selection(
    store: Store,
    run: Run,
    path: Path,
    *,
    capacity: int,
    random_share: float,
    seed: int,
    person: Person,
    summary: dict[str, Any],
) -> int:
    """Make a selection of targets known and return its number."""
    with store.write() as session:
        selection = Selection(
            run_id=run.id,
            path=path.relative_to(store.home).as_posix(),
            capacity=capacity,
            random_share=random_share,
            seed=seed,
            selected_by=person.name,
            selected_at=datetime.now(),
            summary=summary,
        )
        session.add(selection)
        session.flush()
        log.append(session, person.name, "select", f"selection:{selection.id}", {"run": run.id, "seed": seed})
        cards.write_selection(store.home, selection)
        return selection.id


def sweep(store: Store) -> list[leftovers.SetAside]:
    """Remove results never recorded that nobody is working on; set aside, and return, what else is unknown.

    Errors: StoreUnusable.
    """
    with store.read() as session:
        known = set(session.scalars(select(Run.folder)))
    return leftovers.clear(store.home, FOLDER, known, lambda name: _is_recorded(store, name))


def _latest(session: Any) -> Run | None:
    return session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).first()


def _is_recorded(store: Store, name: str) -> bool:
    with store.read() as session:
        return session.scalar(select(Run.id).where(Run.folder == name)) is not None
