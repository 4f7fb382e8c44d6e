from datetime import date
from pathlib import Path
from typing import Any

import ibis
import openpyxl
import pyarrow as pa
import pytest
from openpyxl.worksheet.cell_range import CellRange

from analytics import screening
from analytics.ranking.selection import Capacity, select
from analytics.results.findings import findings_of
from data_loaders.recognition.own_files import TARGETS
from models import marks, runs
from models.errors import WrongUsage
from models.loop.receipts import Receipts
from models.people import LOCAL_USER
from reports.target_list import COLUMNS, PLAIN, write_targets
from reports.workbook import ListSheet, write
from tests.base_cases.one_theft import THEFT
from tests.company import screened_company
from tests.loaded import loaded
from tests.printed import printed_points


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


def test_the_staff_s_list_names_its_run_and_by_what_each_check_judged(
    screened: Any, chosen: Any, tmp_path: Path
) -> None:
    _, door, run = screened
    write_targets(door, run, chosen, tmp_path / "targets.xlsx")
    book = openpyxl.load_workbook(tmp_path / "targets.xlsx")
    facts = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=4)}
    assert (facts["稽查期间"], facts["数据截止"]) == ("2025年10月", "2025-11-01")
    checks = {row[0].value: [cell.value for cell in row] for row in book["检查与阈值"].iter_rows(min_row=3)}
    assert checks["ACC-12"][2:] == ["电费帐务", "已运行", "容差 1 元", None]
    assert facts["检查"].startswith(f"已运行 {sum(row[3] == '已运行' for row in checks.values())} 项")


def test_each_row_of_the_staff_s_list_can_be_known_when_it_comes_back(
    screened: Any, chosen: Any, tmp_path: Path
) -> None:
    store, door, run = screened
    write_targets(door, run, chosen, tmp_path / "targets.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "targets.xlsx")["目标清单"]
    every = [cell.value for cell in sheet[2]]
    assert {"核查情况", "是否属实", "整改情况", "备注"} <= set(every)
    tokens = [row[every.index("回执码")].value for row in sheet.iter_rows(min_row=3)]
    objects = chosen.to_pyarrow().to_pylist()
    receipts = Receipts(store)
    assert tokens == [receipts.issue_target(run.id, one["object_type"], one["object_id"]) for one in objects]


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
    assert printed_points(sheet) >= 7


@pytest.fixture(scope="module")
def theft(tmp_path_factory: pytest.TempPathFactory) -> Any:
    lake = loaded(tmp_path_factory.mktemp("theft") / "home", THEFT)
    number = screening.screen(lake, LOCAL_USER, as_of=date(2024, 6, 30), period="202405", codes=["INS-08"])
    marks.mark(lake.store, LOCAL_USER, [("case", "V1")], "待查")
    with lake.open(LOCAL_USER) as door:
        run = runs.get(lake.store, number)
        found = findings_of(lake.store, door, run).targets()
        yield door, run, found.mutate(picked_by=ibis.literal("ranking"))


def headings(path: Path) -> tuple[list[str], list[str], dict[str, Any]]:
    """Return the headings of a list, those of them that are printed, and the first row by heading."""
    sheet = openpyxl.load_workbook(path)["目标清单"]
    every = [str(cell.value) for cell in sheet[2]]
    printed = CellRange(str(sheet.print_area).rpartition("!")[2].replace("$", "")).max_col
    return every, every[:printed], dict(zip(every, [cell.value for cell in sheet[3]], strict=True))


def test_each_target_carries_its_evidence_and_what_to_look_at_beside_the_paper(
    theft: Any, tmp_path: Path
) -> None:
    write_targets(*theft, tmp_path / "o.xlsx")
    _, printed, row = headings(tmp_path / "o.xlsx")
    assert (row["对象类型"], row["标记"]) == ("案件", "待查 (本机用户)")
    assert str(row["证据"]).startswith("【INS-08 违约用电/窃电追补计算错误】案件 V1 违约使用电费 14,300 元")
    assert str(row["现场看什么"]).startswith("INS-08:调阅案件计算书")
    assert {"稽查原因", "用电地址", "是否属实"} <= set(printed)
    assert not {"证据", "现场看什么", "得分"} & set(printed)


def test_a_list_asks_the_checks_alone_that_hit_something_on_it(theft: Any) -> None:
    door, run, _ = theft
    found = findings_of(door.lake.store, door, run)
    assert found.checks_on(["V1", "9999999999"]) == {"INS-08"}
    assert found.checks_on(["9999999999"]) == set()


def test_columns_that_somebody_chose_are_printed_in_that_order_and_no_other_is_lost(
    theft: Any, tmp_path: Path
) -> None:
    write_targets(*theft, tmp_path / "o.xlsx", shown=["score", "name", "reasons"])
    every, printed, _ = headings(tmp_path / "o.xlsx")
    assert printed == [
        "序号",
        "对象编号",
        "得分",
        "户名",
        "稽查原因",
        "用电地址",
        "是否属实",
        "核查情况",
    ]
    assert sorted(every) == sorted(column.heading for column in COLUMNS)


def test_another_kind_of_file_is_refused(screened: Any, chosen: Any, tmp_path: Path) -> None:
    _, door, run = screened
    with pytest.raises(WrongUsage, match=r"\.doc"):
        write_targets(door, run, chosen, tmp_path / "targets.doc")
