"""The checks over a company of a million customers and thirteen months, side by side in one run.

python -m benchmarks.checks [customers] [folder]

Everything three times in turn, and the least of each is shown: the same work took 31 to 42 seconds of the processor
from one minute to the next on a machine that others share.

Nine checks against pandas: each runs in a process of its own, ours as a screening runs it (hits with all their
evidence, written to Parquet), theirs as in `pandas_checks`. Then all checks in one process, as in a screening:
by statements made anew and by kept ones, and by the build before, in a home of its own over the same tables, beside
which the checks that it has are run by themselves; and the limit, one scan by DuckDB that hashes every value of every column of every table, the codes of customer numbers
left out. Ours and pandas must
find the same objects and the same yuan, else it fails; of the build before, which had 33 checks, it is said which do not.
`folder` keeps the company for the next time.
"""

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from analytics.rulebook import checks
from analytics.screening import run_check, shared_facts
from benchmarks.before import BEFORE, build_before
from benchmarks.company import home_before, home_of
from benchmarks.measuring import (
    Measured,
    count_peak_anew,
    least,
    measure,
    peak_mb,
    ratio,
    table,
    timing,
)
from benchmarks.pandas_checks import CHECKS
from data_loaders.catalog import tables
from demo import AS_OF, PERIOD
from models.engine import kept_statements
from models.people import SYSTEM

CUSTOMERS, ROUNDS = 1_000_000, 3
ALL, SCAN = "all", "scan"
THREADS = 2
# the aims: all checks beside the other build's, and the same ones; nine beside pandas; all beside one scan
WHOLE_OF_BEFORE, OF_BEFORE, OF_PANDAS, OF_PANDAS_MEMORY, OF_SCAN = 1.0, 0.5, 1 / 6, 1 / 5, 3.0


def main(customers: int, folder: Path) -> None:
    """Print the figures side by side, and fail where the results differ."""
    home = folder / f"home-{customers}"
    began = time.perf_counter()
    home_of(home, customers)
    print(f"company of {customers:,} customers ready after {time.perf_counter() - began:.0f} s", flush=True)
    against_pandas(customers, folder)
    against_the_build_before(customers, folder)


def against_pandas(customers: int, folder: Path) -> None:
    """Print what nine checks cost beside pandas."""
    home, ours, theirs = folder / f"home-{customers}", [], []
    for code in CHECKS:
        stated = (str(home), str(folder), code, AS_OF.isoformat(), PERIOD)
        rounds = [
            (
                measure(f"{code} mingji", "benchmarks.checks", str(customers), str(folder), code),
                measure(f"{code} pandas", "benchmarks.pandas_checks", *stated),
            )
            for _ in range(ROUNDS)
        ]
        mine, peer = map(least, zip(*rounds, strict=True))
        ours.append(mine)
        theirs.append(peer)
        hits = same_hits(folder / f"{code}.parquet", folder / f"{code}-pandas.parquet")
        print(f"\n{hits:,} hits, the same objects and yuan\n{table(mine, peer)}", flush=True)
    mingji, pandas = _together("mingji", ours), _together("pandas", theirs)
    print(f"\ntogether\n{table(mingji, pandas)}")
    print(f"{ratio(mingji, pandas, round(OF_PANDAS, 2))}; {_memory(mingji, pandas)} (aim {OF_PANDAS_MEMORY})")


def against_the_build_before(customers: int, folder: Path) -> None:
    """Print what all checks cost beside the build before, and beside a bare scan of the same files."""
    size = str(customers)
    with build_before() as root, tempfile.TemporaryDirectory() as kept:
        theirs = None if root is None else home_before(root, folder, customers).parent
        all_checks("", size, folder, Path(kept))
        rounds = []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as nothing:
                first = all_checks("mingji, first time", size, folder, Path(nothing))
            again = all_checks("mingji, again", size, folder, Path(kept))
            scanned = measure("bare scan", "benchmarks.checks", size, str(folder), SCAN)
            rounds.append([again, first, scanned])
            if root is not None and theirs is not None:
                rounds[-1].append(measure(BEFORE, "benchmarks.checks", size, str(theirs), ALL, root=root))
                known = ",".join(_of_both(theirs))
                rounds[-1].append(all_checks("mingji, the same checks", size, folder, Path(kept), known))
        if theirs is not None:
            print(_compared(folder, theirs), flush=True)
    again, first, scanned, *both = map(least, zip(*rounds, strict=True))
    print(f"\nall {len(checks())} checks\n{table(again, first, scanned, *both)}")
    print(ratio(first, scanned, OF_SCAN))
    print(ratio(again, scanned, OF_SCAN))
    for before, same in [both] if both else []:
        print(ratio(again, before, WHOLE_OF_BEFORE))
        print(ratio(same, before, OF_BEFORE))


def all_checks(name: str, size: str, folder: Path, statements: Path, codes: str = ALL) -> Measured:
    """Run all checks, or some, in a process that keeps its statements in a folder."""
    keeping = {kept_statements.FOLDER: str(statements)}
    return measure(name, "benchmarks.checks", size, str(folder), codes, settings=keeping)


def scan(home: Path) -> None:
    """Hash every value of every column of every table's card, and print how long it took."""
    cards, files = tables(), defaultdict(list)
    for path in sorted(home.glob("batches/*/*.parquet")):
        files[path.stem.partition("-")[0]].append(str(path))
    with timing(), duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}")
        for name_of_table, paths in files.items():
            rows = connection.read_parquet(paths, union_by_name=True)
            rows.aggregate(
                ", ".join(f'bit_xor(hash("{name}"))' for name in cards[name_of_table].by_name)
            ).fetchall()


def work(home: Path, out: Path, codes: str) -> None:
    """Run all checks or those between commas, keep the hits in `out`, and print how long it took.

    Of all checks it is said of each how long it took and how much memory the process had meanwhile at most.
    """
    lake, rules = home_of(home, 0), checks()
    with timing(), lake.open(SYSTEM) as door:
        chosen = list(rules.values()) if codes == ALL else [rules[code] for code in codes.split(",")]
        shared = shared_facts(chosen, door, door.engine, AS_OF, PERIOD)
        if codes == ALL:
            print(f"facts  {peak_mb():6.0f} MB", file=sys.stderr)
        for one in chosen:
            count_peak_anew()
            outcome = run_check(one, door, out, as_of=AS_OF, period=PERIOD, values={}, shared=shared)
            if outcome.state != "ran":
                raise ValueError(f"{outcome.code} did not run: {outcome.missing} {outcome.error}")
            if codes == ALL:
                told = f"{outcome.code} {peak_mb():6.0f} MB {outcome.seconds:6.2f} s {outcome.hits:8,} hits"
                print(told, file=sys.stderr)


def same_hits(mine: Path, other: Path) -> int:
    """Return how many hits there are; an error where the two ways found different ones."""
    columns = ["object_id", "amount_yuan"]
    both = [pq.read_table(path, columns=columns).to_pandas() for path in (mine, other)]
    for hits in both:
        hits["amount_yuan"] = hits.amount_yuan.astype(float)
    ours, theirs = (hits.sort_values(columns, ignore_index=True) for hits in both)
    pd.testing.assert_frame_equal(ours, theirs, check_dtype=False, rtol=0, atol=1e-6)
    return len(ours)


def _compared(folder: Path, theirs: Path) -> str:
    """Return of how many checks the build before finds the same, and of which it does not: they were mended since."""
    differ, codes = [], _of_both(theirs)
    for code in codes:
        try:
            same_hits(folder / f"{code}.parquet", theirs / f"{code}.parquet")
        except AssertionError:
            differ.append(code)
    return f"{len(codes)} checks of both builds, {len(codes) - len(differ)} find the same; not {' '.join(differ)}"


def _of_both(theirs: Path) -> list[str]:
    """Return the checks that the build before has, by the hits that it has left."""
    return [code for code in checks() if (theirs / f"{code}.parquet").exists()]


def _together(name: str, parts: list[Measured]) -> Measured:
    return Measured(
        name,
        sum(part.seconds for part in parts),
        sum(part.cpu_seconds for part in parts),
        max(part.peak_mb for part in parts),
    )


def _memory(ours: Measured, other: Measured) -> str:
    return f"{ours.peak_mb / other.peak_mb:.2f} of the memory"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    if sys.argv[3:] == [SCAN]:
        scan(Path(sys.argv[2], f"home-{size}"))
    elif len(sys.argv) > 3:
        work(Path(sys.argv[2], f"home-{size}"), Path(sys.argv[2]), sys.argv[3])
    elif len(sys.argv) > 2:
        main(size, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(size, Path(folder))
