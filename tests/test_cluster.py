"""A screening on a cluster of two workers finds what one machine finds, also when a worker dies in the middle."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analytics.rulebook import checks
from benchmarks.company import fill
from data_loaders.catalog import tables
from demo import make_company, write_parquet
from models.lake import Lake
from models.store import Store
from tests import spark
from tests.commanded import run
from tests.engines import in_order

pytestmark = [pytest.mark.spark, pytest.mark.slow]

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 900  # for what takes a few on an idle machine
AT = ("--as-of", "2026-11-01", "--period", "202610")
SOME = [
    code for number, code in enumerate(checks()) if number % 6 == 0
]  # each alone: test_every_check_on_both_engines


@dataclass(frozen=True)
class Cluster:
    master: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Give a standalone master and two workers of one core each, on this machine's loopback."""
    spark.require()
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    environment |= {"SPARK_DAEMON_MEMORY": "512m", "SPARK_NO_DAEMONIZE": "1"}
    port, page = free_port(), free_port()
    address = f"spark://127.0.0.1:{port}"

    def started(role: str, *arguments: str) -> subprocess.Popen[bytes]:
        of_role = f"org.apache.spark.deploy.{role.lower()}.{role}"
        with (tmp_path / f"{role}.log").open("ab") as log:
            command = [str(home / "bin" / "spark-class"), of_role, "--host", "127.0.0.1", *arguments]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    with ExitStack() as stack:
        processes = [started("Master", "--port", str(port), "--webui-port", str(page))]
        stack.callback(lambda: [(one.kill(), one.wait()) for one in processes])
        for number in range(2):
            own = ("--cores", "1", "--memory", "1g", "--work-dir", str(tmp_path / f"work{number}"))
            processes.append(started("Worker", "--webui-port", "0", *own, address))
        wait_until(lambda: alive_workers(page) == 2)
        yield Cluster(address, processes[1:])


def test_a_worker_lost_in_the_middle_costs_no_hit(cluster: Cluster, tmp_path: Path):
    home = tmp_path / "home"
    write_parquet(make_company(5_000, seed=5, months=13), tmp_path / "tables")
    fill(Lake(Store(home), tables()), tmp_path / "tables")
    only = [word for code in SOME for word in ("--check", code)]
    run(home, "screen", *AT, *only)
    on_one_machine = findings(home)
    report = tmp_path / "report.json"
    screening = screening_on(cluster, home, *only, "--report", str(report))
    done_before = len(hits_written(home)) + 5  # the runs on one machine have written their own
    wait_until(lambda: screening.poll() is not None or len(hits_written(home)) >= done_before)
    assert screening.poll() is None
    cluster.workers[0].kill()
    assert screening.wait() == 0
    told = json.loads(report.read_text("utf-8"))
    assert told["engine"] == "spark"
    assert [(one["code"], one["state"]) for one in told["checks"]] == [(code, "ran") for code in SOME]
    assert findings(home) == on_one_machine


def hits_written(home: Path) -> list[Path]:
    return list((home / "runs").glob("*/hits/*.parquet"))


def findings(home: Path) -> list[str]:
    out = home.with_name("findings.parquet")
    run(home, "findings", "--out", str(out))
    return in_order(pq.read_table(out))


def screening_on(cluster: Cluster, home: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a screening in a process of its own: a process has one connection with Spark."""
    command = [sys.executable, "cli.py", "--home", str(home), "screen", *AT, "--engine", "spark", *options]
    own = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "MINGJI_SPARK_MASTER": cluster.master}
    return subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL)


def alive_workers(page: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
            state: dict[str, Any] = json.load(answer)
            return state["aliveworkers"]
    except OSError:
        return 0


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "not within the time that it may take"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
