"""Decide which character divides the fields of a text: the one under which a line reads as a header.

    a header      the separator under which one line names most columns of one table
    no header     the one that divides the lines most evenly into the most fields
    one column    a first line that names a column and holds no separator: what stands in its values divides nothing

A character that only ever stands before another separator or at the end of a line (a tab after every value, so
that a spreadsheet keeps the digits) divides nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from data_loaders.recognition.header_rows import SEARCHED_ROWS, matches_in
from data_loaders.recognition.headers import header_of

SEPARATORS = {"\t": "制表符", ",": "逗号", ";": "分号", "|": "竖线", "，": "全角逗号"}
STAND_IN = "\x1f"  # for the full-width comma, which has three bytes, and where nothing divides
SAMPLE, MOST_LINES, LONGEST_FIELD = 1 << 16, 200, 80
LEAST_NAMED = 2  # columns that a line has to name before it is taken for a header

_QUOTED = re.compile(r'"[^"\n]*"')
_HINT = re.compile(rb'\s*"?sep=(.)"?\s*?\r?\n')


def sniffed(data: bytes) -> str:
    """Return the separator of a text in UTF-8; STAND_IN for a text of one column."""
    hint = _HINT.match(data)  # Excel's own
    if hint and (said := hint.group(1).decode("latin-1")) in SEPARATORS:
        return said
    sample = data[:SAMPLE].decode("utf-8", "ignore")
    lines = [line.strip(" \r") for line in sample.split("\n")[:MOST_LINES]]
    lines = [line for line in lines if line]
    bare = [_QUOTED.sub("", line) for line in lines]
    occurring = [separator for separator in SEPARATORS if any(separator in line for line in bare)]
    if not occurring:
        return ","
    named = {separator: _most_named(lines, separator) for separator in occurring}
    if max(named.values()) < LEAST_NAMED and _is_one_column(lines, occurring):
        return STAND_IN
    best = max(named.values()) if max(named.values()) >= LEAST_NAMED else 0
    fitting = [separator for separator in occurring if named[separator] >= best]
    return max(fitting, key=lambda separator: _evenness(bare, separator, occurring))


def without_hint(data: bytes) -> bytes:
    """Return a text with the line that names its separator left blank."""
    hint = _HINT.match(data)
    return b"\n" + data[hint.end() :] if hint else data


def _most_named(lines: Sequence[str], separator: str) -> int:
    """Return how many columns of one table the likeliest header among the first lines names."""
    most = 0
    for line in lines[:SEARCHED_ROWS]:
        fields = fields_of(line, separator)
        if len(fields) > max(most, 1):
            headers = {
                index: header_of(text) for index, text in enumerate(fields) if 0 < len(text) <= LONGEST_FIELD
            }
            for matches in matches_in(headers).values():
                named = min(len({match.index for match in matches}), len({match.column for match in matches}))
                most = max(most, named)
    return most


def fields_of(line: str, separator: str) -> list[str]:
    """Return the fields of a line; a separator within quotes divides nothing."""
    held = _QUOTED.sub(lambda quoted: quoted.group().replace(separator, STAND_IN), line)
    return [field.replace(STAND_IN, separator).strip('" \t') for field in held.split(separator)]


def _is_one_column(lines: Sequence[str], occurring: Sequence[str]) -> bool:
    first = lines[0].strip('" \t')
    if any(separator in first for separator in occurring) or len(first) > LONGEST_FIELD:
        return False
    return any(match.strength == 1 for found in matches_in({0: header_of(first)}).values() for match in found)


def _evenness(lines: Sequence[str], separator: str, occurring: Sequence[str]) -> float:
    """Return how evenly a separator divides lines, more where it makes more fields of them."""
    others = "".join(re.escape(other) for other in occurring if other != separator)
    dividing = re.compile(re.escape(separator) + (f"(?![{others}]|$)" if others else ""))
    counts = Counter(len(dividing.findall(line)) for line in lines)
    counts.pop(0, None)
    return max(
        (often / len(lines) * (1 + float(np.log2(fields + 1))) for fields, often in counts.items()),
        default=0.0,
    )
