"""What Mingji wrote itself is known when it comes back, whatever program saved it: it is never loaded as an export."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from analytics.ranking.selection import Capacity, select
from analytics.results.findings import findings_of
from data_loaders.catalog import tables
from data_loaders.delivery import ingest
from data_loaders.delivery.ingest import Delivery
from data_loaders.delivery.rejected_rows import RejectedSheet
from data_loaders.recognition.own_files import MARK_SHEET
from data_loaders.recognition.recognise import Choice
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from reports.document import Column, Document, Section
from reports.document import Table as PrintedTable
from reports.findings_file import write_findings
from reports.paper.files import write as write_report
from reports.rejects_file import write_rejects
from reports.target_list import write_targets
from tests.company import screened_company


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Any:
    lake, run = screened_company(tmp_path_factory.mktemp("company") / "home")
    with lake.open(LOCAL_USER) as door:
        yield lake, door, run


def targets(screened: Any, path: Path) -> None:
    lake, door, run = screened
    write_targets(door, run, select(lake.store, door, run, Capacity(5, 0.2)), path)


def findings(screened: Any, path: Path) -> None:
    lake, door, run = screened
    write_findings(findings_of(lake.store, door, run), path)


def rejects(_screened: Any, path: Path) -> None:
    row = {"line": [3], "reason": ["主键重复"], "cells": [["0512345678", "202404", "12", "5"]]}
    headers = ("用户编号", "年月", "总电量", "总电费")
    write_rejects(path, [RejectedSheet("电费.xlsx", "Sheet1", "bills", headers, pa.table(row))])


def report(_screened: Any, path: Path) -> None:
    columns = (Column("wo_no", "工单编号"), Column("kind", "业务类型"), Column("at", "受理时间"))
    rows = pa.table({"wo_no": ["W1"], "kind": ["投诉"], "at": ["2024-04-01 08:00"]})
    blocks = (Section(1, "一", (PrintedTable("t", "超时工单", columns, rows),)),)
    write_report(Document("周报", "", "", "单位", "", date(2024, 4, 8), "", blocks), path)


Write = Callable[[Any, Path], None]
WRITTEN: list[tuple[Write, str, str]] = [
    (targets, "xlsx", "稽查目标清单"),
    (targets, "csv", "稽查目标清单"),
    (findings, "xlsx", "稽查命中清单"),
    (findings, "csv", "稽查命中清单"),
    (rejects, "xlsx", "被拒绝的行"),
    (report, "xlsx", "报告的附表"),
]


def staged(folder: Path, path: Path) -> Delivery:
    return ingest.stage(Lake(Store(folder / "other home"), tables()), [path], "营销系统", LOCAL_USER)


@pytest.mark.parametrize(
    ("write", "suffix", "title"), WRITTEN, ids=[f"{w.__name__}-{s}" for w, s, _ in WRITTEN]
)
def test_a_file_of_ours_is_named_for_what_it_is(
    screened: Any, tmp_path: Path, write: Write, suffix: str, title: str
) -> None:
    write(screened, tmp_path / f"客户档案.{suffix}")
    [file] = staged(tmp_path, tmp_path / f"客户档案.{suffix}").files
    assert file.state == "refused"
    assert f"这是明稽导出的“{title}”,不是营销系统的导出文件" in file.note


def test_findings_as_parquet_are_no_table(screened: Any, tmp_path: Path) -> None:
    findings(screened, tmp_path / "命中.parquet")
    [file] = staged(tmp_path, tmp_path / "命中.parquet").files
    assert file.state == "refused"
    assert "Parquet" in file.note


def test_the_mark_is_not_seen_by_whoever_opens_the_list(screened: Any, tmp_path: Path) -> None:
    targets(screened, tmp_path / "清单.xlsx")
    book = openpyxl.load_workbook(tmp_path / "清单.xlsx")
    assert {sheet.title: sheet.sheet_state for sheet in book}[MARK_SHEET] == "hidden"
    assert book.active is not None
    assert book.active.title == "说明"


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_the_mark_outlives_another_office_program(screened: Any, tmp_path: Path, suffix: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有 LibreOffice")
    targets(screened, tmp_path / "清单.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    saved = [
        office,
        profile,
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        tmp_path / "saved",
        tmp_path / "清单.xlsx",
    ]
    subprocess.run(saved, check=True, capture_output=True)
    [file] = staged(tmp_path, tmp_path / "saved" / f"清单.{suffix}").files
    assert "这是明稽导出的“稽查目标清单”" in file.note


def copied(path: Path, sheet: str) -> Path:
    """Return a new workbook that holds nothing but one sheet's cells."""
    source, target = openpyxl.load_workbook(path)[sheet], openpyxl.Workbook()
    assert target.active is not None
    for row in source.iter_rows(values_only=True):
        target.active.append(row)
    target.save(path.with_name("复制.xlsx"))
    return path.with_name("复制.xlsx")


@pytest.mark.parametrize(
    ("write", "sheet", "title"),
    [
        (targets, "目标清单", "稽查目标清单"),
        (findings, "命中清单", "稽查命中清单"),
        (rejects, "Sheet1", "被拒绝的行"),
    ],
    ids=["targets", "findings", "rejects"],
)
def test_a_list_copied_into_a_new_workbook_is_put_to_the_question(
    screened: Any, tmp_path: Path, write: Write, sheet: str, title: str
) -> None:
    write(screened, tmp_path / "清单.xlsx")
    delivery = staged(tmp_path, copied(tmp_path / "清单.xlsx", sheet))
    [entry] = delivery.entries()
    assert [one.state for one in delivery.files[0].sheets] == ["unsure"]
    assert f"像是明稽导出的“{title}”" in entry["error"]


def test_a_person_may_say_that_a_copied_list_is_an_export_after_all(screened: Any, tmp_path: Path) -> None:
    rejects(screened, tmp_path / "清单.xlsx")
    delivery = staged(tmp_path, copied(tmp_path / "清单.xlsx", "Sheet1"))
    fields = {"cons_no": "用户编号", "amt_ym": "年月", "total_pq": "总电量", "total_amt": "总电费"}
    delivery.choose("复制.xlsx", "Sheet", Choice("bills", fields))
    assert [one.state for one in delivery.files[0].sheets] == ["ready"]
