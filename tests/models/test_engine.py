"""What a statement of one engine means in another."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.engine import DuckDB

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
