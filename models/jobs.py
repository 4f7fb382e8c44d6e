"""Jobs: work that goes on when nobody looks at it, one at a time, the others in line behind it.

A job is work that somebody carries out and a row that says how far it is. A screening is a process of its own
(models/job_process.py), reading or importing a delivery or a long export what a thread of the server or a command does. Whoever carries a job out holds the lock
home/jobs/<number>.lock as long as they live: a job that is not done and whose lock is free was cut short, and is
said to be. What it was making is no half thing then: runs and batches are made known by one record, or not at all.

    waiting ──▶ running ──▶ done | failed
        └──────────┴──────▶ cancelled
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import psutil
from filelock import FileLock, Timeout
from sqlalchemy import select, update

from models import log, runs
from models.data import batches
from models.errors import Cancelled, MingjiError, NotFound, StoreUnusable
from models.home import scratch
from models.home.disk import unwritable
from models.orm import Job
from models.people import Person
from models.store import Store

Progress = Callable[[float, str], None]
Work = Callable[[Progress], dict[str, Any]]
Kind = Literal["screen", "read", "import", "export", "try", "recheck"]

FOLDER = "jobs"
WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
ACTIVE = (WAITING, RUNNING)
CUT_SHORT = "程序在完成之前被中断,没有留下半成品。请重新运行"
POLL_SECONDS = 0.2
TOLD_SECONDS = 0.3  # how often progress is written down
START_SECONDS = 60  # a process that has not taken its lock by then never began
DETACHED = 0x00000208  # Windows: a process group and no console of ours, so that it outlives us
ROOT = Path(__file__).resolve().parents[1]


def ask(store: Store, kind: Kind, title: str, arguments: Mapping[str, Any], person: Person) -> int:
    """Start a job in a process of its own and return its number; it waits in line where another one runs.

    Errors: StoreUnusable.
    """
    number = note(store, kind, title, arguments, person)
    command = [sys.executable, "-m", "models.job_process", str(store.home), str(number)]
    is_windows = sys.platform == "win32"
    told = _folder(store) / f"{number}.log"
    with told.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=not is_windows,
            creationflags=DETACHED if is_windows else 0,
        )
    threading.Thread(target=_see_off, args=(process, told), daemon=True).start()
    return number


def _see_off(process: "subprocess.Popen[bytes]", told: Path) -> None:
    """Wait for a process, so that nothing is left of it, and keep what it said only where it failed."""
    if process.wait() == 0:
        with suppress(OSError):
            told.unlink(missing_ok=True)


def note(store: Store, kind: Kind, title: str, arguments: Mapping[str, Any], person: Person) -> int:
    """Put a job at the end of the line and return its number; whoever calls this carries it out."""
    with store.write() as session:
        job = Job(
            kind=kind,
            title=title,
            asked_by=person.name,
            asked_at=datetime.now(),
            arguments=dict(arguments),
            state=WAITING,
            share=0.0,
            said="",
        )
        session.add(job)
        session.flush()
        log.append(session, person.name, "job", f"job:{job.id}", {"kind": kind})
        return job.id


def carry_out(store: Store, number: int, work: Work, *, may_be_killed: bool = True) -> dict[str, Any]:
    """Wait for this job's turn, do its work in this process, and return its result.

    Whoever cancels it kills the process, unless it may not be killed, for others live in it: the work then
    ends where it next says how far it is.
    Errors: Cancelled where somebody cancelled it; whatever the work raises, after it was noted.
    """
    lock = FileLock(_lock(store, number))
    with lock:
        try:
            if may_be_killed:
                _change(store, number, pid=os.getpid())
            _await_turn(store, number)
            _change(store, number, state=RUNNING, started_at=datetime.now())
            result = work(_teller(store, number))
            _note_done(store, number, result)
        except BaseException as fault:
            with suppress(StoreUnusable):  # the fault itself is what is told
                _over(store, number, FAILED, _why(fault, number))
            raise
        finally:
            with suppress(OSError):  # Windows removes no file that is open; it is empty and in nobody's way
                Path(lock.lock_file).unlink(missing_ok=True)
    return result


def in_a_thread(store: Store, number: int, work: Work) -> None:
    """Carry a job out beside whoever asks; what it raises is told by the job, and a bug by the log, too."""

    def beside() -> None:
        try:
            carry_out(store, number, work, may_be_killed=False)
        except MingjiError:
            return  # the job says it
        except Exception:  # a bug in a thread reaches the log only through us
            logging.getLogger(__name__).exception("job %s failed", number)

    threading.Thread(target=beside, name=f"job-{number}", daemon=True).start()


def _why(fault: BaseException, number: int) -> str:
    if isinstance(fault, MingjiError):
        return str(fault)
    if isinstance(fault, OSError):
        return str(unwritable(fault))
    if isinstance(fault, Exception):
        return f"程序出错,没有完成。请把数据目录下 {FOLDER}/{number}.log 交给系统管理员"
    return CUT_SHORT


def latest(store: Store, kind: Kind) -> Job | None:
    """Return the job of a kind that was asked for last."""
    with store.read() as session:
        return session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(1)).first()


def recent(store: Store, kind: Kind, most: int) -> list[Job]:
    """Return the jobs of a kind that were asked for last, the latest first."""
    wanted = select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(most)
    with store.read() as session:
        return list(session.scalars(wanted))


def history(store: Store) -> list[Job]:
    """Return every job, the latest first."""
    with store.read() as session:
        return list(session.scalars(select(Job).order_by(Job.id.desc())))


def active(store: Store) -> list[Job]:
    """Return the jobs that run or wait, in their order, after noting which were cut short."""
    with store.read() as session:
        found = list(session.scalars(select(Job).where(Job.state.in_(ACTIVE)).order_by(Job.id)))
    for job in found:
        if not _is_alive(store, job):
            _over(store, job.id, FAILED, CUT_SHORT)
    return [job for job in found if get(store, job.id).state in ACTIVE]


def get(store: Store, number: int) -> Job:
    """Return a job.

    Errors: NotFound.
    """
    with store.read() as session:
        job = session.get(Job, number)
    if job is None:
        raise NotFound(f"没有编号为 {number} 的任务", remedy="请刷新页面")
    return job


def cancel(store: Store, number: int, person: Person) -> None:
    """Cancel a job that waits or runs: it is over for everybody before its process ends; others are left alone."""
    with store.write() as session:
        job = session.get(Job, number)
        if job is None or job.state not in ACTIVE:
            return
        _end_as(job, CANCELLED, f"由{person.name}取消")
        log.append(session, person.name, "cancel", f"job:{number}", {"kind": job.kind})
    if job.pid is not None and job.pid != os.getpid() and _is_held(store, number):
        _end(job.pid)
        for sweep in (batches.sweep, runs.sweep):
            sweep(store)
        scratch.sweep(store.home)


def _end(pid: int) -> None:
    """End a process and what it started."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        family = [*process.children(recursive=True), process]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family, timeout=10)


def ahead_of(store: Store, number: int) -> int:
    """Return how many jobs were asked for before one that waits."""
    return sum(job.id < number for job in active(store))


def is_over(store: Store, number: int) -> bool:
    """Return whether a job neither waits nor runs, for instance because somebody cancelled it."""
    return get(store, number).state not in ACTIVE


def _await_turn(store: Store, number: int) -> None:
    """Return as soon as no job that was asked for before is waiting or running."""
    while _wanted(store, number) and any(job.id < number for job in active(store)):
        time.sleep(POLL_SECONDS)


def _teller(store: Store, number: int) -> Progress:
    """Return what writes progress down, and ends work that nobody wants any more."""
    last = 0.0

    def tell(share: float, text: str) -> None:
        nonlocal last
        if time.monotonic() - last > TOLD_SECONDS or share >= 1:
            last = time.monotonic()
            _wanted(store, number)
            with suppress(StoreUnusable):  # what is wrong with the home, the work itself will meet and say
                _change(store, number, share=share, said=text)

    return tell


def _wanted(store: Store, number: int) -> bool:
    """Return that a job is not over.

    Errors: Cancelled.
    """
    job = get(store, number)
    if job.state not in ACTIVE:
        raise Cancelled(job.said)
    return True


def _change(store: Store, number: int, **values: Any) -> None:
    """Write down what became of a job, unless it is over."""
    with store.write() as session:
        session.execute(update(Job).where(Job.id == number, Job.state.in_(ACTIVE)).values(**values))


def made(store: Store, number: int, result: dict[str, Any]) -> None:
    """Write down what a job has made when all that follows only makes it faster to look at: it is done whatever ends it."""
    _change(store, number, result=result)


def _over(store: Store, number: int, state: str, said: str) -> None:
    """Write down how a job has ended, unless it is over."""
    with store.write() as session:
        job = session.get(Job, number)
        if job is not None and job.state in ACTIVE:
            _end_as(job, state, said)


def _end_as(job: Job, state: str, said: str) -> None:
    job.state, job.said, job.ended_at = state, said, datetime.now()
    if job.result is not None:
        job.state, job.said, job.share = DONE, "", 1.0


def _note_done(store: Store, number: int, result: dict[str, Any]) -> None:
    """Write down that a job is done, also where somebody cancelled it too late: what it made is there."""
    done = {"state": DONE, "share": 1.0, "said": "", "result": result, "ended_at": datetime.now()}
    with store.write() as session:
        session.execute(update(Job).where(Job.id == number).values(**done))


def _is_alive(store: Store, job: Job) -> bool:
    is_starting = job.pid is None and (datetime.now() - job.asked_at).total_seconds() < START_SECONDS
    return is_starting or _is_held(store, job.id)


def _is_held(store: Store, number: int) -> bool:
    lock = FileLock(_lock(store, number))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _lock(store: Store, number: int) -> Path:
    return _folder(store) / f"{number}.lock"


def _folder(store: Store) -> Path:
    folder = store.home / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder
