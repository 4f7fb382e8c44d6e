"""Which header stands for which column of one table, checked against the values below it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.header_rows import HeaderBlock, Match, wide_worth
from data_loaders.recognition.headers import listed_names, meanings, plain
from data_loaders.recognition.wide_forms import WideForm, register_of, wide_form
from data_loaders.recognition.year_and_month import lack_year
from data_loaders.values import clean_groups
from data_loaders.values.blanks import bare, says_nothing
from data_loaders.values.cell_codes import code_reader
from data_loaders.values.cell_dates import UNSURE_ORDER
from data_loaders.values.cell_numbers import measures_another
from data_loaders.values.cells import read_column
from data_loaders.values.clean_groups import matches
from data_loaders.values.decimal_commas import pointed
from data_loaders.values.vocabulary import words
from data_loaders.values.written_units import HARD, unit_of
from models.data.schema import Column, Kind, Need, Table

SAMPLED = 400  # rows from the top, the middle and the end
DIFFERENT = 200  # texts that are tried
LOW_VALLEY = "低谷"
SAME_STRENGTH = 0.03
DECIMAL_COMMA = r"^-?\d{1,3}(\.?\d{3})*,(\d{1,2}|\d{4,})$"
POOR_FIT, CODE_FIT = 0.3, 0.5
READ_KINDS = (Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.TIME, Kind.MONTH, Kind.PERIOD, Kind.FLAG)
# Fields that a wide form gives, or goes without: what a register shows on a day has no reading before it.
DERIVED = {"readings": {"read_type", "last_read", "amt_ym", "t_factor"}, "daily_usage": set[str]()}

Samples = Mapping[int, pa.Array]


@dataclass(frozen=True)
class Assignment:
    """The columns of one table that were found in a sheet.

    `fields` are {field: column of the sheet}, `worths` what each of them says for the table, `wide` the columns of
    a wide form; `known` are the columns that may stand for a field, taken or not; `ambiguous` are fields that
    several headers may stand for with different values; `units_by_name`: the unit column holds names.
    """

    fields: Mapping[str, int]
    wide: WideForm | None
    ambiguous: Mapping[str, tuple[int, ...]]
    worths: Mapping[str, float]
    wide_worth: float = 0.0
    known: frozenset[int] = frozenset()
    derived: frozenset[str] = frozenset()
    units_by_name: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def evidence(self) -> float:
        """Return how much the headers say for the table."""
        return sum(self.worths.values()) + self.wide_worth

    @property
    def taken(self) -> frozenset[int]:
        """Return the columns of the sheet that are used."""
        return frozenset(index for _, index in self.every_field())

    def in_year(self, year: str) -> "Assignment":
        """Return the assignment with the months or days that lack their year in this one; itself where it is not known."""
        if not (year and self.wide and self.wide.needs_year and self.wide.key_field not in self.fields):
            return self
        wide = self.wide.of_year(year)
        is_whole = wide.key_field is not None and not wide.needs_month
        return replace(self, wide=wide, derived=self.derived | {wide.key_field} if is_whole else self.derived)

    def every_field(self) -> Iterator[tuple[str, int]]:
        """Yield (field, column of the sheet) for plain and wide columns."""
        yield from self.fields.items()
        if self.wide:
            yield from ((column.field, column.index) for column in self.wide.columns)


def samples_of(cells: pa.Table, data_row: int) -> Samples:
    """Return some different texts of each column below the header, without those that say nothing."""
    data = cells.slice(data_row)
    starts = sorted({0, data.num_rows // 2, max(0, data.num_rows - SAMPLED)})
    rows = pa.concat_tables([data.slice(start, SAMPLED) for start in starts])
    return {index: _telling(column.combine_chunks().drop_null()) for index, column in enumerate(rows.columns)}


def _telling(texts: pa.Array) -> pa.Array:
    some = pc.unique(texts).slice(0, DIFFERENT).to_pylist()
    return pa.array([text for text in some if not says_nothing(bare(text))], pa.string())


def fit(column: Column, said: pa.Array) -> float:
    """Return the share of texts that are values of a column, 1 where there is none to try."""
    if not len(said):
        return 1.0
    if column.kind is Kind.CODE and column.codes:
        reader = code_reader(column.codes)
        return sum(reader.code_of(bare(text)) is not None for text in said.to_pylist()) / len(said)
    if column.name in ("org_code", "cons_no"):
        return sum(any(c.isdigit() for c in text) for text in said.to_pylist()) / len(said)
    if column.kind not in READ_KINDS and column.kind is not Kind.SERIES:
        return 1.0
    if column.kind is Kind.NUMBER and pc.any(matches(said, DECIMAL_COMMA)).as_py():
        said = pc.coalesce(pointed(said), said)  # whether it is one is told later, by the whole sheet
    reasons = read_column(said, column).bad["reason"]  # a date whose order is open is asked about later
    return 1 - (pc.sum(pc.not_equal(reasons, UNSURE_ORDER.reason)).as_py() or 0) / len(said)


def assign(
    table: Table,
    block: HeaderBlock,
    matches: Sequence[Match],
    samples: Samples,
    data: pa.Table,
    given: Mapping[str, int] | None = None,
) -> Assignment:
    """Return which header stands for which column of a table; `given` fields are taken as they are.

    `data` are the rows below the header, of which `samples` are some texts.
    """
    notes: list[str] = []
    if given is None:
        plain_ones = [m for m in matches if not (table.name == "readings" and _is_register(block, m))]
        usable = [match for match in plain_ones if _fits(table, match, block, samples, notes)]
        by_month = _by_month(table, block, usable)
        others = [m for m in usable if by_month is None or m.column not in by_month.fields]
        fields, ambiguous, worths = _strongest(others, data)
        _place_unit(table, block, samples, fields)
        _place_month(table, block, samples, fields, notes)
        _place_valley(block, fields, worths, notes)
        units = ambiguous.get("org_code", ())
        if any(_mostly_names(samples[index]) for index in units) and table.name != "orgs":
            ambiguous.pop("org_code")  # its number and its name, each under 供电单位
        ambiguous = _serious(table, block, fields, ambiguous, notes)
    else:
        usable = []
        fields, ambiguous, worths = dict(given), {}, dict.fromkeys(given, 1.0)
        by_month = _by_month(table, block, [Match(i, name, 1.0, 1.0) for name, i in given.items()])
    left = {i: header for i, header in block.headers.items() if i not in fields.values()}
    is_long = bool({"this_read", "kwh_prc"} & set(fields)) or _is_long(table, fields)
    wide = None if is_long else wide_form(table, left)
    if wide and wide.is_of_months:
        wide = by_month
    return Assignment(
        dict(sorted(fields.items(), key=lambda entry: entry[1])),
        wide,
        ambiguous,
        worths,
        wide_worth(table, left, []) if wide else 0.0,
        frozenset(match.index for match in usable),
        _derived(table, wide, fields),
        _holds_names(table, fields, samples),
        tuple(dict.fromkeys(notes)),
    )


def _by_month(table: Table, block: HeaderBlock, matches: Sequence[Match]) -> WideForm | None:
    """Return the figures that stand in a column for each month; None where a column says of which month a row is, or
    has such a figure without any month, unless as a sum.
    """
    form = None if any(m.column == table.month_column for m in matches) else wide_form(table, block.headers)
    if form is None or not form.is_of_months:
        return None
    of_months = {column.index for column in form.columns}
    others = (m.index for m in matches if m.column in form.fields and m.index not in of_months)
    return form if all(_is_sum(block.headers[index].text) for index in others) else None


def _is_sum(header: str) -> bool:
    return any(word in header for word in words("total_words"))


def _serious(
    table: Table,
    block: HeaderBlock,
    fields: dict[str, int],
    ambiguous: dict[str, tuple[int, ...]],
    notes: list[str],
) -> dict[str, tuple[int, ...]]:
    """Return what must be asked; a field that the table can do without is left out and said instead."""
    keys = {name for key in table.keys for name in key}
    serious = {}
    for name, indexes in ambiguous.items():
        if table.by_name[name].need is Need.REQUIRED or name in keys:
            serious[name] = indexes
            continue
        fields.pop(name, None)
        shown = "、".join(f"“{block.headers[index].text}”" for index in indexes)
        notes.append(f"{shown}都可能是“{table.by_name[name].title}”而内容不同,都没有采用")
    return serious


def _is_register(block: HeaderBlock, match: Match) -> bool:
    """Return whether a header of two rows names a register, so that its lower row (起码) is only a role."""
    header = block.headers[match.index]
    return ("-" in header.text or bool(header.path)) and any(register_of(name) for name in header.orders())


def _is_long(table: Table, fields: Mapping[str, int]) -> bool:
    return table.name == "daily_usage" and "day_pq" in fields and "hours" in fields


def _derived(table: Table, wide: WideForm | None, fields: Mapping[str, int]) -> frozenset[str]:
    if wide is None:
        return frozenset()
    given = set(DERIVED.get(table.name, set())) if wide.key_field == "read_type" else set()
    given |= set(wide.fields)
    if wide.key_field and not (wide.needs_month and wide.key_field not in fields):
        given.add(wide.key_field)
    if wide.key_field is None and len(wide.columns) == 24:
        given.add("day_pq")  # the sum of the hours
    return frozenset(given)


def _fits(table: Table, match: Match, block: HeaderBlock, samples: Samples, notes: list[str]) -> bool:
    """Return whether the values below a header may be what the header says; a required column is kept."""
    column = table.by_name[match.column]
    header = block.headers[match.index]
    written = header.unit or block.units.get(match.index, "")
    if column.kind in (Kind.NUMBER, Kind.INTEGER) and measures_another(written, column.unit):
        return column.unit == "" and column.need is Need.REQUIRED
    share = fit(column, samples[match.index])
    if column.name == "cons_no" and _hold_more_than_ids(samples[match.index]):
        notes.append(f"“{header.text}”的内容除编号外还有汉字,没有用作“{column.title}”")
        return False
    if column.kind is Kind.CODE:
        is_listed = any(name in listed_names(column.name) for name, _ in header.names)
        fits = share >= CODE_FIT or (is_listed and plain(header.text) not in SHARED_MEANING)
    else:
        fits = share >= POOR_FIT or column.need is Need.REQUIRED or column.name == "org_code"
    if not fits:
        notes.append(f"“{header.text}”的内容不像“{column.title}”,没有采用")
    return fits


def _hold_more_than_ids(said: pa.Array) -> bool:
    """Return whether most texts are a number and a name in one cell: 0512345678/甲厂.

    Words that are the same beside every number are part of it: 国网-20240001; not those that name a column (户号:).
    """
    both = said.filter(clean_groups.matches(said, r"^.*\d{5}.*\p{Han}|^.*\p{Han}.*\d{5}"))
    names = pc.unique(pc.replace_substring_regex(both, "[0-9]+", "")).to_pylist()
    are_part = len(names) == 1 < len(both) and plain(names[0]) not in meanings()
    return len(both) > len(said) / 2 and not are_part


SHARED_MEANING = frozenset(
    plain(text) for text in ("用户类别", "TYPE_CODE", "STATUS_CODE", "SORT_CODE", "业务类别", "业务类型")
)


def _strongest(
    matches: Iterable[Match], data: pa.Table
) -> tuple[dict[str, int], dict[str, tuple[int, ...]], dict[str, float]]:
    """Give each column the header that says it most clearly; equally clear ones must hold the same values."""
    fields: dict[str, int] = {}
    ambiguous: dict[str, tuple[int, ...]] = {}
    worths: dict[str, float] = {}
    ordered = sorted(matches, key=lambda m: (-m.strength, m.index))
    for match in ordered:
        if match.column in fields or match.index in fields.values():
            continue
        equals = [
            m.index
            for m in ordered
            if m.column == match.column
            and m.strength > match.strength - SAME_STRENGTH
            and m.index not in fields.values()
        ]
        fields[match.column] = match.index
        worths[match.column] = match.worth
        if any(not data.column(match.index).equals(data.column(index)) for index in equals):
            ambiguous[match.column] = tuple(equals)
    return fields, ambiguous, worths


def _place_unit(table: Table, block: HeaderBlock, samples: Samples, fields: dict[str, int]) -> None:
    """Put the unit under code or name by its values, where the header leaves it open.

    A table without a column for the name keeps the names under the code until they are looked up.
    """
    if "org_code" not in table.by_name or table.name == "orgs":
        return
    code, name = fields.get("org_code"), fields.get("org_name")
    if code is None and name is None:
        for index, header in block.headers.items():
            is_free = index not in fields.values() and not are_units(samples[index])
            if is_free and plain(header.text) in words("org_headers"):
                fields["org_code"] = index
                return
    elif "org_name" not in table.by_name:
        return
    elif code is not None and name is None and _mostly_names(samples[code]):
        fields["org_name"] = fields.pop("org_code")
    elif name is not None and code is None and _mostly_codes(samples[name]):
        fields["org_code"] = fields.pop("org_name")


def _place_month(
    table: Table, block: HeaderBlock, samples: Samples, fields: dict[str, int], notes: list[str]
) -> None:
    """Read 年月 or 月份 as the month of the rows where a table of months has no other column of them.

    Else the month of a title would be that of all rows, or one that a person says where these lack their year.
    """
    month = table.by_name.get(table.month_column)
    if month is None or month.kind not in (Kind.MONTH, Kind.PERIOD) or month.name in fields:
        return
    free = (index for index in block.headers if index not in fields.values())
    named = [index for index in free if plain(block.headers[index].text) in words("any_month_headers")]
    if len(named) != 1 or not len(samples[named[0]]):
        return
    if lack_year(samples[named[0]]) or fit(month, samples[named[0]]) > POOR_FIT:
        fields[month.name] = named[0]
        notes.append(f"没有别的年月列,“{block.headers[named[0]].text}”按{month.title}载入")


def _place_valley(
    block: HeaderBlock, fields: dict[str, int], worths: dict[str, float], notes: list[str]
) -> None:
    """Read 低谷 as the valley where a sheet has no other: 高峰, 平段, 低谷 are a day's three times in many provinces.

    The dictionary names the deep valley so, which it is beside a valley.
    """
    deep = fields.get("deep_valley_pq")
    if deep is None or "valley_pq" in fields or not plain(block.headers[deep].text).startswith(LOW_VALLEY):
        return
    fields["valley_pq"], worths["valley_pq"] = fields.pop("deep_valley_pq"), worths.pop("deep_valley_pq")
    notes.append(f"没有别的谷段列,“{block.headers[deep].text}”按谷电量载入")


def are_units(texts: pa.Array) -> bool:
    """Return whether a column says in which unit figures beside it are, row by row."""
    known = [unit_of(bare(text)) for text in texts.to_pylist()]
    return bool(known) and all(unit is not None and unit[0] in HARD for unit in known)


def _holds_names(table: Table, fields: Mapping[str, int], samples: Samples) -> bool:
    index = fields.get("org_code")
    return index is not None and table.name != "orgs" and _mostly_names(samples[index])


def _mostly_names(texts: pa.Array) -> bool:
    said = [bare(text) for text in texts.to_pylist()]
    return bool(said) and sum(any(c.isdigit() for c in text) for text in said) < len(said) / 2


def _mostly_codes(texts: pa.Array) -> bool:
    said = [bare(text) for text in texts.to_pylist()]
    return bool(said) and sum(text.isdigit() for text in said) > len(said) / 2


def ordered_fields(table: Table, fields: Mapping[str, int]) -> dict[str, int]:
    """Return the fields in the order of the card."""
    return {column.name: fields[column.name] for column in table.columns if column.name in fields}
