"""Answers to what pages ask first of a run, kept beside the rows of its pictures: whoever looks then waits for no engine.

    question, answer (a table, as an Arrow stream)

They are those of a person who sees every unit; what others ask is worked out. A question says all that its answer depends
on beside the run and the version of the code: the white list, the state of the data where it reads them, whether names
are masked. Of the state of the data it says the number: where another database takes the place of a lost one, and numbers
anew, the answers are forgotten. A file is named after the version and its own digest (analytics/kept_files.py); without
one, all is worked out.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics import kept_files
from models.home.disk import unwritable
from models.lake import Door

NAME = "answers"
FIRST_ROWS = 50  # of a list, that a page shows first
MOST_RUNS = 16  # of which a process holds the answers: a year's months, shown as a line, and some
_noted: ContextVar[dict[str, pa.Table] | None] = ContextVar("noted", default=None)


def answered(door: Door, run_folder: str, question: str, work: Callable[[], pa.Table]) -> pa.Table:
    """Return the kept answer to a question about a run, else what `work` finds."""
    if not door.person.sees_everything:
        return work()
    asked = _noted.get()
    if asked is not None:
        if question not in asked:
            asked[question] = work()
        return asked[question]
    kept = _kept(kept_files.folder_of(door.home, run_folder)).get(question)
    return work() if kept is None else pa.ipc.open_stream(kept).read_all()


@contextmanager
def noted() -> Iterator[dict[str, pa.Table]]:
    """Give what is asked meanwhile, by whoever sees every unit, with its answers: worked out anew, and not kept yet."""
    answers: dict[str, pa.Table] = {}
    token = _noted.set(answers)
    try:
        yield answers
    finally:
        _noted.reset(token)


def keep(folder: Path, answers: Mapping[str, pa.Table]) -> Path:
    """Keep answers in a run's folder in place of those that are there.

    Errors: OSError.
    """
    streams = [_stream(answer) for answer in answers.values()]
    kept = pa.table(
        {"question": pa.array(answers, pa.string()), "answer": pa.array(streams, pa.large_binary())}
    )
    return kept_files.write(folder, NAME, lambda path: pq.write_table(kept, path, compression="zstd"))


def forget(home: Path) -> None:
    """Forget the answers about every run, before a database numbers the states of the data anew.

    Errors: StoreUnusable.
    """
    try:
        for path in (home / kept_files.FOLDER).glob(f"*/{NAME}-*"):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error) from error


def _kept(folder: Path) -> dict[str, pa.Buffer]:
    try:
        path = kept_files.whole(folder, NAME)
        return {} if path is None else _kept_in(path, path.stat().st_mtime_ns)
    except OSError:  # somebody has just put another in its place, or it cannot be read: all is worked out
        return {}


@lru_cache(maxsize=MOST_RUNS)
def _kept_in(path: Path, _written: int) -> dict[str, pa.Buffer]:
    kept = pq.read_table(path)
    answers = (value.as_buffer() for value in kept["answer"])
    return dict(zip(kept["question"].to_pylist(), answers, strict=True))


def _stream(answer: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, answer.schema) as out:
        out.write_table(answer)
    return sink.getvalue().to_pybytes()
