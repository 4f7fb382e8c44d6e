"""Total rows as a checksum: what they state is compared with the rows above them, and never loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.cells import read_column
from data_loaders.data_rows import DataRows
from data_loaders.recognise import Recognition
from models.schema import Column, Kind

MOST_SAID = 10
ADDED_UP = ("元", "kWh", "kvarh", "kVA", "kW")  # what is summed in a total row; prices and factors are not


@dataclass(frozen=True)
class TotalLine:
    """One number of a total row: what it states and what the rows come to, in the stored unit."""

    row: int
    label: str
    header: str
    stated: str
    computed: str
    agrees: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the line for the report."""
        return asdict(self)


def compare(rows: DataRows, found: Recognition, values: Mapping[int, pa.Array]) -> list[TotalLine]:
    """Return every number of every total row beside what it should be.

    `values` are the data rows' numbers by column of the sheet. A total covers all rows above it, or those since
    the total row before it, whichever it says.
    """
    if rows.total_rows is None or not rows.total_rows.num_rows:
        return []
    lines: list[TotalLine] = []
    for name, index in found.assignment.every_field():
        column = found.table.by_name[name]
        if (
            column.kind not in (Kind.NUMBER, Kind.SERIES)
            or column.unit not in ADDED_UP
            or index not in values
        ):
            continue
        lines += _of_column(rows, found, column, index, values[index])
    return sorted(lines, key=lambda line: line.row)


def mismatches(lines: Iterable[TotalLine]) -> list[str]:
    """Return a sentence for each number that does not agree; of very many, how many more there are."""
    said = [
        f"第 {line.row} 行{line.label}与明细之和不符:“{line.header}”合计为 {line.stated},明细之和为 {line.computed}"
        for line in lines
        if not line.agrees
    ]
    more = [f"另有 {len(said) - MOST_SAID} 个合计与明细之和不符"] if len(said) > MOST_SAID else []
    return said[:MOST_SAID] + more


def _of_column(
    rows: DataRows, found: Recognition, column: Column, index: int, values: pa.Array
) -> Iterable[TotalLine]:
    assert rows.total_rows is not None
    texts = rows.total_rows.column(index).combine_chunks()
    scale = found.scales.get(index, Decimal(1))
    stated = read_column(texts, column, scale).values.to_pylist()
    header = found.block.headers[index].text
    begin, since_start = 0, Decimal(0)
    for position, (value, end) in enumerate(zip(stated, rows.totals_after, strict=True)):
        since_last = pc.sum(values.slice(begin, end - begin)).as_py() or Decimal(0)
        since_start += since_last
        begin = end
        if value is None:
            continue
        step = _last_digit(texts[position].as_py(), scale)
        agreeing = next((s for s in (since_start, since_last) if _rounds_to(s, value, step)), None)
        computed = since_start if agreeing is None else agreeing
        label = _label(rows.total_rows, position)
        yield TotalLine(
            rows.total_row_no[position], label, header, _plain(value), _plain(computed), agreeing is not None
        )


def _rounds_to(total: Decimal, stated: Decimal, step: Decimal) -> bool:
    """Return whether a sum, rounded as the total row is, is what it states."""
    return (total / step).quantize(Decimal(1), ROUND_HALF_UP) * step == stated


def _last_digit(text: str, scale: Decimal) -> Decimal:
    """Return what one in the last written digit is worth in the stored unit."""
    digits = "".join(c for c in text.partition(".")[2] if c.isdigit())
    return scale * Decimal(1).scaleb(-len(digits))


def _label(total_rows: pa.Table, position: int) -> str:
    texts = [column[position].as_py() for column in total_rows.columns]
    return next((t.strip() for t in texts if t and "计" in t), "合计行")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
