"""Rejected rows hold the data as it came: a person reads those of the own units, and nobody's name without need."""

from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from data_loaders.catalog import tables
from data_loaders.delivery.ingest import Delivery, stage
from data_loaders.delivery.original_rows import said_as_seen
from data_loaders.delivery.rejected_rows import (
    RejectedSheet,
    first_left_out_rows,
    first_rejected_rows,
    first_rows,
    rejected_rows,
    staged_rejected_rows,
)
from data_loaders.recognition.recognise import Choice
from models.lake import Lake
from models.people import LOCAL_USER, MAY, SEES_PERSONAL_DATA, Permission, Person, Role
from models.store import Store
from reports.rejects_file import write_rejects
from tests.drawn import drawn
from tests.loaded import load

SUPERVISOR = Person("主任", Role.SUPERVISOR, ("",))
COUNTY = Person("县里人", Role.STAFF, ("3340101",))
CANARIES = ("建国", "秀英", "思远", "13812345678", "5678901", "501", "320501199001011234", "6222020012345678")
HEADER = "供电单位编号,用户编号,用户名称,用电地址,联系电话,合同容量,备注电话,身份证号,银行账号\n"
FIELDS = {
    "org_code": "供电单位编号",
    "cons_no": "用户编号",
    "cons_name": "用户名称",
    "elec_addr": "用电地址",
    "mobile": "联系电话",
    "contract_cap": "合同容量",
}
GOOD = "".join(f"334010101,00000001{n:02},甲{n},乙路,13900000000,{n + 10},,,\n" for n in range(20))
PERSON = "城关镇人民路12号501室,13812345678,{},138-1234-5678,320501199001011234,6222020012345678\n"
ARCHIVE = (
    HEADER
    + GOOD
    + "".join(
        [
            "334010102,0000000002,李秀英," + PERSON.format("不详"),
            "334020101,0000000003,王思远," + PERSON.format("约十"),
            "334010101,张建国,0000000004,13812345678,城关镇人民路12号501室,x,李秀英,5678901,王思远\n",
            "334010101,0000000005,欧阳建国\n",
            "334010101,0000000006,欧阳秀英,城关镇人民路12号501室,13812345678,100,1,2,3,王思远\n",
        ]
    )
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Store(tmp_path / "home"), tables())


def delivery_of(lake: Lake, tmp_path: Path, text: str = ARCHIVE, name: str = "客户档案.csv") -> Delivery:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    said = {f"{name}\x1f": Choice("customers", FIELDS)}  # many strange columns: a person's word
    return stage(lake, [path], "测试", LOCAL_USER, choices=said if text == ARCHIVE else None)


def numbers_seen(lake: Lake, batch_id: int, person: Person) -> set[str]:
    rows = [
        cells for sheet in rejected_rows(lake, batch_id, person) for cells in sheet.rows["cells"].to_pylist()
    ]
    return {cell for cells in rows for cell in cells if cell and cell.isdecimal() and len(cell) == 10}


def test_the_importer_reads_the_rows_as_they_came(lake: Lake, tmp_path: Path) -> None:
    delivery_of(lake, tmp_path).confirm()
    said = str(rejected_rows(lake, 1, LOCAL_USER)[0].rows.to_pylist())
    assert all(canary in said for canary in CANARIES)


def test_a_supervisors_rows_tell_nobodys_name_phone_address_or_number(lake: Lake, tmp_path: Path) -> None:
    delivery_of(lake, tmp_path).confirm()
    (sheet,) = rejected_rows(lake, 1, SUPERVISOR)
    assert sheet.rows.num_rows == rejected_rows(lake, 1, LOCAL_USER)[0].rows.num_rows == 5
    assert [canary for canary in CANARIES if canary in str(sheet.rows.to_pylist())] == []
    assert {"0000000002", "0000000003"} <= numbers_seen(lake, 1, SUPERVISOR), "the numbers to work with stay"


def test_a_supervisors_file_tells_nobodys_name_phone_address_or_number(lake: Lake, tmp_path: Path) -> None:
    delivery_of(lake, tmp_path).confirm()
    write_rejects(tmp_path / "拒绝.xlsx", rejected_rows(lake, 1, SUPERVISOR))
    pages = openpyxl.load_workbook(tmp_path / "拒绝.xlsx").worksheets
    said = str([[cell.value for cell in row] for page in pages for row in page.iter_rows()])
    assert "0000000002" in said
    assert [canary for canary in CANARIES if canary in said] == []


def test_what_waits_for_a_decision_is_shown_to_a_supervisor_in_the_same_way(
    lake: Lake, tmp_path: Path
) -> None:
    (file,) = delivery_of(lake, tmp_path).files
    (sheet,) = file.sheets
    seen = [
        first_rows(lake, sheet, SUPERVISOR),
        first_rejected_rows(lake, sheet, SUPERVISOR),
        [one.rows.to_pylist() for one in staged_rejected_rows(lake, file, SUPERVISOR)],
    ]
    assert all(seen)
    assert [canary for canary in CANARIES if canary in str(seen)] == []


def test_whoever_may_import_may_see_what_the_files_hold() -> None:
    assert {role for role in Role if Permission.IMPORT in MAY[role]} <= SEES_PERSONAL_DATA


def test_a_person_of_some_units_reads_the_rejected_rows_of_these(lake: Lake, tmp_path: Path) -> None:
    delivery_of(lake, tmp_path).confirm()
    assert numbers_seen(lake, 1, COUNTY) == {"0000000002", "0000000004"}
    assert numbers_seen(lake, 1, Person("别处", Role.STAFF, ("33499",))) == set()


def test_a_row_without_a_unit_is_read_by_the_unit_of_its_customer(lake: Lake, tmp_path: Path) -> None:
    archive = (
        "供电单位编号,用户编号,用户名称,合同容量\n334010101,0000000001,甲,1\n334020101,0000000003,丙,1\n"
    )
    delivery_of(lake, tmp_path, archive).confirm()
    bills = "用户编号,年月,总电量,总电费\n0000000001,202404,x,1\n0000000003,202404,x,1\n0000000009,202404,x,1\n0000000001,202405,1,1\n"
    delivery_of(lake, tmp_path, bills, "电费.csv").confirm()
    assert numbers_seen(lake, 2, COUNTY) == {"0000000001"}
    assert numbers_seen(lake, 2, LOCAL_USER) == {"0000000001", "0000000003", "0000000009"}


def test_a_row_that_names_its_unit_is_read_by_the_people_of_that_unit(lake: Lake, tmp_path: Path) -> None:
    load(lake, drawn("orgs\norg_code | org_name\n334010101 | 城关供电所\n334020101 | 河口供电所"), "orgs")
    rows = "城关供电所,0000000001,202404,x,1\n河口供电所,0000000003,202404,x,1\n城关供电所,0000000002,202404,1,1\n"
    delivery_of(lake, tmp_path, "供电单位,用户编号,年月,总电量,总电费\n" + rows, "电费.csv").confirm()
    assert numbers_seen(lake, 2, COUNTY) == {"0000000001"}


def test_a_line_whose_fields_cannot_be_told_apart_is_for_those_who_see_every_unit(
    lake: Lake, tmp_path: Path
) -> None:
    delivery_of(lake, tmp_path).confirm()
    reasons = [row for sheet in rejected_rows(lake, 1, COUNTY) for row in sheet.rows["reason"].to_pylist()]
    assert reasons
    assert not any("字段数不符" in reason for reason in reasons)


def test_a_warning_names_the_column_and_keeps_the_cells_it_cites_from_a_supervisor() -> None:
    said = "“用电类别”有 1 种取值不在代码表中,按原样保留:张建国(1)"
    assert said_as_seen(SUPERVISOR, said) == "“用电类别”有 1 种取值不在代码表中,按原样保留:***"
    assert (
        said_as_seen(SUPERVISOR, "“表号”有 2 个编号已失真(如“1.1E+21”)") == "“表号”有 2 个编号已失真(如“***”)"
    )
    assert said_as_seen(LOCAL_USER, said) == said


def test_first_rows_that_are_no_data_are_masked_like_the_others(lake: Lake, tmp_path: Path) -> None:
    text = HEADER + GOOD + "制表人:李建国  13812345678,,,,,,,,\n"
    sheet = delivery_of(lake, tmp_path, text).files[0].sheets[0]
    [row] = first_left_out_rows(lake, sheet, SUPERVISOR)
    assert row["line"] == 22
    assert not any(canary in str(row) for canary in CANARIES)
    assert "李建国" in str(first_left_out_rows(lake, sheet, LOCAL_USER))


def test_the_reason_stays_wide_beside_cells_that_just_do_not_fit_a_page(tmp_path: Path) -> None:
    cells = [str(n) * 12 for n in range(7)]
    row = {
        "line": [2],
        "columns": ["总电量"],
        "texts": ["x"],
        "reason": ["“总电量”列“x”不是数值"],
        "cells": [cells],
    }
    headers = tuple(f"列{n}" for n in range(7))
    write_rejects(tmp_path / "拒绝.xlsx", [RejectedSheet("电费.xlsx", "S", "bills", headers, pa.table(row))])
    assert openpyxl.load_workbook(tmp_path / "拒绝.xlsx").worksheets[0].column_dimensions["B"].width >= 36
