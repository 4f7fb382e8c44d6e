"""The Word file: what an office needs to go on editing it, read back from the file."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import docx
import pyarrow as pa
import pytest
from docx.oxml.ns import qn

from models.editions import Edit
from reports.document import Column, Document, Paragraph, Section, Sentence, Table
from reports.paper import word
from reports.punctuation import held_together
from reports.weekly.report import document_of
from tests.reports.made_weekly import made

MADE_ON = date(2025, 11, 21)


def said(key: str, text: str) -> Paragraph:
    """Return a paragraph of one sentence."""
    return Paragraph((Sentence(key, text),))


@pytest.fixture(scope="module")
def opened() -> Any:
    """Give a weekly report of 1,500 orders as python-docx reads it."""
    edits = {"closing.next": Edit("加强抢修驻点。\n专项治理。", "李四", datetime(2025, 11, 21, 9, 0))}
    return docx.Document(BytesIO(word.render(document_of(made(7, 1500), made_on=MADE_ON, edits=edits))))


def test_the_headings_are_headings(opened: Any) -> None:
    headings = [one.text for one in opened.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "一、总体情况"
    assert len(headings) == 10


def test_it_says_the_same_as_the_document(opened: Any) -> None:
    text = "\n".join(one.text for one in opened.paragraphs)
    sentences = [held_together(one.text) for one in document_of(made(7, 1500), made_on=MADE_ON).sentences()]
    assert [one for one in sentences if one not in text] == []
    assert "加强抢修驻点。\n专项治理。" in text


def test_a_count_and_its_unit_cannot_be_torn_apart_and_names_are_as_they_were() -> None:
    names = Table("t", "单位", (Column("unit", "涉及3户", "text"),), pa.table({"unit": ["第8户外班"]}))
    prose = Paragraph((Sentence("p", "共受理12起，少收3.4万元，用电1,234 千瓦时。"),))
    written = Document("通报", "", "", "某单位", "", MADE_ON, "", (Section(1, "总体", (prose, names)),))
    read = docx.Document(BytesIO(word.render(written)))
    text = "\n".join(one.text for one in read.paragraphs)
    assert "12\u200d起，少收3.4\u200d万\u200d元，用电1,234\u00a0千\u200d瓦\u200d时。" in text
    assert [cell.text for row in read.tables[0].rows for cell in row.cells] == ["涉及3户", "第8户外班"]


def test_every_list_is_a_table_with_a_heading_that_repeats(opened: Any) -> None:
    document = document_of(made(7, 1500), made_on=MADE_ON)
    lists = [block for block in document.blocks() if isinstance(block, Table) and len(block.rows)]
    headings = [[cell.text for cell in table.rows[0].cells] for table in opened.tables]
    for wanted in lists:
        assert [column.heading for column in wanted.on_paper] in headings
    repeated = [table for table in opened.tables if table._tbl.findall(".//" + qn("w:tblHeader"))]
    assert len(repeated) >= len(lists)


def test_cells_have_widths_and_a_style(opened: Any) -> None:
    for table in opened.tables:
        grid = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid]
        cells = [int(one.get(qn("w:w"))) for one in table._tbl.tr_lst[0].findall(".//" + qn("w:tcW"))]
        assert grid == cells
        assert sum(grid) == pytest.approx(166 / 25.4 * 1440, abs=len(grid))


def test_the_fonts_are_chinese_and_the_language_too(opened: Any) -> None:
    fonts = opened.styles["Heading 1"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "黑体"
    assert opened.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    lang = opened.styles.element.find(".//" + qn("w:lang"))
    assert lang.get(qn("w:eastAsia")) == "zh-CN"


def test_pages_are_numbered_by_fields(opened: Any) -> None:
    xml = opened.sections[0].footer._element.xml + opened.sections[0].first_page_footer._element.xml
    assert xml.count(" PAGE ") == xml.count(" NUMPAGES ") == 2


def test_charts_are_pictures_with_words_for_those_who_cannot_see_them(opened: Any) -> None:
    pictures = opened.inline_shapes
    assert len(pictures) == 3
    assert all(shape._inline.docPr.get("descr").startswith("图") for shape in pictures)


def test_characters_that_xml_cannot_hold_do_not_damage_the_file() -> None:
    rows = pa.table({"text": ["甲\x0b乙\x00<丙>&"]})
    table = Table("t", "表", (Column("text", "文字"),), rows)
    blocks = (said("p", "甲\x01乙"), table)
    content = word.render(Document("报告", "", "", "单位", "", MADE_ON, "", (Section(1, "一", blocks),)))
    assert docx.Document(BytesIO(content)).tables[0].rows[1].cells[0].text == "甲\ufffd乙\ufffd<丙>&"


def test_a_character_that_paper_cannot_show_stays_in_word_and_is_named() -> None:
    blocks = (said("p", "用户李𠀀。"),)
    content = word.render(Document("报告", "", "", "单位", "", MADE_ON, "", (Section(1, "一", blocks),)))
    text = "".join(one.text for one in docx.Document(BytesIO(content)).paragraphs)
    assert "用户李𠀀。" in text
    assert "U+20000" in text


def test_a_long_list_is_written_in_seconds_and_whole() -> None:
    content = word.render(document_of(made(40, 20000), made_on=MADE_ON))
    xml = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert xml.count("<w:tr>") > 800


def test_properties_stand_in_the_order_that_word_asks_for(opened: Any) -> None:
    order = ["pStyle", "keepNext", "keepLines", "pBdr", "tabs", "spacing", "ind", "jc"]
    parts = [opened.element.body, opened.sections[0].header._element, opened.sections[0].footer._element]
    for properties in (one for part in parts for one in part.iter(qn("w:pPr"))):
        names = [child.tag.split("}")[1] for child in properties]
        known = [name for name in names if name in order]
        assert known == sorted(known, key=order.index)
