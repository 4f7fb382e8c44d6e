"""The only place that writes Excel files.

Every cell is typed: text is written as text and can never run as a formula or a link, ids keep their zeros,
money has two decimals. Characters that Excel cannot hold are replaced and counted; nothing is cut silently.
Every file carries a hidden sheet that says what it is, by which it is known when somebody imports it.

Source: SECURITY, section 5.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rustpy_xlsxwriter import Format, write_worksheets

from data_loaders.recognition.own_files import MARK_LABEL, MARK_SHEET, OwnFile
from models.calendar import month_in_words

Style = Literal[
    "text",
    "id",
    "integer",
    "number",
    "decimal",
    "money",
    "rate",
    "change",
    "points",
    "difference",
    "date",
    "time",
    "month",
]
NUMBER_FORMATS: dict[str, str] = {
    "text": "@",
    "id": "@",
    "integer": "#,##0",
    "number": "#,##0.######",
    "decimal": "#,##0.0",
    "money": "#,##0.00",
    "rate": "#,##0.00%",
    "change": "+#,##0.0%;-#,##0.0%;0.0%",
    "points": "+0.00;-0.00;0.00",
    "difference": "+#,##0;-#,##0;0",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
    "month": 'yyyy"年"m"月"',
}
WIDE_TEXT = 10  # text columns from this width on wrap
WIDEST_ID = 18  # sixteen digits in one line; longer numbers go on in a second
LETTER_POINTS = 9  # of a cell; fitted to paper at least 7 are left of them
# Columns on one A4 page across, 784 points within the margins; what is wider goes on on further pages. A pixel is 0.75
# points, and where Calibri is missing programs take columns a third wider (LibreOffice 7.4): 960 pixels come out at 7.0 points.
LEGIBLE_PIXELS = 960
LETTER_PIXELS, PADDING_PIXELS = 7, 5  # of a column's width
POINTS_A_PIXEL, INDENT_PIXELS = 0.75, 9
WORDS_APART = 1.08  # what lines lose because numbers and words are not broken
NARROWEST_TEXT = 10  # to which a text makes room for numbers that are longer than usual
REPEATED = 2  # columns that stay in sight and on every page
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_000
MOST_FITTED_ROWS = 20_000
LINE_HEIGHT = 12.5
TITLE_HEIGHT, TITLE_LETTER = 30, 1.7  # a letter of the title is wider than one of a cell
COVER_WIDTH, COVER_HEADER = 90, 2
LABEL_WIDTH, BOLD_LETTER = 22, 1.1
HEADER_COLOUR, INPUT_COLOUR, INPUT_HEADER_COLOUR, LINE_COLOUR = "#0B5F66", "#FFF8E6", "#A8742A", "#C9D3D6"
UNHOLDABLE = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
REPLACEMENT = "\ufffd"
FONT = "微软雅黑"


@dataclass(frozen=True)
class SheetColumn:
    """One column of a list: the name in the data, its heading, how it looks, and whether staff fill it in.

    A text makes room for the others down to `narrowest`.
    """

    name: str
    heading: str
    style: Style = "text"
    width: float = 12
    choices: tuple[str, ...] = ()
    is_input: bool = False
    is_printed: bool = True
    narrowest: float = NARROWEST_TEXT


@dataclass(frozen=True)
class ListSheet:
    """A sheet that is a list: rows under a frozen, filtered heading, set up for A4 landscape."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: pa.Table


@dataclass(frozen=True)
class CoverSheet:
    """A sheet of facts, one to a line: what this file is, from which run, and how to use it."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]


def write(path: Path, own: OwnFile, sheets: Sequence[ListSheet | CoverSheet]) -> int:
    """Write a workbook and return how many characters Excel could not hold were replaced.

    A list longer than a sheet goes on in further sheets; a text longer than a cell is split with a notice.
    `own` is what the file is, for the mark.
    """
    parts = [part for sheet in sheets for part in _parts(sheet)]
    replaced = 0
    data: list[tuple[str, pa.Table]] = []
    options: Any = {}
    for number, sheet in enumerate(parts):
        name = _sheet_name(sheet.name, number, [taken for taken, _ in data])
        table, count = _cleaned(_as_table(sheet))
        replaced += count
        data.append((name, table))
        for option, value in _options(sheet).items():
            options.setdefault(option, {})[name] = value
    data.append((MARK_SHEET, pa.table({MARK_LABEL: pa.array([""]), own.title: pa.array([""])})))
    options.setdefault("sheet_view", {})[MARK_SHEET] = {"hidden": True}
    write_worksheets(data, str(path), **options)
    return replaced


def _parts(sheet: ListSheet | CoverSheet) -> list[ListSheet | CoverSheet]:
    if isinstance(sheet, CoverSheet) or len(sheet.rows) <= MOST_ROWS:
        return [sheet]
    starts = range(0, len(sheet.rows), MOST_ROWS)
    return [
        ListSheet(f"{sheet.name}{n}", sheet.title, sheet.columns, sheet.rows.slice(start, MOST_ROWS))
        for n, start in enumerate(starts, 1)
    ]


def _sheet_name(name: str, number: int, taken: Sequence[str]) -> str:
    """Return a name as Excel takes it, and only once in a workbook."""
    clean = re.sub(r"[\[\]:*?/\\']", "_", name)[:31] or f"表{number + 1}"
    if clean.casefold() in (one.casefold() for one in taken):
        ending = f"({number + 1})"
        clean = clean[: 31 - len(ending)] + ending
    return clean


def _as_table(sheet: ListSheet | CoverSheet) -> pa.Table:
    if isinstance(sheet, CoverSheet):
        labels, values = zip(*sheet.facts, strict=True)
        return pa.table({"项目": pa.array(labels, pa.string()), "内容": pa.array(values, pa.string())})
    arrays = [_as_cells(sheet.rows.column(column.name), column) for column in sheet.columns]
    return pa.Table.from_arrays(arrays, names=[column.heading for column in sheet.columns])


def _as_cells(values: pa.ChunkedArray, column: SheetColumn) -> pa.ChunkedArray:
    if column.style in ("text", "id"):
        return pc.cast(values, pa.string())
    if column.style == "month":
        return _as_months(values)
    if pa.types.is_decimal(values.type) or pa.types.is_integer(values.type):
        return pc.cast(values, pa.float64())  # the writer leaves decimals out; a double shows 15 digits
    return values


def _as_months(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return months as their first days, which sort and filter as dates; where one is none, all as texts in words."""
    first_days = pc.strptime(pc.binary_join_element_wise(values, "01", ""), "%Y%m%d", "s", error_is_null=True)
    if first_days.null_count == values.null_count:
        return first_days.cast(pa.date32())
    return pa.chunked_array([pa.array([v and month_in_words(v) for v in values.to_pylist()], pa.string())])


def _cleaned(table: pa.Table) -> tuple[pa.Table, int]:
    """Return the table with what Excel cannot hold replaced, and how many characters that were."""
    count = 0
    for index, field in enumerate(table.schema):
        if not pa.types.is_string(field.type):
            continue
        texts = table.column(index)
        bad = pc.sum(pc.count_substring_regex(texts, UNHOLDABLE)).as_py() or 0
        if bad:
            texts = pc.replace_substring_regex(texts, UNHOLDABLE, REPLACEMENT)
            count += bad
        if (pc.max(pc.utf8_length(texts)).as_py() or 0) > LONGEST_TEXT:
            notice = "……(原文超出单元格上限,余下见系统)"
            texts = pc.utf8_replace_slice(texts, LONGEST_TEXT - len(notice), 10**9, notice)
        table = table.set_column(index, field.name, texts)
    return table, count


def _options(sheet: ListSheet | CoverSheet) -> dict[str, Any]:
    return _cover_options(sheet) if isinstance(sheet, CoverSheet) else _list_options(sheet)


def _cover_options(sheet: CoverSheet) -> dict[str, Any]:
    return {
        "header_row": COVER_HEADER,
        "merge_ranges": [(0, 0, 0, 1, sheet.title, _title_format())],
        "row_heights": {0: 34} | _cover_heights(sheet),
        "header_format": _header_format(HEADER_COLOUR),
        "column_widths": [_label_width(sheet), COVER_WIDTH],
        "column_formats": [_cell_format().set_bold(), _cell_format().set_text_wrap()],
        "sheet_view": {"gridlines": False},
        "page_setup": {"paper_size": 9, "fit_to_pages": (1, 0), "footer": "&C第 &P 页 共 &N 页"},
    }


def _label_width(sheet: CoverSheet) -> float:
    """Return how wide the names of the facts are, which stand on one line."""
    return max(LABEL_WIDTH, *(_halves(label) * BOLD_LETTER + 1 for label, _ in sheet.facts))


def _cover_heights(sheet: CoverSheet) -> dict[int, float]:
    """Return the heights of the facts that need several lines."""
    lines = [max(1, ceil(_halves(text) * 1.08 / COVER_WIDTH)) for _, text in sheet.facts]
    return {n + COVER_HEADER + 1: count * LINE_HEIGHT + 5 for n, count in enumerate(lines)}


def _halves(text: str) -> float:
    """Return how wide a text is: a Chinese character counts two, a Latin one counts one."""
    return len(text) + (len(text.encode()) - len(text)) / 2


def _list_options(sheet: ListSheet) -> dict[str, Any]:
    printed = max(index for index, column in enumerate(sheet.columns) if column.is_printed) + 1
    inputs = {column.heading for column in sheet.columns if column.is_input}
    widths = [_width(column, sheet.rows) for column in sheet.columns]
    widths = [*_making_room(sheet.columns[:printed], widths[:printed]), *widths[printed:]]
    first_page = _pages(widths[:printed])[0]
    last = len(widths) - 1
    title_ends = first_page - 1 if 1 < first_page < last else max(last, 1)  # one cell cannot be merged
    title_lines = max(1, ceil(_halves(sheet.title) * TITLE_LETTER / sum(widths[:first_page])))
    return {
        "header_row": 1,
        "merge_ranges": [
            (0, 0, 0, title_ends, sheet.title, _title_format()),
            *([(0, title_ends + 1, 0, last, "", _title_format())] if title_ends < last else []),
        ],
        "row_heights": {0: TITLE_HEIGHT * title_lines, 1: 32} | _row_heights(sheet, widths),
        "header_format": _header_format(HEADER_COLOUR),
        "column_widths": widths,
        "column_formats": [_column_format(c, w) for c, w in zip(sheet.columns, widths, strict=True)],
        "freeze_panes": {"row": 2, "col": REPEATED},
        "autofilter": True,
        "data_validations": {
            column.heading: {
                "type": "list",
                "values": list(column.choices),
                "error_title": "请从列表中选择",
                "error_message": "只能填写:" + "、".join(column.choices),
            }
            for column in sheet.columns
            if column.choices
        },
        "notes": dict.fromkeys(inputs, "由核查人员填写,填好后交回营销稽查专责"),
        "ignore_errors": [column.heading for column in sheet.columns if column.style == "id"],
        "page_setup": _page_setup(len(sheet.rows), widths[:printed]),
    }


def _page_setup(rows: int, widths: Sequence[float]) -> dict[str, Any]:
    """Return how a list is printed: as wide as a page, or on several side by side that repeat the first columns."""
    across = len(_pages(widths))
    return {
        "landscape": True,
        "paper_size": 9,
        "repeat_rows": (1, 1),
        "print_area": (0, 0, rows + 1, len(widths) - 1),
        "fit_to_pages": (across, 0),
        "margins": {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6, "header": 0.3, "footer": 0.3},
        "footer": "&L内部资料&C第 &P 页 共 &N 页&R打印时间 &D",
    } | ({"repeat_columns": (0, REPEATED - 1)} if across > 1 else {})


def pixels_of(widths: Sequence[float]) -> float:
    """Return how wide columns are together, in pixels of 0.75 points."""
    return sum(width * LETTER_PIXELS + PADDING_PIXELS for width in widths)


def _pages(widths: Sequence[float]) -> list[int]:
    """Return how many columns stand on each page, the repeated ones left out after the first."""
    repeated = pixels_of(widths[:REPEATED])
    pages, room = [0], float(LEGIBLE_PIXELS)
    for width in widths:
        if pages[-1] and pixels_of([width]) > room + 0.5:  # widths made to fit are fractions
            pages.append(0)
            room = LEGIBLE_PIXELS - repeated
        pages[-1] += 1
        room -= pixels_of([width])
    return pages


def _making_room(columns: Sequence[SheetColumn], widths: Sequence[float]) -> list[float]:
    """Return the widths with texts narrower, each as far as it can be, where that keeps a row on one page."""
    excess = (pixels_of(widths) - LEGIBLE_PIXELS) / LETTER_PIXELS
    spare = [
        max(0.0, width - column.narrowest) if column.style == "text" and not column.is_input else 0.0
        for column, width in zip(columns, widths, strict=True)
    ]
    if not 0 < excess <= sum(spare):
        return list(widths)
    return [width - room * excess / sum(spare) for width, room in zip(widths, spare, strict=True)]


def _width(column: SheetColumn, rows: pa.Table) -> float:
    """Return the width that shows every id whole: a number cut off is read as another one."""
    if column.style != "id" or not len(rows):
        return column.width
    return max(column.width, min(float(_text_widths(column, rows).max()) * 1.1 + 2, WIDEST_ID))


def _wraps(column: SheetColumn, width: float) -> bool:
    return width >= WIDEST_ID if column.style == "id" else column.style == "text" and width >= WIDE_TEXT


def _row_heights(sheet: ListSheet, widths: Sequence[float]) -> dict[int, float]:
    """Return the heights of the rows whose wrapped text needs several lines; Excel does not ask."""
    if len(sheet.rows) > MOST_FITTED_ROWS:
        return {}
    lines = np.ones(len(sheet.rows))
    for column, width in zip(sheet.columns, widths, strict=True):
        if column.is_printed and _wraps(column, width):
            lines = np.maximum(lines, np.ceil(_lines(_text_widths(column, sheet.rows), width)))
    return {int(row) + 2: float(lines[row] * LINE_HEIGHT + 3) for row in np.flatnonzero(lines > 1)}


def lines_in(text: str, width: float) -> int:
    """Return how many lines of a column so wide a text takes."""
    return ceil(_lines(_halves(text), width))


def _lines(halves: Any, width: float) -> Any:
    """Return how many lines texts so wide take: a letter is half an em of its cell, whose text is set in at the left."""
    half_em = LETTER_POINTS / 2 / POINTS_A_PIXEL
    return halves * WORDS_APART * half_em / (width * LETTER_PIXELS - INDENT_PIXELS)


def _text_widths(column: SheetColumn, rows: pa.Table) -> np.ndarray:
    """Return how wide each text is; a Chinese character is three bytes and two columns, a Latin one one of each."""
    texts = pc.fill_null(pc.cast(rows.column(column.name), pa.string()), "")
    return (pc.binary_length(texts).to_numpy() + pc.utf8_length(texts).to_numpy()) / 2


def _column_format(column: SheetColumn, width: float) -> Format:
    cell = _cell_format().set_num_format(NUMBER_FORMATS[column.style])
    if column.is_input:
        cell = cell.set_background_color(INPUT_COLOUR)
    if column.style in ("text", "id"):
        cell = cell.set_align("left").set_indent(1)
    if _wraps(column, width):
        cell = cell.set_text_wrap()
    return cell


def _cell_format() -> Format:
    cell = Format().set_font_name(FONT).set_font_size(LETTER_POINTS).set_align("vcenter")
    return cell.set_border("thin").set_border_color(LINE_COLOUR)


def _header_format(colour: str) -> Format:
    cell = _cell_format().set_bold().set_font_color("#FFFFFF").set_background_color(colour)
    return cell.set_align("center").set_text_wrap()


def _title_format() -> Format:
    return Format().set_font_name(FONT).set_bold().set_font_size(15).set_align("vcenter").set_text_wrap()
