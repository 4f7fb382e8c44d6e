"""What imports batches in a process of its own until it is done or killed, and tells of each one that was committed.

Batch n holds ten bills of customers PREFIX-n-0 … PREFIX-n-9 in month 202401, and one of a customer of all batches.
"""

from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from data_loaders.catalog import tables
from models.lake import Lake
from models.store import Store
from tests.loaded import load

ROWS = 10


def rows(prefix: str, number: int, always: str) -> list[dict]:
    """Return the bills of one batch."""
    customers = [f"{prefix}-{number}-{n}" for n in range(ROWS)] + [always]
    return [{"cons_no": c, "amt_ym": "202401", "total_pq": number, "total_amt": 1} for c in customers]


def commit_batches(
    home: Path, url: str, prefix: str, count: int, tells: Connection, always: str, together: Barrier | None
) -> None:
    """Commit batches one after another, each when all processes have come so far."""
    lake = Lake(Store(home, url), tables())
    for number in range(count):
        if together:
            together.wait()
        load(lake, {"bills": rows(prefix, number, always)}, f"{prefix}-{number}")
        tells.send(number)
