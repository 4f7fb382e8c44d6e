"""The printed rule book and its Excel file."""

import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from analytics.handbook import UNCOVERED, Phrase, RunLine, chapter, phrases
from analytics.loop.check_records import CheckRecord
from analytics.loop.intervals import plain
from analytics.rulebook import check_of
from models.category import Category
from reports.document import Paragraph, Table
from reports.rule_book import Book, document_of, figures_in_words, record_in_words, write_rule_book

FOUND = RunLine(7, "202510", "2025-11-01", "已运行", 12, 3, Decimal("1234.50"), None)
RECORD = CheckRecord("BIZ-14", 10, plain(3, 4), 1, 2.0, "建议调整参数")


@pytest.fixture
def book() -> Book:
    told = chapter(
        check_of("BIZ-14"), {}, {}, runs=[FOUND], record=RECORD, parameters=["须1级审批的金额(含) 1,000 元"]
    )
    lines = [*phrases({})[:2], Phrase(Category.SERVICE, "未来的事项", None, UNCOVERED, "")]
    chapters = [told, chapter(check_of("SVC-01"), {}, {})]
    return Book(chapters, lines, "临江供电公司", date(2026, 11, 29), "2025-11-01", "abc")


def test_what_a_run_found_and_what_became_of_it_are_said_in_words() -> None:
    assert figures_in_words(FOUND) == (
        "第 7 次筛查(2025年10月,截止 2025-11-01)命中 12 条,另有 3 条在白名单,应收差额 1,234.50 元"
    )
    off = RunLine(6, "202509", "2025-10-01", "未运行(缺数据)", None, None, None, None, "缺少退补")
    assert figures_in_words(off).endswith("未运行(缺数据):缺少退补")
    assert (
        record_in_words(None)
        == record_in_words(CheckRecord("BIZ-14", 1, plain(0, 0), 0, 0.0))
        == "还没有核查结论"
    )
    said = record_in_words(RECORD)
    assert said.startswith("查实率 75.00%")
    assert "查无实据 1 件,占 25.00%(1/4),费时 2.0 小时。建议调整参数" in said


def test_a_chapter_is_printed_whole_under_its_category(book: Book) -> None:
    document = document_of(book)
    assert [section.heading for section in document.sections] == ["营业", "服务质量", "稽查事项覆盖情况"]
    said = " ".join(
        one.text
        for block in document.sections[0].blocks
        if isinstance(block, Paragraph)
        for one in block.sentences
    )
    for label in (
        "为什么",
        "判定",
        "金额",
        "例外",
        "现场核实",
        "依据",
        "法规数值",
        "参数",
        "数据",
        "停用",
        "命中",
    ):
        assert f"【{label}】" in said
    assert "缺少退补，按现有数据不能检查。" in said


def test_what_no_check_answers_is_printed_first_among_the_phrases(book: Book) -> None:
    said, table = document_of(book).sections[-1].blocks
    assert isinstance(said, Paragraph)
    assert isinstance(table, Table)
    assert said.sentences[0].text == "【没有检查的稽查事项】未来的事项。"
    assert table.rows["is_off"].to_pylist()[-1] is True


def test_the_pdf_lists_every_check_in_its_contents(book: Book, tmp_path: Path) -> None:
    out = tmp_path / "book.pdf"
    assert write_rule_book(book, out) == 2
    text = subprocess.run(["pdftotext", out, "-"], capture_output=True, check=True).stdout.decode()
    contents = text.split("【概要】")[0]
    assert "目录" in contents
    assert all(code in contents for code in ("BIZ-14", "SVC-01"))


def test_the_excel_file_has_checks_law_data_phrases_and_runs(book: Book, tmp_path: Path) -> None:
    write_rule_book(book, tmp_path / "book.xlsx")
    file = openpyxl.load_workbook(tmp_path / "book.xlsx")
    names = [sheet.title for sheet in file if sheet.sheet_state == "visible"]
    assert names == ["说明", "检查", "法规数值", "数据", "覆盖情况", "历次命中"]
    assert [cell.value for cell in file["历次命中"][3]][:3] == ["BIZ-14", "退补电量电费审批/额度异常", 7]
    assert file["覆盖情况"].max_row == 2 + 3
