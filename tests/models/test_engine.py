"""What a statement of one engine means in another, and what engines of one home share."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.engine import DuckDB
from models.errors import Cancelled

SCHEMA = pa.schema([("cons_no", pa.string()), ("kwh", pa.int64())])


@pytest.fixture
def table_of(tmp_path: Path) -> Iterator[Callable[..., tuple[DuckDB, Any]]]:
    """Give a function that opens columns, stored in a file, as the table `bills` of an engine of its own."""
    engines = []

    def table_of(columns: dict[str, list[Any]]) -> tuple[DuckDB, Any]:
        engines.append(DuckDB(tmp_path / "scratch"))
        path = tmp_path / f"{len(engines)}.parquet"
        pq.write_table(pa.table(columns), path)
        return engines[-1], engines[-1].parquet([path] if columns else [], SCHEMA, "bills")

    yield table_of
    for engine in engines:
        engine.close()


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ({"cons_no": ["1", "2"], "kwh": [5, None]}, [{"cons_no": "1", "kwh": 5}]),
        ({"kwh": [5, None], "cons_no": ["1", "2"]}, [{"cons_no": "1", "kwh": 5}]),
        ({"cons_no": ["1"]}, []),  # written before the column was known
        ({}, []),
    ],
)
@pytest.mark.parametrize("first", [{"cons_no": ["9"], "kwh": [1]}, {"cons_no": ["9"]}, {}])
def test_statement_holds_for_whatever_files_a_table_has(
    table_of: Callable[..., tuple[DuckDB, Any]],
    first: dict[str, list[Any]],
    stored: dict[str, list[Any]],
    found: list[dict[str, Any]],
):
    engine, bills = table_of(first)
    statement = engine.stated(bills.filter(bills.kwh.notnull()))
    other, _ = table_of(stored)
    assert other.found(statement).to_pylist() == found


@pytest.mark.parametrize(
    "files",
    [
        [{"cons_no": ["1"], "kwh": [5]}, {"cons_no": ["2"], "kwh": [7]}],
        [{"cons_no": ["1"], "kwh": [5]}, {"kwh": [7], "cons_no": ["2"]}],  # another order
        [{"cons_no": ["1"], "kwh": [5]}, {"cons_no": ["2"]}],  # the second from before the column was known
        [{"cons_no": ["2"]}, {"cons_no": ["1"], "kwh": [5]}],
    ],
)
def test_files_of_a_table_need_not_be_alike(tmp_path: Path, files: list[dict[str, list[Any]]]) -> None:
    paths = [tmp_path / f"{number}.parquet" for number in range(len(files))]
    for path, columns in zip(paths, files, strict=True):
        pq.write_table(pa.table(columns), path)
    with closing(DuckDB(tmp_path / "scratch")) as engine:
        bills = engine.parquet(paths, SCHEMA, "bills")
        found = engine.found(engine.stated(bills)).to_pylist()
    stored = [(row["cons_no"][0], row.get("kwh", [None])[0]) for row in files]
    assert sorted((row["cons_no"], row["kwh"]) for row in found) == sorted(stored, key=lambda one: one[0])


def test_engines_of_one_home_do_not_see_what_the_other_names(tmp_path: Path) -> None:
    one, other = DuckDB(tmp_path), DuckDB(tmp_path)
    with closing(one), closing(other):
        one.arrow_table(pa.table({"kwh": [1]}), "bills")
        other.arrow_table(pa.table({"kwh": [2]}), "bills")
        assert [engine.execute("FROM bills") for engine in (one, other)] == [[(1,)], [(2,)]]


def test_engines_of_one_home_share_their_memory_and_with_the_last_it_is_gone(tmp_path: Path) -> None:
    one, other = DuckDB(tmp_path), DuckDB(tmp_path)
    one.execute("CREATE TABLE shared AS SELECT 1 AS kwh")
    assert other.execute("FROM shared") == [(1,)]
    one.close()
    assert other.execute("FROM shared") == [(1,)]
    other.close()
    with closing(DuckDB(tmp_path)) as third, pytest.raises(duckdb.CatalogException):
        third.execute("FROM shared")


def test_a_query_that_nobody_waits_for_is_ended_from_another_thread(tmp_path: Path) -> None:
    with closing(DuckDB(tmp_path)) as engine, ThreadPoolExecutor(1) as pool:
        endless = pool.submit(
            engine.execute,
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a.range) = hash(b.range + a.range)",
        )
        while not endless.done():
            engine.interrupt()
            sleep(0.05)
        with pytest.raises(Cancelled):
            endless.result()
        assert engine.execute("SELECT 1") == [(1,)]
