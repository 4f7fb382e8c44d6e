"""Run a piece of work in a process of its own and say how long it took and how much memory at most.

On a machine that others use the processor's seconds say more than the clock's: both are measured.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Measured:
    """Seconds of work (start-up left out) by clock and processor, and the peak of resident memory.

    Child processes are included; the processor's seconds are those of all cores together.
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


def measure(
    name: str, module: str, *words: str, root: Path = ROOT, settings: Mapping[str, str] | None = None
) -> Measured:
    """Run `python -m module words…` in a checkout; in it, `timing` is around the work.

    `settings` join the environment.

    Errors: CalledProcessError with the work's own output.
    """
    command = [sys.executable, "-m", module, *words]
    peak = 0
    environment = {**os.environ, **(settings or {})}
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, env=environment) as process:
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(EVERY_SECONDS)
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    clock, processor = json.loads(output.strip().splitlines()[-1])
    return Measured(name, clock, processor, peak / 1e6)


@contextmanager
def timing() -> Iterator[None]:
    """Print how long the block took, for `measure`."""
    began, used = time.perf_counter(), sum(os.times()[:4])
    yield
    print(json.dumps([time.perf_counter() - began, sum(os.times()[:4]) - used]))


def count_peak_anew() -> None:
    """Have the system count this process's peak of memory anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """Return the most memory that this process had since, in MB; what it had then is the least."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def least(rounds: Sequence[Measured]) -> Measured:
    """Return the least of each figure over several rounds of the same work."""
    return Measured(
        rounds[0].name,
        min(one.seconds for one in rounds),
        min(one.cpu_seconds for one in rounds),
        min(one.peak_mb for one in rounds),
    )


def ratio(ours: Measured, other: Measured, aim: float) -> str:
    """Return how many times another's time ours is, beside what is aimed at."""
    clock, processor = _times(ours.seconds, other.seconds), _times(ours.cpu_seconds, other.cpu_seconds)
    return f"{ours.name} / {other.name}: {clock.strip()} by the clock, {processor.strip()} of the processor (aim {aim})"


def table(ours: Measured, *others: Measured) -> str:
    """Return the figures side by side, with each peer as a multiple of ours."""
    lines = [f"{'':24}{'seconds':>10}{'CPU s':>10}{'peak MB':>10}{'time ×':>9}{'CPU ×':>9}{'memory ×':>10}"]
    for one in (ours, *others):
        figures = f"{one.name:24}{one.seconds:10.2f}{one.cpu_seconds:10.2f}{one.peak_mb:10.0f}"
        times = _times(one.seconds, ours.seconds) + _times(one.cpu_seconds, ours.cpu_seconds)
        lines.append(f"{figures}{times}{one.peak_mb / ours.peak_mb:10.2f}")
    return "\n".join(lines)


def _times(theirs: float, ours: float) -> str:
    """Return a multiple; work shorter than the processor's clock counts is none."""
    return f"{theirs / ours:9.2f}" if ours else f"{'—':>9}"


def _resident(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0
