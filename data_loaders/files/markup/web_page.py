"""Read the tables of web pages under the name .xls: HTML and MHTML (单个文件网页).

Parsed as a stream: the rows are kept as text, the tree is thrown away behind them. What a page of Excel says
besides the shown text is used where it says more: x:num holds the value that is shown rounded.
"""

import email
import email.policy
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (lxml ships no types)

from data_loaders.files.markup.grid import Grid, refuse_huge
from data_loaders.files.system_messages import page_without_table
from data_loaders.files.text.encoding import decoded, read_text
from data_loaders.limits import allowed
from data_loaders.sheet import Sheet
from data_loaders.values.cell_text import number_text
from data_loaders.values.number_formats import FIRST_SCALE, NumberFormat, number_format
from models.errors import FileDamaged, FileUnreadable, Place

LINE_BREAK = "\u2028"  # stands for <br> until the white space is folded
FIRST_WORDS = 2_000  # characters of a page without tables that may say why
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SHOWN_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:E[-+]?\d{1,3})?", re.IGNORECASE)
_DRESS = re.compile(r"[,\s¥$元]")
_FORMAT = re.compile(
    r"mso-number-format\s*:\s*(?:\"((?:[^\"\\]|\\.){0,300})\"|'((?:[^'\\]|\\.){0,300})'|([^;}\"']{0,300}))",
    re.DOTALL,
)
_CLASS = re.compile(r"\.([\w-]{1,40})\s*\{([^}]{0,1000})")
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{4,6}) ?|(.))", re.DOTALL)  # of CSS
_NAMED_FORMATS = {"Percent": "0.00%"}
SURE_DECIMALS = 3  # a figure with as many as its format shows is what was shown: no stored amount has so many
END_LOOKED_AT = 1 << 20  # bytes; no row is longer
_ROW_TAG = re.compile(rb"<(/)?tr\b", re.IGNORECASE)
_TABLE_END = re.compile(rb"</table\b", re.IGNORECASE)
_NO_CONTENT = ("script", "style")


@dataclass
class _Page:
    """What was found on a page so far; `other` counts shown numbers that are not the stored ones rounded.

    `is_open`: its last table has no end.
    """

    file: str
    grids: list[Grid] = field(default_factory=list)
    title: str = ""
    words: str = ""
    asks_for_password: bool = False
    other: int = 0
    is_open: bool = False


def read_html(path: Path, file: str) -> Iterator[Sheet]:
    """Yield each table of an HTML page as a sheet, "表1", "表2" … where there are several.

    Errors: FileDamaged when there is none, FileUnreadable, FileHostile.
    """
    refuse_huge(path, file)
    text = read_text(path, file, needs_lines=False)
    page = _Page(file)
    _read_page(text.utf8, page)
    yield from _sheets(page, ("内容是 HTML 网页表格", f"编码 {text.label}", *text.notes))


def read_mhtml(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the tables of all pages of a web archive.

    Errors: FileDamaged when there is none, FileUnreadable, FileHostile.
    """
    refuse_huge(path, file)
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    page = _Page(file)
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            _read_page(decoded(content, file).utf8, page)
    yield from _sheets(page, ("内容是 MHTML 网页存档",))


def _read_page(utf8: bytes, page: _Page) -> None:
    """Add the tables of a page; text of a table within a cell belongs to the inner table."""
    _look_for_the_end(utf8, page)
    open_tables: list[Grid] = []
    head = utf8[: 1 << 20].decode("utf-8", "ignore")
    formats = {name: found for name, style in _CLASS.findall(head) if (found := _format(style))}
    events = etree.iterparse(
        io.BytesIO(utf8), events=("start", "end"), html=True, encoding="utf-8", huge_tree=True
    )
    for event, element in events:
        tag = element.tag
        if tag == "input" and element.get("type", "").lower() == "password":
            page.asks_for_password = True
        if event == "start" and tag == "table":
            open_tables.append(Grid(page.file))
        elif event == "end" and tag == "table" and open_tables:
            page.grids.append(open_tables.pop())
            element.clear(keep_tail=True)
        elif not open_tables:
            if event == "end":
                _note_words(element, page)
        elif event == "start" and tag == "tr":
            open_tables[-1].begin_row()
        elif event == "end" and tag in ("td", "th") and open_tables[-1].rows:
            text, under = _cell_text(element, formats, page, len(open_tables[-1].rows))
            open_tables[-1].put(text, _span(element, "colspan"), _span(element, "rowspan"), under=under)
        elif event == "end" and tag == "tr":
            element.clear(keep_tail=True)
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)


def _look_for_the_end(utf8: bytes, page: _Page) -> None:
    """Refuse a page that breaks off within a row; the parser closes whatever is open.

    Errors: FileDamaged.
    """
    tags = [bool(end) for end in _ROW_TAG.findall(utf8[-END_LOOKED_AT:])]
    if not tags or _TABLE_END.search(utf8[-END_LOOKED_AT:]):
        return
    if not tags[-1] and any(tags):  # a program that closes its rows did not close the last one
        raise FileDamaged(
            "网页在表格的一行中间断了,后面的内容没有",
            where=Place(page.file),
            remedy="请从系统重新导出完整的文件",
        )
    page.is_open = True


def _note_words(element: etree._Element, page: _Page) -> None:
    """Keep what a page says outside of tables, as far as it may have to be cited."""
    if element.tag == "title":
        page.title = "".join(element.itertext())
    elif element.tag not in (*_NO_CONTENT, "head") and len(page.words) < FIRST_WORDS and not len(element):
        page.words += f" {element.text or ''}"


def _format(style: str) -> NumberFormat | None:
    """Return the number format of a style, where a cell shows another text than its number."""
    written = _FORMAT.search(style)
    if not written:
        return None
    code = next((part for part in written.groups() if part is not None), "")
    code = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], code).strip()
    return number_format(_NAMED_FORMATS.get(code, code))


def _cell_text(
    cell: etree._Element, formats: dict[str, NumberFormat], page: _Page, row: int
) -> tuple[str, NumberFormat | None]:
    """Return what a cell shows, and the format that makes another text of its number."""
    shown = _shown_text(cell)
    exact, stored = cell.get("x:str"), cell.get("x:num")
    if exact:
        return exact, None
    found = _format(cell.get("style", "")) or formats.get(cell.get("class", ""))
    if found and found.power >= FIRST_SCALE:
        return _in_scale(shown, stored, found, page, row), found
    if stored:
        value = value_behind(shown, stored)
        page.other += value is None
        return (shown if value is None else value), None
    text = found.shown(shown) if found else shown
    return text, found if text != shown else None


def _in_scale(shown: str, stored: str | None, found: NumberFormat, page: _Page, row: int) -> str:
    """Return a figure in the scale in which its format shows it.

    Errors: FileUnreadable where nothing tells whether what stands there is the shown figure or the stored one.
    """
    if stored and _SHOWN_NUMBER.fullmatch(stored):
        return found.shown(number_text(float(stored)))
    figure = shown.replace(",", "")
    if not _SHOWN_NUMBER.fullmatch(figure):
        return shown
    if len(figure.partition(".")[2]) != found.decimals:
        return found.shown(figure)
    if found.decimals < SURE_DECIMALS:
        raise FileUnreadable(
            f"“{shown}”的单元格格式“{found.code}”缩小显示,看不出网页中写的是原值还是显示值",
            where=Place(page.file, row=row),
            remedy="请用 Excel 打开核对后另存为 xlsx 再导入",
        )
    return shown


def value_behind(shown: str, stored: str) -> str | None:
    """Return the value of a cell that shows a number, or None where it shows another than the stored one.

    A day, a word and digits with zeros in front stay as they are shown.
    """
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return shown
    bare = unicodedata.normalize("NFKC", shown).strip()
    if not bare.strip("#"):  # the column was too narrow, or the value is hidden
        return number_text(float(number)) if bare or number else ""
    if bare in ("-", "—") and not number:
        return "0"
    is_percent, is_negative = bare.endswith("%"), bare.startswith("(")
    bare = _DRESS.sub("", bare.strip("()%"))
    if not _SHOWN_NUMBER.fullmatch(bare):
        return shown
    said = -Decimal(bare) if is_negative else Decimal(bare)
    number = number * 100 if is_percent else number
    exponent = said.as_tuple().exponent
    if not isinstance(exponent, int) or 2 * abs(said - number) > Decimal(1).scaleb(exponent):
        return None
    return shown if said == number else number_text(float(number)) + "%" * is_percent


def _shown_text(cell: etree._Element) -> str:
    if len(cell):
        _take_out_remarks(cell)
    for line_break in cell.iter("br"):
        line_break.tail = LINE_BREAK + (line_break.tail or "")
    text = "".join(str(part) for part in cell.itertext("*")) if len(cell) else cell.text or ""
    lines = (_SPACE.sub(" ", line).strip(" ") for line in text.split(LINE_BREAK))
    joined = "\n".join(lines)
    return "" if joined.strip("\xa0 \n") == "" else joined


def _take_out_remarks(cell: etree._Element) -> None:
    """Take out of a cell what is no content of it: scripts, and Excel's anchors and texts of comments."""
    etree.strip_elements(cell, *_NO_CONTENT, with_tail=False)
    for part in list(cell.iter("span", "div", "a")):
        marks = f"{part.get('class', '')} {part.get('style', '')} {part.get('href', '')}".lower()
        if (
            "msocom" in marks or "mso-comment" in marks or "mso-element:comment" in marks
        ) and part is not cell:
            part.clear(keep_tail=True)


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    most = allowed().rows if name == "rowspan" else allowed().columns + 1
    return max(min(int(value), most), 1) if value.isdecimal() else 1


def _sheets(page: _Page, notes: Sequence[str]) -> Iterator[Sheet]:
    filled = [grid for grid in page.grids if any(any(row) for row in grid.rows)]
    if not filled or page.asks_for_password:
        words = page.words if not filled else " ".join(cell for row in filled[0].rows for cell in row if cell)
        raise page_without_table(page.title, words, page.file, asks_for_password=page.asks_for_password)
    if page.other:
        notes = (
            *notes,
            f"有 {page.other} 个数的显示值与网页中的 x:num 不是同一个数(显示单位不同),按显示值读取",
        )
    if page.is_open:
        notes = (*notes, "网页的表格没有结束标记,可能没有导出完整,请核对行数")
    for number, grid in enumerate(filled, 1):
        grid.name = f"表{number}" if len(filled) > 1 else ""
        yield from grid.sheet(notes=notes)
