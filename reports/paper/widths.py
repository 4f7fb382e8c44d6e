"""How wide the columns of a printed table are, from what stands in them.

Numbers, times and ids never break; texts share what is left, none below what stays readable, nor below a number
that stands in the text: no line breaks inside it, and it would run into the next column.
"""

import re
from collections.abc import Sequence

LATIN, WIDE = 0.57, 1.0  # em: a Latin character and a Chinese one
EM_MM = 3.05 / 8.5  # for each point of size
SIZES = (8.5, 8.0, 7.5)  # points: the largest at which short texts stay on one line
SMALL_SIZES, SMALL_PADDING_MM = (7.5, 7.0), 1.4  # on the one sheet of a meeting
PADDING_MM = 2.4
MOST_EM, MOST_ID_EM = 40.0, 15.0
SHORT_EM, NARROWEST_EM, STEP_EM = 8.0, 4.0, 0.25
SHORT_HEADING_EM, LINES_STEP = 3.5, 0.1
UNBROKEN = re.compile(r"[0-9A-Za-z.,]+")


def column_widths(
    headings: Sequence[str],
    breaks: Sequence[bool],
    cells: Sequence[Sequence[str]],
    page_mm: float,
    sizes: Sequence[float] = SIZES,
    padding_mm: float = PADDING_MM,
) -> tuple[list[float], float]:
    """Return the width of each column in mm, which together fill the page, and the size of the letters.

    `breaks` says which columns may break their text into lines; `cells` are the rows as they read.
    """
    columns = list(zip(*cells, strict=True)) or [()] * len(headings)
    longest = [max(map(text_em, column), default=0.0) for column in columns]
    heads = [
        max(_heading_em(heading), _unbroken_em(column) if one else 0.0)
        for heading, column, one in zip(headings, columns, breaks, strict=True)
    ]
    most = [MOST_EM if one else MOST_ID_EM for one in breaks]
    wanted = [max(min(em, cap), head) for em, cap, head in zip(longest, most, heads, strict=True)]
    short = sum(
        max(head, min(em, SHORT_EM)) if one else em
        for em, head, one in zip(wanted, heads, breaks, strict=True)
    )
    width = page_mm - padding_mm * len(headings)
    size = next((size for size in sizes if short * EM_MM * size <= width), sizes[-1])
    room = width / (EM_MM * size)
    widths = _squeezed(wanted, heads, breaks, NARROWEST_EM, room)
    scale = width / sum(widths)
    return [em * scale + padding_mm for em in widths], size


def text_em(text: str) -> float:
    """Return how wide the longest line of a text is."""
    return max((_line_em(line) for line in text.split("\n")), default=0.0)


def _line_em(line: str) -> float:
    wide = (len(line.encode("utf-8", "replace")) - len(line)) / 2  # a Chinese character is three bytes
    wide += line.count("%")  # as wide as a Chinese one in bold letters with serifs, as totals in Word have
    return len(line) * LATIN + wide * (WIDE - LATIN)


def _unbroken_em(column: Sequence[str]) -> float:
    """Return the width of the longest run in a column's texts that no line breaks, at most that of a long id."""
    runs = (run for text in column for run in UNBROKEN.findall(text))
    return min(max(map(text_em, runs), default=0.0), MOST_ID_EM)


def _heading_em(heading: str) -> float:
    """Return the width that lets a heading stand on two lines, its unit on the second."""
    name, _, unit = heading.partition("(")
    if unit:
        return max(_heading_em(name), _line_em(unit) + LATIN)
    whole = _line_em(heading)
    return whole if whole <= SHORT_HEADING_EM else whole / 2 + WIDE


def _squeezed(
    wanted: Sequence[float], heads: Sequence[float], breaks: Sequence[bool], least: float, room: float
) -> list[float]:
    """Return the widths with the columns that may break cut down until all fit, at most to `least`.

    Short texts stay whole and long ones are broken into equally many lines as long as that is enough; else the
    widest are cut down to one width.
    """
    level = max(wanted)
    widths = list(wanted)
    lines = 1.0
    while sum(widths) > room and level / lines > SHORT_EM:
        lines += LINES_STEP
        widths = [
            max(head, min(em, SHORT_EM), em / lines) if one else em
            for em, head, one in zip(wanted, heads, breaks, strict=True)
        ]
    while sum(widths) > room and level > least:
        level = max(level - STEP_EM, least)
        widths = [
            max(head, min(em, level)) if one else em
            for em, head, one in zip(wanted, heads, breaks, strict=True)
        ]
    return widths
