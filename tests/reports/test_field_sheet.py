"""The field sheet: written, filled in on site, imported like any export, and judged; what nobody filled in is nothing."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analytics import screening
from analytics.results.findings import findings_of
from data_loaders.catalog import tables
from data_loaders.delivery.ingest import Delivery, stage
from models import runs
from models.data.schema import Kind
from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from reports.field_sheet import write_field_sheet
from tests.loaded import loaded

FIRST_ROW = 3  # under the title and the headings
MADE_AT = datetime(2025, 10, 18, 9, 30)
SHEETS = ("balance_checks", "service_visits")
COMPANY = """
customers
org_code  | cons_no    | cons_name | elec_addr      | status_code
334010101 | 3340100001 | 王建国    | 西岭区河东路8号 | 0
334010101 | 3340100002 | 李红梅    | 西岭区河东路9号 | 0
334010201 | 3340100003 | 赵小军    | 西岭区河西路7号 | 0
334010201 | 3340100004 | 孙丽      | 西岭区河西路6号 | 9

prepay_balances
org_code  | cons_no    | stat_ym | balance
334010101 | 3340100001 | 202508  | 9000
334010101 | 3340100001 | 202509  | 40
334010101 | 3340100002 | 202509  | 700
334010201 | 3340100004 | 202509  | 800

orgs
org_code  | org_name       | short_name
33401     | 临江供电公司   | 临江公司
334010101 | 梅岭供电所     | 梅岭所
334010201 | 城关供电所     | 城关所
"""


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = loaded(tmp_path / "home", COMPANY)
    yield lake
    lake.store.close()


def written(lake: Lake, path: Path, name: str, person: Person = LOCAL_USER, **chosen: Any) -> list[list[Any]]:
    """Write a field sheet and return its cells from the headings on."""
    with lake.open(person) as door:
        write_field_sheet(door, name, path, at=MADE_AT, **chosen)
    book = openpyxl.load_workbook(path)
    return [list(row) for row in book[tables()[name].title].iter_rows(min_row=2, values_only=True)]


def filled_in(path: Path, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Fill in the first rows of a sheet, as a person does, by heading."""
    book = openpyxl.load_workbook(path)
    sheet = book[tables()[name].title]
    places = {str(cell.value): number for number, cell in enumerate(sheet[FIRST_ROW - 1], 1)}
    for line, row in enumerate(rows, FIRST_ROW):
        for heading, value in row.items():
            sheet.cell(line, places[heading]).value = value
    book.save(path)


def imported(lake: Lake, path: Path) -> Delivery:
    delivery = stage(lake, [path], "现场", LOCAL_USER)
    delivery.confirm()
    return delivery


def hits(lake: Lake, code: str) -> list[dict[str, Any]]:
    number = screening.screen(lake, LOCAL_USER, as_of=date(2025, 10, 31), period="202510", codes=[code])
    with lake.open(LOCAL_USER) as door:
        found = findings_of(lake.store, door, runs.get(lake.store, number)).of_check(code)
        return found.order_by("object_id").to_pyarrow().to_pylist()


def stored(lake: Lake, name: str) -> list[dict[str, Any]]:
    with lake.open(LOCAL_USER) as door:
        return door.table(name).to_pyarrow().to_pylist()


def test_what_was_counted_comes_back_through_the_ordinary_import_and_is_judged(
    lake: Lake, tmp_path: Path
) -> None:
    path = tmp_path / "现场核对表.xlsx"
    written(lake, path, "balance_checks")
    day = {"核对日期*": date(2025, 10, 20), "核对人": "周明", "客户是否签字": "是"}
    differs = day | {"客户确认余额(元)*": 700, "系统余额(元)": 650.5}
    agrees = day | {"客户确认余额(元)*": 40, "系统余额(元)": 40}
    filled_in(path, "balance_checks", [differs, agrees])
    [file] = imported(lake, path).files
    [sheet] = [one for one in file.sheets if one.state == "ready"]
    assert (sheet.facts["rows_read"], sheet.rows_rejected) == (2, 0)
    assert sheet.facts["excluded"] == {"没有填写的行": 1}
    assert sorted(row["cons_no"] for row in stored(lake, "balance_checks")) == ["3340100001", "3340100002"]
    [hit] = hits(lake, "ACC-13")
    assert (hit["object_id"], hit["amount_yuan"]) == ("3340100002", Decimal("-49.50"))


def test_what_was_seen_in_a_hall_comes_back_and_is_judged(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "现场核对表.xlsx"
    written(lake, path, "service_visits")
    seen = {
        "访查日期*": date(2025, 8, 1),
        "访查方式": "暗访",
        "存在问题": "引导岗空岗",
        "问题类别": "服务场所无人值班",
    }
    well = {"访查日期*": date(2025, 8, 1), "访查方式": "暗访", "存在问题": "无"}
    filled_in(path, "service_visits", [well, seen])
    imported(lake, path)
    assert sorted(
        (row["org_code"], row["visit_type"], row["finding_class"]) for row in stored(lake, "service_visits")
    ) == [
        ("334010101", "02", None),
        ("334010201", "02", "04"),
    ]
    [hit] = hits(lake, "SVC-14")
    assert (hit["object_id"], hit["reason"], hit["findings"]) == ("334010201", "问题逾期未整改", 1)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_nobody_filled_in_loads_no_row_and_refuses_none(
    lake: Lake, tmp_path: Path, name: str
) -> None:
    written(lake, tmp_path / "现场核对表.xlsx", name)
    [file] = imported(lake, tmp_path / "现场核对表.xlsx").files
    [sheet] = [one for one in file.sheets if one.state == "ready"]
    assert (sheet.facts["rows_read"], sheet.rows_rejected, list(sheet.facts["excluded"])) == (
        0,
        0,
        ["没有填写的行"],
    )
    assert stored(lake, name) == []


def test_a_count_without_a_day_is_refused_with_the_reason(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "现场核对表.xlsx"
    written(lake, path, "balance_checks")
    whole = {"核对日期*": date(2025, 10, 20), "客户确认余额(元)*": 700}
    filled_in(path, "balance_checks", [whole, {"客户确认余额(元)*": 40}])
    [file] = imported(lake, path).files
    [sheet] = [one for one in file.sheets if one.state == "ready"]
    assert sheet.facts["reasons"] == [["缺少主键“核对日期”的值", 1, [FIRST_ROW + 1]]]
    assert [row["cons_no"] for row in stored(lake, "balance_checks")] == ["3340100002"]


def test_a_correction_imported_again_counts_instead(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "现场核对表.xlsx"
    written(lake, path, "service_visits")
    row = {"访查日期*": date(2025, 8, 1), "存在问题": "引导岗空岗"}
    filled_in(path, "service_visits", [row])
    imported(lake, path)
    filled_in(path, "service_visits", [row | {"是否整改": "是"}])
    imported(lake, path)
    assert [row["rectified_flag"] for row in stored(lake, "service_visits")] == [True]
    assert hits(lake, "SVC-14") == []


def test_customers_with_most_prepaid_come_first_and_who_has_left_is_not_visited(
    lake: Lake, tmp_path: Path
) -> None:
    headings, *rows = written(lake, tmp_path / "表.xlsx", "balance_checks")
    numbers, kinds = headings.index("用户编号*"), headings.index("余额类别")
    assert [(row[numbers], row[kinds]) for row in rows if row[numbers]] == [
        ("3340100002", "预收余额"),
        ("3340100001", "预收余额"),
        ("3340100003", None),
    ]


def test_a_month_end_balance_never_stands_in_for_the_balance_of_the_day(lake: Lake, tmp_path: Path) -> None:
    headings, *rows = written(lake, tmp_path / "表.xlsx", "balance_checks")
    blank = {"核对日期*", "客户确认余额(元)*", "系统余额(元)", "收据金额(元)"}
    assert {row[headings.index(heading)] for row in rows for heading in blank} == {None}


@pytest.mark.parametrize(
    ("unit", "customers", "expected"), [("334010201", 50, 1), ("33401", 2, 2), ("", 50, 3)]
)
def test_a_sheet_is_for_one_unit_and_for_no_more_customers_than_wanted(
    lake: Lake, tmp_path: Path, unit: str, customers: int, expected: int
) -> None:
    headings, *rows = written(lake, tmp_path / "表.xlsx", "balance_checks", unit=unit, customers=customers)
    assert len([row for row in rows if row[headings.index("用户编号*")]]) == expected


@pytest.mark.parametrize("name", SHEETS)
def test_a_person_gets_the_own_units_only_and_masked_what_is_masked(
    lake: Lake, tmp_path: Path, name: str
) -> None:
    leader = Person("班长", Role.TEAM_LEADER, ("334010201",))
    cells = {str(cell) for row in written(lake, tmp_path / "表.xlsx", name, leader) for cell in row}
    assert "334010201" in cells
    assert not cells & {"334010101", "3340100001", "梅岭所", "赵小军", "西岭区河西路7号"}


@pytest.mark.parametrize("name", SHEETS)
def test_codes_and_flags_are_chosen_from_lists_that_excel_takes(
    lake: Lake, tmp_path: Path, name: str
) -> None:
    headings, *_ = written(lake, tmp_path / "表.xlsx", name)
    lists = openpyxl.load_workbook(tmp_path / "表.xlsx")[tables()[name].title].data_validations.dataValidation
    titles = {column.title for column in tables()[name].columns if column.kind in (Kind.CODE, Kind.FLAG)}
    chosen = {headings[next(iter(one.sqref.ranges)).min_col - 1] for one in lists}
    assert chosen == titles
    assert all(len(one.formula1) <= 257 for one in lists)  # 255 characters between quotes


@pytest.mark.parametrize("name", SHEETS)
def test_with_nothing_loaded_the_sheet_is_an_empty_form(tmp_path: Path, name: str) -> None:
    lake = Lake(Store(tmp_path / "home"), tables())
    headings, *rows = written(lake, tmp_path / "表.xlsx", name)
    shown = [heading.rstrip("*").removesuffix("(元)") for heading in headings]
    assert set(shown) >= {column.title for column in tables()[name].columns}
    assert not any(
        row[headings.index(heading)]
        for row in rows
        for heading in headings
        if heading not in ("记录编号*", "是否整改")
    )


def test_a_finding_without_a_day_is_no_row_that_nobody_filled_in(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "现场核对表.xlsx"
    written(lake, path, "service_visits")
    filled_in(path, "service_visits", [{"存在问题": "引导岗空岗"}])
    [file] = imported(lake, path).files
    [sheet] = [one for one in file.sheets if one.state == "ready"]
    assert sheet.facts["rows_read"] == 1
