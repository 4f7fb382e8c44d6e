"""A document as the PDF template reads it: words and numbers only, never markup."""

from typing import Any

from reports.document import (
    Chart,
    Column,
    Document,
    EditableText,
    Kpi,
    KpiRow,
    Paragraph,
    SheetChart,
    SignatureBlock,
    Subheading,
    Table,
    Value,
    flags,
    printed_rows,
)
from reports.paper.charts import payload as chart_payload
from reports.paper.widths import SMALL_PADDING_MM, SMALL_SIZES, column_widths
from reports.punctuation import COUNT, typeset
from reports.wording import NONE, arrow_of, compared, measured, printed

WIDTH_MM = {"report": 166.0, "sheet": 89.6}  # of a table: sheet.typ has three columns
EDIT_MARK = "〔人工修订〕"
RIGHT = ("integer", "number", "density", "rate", "change", "points", "difference", "money")
CENTRED = ("date", "time", "id")


def payload(document: Document) -> dict[str, Any]:
    """Return everything that the template prints."""
    captions = document.captions()
    on_sheet = document.layout == "sheet"
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "issue_no": document.issue_no,
        "unit": document.unit,
        "period": document.period,
        "made_on": made_on(document),
        "date": [document.made_on.year, document.made_on.month, document.made_on.day],
        "footer": document.footer,
        "letterhead": document.letterhead,
        "has_contents": document.has_contents,
        "sections": [
            {
                "heading": f"{section.numeral}、{typeset(section.heading)}",
                "blocks": [_block(block, captions, on_sheet=on_sheet) for block in section.blocks],
            }
            for section in document.sections
        ],
        "notes": list(notes(document)),
        "count": COUNT,
    }


def made_on(document: Document) -> str:
    """Return the day of making as such reports write it."""
    day = document.made_on
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def notes(document: Document) -> tuple[str, ...]:
    """Return the notes at the end: the document's own, how fresh the data is, and who changed which sentences."""
    edits = [sentence.edit for sentence in document.edited() if sentence.edit]
    by = "、".join(dict.fromkeys(f"{edit.edited_by}({edit.edited_at:%m-%d %H:%M})" for edit in edits))
    changed = (f"标有{EDIT_MARK}的 {len(edits)} 处文字由人工修订：{by}。",) if edits else ()
    stale = sum(sentence.is_stale for sentence in document.edited())
    doubtful = (f"其中 {stale} 处所依据的数据在修订后有变化，请复核。",) if stale else ()
    return (
        *map(typeset, document.notes),
        f"数据截至 {document.as_of}。",
        *(typeset(note) for note in (*changed, *doubtful)),
    )


def cells(table: Table) -> list[list[str]]:
    """Return the printed rows of a table, each value as it reads."""
    rows, _ = printed_rows(table)
    columns = [
        [_cell(value, column) for value in rows.column(column.name).to_pylist()] for column in table.on_paper
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _cell(value: Value, column: Column) -> str:
    return typeset(printed(value, column.kind)) if column.kind == "text" else printed(value, column.kind)


def widths(table: Table, page_mm: float, *, on_sheet: bool = False) -> tuple[list[float], float]:
    """Return the width of each column in mm, and the size of the letters in points; those of a sheet are small."""
    last = total(table)
    shown = [*cells(table), last] if last else cells(table)
    headings = [column.heading for column in table.on_paper]
    breaks = [column.kind == "text" for column in table.on_paper]
    small: dict[str, Any] = {"sizes": SMALL_SIZES, "padding_mm": SMALL_PADDING_MM} if on_sheet else {}
    return column_widths(headings, breaks, shown, page_mm, **small)


def total(table: Table) -> list[str] | None:
    """Return the total row as it reads; what has no total stays empty."""
    if table.total is None or not len(table.rows):
        return None
    values = table.total
    return [
        printed(values[column.name], "text" if isinstance(values[column.name], str) else column.kind)
        if column.name in values
        else ""
        for column in table.on_paper
    ]


def cards(row: KpiRow) -> list[dict[str, Any]]:
    """Return what stands on each card."""
    return [_card(card) for card in row.cards]


def alignment(column: Column) -> str:
    """Return on which side a column's values stand."""
    if column.align:
        return column.align
    return "right" if column.kind in RIGHT else "center" if column.kind in CENTRED else "left"


def _block(block: Any, captions: dict[str, str], *, on_sheet: bool) -> dict[str, Any]:
    match block:
        case Paragraph():
            said = [{"text": one.text, "mark": EDIT_MARK if one.edit else ""} for one in block.sentences]
            return {"type": "paragraph", "sentences": said}
        case EditableText():
            return {
                "type": "editable",
                "text": block.text,
                "prompt": typeset(block.prompt),
                "lines": block.lines,
            }
        case Subheading():
            return {"type": "subheading", "text": block.text}
        case KpiRow():
            return {"type": "cards", "cards": cards(block)}
        case Table():
            return _table(block, captions[block.key], on_sheet=on_sheet)
        case SignatureBlock():
            return {"type": "signatures", "roles": [typeset(role) for role in block.roles]}
    chart: Chart | SheetChart = block
    return chart_payload(chart, captions[chart.key], on_sheet=on_sheet)


def _card(card: Kpi) -> dict[str, Any]:
    lines = [
        {"text": compared(one), "is-bad": bool(one.is_worse and arrow_of(one))} for one in card.comparisons
    ]
    if card.target:
        lines.append({"text": measured(card), "is-bad": card.is_met is False})
    value = printed(card.value, card.kind)
    unit = card.unit
    if value == NONE:
        unit = ""
    elif value.endswith("%"):
        value, unit = value[:-1], "%"
    return {"label": card.label, "value": value, "unit": unit, "lines": lines}


def _table(table: Table, caption: str, *, on_sheet: bool) -> dict[str, Any]:
    rows, note = printed_rows(table)
    column_mm, size = widths(table, WIDTH_MM["sheet" if on_sheet else "report"], on_sheet=on_sheet)
    flagged: dict[str, list[int]] = {}
    for x, column in enumerate(flags(rows, table.on_paper)):
        for y, flag in enumerate(column):
            if flag:
                flagged.setdefault(str(y), []).append(x)
    return {
        "type": "table",
        "caption": caption,
        "columns": [
            {"heading": column.heading, "width": width, "align": alignment(column)}
            for column, width in zip(table.on_paper, column_mm, strict=True)
        ],
        "size": size,
        "rows": cells(table),
        "flagged": flagged,
        "total": total(table),
        "note": note if len(rows) else "",
        "when_empty": table.when_empty,
    }
