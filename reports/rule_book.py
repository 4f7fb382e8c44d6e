"""The rule book on paper and as an Excel file: every check in full, what is not verified, and phrase × check × data.

Source: issue 14, section 4; the words are those of the checks and of the regulation modules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.check import SECTIONS
from analytics.handbook import (
    NO_VERDICTS,
    OFF,
    UNCOVERED,
    Chapter,
    DataLine,
    LawLine,
    Phrase,
    RunLine,
    unsure,
)
from analytics.loop.check_records import CheckRecord
from analytics.loop.figures import in_words as estimate_in_words
from analytics.subjects import LABELS, kind_of
from data_loaders.recognition.own_files import RULE_BOOK
from models.calendar import month_in_words
from models.category import Category
from models.rounding import share_in_words
from reports.document import Block, Column, Document, Paragraph, Section, Sentence, Subheading, Table
from reports.paper import pdf
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

TITLE = "营销稽查规则手册"
RUNS_ON_PAPER = 3
CHECKS = (
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "检查", "text", 16),
    SheetColumn("判定", "判定", "text", 62),
    SheetColumn("例外", "例外", "text", 34),
    SheetColumn("核实", "现场核实", "text", 26, is_printed=False),
    SheetColumn("金额", "金额", "text", 26, is_printed=False),
    SheetColumn("为什么", "为什么", "text", 30, is_printed=False),
    SheetColumn("category", "稽查类别", "text", 10, is_printed=False),
    SheetColumn("matter", "稽查事项", "text", 18, is_printed=False),
    SheetColumn("kind", "种类", "text", 6, is_printed=False),
    SheetColumn("severity", "严重度", "text", 7, is_printed=False),
    SheetColumn("basis", "依据", "text", 40, is_printed=False),
    SheetColumn("verified", "核实情况", "text", 10, is_printed=False),
    SheetColumn("unsure", "怎样核实", "text", 40, is_printed=False),
    SheetColumn("parameters", "参数", "text", 40, is_printed=False),
    SheetColumn("off", "缺少的数据(不能检查)", "text", 26, is_printed=False),
    SheetColumn("parts_off", "数据不全", "text", 40, is_printed=False),
    SheetColumn("hits", "最近筛查命中(条)", "integer", 10, is_printed=False),
    SheetColumn("exempted", "另在白名单(条)", "integer", 10, is_printed=False),
    SheetColumn("rate", "查实率", "text", 30, is_printed=False),
    SheetColumn("void", "查无实据(件)", "text", 16, is_printed=False),
)
LAWS = (
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "名称", "text", 28),
    SheetColumn("value", "数值", "text", 34),
    SheetColumn("held", "有效期", "text", 22),
    SheetColumn("basis", "依据", "text", 34),
    SheetColumn("verified", "核实情况", "text", 10),
    SheetColumn("note", "说明", "text", 40, is_printed=False),
    SheetColumn("settles", "怎样核实", "text", 40, is_printed=False),
    SheetColumn("seen", "核对", "text", 40, is_printed=False),
)
DATA = (
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "检查", "text", 22),
    SheetColumn("table", "导出表", "text", 18),
    SheetColumn("columns", "字段", "text", 46),
    SheetColumn("need", "要求", "text", 11),
    SheetColumn("rows", "现有(行)", "integer", 11),
    SheetColumn("missing", "没有值的字段", "text", 30),
)
COVERAGE = (
    SheetColumn("category", "稽查类别", "text", 11),
    SheetColumn("phrase", "稽查事项", "text", 34),
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "检查", "text", 28),
    SheetColumn("state", "按现有数据", "text", 15),
    SheetColumn("missing", "缺少的数据与影响", "text", 44),
)
RUNS = (
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "检查", "text", 26),
    SheetColumn("run_id", "筛查", "integer", 7),
    SheetColumn("period", "期间", "month", 11),
    SheetColumn("as_of", "数据截止", "text", 12),
    SheetColumn("state", "状态", "text", 14),
    SheetColumn("hits", "命中(条)", "integer", 9),
    SheetColumn("exempted", "另在白名单(条)", "integer", 9),
    SheetColumn("owed_yuan", "应收差额(元)", "money", 14),
    SheetColumn("other_yuan", "其他金额(元)", "money", 14),
)
_KINDS = {"integer": pa.int64(), "money": pa.decimal128(38, 2)}


@dataclass(frozen=True)
class Book:
    """What is printed: a chapter for each check, every phrase of the charter, and the state that they tell."""

    chapters: Sequence[Chapter]
    phrases: Sequence[Phrase]
    unit: str
    made_on: date
    as_of: str
    code_version: str


def write_rule_book(book: Book, out: Path) -> int:
    """Write the book as .pdf or .xlsx and return how many checks it has."""
    if out.suffix.lower() == ".pdf":
        out.write_bytes(pdf.render(document_of(book)).content)
    else:
        write(out, RULE_BOOK, list(_sheets(book)))
    return len(book.chapters)


def document_of(book: Book) -> Document:
    """Return the book as a document: a section for each category, then what the charter's phrases lead to."""
    chapters = {
        category: [one for one in book.chapters if one.check.category is category] for category in Category
    }
    sections = [
        (category.value, tuple(block for one in some for block in _blocks(one)))
        for category, some in chapters.items()
        if some
    ]
    sections.append(("稽查事项覆盖情况", tuple(_coverage(book.phrases))))
    return Document(
        title=TITLE,
        subtitle=f"{len(book.chapters)} 项检查",
        issue_no=f"规则版本 {book.code_version}",
        unit=book.unit,
        period=f"数据截至 {book.as_of}",
        made_on=book.made_on,
        as_of=book.as_of,
        sections=tuple(
            Section(number, heading, blocks) for number, (heading, blocks) in enumerate(sections, 1)
        ),
        notes=(
            "本手册由检查和法规数据本身生成。命中为系统筛查出的疑似问题，核实之前不作为差错认定和考核的依据。",
            "检查按账单或事件发生之日取当时有效的法规数值；首个已知版本生效以前的日子不判。",
            "查实率为已核查案件中属实和部分属实的比例；没有核查结论的不列。",
        ),
        has_contents=True,
    )


def figures_in_words(line: RunLine) -> str:
    """Return in a line what a check found in a run."""
    name = f"第 {line.run_id} 次筛查({month_in_words(line.period)},截止 {line.as_of})"
    if line.hits is None:
        return f"{name}{line.state}{f':{line.why}' if line.why else ''}"
    money = [
        f"{label} {amount:,.2f} 元"
        for label, amount in (("应收差额", line.owed_yuan), ("其他金额", line.other_yuan))
        if amount
    ]
    listed = f",另有 {line.exempted:,} 条在白名单" if line.exempted else ""
    return f"{name}命中 {line.hits:,} 条{listed}{',' if money else ''}{'、'.join(money)}"


def record_in_words(record: CheckRecord | None) -> str:
    """Return what became of a check's cases: how many were borne out, how many were not, and what is advised."""
    if record is None or not record.confirmed.judged:
        return NO_VERDICTS
    judged, void = record.confirmed.judged, record.void
    said = f"查实率 {estimate_in_words(record.confirmed)};查无实据 {void:,} 件,占 {share_in_words(void / judged)}({void:,}/{judged:,}),费时 {record.void_hours:,.1f} 小时"
    return f"{said}。{record.advice}" if record.advice else said


def law_in_words(line: LawLine) -> str:
    """Return one version of a rule in a sentence."""
    return f"{line.title}:{line.value},{line.held}({line.basis},{line.verified})"


def data_in_words(line: DataLine) -> str:
    """Return one table that a check reads, with what of it is there."""
    there = f"现有 {line.rows:,} 行" if line.rows else "没有导入"
    missing = f",没有值的字段:{'、'.join(line.missing)}" if line.rows and line.missing else ""
    return f"{line.table}({line.need},{there}{missing}):{'、'.join(line.columns)}"


def _blocks(chapter: Chapter) -> Iterator[Block]:
    one = chapter.check
    yield Subheading(f"{one.code} {one.title}")
    subject = LABELS[kind_of(one.subject, one.code)]
    yield _said(
        one.code,
        "概要",
        f"{one.kind};稽查事项:{one.matter};严重度 {one.severity};对象 {subject};时间范围 {one.window};依据{one.verified}",
    )
    for title in SECTIONS:
        yield _said(one.code, "现场核实" if title == "核实" else title, one.section(title))
    yield _said(one.code, "依据", chapter.basis)
    if chapter.laws:
        yield _said(one.code, "法规数值", ";".join(law_in_words(line) for line in chapter.laws))
    if doubts := unsure(chapter.laws):
        yield _said(one.code, "怎样核实", ";".join(doubts))
    if chapter.parameters:
        yield _said(one.code, "参数", ";".join(chapter.parameters))
    yield _said(one.code, "数据", ";".join(data_in_words(line) for line in chapter.data))
    if chapter.off:
        yield _said(one.code, "停用", f"缺少{chapter.off},按现有数据不能检查")
    elif chapter.parts_off:
        yield _said(one.code, "数据不全", ";".join(chapter.parts_off))
    if chapter.runs:
        yield _said(one.code, "命中", ";".join(map(figures_in_words, chapter.runs[:RUNS_ON_PAPER])))
    yield _said(one.code, "核查结论", record_in_words(chapter.record))


def _said(code: str, label: str, text: str) -> Paragraph:
    ended = text if text.endswith(("。", "；", ";")) else f"{text}。"
    return Paragraph((Sentence(f"{code}.{label}", f"【{label}】{ended}"),))


def _coverage(phrases: Sequence[Phrase]) -> Iterator[Block]:
    uncovered = [line.phrase for line in phrases if line.state == UNCOVERED]
    said = "、".join(uncovered) if uncovered else "没有"
    yield _said("coverage", "没有检查的稽查事项", said)
    columns = (
        Column("category", "类别"),
        Column("phrase", "稽查事项"),
        Column("code", "编号", "id"),
        Column("title", "检查"),
        Column("state", "现有数据", flagged_by="is_off"),
    )
    rows = [row | {"is_off": row["state"] in (OFF, UNCOVERED)} for row in map(_phrase, phrases)]
    names = [column.name for column in columns]
    schema = pa.schema([*((name, pa.string()) for name in names), ("is_off", pa.bool_())])
    yield Table("coverage.table", "稽查事项与检查", columns, pa.Table.from_pylist(rows, schema))


def _sheets(book: Book) -> Iterator[ListSheet | CoverSheet]:
    uncovered = [line.phrase for line in book.phrases if line.state == UNCOVERED]
    yield CoverSheet(
        "说明",
        TITLE,
        (
            ("单位", book.unit),
            ("规则版本", book.code_version),
            ("数据截至", book.as_of),
            ("检查", f"{len(book.chapters):,} 项"),
            ("稽查事项", f"{len({(line.category, line.phrase) for line in book.phrases}):,} 条"),
            ("没有检查的稽查事项", "、".join(uncovered) or "没有"),
            ("命中", "最近一次筛查在您的单位范围内计入的条数;在白名单的另计。"),
            ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
        ),
    )
    every = book.chapters
    sheets: tuple[tuple[str, tuple[SheetColumn, ...], list[dict[str, Any]]], ...] = (
        ("检查", CHECKS, [_check(one) for one in every]),
        ("法规数值", LAWS, [vars(line) | {"code": one.check.code} for one in every for line in one.laws]),
        ("数据", DATA, [_data(one, line) for one in every for line in one.data]),
        ("覆盖情况", COVERAGE, [_phrase(line) for line in book.phrases]),
        (
            "历次命中",
            RUNS,
            [
                vars(line) | {"code": one.check.code, "title": one.check.title}
                for one in every
                for line in one.runs
            ],
        ),
    )
    for name, columns, rows in sheets:
        schema = pa.schema([(column.name, _KINDS.get(column.style, pa.string())) for column in columns])
        yield ListSheet(name, f"{TITLE}:{name}", columns, pa.Table.from_pylist(rows, schema))


def _check(chapter: Chapter) -> dict[str, Any]:
    one, latest = chapter.check, chapter.runs[0] if chapter.runs else None
    record = chapter.record if chapter.record and chapter.record.confirmed.judged else None
    return {
        "code": one.code,
        "title": one.title,
        "category": one.category.value,
        "matter": one.matter,
        "kind": one.kind,
        "severity": one.severity,
        **{title: one.section(title) for title in SECTIONS},
        "basis": chapter.basis,
        "verified": one.verified,
        "unsure": ";".join(unsure(chapter.laws)),
        "parameters": ";".join(chapter.parameters),
        "off": chapter.off,
        "parts_off": ";".join(chapter.parts_off),
        "hits": latest.hits if latest else None,
        "exempted": latest.exempted if latest else None,
        "rate": estimate_in_words(record.confirmed) if record else NO_VERDICTS,
        "void": f"{record.void:,}/{record.confirmed.judged:,}" if record else "",
    }


def _data(chapter: Chapter, line: DataLine) -> dict[str, Any]:
    return {
        "code": chapter.check.code,
        "title": chapter.check.title,
        **vars(line),
        "columns": "、".join(line.columns),
        "missing": "、".join(line.missing),
    }


def _phrase(line: Phrase) -> dict[str, Any]:
    return {
        "category": line.category.value,
        "phrase": line.phrase,
        "code": line.check.code if line.check else None,
        "title": line.check.title if line.check else None,
        "state": line.state,
        "missing": line.missing,
    }
