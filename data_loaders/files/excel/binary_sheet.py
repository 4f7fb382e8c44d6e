"""Let through to the engine what is sound in a binary worksheet, and note what the engine loses.

Only rows and the cells that it reads are passed on, each with all of its bytes. Short cells, whose column is the one
behind the last, and rich text are put into the form that it knows: python-calamine 0.9.1 passes over them in silence.
Error cells are left out and noted.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from data_loaders.files.excel.binary_records import record, records, text_end
from data_loaders.files.excel.cell_formats import SMALL, CellFormats, FormattedCells, Places
from data_loaders.files.excel.old_formats import unpacked
from data_loaders.files.excel.ole import ERRORS
from data_loaders.limits import allowed, size_text
from data_loaders.sheet import refuse_wide
from models.errors import FileDamaged, FileHostile, Place

_ROW, _BLANK, _RK, _ERROR, _REAL, _TEXT, _SHARED = 0, 1, 2, 3, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_ERROR, _RICH = 8, 9, 11, 62
_LEAST = {1: 8, _RK: 12, _ERROR: 9, 4: 9, _REAL: 16, _TEXT: 12, _SHARED: 12, _FORMULA_TEXT: 12, _FORMULA_NUMBER: 16,
          10: 9, _FORMULA_ERROR: 9, _RICH: 13}  # fmt: skip
_NUMBERS = (_RK, _REAL, _FORMULA_NUMBER)
_SHORT = {12: _BLANK, 13: _RK, 14: _ERROR, 15: 4, 16: _REAL, 17: _TEXT, 18: _SHARED}
_BEGIN, _END, _SIZE, _BEGIN_CELLS, _END_CELLS = 0x81, 0x82, 0x94, 0x91, 0x92
_BEGIN_MERGES, _MERGE = 0xB1, 0xB0
_HIDDEN = 0x10
_ROW_BYTES = 12
_REMEDY = "请用 Excel 打开后另存为 xlsx 再导入"


@dataclass(frozen=True)
class BinaryStyles:
    """The styles of a binary workbook; `plain` is one without a format.

    A number below 0 or from `end` on is no day: under a style that may show a time it is passed on as a number.
    """

    formats: CellFormats
    may_show_time: frozenset[int]
    plain: int
    end: int


@dataclass
class BinarySheet:
    """What a worksheet holds, known once all of it was passed on; rows from 1, columns from 0.

    `strings` is how many shared strings there are to refer to.
    """

    place: Place
    styles: BinaryStyles
    strings: int
    last_row: int = 0  # that holds a value
    last_col: int = 0
    read_row: int = 0  # the last with a value that the engine reads
    read_col: int = 0
    hidden_rows: int = 0
    shared_cells: int = 0
    no_days: int = 0  # numbers under the format of a date that are none
    patches: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formatted: FormattedCells = field(default_factory=FormattedCells)
    _row: int = 0
    _col: int = -1
    _is_within: bool = False  # the cells
    _is_ended: bool = False

    def passed_on(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the worksheet for the engine.

        Errors: FileDamaged, FileHostile.
        """
        yield record(_BEGIN) + record(_SIZE, bytes(16)) + record(_BEGIN_CELLS)
        rest = b""
        for block in blocks:
            data = rest + block
            kept, used = self._sound(data)
            yield kept
            rest = data[used:]
            refuse_long_record(rest, self.place)
        if rest or not self._is_ended:
            raise self._damaged("工作表的内容不完整,文件可能没有下载完")
        yield record(_END_CELLS) + record(_END)

    def _sound(self, data: bytes) -> tuple[bytes, int]:
        """Return what is passed on of the whole records at the start of some bytes, and where those end."""
        parts, kept, used = [], 0, 0
        for kind, start, at, end in records(data):
            used = end
            if self._is_within and (kind in _LEAST or kind in _SHORT):
                other = self._cell(kind, data, at, end)
            elif self._is_within and kind == _ROW:
                other = self._begin_row(data, at, end)
            else:
                other = self._around(kind, data, at, end)
            if other is not None:
                parts += (data[kept:start], other)
                kept = end
        parts.append(data[kept:used])
        return b"".join(parts), used

    def _cell(self, kind: int, data: bytes, at: int, end: int) -> bytes | None:
        """Return what is passed on instead of a cell, None for the cell itself."""
        if kind in _SHORT:
            data = struct.pack("<I", self._col + 1) + data[at:end]
            kind, at, end = _SHORT[kind], 0, len(data)
            other: bytes | None = record(kind, data)
        else:
            other = None
        if end - at < _LEAST[kind]:
            raise self._damaged("单元格的内容不完整")
        col, style = struct.unpack_from("<II", data, at)
        if col <= self._col or not self._row:
            raise self._damaged("单元格的次序有误")
        self._col = col
        if kind == _BLANK:
            return other
        self._reach(col)
        if kind in (_ERROR, _FORMULA_ERROR):
            self.patches[self._row, col] = ERRORS.get(data[at + 8], "#ERROR!")
            return b""
        self.read_row, self.read_col = self._row, max(self.read_col, col)
        if kind in _NUMBERS:
            return self._number(kind, data[at:end], style & 0xFFFFFF, other)
        if kind == _SHARED:
            self.shared_cells += 1
            if int.from_bytes(data[at + 8 : at + 12], "little") >= self.strings:
                raise self._damaged("单元格引用的共享字符串不存在")
        elif kind in (_TEXT, _FORMULA_TEXT, _RICH):
            return self._text(kind, data, at, end, other)
        return other

    def _text(self, kind: int, data: bytes, at: int, end: int, other: bytes | None) -> bytes | None:
        start = at + 9 if kind == _RICH else at + 8
        behind = text_end(data, start)
        if behind > end:
            raise self._damaged("单元格的文字不完整")
        return record(_TEXT, data[at : at + 8] + data[start:behind]) if kind == _RICH else other

    def _number(self, kind: int, body: bytes, style: int, other: bytes | None) -> bytes | None:
        formats = self.styles.formats
        if style in formats.shown:
            self.formatted.shown.setdefault(style, Places()).add(self._row, self._col)
        if style in self.styles.may_show_time:
            if kind == _RK:
                value = unpacked(int.from_bytes(body[8:12], "little"))
            else:
                (value,) = struct.unpack_from("<d", body, 8)
            if not 0 <= value < self.styles.end:
                self.no_days += style in formats.days
                return record(kind, body[:4] + struct.pack("<I", self.styles.plain) + body[8:])
            if value < SMALL and style in formats.days:
                self.formatted.small.add_number(self._row, self._col, value)
        return other

    def _begin_row(self, data: bytes, at: int, end: int) -> None:
        if end - at < _ROW_BYTES:
            raise self._damaged("行的内容不完整")
        row = int.from_bytes(data[at : at + 4], "little") + 1
        if row <= self._row:
            raise self._damaged("行的次序有误")
        self._row, self._col = row, -1
        self.hidden_rows += bool(data[at + 11] & _HIDDEN)

    def _reach(self, col: int) -> None:
        """Take note of how far the values of a sheet reach."""
        if self._row > self.last_row:
            most = allowed().rows
            if self._row > most:
                said = f"超出行上限:用到第 {self._row:,} 行,最多 {most:,} 行"
                raise FileHostile(said, where=self.place, remedy="请删除表格下方多余的行后另存再导入")
            self.last_row = self._row
        if col > self.last_col:
            refuse_wide(col + 1, self.place.file, self.place.sheet)
            self.last_col = col

    def _around(self, kind: int, data: bytes, at: int, end: int) -> bytes:
        """Note what stands around the rows, and pass on none of it."""
        if kind == _BEGIN_CELLS:
            if self._is_ended:
                raise self._damaged("工作表的内容有两份")
            self._is_within = True
        elif kind == _END_CELLS:
            self._is_within, self._is_ended = False, True
        elif kind == _MERGE and end - at >= 16:
            top, bottom, left, right = struct.unpack_from("<IIII", data, at)
            self.merged.append((top + 1, left, bottom + 1, right))
            most = allowed().merges
            if len(self.merged) > most:
                raise FileHostile(
                    f"合并单元格超过 {most:,} 处", where=self.place, remedy="请取消合并后另存再导入"
                )
        return b""

    def _damaged(self, what: str) -> FileDamaged:
        where = Place(self.place.file, self.place.sheet, self._row or None)
        return FileDamaged(what, where=where, remedy=_REMEDY)


def refuse_long_record(rest: bytes, place: Place) -> None:
    """Refuse a record that has not ended after many bytes.

    Errors: FileHostile.
    """
    most = allowed().row_bytes
    if len(rest) > most:
        raise FileHostile(f"单条记录超过 {size_text(most)}", where=place, remedy="请核对文件来源后重新导出")
