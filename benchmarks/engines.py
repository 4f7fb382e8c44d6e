"""All checks over companies of growing size, on DuckDB and on Spark (`local[2]`, or MINGJI_SPARK_MASTER).

python -m benchmarks.engines [folder] [customers ...]

Each engine runs in a process of its own and writes every hit; the hits must be equal in every column. The growth
stands beside the figures: how many times as long for how many times the customers. `stock` is Spark with the
statements as Ibis writes them, each in one piece; it is run at the smallest size only. `folder` keeps the
companies for the next time.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from analytics.rulebook import checks
from analytics.screening import run_check, shared_facts
from benchmarks.company import home_of
from benchmarks.measuring import Measured, measure, table
from demo import AS_OF, PERIOD
from models.data.stored_files import engine_of_kind
from models.engine import DuckDB, Spark, spark
from models.people import SYSTEM

CUSTOMERS = (100_000, 1_000_000, 3_000_000)
STOCK = "stock"


def main(folder: Path, sizes: tuple[int, ...]) -> None:
    """Print the figures side by side, and fail where the engines find different hits."""
    os.environ.setdefault(spark.MASTER, "local[2]")
    before: dict[str, Measured] = {}
    for place, customers in enumerate(sizes):
        home_of(folder / f"home-{customers}", customers)
        kinds = [DuckDB.kind, Spark.kind, *([STOCK] if place == 0 else [])]
        made = {kind: measured(folder, customers, kind) for kind in kinds}
        for kind in kinds[1:]:
            require_same_hits(folder / DuckDB.kind, folder / kind)
        print(f"\n{customers:,} customers\n{table(made[DuckDB.kind], *list(made.values())[1:])}", flush=True)
        for kind, former in before.items():
            times = made[kind].seconds / former.seconds
            print(f"{kind}: {times:.2f} × as long for {customers / sizes[place - 1]:.1f} × the customers")
        before = {kind: made[kind] for kind in (DuckDB.kind, Spark.kind)}


def measured(folder: Path, customers: int, kind: str) -> Measured:
    """Return what all checks cost on an engine; the hits are left in `folder`/KIND."""
    shutil.rmtree(folder / kind, ignore_errors=True)
    (folder / kind).mkdir()
    return measure(kind, "benchmarks.engines", "work", str(folder), str(customers), kind)


def work(folder: Path, customers: int, kind: str) -> None:
    """Run all checks on an engine, and print how long it took."""
    if kind == STOCK:
        spark.in_steps = lambda query: ((), query.sql("spark"))
    lake = home_of(folder / f"home-{customers}", customers)
    with lake.open(SYSTEM) as door:
        engine = door.engine
        if kind != DuckDB.kind:
            engine = engine_of_kind(Spark.kind, lake.store, lake.tables)
        with _timing_of_the_tree():
            chosen = list(checks().values())
            shared = shared_facts(chosen, door, engine, AS_OF, PERIOD)
            at = {"as_of": AS_OF, "period": PERIOD, "values": {}, "engine": engine, "shared": shared}
            for one in chosen:
                outcome = run_check(one, door, folder / kind, **at)
                if outcome.state != "ran":
                    raise ValueError(f"{outcome.code} did not run: {outcome.missing} {outcome.error}")
                print(f"{outcome.code} {outcome.seconds:6.2f} s {outcome.hits:8,} hits", file=sys.stderr)
        engine.close()


@contextmanager
def _timing_of_the_tree():
    """Print how long the block took, Spark's own process included, for `measure`."""
    began, used = time.perf_counter(), _processor_seconds()
    yield
    print(json.dumps([time.perf_counter() - began, _processor_seconds() - used]))


def _processor_seconds() -> float:
    own = psutil.Process()
    return sum(sum(one.cpu_times()[:2]) for one in (own, *own.children(recursive=True)))


def require_same_hits(one: Path, other: Path) -> None:
    """Fail where the hits of a check differ in any column."""
    for path in sorted(one.glob("*.parquet")):
        rows = [sorted(map(repr, pq.read_table(at / path.name).to_pylist())) for at in (one, other)]
        if rows[0] != rows[1]:
            raise ValueError(f"{path.stem}: {other.name} finds other hits than {one.name}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    elif sys.argv[1:]:
        main(Path(sys.argv[1]), tuple(map(int, sys.argv[2:])) or CUSTOMERS)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary), CUSTOMERS)
