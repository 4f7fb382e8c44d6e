"""A document as an Excel file: its sentences and figures, each table and chart as a sheet, and the order lists.

Ids stay text and no cell runs as a formula: `reports.workbook` sees to both. Rates are numbers shown in per cent.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.own_files import REPORT
from reports.document import (
    Bars,
    Chart,
    Column,
    ControlChart,
    Document,
    EditableText,
    Kpi,
    KpiRow,
    Matrix,
    Paragraph,
    Pareto,
    Section,
    Sentence,
    Stacked,
    Table,
)
from reports.paper.payload import made_on, notes
from reports.paper.widths import LATIN, text_em
from reports.punctuation import typeset
from reports.wording import compared, printed
from reports.workbook import CoverSheet, ListSheet, SheetColumn, Style, write

LOOKED_AT = 500
WIDEST = 60.0
TITLE_SIZE = 1.75  # against the text of cells


def render(document: Document, out: Path) -> int:
    """Write the document as .xlsx and return how many characters Excel could not hold were replaced."""
    captions = document.captions()
    sheets: list[ListSheet | CoverSheet] = [
        _cover(document, captions),
        _figures(document),
        _sentences(document),
    ]
    names = {sheet.name for sheet in sheets}
    for section in document.sections:
        tables = [table for block in section.blocks for table in _tables(block)]
        for n, table in enumerate(tables, 1):
            name = _name(f"{section.number}.{n} {_short(table.title)}", names)
            sheets.append(_sheet(table, name, captions[table.key]))
    for table in document.lists:
        sheets.append(_sheet(table, _name(table.title, names), table.title))
    return write(
        out, REPORT, [sheet for sheet in sheets if not isinstance(sheet, ListSheet) or sheet.columns]
    )


def _cover(document: Document, captions: dict[str, str]) -> CoverSheet:
    noted = [block for block in document.blocks() if isinstance(block, Table) and block.note]
    facts = (
        ("期号", document.issue_no),
        ("单位", document.unit),
        ("统计期", document.period),
        ("编制日期", made_on(document)),
        *document.facts,
        *((f"编制说明 {n}", note) for n, note in enumerate(notes(document), 1)),
        *((captions[table.key], typeset(table.note)) for table in noted),
    )
    return CoverSheet("说明", f"{document.title} {document.subtitle}", facts)


def _figures(document: Document) -> ListSheet:
    cards = [
        (section, card)
        for section in document.sections
        for block in section.blocks
        if isinstance(block, KpiRow)
        for card in block.cards
    ]
    columns = (
        SheetColumn("section", "章节", "text", 20),
        SheetColumn("label", "指标", "text", 20),
        SheetColumn("shown", "本期", "text", 14),
        SheetColumn("unit", "单位", "text", 10),
        SheetColumn("previous", "环比", "text", 24),
        SheetColumn("last_year", "同比", "text", 24),
        SheetColumn("target", "目标", "text", 12),
        SheetColumn("is_met", "达标", "text", 10),
        SheetColumn("value", "数值(未舍入)", "number", 14),
    )
    return ListSheet("主要指标", "主要指标", columns, pa.table(_card_columns(cards)))


def _card_columns(cards: list[tuple[Section, Kpi]]) -> dict[str, pa.Array]:
    verdicts = {True: "达标", False: "未达标", None: ""}
    kept = [card for _, card in cards]
    compare = [[compared(one) for one in card.comparisons] + ["", ""] for card in kept]
    values = [float(card.value) if isinstance(card.value, int | float | Decimal) else None for card in kept]
    return {
        "section": pa.array([section.heading for section, _ in cards], pa.string()),
        "label": pa.array([card.label for card in kept], pa.string()),
        "value": pa.array(values, pa.float64()),
        "shown": pa.array([printed(card.value, card.kind) for card in kept], pa.string()),
        "unit": pa.array([card.unit for card in kept], pa.string()),
        "previous": pa.array([pair[0] for pair in compare], pa.string()),
        "last_year": pa.array([pair[1] for pair in compare], pa.string()),
        "target": pa.array([card.target for card in kept], pa.string()),
        "is_met": pa.array([verdicts[card.is_met] for card in kept], pa.string()),
    }


def _sentences(document: Document) -> ListSheet:
    said = [
        (section.heading, one)
        for section in document.sections
        for block in section.blocks
        for one in _texts(block)
    ]
    rows = pa.table(
        {
            "section": pa.array([heading for heading, _ in said], pa.string()),
            "text": pa.array([block.text for _, block in said], pa.string()),
            "by": pa.array([block.edit.edited_by if block.edit else "" for _, block in said], pa.string()),
            "at": pa.array(
                [block.edit.edited_at if block.edit else None for _, block in said], pa.timestamp("us")
            ),
        }
    )
    columns = (
        SheetColumn("section", "章节", "text", 28),
        SheetColumn("text", "文字", "text", 100),
        SheetColumn("by", "修订人", "text", 12),
        SheetColumn("at", "修订时间", "time", 17),
    )
    return ListSheet("文字", "各章节文字", columns, rows)


def _texts(block: Any) -> tuple[Sentence | EditableText, ...]:
    match block:
        case Paragraph(sentences):
            return sentences
        case EditableText():
            return (block,)
    return ()


def _sheet(table: Table, name: str, title: str) -> ListSheet:
    headings: set[str] = set()
    widths = [_width(column, table.rows) for column in table.on_sheet]
    wanted = text_em(title) / LATIN * TITLE_SIZE  # or the title would be cut off at the last column
    scale = max(1.0, wanted / sum(widths))
    columns = tuple(
        SheetColumn(column.name, _name(column.heading, headings), _style(column), width * scale)
        for column, width in zip(table.on_sheet, widths, strict=True)
    )
    return ListSheet(name, title, columns, _with_total(table))


def _style(column: Column) -> Style:
    match column.kind:
        case "number":
            return "decimal"
        case "density":
            return "money"
    return column.kind


def _width(column: Column, rows: pa.Table) -> float:
    """Return a width from the heading and the first rows, in characters."""
    values = rows.column(column.name).slice(0, LOOKED_AT).to_pylist()
    longest = max((text_em(printed(value, column.kind)) for value in values), default=0.0)
    return min(WIDEST, max(longest, text_em(column.heading) + 1) / LATIN + 2)


def _with_total(table: Table) -> pa.Table:
    """Return the rows with the total as the last one, differences of rates in 个百分点."""
    names = [column.name for column in table.on_sheet]
    rows = table.rows.select(names)
    if table.total is not None and len(rows):
        total = {name: pa.array([table.total.get(name)]) for name in names}
        rows = pa.concat_tables([rows, _like(total, rows.schema)])
    for n, column in enumerate(table.on_sheet):
        if column.kind == "points":
            rows = rows.set_column(n, column.name, pc.multiply(rows.column(n).cast(pa.float64()), 100.0))
    return rows


def _like(values: dict[str, pa.Array], schema: Any) -> pa.Table:
    """Return one row in the types of the others; what does not fit, such as 合计 under numbers, stays empty."""
    cells = []
    for field in schema:
        value = values[field.name]
        fits = pa.types.is_string(field.type) or not pa.types.is_string(value.type)
        cells.append(value.cast(field.type) if fits else pa.nulls(1, field.type))
    return pa.Table.from_arrays(cells, schema=schema)


def _short(title: str) -> str:
    """Return a title without what stands in parentheses."""
    return re.split("[(（]", title)[0][:18]


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, as long as Excel allows, and take it."""
    wanted = wanted[:31]
    name, n = wanted, 1
    while name.lower() in {one.lower() for one in taken}:
        n += 1
        name = f"{wanted[: 30 - len(str(n))]} {n}"
    taken.add(name)
    return name


# Charts as tables


def _tables(block: Any) -> Iterable[Table]:
    """Return a block as tables: what a chart draws can be read in a sheet of its own."""
    if isinstance(block, Table):
        return (block,)
    if not isinstance(block, Chart):
        return ()
    match block:
        case ControlChart():
            columns, data = _control(block)
        case Pareto():
            columns, data = _pareto(block)
        case Bars():
            columns, data = _bars(block)
        case Stacked():
            columns, data = _parts(block.labels, block.series, block.values, "")
        case Matrix():
            columns, data = _parts(block.rows, block.columns, block.values, block.corner)
    return (Table(block.key, block.title, columns, pa.table(data)),)


Drawn = tuple[tuple[Column, ...], dict[str, Any]]


def _control(chart: ControlChart) -> Drawn:
    points = range(len(chart.values))
    limits = (
        ("lower", "下控制限", chart.lower),
        ("centre", "均值", chart.centre),
        ("upper", "上控制限", chart.upper),
    )
    marks = ["信号" if n in chart.signals else "不完整" if n in chart.incomplete else "" for n in points]
    data = {
        "label": pa.array(chart.labels, pa.string()),
        "value": pa.array(chart.values, pa.float64()),
        **{name: pa.array([value for _ in points], pa.float64()) for name, _, value in limits},
        "mark": pa.array(marks, pa.string()),
    }
    columns = (
        Column("label", "期"),
        Column("value", f"数值({chart.unit})", chart.kind),
        *(Column(name, heading, "number") for name, heading, _ in limits),
        Column("mark", "标记"),
    )
    return columns, data


def _pareto(chart: Pareto) -> Drawn:
    columns = (Column("label", "类别"), Column("value", f"数量({chart.unit})", "integer"))
    return columns, {
        "label": pa.array(chart.labels, pa.string()),
        "value": pa.array(chart.values, pa.float64()),
    }


def _bars(chart: Bars) -> Drawn:
    unit = f"({chart.unit})" if chart.unit else ""
    notes_of = [*chart.notes, *[""] * (len(chart.labels) - len(chart.notes))]
    columns = (
        Column("label", "名称"),
        Column("value", f"数值{unit}", chart.kind),
        Column("note", "备注"),
    )
    data = {
        "label": pa.array(chart.labels, pa.string()),
        "value": pa.array(chart.values, pa.float64()),
        "note": pa.array(notes_of, pa.string()),
    }
    return columns, data


def _parts(rows: tuple[str, ...], parts: tuple[str, ...], values: Any, corner: str) -> Drawn:
    columns = (
        Column("label", corner or "名称"),
        *(Column(f"part_{n}", part, "integer") for n, part in enumerate(parts)),
    )
    data = {"label": pa.array(rows, pa.string())} | {
        f"part_{n}": pa.array([row[n] for row in values], pa.float64()) for n in range(len(parts))
    }
    return columns, data
