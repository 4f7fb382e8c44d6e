"""A document as a Word file that offices can go on editing: real headings, real tables, fields for page numbers.

Charts are pictures drawn by the PDF's templates; shaded matrices are tables.

Source: workflow, section 7 (font habit); STACK, PDF and Word.
"""

from datetime import datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_SECTION_START
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.document import (
    Chart,
    Document,
    EditableText,
    KpiRow,
    Matrix,
    Paragraph,
    SignatureBlock,
    Subheading,
    Table,
    flags,
    printed_rows,
)
from reports.paper.charts import payload as chart_payload
from reports.paper.charts import shades
from reports.paper.fonts import showable
from reports.paper.payload import EDIT_MARK, alignment, cards, cells, made_on, notes, payload, total, widths
from reports.paper.pdf import PICTURE_WIDTH_MM, pictures
from reports.paper.word_tables import BLACK, Cell, add_table, safe
from reports.paper.word_tables import SIZE as TABLE_SIZE
from reports.paper.word_tables import STYLE as TABLE_STYLE
from reports.punctuation import typeset
from reports.wording import printed

HEADING_FONT, BODY_FONT, TABLE_FONT, LATIN_FONT = "黑体", "仿宋", "宋体", "Times New Roman"
TEXT_WIDTH_MM = 166.0
ALARM, FAINT, RED = "A8231C", "667085", "C00000"
SHADE = (11, 95, 102)
CARDS_A_LINE = 4
AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")  # Word minds the order
CAPTION, NOTE, PROMPT = "图表题", "说明文字", "待填写"


def render(document: Document) -> bytes:
    """Return the document as a .docx file."""
    word = docx.Document()
    _set_up(word, document)
    _title(word, document)
    captions = document.captions()
    images = _pictures(document, captions)
    for section in document.sections:
        word.add_heading(safe(f"{section.numeral}、{typeset(section.heading)}"), 1)
        for block in section.blocks:
            _add(word, block, captions, images)
    _notes(word, document)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _add(word: Any, block: Any, captions: dict[str, str], images: dict[str, bytes]) -> None:
    match block:
        case Paragraph():
            paragraph = word.add_paragraph()
            for one in block.sentences:
                paragraph.add_run(safe(one.text))
                if one.edit:
                    _run(paragraph, EDIT_MARK, size=8, colour=FAINT)
        case EditableText():
            _editable(word, block)
        case Subheading():
            word.add_heading(safe(block.text), 2)
        case KpiRow():
            _cards(word, block)
        case Table():
            _table(word, block, captions[block.key])
        case Matrix():
            _matrix(word, block, captions[block.key])
        case SignatureBlock():
            _signatures(word, block)
        case _:
            _picture(word, images[block.key], captions[block.key])


# Set-up


def _set_up(word: Any, document: Document) -> None:
    _styles(word)
    section = word.sections[0]
    section.start_type = WD_SECTION_START.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(21)
    section.different_first_page_header_footer = True
    _line(section.header.paragraphs[0], [document.unit, "", f"{document.title}　{document.period}"])
    _underline(section.header.paragraphs[0])
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        _line(paragraph, [document.issue_no, "", document.footer])
        _page_number(paragraph)
    properties = word.core_properties
    properties.title, properties.author = f"{document.title} {document.subtitle}", document.unit
    properties.language, properties.comments = "zh-CN", ""
    properties.created = properties.modified = datetime.combine(document.made_on, time())


def _styles(word: Any) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    lang = defaults.find(qn("w:lang"))
    if lang is None:
        lang = OxmlElement("w:lang")
        defaults.append(lang)
    lang.set(qn("w:val"), "en-US")
    lang.set(qn("w:eastAsia"), "zh-CN")
    normal = word.styles["Normal"]
    _font(normal, BODY_FONT, 12)
    normal.paragraph_format.first_line_indent = Pt(24)
    normal.paragraph_format.line_spacing = 1.25
    normal.paragraph_format.space_after = Pt(0)
    for name, size, before, after in (("Title", 20, 0, 4), ("Heading 1", 15, 12, 6), ("Heading 2", 12, 8, 4)):
        style = word.styles[name]
        _font(style, HEADING_FONT, size, is_bold=True)
        _unframed(style)
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        word.styles[name].paragraph_format.tab_stops.clear_all()
    for name, size, colour in (
        (CAPTION, 9, FAINT),
        (NOTE, 8, FAINT),
        (PROMPT, 10, FAINT),
        (TABLE_STYLE, TABLE_SIZE, BLACK),
    ):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, TABLE_FONT, size, colour=colour)
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.line_spacing = 1.0
    in_cells = word.styles[TABLE_STYLE].paragraph_format
    in_cells.space_before = in_cells.space_after = Pt(1)
    word.styles[CAPTION].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.styles[CAPTION].paragraph_format.space_before = Pt(6)
    word.styles[CAPTION].paragraph_format.space_after = Pt(3)
    word.styles[NOTE].paragraph_format.space_after = Pt(4)


def _font(style: Any, name: str, size: float, *, is_bold: bool = False, colour: str = BLACK) -> None:
    style.font.size, style.font.bold = Pt(size), is_bold
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.name = LATIN_FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hAnsi"), LATIN_FONT)


def _unframed(style: Any) -> None:
    """Take the line away that Word's own title style draws."""
    frame = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if frame is not None:
        frame.getparent().remove(frame)


def _line(paragraph: Any, parts: list[str]) -> None:
    """Write a running line: left, middle, right."""
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM / 2), WD_TAB_ALIGNMENT.CENTER)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    for n, part in enumerate(parts):
        _run(paragraph, ("\t" if n else "") + part, size=8.5, colour=FAINT)


def _underline(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", FAINT)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _page_number(paragraph: Any) -> None:
    """Put 第 x 页 共 y 页 in the middle of a running line, as fields."""
    before = paragraph.runs[1]._r
    for words, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
        parts = [("words", words)]
        if field:
            parts += [("begin", ""), ("field", f" {field} "), ("separate", ""), ("words", "1"), ("end", "")]
        for kind, text in parts:
            run = _run(paragraph, "", size=8.5, colour=FAINT)._r
            run.append(_field_part(kind, text))
            before.addnext(run)
            before = run


def _field_part(kind: str, text: str) -> Any:
    if kind in ("begin", "separate", "end"):
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:t" if kind == "words" else "w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = text
    return part


def _run(paragraph: Any, text: str, *, size: float, colour: str = "", is_bold: bool = False) -> Any:
    run = paragraph.add_run(safe(text))
    run.font.size, run.font.bold = Pt(size), is_bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


# Parts


def _title(word: Any, document: Document) -> None:
    if document.letterhead:
        head = word.add_paragraph(style="Title")
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(head, document.letterhead, size=24, colour=RED, is_bold=True)
    title = word.add_paragraph(safe(document.title), style="Title")
    subtitle = word.add_paragraph(safe(document.subtitle))
    for paragraph in (title, subtitle):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    subtitle.paragraph_format.first_line_indent = Pt(0)
    _underline(subtitle)
    line = word.add_paragraph()
    _line(line, [document.unit, document.issue_no, made_on(document)])
    for run in line.runs:
        run.font.size = Pt(10.5)
        run.font.color.rgb = RGBColor(0, 0, 0)


def _editable(word: Any, block: EditableText) -> None:
    if block.text:
        for line in block.text.split("\n"):
            word.add_paragraph(safe(line))
        return
    word.add_paragraph(safe(typeset(block.prompt)), style=PROMPT)
    for _ in range(block.lines):
        word.add_paragraph()


def _cards(word: Any, block: KpiRow) -> None:
    lines: list[list[Cell]] = []
    read = cards(block)
    for start in range(0, len(read), CARDS_A_LINE):
        line = [
            Cell(
                tuple(
                    [(card["label"], 9.0, False, FAINT)]
                    + [(f"{card['value']} {card['unit']}", 13.0, True, BLACK)]
                    + [
                        (it["text"], 8.5, it["is-bad"], ALARM if it["is-bad"] else FAINT)
                        for it in card["lines"]
                    ]
                )
            )
            for card in read[start : start + CARDS_A_LINE]
        ]
        lines.append(line + [Cell(())] * (CARDS_A_LINE - len(line)))
    add_table(word, [TEXT_WIDTH_MM / CARDS_A_LINE] * CARDS_A_LINE, lines, is_framed=True)
    word.add_paragraph(style=NOTE)


def _table(word: Any, table: Table, caption: str) -> None:
    word.add_paragraph(safe(caption), style=CAPTION).paragraph_format.keep_with_next = True
    rows, note = printed_rows(table)
    if not len(rows):
        word.add_paragraph(safe(table.when_empty), style=CAPTION)
        return
    sides = [alignment(column) for column in table.on_paper]
    marked = flags(rows, table.on_paper)
    column_mm, size = widths(table, TEXT_WIDTH_MM)
    headings = [column.heading for column in table.on_paper]
    lines = [[Cell.of(text, "center", size=size, is_bold=True, fill="EEF2F4") for text in headings]]
    for y, row in enumerate(cells(table)):
        bad = [column[y] for column in marked]
        lines.append(
            [
                Cell.of(text, side, size=size, is_bold=is_bad, colour=ALARM if is_bad else BLACK)
                for text, side, is_bad in zip(row, sides, bad, strict=True)
            ]
        )
    last = total(table) or []
    if last:
        lines.append([Cell.of(*one, size=size, is_bold=True) for one in zip(last, sides, strict=True)])
    add_table(word, column_mm, lines, has_header=True)
    word.add_paragraph(safe(note), style=NOTE)


def _matrix(word: Any, matrix: Matrix, caption: str) -> None:
    word.add_paragraph(safe(caption), style=CAPTION).paragraph_format.keep_with_next = True
    size = 8.0 if len(matrix.columns) < 14 else 6.5
    name_width = min(40.0, 6 + 3.2 * max((len(name) for name in matrix.rows), default=2))
    width = (TEXT_WIDTH_MM - name_width) / max(len(matrix.columns), 1)
    lines = [[Cell.of(text, "center", size=size) for text in (matrix.corner, *matrix.columns)]]
    for name, values, weights in zip(matrix.rows, matrix.values, shades(matrix), strict=True):
        counts = [
            Cell.of(
                "" if value is None else printed(value, "integer"),
                "center",
                size=size,
                fill=_shade(weight),
                colour="FFFFFF" if weight > 0.8 else BLACK,
            )
            for value, weight in zip(values, weights, strict=True)
        ]
        lines.append([Cell.of(name, "right", size=size), *counts])
    add_table(word, [name_width] + [width] * len(matrix.columns), lines, has_header=True)
    word.add_paragraph(style=NOTE)


def _shade(weight: float) -> str:
    return "".join(f"{round(255 + (part - 255) * weight * 0.9):02X}" for part in SHADE)


def _pictures(document: Document, captions: dict[str, str]) -> dict[str, bytes]:
    drawn = [one for one in document.blocks() if isinstance(one, Chart) and not isinstance(one, Matrix)]
    images = pictures([chart_payload(chart, captions[chart.key]) for chart in drawn])
    return dict(zip((chart.key for chart in drawn), images, strict=True))


def _picture(word: Any, image: bytes, caption: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.line_spacing = 1.0
    shape = paragraph.add_run().add_picture(BytesIO(image), width=Mm(PICTURE_WIDTH_MM))
    shape._inline.docPr.set("descr", safe(caption))
    word.add_paragraph(safe(caption), style=CAPTION)


def _signatures(word: Any, block: SignatureBlock) -> None:
    line = word.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(0)
    line.paragraph_format.space_before = Pt(24)
    line.paragraph_format.keep_with_next = True
    for n, role in enumerate(block.roles):
        line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM * n / len(block.roles)))
        _run(line, ("\t" if n else "") + f"{typeset(role)}：", size=12)
    day = word.add_paragraph("日期：　　　　年　　月　　日")
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    day.paragraph_format.space_before = Pt(18)


def _notes(word: Any, document: Document) -> None:
    word.add_paragraph(style=NOTE)
    word.add_paragraph("编制说明", style=NOTE).paragraph_format.keep_with_next = True
    _, rare = showable(payload(document))
    unsure = (
        (typeset(f"以下字符在部分电脑上可能无法显示(PDF 中以“〓”代替):{'、'.join(rare)}。"),) if rare else ()
    )
    for n, note in enumerate((*notes(document), *unsure), 1):
        word.add_paragraph(safe(f"{n}. {note}"), style=NOTE)
