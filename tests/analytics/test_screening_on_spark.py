"""A screening on Spark: the same run, the facts kept there, and what it says when a stored file is damaged."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analytics.findings import HITS
from analytics.screening import screen
from models import runs
from models.engine import Spark
from models.errors import DataDamaged
from models.lake import Lake
from models.people import LOCAL_USER
from tests import spark
from tests.analytics.checks.tariff.test_tar_08 import TABLES
from tests.engines import in_order
from tests.loaded import loaded

pytestmark = pytest.mark.spark

CODES = ("TAR-07", "TAR-08", "TAR-14")  # they share a fact that is worked out once


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    spark.session()
    return loaded(tmp_path / "home", TABLES)


def screened(lake: Lake, engine: str) -> runs.Run:
    number = screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=CODES, engine=engine)
    return runs.get(lake.store, number)


def test_checks_that_share_a_fact_find_the_same_on_both_engines(lake: Lake) -> None:
    found = []
    for kind in ("duckdb", Spark.kind):
        run = screened(lake, kind)
        assert {one["state"] for one in run.checks} == {"ran"}
        folder = runs.folder(lake.store, run) / HITS
        found.append({path.name: in_order(pq.read_table(path)) for path in folder.glob("*.parquet")})
    assert found[0] == found[1]
    assert sum(map(len, found[0].values())) > 0


def test_a_stored_file_that_was_cut_is_named_with_its_batch_and_the_way_out(lake: Lake) -> None:
    [file] = (lake.store.home / "batches").rglob("bills-202510.parquet")
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(DataDamaged, match=r"批次 1.*电费.*2025年10月.*备份.*撤销批次 1") as raised:
        screened(lake, Spark.kind)
    assert "bills-202510.parquet" in str(raised.value)
    assert runs.history(lake.store) == []
