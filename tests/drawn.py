"""Tables drawn as text, and what a check finds in them.

    TABLES = drawn('''
        customers
        cons_no    | contract_cap
        0000000001 | 315
    ''')

A blank cell or '-' is null; columns that are not drawn are null throughout. Blank lines separate tables.
"""

import inspect
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from analytics.check import Check, Tables
from analytics.fact import Fact, bare_reads
from analytics.screening import lacking_rows
from analytics.shared_facts import facts_of, stated_once
from analytics.statements import statement_of
from data_loaders.catalog import tables
from models.company.code_tables import CodeTables
from models.data import customer_codes
from models.data.customer_codes import is_code
from models.data.schema import Kind
from models.engine import Engine, Statement
from tests.answers import shared_answers
from tests.planned import Planned

OF_STAFF = {"approver", "operator", "handler"}  # whom they name by number stands among the staff

Drawn = dict[str, list[dict[str, Any]]]
Counts = Mapping[str, Mapping[str, int]]

Finder = Callable[..., list[dict[str, Any]]]
Case = tuple[str, Drawn, date, str]  # of which check or fact, its tables, the day, the period
APART, APART_IN_DIGITS = "#", "9"  # stand between a number and that of the case it was drawn in

_ENGINE = Planned(Path(tempfile.gettempdir(), "mingji-drawn"), shared_answers())
_RECORDED: list[Case] | None = None


def drawn(text: str) -> Drawn:
    """Return {table: rows} from tables drawn as text."""
    found: Drawn = {}
    for block in "\n".join(line.strip() for line in text.strip().splitlines()).split("\n\n"):
        name, header, *lines = [line for line in block.splitlines() if line]
        columns = [cell.strip() for cell in header.split("|")]
        rows = found.setdefault(name, [])
        for line in lines:
            cells = [cell.strip() for cell in line.split("|")]
            assert len(cells) == len(columns), f"{name}: {line!r} has {len(cells)} cells, not {len(columns)}"
            kinds = [tables()[name].by_name[column].kind for column in columns]
            rows.append({c: _value(k, cell) for c, k, cell in zip(columns, kinds, cells, strict=True)})
    return found


def changed(base: Drawn | str, changes: Mapping[str, str]) -> Drawn:
    """Return a base case with other values in the first rows of its tables: {"bills.total_pq": "0"}."""
    rows = drawn(base) if isinstance(base, str) else {name: [*lines] for name, lines in base.items()}
    for place, text in changes.items():
        name, column = place.split(".")
        value = _value(tables()[name].by_name[column].kind, text)
        rows[name][0] = {**rows[name][0], column: value}
    return rows


def found(
    check: Check,
    data: Drawn | str,
    *,
    as_of: str = "2025-11-01",
    period: str = "202510",
    known: Counts | None = None,
    code_tables: CodeTables | None = None,
    **parameters: Any,
) -> list[dict[str, Any]]:
    """Return the hits of a check in drawn tables, ordered by object.

    `code_tables` are what the company wrote into its own tables (`tests.written`). `known` says how many values each column has, where the check is to believe something else than it sees.

    Raises AssertionError where the check would be off.
    """
    rows = drawn(data) if isinstance(data, str) else data
    known = filled(rows) if known is None else known
    missing = check.missing(known)
    assert not missing, f"{check.code} is off without {missing}"
    seen = delivered(check, rows, as_of, period, known)
    seen.code_tables = code_tables or {}
    return hits_in(check, seen, **parameters)


def finder(check: Check, draw: Callable[..., Drawn | str] = lambda data: data, **usual: Any) -> Finder:
    """Return the function that a check's test asks for hits in tables drawn of what it is given.

    What `draw` does not take by name goes to `found` (a day, a person's value), `usual` where nothing else is said.
    """
    taken = inspect.signature(draw).parameters

    def hits(*about: Any, **options: Any) -> list[dict[str, Any]]:
        drawn_of = {name: options.pop(name) for name in taken if name in options}
        return found(check, draw(*about, **drawn_of), **{**usual, **options})

    return hits


def hits_in(check: Check, seen: Tables, **parameters: Any) -> list[dict[str, Any]]:
    """Return the hits of a check in the tables that it sees, ordered by object."""
    hits = _found(statement_of(check, seen, _ENGINE, parameters)).to_pylist()
    return sorted(hits, key=lambda hit: (hit["object_id"], hit["period"] or ""))


def lacking_in(check: Check, data: str) -> list[str]:
    """Return what a check that found nobody in drawn tables says for want of rows."""
    return lacking_rows(check, delivered(check, drawn(data)), _ENGINE)


def delivered(
    check: Check,
    rows: Drawn,
    as_of: str = "2025-11-01",
    period: str = "202510",
    known: Counts | None = None,
) -> Tables:
    """Return the tables as a check sees them: only what it declares. The next call exchanges their rows."""
    _record(check.code, rows, as_of, period)
    return on_engine(_ENGINE, check, rows, date.fromisoformat(as_of), period, known)


def on_engine(
    engine: Engine,
    check: Check,
    rows: Drawn,
    as_of: date,
    period: str,
    known: Counts | None = None,
    *,
    is_coded: bool = True,
) -> Tables:
    """Return the tables as a check sees them on an engine: with codes, where every customer number has one."""
    given = given_to(check.code, check.columns, rows, engine, is_coded=is_coded)
    counts = filled(rows) if known is None else known
    return Tables(given, counts, as_of, period, without=check.without)


@contextmanager
def recorded() -> Iterator[list[Case]]:
    """Give a list that every case drawn meanwhile is added to."""
    global _RECORDED  # noqa: PLW0603 - the tests that draw know nothing of it
    _RECORDED = []
    try:
        yield _RECORDED
    finally:
        _RECORDED = None


def _found(statement: Statement) -> pa.Table:
    """Return what a statement finds; to whoever only records cases, what the tests themselves were answered will do."""
    return _ENGINE.found(statement) if _RECORDED is None else _ENGINE.told(statement)


def _record(who: str, rows: Drawn, as_of: str, period: str) -> None:
    if _RECORDED is not None:
        _RECORDED.append((who, rows, date.fromisoformat(as_of), period))


def together(cases: Iterable[Drawn]) -> Drawn:
    """Return the rows of many cases as those of one company: what each numbers, numbered apart."""
    both: Drawn = {}
    for number, rows in enumerate(cases):
        for name, lines in rows.items():
            numbers = {c.name for c in tables()[name].columns if c.kind is Kind.ID} - {"org_code"}
            numbers |= OF_STAFF & tables()[name].by_name.keys()
            for row in lines:
                apart = {c: numbered_apart(v, number) if v and c in numbers else v for c, v in row.items()}
                both.setdefault(name, []).append(apart)
    return both


def numbered_apart(drawn_as: str, case: int) -> str:
    """Return a number as it is among the rows of many cases: one of digits still is, so that a customer keeps a code."""
    is_in_digits = drawn_as.isascii() and drawn_as.isdecimal()
    return f"{drawn_as}{APART_IN_DIGITS}{case:04}" if is_in_digits else f"{drawn_as}{APART}{case}"


def as_drawn(text: str, case: int) -> str:
    """Return a text with the numbers of a case as they were drawn; the same text where none is of that case."""
    return re.sub(rf"({APART}{case}|(?<=\d){APART_IN_DIGITS}{case:04})(?!\d)", "", text)


def in_digits(rows: Drawn) -> Drawn:
    """Return rows with ten digits for each customer number, in the same order."""
    places = [
        (line, column) for lines in rows.values() for line in lines for column in customer_codes.COLUMNS
    ]
    known = sorted({line[column] for line, column in places if line.get(column)})
    meant = {number: f"{place:010}" for place, number in enumerate(known)}
    digits = {
        name: [
            line | {c: meant.get(line[c], line[c]) for c in customer_codes.COLUMNS if c in line}
            for line in lines
        ]
        for name, lines in rows.items()
    }
    return digits


def tables_of(fact: Fact, rows: Drawn, as_of: str = "2025-11-01", period: str = "202510") -> Tables:
    """Return the tables as a fact sees them: only what it declares."""
    _record(fact.name, rows, as_of, period)
    given = given_to(fact.name, bare_reads(fact.reads), rows)
    return Tables(given, filled(rows), date.fromisoformat(as_of), period)


def rows_of(fact: Fact, data: Drawn | str, **when: str) -> list[dict[str, Any]]:
    """Return the rows of a fact in drawn tables, ordered by all they say."""
    rows = drawn(data) if isinstance(data, str) else data
    stated = statement_of(fact, tables_of(fact, rows, **when), _ENGINE, {})
    return sorted(_found(stated).to_pylist(), key=str)


def given_to(
    who: str,
    wanted: Mapping[str, Sequence[str]],
    rows: Drawn,
    engine: Engine = _ENGINE,
    *,
    is_coded: bool = False,
) -> dict[str, ir.Table]:
    """Return drawn tables with the wanted columns. The next call for the same one exchanges their rows.

    `is_coded`: as a lake gives them to a check, with codes in place of customer numbers where all have one.
    """
    given = {}
    for name, columns in wanted.items():
        schema = pa.schema([tables()[name].arrow_schema.field(column) for column in columns])
        projected = [{column: row.get(column) for column in columns} for row in rows.get(name, [])]
        given[name] = pa.Table.from_pylist(projected, schema=schema)
    coded = _coded(given) if is_coded else given
    # a plan is for columns as they are: by codes it is another than by text
    form = "" if coded is given else "_by_code"
    return {
        name: engine.arrow_table(one, f"{who}_{name}{form}".replace("-", "_")) for name, one in coded.items()
    }


def _coded(given: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Return tables with codes in place of customer numbers; as they are where a number has none."""
    coded = dict(given)
    for name, rows in given.items():
        for place, column in enumerate(rows.column_names):
            if column in customer_codes.COLUMNS:
                codes = customer_codes.codes_of(rows[column])
                if codes.null_count > rows[column].null_count:
                    return given
                coded[name] = coded[name].set_column(place, column, codes)
    return coded


def with_kept_facts(check: Check, seen: Tables, rows: Drawn) -> Tables:
    """Return what a check sees of drawn tables with every fact that it builds on stated, or worked out, before.

    As in a run a fact sees tables of its own, whichever check asks, so it is stated once for all of them.
    """
    is_coded = any(is_code(table[column]) for table in seen.given.values() for column in table.columns)

    def seen_by(one: Fact, so_far: Mapping[str, ir.Table]) -> Tables:
        columns = bare_reads(one.reads)
        if one.extends:
            columns[one.extends] = tuple(tables()[one.extends].by_name)
        given = given_to(f"{one.name}_before", columns, rows, is_coded=is_coded)
        return Tables(given, filled(rows), seen.as_of, seen.period, kept=so_far)

    return seen.with_kept(stated_once(facts_of([check]), _ENGINE, seen_by))


def filled(rows: Drawn) -> Counts:
    """Return how many values each column of each drawn table has."""
    counts: dict[str, dict[str, int]] = {}
    for name, lines in rows.items():
        for row in lines:
            for column, value in row.items():
                if value is not None:
                    table = counts.setdefault(name, {})
                    table[column] = table.get(column, 0) + 1
    return counts


def _value(kind: Kind, text: str) -> Any:
    if text in ("", "-"):
        return None
    match kind:
        case Kind.NUMBER:
            return Decimal(text)
        case Kind.INTEGER:
            return int(text)
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.TIME:
            return datetime.fromisoformat(text)
        case Kind.FLAG:
            return {"是": True, "否": False}[text]
        case Kind.SERIES:
            return [Decimal(part) for part in text.split()]
    return text
