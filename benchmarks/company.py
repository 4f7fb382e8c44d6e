"""A made-up company in a home of its own, stored as an import stores it."""

import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from data_loaders.catalog import tables
from data_loaders.child.sheet_files import write_typed
from demo import make_company, write_parquet
from models.batches import Provenance, commit
from models.lake import Lake
from models.people import LOCAL_USER
from models.staged import StagedBatch, StagedFile
from models.store import Store

SEED = 1
MONTHS = 13  # the period, and twelve months to compare it with


def home_of(home: Path, customers: int) -> Lake:
    """Return the lake of a home, in which the company is made unless it is there already."""
    is_new = not home.exists()
    lake = Lake(Store(home), tables())
    if is_new:
        with tempfile.TemporaryDirectory(dir=home.parent) as folder:
            write_parquet(make_company(customers, seed=SEED, months=MONTHS), Path(folder))
            fill(lake, Path(folder))
    return lake


def fill(lake: Lake, folder: Path) -> None:
    """Commit the tables of a folder, one file for each table and month, as one batch."""
    staged = StagedBatch(lake.store)
    for source in sorted(folder.glob("*.parquet")):
        name, _, month = source.stem.partition("-")
        rows = pq.read_table(source)
        path = staged.path / source.name
        write_typed(rows, path)
        filled = {c: len(rows) - rows[c].null_count for c in rows.column_names}
        staged.files.append(
            StagedFile(name, month, path, len(rows), {c: count for c, count in filled.items() if count})
        )
    origin = Provenance(folder.name, folder.name, "测速", LOCAL_USER, None, [])
    commit(staged, origin, lake.tables)
