"""The PDF: what a reader, a printer and an archive ask of it, read back with poppler."""

import re
import subprocess
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.editions import Edit
from reports.document import Bars, Column, Document, Paragraph, Section, Sentence, Table
from reports.paper import pdf
from reports.punctuation import typeset
from reports.weekly.report import document_of
from tests.reports.made_weekly import made

MADE_ON = date(2025, 11, 21)


def tool(name: str, *arguments: object) -> str:
    """Return what one of poppler's programs prints."""
    done = subprocess.run([name, *map(str, arguments)], check=True, capture_output=True, encoding="utf-8")
    return done.stdout


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a weekly report of 1,500 orders in 12 units as a file."""
    edits = {"repairs.causes": Edit("故障原因已另行分析。", "张三", datetime(2025, 11, 21, 9, 5))}
    path = tmp_path_factory.mktemp("pdf") / "weekly.pdf"
    path.write_bytes(pdf.render(document_of(made(12, 1500), made_on=MADE_ON, edits=edits)).content)
    return path


def said(key: str, text: str) -> Paragraph:
    """Return a paragraph of one sentence."""
    return Paragraph((Sentence(key, text),))


def little(*words: str) -> Document:
    """Return a document of a few paragraphs."""
    blocks = tuple(said(f"p{n}", text) for n, text in enumerate(words))
    return Document("通报", "", "", "某单位", "", MADE_ON, "2025-11-21", (Section(1, "总体情况", blocks),))


def text_of(document: Document, folder: Path) -> str:
    """Return the text of a document's PDF."""
    path = folder / "little.pdf"
    path.write_bytes(pdf.render(document).content)
    return tool("pdftotext", "-layout", path, "-")


def test_every_font_is_embedded_and_its_text_can_be_copied(file: Path) -> None:
    fonts = [line.split()[-5:-2] for line in tool("pdffonts", file).splitlines()[2:]]
    assert len(fonts) >= 2
    assert {tuple(one) for one in fonts} == {("yes", "yes", "yes")}


def test_the_chinese_text_is_found(file: Path) -> None:
    text = tool("pdftotext", "-layout", file, "-")
    for words in (
        "95598客户诉求工单周分析报告",
        "一、总体情况",
        "十、上周问题闭环情况与下周措施",
        "编制说明",
    ):
        assert words in re.sub(r"\s", "", text)


def test_it_is_a4_tagged_and_for_the_archive(file: Path) -> None:
    info = tool("pdfinfo", file)
    assert re.search(r"Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)", info)
    assert re.search(r"Tagged:\s+yes", info)
    assert b"pdfaid:part" in file.read_bytes()


def test_every_page_says_which_it_is_of_how_many(file: Path) -> None:
    pages = tool("pdftotext", "-layout", file, "-").rstrip("\f").split("\f")
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in re.sub(r"\s", "", page)


def test_a_table_over_several_pages_repeats_its_heading(file: Path) -> None:
    pages = tool("pdftotext", "-layout", file, "-").split("\f")
    with_orders = [page for page in pages if len(re.findall(r"2025111\d{10}", page)) > 3]
    assert len(with_orders) >= 2
    assert all("工单编号" in page for page in with_orders)


def test_no_heading_ends_a_page(file: Path) -> None:
    for page in tool("pdftotext", "-layout", file, "-").rstrip("\f").split("\f"):
        body = [line.strip() for line in page.splitlines() if line.strip()][:-1]  # without the page number
        assert not re.match(r"[一二三四五六七八九十]+、|[图表]\d+", body[-1])


def test_a_count_and_its_unit_stay_on_one_line_wherever_the_line_ends(tmp_path: Path) -> None:
    counted = "共受理12起，少收3.4万元，用电1,234 千瓦时，升2.5个百分点。"
    lines = text_of(little(*("本" * n + counted for n in range(14, 42))), tmp_path).splitlines()
    assert len(lines) > 28
    for line in lines:
        assert not re.search(r"[0-9]\s*$|[0-9] ?(万|千|千 ?瓦|个|个百|个百分)$", line), line
    assert sum("3.4 万元" in line or "3.4万元" in line for line in lines) == 28


def test_an_edited_sentence_is_marked_and_the_notes_name_who_did_it(file: Path) -> None:
    text = re.sub(r"\s", "", tool("pdftotext", "-layout", file, "-"))
    assert "故障原因已另行分析。〔人工修订〕" in text
    assert "张三（11-2109:05）" in text


def test_the_same_document_gives_the_same_bytes() -> None:
    document = document_of(made(3, 50), made_on=MADE_ON)
    assert pdf.render(document).content == pdf.render(document).content


def test_a_character_without_a_glyph_is_replaced_and_the_report_says_so(tmp_path: Path) -> None:
    document = little("用户李𠀀、吴𠮷、张㛃来电。")
    assert pdf.render(document).replaced == ("U+20000",)
    text = text_of(document, tmp_path)
    assert "用户李〓、吴𠮷、张㛃来电。" in text
    assert "U+20000" in text


@pytest.mark.parametrize(
    "markup", ["#panic()", "*粗*_斜_", "$x^2$", "<标签> @引用", '"引号" \\ 反斜杠', "= 标题", "//注释"]
)
def test_markup_in_the_data_is_only_text(markup: str, tmp_path: Path) -> None:
    shown = re.sub(r"\s", "", text_of(little(f"开始{markup}结束"), tmp_path))
    assert re.sub(r"\s|[\"“”]", "", typeset(f"开始{markup}结束")) in re.sub(r"[\"“”]", "", shown)


@pytest.mark.parametrize(
    ("units", "orders", "most_pages"), [(1, 0, 6), (3, 50, 9), (7, 1500, 15), (40, 20000, 32)]
)
def test_any_size_of_company_gives_a_report_without_nearly_empty_pages(
    units: int, orders: int, most_pages: int, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf.render(document_of(made(units, orders), made_on=MADE_ON)).content)
    pages = tool("pdftotext", "-layout", path, "-").rstrip("\f").split("\f")
    assert len(pages) <= most_pages
    lines = [len([line for line in page.splitlines() if line.strip()]) for page in pages]
    assert min(lines) >= 8


def test_a_letterhead_and_a_document_without_notes_are_printed(tmp_path: Path) -> None:
    text = text_of(replace(little("正文。"), letterhead="某某市供电公司文件"), tmp_path)
    assert "某某市供电公司文件" in text


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_can_be_printed(words: str, name: str) -> None:
    rows = pa.table({"name": pa.array([name.encode("utf-8", "replace").decode(), "甲"]), "n": [1, 2]})
    table = Table("t", words, (Column("name", name or "名", "text"), Column("n", "数(件)", "integer")), rows)
    chart = Bars("b", words, (name, "甲"), (1.0, 2.0), unit="件")
    section = Section(1, name, (said("p", words), table, chart))
    assert (
        pdf.render(replace(little("正文。"), sections=(section,), title=f"报告{name}")).content[:4] == b"%PDF"
    )
