"""Several things of one customer in one row: 主供 and 备供 with a meter each, 1号变 and 2号变 side by side.

Behind the columns that they share, equal headers stand once for each thing, below a label (主供), behind it
(主供资产号) or with a number (资产号2). Each group becomes a table of its own with the shared columns, where its
headers name what a thing is known by (资产号, 设备标识) and no row has the same thing twice: then they are no figures
of two months (本期, 上期) of one; nor where a label says that a thing is gone (拆表). What is shared and adds up
(基本电费) is that of the things together: it stays with the first.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import tables
from data_loaders.recognition.headers import header_of, is_another, meanings, plain
from data_loaders.recognition.recognise import COUNTED_ONCE
from data_loaders.recognition.stacked import LEAST_NAMES, NAMED_SHARE, SEARCHED_ROWS
from data_loaders.sheet import MergedRange, Sheet
from data_loaders.values.vocabulary import words
from models.data.schema import Kind, Need

LEAST_COLUMNS = 2  # of a group
LONGEST_LABEL = 8
_NUMBERED = re.compile(r"^(?P<name>.*[^\d\W])(?P<label>\d|[(（][^()（）]{1,8}[)）])$")
SHARED_IDS = ("cons_no", "cust_no", "org_code")  # whose the things are


def side_groups(sheet: Sheet) -> Iterator[Sheet]:
    """Yield a sheet for each of the groups that stand side by side; the sheet itself where there are none."""
    row, groups = _groups(sheet.cells)
    first = _first_label_row(sheet.cells, row, groups)
    labels = [_label(sheet.cells, first, row, own) for own in groups]
    if not groups or any(map(_is_of_another, labels)) or _have_equal_things(sheet.cells, row, groups):
        yield sheet
        return
    sheet = replace(sheet, cells=_without_labels(sheet.cells, row, groups))
    shown = "、".join(filter(None, labels)) or "、".join(f"{sheet.letter(own[0])} 列起" for own in groups)
    said = f"每行并排写有 {len(groups)} 组({shown}),已各作一行读取"
    filled = [_is_filled(sheet.cells, own) for own in groups]
    once = {
        i: text for i, text in _added_up(sheet.cells, first, row).items() if not any(i in g for g in groups)
    }
    if once:
        said += f",{'、'.join(f'“{text}”' for text in once.values())}只计在前一组,没有重复计入"
    for number, own in enumerate(groups):
        others = [index for other in groups if other != own for index in other]
        is_own = filled[number] if number else filled[0] | ~np.logical_or.reduce(filled)
        is_own[: row + 1] = True
        part = _blanked(sheet, others, first)
        if number:
            part = _without_counted(part, once, row, np.logical_or.reduce(filled[:number]))
        part = _with_rows(part, is_own)
        if number:
            yield replace(part, name=f"{sheet.name}({sheet.letter(own[0])} 列起)", notes=(), broken=())
        else:
            yield replace(part, notes=(*sheet.notes, said))


def _groups(cells: pa.Table) -> tuple[int, list[range]]:
    """Return the row of the first header that says the same names once for each thing, and the columns of each."""
    for row in range(min(SEARCHED_ROWS, cells.num_rows)):
        line = _line(cells, row)
        names = {index: plain(_told(text)[1]) for index, text in line.items()}
        known = sum(_is_name(_told(text)[1]) for text in line.values())
        if len(set(names.values())) == len(names) or known < max(LEAST_NAMES, NAMED_SHARE * len(line)):
            continue
        places = list(names)
        for start in range(len(places)):
            for count in range((len(places) - start) // 2, LEAST_COLUMNS - 1, -1):
                if groups := _repeated(names, places[start:], count):
                    is_told = any(names[index] in _names_of_things() for index in groups[0])
                    return (row, groups) if is_told else (row, [])
        return row, []
    return 0, []


def _line(cells: pa.Table, row: int) -> dict[int, str]:
    texts = ((index, column[row].as_py()) for index, column in enumerate(cells.columns))
    return {index: text.strip() for index, text in texts if text and text.strip()}


@lru_cache(maxsize=4096)
def _told(text: str) -> tuple[str, str]:
    """Return the label of a header and the name that it goes with: 主供 of 主供资产号, 2 of 资产号2; "" where it has none."""
    if _is_name(text):
        return "", text
    if (match := _NUMBERED.match(text)) and _is_name(match["name"]):
        return match["label"].strip("()（）"), match["name"]
    ends = (end for end in range(1, min(LONGEST_LABEL, len(text) - 1) + 1) if _is_name(text[end:]))
    end = next(ends, 0)
    return text[:end], text[end:]


def _is_name(text: str) -> bool:
    """Return whether a text names a column, whatever its unit; what else stands in its brackets is not left out."""
    return any(worth == 1.0 and name in meanings() for name, worth in header_of(text).names)


def _repeated(names: dict[int, str], places: Sequence[int], count: int) -> list[range]:
    """Return the columns of the groups of `count` equal names with which some columns begin; [] where none repeat."""
    own = [names[index] for index in places[:count]]
    groups: list[range] = []
    for start in range(0, len(places), count):
        part = places[start : start + count]
        is_whole = len(part) == count and part[-1] - part[0] == count - 1
        if not is_whole or [names[index] for index in part] != own:
            break
        groups.append(range(part[0], part[-1] + 1))
    return groups if len(groups) > 1 and len(set(own)) == count else []


@cache
def _names_of_things() -> frozenset[str]:
    """Return the names of columns by which a thing of a customer is known, whatever table it is in."""
    things = {
        (table.name, column.name)
        for table in tables().values()
        for column in table.columns
        if column.kind is Kind.ID
        and column.name not in SHARED_IDS
        and any(column.name in key for key in table.keys)
        and (column.need is Need.REQUIRED or (column.name,) in table.keys)
    }
    return frozenset(
        name
        for name, of in meanings().items()
        if any((meaning.table.name, meaning.column.name) in things for meaning in of)
    )


def _first_label_row(cells: pa.Table, row: int, groups: Sequence[range]) -> int:
    """Return the first row of the header: rows above it that say something over every group are its own."""
    first = row
    while first and all(any(cells.column(i)[first - 1].as_py() for i in own) for own in groups):
        first -= 1
    return first


def _label(cells: pa.Table, first: int, row: int, own: range) -> str:
    texts = (cells.column(index)[line].as_py() for line in range(first, row) for index in own)
    headers = dict.fromkeys(_told(text)[0] for index, text in _line(cells, row).items() if index in own)
    return "-".join(text.strip() for text in (*texts, *headers) if text)


def _is_of_another(label: str) -> bool:
    """Return whether a label says another time, or things that are gone (拆表, 换下) or only related (关联)."""
    return is_another(label) or any(word in label for word in words("of_gone_or_related_things"))


def _without_labels(cells: pa.Table, row: int, groups: Sequence[range]) -> pa.Table:
    """Return the cells with the names of the groups' headers alone."""
    for index in (index for own in groups for index in own):
        texts = cells.column(index)
        name = _told(texts[row].as_py().strip())[1]
        whole = [texts.slice(0, row), pa.chunked_array([[name]], pa.string()), texts.slice(row + 1)]
        joined = pa.chunked_array([chunk for part in whole for chunk in part.chunks], pa.string())
        cells = cells.set_column(index, cells.column_names[index], joined)
    return cells


def _have_equal_things(cells: pa.Table, row: int, groups: Sequence[range]) -> bool:
    """Return whether any row has the same thing in two groups, or one in none."""
    line = _line(cells, row) if groups else {}
    header = [plain(_told(line[index])[1]) for index in groups[0]] if groups else []
    at = next((n for n, name in enumerate(header) if name in _names_of_things()), 0)
    things = [cells.column(own[at]).slice(row + 1) for own in groups]
    pairs = ((one, other) for n, one in enumerate(things) for other in things[n + 1 :])
    return any(pc.any(pc.equal(one, other)).as_py() for one, other in pairs)


def _is_filled(cells: pa.Table, own: range) -> np.ndarray:
    return np.logical_or.reduce([pc.is_valid(cells.column(index)).to_numpy() for index in own])


def _blanked(sheet: Sheet, others: Sequence[int], first: int) -> Sheet:
    """Return the sheet without what stands in some columns from a row on."""
    cells = sheet.cells
    for index in others:
        above = cells.column(index).slice(0, first).combine_chunks()
        blank = pa.nulls(cells.num_rows - first, pa.string())
        cells = cells.set_column(index, cells.column_names[index], pa.concat_arrays([above, blank]))
    return replace(sheet, cells=cells)


def _added_up(cells: pa.Table, first: int, row: int) -> dict[int, str]:
    """Return the columns whose headers, from a row to another, name nothing but figures that add up."""
    found = {}
    for line in range(first, row + 1):
        for index, text in _line(cells, line).items():
            named = [meaning for name, _ in header_of(text).names for meaning in meanings().get(name, ())]
            if named and all(meaning.column.unit in COUNTED_ONCE for meaning in named):
                found[index] = text
    return found


def _without_counted(sheet: Sheet, columns: Iterable[int], row: int, is_counted: np.ndarray) -> Sheet:
    """Return the sheet without what stands in some columns of rows below the header that a group before has."""
    is_counted = is_counted & (np.arange(sheet.cells.num_rows) > row)
    cells = sheet.cells
    for index in columns:
        kept = pc.if_else(pa.array(is_counted), pa.scalar(None, pa.string()), cells.column(index))
        cells = cells.set_column(index, cells.column_names[index], kept)
    return replace(sheet, cells=cells)


def _with_rows(sheet: Sheet, kept: np.ndarray) -> Sheet:
    """Return the sheet with some of its rows; what is merged over several keeps its text where the first is left out."""
    place = np.cumsum(kept) - 1
    merged = []
    sources: dict[
        int, np.ndarray
    ] = {}  # of each column with such cells: the row that each row has its text from
    for one in sheet.merged:
        rows = one.first_row + np.flatnonzero(kept[one.first_row : one.last_row + 1])
        if not len(rows):
            continue
        first, last = int(place[rows[0]]), int(place[rows[-1]])
        merged.append(MergedRange(first, one.first_col, last, one.last_col))
        if rows[0] != one.first_row:
            source = sources.setdefault(one.first_col, np.arange(len(kept)))
            source[rows[0]] = one.first_row
    cells = sheet.cells
    for index, source in sources.items():
        own = cells.column(index).take(pa.array(source))
        cells = cells.set_column(index, cells.column_names[index], own)
    is_kept = pa.array(kept)
    return replace(
        sheet, cells=cells.filter(is_kept), row_no=sheet.row_no.filter(is_kept), merged=tuple(merged)
    )
