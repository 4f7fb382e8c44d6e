"""Read a dBASE or FoxPro table (.dbf), which finance systems export: fixed fields, Chinese in its own code page.

dbfread knows the header and its fields; the records lie side by side at one width and are taken column by column.
A record marked as deleted is left out and counted. Memo fields lie in a file beside, which is not delivered.
"""

import datetime as dt
import re
import struct
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from dbfread import DBF
from dbfread.field_parser import FieldParser

from data_loaders.limits import allowed, size_text
from data_loaders.recognition.headers import meanings, plain
from data_loaders.sheet import Sheet, numbered, refuse_wide, sheet_of
from data_loaders.values.cell_text import number_text
from models.errors import FileDamaged, FileHostile, FileUnreadable, Place

NAME_BYTES = 10  # of a field's name: five Chinese characters
_BIG5 = (0x4F, 0x78)  # code pages of Taiwan and Hong Kong
_CHINESE = (0x4D, 0x7A)
_IN_ANOTHER_FILE = "MGP"
_DAY_OF_YEAR_ONE = 1_721_425  # Julian day before 0001-01-01
_PLAIN_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_REMEDY = "请从系统重新导出,或用 Excel、WPS 打开后另存为 xlsx 再导入"

_Text = Callable[[bytes], str | None]


class _Fields(FieldParser):
    """Takes every type that this module reads; the records themselves are taken apart here."""

    def field_type_supported(self, field_type: str) -> bool:
        return field_type in "CVNFDLIBYTOMGP@+0"


def read_dbf(path: Path, file: str) -> Iterator[Sheet]:
    """Yield the one table of a .dbf file, its field names as the first row.

    Errors: FileDamaged, FileHostile, FileUnreadable.
    """
    place = Place(file)
    size = path.stat().st_size
    if size > allowed().text_bytes:
        raise FileHostile(
            f"dbf 文件超过 {size_text(allowed().text_bytes)}", where=place, remedy="请拆分后重新导出"
        )
    table = _opened(path, file)
    refuse_wide(len(table.fields), file, "")
    records = _records(path.read_bytes(), table, file)
    is_kept = records[:, 0] != ord("*")
    encoding = _encoding(table, records)
    names = [_name(field.name, encoding) for field in table.fields]
    notes = ["内容是 dbf 文件(dBASE/FoxPro)", f"代码页 {encoding.upper()}"]
    if deleted := int((~is_kept).sum()):
        notes.append(f"已作删除标记的记录 {deleted:,} 条,没有读取")
    columns, at, cut = [], 1, 0
    for field, (name, note) in zip(table.fields, names, strict=True):
        raw = np.ascontiguousarray(records[is_kept, at : at + field.length])
        at += field.length
        if field.type == "0":  # marks of blank fields, no data
            continue
        cells = [bytes(cell) for cell in raw]
        texts, lost = _column(cells, field.type, _header(table).dbversion, encoding)
        cut += lost
        if field.type in _IN_ANOTHER_FILE and any(cell.strip(b"\0 ") for cell in cells):
            notes.append(f"“{name}”是备注型字段,内容在另一个文件(.dbt 或 .fpt)里,没有读取")
        notes += [note] if note else []
        columns.append(pa.array([name, *texts], pa.string()))
    if cut:
        notes.append(f"{cut:,} 个值超出字段宽度,末尾有半个汉字,已去掉这半个")
    numbers = np.concatenate(([1], np.flatnonzero(is_kept) + 2)).astype(np.int32)
    yield sheet_of(file, "", pa.table(columns, numbered(len(columns))), numbers, notes=notes)


def _opened(path: Path, file: str) -> DBF:
    """Return the header of a table."""
    place = Place(file)
    try:
        table = DBF(
            str(path),
            raw=True,
            encoding="latin-1",
            ignorecase=False,
            ignore_missing_memofile=True,
            parserclass=_Fields,
        )
    except (ValueError, struct.error, TypeError, IndexError) as fault:
        raise FileUnreadable(
            "这是 dbf 文件(dBASE/FoxPro),其中有不支持的字段类型或结构已损坏", where=place, remedy=_REMEDY
        ) from fault
    if _header(table).encryption_flag:
        raise FileHostile("dbf 文件设有密码", where=place, remedy="请先取消密码再导入")
    return table


def _header(table: DBF) -> Any:
    """Return the facts of the header, which dbfread declares with no type."""
    return table.header


def _records(data: bytes, table: DBF, file: str) -> np.ndarray:
    """Return the records as rows of bytes.

    Errors: FileDamaged where there are fewer or more than the header says, or where they have another width.
    """
    header = _header(table)
    width = 1 + sum(field.length for field in table.fields)
    if width != header.recordlen:
        raise FileDamaged(
            "dbf 文件结构已损坏:记录长度与各字段长度之和不符", where=Place(file), remedy=_REMEDY
        )
    whole = max(len(data) - header.headerlen, 0) // width
    if whole < header.numrecords:
        raise FileDamaged(
            f"dbf 文件不完整:应有 {header.numrecords:,} 条记录,实有 {whole:,} 条",
            where=Place(file),
            remedy="请从系统重新导出或重新传输",
        )
    end = header.headerlen + header.numrecords * width
    if whole > header.numrecords and data[end : end + 1] in (
        b" ",
        b"*",
    ):  # else the mark of the end, and remains
        raise FileDamaged(
            f"dbf 文件头记有 {header.numrecords:,} 条记录,而后面还有记录,可能没有正常关闭",
            where=Place(file),
            remedy="请在原系统中打开后正常关闭,或重新导出",
        )
    body = np.frombuffer(data, np.uint8, header.numrecords * width, header.headerlen)
    return body.reshape(header.numrecords, width)


def _encoding(table: DBF, records: np.ndarray) -> str:
    """Return the encoding of the texts: the code page that the header names; a western or missing one says nothing."""
    page = _header(table).language_driver
    if page in _BIG5:
        return "big5hkscs"
    if page not in _CHINESE:
        try:
            names = "".join(field.name for field in table.fields).encode("latin-1")
            (names + records.tobytes()).decode("utf-8")
        except UnicodeDecodeError:
            return "gb18030"
        return "utf-8"
    return "gb18030"


def _name(name: str, encoding: str) -> tuple[str, str]:
    """Return a field's name, and what to say of it: one that was cut is completed where only one column fits."""
    raw = name.encode("latin-1")
    text = raw.decode(encoding, "ignore").strip()
    if len(raw) < NAME_BYTES - 1 or text.isascii() or plain(text) in meanings():
        return text, ""
    longer = {known: {meaning.column.name for meaning in found} for known, found in meanings().items()
              if known.startswith(plain(text))}  # fmt: skip
    if len(set().union(*longer.values())) != 1:
        return text, ""
    full = min(longer, key=len)
    return full, f"字段名“{text}”已被 dbf 截断,按“{full}”识别"


def _column(cells: list[bytes], kind: str, version: int, encoding: str) -> tuple[list[str | None], int]:
    """Return the texts of a field, and how many were cut within a character."""
    if kind not in "CV":
        text_of = _binary(kind, version) or _PRINTED.get(kind, lambda _: None)
        return [text_of(cell) for cell in cells], 0
    texts: list[str | None] = []
    cut = 0
    for cell in cells:
        raw = cell.rstrip(b"\0 ")
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as fault:
            is_cut = len(raw) >= len(cell) - 1 and fault.start >= len(raw) - 3
            text = raw[: fault.start].decode(encoding) if is_cut else raw.decode(encoding, "replace")
            cut += is_cut
        texts.append(text or None)
    return texts, cut


def _number(cell: bytes) -> str | None:
    """Return a printed number; stars, which stand for one too long for its field, stay."""
    text = cell.strip(b"\0 ").decode("latin-1").replace(",", ".")
    return text.removesuffix(".") if _PLAIN_NUMBER.fullmatch(text) else text or None


def _day(cell: bytes) -> str | None:
    text = cell.strip(b"\0 ").decode("latin-1")
    if not text.strip("0"):
        return None
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdecimal() else text


def _logical(cell: bytes) -> str | None:
    return "TRUE" if cell in b"TtYy" else "FALSE" if cell in b"FfNn" else None


_PRINTED: dict[str, _Text] = {"N": _number, "F": _number, "D": _day, "L": _logical}


def _binary(kind: str, version: int) -> _Text | None:
    """Return how to read a field of FoxPro that is stored in binary."""
    if kind in "I+":
        return lambda cell: str(int.from_bytes(cell, "little", signed=True))
    if kind == "Y":
        return lambda cell: format(Decimal(int.from_bytes(cell, "little", signed=True)).scaleb(-4), "f")
    if kind == "O" or (kind == "B" and version in (0x30, 0x31, 0x32)):
        return _double
    return _moment if kind in "T@" else None


def _double(cell: bytes) -> str:
    return number_text(struct.unpack("<d", cell)[0])


def _moment(cell: bytes) -> str | None:
    day, milliseconds = struct.unpack("<II", cell) if len(cell) == 8 else (0, 0)
    if not _DAY_OF_YEAR_ONE < day < _DAY_OF_YEAR_ONE + dt.date.max.toordinal():
        return None
    date = dt.date.fromordinal(day - _DAY_OF_YEAR_ONE)
    seconds = min(milliseconds // 1000, 86_399)
    return (
        f"{date} {seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}" if seconds else str(date)
    )
