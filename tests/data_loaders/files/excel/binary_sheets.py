"""Write the smallest binary workbooks (.xlsb): records of BIFF12, each a kind, a length and its bytes.

Source: [MS-XLSB] 2.1.4 (records), 2.3.2 (numbers of the kinds).
"""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.data_loaders.hostile import PACKAGE, REL, root_relation

ERRORS = {"#DIV/0!": 7, "#N/A": 42}
_BINARY = "application/vnd.ms-excel"
_TYPES = {
    "/xl/workbook.bin": f"{_BINARY}.sheet.binary.macroEnabled.main",
    "/xl/styles.bin": f"{_BINARY}.styles",
    "/xl/sharedStrings.bin": f"{_BINARY}.sharedStrings",
}


@dataclass(frozen=True)
class Cell:
    """A value under a style; `kind` is one of "", "rk", "rk100", "shared", "formula", "short", "rich"."""

    value: object
    style: int = 0
    kind: str = ""


def record(kind: int, body: bytes = b"") -> bytes:
    """Return a record: seven bits to a byte of its kind and of its length, the rest follows where the eighth is set."""
    marks = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return marks + length + bytes([size]) + body


def wide(text: str) -> bytes:
    """Return a text with its length in front."""
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def row_head(row: int, *, is_hidden: bool = False) -> bytes:
    """Return the record that opens a row, from 0."""
    marks = 0x10 if is_hidden else 0
    return record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, marks, 0, 0))


def sheet(
    rows: Sequence[Sequence[object]] | Mapping[int, Sequence[object]],
    strings: Sequence[str] = (),
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden: Sequence[int] = (),
) -> bytes:
    """Return a worksheet; rows from 0, merged ranges as (first row, last row, first column, last column)."""
    numbered = rows if isinstance(rows, Mapping) else dict(enumerate(rows))
    last = max(numbered, default=0), max(map(len, numbered.values()), default=1) - 1
    parts = [record(0x81), record(0x94, struct.pack("<IIII", 0, last[0], 0, last[1])), record(0x91)]
    for row, cells in numbered.items():
        parts.append(row_head(row, is_hidden=row in hidden))
        for col, value in enumerate(cells):
            if value is not None:
                parts.append(_cell(col, value if isinstance(value, Cell) else Cell(value), strings))
    parts.append(record(0x92))
    if merged:
        ranges = [record(0xB0, struct.pack("<IIII", *found)) for found in merged]
        parts += [record(0xB1, struct.pack("<I", len(merged))), *ranges, record(0xB2)]
    return b"".join([*parts, record(0x82)])


def _cell(col: int, cell: Cell, strings: Sequence[str]) -> bytes:
    value, kind = cell.value, cell.kind
    if kind == "shared":
        number, body = 7, struct.pack("<I", strings.index(str(value)))
    elif kind == "rich":
        number, body = 62, b"\0" + wide(str(value))
    elif isinstance(value, bool):
        number, body = 4, bytes([value])
    elif isinstance(value, str):
        number, body = (3, bytes([ERRORS[value]])) if value in ERRORS else (6, wide(value))
    elif kind == "rk":
        number, body = 2, struct.pack("<i", int(value) << 2 | 2)  # pyright: ignore[reportArgumentType]
    elif kind == "rk100":
        number, body = 2, struct.pack("<i", round(value * 100) << 2 | 3)  # pyright: ignore[reportOperatorIssue]
    else:
        number, body = 5, struct.pack("<d", value)
    if kind == "short":  # the column is the one behind the last
        shorts = {2: 13, 3: 14, 4: 15, 5: 16, 6: 17, 7: 18}
        return record(shorts[number], struct.pack("<I", cell.style) + body)
    if kind == "formula":
        number, body = {3: 11, 4: 10, 5: 9, 6: 8}[number], body + struct.pack("<HII", 0, 0, 0)
    return record(number, struct.pack("<II", col, cell.style) + body)


def styles(codes: Sequence[str]) -> bytes:
    """Return the styles: the first is the usual one, each of the others has a format code."""
    formats = [record(44, struct.pack("<H", 164 + n) + wide(code)) for n, code in enumerate(codes)]
    plain = struct.pack("<HHHHHBBHBB", 0xFFFF, 0, 0, 0, 0, 0, 0, 0x1000, 0, 0)[:16]
    own = [
        record(47, struct.pack("<HHHHHBBHBB", 0, no, 0, 0, 0, 0, 0, 0x1000, 1, 0)[:16])
        for no in (0, *range(164, 164 + len(codes)))
    ]
    font = struct.pack("<HHHHBBBBBBBBBB", 220, 0, 400, 0, 0, 2, 134, 0, 7, 1, 0, 0, 0, 255)
    color = struct.pack("<BBhI", 3, 1, 0, 0)
    fill = struct.pack("<I", 0) + color * 2 + struct.pack("<I4dddI", 0, *[0.0] * 4, 0.0, 0.0, 0)[:48]
    line = struct.pack("<BB", 0, 0) + struct.pack("<BBhI", 0, 0, 0, 0)
    parts = [
        record(278),
        *([record(615, struct.pack("<I", len(codes))), *formats, record(616)] if codes else []),
        record(611, struct.pack("<I", 1)), record(43, font[:12] + color + b"\2" + wide("宋体")), record(612),
        record(603, struct.pack("<I", 1)), record(45, fill), record(604),
        record(613, struct.pack("<I", 1)), record(46, b"\0" + line * 5), record(614),
        record(626, struct.pack("<I", 1)), record(47, plain), record(627),
        record(617, struct.pack("<I", len(own))), *own, record(618),
        record(279),
    ]  # fmt: skip
    return b"".join(parts)


def xlsb(
    path: Path,
    sheets: Mapping[str, bytes],
    *,
    codes: Sequence[str] = (),
    strings: Sequence[str] = (),
    is_1904: bool = False,
    states: Mapping[str, int] | None = None,
    extra: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a binary workbook; `states` are 1 hidden and 2 very hidden, `extra` adds or replaces parts."""
    listed = [
        record(156, struct.pack("<II", (states or {}).get(name, 0), n) + wide(f"r{n}") + wide(name))
        for n, name in enumerate(sheets, 1)
    ]
    prop = record(153, struct.pack("<II", int(is_1904), 0) + wide(""))
    book = [record(131), prop, record(143), *listed, record(144), record(132)]
    texts = [record(19, b"\0" + wide(text)) for text in strings]
    size = struct.pack("<II", len(strings), len(strings))
    links = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    links += [("t", "styles", "styles.bin"), ("s", "sharedStrings", "sharedStrings.bin")]
    related = "".join(
        f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"/>' for key, kind, target in links
    )
    types = _TYPES | {
        f"/xl/worksheets/sheet{n}.bin": f"{_BINARY}.worksheet" for n in range(1, len(sheets) + 1)
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
    parts: dict[str, bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
        ).encode(),
        "_rels/.rels": root_relation("xl/workbook.bin").encode(),
        "xl/workbook.bin": b"".join(book),
        "xl/_rels/workbook.bin.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
        ).encode(),
        "xl/styles.bin": styles(codes),
        "xl/sharedStrings.bin": b"".join([record(159, size), *texts, record(160)]),
    }
    parts |= {f"xl/worksheets/sheet{n}.bin": data for n, data in enumerate(sheets.values(), 1)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | dict(extra or {})).items():
            archive.writestr(name, data)
    return path
