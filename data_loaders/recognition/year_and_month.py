"""A month and its year are one month, wherever the year stands.

In a column beside it (年 2024, 月 4), in the titles or names (2024年电费, 月份 4月), or nowhere: then a person says it.
"""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.header_rows import top_rows
from data_loaders.recognition.headers import header_of, meanings, plain
from data_loaders.recognition.sheet_titles import titles_of
from data_loaders.sheet import Sheet
from data_loaders.values.clean_groups import matches
from data_loaders.values.vocabulary import words
from models.data.schema import Kind

HEADER = "年月"
FURTHEST = 2  # columns between the year and its month
LAST_MONTH, YEAR_DIGITS = 12, 4
LEAST_NAMES = 2  # of columns beside that of months: less is no header
_YEAR, _MONTH = r"^\s*(20\d\d)(?:\.0+)?\s*年?度?\s*$", r"^\s*(1[0-2]|0?[1-9])(?:\.0+)?\s*月?份?\s*$"
_MONTH_IN_WORDS = r"^\s*(1[0-2]|0?[1-9])\s*月份?\s*$"


def with_whole_months(sheet: Sheet, year: str = "") -> Sheet:
    """Return a sheet whose column of months has their years; itself where it has no column of months alone.

    Where a row has no year or no month, its cells stay as they are. `year` is the one that a person said.
    """
    for row, line in enumerate(top_rows(sheet)):
        if found := _two_columns(line):
            whole = _joined(sheet, row, line, *found)
        else:
            month = _months_alone(line)
            whole = None if month is None else _of_titles(sheet, row, line, month, year)
        if whole is not None:
            return whole
    return sheet


def lack_year(texts: pa.Array) -> bool:
    """Return whether most texts are months of which none says of which year: 4月."""
    is_said = pc.any(matches(texts, r"20\d\d")).as_py()
    return len(texts) > 0 and not is_said and not _are_others(texts, _MONTH_IN_WORDS)


def _joined(sheet: Sheet, row: int, line: Sequence[str | None], year: int, month: int) -> Sheet | None:
    years, months = (_below(sheet, index, row) for index in (year, month))
    is_both = pc.and_(
        pc.fill_null(matches(years, _YEAR), False), pc.fill_null(matches(months, _MONTH), False)
    )
    if not pc.any(is_both).as_py() or _are_others(years, _YEAR) or _are_others(months, _MONTH):
        return None
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


def _of_titles(
    sheet: Sheet, row: int, line: Sequence[str | None], month: int, said_year: str
) -> Sheet | None:
    """Return the sheet with its months in the year that a person or its titles say; None where they are no months.

    A title that is of a month itself says the year of those up to it: below 2024年1月, 12月 may be of the year before,
    and stays as it is.
    """
    months = _below(sheet, month, row)
    form = _MONTH if plain(line[month] or "") in words("month_headers") else _MONTH_IN_WORDS
    if not (months.null_count < len(months)) or _are_others(months, form):
        return None
    above = [text for own in top_rows(sheet)[:row] for text in own if text]
    titles = titles_of(above, sheet.name, sheet.file)
    numbers = pc.replace_substring_regex(months, form, r"\1")
    year = said_year or titles.year
    last = int(titles.month[YEAR_DIGITS:]) if titles.month and not said_year else LAST_MONTH
    known = [str(number) for number in range(1, last + 1)] if year else []
    is_known = pc.is_in(pc.utf8_ltrim(numbers, characters="0"), value_set=pa.array(known, pa.string()))
    whole = pc.binary_join_element_wise(pa.scalar(f"{year}年"), numbers, "月", "")
    in_words = pc.binary_join_element_wise(numbers, "月", "")
    told = pc.if_else(is_known, whole, pc.if_else(matches(months, form), in_words, months))
    header = HEADER if plain(line[month] or "") in words("month_headers") else line[month]
    cells = _with_column(sheet.cells, month, row, header, told)
    whose = "由人指定" if said_year else "取自标题或名称"
    said = (f"“{line[month]}”列只有月份,年份 {year} {whose}",) if year else ()
    return replace(sheet, cells=cells, notes=(*sheet.notes, *said))


def _two_columns(line: Sequence[str | None]) -> tuple[int, int] | None:
    """Return where a row of headers names a year and a month, and neither twice."""
    names = [plain(text or "") for text in line]
    years = [index for index, name in enumerate(names) if name in words("year_headers")]
    months = [index for index, name in enumerate(names) if name in words("month_headers")]
    if len(years) != 1 or len(months) != 1 or abs(years[0] - months[0]) > FURTHEST:
        return None
    return years[0], months[0]


def _months_alone(line: Sequence[str | None]) -> int | None:
    """Return where a row of headers names the month of its rows, once."""
    found = [index for index, text in enumerate(line) if text and _names_month(text)]
    others = [text for index, text in enumerate(line) if text and index not in found and _is_name(text)]
    return found[0] if len(found) == 1 and len(others) >= LEAST_NAMES else None


def _names_month(text: str) -> bool:
    named = (meaning for name, _ in header_of(text).names for meaning in meanings().get(name, ()))
    return plain(text) in words("month_headers") or any(
        meaning.column.name == meaning.table.month_column and meaning.column.kind in (Kind.MONTH, Kind.PERIOD)
        for meaning in named
    )


def _is_name(text: str) -> bool:
    return any(name in meanings() for name, _ in header_of(text).names)


def _below(sheet: Sheet, index: int, row: int) -> pa.Array:
    return sheet.cells.column(index).slice(row + 1).combine_chunks()


def _are_others(texts: pa.Array, pattern: str) -> bool:
    """Return whether most texts are something else: 月 may be how many months."""
    said = texts.drop_null()
    return (pc.sum(matches(said, pattern)).as_py() or 0) < len(said) / 2


def _with_column(cells: pa.Table, index: int, row: int, header: str | None, below: pa.Array) -> pa.Table:
    above = cells.column(index).slice(0, row).combine_chunks()
    own = pa.array([header], pa.string())
    return cells.set_column(index, cells.column_names[index], pa.concat_arrays([above, own, below]))
