"""A year and a month in two columns are one month: 年 2024, 月 4 becomes 年月 2024年4月."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.header_rows import top_rows
from data_loaders.recognition.headers import plain
from data_loaders.sheet import Sheet
from data_loaders.values.clean_groups import matches
from data_loaders.values.vocabulary import words

HEADER = "年月"
FURTHEST = 2  # columns between the year and its month
_YEAR, _MONTH = r"^\s*(20\d\d)(?:\.0+)?\s*年?度?\s*$", r"^\s*(1[0-2]|0?[1-9])(?:\.0+)?\s*月?份?\s*$"


def with_whole_months(sheet: Sheet) -> Sheet:
    """Return a sheet whose column of months has the years of the column beside it; itself where it has no such two.

    Where a row has no year or no month, both cells stay as they are.
    """
    for row, line in enumerate(top_rows(sheet)):
        found = _two_columns(line)
        if found is None:
            continue
        year, month = found
        years, months = (_below(sheet, index, row) for index in found)
        is_both = pc.and_(
            pc.fill_null(matches(years, _YEAR), False), pc.fill_null(matches(months, _MONTH), False)
        )
        if not pc.any(is_both).as_py() or _has_others(years, _YEAR) or _has_others(months, _MONTH):
            continue
        joined = pc.binary_join_element_wise(
            pc.replace_substring_regex(years, _YEAR, r"\1"),
            pc.replace_substring_regex(months, _MONTH, r"\1月"),
            "年",
        )
        cells = _with_column(sheet.cells, month, row, HEADER, pc.if_else(is_both, joined, months))
        blank = pc.if_else(is_both, pa.scalar(None, pa.string()), years)
        cells = _with_column(cells, year, row, None, blank)
        said = f"“{line[year]}”和“{line[month]}”两列合为年月"
        return replace(sheet, cells=cells, notes=(*sheet.notes, said))
    return sheet


def _two_columns(line: Sequence[str | None]) -> tuple[int, int] | None:
    """Return where a row of headers names a year and a month, and neither twice."""
    names = [plain(text or "") for text in line]
    years = [index for index, name in enumerate(names) if name in words("year_headers")]
    months = [index for index, name in enumerate(names) if name in words("month_headers")]
    if len(years) != 1 or len(months) != 1 or abs(years[0] - months[0]) > FURTHEST:
        return None
    return years[0], months[0]


def _below(sheet: Sheet, index: int, row: int) -> pa.Array:
    return sheet.cells.column(index).slice(row + 1).combine_chunks()


def _has_others(texts: pa.Array, pattern: str) -> bool:
    """Return whether most texts are something else: 月 may be how many months."""
    said = texts.drop_null()
    return (pc.sum(matches(said, pattern)).as_py() or 0) < len(said) / 2


def _with_column(cells: pa.Table, index: int, row: int, header: str | None, below: pa.Array) -> pa.Table:
    above = cells.column(index).slice(0, row).combine_chunks()
    own = pa.array([header], pa.string())
    return cells.set_column(index, cells.column_names[index], pa.concat_arrays([above, own, below]))
