"""Find objects by parts of their texts: the product's search against pandas' str.contains over the same texts.

python -m benchmarks.search [folder] [customers]

The company is made below the folder once. Pandas holds the texts of customers, points and meters in memory, looks
through all of them and has neither ranks nor units nor the other objects; the product reads its index from disk. The
first answer after the data changed waits for the index; what that costs is said apart.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analytics.search.index import index_of
from analytics.search.search import search, words_of
from benchmarks.company import home_of
from models.lake import Door
from models.people import SYSTEM

CUSTOMERS = 1_000_000
ROUNDS = 5
AIM_SECONDS = 0.3
PEERS_TEXTS = (
    ("customers", ("cons_no", "cons_name", "elec_addr")),
    ("metering_points", ("mp_no",)),
    ("meters", ("asset_no", "made_no")),
)


def main(folder: Path, customers: int) -> None:
    """Print both sides for each kind of question, then the median and the 95th percentile over all."""
    with home_of(folder / f"home-{customers}", customers).open(SYSTEM) as door:
        began = time.perf_counter()
        index_of(door)
        print(f"{door.rows('customers'):,} customers; index there after {time.perf_counter() - began:.1f} s")
        texts = peers_texts(door)
        ours: list[float] = []
        theirs: list[float] = []
        for kind, asked in questions(door).items():
            own = timed(lambda asked=asked: search(door, asked), ROUNDS)
            peer = timed(lambda asked=asked: by_pandas(texts, asked), 1)
            found = sum(search(door, asked).counts.values())
            print(f"{kind:24}{asked:26}{found:>10,}{statistics.median(own):8.3f} s{peer[0]:9.3f} s")
            ours += own
            theirs += peer
    print(f"{'':60}{'median':>9}{'p95':>9}   (aim {AIM_SECONDS} s)")
    for name, seconds in (("mingji", ours), ("pandas str.contains", theirs)):
        print(f"{name:60}{statistics.median(seconds):8.3f} {percentile(seconds):8.3f}")


def questions(door: Door) -> dict[str, str]:
    """Return what people type, of a customer in the middle of the company and of what belongs to it."""
    customers = door.table("customers")
    middle = customers.order_by("cons_no").limit(1, offset=door.rows("customers") // 2).to_pyarrow()
    own = middle.to_pylist()[0]
    number, name, address = own["cons_no"], own["cons_name"], own["elec_addr"]
    meters = door.table("meters")
    meter = meters.filter(meters.cons_no == number).limit(1).to_pyarrow().to_pylist()[0]
    first = {
        table: door.table(table).limit(1).to_pyarrow().to_pylist()[0]
        for table in ("applications", "work_orders")
    }
    return {
        "whole customer number": number,
        "its beginning": number[:6],
        "its end": number[-5:],
        "name": name,
        "surname": name[:1],
        "address": address,
        "part of the address": address[-8:],
        "name and address": f"{name[:1]} {address[:4]}",
        "meter": meter["asset_no"],
        "end of the meter": meter["asset_no"][-7:],
        "application": first["applications"]["app_no"],
        "work order": first["work_orders"]["wo_no"],
        "transformer area": own["tg_name"] or "公变",
        "unit": "供电所",
        "nothing": "没有这样的名字",
    }


def peers_texts(door: Door) -> list[pd.Series]:
    """Return the columns that pandas looks through, in memory."""
    found = []
    for table, columns in PEERS_TEXTS:
        frame = door.table(table).select(*columns).to_pandas()
        found += [frame[column].fillna("") for column in columns]
    return found


def by_pandas(texts: list[pd.Series], asked: str) -> int:
    """Return how many texts have the first word of what was asked."""
    word = words_of(asked)[0]
    return sum(int(column.str.contains(word, regex=False, case=False).sum()) for column in texts)


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """Return how long each of several rounds took."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return seconds


def percentile(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    main(
        Path(sys.argv[1] if len(sys.argv) > 1 else "."), int(sys.argv[2]) if len(sys.argv) > 2 else CUSTOMERS
    )
