"""Run work on a hostile file in a child process that may die without harm.

The child is a process that has done nothing before (`template.begin`): no sockets, no database, no secrets of the
parent's environment. It has a limit of memory, of processor time and of wall-clock time; the parent watches its memory
besides, which is all there is on systems without resource limits. It speaks JSON lines over a pipe, never pickle, and
gets a folder for temporary files that is removed whatever happens.

    parent                              child (data_loaders.child.confined)
    run_confined(work, args) ──job──▶   work(progress, *args)
                  ◀── progress, result or error ──
"""

import contextlib
import json
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, NoReturn

from data_loaders.child import template
from data_loaders.child.confined import OUT_OF_MEMORY, Progress
from data_loaders.limits import Limits
from models import errors
from models.errors import Cancelled, FileDamaged, FileHostile, MingjiError, Place

__all__ = ["Progress", "run_confined", "sweep_leftovers"]

PREFIX = "mingji-read-"
POLL_SECONDS = 0.05
GARBLED = {"what": "读取结果过大或无法理解,已中止", "remedy": "请拆分后再导入;来源不明的文件请勿导入"}
# how a library ends the process when it cannot allocate; the last two are Windows' abort and fail-fast
ABORTED = (-signal.SIGABRT, -getattr(signal, "SIGKILL", signal.SIGABRT), 3, 0xC0000409)
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "WINDIR", "HOME", "USERPROFILE", "LD_LIBRARY_PATH", "LANG", "TZ")


def run_confined(
    work: str | Callable[..., Any],
    args: Sequence[Any],
    *,
    limits: Limits | None = None,
    on_progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    shown_name: str = "",
) -> Any:
    """Return what `work(progress, *args)` returns when it is run in a confined child.

    `work` is a function at the top of a module, or "module:function"; arguments and result are JSON
    (paths as text). The work may put files into the folder `tempfile.gettempdir()`; it vanishes at the end.
    Errors: whatever MingjiError the work raised; FileHostile when the child was aborted, ran out of memory
    or of time; FileDamaged when it failed otherwise; Cancelled. Each names the file that was worked on.
    """
    target = work if isinstance(work, str) else f"{work.__module__}:{work.__qualname__}"
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        child = _Child(target, list(args), folder, limits or Limits(), shown_name)
        return child.result(on_progress, cancelled)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_leftovers() -> int:
    """Remove the folders of children whose parent is gone, and return how many; called at start."""
    import psutil

    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


class _Child:
    """The parent's end of one confined run."""

    def __init__(self, target: str, args: list[Any], folder: Path, limits: Limits, shown_name: str) -> None:
        self.limits, self.file = limits, shown_name
        self.messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.stderr = (folder / "stderr.log").open("wb")
        self.process = template.begin(_environment(folder), self.stderr)
        job = {
            "target": target,
            "args": args,
            "path": [entry for entry in sys.path if entry],
            "limits": asdict(limits),
            "folder": str(folder),
        }
        with contextlib.suppress(OSError):  # a child that died at once is reported below
            self._stdin.write(json.dumps(job).encode() + b"\n")
            self._stdin.flush()  # stays open: its end tells the child that the parent is gone
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def result(
        self, on_progress: Callable[[float, str], None] | None, cancelled: Callable[[], bool] | None
    ) -> Any:
        """Return the work's result, or raise why there is none."""
        try:
            return self._followed(on_progress, cancelled)
        finally:
            self._end()

    def _followed(
        self, on_progress: Callable[[float, str], None] | None, cancelled: Callable[[], bool] | None
    ) -> Any:
        began = watched = time.monotonic()
        while True:
            try:
                message = self.messages.get(timeout=POLL_SECONDS)
            except queue.Empty:
                message = {}
            if message is None:
                self._raise_death()
            if "result" in message:
                return message["result"]
            if "error" in message:
                raise _error(message["error"], self.file)
            if "at" in message:
                self.file = str(message["at"])
            if "progress" in message and on_progress:
                on_progress(float(message["progress"][0]), str(message["progress"][1]))
            if cancelled and cancelled():
                raise Cancelled("已取消", where=Place(self.file))
            now = time.monotonic()
            if now > began + self.limits.wall_seconds:
                raise self._out_of_time(self.limits.wall_seconds)
            if now > watched + POLL_SECONDS:  # however often the child speaks
                watched = now
                if self._memory_mb() > self.limits.memory_mb * 1.25 + 256:
                    raise self._out_of_memory()

    def _raise_death(self) -> NoReturn:
        """Raise what a child that ended without an answer died of."""
        code = self.process.wait()
        if code == -getattr(signal, "SIGXCPU", 0):
            raise self._out_of_time(self.limits.cpu_seconds)
        if code in (OUT_OF_MEMORY, *ABORTED):
            raise self._out_of_memory()
        raise FileDamaged(
            f"读取时异常中止(代码 {code})",
            where=Place(self.file),
            remedy="文件可能已损坏,请用 Excel 打开后另存为 xlsx 再导入",
        )

    def _out_of_memory(self) -> FileHostile:
        return FileHostile(
            f"读取所需内存超过上限({self.limits.memory_mb:,} MB),已中止",
            where=Place(self.file),
            remedy="请删除多余的空白行列并另存,或拆分后再导入;来源不明的文件请勿导入",
        )

    def _out_of_time(self, seconds: float) -> FileHostile:
        return FileHostile(
            f"读取超过 {seconds:,.0f} 秒,已中止",
            where=Place(self.file),
            remedy="请拆分后再导入;来源不明的文件请勿导入",
        )

    def _memory_mb(self) -> float:
        import psutil

        try:
            return psutil.Process(self.process.pid).memory_info().rss / (1 << 20)
        except psutil.Error:
            return 0.0

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline(self.limits.message_bytes):
            try:
                message = json.loads(line)
            except (ValueError, RecursionError):
                message = {"error": GARBLED}
            if isinstance(message, dict):
                self.messages.put(message)
        self.messages.put(None)

    @property
    def _stdin(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    def _end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join(timeout=5)
        for stream in (self.process.stdin, self.process.stdout, self.stderr):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


def _environment(folder: Path) -> dict[str, str]:
    """Return the child's environment: no secrets, temporary files in its folder, no needless threads."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return kept | {
        "TMPDIR": str(folder),
        "TEMP": str(folder),
        "TMP": str(folder),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "2",  # by it Arrow knows how many threads it may use for one text or table
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",  # a template runs one thread
        "MALLOC_ARENA_MAX": "2",
    }


def _error(facts: dict[str, Any], file: str) -> MingjiError:
    """Return the error that a child reported; only classes of the error tree can come out."""
    kind = getattr(errors, str(facts.get("kind")), None)
    if not (isinstance(kind, type) and issubclass(kind, MingjiError)):
        kind = FileDamaged
    where = facts.get("where") or {}
    row = where.get("row")
    place = Place(
        str(where.get("file") or file),
        str(where.get("sheet") or ""),
        int(row) if row is not None else None,
        str(where.get("column") or ""),
    )
    return kind(str(facts.get("what")), where=place, remedy=str(facts.get("remedy") or ""))
