"""Total rows as a checksum: what they state is compared with the rows that they cover, and never loaded.

A total may cover all rows above it, those since another total or since the title of its group, or, where it
stands on top, those below it; in a table split over several sheets, the rows of all of them. It agrees where one
of these sums, rounded as it is, is what it states.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.recognise import Recognition
from data_loaders.rows.data_rows import TotalRows
from data_loaders.values.cells import read_column
from data_loaders.values.decimal_commas import pointed
from models.data.schema import Column, Kind

MOST_SAID = 10
MOST_BACK = 50  # earlier totals from which a total may count
ADDED_UP = ("元", "kWh", "kvarh", "kVA", "kW")  # what is summed in a total row; prices and factors are not
_LABEL = re.compile(r"计|页|(?i:total)")
_OF_A_PART = re.compile(r"小\s*计|本\s*页|(?i:sub[\s-]*total|page\s+total)")


@dataclass(frozen=True)
class TotalLine:
    """One number of a total row: what it states and what the rows come to, in the stored unit.

    `step` is what one in the last written digit is worth.
    """

    row: int
    label: str
    header: str
    stated: str
    computed: str
    agrees: bool
    step: str = "1"

    def as_dict(self) -> dict[str, Any]:
        """Return the line for the report."""
        return asdict(self)


def compare(totals: TotalRows | None, found: Recognition, values: Mapping[int, pa.Array]) -> list[TotalLine]:
    """Return every number of every total row beside what it should be.

    `values` are the data rows' numbers by column of the sheet.
    """
    if totals is None or not totals.row_no:
        return []
    lines: list[TotalLine] = []
    for column, index in _added_up(found, values):
        lines += _of_column(totals, found, column, index, values[index])
    return sorted(lines, key=lambda line: line.row)


def sums_of(found: Recognition, values: Mapping[int, pa.Array]) -> dict[str, str]:
    """Return the sums of the columns that total rows add up, by header."""
    headers = found.block.headers
    return {headers[i].text: _plain(_sum(values[i])) for _, i in _added_up(found, values)}


def said_by_numbers(totals: TotalRows | None, lines: Iterable[TotalLine]) -> set[int]:
    """Return the row numbers of the rows that do not say that they are totals, and are none by their numbers."""
    if totals is None:
        return set()
    unsaid = {row for row, is_said in zip(totals.row_no, totals.is_said, strict=True) if not is_said}
    agreeing: dict[int, bool] = {}
    for line in lines:
        agreeing[line.row] = agreeing.get(line.row, True) and line.agrees
    return {row for row in unsaid if not agreeing.get(row, False)}


def settle_across(sheets: Sequence[tuple[Sequence[TotalLine], Mapping[str, str]]]) -> list[list[TotalLine]]:
    """Return the total lines of sheets that hold one table, compared with the sheets before them and with all.

    `sheets` are (total lines, sums of the data rows by header) in the order of the file.
    """
    whole: dict[str, Decimal] = {}
    for _, sums in sheets:
        _add(whole, sums)
    settled: list[list[TotalLine]] = []
    so_far: dict[str, Decimal] = {}
    for lines, sums in sheets:
        _add(so_far, sums)
        settled.append([_settled(line, (so_far, whole)) for line in lines])
    return settled


def mismatches(lines: Iterable[TotalLine]) -> list[str]:
    """Return a sentence for each number that does not agree; of very many, how many more there are."""
    said = [
        f"第 {line.row} 行{line.label}与明细之和不符:“{line.header}”合计为 {line.stated},明细之和为 {line.computed}"
        for line in lines
        if not line.agrees
    ]
    more = [f"另有 {len(said) - MOST_SAID} 个合计与明细之和不符"] if len(said) > MOST_SAID else []
    return said[:MOST_SAID] + more


def _added_up(found: Recognition, values: Mapping[int, pa.Array]) -> Iterator[tuple[Column, int]]:
    for name, index in found.assignment.every_field():
        column = found.table.by_name[name]
        if column.kind in (Kind.NUMBER, Kind.SERIES) and column.unit in ADDED_UP and index in values:
            yield column, index


def _of_column(
    totals: TotalRows, found: Recognition, column: Column, index: int, values: pa.Array
) -> Iterable[TotalLine]:
    texts = totals.cells.column(index).combine_chunks()
    if index in found.commas:
        texts = pointed(texts)
    scale = found.scales.get(index, Decimal(1))
    stated = read_column(texts, column, scale).values.to_pylist()
    header = found.block.headers[index].text
    below = _SumsBelow(totals, values)
    for position, (value, end) in enumerate(zip(stated, totals.after, strict=True)):
        if value is None:
            continue
        label, step = _label(totals.cells, position), _last_digit(texts[position].as_py(), scale)
        sums = below.covered(end, is_part=bool(_OF_A_PART.search(label)))
        agreeing = next((s for s in sums if _rounds_to(s, value, step)), None)
        computed = sums[0] if agreeing is None else agreeing
        yield TotalLine(
            totals.row_no[position],
            label,
            header,
            _plain(value),
            _plain(computed),
            agreeing is not None,
            _plain(step),
        )


class _SumsBelow:
    """The sums of a column between any two of the places where a total or the title of a group stands."""

    def __init__(self, totals: TotalRows, values: pa.Array) -> None:
        self.size = len(values)
        self.totals = sorted(set(totals.after))
        self.groups = sorted(set(totals.groups_after))
        self.until: dict[int, Decimal] = {0: Decimal(0)}
        begin, total = 0, Decimal(0)
        for place in sorted({*self.totals, *self.groups, self.size}):
            total += _sum(values.slice(begin, place - begin))
            self.until[place], begin = total, place

    def covered(self, end: int, *, is_part: bool) -> list[Decimal]:
        """Return the sums that a total with `end` rows above it may state, the likeliest first."""
        earlier = [place for place in self.totals if place < end][-MOST_BACK:][::-1]
        since = [(place, end) for place in earlier]
        groups = [(place, end) for place in self.groups if place < end][-MOST_BACK:][::-1]
        above = [(0, end)] if end else []
        next_total = next((place for place in (*self.totals, *self.groups) if place > end), self.size)
        below = [(end, next_total), (end, self.size)] if end < self.size else []
        next_group = next((place for place in self.groups if place > end), self.size)
        below += [(end, next_group)] if end < self.size else []
        spans = [*since[:1], *groups[:1], *above] if is_part else [*above, *since[:1], *groups[:1]]
        if not end:
            below = below if is_part else below[1:] + below[:1]
        spans += [*since[1:], *groups[1:], *below]
        return [self.until[last] - self.until[first] for first, last in spans] or [Decimal(0)]


def _settled(line: TotalLine, sums: Iterable[Mapping[str, Decimal]]) -> TotalLine:
    if line.agrees:
        return line
    step = Decimal(line.step)
    for one in sums:
        if line.header in one and _rounds_to(one[line.header], Decimal(line.stated), step):
            return replace(line, computed=_plain(one[line.header]), agrees=True)
    return line


def _add(sums: dict[str, Decimal], more: Mapping[str, str]) -> None:
    for header, text in more.items():
        sums[header] = sums.get(header, Decimal(0)) + Decimal(text)


def _sum(values: pa.Array) -> Decimal:
    return pc.sum(values).as_py() or Decimal(0)


def _rounds_to(total: Decimal, stated: Decimal, step: Decimal) -> bool:
    """Return whether a sum, rounded as the total row is, is what it states."""
    return (total / step).quantize(Decimal(1), ROUND_HALF_UP) * step == stated


def _last_digit(text: str, scale: Decimal) -> Decimal:
    """Return what one in the last written digit is worth in the stored unit."""
    digits = "".join(c for c in text.partition(".")[2] if c.isdigit())
    return scale * Decimal(1).scaleb(-len(digits))


def _label(cells: pa.Table, position: int) -> str:
    texts = [column[position].as_py() for column in cells.columns]
    return next((t.strip() for t in texts if t and _LABEL.search(t)), "合计行")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
