"""Try the plants of one check alone: `python -m tests.planted ACC-12`.

A company in which nothing else is planted is made, the check runs over it, and what it finds is compared with what
it must find: a quarter of a minute instead of the minutes that tests/test_truth.py takes over everything.
"""

import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from analytics import screening
from analytics.results.findings import findings_of
from benchmarks.company import fill
from data_loaders.catalog import tables
from demo import make_company, truth, write_parquet
from demo.plants import all_plants
from demo.stage import PERIOD
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from reports.findings_file import write_findings

Key = tuple[str, str]


def differences(code: str, last_month: str = PERIOD) -> list[str]:
    """Return what a check misses, finds with another amount or finds beside what its plants say; none where it agrees."""
    plants = [plant for plant in all_plants() if plant.code == code]
    company = make_company(2000, months=13, only=plants, last_month=last_month)
    with tempfile.TemporaryDirectory() as folder:
        write_parquet(company, Path(folder, "tables"))
        lake = Lake(Store(Path(folder, "home")), tables())
        fill(lake, Path(folder, "tables"))
        screening.screen(lake, LOCAL_USER, as_of=company.as_of, period=last_month, codes=[code])
        found = _found(lake, Path(folder, "found.parquet"))
    own = [line for line in truth(company) if line.check_code == code]
    due = {(line.object_type, line.object_id): line for line in own if line.kind == "planted"}
    notes = {(line.object_type, line.object_id): line.note for line in own}
    return [
        *(f"未查出 {due[key].note}({key[1]})" for key in due.keys() - found.keys()),
        *(f"多查出 {notes.get(key, '未埋设')}({key[1]})" for key in found.keys() - due.keys()),
        *(
            f"金额 {found[key]},应为 {line.amount_yuan}:{line.note}({key[1]})"
            for key, line in due.items()
            if key in found and found[key] != line.amount_yuan
        ),
    ]


def _found(lake: Lake, path: Path) -> dict[Key, Decimal | None]:
    with lake.open(LOCAL_USER) as door:
        write_findings(findings_of(lake.store, door, runs.get(lake.store)), path)
    return {
        (row["object_type"], row["object_id"]): row["amount_yuan"] for row in pq.read_table(path).to_pylist()
    }


if __name__ == "__main__":
    found = differences(*sys.argv[1:])
    print("\n".join(found) or f"{sys.argv[1]}:埋设的全部查出,金额一致,没有多查")
    sys.exit(bool(found))
