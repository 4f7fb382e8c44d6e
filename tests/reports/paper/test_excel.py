"""The Excel file of a report: every table whole, ids as text, nothing that runs, read back with openpyxl."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from models.editions import Edit
from reports.document import Column, Document, Section, Table
from reports.paper import excel
from reports.weekly.report import document_of
from tests.reports.made_weekly import made

MADE_ON = date(2025, 11, 21)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the workbook of a weekly report of 20,000 orders."""
    path = tmp_path_factory.mktemp("excel") / "weekly.xlsx"
    edits = {"volume.total": Edit("改过的话", "张三", datetime(2025, 11, 21, 9, 5))}
    excel.render(document_of(made(40, 20000), made_on=MADE_ON, edits=edits), path)
    return openpyxl.load_workbook(path)


def sheet(book: Any, words: str) -> Any:
    """Return the sheet whose name has these words."""
    return next(one for one in book if words in one.title)


def test_every_table_and_chart_has_a_sheet(book: Any) -> None:
    document = document_of(made(40, 20000), made_on=MADE_ON)
    shown = [one.title for one in book if one.sheet_state == "visible"]
    assert len(shown) == 3 + len(document.captions())
    assert shown[:3] == ["说明", "主要指标", "文字"]


def test_the_list_of_overdue_orders_is_whole(book: Any) -> None:
    overdue = sheet(book, "超时工单")
    assert overdue.max_row - 2 == made(40, 20000).deadlines.overdue_orders > 600


def test_order_numbers_are_text(book: Any) -> None:
    cell = sheet(book, "超时工单").cell(3, 1)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert len(cell.value) == 18 - 1


def test_no_cell_is_a_formula_or_a_link(book: Any) -> None:
    for one in book:
        for row in one.iter_rows():
            assert [cell.coordinate for cell in row if cell.data_type == "f" or cell.hyperlink] == []


def test_rates_are_numbers_that_show_in_per_cent(book: Any) -> None:
    table = sheet(book, "各单位故障报修")
    column = next(cell.column for cell in table[2] if cell.value == "及时率")
    cell = table.cell(3, column)
    assert (cell.data_type, cell.number_format) == ("n", "#,##0.00%")
    assert 0 < cell.value <= 1


def test_the_last_row_is_the_total(book: Any) -> None:
    table = sheet(book, "各业务类型")
    assert table.cell(table.max_row, 1).value == "合计"
    assert table.cell(table.max_row, 2).value == 20000


def test_the_sentences_say_who_changed_them(book: Any) -> None:
    rows = [[cell.value for cell in row] for row in sheet(book, "文字").iter_rows(min_row=3)]
    assert ["总体情况", "改过的话", "张三", datetime(2025, 11, 21, 9, 5)] in rows


def test_headings_and_names_that_repeat_are_told_apart(tmp_path: Path) -> None:
    rows = pa.table({"a": ["1"], "b": ["2"]})
    table = Table("t", "同名" * 20, (Column("a", "率"), Column("b", "率")), rows)
    twin = Table("u", "同名" * 20, table.columns, rows)
    blocks = (Section(1, "一", (table,)), Section(1, "二", (twin,)))
    path = tmp_path / "twins.xlsx"
    excel.render(Document("报告", "", "", "单位", "", MADE_ON, "", blocks), path)
    read = openpyxl.load_workbook(path)
    assert sum(one.sheet_state == "visible" for one in read) == 5
    assert [cell.value for cell in read.worksheets[3][2]] == ["率", "率 2"]
