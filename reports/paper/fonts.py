"""The fonts that paper is set in, and what is done about characters that none of them has.

PDF/A allows no character without a glyph, so it is found before: 〓 stands for it, and the report says which it was.
Invisible characters (controls, variation selectors, joiners) are left out.

Source: STACK, PDF and Word: traps, 1. The layout of a font: OpenType specification, cmap.
"""

import struct
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

PACKAGES = (
    ("pylopdf_fonts_zh_cn", "."),  # Noto Serif SC, Noto Sans SC
    ("justmytype_intl_cjk", "fonts/ofl/notosanssc"),  # Noto Sans SC in all weights
    ("justmytype_intl_cjk", "fonts/ofl/notosansjp"),
    ("justmytype_intl_cjk", "fonts/ofl/notosanstc"),
)
GETA = "〓"
SEGMENTED_COVERAGE = 12
INVISIBLE = ("Cc", "Cf")
VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))


def folders() -> list[Path]:
    """Return the folders that hold the fonts."""
    found = []
    for package, inner in PACKAGES:
        spec = find_spec(package)
        assert spec is not None, package
        assert spec.origin is not None, package
        found.append(Path(spec.origin).parent / inner)
    return found


@cache
def covered() -> frozenset[int]:
    """Return the code points that at least one of the fonts can show."""
    files = [file for folder in folders() for file in sorted(folder.glob("*.[ot]tf"))]
    return frozenset(point for file in files for point in _code_points(file).tolist())


def showable(data: Any) -> tuple[Any, tuple[str, ...]]:
    """Return a text, or lists and dicts of texts, as the fonts can show them, and the code points 〓 stands for."""
    missing = {ord(character) for character in _characters(data)} - covered() - {ord("\n")}
    if not missing:
        return data, ()
    unseen = {point for point in missing if _is_invisible(point)}
    replaced = sorted(missing - unseen)
    exchange: dict[int, str | None] = dict.fromkeys(unseen) | dict.fromkeys(replaced, GETA) | {ord("\t"): " "}
    return _exchanged(data, exchange), tuple(f"U+{point:04X}" for point in replaced)


def _characters(data: Any) -> set[str]:
    match data:
        case str():
            return set(data)
        case dict():
            return set().union(*map(_characters, data.values()))
        case list():
            return set().union(*map(_characters, data))
    return set()


def _exchanged(data: Any, exchange: dict[int, str | None]) -> Any:
    match data:
        case str():
            return data.translate(exchange)
        case dict():
            return {key: _exchanged(value, exchange) for key, value in data.items()}
        case list():
            return [_exchanged(value, exchange) for value in data]
    return data


def _is_invisible(point: int) -> bool:
    return point in VARIATION_SELECTORS or unicodedata.category(chr(point)) in INVISIBLE


def _code_points(file: Path) -> np.ndarray:
    """Return the code points in a font's character map of format 12, which all of these fonts have."""
    with file.open("rb") as font:
        cmap = _table(font, b"cmap")
    for n in range(struct.unpack_from(">H", cmap, 2)[0]):
        offset = struct.unpack_from(">I", cmap, 8 + 8 * n)[0]
        if struct.unpack_from(">H", cmap, offset)[0] == SEGMENTED_COVERAGE:
            groups = struct.unpack_from(">I", cmap, offset + 12)[0]
            first, last, _ = np.frombuffer(cmap, ">u4", groups * 3, offset + 16).reshape(-1, 3).T.astype(int)
            lengths = last - first + 1
            within = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
            return np.repeat(first, lengths) + within
    raise ValueError(f"{file.name} has no character map of format {SEGMENTED_COVERAGE}")


def _table(font: BinaryIO, tag: bytes) -> bytes:
    count = struct.unpack(">4xH6x", font.read(12))[0]
    for name, _, offset, length in struct.iter_unpack(">4sIII", font.read(16 * count)):
        if name == tag:
            font.seek(offset)
            return font.read(length)
    raise ValueError(f"a font without a table {tag!r}")
