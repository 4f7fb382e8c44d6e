"""The findings as files: codes and keys for other systems, words for whoever opens the workbook."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from analytics import screening
from analytics.results.findings import findings_of
from models import runs
from models.people import LOCAL_USER, Person, Role
from reports.findings_file import write_findings
from tests.base_cases.one_theft import THEFT
from tests.company import screened_company
from tests.loaded import loaded

SUPERVISOR = Person("主任", Role.SUPERVISOR, ("",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("findings")
    lake, run = screened_company(folder / "home")
    with lake.open(LOCAL_USER) as door:
        found = findings_of(lake.store, door, run)
        for name, codes in (("all.xlsx", ()), ("all.parquet", ()), ("none.xlsx", ("PRO-03",))):
            write_findings(found, folder / name, codes=codes)
    return folder


def rows(path: Path) -> list[dict[str, object]]:
    _, headings, *lines = openpyxl.load_workbook(path)["命中清单"].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), line, strict=True)) for line in lines]


def test_the_workbook_says_what_was_found_in_words(folder: Path) -> None:
    [row] = rows(folder / "all.xlsx")
    assert (row["检查编号"], row["检查"]) == ("ACC-12", "营销应收与财务应收不对应")
    assert (row["对象类型"], row["涉及金额(元)"]) == ("账务科目", 400)
    assert str(row["说明"]).endswith("营销余额 500 元，财务余额 100 元，相差 400 元")
    assert (
        row["证据"]
        == "科目名称：应收账款；营销余额(元)：500；财务余额(元)：100；差额(元)：400；提示：未扣时点差"
    )
    assert row["供电单位"] == row["供电单位编号"] == "334010101", "its name is not known"


def test_other_systems_get_the_same_hits_by_their_keys(folder: Path) -> None:
    [row] = pq.read_table(folder / "all.parquet").to_pylist()
    assert row["object_type"] == "account"
    assert json.loads(row["evidence"])["marketing_bal"] == 500


def test_the_workbook_names_the_customer_of_a_hit_masked_for_those_who_may_not_see_it(tmp_path: Path) -> None:
    lake = loaded(tmp_path / "home", THEFT)
    number = screening.screen(lake, LOCAL_USER, as_of=date(2024, 6, 30), period="202405", codes=["INS-08"])
    for person, name in ((LOCAL_USER, "罗兰秀"), (SUPERVISOR, "罗**")):
        with lake.open(person) as door:
            found = findings_of(lake.store, door, runs.get(lake.store, number))
            write_findings(found, tmp_path / "all.xlsx")
        [row] = rows(tmp_path / "all.xlsx")
        assert (row["对象类型"], row["户名"]) == ("案件", name)


def test_a_workbook_without_a_hit_has_its_headings(folder: Path) -> None:
    assert rows(folder / "none.xlsx") == []
