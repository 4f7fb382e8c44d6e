from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from analytics.ranking.selection import Capacity, select
from data_loaders.recognition.own_files import TARGETS
from models.errors import WrongUsage
from models.people import LOCAL_USER
from reports.target_list import COLUMNS, PLAIN, write_targets
from reports.workbook import ListSheet, write
from tests.company import screened_company


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Any:
    lake, run = screened_company(tmp_path_factory.mktemp("company") / "home")
    with lake.open(LOCAL_USER) as door:
        yield lake.store, door, run


@pytest.fixture
def chosen(screened: Any) -> Any:
    return select(*screened, Capacity(jobs_per_unit=5, random_share=0.2))


def test_the_csv_has_the_contract_s_columns(screened: Any, chosen: Any, tmp_path: Path) -> None:
    _, door, run = screened
    count = write_targets(door, run, chosen, tmp_path / "targets.csv")
    header, *lines = (tmp_path / "targets.csv").read_text("utf-8-sig").splitlines()
    assert header.replace('"', "").split(",") == list(PLAIN)
    assert len(lines) == count > 2


def test_the_staff_s_list_names_run_and_thresholds_on_its_cover(
    screened: Any, chosen: Any, tmp_path: Path
) -> None:
    _, door, run = screened
    write_targets(door, run, chosen, tmp_path / "targets.xlsx")
    cover = openpyxl.load_workbook(tmp_path / "targets.xlsx")["说明"]
    facts = {row[0].value: row[1].value for row in cover.iter_rows(min_row=4)}
    assert (facts["稽查期间"], facts["数据截止"]) == ("2025年10月", "2025-11-01")
    assert "ACC-12 容差 1.0元" in facts["阈值"]


def test_ids_in_the_staff_s_list_are_text(screened: Any, chosen: Any, tmp_path: Path) -> None:
    _, door, run = screened
    write_targets(door, run, chosen, tmp_path / "targets.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "targets.xlsx")["目标清单"]
    headings = [cell.value for cell in sheet[2]]
    numbers = [row[headings.index("户号")].value for row in sheet.iter_rows(min_row=3)]
    assert all(number is None or len(number) == 10 for number in numbers)


def test_the_staff_s_list_stands_in_the_order_that_is_shown(
    screened: Any, chosen: Any, tmp_path: Path
) -> None:
    _, door, run = screened
    write_targets(door, run, chosen, tmp_path / "targets.xlsx", by="cons_no", is_reversed=True)
    sheet = openpyxl.load_workbook(tmp_path / "targets.xlsx")["目标清单"]
    headings = [cell.value for cell in sheet[2]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    numbers = [str(row[headings.index("户号")]) for row in rows if row[headings.index("户号")]]
    assert numbers == sorted(numbers, reverse=True)
    assert [row[headings.index("序号")] for row in rows] == list(range(1, len(rows) + 1))


def test_whole_row_is_printed_on_one_page_however_long_its_number(tmp_path: Path) -> None:
    row = {c.name: pa.nulls(1, pa.string() if c.style in ("text", "id") else pa.float64()) for c in COLUMNS}
    long = row | {"object_id": pa.array(["3340101022026093090007" * 2]), "cons_no": pa.array(["0" * 12])}
    write(tmp_path / "targets.xlsx", TARGETS, [ListSheet("目标清单", "目标清单", COLUMNS, pa.table(long))])
    sheet = openpyxl.load_workbook(tmp_path / "targets.xlsx")["目标清单"]
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_another_kind_of_file_is_refused(screened: Any, chosen: Any, tmp_path: Path) -> None:
    _, door, run = screened
    with pytest.raises(WrongUsage, match=r"\.doc"):
        write_targets(door, run, chosen, tmp_path / "targets.doc")
