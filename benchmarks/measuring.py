"""Run a piece of work in a process of its own and say how long it took and how much memory at most."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Measured:
    """Seconds of work (start-up left out) and the peak of resident memory, children included."""

    name: str
    seconds: float
    peak_mb: float


def measure(name: str, module: str, *words: str) -> Measured:
    """Run `python -m module words…`, which prints {"seconds": …} as its last line.

    Errors: CalledProcessError with the work's own output.
    """
    command = [sys.executable, "-m", module, *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(EVERY_SECONDS)
    output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Measured(name, json.loads(output.strip().splitlines()[-1])["seconds"], peak / 1e6)


def table(ours: Measured, *others: Measured) -> str:
    """Return the figures side by side, with each peer as a multiple of ours."""
    lines = [f"{'':34}{'seconds':>10}{'peak MB':>10}{'time ×':>9}{'memory ×':>10}"]
    for one in (ours, *others):
        times = f"{one.seconds / ours.seconds:9.2f}{one.peak_mb / ours.peak_mb:10.2f}"
        lines.append(f"{one.name:34}{one.seconds:10.2f}{one.peak_mb:10.0f}{times}")
    return "\n".join(lines)


def _resident(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0
