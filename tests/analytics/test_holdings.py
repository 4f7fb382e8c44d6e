"""What is stored, table by table."""

from datetime import date, datetime
from pathlib import Path

from analytics.holdings import Holding, holdings
from models.data import batches
from models.orm import Batch
from models.people import LOCAL_USER
from tests.loaded import loaded

BILLS = """
    bills
    cons_no | amt_ym | total_pq | total_amt
    1       | 202607 | 10       | 5
    1       | 202608 | 10       | 5
    1       | 202610 | 10       | 5
"""


def held(home: Path, table: str, extra: tuple[Batch, ...] = ()) -> Holding:
    lake = loaded(home, BILLS)
    with lake.open(LOCAL_USER) as door:
        found = holdings(door, [*extra, *batches.history(lake.store)])
    return next(one for one in found if one.table.name == table)


def batch(as_of: date | None, undone_at: datetime | None = None) -> Batch:
    return Batch(
        as_of=as_of, undone_at=undone_at, imported_at=datetime(2026, 11, 2), report=[{"table": "bills"}]
    )


def test_rows_months_and_the_missing_month_are_told(tmp_path: Path):
    found = held(tmp_path, "bills")
    assert (found.rows, found.months, found.gaps) == (3, ("202607", "202608", "202610"), ("202609",))


def test_empty_columns_name_what_checks_would_want(tmp_path: Path):
    found = held(tmp_path, "bills")
    assert "发行日期" in found.empty_columns
    assert "总电量" not in found.empty_columns


def test_table_without_rows_is_listed_too(tmp_path: Path):
    found = held(tmp_path, "customers")
    assert (found.rows, found.as_of, found.empty_columns) == (0, None, ())


def test_latest_day_of_the_batches_in_force_counts(tmp_path: Path):
    undone = batch(date(2026, 12, 31), undone_at=datetime(2026, 11, 3))
    found = held(tmp_path, "bills", (undone, batch(date(2026, 10, 31)), batch(None)))
    assert found.as_of == date(2026, 10, 31)
