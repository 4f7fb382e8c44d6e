"""Read delimited text (csv, txt, tsv, whatever it is called) into sheets of text cells.

A text is one sheet, unless another header begins a table of another width (`text_sections`). The width is the
number of fields that most records have. A record that differs is not guessed at:

    longer, the rest blank           cut to the width (a comma at the end of every line)
    before the first full record     titles: filled up with blanks, as on every page again
    合计, 制表人, rules of dashes …     filled up with blanks
    short in whole blocks of 16      filled up: Excel leaves out blank fields at the end in such blocks
    anything else                    a BrokenRow with its line; it becomes a rejected row
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from data_loaders.files.system_messages import refuse_message
from data_loaders.files.text.encoding import read_text
from data_loaders.files.text.records import Records, slabs
from data_loaders.files.text.sections import TextSections
from data_loaders.files.text.separators import SEPARATORS, STAND_IN, fields_of, sniffed, without_hint
from data_loaders.recognition.header_rows import SEARCHED_ROWS
from data_loaders.recognition.sheet_titles import is_of_no_one_month, titles_of
from data_loaders.recognition.stacked import MOST_TITLES, Line, is_header
from data_loaders.sheet import BrokenRow, Sheet, numbered, refuse_wide, sheet_of
from models.errors import FileDamaged, FileUnreadable, Place

EXCEL_BLOCK = 16
LONGEST_SHOWN = 2_000
LINES_LOOKED_AT = 1 << 16  # bytes
MANY_BROKEN = 1_000
LEAST_OF_TITLE = 4  # characters; of fewer a row may be broken
COMPARED = 100  # rows of data that are compared with a header of another width

_NUMBERS = re.compile(r"[\d\s]+")
_ALIGNED = re.compile(rb"^\s*-{2,}(?: +-{2,}){2,}\s*$")
_FOOTER = re.compile(
    r"合\s*计|小\s*计|总\s*计|累\s*计|制表|审核|复核|填报|填表|打印|统计|备注|说明|注[::]"
    # what a program of a database says around a table: its rules, how many rows there are, its prompt
    r"|[-=+_─━┼\s]+$|\(?(?:已选择\s*)?\d+\s*(?:行|rows?\b)|SQL>"
    r"|共\s*\d+\s*[条户行笔张页]|第\s*\d+\s*页"
)


def read_delimited(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the sheet of a text file, or one for each of its sections.

    Errors: FileUnreadable, FileDamaged, FileHostile.
    """
    text = read_text(path, file)
    data = _one_kind_of_line_end(text.utf8)
    if not data or data.isspace():
        raise FileDamaged("文件没有内容", where=Place(file), remedy="请从系统重新导出")
    refuse_message(data, file)
    _refuse_aligned(data, file)
    separator = sniffed(data)
    data = without_hint(data)
    byte = separator.encode()
    if separator in ("，", STAND_IN):
        byte = STAND_IN.encode()
        data = data.replace(byte, b"").replace(separator.encode(), byte)  # which nothing else may hold
    readers = _readers(data, byte, file)
    divided = f"分隔符“{SEPARATORS[separator]}”" if separator in SEPARATORS else "只有一列"
    notes = [f"编码 {text.label},{divided}", *text.notes]
    begins = [reader.first_line for reader in readers[1:]]
    if begins:
        lines = "、".join(map(str, begins))
        notes.append(f"这里有 {len(readers)} 个表,第 {lines} 行起另有表头,列数不同,已分开读取")
    del text, data  # whoever takes a sheet works on it while this function waits
    for name, reader in zip(["", *(f"(第 {line} 行起)" for line in begins)], readers, strict=True):
        table, row_no = reader.result()
        said = [*(notes if not name else ()), *reader.notes()]
        sheet = sheet_of(file, name, table, row_no, notes=said, broken=reader.broken)
        yield replace(sheet, separator=separator)


def _refuse_aligned(data: bytes, file: str) -> None:
    """Refuse a list whose columns are only aligned by spaces: how wide a Chinese character counts, nobody says.

    Errors: FileUnreadable, with the line of dashes below the header.
    """
    for number, line in enumerate(data[:LINES_LOOKED_AT].split(b"\n")[:SEARCHED_ROWS], 1):
        if _ALIGNED.match(line):
            raise FileUnreadable(
                "各列只用空格对齐,没有分隔符,无法可靠分列",
                where=Place(file, row=number),
                remedy="请导出为 csv(SQL*Plus 可用 set markup csv on,或 set colsep '|')",
            )


def _readers(data: bytes, separator: bytes, file: str) -> list["_Reader"]:
    """Return a reader for each section of a text, with all its records."""
    readers, sections = [_Reader(separator, file)], TextSections(separator.decode(), file)
    for records in slabs(data, separator[0], file):
        if not records.starts.size:
            continue
        if sections.go_on_with(readers[-1].width) and readers[-1].takes_whole(records):
            continue
        for is_new, part in sections.divided(records):
            if is_new:
                readers.append(_Reader(separator, file))
            readers[-1].take(part)
    return readers


def _one_kind_of_line_end(data: bytes) -> bytes:
    data = data.rstrip(b"\x1a")  # the end mark of DOS
    data = data.replace(b"\n" + BOM_UTF8, b"\n")  # of files that were joined
    if b"\r" not in data:
        return data
    if b"\r\r\n" in data:
        data = data.replace(b"\r\r\n", b"\r\n")
    return data if b"\n" in data else data.replace(b"\r", b"\n")


class _Reader:
    """Collects the records of one section; the first slab decides the width."""

    def __init__(self, separator: bytes, file: str) -> None:
        self.separator = separator
        self.file = file
        self.width = self.first_line = 0
        self.broken: list[BrokenRow] = []
        self._parsed: list[pa.Table] = []
        self._row_nos: list[np.ndarray] = []
        self._body_begun = False
        self._titles: set[str] = set()  # without digits: pages are numbered
        self._filled_up = 0

    def takes_whole(self, records: Records) -> bool:
        """Add a slab if it has no quotes and all its records are of the width: the parser refuses any other."""
        if not self.width or records.has_quotes:
            return False
        try:
            table = self._parse(records.text, records.lines.size, has_newlines=False)
        except (pa.ArrowInvalid, FileUnreadable):
            return False
        self._add(table, records.lines)
        return True

    def take(self, records: Records) -> None:
        """Add the records of a slab, each looked at."""
        if not self.width:
            self.width, self.first_line = _width(records.fields), int(records.lines[0])
            refuse_wide(self.width, self.file, "")
        regular = records.fields == self.width
        if regular.all():
            data, lines = records.text[records.starts[0] : records.ends[-1]], records.lines
        else:
            data, lines = self._mended(records, regular)
        self._body_begun = self._body_begun or bool(regular.any())
        if lines.size:
            self._add(self._parse(data, lines.size, records.has_inner_newlines), lines)

    def _add(self, table: pa.Table, lines: np.ndarray) -> None:
        self._parsed.append(table)
        self._row_nos.append(lines)

    def result(self) -> tuple[pa.Table, np.ndarray]:
        """Return all cells and the line on which each record begins.

        Errors: FileUnreadable when most lines do not fit one another.
        """
        rows = sum(len(part) for part in self._row_nos)
        if len(self.broken) > max(rows, MANY_BROKEN):
            first = self.broken[0]
            raise FileUnreadable(
                f"大多数行的字段数不一致({first.reason})",
                where=Place(self.file, row=first.row_no),
                remedy="请检查分隔符和引号后重新导出",
            )
        if not self._parsed:
            return pa.table({"c0": pa.array([], pa.string())}), np.empty(0, np.int32)
        return pa.concat_tables(self._parsed), np.concatenate(self._row_nos).astype(np.int32)

    def notes(self) -> list[str]:
        """Return what was mended and what was broken, for the report."""
        found = []
        if self._filled_up:
            found.append(f"{self._filled_up} 行缺行尾空字段(Excel 另存所致),已按空值补齐")
        if self.broken:
            found.append(f"{len(self.broken)} 行字段数不符,已剔除待核")
        return found

    def _mended(self, records: Records, regular: np.ndarray) -> tuple[bytes, np.ndarray]:
        """Return the text and lines of the records that are regular or can be made so without guessing."""
        parts: list[bytes] = []
        kept = regular.copy()
        blocks = _short_blocks(records, self.width)
        first_regular = int(np.argmax(regular)) if regular.any() else len(regular)
        self._refuse_other_header(records, first_regular)
        run = 0
        for index in np.flatnonzero(~regular).tolist():
            if run < index:
                parts.append(records.text[records.starts[run] : records.ends[index - 1]])
            run = index + 1
            line = records.text[records.starts[index] : records.ends[index]]
            is_title = not self._body_begun and index < first_regular
            fixed = self._fixed(records, index, line, is_title, bool(blocks[index]))
            if fixed is None:
                self._reject(records, index, line)
            else:
                kept[index] = True
                parts.append(fixed)
        if run < len(regular):
            parts.append(records.text[records.starts[run] : records.ends[-1]])
        return b"\n".join(parts), records.lines[kept]

    def _fixed(
        self, records: Records, index: int, line: bytes, is_title: bool, in_block: bool
    ) -> bytes | None:
        missing = self.width - int(records.fields[index])
        if missing < 0:
            inner = np.searchsorted(records.separators, records.starts[index]) + self.width - 1
            cut = int(records.separators[inner] - records.starts[index])
            rest = line[cut:].replace(self.separator, b"").replace(b'""', b"").strip()
            return None if rest else line[:cut]
        text = line.decode().replace(self.separator.decode(), " ").strip(' "\f')
        title = _NUMBERS.sub("", text)
        if is_title:
            self._titles.add(title)
        is_again = len(title) >= LEAST_OF_TITLE and title in self._titles
        if is_title or is_again or _FOOTER.match(text) or self._is_title_among(records, index):
            return line + self.separator * missing
        if in_block:
            self._filled_up += 1
            return line + self.separator * missing
        return None

    def _is_title_among(self, records: Records, index: int) -> bool:
        """Return whether a record is one text that names a month, or stands right above a header."""
        text = _only_text(self._said(records, index))
        if not text:
            return False
        if titles_of([text], "", "").month or is_of_no_one_month(text):
            return True
        for row in range(index + 1, min(index + MOST_TITLES + 1, records.starts.size)):
            said = self._said(records, row)
            if not _only_text(said):
                return is_header(said)
        return False

    def _said(self, records: Records, row: int) -> Line:
        line = records.text[records.starts[row] : records.ends[row]].decode("utf-8", "replace")
        fields = enumerate(fields_of(line, self.separator.decode()))
        return {place: field for place, field in fields if field.strip()}

    def _refuse_other_header(self, records: Records, first_regular: int) -> None:
        """Refuse a text whose header has another number of fields than its data: nobody knows which goes with which."""
        above = first_regular - 1
        if self._body_begun or above < 0:
            return
        fields = int(records.fields[above])
        line = records.text[records.starts[above] : records.ends[above]]
        is_longer = fields > self.width and self._fixed(records, above, line, False, False) is None
        if is_longer or (fields < self.width and self._goes_beyond(records, first_regular, line, fields)):
            raise FileUnreadable(
                f"此行有 {fields} 个字段,而后面的数据行有 {self.width} 个,无法对应",
                where=Place(self.file, row=int(records.lines[above])),
                remedy="请核对表头与数据的列数后重新导出;数值带千分位逗号的,请改用其他分隔符或去掉千分位",
            )

    def _goes_beyond(self, records: Records, first_regular: int, header: bytes, fields: int) -> bool:
        """Return whether data stand in fields for which the header above them has no name."""
        separator = self.separator.decode()
        names = fields_of(header.decode("utf-8", "replace"), separator)
        if not is_header(dict(enumerate(name for name in names if name))):
            return False  # a title
        for row in range(first_regular, min(first_regular + COMPARED, records.starts.size)):
            line = records.text[records.starts[row] : records.ends[row]].decode("utf-8", "replace")
            if any(fields_of(line, separator)[fields:]):
                return True
        return False

    def _reject(self, records: Records, index: int, line: bytes) -> None:
        shown = line.decode("utf-8", "replace").replace(STAND_IN, "，")[:LONGEST_SHOWN]
        reason = f"字段数不符:应为 {self.width} 个,实有 {records.fields[index]} 个,请核对分隔符、引号和换行"
        self.broken.append(BrokenRow(int(records.lines[index]), shown, reason))

    def _parse(self, data: bytes, lines: int, has_newlines: bool) -> pa.Table:
        names = numbered(self.width)
        table = pa_csv.read_csv(
            pa.BufferReader(data),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=8 << 20),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.separator.decode(), newlines_in_values=has_newlines, ignore_empty_lines=True
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                check_utf8=False,
            ),
        )
        if table.num_rows != lines:
            raise FileUnreadable(
                f"行数核对不符:文件中有 {lines:,} 行,只读出 {table.num_rows:,} 行",
                where=Place(self.file),
                remedy="请检查引号后重新导出",
            )
        if self.separator == STAND_IN.encode():
            columns = [pc.replace_substring(column, STAND_IN, "，") for column in table.columns]
            return pa.table(columns, names)
        return table


def _only_text(said: Line) -> str:
    """Return the text of a record that says nothing else, "" where it is a number or stands beside others."""
    text = next(iter(said.values()), "") if len(said) == 1 else ""
    return "" if text.isascii() else text


def _width(fields: np.ndarray) -> int:
    """Return how many fields a record of this text has: what most have, the larger number on a tie."""
    counts = np.bincount(fields)
    counts[:2] = 0
    return int(len(counts) - 1 - np.argmax(counts[::-1])) if counts.any() else 1


def _short_blocks(records: Records, width: int) -> np.ndarray:
    """Tell which records lie in one of Excel's blocks of 16 lines in which every line is short."""
    if records.has_inner_newlines or not records.text.endswith((b"\n", b"\r")):
        return np.zeros(records.fields.size, bool)
    block = (records.lines - 1) // EXCEL_BLOCK
    block -= block[0]
    sizes = np.bincount(block)
    short = np.bincount(block, weights=records.fields < width)
    return ((short == sizes) & (sizes > 1))[block]
