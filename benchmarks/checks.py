"""The checks over a company of a million customers and thirteen months: the product against pandas.

python -m benchmarks.checks [customers] [folder]

Each check runs in a process of its own, ours as a screening runs it (hits with all their evidence, written to
Parquet), theirs as in `pandas_checks`. Both must find the same objects and the same yuan, else it fails. At the end
all our checks run in one process, as in a screening. `folder` keeps the company's home for the next time.
"""

import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from analytics.rulebook import checks
from analytics.screening import run_check, shared_facts
from benchmarks.company import home_of
from benchmarks.measuring import Measured, measure, table, timing
from benchmarks.pandas_checks import CHECKS
from demo import AS_OF, PERIOD
from models.people import SYSTEM

CUSTOMERS = 1_000_000
ALL = "all"


def main(customers: int, folder: Path) -> None:
    """Print the figures side by side, and fail where the results differ."""
    home = folder / f"home-{customers}"
    began = time.perf_counter()
    home_of(home, customers)
    print(f"company of {customers:,} customers ready after {time.perf_counter() - began:.0f} s", flush=True)
    ours, theirs = [], []
    for code in CHECKS:
        ours.append(measure(f"{code} mingji", "benchmarks.checks", str(customers), str(folder), code))
        stated = (str(home), str(folder), code, AS_OF.isoformat(), PERIOD)
        theirs.append(measure(f"{code} pandas", "benchmarks.pandas_checks", *stated))
        hits = same_hits(folder, code)
        print(f"\n{hits:,} hits, the same objects and yuan\n{table(ours[-1], theirs[-1])}", flush=True)
    print(f"\ntogether\n{table(_together('mingji', ours), _together('pandas', theirs))}", flush=True)
    everything = measure("all checks, mingji", "benchmarks.checks", str(customers), str(folder), ALL)
    print(f"\n{table(everything)}")


def work(home: Path, out: Path, code: str) -> None:
    """Run a check or all of them, keep the hits in `out`, and print how long it took."""
    lake, rules = home_of(home, 0), checks()
    with timing(), lake.open(SYSTEM) as door:
        chosen = list(rules.values()) if code == ALL else [rules[code]]
        shared = shared_facts(chosen, door, door.engine, AS_OF, PERIOD)
        for one in chosen:
            outcome = run_check(one, door, out, as_of=AS_OF, period=PERIOD, values={}, shared=shared)
            if outcome.state != "ran":
                raise ValueError(f"{outcome.code} did not run: {outcome.missing} {outcome.error}")
            if code == ALL:
                print(f"{outcome.code} {outcome.seconds:6.2f} s {outcome.hits:8,} hits", file=sys.stderr)


def same_hits(folder: Path, code: str) -> int:
    """Return how many hits there are; an error where the two ways found different ones."""
    columns = ["object_id", "amount_yuan"]
    ours = pq.read_table(folder / f"{code}.parquet", columns=columns).to_pandas()
    theirs = pd.read_parquet(folder / f"{code}-pandas.parquet")
    ours["amount_yuan"] = ours.amount_yuan.astype(float)
    mine, other = (frame.sort_values(columns, ignore_index=True) for frame in (ours, theirs))
    pd.testing.assert_frame_equal(mine, other, check_dtype=False, rtol=0, atol=1e-6)
    return len(mine)


def _together(name: str, parts: list[Measured]) -> Measured:
    return Measured(
        name,
        sum(part.seconds for part in parts),
        sum(part.cpu_seconds for part in parts),
        max(part.peak_mb for part in parts),
    )


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    if len(sys.argv) > 3:
        work(Path(sys.argv[2], f"home-{size}"), Path(sys.argv[2]), sys.argv[3])
    elif len(sys.argv) > 2:
        main(size, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(size, Path(folder))
