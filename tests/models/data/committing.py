"""A process of its own that imports batches until it is done or killed; prints each one that was committed.

    python -m tests.models.data.committing HOME URL PREFIX COUNT

Batch n holds ten bills of customers PREFIX-n-0 … PREFIX-n-9 in month 202401, and one of PREFIX-always.
"""

import sys
from pathlib import Path

from data_loaders.catalog import tables
from models.lake import Lake
from models.store import Store
from tests.loaded import load

ROWS = 10


def rows(prefix: str, number: int) -> list[dict]:
    """Return the bills of one batch."""
    customers = [f"{prefix}-{number}-{n}" for n in range(ROWS)] + [f"{prefix}-always"]
    return [{"cons_no": c, "amt_ym": "202401", "total_pq": number, "total_amt": 1} for c in customers]


def main(home: str, url: str, prefix: str, count: str) -> None:
    """Commit batches one after another."""
    lake = Lake(Store(Path(home), url), tables())
    for number in range(int(count)):
        load(lake, {"bills": rows(prefix, number)}, f"{prefix}-{number}")
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
