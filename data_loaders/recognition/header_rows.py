"""Where in a sheet the header stands: one row, or up to three with merged groups, below any number of title rows."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from data_loaders.recognition.column_lines import describes, numbers_columns
from data_loaders.recognition.headers import Header, header_of, meanings, weight
from data_loaders.recognition.wide_forms import wide_form
from data_loaders.sheet import MergedRange, Sheet
from data_loaders.values.blanks import is_dash
from data_loaders.values.written_units import is_unit
from models.data.schema import Table

SEARCHED_ROWS = 40
MOST_ROWS = 3  # of one header
WIDE_WORTH, MOST_WIDE = 0.8, 8
NUMBERED_FROM = 4  # a line X 1 2 3 … under the header numbers the columns
ECHO_SHARE = 0.6  # a second header line that repeats the first in another language matches about as much
_RULE = re.compile(r"^[-=+_─━┼|\s]*$")

Grid = list[list[str | None]]


@dataclass(frozen=True)
class HeaderBlock:
    """The header of a sheet: its rows in `Sheet.cells`, and what stands over each column.

    `data_row` is the first row below it; `units` are those of a line of units, by column; `passed` are the rows beside
    it that describe or number the columns.
    """

    first_row: int
    last_row: int
    headers: Mapping[int, Header]
    data_row: int = 0
    units: Mapping[int, str] = field(default_factory=dict)
    passed: tuple[int, ...] = ()

    def shown(self) -> dict[int, str]:
        """Return the header of each column as it is shown."""
        return {index: header.text for index, header in self.headers.items()}


@dataclass(frozen=True)
class Match:
    """A header that may stand for a column of a table."""

    index: int
    column: str
    strength: float
    worth: float


def top_rows(sheet: Sheet) -> Grid:
    """Return the first rows of a sheet as lists of texts."""
    columns = [column.to_pylist() for column in sheet.cells.slice(0, SEARCHED_ROWS).columns]
    return [list(row) for row in zip(*columns, strict=True)]


def matches_in(headers: Mapping[int, Header]) -> dict[str, list[Match]]:
    """Return, for every table, the headers that may stand for one of its columns."""
    found: dict[str, list[Match]] = {}
    for index, header in headers.items():
        best: dict[tuple[str, str], Match] = {}
        for name, worth in header.names:
            for meaning in meanings().get(name, ()):
                key = (meaning.table.name, meaning.column.name)
                strength = meaning.strength * worth
                if key not in best or best[key].strength < strength:
                    best[key] = Match(index, meaning.column.name, strength, strength * weight(name))
        for (table, _), match in best.items():
            found.setdefault(table, []).append(match)
    return found


def evidence(matches: Iterable[Match]) -> float:
    """Return how much the headers say for a table: each column and each header counts once."""
    columns: set[str] = set()
    headers: set[int] = set()
    total = 0.0
    for match in sorted(matches, key=lambda m: -m.worth):
        if match.column not in columns and match.index not in headers:
            columns.add(match.column)
            headers.add(match.index)
            total += match.worth
    return total


def wide_worth(table: Table, headers: Mapping[int, Header], matches: Sequence[Match]) -> float:
    """Return how much the columns for registers, days or hours say for a table."""
    taken = {match.index for match in matches}
    form = wide_form(table, {i: header for i, header in headers.items() if i not in taken})
    return WIDE_WORTH * min(len(form.columns), MOST_WIDE) if form else 0.0


def find_header(sheet: Sheet, grid: Grid, tables: Mapping[str, Table]) -> HeaderBlock | None:
    """Return the header that names most columns of any table, or None where no row names two columns of one."""
    best: tuple[tuple[int, float], HeaderBlock] | None = None
    for block in _blocks(grid, sheet.merged):
        said = _best_score(block.headers, tables)
        if said[1] > 0 and (best is None or said > (best[0][0], best[0][1] + 1e-9)):
            best = (said, block)
    if best is None:
        return None
    (_, score), block = best
    return _with_lines_below(block, grid, score, tables)


def block_known(
    sheet: Sheet, grid: Grid, known: Callable[[Sequence[str]], bool], tables: Mapping[str, Table]
) -> HeaderBlock | None:
    """Return the first header whose texts somebody knows, whatever they are."""
    for block in _blocks(grid, sheet.merged, named=range(len(grid))):
        if known([header.text for header in _told_apart(block.headers).values()]):
            return _with_lines_below(block, grid, _best_score(block.headers, tables)[1], tables)
    return None


def block_at(sheet: Sheet, grid: Grid, row: int, tables: Mapping[str, Table]) -> HeaderBlock | None:
    """Return the header that begins in a given row of `Sheet.cells`."""
    candidates = [block for block in _blocks(grid, sheet.merged, named=[row]) if block.first_row == row]
    scored = [(_best_score(block.headers, tables), -n, block) for n, block in enumerate(candidates)]
    if not scored:
        return None
    (_, score), _, block = max(scored, key=lambda entry: entry[:2])
    return _with_lines_below(block, grid, score, tables)


def _best_score(headers: Mapping[int, Header], tables: Mapping[str, Table]) -> tuple[int, float]:
    """Return how many columns of the likeliest table a row of headers names, and how much that says.

    One header alone says nothing, unless it is all there is; what stands under each of several groups (上次示数
    under 总, 峰, 谷) names one column.
    """
    best = (0, 0.0)
    for name, found in matches_in(headers).items():
        wide = wide_worth(tables[name], headers, found)
        named = min(len({match.index for match in found}), len({match.column for match in found}))
        if wide or len(headers) == 1 or named > 1:
            best = max(best, (named, evidence(found) + wide), key=lambda said: said[1])
    return best


def _blocks(grid: Grid, merged: Sequence[MergedRange], named: Collection[int] = ()) -> Iterator[HeaderBlock]:
    """Yield what may be a header: from each row one, two or three, at least as many as its merged cells span.

    Rows that describe or number columns are none, unless a person `named` them.
    """
    said = [_said(cells) for cells in grid]
    passed = {row for row in range(len(grid)) if row not in named and _is_passed(grid, row)}
    for row in range(len(said)):
        if row in passed:
            continue
        spanned = [m.last_row - row + 1 for m in merged if m.first_row == row and m.last_col == m.first_col]
        least = max((rows for rows in spanned if rows <= MOST_ROWS), default=1)
        for count in range(least, min(MOST_ROWS, len(said) - row) + 1):
            if passed & set(range(row, row + count)):
                break
            if count < MOST_ROWS or least == MOST_ROWS or _are_partly_filled(said[row : row + 2]):
                headers = _headers_of(said, row, count, merged)
                if headers:
                    yield HeaderBlock(row, row + count - 1, headers)


def _are_partly_filled(rows: Sequence[Sequence[str | None]]) -> bool:
    """Return whether rows may be groups of groups: none names every column."""
    return all(any(row) and not all(row) for row in rows)


def _said(cells: Sequence[str | None]) -> list[str | None]:
    """Return the texts of a row, None for a blank one and for a rule of dashes."""
    return [text if text and not _RULE.match(text) else None for text in cells]


def _headers_of(grid: Grid, row: int, count: int, merged: Sequence[MergedRange]) -> dict[int, Header]:
    """Return the headers that some rows make together."""
    levels: list[list[str | None]] = []
    for number in range(row, row + count - 1):
        above = grid[number - 1] if levels else None
        levels.append(_groups(grid, number, row + count, merged, above))
    headers = {}
    for index, leaf in enumerate(grid[row + count - 1]):
        above = [level[index] for level in levels]
        if leaf or any(above):
            headers[index] = header_of(leaf, *above)
    return headers


def _groups(
    grid: Grid, row: int, end: int, merged: Sequence[MergedRange], above: Sequence[str | None] | None
) -> list[str | None]:
    """Return the group over each column: from merged cells, or from the left where nothing is merged.

    `above` is the row of groups above this one: a group does not reach beyond its own, nor over columns in which
    the header's rows below it, up to `end`, say nothing.
    """
    groups = list(grid[row])
    ranges = [m for m in merged if m.first_row == row and m.last_col > m.first_col]
    for block in ranges:
        for index in range(block.first_col, block.last_col + 1):
            groups[index] = groups[block.first_col]
    if not ranges:
        for index in range(1, len(groups)):
            if above is None or above[index] is None:
                groups[index] = groups[index] or groups[index - 1]
        own = [any(texts) for texts in zip(*grid[row:end], strict=True)]
        groups = [group if said else None for group, said in zip(groups, own, strict=True)]
    return groups


def over_values(block: HeaderBlock, sheet: Sheet) -> HeaderBlock:
    """Return the header with each text that is merged over several columns put over the one that has values."""
    headers = dict(block.headers)
    for merge in sheet.merged:
        columns = range(merge.first_col, merge.last_col + 1)
        if not (block.first_row <= merge.first_row <= block.last_row) or len(columns) < 2:
            continue
        own = [block.headers[index] for index in columns if index in block.headers]
        if merge.first_col not in headers or any(
            h.path != own[0].path or h.names != own[0].names for h in own
        ):
            continue  # a group over different headers
        filled = [i for i in columns if _has_values(sheet, i, block.data_row)]
        if filled:
            header = headers[merge.first_col]
            headers = {i: h for i, h in headers.items() if i not in columns or i in filled}
            headers[filled[0]] = header
    return replace(block, headers=dict(sorted(headers.items())))


def _has_values(sheet: Sheet, index: int, data_row: int) -> bool:
    below = sheet.cells.column(index).slice(data_row)
    return below.null_count < len(below)


def _with_lines_below(
    block: HeaderBlock, grid: Grid, score: float, tables: Mapping[str, Table]
) -> HeaderBlock:
    """Return the header with the lines below it that are no data: units, column numbers, other names."""
    units: dict[int, str] = {}
    passed = [row for row in range(max(block.first_row, 0)) if _is_passed(grid, row)]
    row = block.last_row + 1
    while row < len(grid):
        filled = _filled(grid[row])
        if line := _unit_line(filled):
            units |= line
        elif _is_passed(grid, row) or _is_numbering(list(filled.values())):
            passed.append(row)
        elif not _is_echo(filled, block, score, tables):
            break
        row += 1
    headers = _told_apart(block.headers)
    return HeaderBlock(block.first_row, block.last_row, headers, row, units, tuple(passed))


def _filled(cells: Sequence[str | None]) -> dict[int, str]:
    return {index: text.strip() for index, text in enumerate(cells) if text and text.strip()}


def _is_passed(grid: Grid, row: int) -> bool:
    """Return whether a row describes or numbers the columns."""
    line = _filled(grid[row])
    if describes(line):
        return not _names_columns(line)  # DATE and NUMBER may be names, too
    return numbers_columns(line, [_filled(cells) for cells in grid[row + 1 :]])


def _names_columns(line: Mapping[int, str]) -> bool:
    """Return whether a line names two columns of one table."""
    found = matches_in({index: header_of(text) for index, text in line.items()}).values()
    return any(len({m.index for m in own}) > 1 and len({m.column for m in own}) > 1 for own in found)


def _unit_line(filled: Mapping[int, str]) -> dict[int, str]:
    """Return the units of a line that holds nothing else, by column; a dash stands where there is none."""
    said = {index: text for index, text in filled.items() if not is_dash(text)}
    is_line = all(is_unit(text) and not text[0].isdigit() for text in said.values())
    return said if is_line else {}


def _told_apart(headers: Mapping[int, Header]) -> dict[int, Header]:
    """Return the headers with the place added to a text that stood before, so that each can be chosen."""
    seen: set[str] = set()
    found = {}
    for index, header in sorted(headers.items()):
        again = header.text in seen
        found[index] = replace(header, text=f"{header.text}〔第 {index + 1} 列〕") if again else header
        seen.add(header.text)
    return found


def _is_numbering(texts: list[str]) -> bool:
    """Return whether a line below a header counts 1 2 3 … behind a first cell that says something else."""
    expected = [str(number) for number in range(1, len(texts))]
    return len(texts) >= NUMBERED_FROM and texts[1:] == expected


def _is_echo(
    filled: Mapping[int, str], block: HeaderBlock, score: float, tables: Mapping[str, Table]
) -> bool:
    """Return whether a line under the header names the same columns again (its English names)."""
    if len(filled) < 2:
        return False
    own = {index: header_of(text) for index, text in filled.items()}
    return score > 0 and _best_score(own, tables)[1] >= ECHO_SHARE * score
