"""The files that real systems write: delimited text in any encoding, spreadsheets and what calls itself one."""

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import tables as cards
from demo.arrays import joined
from demo.sheets import Sheet
from models.data.schema import Kind

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_LAST_EXACT_DIGIT = 15
_FIXED_TIME = (2026, 11, 1, 8, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LINKS = f'<Relationships xmlns="{_PACKAGE}/relationships">{{links}}</Relationships>'
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>{parts}</Types>'
)


def delimited(
    sheet: Sheet, separator: str = ",", encoding: str = "utf-8-sig", with_header: bool = True
) -> bytes:
    """Return a sheet as delimited text; without its header it continues a file."""
    width = len(sheet.headers)
    above: list[Sequence[str]] = []
    if with_header:
        above += [[title, *[""] * (width - 1)] for title in sheet.titles]
        above += [sheet.upper] * bool(sheet.upper) + [sheet.headers]
    lines = [separator.join(_quoted(text, separator) for text in line) for line in above]
    cells = [pc.fill_null(_quoted_column(_flat(column), separator), "") for column in sheet.body.columns]
    lines += pc.binary_join_element_wise(*cells, separator).to_pylist()
    codec = encoding if with_header else {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    return "".join(f"{line}\r\n" for line in lines).encode(codec)


def _quoted(text: str, separator: str) -> str:
    needs = any(mark in text for mark in (separator, '"', "\n"))
    return '"' + text.replace('"', '""') + '"' if needs else text


def _quoted_column(texts: pa.Array, separator: str) -> pa.Array:
    """Return texts in quotes where they need them."""
    needs = pc.match_substring_regex(texts, f'[{separator}"\n]')
    if not pc.any(needs).as_py():
        return texts
    return pc.if_else(needs, joined('"', pc.replace_substring(texts, '"', '""'), '"'), texts)


def html_table(sheet: Sheet) -> bytes:
    """Return a sheet as the HTML that systems save under the name of .xls."""
    rows = [f"<tr><td colspan={len(sheet.headers)}>{html.escape(title)}</td></tr>" for title in sheet.titles]
    if sheet.upper:
        rows.append(_html_row("th", _runs(sheet.upper)))
    rows.append(_html_row("th", [(header, 1) for header in sheet.headers]))
    rows += [_html_row("td", [(text, 1) for text in line]) for line in _lines(sheet.body)]
    body = "\n".join(rows)
    page = f'<html><head><meta charset="gb2312"></head><body><table border=1>\n{body}\n</table></body></html>'
    return page.encode("gb18030")


def _html_row(tag: str, cells: Sequence[tuple[str | None, int]]) -> str:
    texts = (
        f"<{tag}{f' colspan={span}' if span > 1 else ''}>{html.escape(text or '')}</{tag}>"
        for text, span in cells
    )
    return f"<tr>{''.join(texts)}</tr>"


def _runs(upper: Sequence[str]) -> list[tuple[str, int]]:
    """Return the groups over a header with how many columns each spans."""
    found: list[tuple[str, int]] = []
    for text in upper:
        if found and text and found[-1][0] == text:
            found[-1] = (text, found[-1][1] + 1)
        else:
            found.append((text, 1))
    return found


def spreadsheet_xml(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as the XML of 2003 that is saved under the name of .xls."""
    parts = ['<?xml version="1.0"?>', '<?mso-application progid="Excel.Sheet"?>']
    parts.append(f'<Workbook xmlns="{_SPREADSHEET}" xmlns:ss="{_SPREADSHEET}">')
    for sheet in sheets:
        parts.append(f'<Worksheet ss:Name="{html.escape(sheet.name[:31])}"><Table>')
        parts += [_xml_row([title]) for title in sheet.titles]
        parts += [_xml_row(sheet.upper)] * bool(sheet.upper)
        parts.append(_xml_row(sheet.headers))
        parts += [_xml_row(line) for line in _lines(sheet.body)]
        parts.append("</Table></Worksheet>")
    return "\n".join([*parts, "</Workbook>"]).encode("utf-8")


def _xml_row(cells: Sequence[str | None]) -> str:
    texts = (
        f'<Cell ss:Index="{place}"><Data ss:Type="String">{html.escape(text)}</Data></Cell>'
        for place, text in enumerate(cells, 1)
        if text
    )
    return f"<Row>{''.join(texts)}</Row>"


def _lines(body: pa.Table) -> Iterator[tuple[str | None, ...]]:
    return zip(*(column.to_pylist() for column in body.columns), strict=True)


def workbook(sheets: Sequence[Sheet], table: str) -> bytes:
    """Return sheets as an xlsx workbook; typed layouts have numbers in their cells."""
    buffer = io.BytesIO()
    names = "".join(
        f'<sheet name="{html.escape(sheet.name[:31])}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    entries = {
        "[Content_Types].xml": _CONTENT_TYPES.format(parts=parts, types=_TYPES),
        "_rels/.rels": _LINKS.format(
            links=f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _LINKS.format(links=links),
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in entries.items():
            _put(packed, name, _XML + text)
        for n, sheet in enumerate(sheets, 1):
            _put(packed, f"xl/worksheets/sheet{n}.xml", _XML + _sheet_xml(sheet, table))
    return buffer.getvalue()


def _put(packed: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, date_time=_FIXED_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(entry, text.encode("utf-8"), compresslevel=1)


def _sheet_xml(sheet: Sheet, table: str) -> str:
    above: list[list[str]] = [[title] for title in sheet.titles]
    merges = []
    if sheet.upper:
        above.append(_first_of_each(sheet.upper))
        merges += _group_ranges(sheet.upper, len(above))
    above.append(sheet.headers)
    rows = [_row_xml(line, number) for number, line in enumerate(above, 1)]
    first = len(above) + 1
    body = sheet.body
    for name in sheet.layout.merged:
        place = sheet.names.index(name)
        ranges, shown = _merged_down(body.column(place), _letters(place), first)
        merges += ranges
        body = body.set_column(place, body.column_names[place], shown)
    numbers = pa.array(range(first, first + len(body)), pa.int32()).cast(pa.string())
    cells = [
        _cells(_flat(body.column(place)), numbers, _letters(place), _is_number(sheet, table, name))
        for place, name in enumerate(sheet.names)
    ]
    lines = joined('<row r="', numbers, '">', *cells, "</row>") if len(body) else pa.array([], pa.string())
    spans = "".join(f'<mergeCell ref="{span}"/>' for span in merges)
    merged = f'<mergeCells count="{len(merges)}">{spans}</mergeCells>' if merges else ""
    data = "".join([*rows, *lines.to_pylist()])
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData>{merged}</worksheet>'


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()


def _row_xml(line: Sequence[str], number: int) -> str:
    cells = (
        f'<c r="{_letters(place)}{number}" t="inlineStr"><is><t xml:space="preserve">{html.escape(text)}</t></is></c>'
        for place, text in enumerate(line)
        if text
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cells(texts: pa.Array, numbers: pa.Array, letters: str, is_number: bool) -> pa.Array:
    """Return the cells of a column as XML, one a row; an empty cell is no cell."""
    escaped = texts
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        if pc.any(pc.match_substring(texts, mark)).as_py():
            escaped = pc.replace_substring(escaped, mark, entity)
    start = joined('<c r="', letters, numbers, '"')
    cells = joined(start, ' t="inlineStr"><is><t xml:space="preserve">', escaped, "</t></is></c>")
    if is_number:
        fits = pc.less_equal(pc.utf8_length(texts), _LAST_EXACT_DIGIT)
        cells = pc.if_else(fits, joined(start, "><v>", texts, "</v></c>"), cells)
    return pc.fill_null(cells, "")


def _is_number(sheet: Sheet, table: str, name: str) -> bool:
    """Return whether a column's cells hold numbers: by its layout, or because its ids were taken for numbers."""
    column = cards()[table].by_name.get(name)
    if column is None:
        return False
    is_measure = column.kind in (Kind.NUMBER, Kind.INTEGER) and not column.codes
    return (is_measure and sheet.layout.is_typed) or name in sheet.layout.dress.numeric_ids


def _letters(place: int) -> str:
    """Return the letters of a column."""
    place += 1
    found = ""
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _first_of_each(upper: Sequence[str]) -> list[str]:
    return [text if n == 0 or upper[n - 1] != text else "" for n, text in enumerate(upper)]


def _group_ranges(upper: Sequence[str], row: int) -> list[str]:
    found, column = [], 0
    for _, span in _runs(upper):
        if span > 1:
            found.append(f"{_letters(column)}{row}:{_letters(column + span - 1)}{row}")
        column += span
    return found


def _merged_down(column: pa.ChunkedArray, letters: str, first: int) -> tuple[list[str], pa.Array]:
    """Return the ranges of equal neighbours, and the column with only the first of each left."""
    values = column.to_pylist()
    begins = [n for n in range(len(values)) if n == 0 or values[n] != values[n - 1]]
    ends = [*begins[1:], len(values)]
    ranges = [
        f"{letters}{first + begin}:{letters}{first + end - 1}"
        for begin, end in zip(begins, ends, strict=True)
        if values[begin] and end - begin > 1
    ]
    kept = set(begins)
    return ranges, pa.array([value if n in kept else None for n, value in enumerate(values)], pa.string())


class _ChineseName(zipfile.ZipInfo):
    """An entry whose name is written in CP936 without a mark, as Windows does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's own name
        return self.filename.encode("gb18030"), self.flag_bits


def archive(path: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """Write files into a zip whose names are in CP936."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            entry = _ChineseName(name, date_time=_FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content, compresslevel=1)
