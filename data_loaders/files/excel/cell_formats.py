"""Which cells of a workbook show another text than their number, and what they show.

A style of cells is known by its number, as the cells name it. Most workbooks have no style that matters here, and
then no cell is looked at; else the raw file is searched for the cells of those styles alone.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.values.number_formats import BUILT_IN, FIRST_SCALE, NumberFormat, number_format, shows_day

SMALL = 100  # days: below it the engine gives a time of day for a number, and 60 is the 59th day
MOST_NAMED = 12  # columns and formats that notes name

Noted = tuple[int, int, NumberFormat]  # a column, how many of its numbers are shown otherwise, and how


@dataclass(frozen=True)
class CellFormats:
    """The styles of a workbook that matter: those that show another text, and those that show a date."""

    shown: Mapping[int, NumberFormat] = field(default_factory=dict)
    days: frozenset[int] = frozenset()

    @classmethod
    def of(cls, codes: Sequence[str]) -> "CellFormats":
        """Return the formats of a workbook's styles, given as the code of each."""
        shown = {style: found for style, code in enumerate(codes) if (found := number_format(code))}
        return cls(shown, frozenset(style for style, code in enumerate(codes) if shows_day(code)))


class Places:
    """Cells of a sheet; rows from 1, columns from 0."""

    def __init__(self) -> None:
        self._rows, self._cols = array("i"), array("i")

    def add(self, row: int, col: int) -> None:
        """Add a cell."""
        self._rows.append(row)
        self._cols.append(col)

    def extend(self, rows: Iterable[int], cols: Iterable[int]) -> None:
        """Add many cells."""
        self._rows.extend(rows)
        self._cols.extend(cols)

    @property
    def rows(self) -> np.ndarray:
        """Return the row of each cell."""
        return np.array(self._rows, np.int32)

    @property
    def cols(self) -> np.ndarray:
        """Return the column of each cell."""
        return np.array(self._cols, np.int32)


class NumbersInPlace(Places):
    """Cells of a sheet with the number of each."""

    def __init__(self) -> None:
        super().__init__()
        self._values = array("d")

    def add_number(self, row: int, col: int, value: float) -> None:
        """Add a cell and its number."""
        self.add(row, col)
        self._values.append(value)

    def below(self, limit: float) -> Iterator[tuple[int, int, float]]:
        """Yield (row, column, number) of the cells below a number."""
        for at in np.flatnonzero(np.array(self._values, np.float64) < limit):
            yield self._rows[at], self._cols[at], self._values[at]

    def within(self, first: int, count: int) -> Iterator[tuple[int, int, float]]:
        """Yield (row, column, number) of the cells in some rows."""
        rows = self.rows
        for at in np.flatnonzero((rows >= first) & (rows < first + count)):
            yield self._rows[at], self._cols[at], self._values[at]


@dataclass
class FormattedCells:
    """Where on a sheet the styles that matter stand.

    `shown` are, by style, the numbers that show another text; `small` those below `SMALL` that show a date, as they
    are stored.
    """

    shown: dict[int, Places] = field(default_factory=dict)
    small: NumbersInPlace = field(default_factory=NumbersInPlace)


@dataclass(frozen=True)
class Shown:
    """A table of what the cells show.

    Shapes: `scaled` is {column: the power of ten by which a number without any unit is shown smaller}.
    """

    table: pa.Table
    scaled: Mapping[int, int]
    notes: tuple[str, ...]


def formats_of(styles: ElementTree.Element) -> CellFormats:
    """Return what the styles of an xlsx say."""
    codes = {
        item.get("numFmtId", ""): item.get("formatCode", "")
        for item in styles.iter()
        if item.tag.endswith("}numFmt")
    }
    cell_styles = next((part for part in styles if part.tag.endswith("}cellXfs")), ())
    numbers = [item.get("numFmtId", "0") for item in cell_styles]
    return CellFormats.of(
        [codes.get(no) or (BUILT_IN.get(int(no), "") if no.isdecimal() else "") for no in numbers]
    )


def show(table: pa.Table, cells: FormattedCells, formats: CellFormats, left: int) -> Shown:
    """Return the table with what the cells of those styles show instead of their numbers.

    Shapes: row r of the table is row r + 1 of the sheet, its first column is `left` in the sheet.
    """
    noted = []
    places = sorted(_places(table, cells, formats, left), key=lambda place: place[1])
    for found, col, rows in places:
        column = table.column(col).combine_chunks()
        before = column.take(pa.array(rows))
        after = _each(before, found)
        changed = pc.sum(pc.not_equal(before, after)).as_py() or 0
        if not changed:
            continue
        mask = np.zeros(table.num_rows, dtype=bool)
        mask[rows] = True
        table = table.set_column(
            col, table.column_names[col], pc.replace_with_mask(column, pa.array(mask), after)
        )
        noted.append((left + col, changed, found))
    scaled = {col - left: power for col, power in scales_of(noted).items()}
    return Shown(table, scaled, tuple(notes_of(noted)))


def scales_of(noted: Iterable[Noted]) -> dict[int, int]:
    """Return {column: the power of ten by which its numbers are shown smaller without any unit}."""
    scaled: dict[int, int] = {}
    for col, _, found in noted:
        if found.power >= FIRST_SCALE:
            scaled[col] = max(found.power, scaled.get(col, 0))
    return scaled


def notes_of(noted: Iterable[Noted]) -> list[str]:
    """Return what the report says of numbers that were read as their format shows them."""
    notes = [
        f"{letters(col)} 列 {count:,} 个数字按单元格格式“{' '.join(found.code.split())}”{found.says}"
        for col, count, found in noted
        if found.says
    ]
    if len(notes) > MOST_NAMED:
        notes[MOST_NAMED:] = [f"另有 {len(notes) - MOST_NAMED} 处单元格格式同样处理"]
    return notes


def letters(col: int) -> str:
    """Return a column as a spreadsheet names it: 0 is "A", 26 is "AA"."""
    name = ""
    while col >= 0:
        col, letter = col // 26 - 1, col % 26
        name = chr(65 + letter) + name
    return name


def _places(
    table: pa.Table, cells: FormattedCells, formats: CellFormats, left: int
) -> Iterator[tuple[NumberFormat, int, np.ndarray]]:
    """Yield each format with one of its columns and the rows there, both in the table's own count."""
    styles: dict[NumberFormat, list[int]] = {}
    for style in cells.shown:
        styles.setdefault(formats.shown[style], []).append(style)
    for found, members in styles.items():
        rows = np.concatenate([cells.shown[style].rows for style in members])
        cols = np.concatenate([cells.shown[style].cols for style in members])
        for col in np.unique(cols):
            within = rows[cols == col]
            within = np.unique(within[within <= table.num_rows]) - 1
            if 0 <= col - left < table.num_columns and len(within):
                yield found, int(col - left), within


def _each(texts: pa.Array, found: NumberFormat) -> pa.Array:
    if width := found.pads_to:
        return pc.if_else(pc.ascii_is_decimal(texts), pc.ascii_lpad(texts, width, "0"), texts)
    encoded = texts.dictionary_encode()
    shown = [None if text is None else found.shown(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(shown, pa.string()).take(encoded.indices)
