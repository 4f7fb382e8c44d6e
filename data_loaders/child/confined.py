"""The child of `data_loaders.child.sandbox`: limit oneself, do one job, answer in JSON lines.

Loads nothing but the standard library, the limits and the module of the job, so that it starts in a moment.
"""

import contextlib
import gc
import importlib
import json
import os
import shutil
import sys
import threading
import time
from typing import IO, Any

from data_loaders.limits import Limits, hold_to
from models.errors import MingjiError
from models.home.disk import OUR_OWN, unwritable
from models.pages_first import let_pages_go_first

OUT_OF_MEMORY = 77  # exit code of a child that noticed it itself


class Progress:
    """What the work in the child tells its parent."""

    def __init__(self, channel: IO[str]) -> None:
        self._channel = channel
        self._last = 0.0

    def __call__(self, share: float, text: str = "") -> None:
        """Report how much is done, 0 to 1; more often than ten times a second is swallowed."""
        now = time.monotonic()
        if now - self._last > 0.1 or share >= 1:
            self._last = now
            self._send({"progress": [share, text]})

    def at(self, file: str) -> None:
        """Say which file is worked on, so that a crash is reported with its name."""
        self._send({"at": file})

    def _send(self, message: dict[str, Any]) -> None:
        self._channel.write(json.dumps(message, ensure_ascii=True) + "\n")
        self._channel.flush()


def main() -> int:
    """Do the job that stands on the first line of standard input and answer on standard output."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not disturb the answer
    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_die_with_parent, args=(job["folder"],), daemon=True).start()
    sys.path[:] = list(dict.fromkeys([*sys.path, *job["path"]]))
    let_pages_go_first()
    limits = Limits(**job["limits"])
    hold_to(limits)
    _limit(limits.memory_mb, limits.cpu_seconds)
    gc.set_threshold(50_000, 20, 20)  # a short life: modules and vocabularies are looked through in vain
    do_without_pandas()
    try:
        module, _, name = job["target"].partition(":")
        answer = {"result": getattr(importlib.import_module(module), name)(Progress(channel), *job["args"])}
    except MingjiError as fault:
        facts = {"kind": type(fault).__name__, "what": fault.what, "where": vars(fault.where)}
        answer = {"error": facts | {"remedy": fault.remedy}}
    except MemoryError:
        return OUT_OF_MEMORY
    except OSError as fault:
        answer = {"error": _of_the_disk(fault) or _unforeseen(fault)}
    except BaseException as fault:  # noqa: BLE001 - the border of the process: all that is left is to report it
        answer = {"error": _unforeseen(fault)}
    channel.write(json.dumps(answer) + "\n")
    channel.flush()
    return 0


def do_without_pandas() -> None:
    """Let pandas not be installed: Arrow loads it with the first list it is given, as long as all the rest."""
    sys.meta_path.insert(0, _WithoutPandas())


class _WithoutPandas:
    """Says that pandas is not installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse pandas, and leave every other module to those who find it."""
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def _of_the_disk(fault: OSError) -> dict[str, Any] | None:
    """Return what a full disk is in our words: the file that was read is not to blame."""
    if fault.errno not in OUR_OWN:
        return None
    said = unwritable(fault)
    return {"kind": type(said).__name__, "what": said.what, "remedy": said.remedy}


def _unforeseen(fault: BaseException) -> dict[str, Any]:
    import traceback

    traceback.print_exception(fault)
    what = f"读取时遇到无法处理的内容({type(fault).__name__})"
    return {"kind": "FileDamaged", "what": what, "remedy": "请用 Excel 打开后另存再导入"}


def _die_with_parent(folder: str) -> None:
    """End this process when the parent is gone: then nobody holds the other end of standard input."""
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    """Set the limits that this system knows; the parent's watch covers the rest."""
    if sys.platform == "win32":
        return
    import resource

    for kind, value in (
        (resource.RLIMIT_AS, _own_bytes() + (memory_mb << 20)),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
            resource.setrlimit(kind, (soft, hard))


def _own_bytes() -> int:
    """Return the address space of this process where Linux tells it; other systems do not limit it."""
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


if __name__ == "__main__":
    sys.exit(main())
