"""Read the number formats of an old .xls, and which of its cells have those that matter, from its records."""

import struct
from collections.abc import Iterator, Sequence

from data_loaders.files.excel.cell_formats import SMALL, CellFormats, FormattedCells, Places
from data_loaders.values.number_formats import BUILT_IN

Record = tuple[int, int, int]  # position, kind, length

_BEGIN, _END = 0x809, 0x0A
_FORMAT, _STYLE, _DATE_MODE = 0x41E, 0xE0, 0x22
_FORMULA, _ROW_OF_RK, _NUMBER, _RK = 0x06, 0xBD, 0x203, 0x27E
_EIGHT = 0x600  # the version since Excel 97, in which texts are Unicode
_IS_NO_CELL_STYLE = 0x04


def is_1904(stream: bytes, records: Sequence[Record]) -> bool:
    """Return whether the workbook counts its days from 1904."""
    return any(kind == _DATE_MODE and stream[at + 4 : at + 5] == b"\1" for at, kind, _ in records)


def formats_of(stream: bytes, records: Sequence[Record]) -> CellFormats:
    """Return what the styles of a workbook say, from the records before its first sheet."""
    codes, styles = {}, []
    is_eight = any(kind == _BEGIN and _short(stream, at + 4) >= _EIGHT for at, kind, _ in records[:1])
    for at, kind, length in records:
        body = stream[at + 4 : at + 4 + length]
        if kind == _FORMAT and length > 3:
            codes[_short(body, 0)] = _text(body[2:], is_eight=is_eight)
        elif kind == _STYLE and length >= 6:
            styles.append(-1 if _short(body, 4) & _IS_NO_CELL_STYLE else _short(body, 2))
    return CellFormats.of([codes.get(no) or BUILT_IN.get(no, "") for no in styles])


def formatted_cells(stream: bytes, start: int, end: int, formats: CellFormats) -> FormattedCells:
    """Return where between two positions the styles that matter stand."""
    found = FormattedCells()
    if not formats.shown and not formats.days:
        return found
    for row, col, style, value in _numbers(stream, start, end):
        if style in formats.shown:
            found.shown.setdefault(style, Places()).add(row + 1, col)
        elif value < SMALL and style in formats.days:
            found.small.add_number(row + 1, col, value)
    return found


def _numbers(stream: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, float]]:
    """Yield row, column, style and value of the numbers of a sheet; those of charts on it are left out."""
    at, depth = start, 0
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        body = at + 4
        at = body + length
        if at > end:
            return
        if kind in (_BEGIN, _END):
            depth += 1 if kind == _BEGIN else -1
        elif depth != 1:
            continue
        elif kind == _NUMBER and length >= 14:
            yield struct.unpack_from("<HHHd", stream, body)
        elif kind == _RK and length >= 10:
            row, col, style, packed = struct.unpack_from("<HHHI", stream, body)
            yield row, col, style, unpacked(packed)
        elif kind == _ROW_OF_RK and length >= 6:
            row, first = struct.unpack_from("<HH", stream, body)
            for index in range((length - 6) // 6):
                style, packed = struct.unpack_from("<HI", stream, body + 4 + 6 * index)
                yield row, first + index, style, unpacked(packed)
        elif kind == _FORMULA and length >= 14 and stream[body + 12 : body + 14] != b"\xff\xff":
            yield struct.unpack_from("<HHHd", stream, body)


def unpacked(packed: int) -> float:
    """Return the number that a short form of four bytes means."""
    if packed & 2:
        value = float((packed ^ 0x80000000) - 0x80000000 >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return value / 100 if packed & 1 else value


def _text(body: bytes, *, is_eight: bool) -> str:
    if not is_eight:
        return body[1 : 1 + body[0]].decode("gb18030", "replace")
    length, is_wide = _short(body, 0), body[2:3] == b"\1"
    return body[3 : 3 + length * (2 if is_wide else 1)].decode(
        "utf-16-le" if is_wide else "latin-1", "replace"
    )


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
