"""Which table a sheet holds and which column each header stands for, by headers and by values.

Every header counts for a table by how few tables have it; a header whose values do not fit its column counts
little. How sure that is, certainty.py says; below the least certainty nothing is guessed: the screen asks, the
command line refuses and says what speaks against.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow.compute as pc

from data_loaders.recognition.average_price import SAMPLED
from data_loaders.recognition.cancelled import Cancelled, cancelled
from data_loaders.recognition.candidates import MISSING_COSTS, Candidate, Seen
from data_loaders.recognition.certainty import Certainty, says_for, strangers
from data_loaders.recognition.column_fit import Assignment, assign, samples_of
from data_loaders.recognition.date_orders import DATES, DateOrders, date_orders
from data_loaders.recognition.decimal_marks import SEPARATOR, DecimalMarks, decimal_marks
from data_loaders.recognition.doubts import column_missing, doubt, other_months, totals_among, year_missing
from data_loaders.recognition.guesses import guesses
from data_loaders.recognition.header_rows import (
    HeaderBlock,
    block_at,
    block_known,
    evidence,
    find_header,
    matches_in,
    over_values,
    top_rows,
    wide_worth,
)
from data_loaders.recognition.headers import ALIAS, Header, meanings, plain
from data_loaders.recognition.learned import Learned, learned_names, said_of, with_learned
from data_loaders.recognition.month_choice import (
    OF_THIS_FILE,
    month_wanted,
    of_whole_sheet,
    which_of,
    year_wanted,
)
from data_loaders.recognition.row_units import row_units
from data_loaders.recognition.sheet_titles import Titles, titles_of
from data_loaders.recognition.sides import Sides, sides
from data_loaders.recognition.unit_choice import ColumnUnits, UnitChoice, UnitQuestion, choose_units
from data_loaders.recognition.year_and_month import lack_year
from data_loaders.sheet import Sheet
from data_loaders.values.cell_dates import DateOrder, read_month
from data_loaders.values.clean_groups import matches
from data_loaders.values.decimal_commas import pointed
from models.company.import_settings import ImportSettings
from models.data.schema import Column, Kind, Table
from models.errors import MingjiError, WrongUsage

LEAST_EVIDENCE = 2.0  # less says nothing about any table: a cover, a note, a list of something else
TITLE_WORTH = 2.0  # the table's own name in a title, a sheet name or the file name
MOST_RIVALS, NEAREST = 3, 6
MOST_CELLS_OF_REMARK, MOST_REMARKS = 2, 100
MONTH_TEXT = r"^\s*20\d\d\s*[-/.年]?\s*(0?[1-9]|1[0-2])\s*(月份?)?(-01( 00:00:00)?)?\s*$"
FROM_TITLE = "取自标题、文件名或文件夹名"
COUNTED_ONCE = ("元", "kWh", "kvarh")  # a figure of several rows, or a total beside its parts, is none twice
UNITS = "@units"  # beside the names of fields, none of which begins like this
_WORDS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Choice:
    """A mapping that a person made or confirmed; `fields` are {field: header as shown}.

    `header_row` is the row of `Sheet.cells` in which the header begins, None to find it; `units` are the answers to
    questions about units, {key of the question: unit}.
    """

    table: str
    fields: Mapping[str, str]
    header_row: int | None = None
    units: Mapping[str, str] = field(default_factory=dict)

    def remembered(self) -> dict[str, Any]:
        """Return what is kept of the choice for the next delivery with the same headers."""
        units = {key: said for key, said in self.units.items() if key not in OF_THIS_FILE}
        return {**self.fields, UNITS: units} if units else dict(self.fields)


def choice_remembered(table: str, kept: Mapping[str, Any]) -> Choice:
    """Return a choice from what was kept of it."""
    fields = {name: header for name, header in kept.items() if name != UNITS}
    return Choice(table, fields, units=kept.get(UNITS, {}))


@dataclass(frozen=True)
class Rival:
    """A table that also comes into question, and how much speaks for it."""

    table: str
    title: str
    score: float


@dataclass(frozen=True)
class Recognition:
    """What a sheet was recognised as; `problem` says why it cannot be loaded as it is.

    `scales` are how many stored units one unit of the sheet is, by column of the sheet; `constants` are values
    of whole columns that stand above the table; `certainty` is the share of what the columns say that speaks for
    the table (data_loaders/recognition/certainty.py). `questions` are about units, `units` the answers that were given to them.
    `commas` are the columns of the sheet whose decimals stand behind a comma, `date_order` is how dates are written
    that leave it open.
    """

    table: Table
    block: HeaderBlock
    assignment: Assignment
    titles: Titles
    scales: Mapping[int, Decimal]
    constants: Mapping[str, str]
    certainty: float
    rivals: tuple[Rival, ...]
    is_confirmed: bool
    problem: MingjiError | None = None
    notes: tuple[str, ...] = field(default=())
    questions: tuple[UnitQuestion, ...] = ()
    commas: frozenset[int] = frozenset()
    date_order: DateOrder | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    row_units: Mapping[int, int] = field(default_factory=dict)
    sides: Sides = field(default_factory=Sides)
    cancelled: Cancelled = field(default_factory=Cancelled)
    missing: tuple[Column, ...] = ()
    guesses: Mapping[int, str] = field(default_factory=dict)

    @property
    def unmapped(self) -> list[str]:
        """Return the headers that no column took."""
        taken = self.assignment.taken
        return [header.text for index, header in sorted(self.block.headers.items()) if index not in taken]

    @property
    def added_up(self) -> set[int]:
        """Return the columns of the sheet whose figures add up: what stands for several rows counts once."""
        by_name = self.table.by_name
        return {i for name, i in self.assignment.every_field() if by_name[name].unit in COUNTED_ONCE}


def signature(headers: Sequence[str]) -> str:
    """Return what a set of headers is known by, in whatever order they stand."""
    return hashlib.sha256("\x1f".join(sorted(map(plain, headers))).encode()).hexdigest()


def recognise(
    sheet: Sheet,
    tables: Mapping[str, Table],
    confirmed: Mapping[str, Choice] | None = None,
    choice: Choice | None = None,
    least_certainty: float = ImportSettings.least_certainty,
) -> Recognition | None:
    """Return what a sheet is, or None where no row names the columns of any table (a cover, a note).

    `confirmed` are mappings that people confirmed before, by header signature; `choice` is for this sheet; what
    is less certain than `least_certainty` is asked about.
    """
    grid = top_rows(sheet)
    confirmed = confirmed or {}
    if choice is not None and choice.header_row is not None:
        block = block_at(sheet, grid, choice.header_row, tables)
    else:
        block = (
            block_known(sheet, grid, lambda texts: signature(texts) in confirmed, tables)
            if confirmed
            else None
        )
        block = block or find_header(sheet, grid, tables)
    if block is None:
        return None
    block = over_values(block, sheet)
    above = [
        text for n, row in enumerate(grid[: block.first_row]) if n not in block.passed for text in row if text
    ]
    titles = titles_of(above, sheet.name, sheet.file, *_remarks(sheet, block))
    seen = Seen(sheet, block, titles, samples_of(sheet.cells, block.data_row))
    known = choice or confirmed.get(signature([header.text for header in block.headers.values()]))
    return (
        _as_chosen(seen, tables, known)
        if known is not None
        else _by_evidence(
            seen, tables, least_certainty, learned_names((c.table, c.fields) for c in confirmed.values())
        )
    )


def _remarks(sheet: Sheet, block: HeaderBlock) -> tuple[list[str], list[str]]:
    """Return the texts of rows too empty for a record: behind the last record, and among the records."""
    data = sheet.cells.slice(block.data_row)
    if sum(column.null_count == 0 for column in data.columns) > MOST_CELLS_OF_REMARK:
        return [], []
    filled = np.sum([pc.is_valid(column).to_numpy() for column in data.columns], axis=0)
    rows = np.flatnonzero(filled <= MOST_CELLS_OF_REMARK) if data.num_columns > MOST_CELLS_OF_REMARK else ()
    last_record = max(np.flatnonzero(filled > MOST_CELLS_OF_REMARK), default=-1)
    below, among = [], []
    for row in [*rows[:MOST_REMARKS], *rows[MOST_REMARKS:][-MOST_REMARKS:]]:
        texts = (column[int(row)].as_py() for column in data.columns)
        (below if row > last_record else among).extend(text for text in texts if text)
    return below, among


def _by_evidence(
    seen: Seen, tables: Mapping[str, Table], least: float, learned: Learned
) -> Recognition | None:
    headers = seen.block.headers
    found = with_learned(matches_in(headers), headers, learned)
    named = {name: _title_worth(table, seen) for name, table in tables.items()}
    rough = {
        name: named[name] + evidence(found.get(name, [])) + wide_worth(table, headers, found.get(name, []))
        for name, table in tables.items()
    }
    candidates = []
    for name in sorted(rough, key=lambda name: -rough[name])[:NEAREST]:
        assignment = assign(tables[name], seen.block, found.get(name, []), seen.samples, seen.data).in_year(
            seen.titles.year
        )
        score = assignment.evidence + named[name]
        candidates.append(
            Candidate(tables[name], assignment, _missing(seen, tables[name], assignment), score)
        )
    # what says nothing of any table is none, however little it lacks
    best, *others = sorted(candidates, key=lambda one: (one.score < LEAST_EVIDENCE, -one.net))
    if best.score < LEAST_EVIDENCE or len(best.assignment.taken) < min(2, len(headers)):
        return None
    rival, rival_said = max(
        ((f"“{one.table.title}”", _speaks_as_rival(one, best, seen)) for one in others),
        key=lambda entry: entry[1],
    )
    unknown = strangers(headers, best.assignment, seen.samples)
    certainty = Certainty(_speaks(best, seen), rival, rival_said, unknown)
    rivals = [Rival(o.table.name, o.table.title, round(o.net, 2)) for o in others if o.net > 0][:MOST_RIVALS]
    problem = doubt(seen, best, certainty, least)
    recognised = _recognition(seen, best, certainty.share, rivals, problem)
    if told := said_of(best.table.name, headers, best.assignment.fields, learned):
        note = f"{'、'.join(told)}按本来源以前确认的对应读取"
        return replace(recognised, notes=(note, *recognised.notes))
    return recognised


def _speaks(candidate: Candidate, seen: Seen) -> float:
    """Return what speaks for a table: its columns, its name in a title, less what it cannot do without."""
    table = candidate.table
    said = says_for(table, seen.block.headers, candidate.assignment) + _title_worth(table, seen)
    return said - MISSING_COSTS * len(candidate.missing)


def _speaks_as_rival(candidate: Candidate, best: Candidate, seen: Seen) -> float:
    """Return what speaks for a table beside the best one.

    One whose columns say as much may be an export of which columns were left out, if it knows more of them than the
    best, or the same and half of what it cannot do without: what it lacks says nothing against it.
    """
    said, lacks = _speaks(candidate, seen), len(candidate.missing)
    own, others = candidate.assignment.taken, best.assignment.taken
    may_be_cut = own > others or (own == others and 2 * lacks <= len(candidate.table.required))
    whole = said + MISSING_COSTS * lacks
    return whole if may_be_cut and whole >= ALIAS * _speaks(best, seen) else said


def _as_chosen(seen: Seen, tables: Mapping[str, Table], choice: Choice) -> Recognition:
    if choice.table not in tables:
        raise WrongUsage(f"没有名为“{choice.table}”的数据表", remedy="请在列出的数据表中选择")
    table = tables[choice.table]
    seen = replace(seen, titles=of_whole_sheet(seen.titles, choice.units))
    by_text: dict[str, int] = {}
    for index, header in sorted(seen.block.headers.items()):
        by_text.setdefault(header.text, index)
    fields = {
        name: by_text[text]
        for name, text in choice.fields.items()
        if text in by_text and name in table.by_name
    }
    assignment = assign(table, seen.block, [], seen.samples, seen.data, given=fields).in_year(
        seen.titles.year
    )
    chosen = Candidate(table, assignment, _missing(seen, table, assignment), 0.0)
    problem = column_missing(seen, chosen) if chosen.missing else None
    return _recognition(seen, chosen, 1.0, [], problem, is_confirmed=True, answers=choice.units)


def _recognition(
    seen: Seen,
    best: Candidate,
    certainty: float,
    rivals: Sequence[Rival],
    problem: MingjiError | None,
    *,
    is_confirmed: bool = False,
    answers: Mapping[str, str] | None = None,
) -> Recognition:
    table = best.table
    assignment = best.assignment
    marks = _decimal_marks(seen, best, answers or {})
    units = _units(seen, best, answers or {}, marks)
    dates = _date_orders(seen, best, answers or {})
    figures = {index: column for index, column, _ in _figures(seen, best)}
    by_row = row_units(
        seen.block.headers,
        assignment.taken,
        figures,
        seen.data,
        seen.samples,
        answers or {},
        is_whole=not best.missing,
    )
    by_side = sides(seen.block.headers, assignment.taken, figures, seen.data, seen.samples, answers or {})
    void = cancelled(
        seen.block.headers,
        {index: table.by_name[name] for name, index in assignment.fields.items()},
        seen.data,
        seen.samples,
        answers or {},
    )
    constants = _constants(seen, table, best.assignment)
    notes = [f"“{table.by_name[name].title}”{FROM_TITLE}:{value}" for name, value in constants.items()]
    return Recognition(
        table=table,
        block=seen.block,
        assignment=assignment,
        titles=seen.titles,
        scales=units.scales,
        constants=constants,
        certainty=round(certainty, 4),
        rivals=tuple(rivals),
        is_confirmed=is_confirmed,
        problem=problem
        or by_row.problem(seen.place)
        or by_side.problem(seen.place)
        or void.problem(seen.place)
        or other_months(seen, constants)
        or totals_among(seen, table, assignment)
        or (year_missing(seen) if _lacks_year(seen, best) else None)
        or marks.problem(seen.place)
        or units.problem(seen.place)
        or dates.problem(seen.place),
        notes=(
            *best.assignment.notes,
            *units.notes,
            *marks.notes,
            *dates.notes,
            *by_row.notes,
            *by_side.notes,
            *void.notes,
            *notes,
        ),
        questions=(
            *_times_wanted(seen, best, constants),
            *by_row.questions,
            *by_side.questions,
            *void.questions,
            *(
                marks.questions or units.questions.values()
            ),  # a price tells nothing before the marks are known
            *dates.questions,
        ),
        commas=marks.commas,
        date_order=dates.order,
        units=answers or {},
        row_units=by_row.columns,
        sides=by_side,
        cancelled=void,
        missing=tuple(best.missing),
        guesses={
            **guesses(table, seen.block.headers, assignment, seen.samples),
            **_month_guessed(seen, best),
        },
    )


def _times_wanted(seen: Seen, best: Candidate, constants: Mapping[str, str]) -> Iterator[UnitQuestion]:
    """Yield what is asked about the month or the year of the whole sheet."""
    wide = best.assignment.wide
    if constants and seen.titles.other_months:
        yield which_of(seen.titles)
    elif _lacks_year(seen, best):
        yield year_wanted()
    elif any(column.kind in (Kind.MONTH, Kind.PERIOD) for column in best.missing) or (
        wide and wide.needs_month and any(column.name == "data_date" for column in best.missing)
    ):
        yield month_wanted()


def _lacks_year(seen: Seen, best: Candidate) -> bool:
    """Return whether months stand there, as headers or among the rows, of which nobody knows the year."""
    wide, month = best.assignment.wide, best.assignment.fields.get(best.table.month_column or "")
    return bool(wide and wide.lacks_year) or (month is not None and lack_year(seen.samples[month]))


def _title_worth(table: Table, seen: Seen) -> float:
    names = [plain(part) for part in table.title.split("/")]
    texts = (*seen.titles.texts, seen.sheet.name, seen.sheet.file)
    where, alone = plain(" ".join(texts)), {plain(word) for text in texts for word in _WORDS.split(text)}
    own = re.compile(rf"(^|[^a-z_]){table.name}(?![a-z]|_[a-z])", re.IGNORECASE)
    is_named = any(name in (where if len(name) > 2 else alone) for name in names)
    return TITLE_WORTH if is_named or own.search(f"{seen.sheet.name} {seen.sheet.file}") else 0.0


def _missing(seen: Seen, table: Table, assignment: Assignment) -> list[Column]:
    """Return the required columns that neither a header, nor the wide form, nor a title gives.

    A table that requires none cannot do without one of its keys.
    """
    given = set(assignment.fields) | set(_constants(seen, table, assignment)) | assignment.derived
    has_key = table.required or any(given.issuperset(key) for key in table.keys)
    needed = table.required if has_key else [table.by_name[name] for name in table.keys[0]]
    return [column for column in needed if column.name not in given]


def _constants(seen: Seen, table: Table, assignment: Assignment) -> dict[str, str]:
    """Return the values of whole columns that the titles give: the month of a table that has no month column."""
    titles = seen.titles
    if not titles.month or (not titles.is_said and _months_besides(seen, table, assignment) is not None):
        return {}
    wanted = {
        column.name
        for column in table.required
        if column.kind in (Kind.MONTH, Kind.PERIOD) and column.name not in assignment.fields
    }
    if assignment.wide and assignment.wide.needs_month and "data_date" not in assignment.fields:
        wanted.add("data_date")
    return dict.fromkeys(sorted(wanted - (assignment.derived - {"data_date"})), titles.month)


def _months_besides(seen: Seen, table: Table, assignment: Assignment) -> int | None:
    """Return the column that no table knows with months, and others than the title, of customers who stand there
    several times: the title's is not that of all rows then. None where there is no such column.
    """
    ids = [
        seen.data.column(assignment.fields[c.name])
        for c in table.required
        if c.kind is Kind.ID and c.name in assignment.fields
    ]
    if not any(len(pc.unique(one)) < len(one) for one in ids):
        return None
    for index, header in seen.block.headers.items():
        texts = seen.samples[index]
        is_known = any(name in meanings() for name, _ in header.names)
        if index in assignment.taken or is_known or not len(texts):
            continue
        if pc.all(matches(texts, MONTH_TEXT)).as_py():
            months = set(map(read_month, texts.to_pylist()))
            if months != {seen.titles.month}:
                return index
    return None


def _month_guessed(seen: Seen, best: Candidate) -> dict[int, str]:
    """Return the column of months that a person may mean where the title's month is not that of all rows."""
    months = [column.name for column in best.missing if column.kind in (Kind.MONTH, Kind.PERIOD)]
    index = _months_besides(seen, best.table, best.assignment) if months else None
    return {} if index is None else {index: months[0]}


def _figures(seen: Seen, best: Candidate) -> Iterator[tuple[int, Column, Header]]:
    """Yield the columns that hold figures."""
    for name, index in best.assignment.every_field():
        column = best.table.by_name[name]
        if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.SERIES):
            yield index, column, seen.block.headers[index]


def _decimal_marks(seen: Seen, best: Candidate, answers: Mapping[str, str]) -> DecimalMarks:
    if seen.sheet.separator != SEPARATOR:
        return DecimalMarks()
    data = seen.sheet.cells.slice(seen.block.data_row)
    columns = {
        index: (header.text, data.column(index).combine_chunks()) for index, _, header in _figures(seen, best)
    }
    return decimal_marks(columns, answers)


def _date_orders(seen: Seen, best: Candidate, answers: Mapping[str, str]) -> DateOrders:
    data = seen.sheet.cells.slice(seen.block.data_row)
    columns = {
        seen.block.headers[index].text: (seen.samples[index], data.column(index))
        for name, index in best.assignment.fields.items()
        if best.table.by_name[name].kind in DATES
    }
    return date_orders(columns, answers)


def _units(seen: Seen, best: Candidate, answers: Mapping[str, str], marks: DecimalMarks) -> UnitChoice:
    """Return the units of the columns that hold figures: of the header, of a line of units, of what stands around."""
    columns = []
    for index, column, header in _figures(seen, best):
        own = (header.unit, seen.block.units.get(index, ""))
        around = seen.titles.units_for("kWh" if column.kind is Kind.SERIES else column.unit)
        texts, power = seen.samples[index], seen.sheet.scaled.get(index, 0)
        rows = seen.sheet.cells.column(index).slice(seen.block.data_row, SAMPLED).combine_chunks()
        if index in marks.commas:
            texts, rows = pointed(texts), pointed(rows)
        columns.append(ColumnUnits(index, header.text, column, own, around, texts, power, rows))
    return choose_units(columns, answers)


def header_texts(headers: Mapping[int, Header], width: int) -> list[str]:
    """Return the header of every column of a sheet as shown; "" where none stands."""
    return [headers[index].text if index in headers else "" for index in range(width)]
