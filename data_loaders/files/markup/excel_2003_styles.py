"""Which number format a cell of an XML spreadsheet 2003 has, by its own style or by what it lies in.

A cell that names no style has that of its row, else of its column, else of its table, else `Default`. A style that
says nothing of numbers says what its parent says, else what `Default` says.
"""

from bisect import bisect_right
from dataclasses import dataclass, field

from data_loaders.values.number_formats import NumberFormat, number_format

DEFAULT = "Default"
_NAMED_FORMATS = {"Percent": "0.00%"}


@dataclass
class Styles:
    """The styles of a workbook: the formats that show another text than the number, by the style's id."""

    _own: dict[str, NumberFormat | None] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, parent: str, code: str | None) -> None:
        """Add a style; `code` is "" where it says that numbers are shown as they are, None where it says nothing."""
        self._parents[name] = parent
        if code is not None:
            self._own[name] = number_format(_NAMED_FORMATS.get(code, code))

    def format_of(self, name: str) -> NumberFormat | None:
        """Return the format under which a style shows numbers, or None where it shows them as they are."""
        seen: set[str] = set()
        while name not in self._own:
            if name in seen or name == DEFAULT:
                return None
            seen.add(name)
            name = self._parents.get(name) or DEFAULT
        return self._own[name]


@dataclass
class Around:
    """What the cells of one sheet lie in: the styles of its table, columns and row, and where the next row begins."""

    table: str = ""
    row: str = ""
    next_row: int | None = None
    _first_columns: list[int] = field(default_factory=list)
    _columns: list[tuple[int, str]] = field(
        default_factory=list
    )  # the last column that it spans, and its style
    _next_column: int = 0

    def add_column(self, at: int | None, span: int, style: str) -> None:
        """Add a column, the next one or one with a given index, and as many behind it as it spans."""
        first = max(self._next_column, at or 0)  # they stand in order and never overlap
        self._next_column = first + span + 1
        self._first_columns.append(first)
        self._columns.append((first + span, style))

    def style_at(self, column: int) -> str:
        """Return the style of a cell that names none."""
        if self.row:
            return self.row
        place = bisect_right(self._first_columns, column) - 1
        last, style = self._columns[place] if place >= 0 else (-1, "")
        return (style if column <= last else "") or self.table or DEFAULT
