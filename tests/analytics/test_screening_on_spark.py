"""A screening on Spark: the same run, the facts kept there, and what it says when a stored file is damaged."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analytics.code_tables import card as cards
from analytics.code_tables.local_codes import LOCAL_CODES
from analytics.code_tables.published_prices import PUBLISHED_PRICES
from analytics.results.findings import HITS
from analytics.rulebook import check_of
from analytics.screening import screen
from models import runs
from models.engine import Spark
from models.errors import DataDamaged
from models.lake import Lake
from models.people import LOCAL_USER
from tests import spark
from tests.base_cases.of_checks import own_tables
from tests.engines import in_order
from tests.loaded import loaded

pytestmark = pytest.mark.spark

CODES = ("TAR-07", "TAR-08", "TAR-14")  # they share a fact that is worked out once
# a dwelling's trade does not go with industry, of which 2X9 is a code of the company; the price B is imported nowhere
OWN_CODES = """
    customers
    cons_no    | org_code  | status_code | elec_type_code | trade_code | volt_code | contract_cap | prc_code
    0000000001 | 334010101 | 0           | 2X9            | 9910       | AC02202   | 10           | A
    0000000002 | 334010101 | 0           | 202            | 9910       | AC02202   | 10           | B

    tariff_prices
    prc_code | prc_category | kwh_prc | start_date
    A        | 03           | 0.538   | 2025-01-01
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    spark.session()
    return loaded(tmp_path / "home", own_tables(check_of("TAR-08")))


def screened(lake: Lake, engine: str, codes: Sequence[str] = CODES) -> runs.Run:
    number = screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=codes, engine=engine)
    return runs.get(lake.store, number)


def hits_on_both(lake: Lake, codes: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for kind in ("duckdb", Spark.kind):
        run = screened(lake, kind, codes)
        assert {one["state"] for one in run.checks} == {"ran"}
        folder = runs.folder(lake.store, run) / HITS
        found.append({path.name: in_order(pq.read_table(path)) for path in folder.glob("*.parquet")})
    return found


def test_checks_that_share_a_fact_find_the_same_on_both_engines(lake: Lake) -> None:
    found = hits_on_both(lake, CODES)
    assert found[0] == found[1]
    assert sum(map(len, found[0].values())) > 0


def test_codes_and_prices_of_the_companys_own_tables_count_on_both_engines(tmp_path: Path) -> None:
    spark.session()
    lake = loaded(tmp_path / "home", OWN_CODES)
    rows = (
        (LOCAL_CODES, {"list": "用电类别", "code": "2X9", "label": "乡村小工业", "national": "403"}),
        (PUBLISHED_PRICES, {"prc_code": "B", "kwh_prc": 0.6, "prc_category": "03"}),
    )
    for card, row in rows:
        cards.save(lake.store, LOCAL_USER, card, [card.entry(row, date(2025, 1, 1), "通知")])
    found = hits_on_both(lake, ("PRO-04", "PRO-05"))
    assert found[0] == found[1]
    # B is a price of industry, which a dwelling should not pay
    assert [len(found[0][f"{code}.parquet"]) for code in ("PRO-04", "PRO-05")] == [1, 1]


def test_a_stored_file_that_was_cut_is_named_with_its_batch_and_the_way_out(lake: Lake) -> None:
    [file] = (lake.store.home / "batches").rglob("bills-202510.parquet")
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(DataDamaged, match=r"批次 1.*电费.*2025年10月.*备份.*撤销批次 1") as raised:
        screened(lake, Spark.kind)
    assert "bills-202510.parquet" in str(raised.value)
    assert runs.history(lake.store) == []
