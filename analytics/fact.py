"""What a fact is: one term of the audit's vocabulary, with its definition and a card that says what it gives.

Facts and checks are stated over `Tables` and never run themselves. A fact depends on the tables, the day and
the period only, so that several checks of a run may share what was worked out once.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import ibis.expr.types as ir

from data_loaders.catalog import code_lists
from models.company import local_codes
from models.company.code_tables import CodeTables, WrittenEntry
from models.lake import Door

Filled = Mapping[str, Mapping[str, int]]
Reads = Mapping[str, tuple[str, ...]]
AS_OF, PERIOD = "as_of?", "period?"
WRITTEN = " written?"  # behind the name of a table of the company's own


class Tables:
    """What a check or a fact may read: the tables and columns that it declared, as of a day, for a period.

    A table that was not delivered is empty, a column that was not is null throughout; `has` tells. `without`
    says in Chinese which part stays off for want of a place; `kept` are facts that were worked out before, `code_tables`
    what the company wrote into its own tables (码表). What it was asked for beside rows is remembered with the answer in
    `asked`.
    """

    def __init__(
        self,
        tables: Mapping[str, ir.Table],
        filled: Filled,
        as_of: date,
        period: str,
        *,
        without: Mapping[str, str] | None = None,
        kept: Mapping[str, ir.Table] | None = None,
        code_tables: CodeTables | None = None,
    ) -> None:
        self._tables = dict(tables)
        self._filled = filled
        self._as_of = as_of
        self._period = period
        self.without = without or {}
        self.kept = kept or {}
        self.code_tables = code_tables or {}
        self.asked: dict[str, bool | str] = {}
        self.used: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        # Any, because ibis does not declare the operators of its columns
        try:
            return self.__dict__["_tables"][name]
        except KeyError:
            raise AttributeError(f"{name} is not among the tables that are declared here") from None

    def fact(self, wanted: "Fact") -> Any:
        """Return the rows of a fact: those that were kept, else its definition."""
        self.used.add(wanted.name)
        if wanted.name in self.kept:
            return wanted.as_declared(self.kept[wanted.name], self)
        return wanted(self)

    def with_kept(self, kept: Mapping[str, ir.Table]) -> "Tables":
        """Return the same tables with facts that were worked out before."""
        return Tables(
            self._tables,
            self._filled,
            self._as_of,
            self._period,
            without=self.without,
            kept=kept,
            code_tables=self.code_tables,
        )

    @property
    def given(self) -> dict[str, ir.Table]:
        """Return the tables by name."""
        return self._tables

    @property
    def as_of(self) -> date:
        """Return the day up to which everything is known."""
        self.asked[AS_OF] = self.answer(AS_OF)
        return self._as_of

    @property
    def period(self) -> str:
        """Return the month that is judged, 'YYYYMM'."""
        self.asked[PERIOD] = self.answer(PERIOD)
        return self._period

    def written(self, table: str) -> Sequence[WrittenEntry]:
        """Return everything that the company ever wrote into one of its own tables (码表)."""
        question = f"{table}{WRITTEN}"
        self.asked[question] = self.answer(question)
        return self.code_tables.get(table, ())

    def labels(self, codes: str) -> dict[str, str]:
        """Return {code: label} of a code list with the company's own codes, for words that are made in the engine."""
        known, written = code_lists().get(codes, {}), self.written(local_codes.TABLE)
        if not written:  # then nothing depends on the day
            return known
        return {**known, **local_codes.names({local_codes.TABLE: written}, self.as_of).get(codes, {})}

    def has(self, place: str) -> bool:
        """Return whether a place has any value at all; see `is_filled`."""
        self.asked[place] = is_filled(self._filled, place)
        return bool(self.asked[place])

    def answer(self, question: str) -> bool | str:
        """Return the answer to what was `asked` of other tables: what is stated depends on nothing else."""
        if question == AS_OF:
            return self._as_of.isoformat()
        if question.endswith(WRITTEN):
            rows = self.code_tables.get(question.removesuffix(WRITTEN), ())
            return repr([(one.key, one.since, one.content, one.id) for one in rows])
        return self._period if question == PERIOD else is_filled(self._filled, question)

    def lacks(self, place: str) -> bool:
        """Return whether a place of the card's `without` has no value at all, so that a part stays off.

        Errors: KeyError where the card does not say what then stays off.
        """
        assert self.without[place]
        return not self.has(place)

    @property
    def notes(self) -> list[str]:
        """Return in Chinese what stays off."""
        return stays_off(self.without, self._filled)


def seen_through(door: Door, *names: str, as_of: date, period: str) -> Tables:
    """Return some tables as a door shows them, with all their columns."""
    return Tables(
        {name: door.table(name, judged_on=as_of) for name in names},
        {name: door.filled(name) for name in names},
        as_of,
        period,
        code_tables=door.code_tables,
    )


@dataclass(frozen=True, eq=False)
class Fact:
    """A term's card; calling it with tables gives its rows as an expression.

    `title` is the term in Chinese, `grain` what one row is, `key` the columns that no two rows share. `reads`
    maps a table to its columns; a trailing '?' marks what the fact can do without. `columns` maps what it
    gives to label and unit; one that `extends` a table gives the table's own columns beside them, of rows that
    it picks. `uses` are the facts it builds on. `is_kept` says that working it out once a
    run is worth it; the others are stated once a run.
    """

    name: str
    title: str
    grain: str
    key: tuple[str, ...]
    own_reads: Reads
    columns: Mapping[str, tuple[str, str]]
    source: str
    extends: str
    uses: tuple["Fact", ...]
    is_kept: bool
    definition: Callable[[Tables], Any]
    docstring: str

    def __call__(self, tables: Tables) -> Any:
        """Return the rows: the declared columns, in their order; after those of the table it extends."""
        return self.as_declared(self.definition(tables), tables)

    def as_declared(self, found: Any, tables: Tables) -> Any:
        """Return rows with the columns that somebody who reads these tables may expect."""
        own = getattr(tables, self.extends).columns if self.extends else ()
        return found.select(*own, *(name for name in self.columns if name not in own))

    @cached_property
    def reads(self) -> Reads:
        """Return the tables and columns that it and the facts it builds on read."""
        return joined_reads(self.own_reads, *(one.reads for one in self.uses))


def fact(
    *,
    title: str,
    grain: str,
    key: Sequence[str],
    reads: Mapping[str, Sequence[str]],
    columns: Mapping[str, tuple[str, str]],
    source: str,
    extends: str = "",
    uses: Sequence[Fact] = (),
    is_kept: bool = False,
) -> Callable[[Callable[[Tables], Any]], Fact]:
    """Return the decorator that makes a function from tables to rows a `Fact`."""

    def decorate(definition: Callable[[Tables], Any]) -> Fact:
        module = definition.__module__.rpartition(".")[2]
        return Fact(
            name=f"{module}_{definition.__name__}",
            title=title,
            grain=grain,
            key=tuple(key),
            own_reads={table: tuple(names) for table, names in reads.items()},
            columns=dict(columns),
            source=source,
            extends=extends,
            uses=tuple(uses),
            is_kept=is_kept,
            definition=definition,
            docstring=inspect.getdoc(definition) or "",
        )

    return decorate


def bare_reads(reads: Reads) -> dict[str, tuple[str, ...]]:
    """Return every table and column of a declaration, needed or not."""
    return {
        table.rstrip("?"): tuple(column.rstrip("?") for column in columns) for table, columns in reads.items()
    }


def joined_reads(*all_reads: Reads) -> dict[str, tuple[str, ...]]:
    """Return several declarations as one; what one of them cannot do without is needed.

    A table that the first can do without ('bills?') is not needed for the others either.
    """
    first = all_reads[0]
    needed: dict[str, dict[str, bool]] = {}
    for reads in all_reads:
        for table, columns in reads.items():
            name = table.rstrip("?")
            own = needed.setdefault(name, {})
            for column in columns:
                is_needed = not column.endswith("?")
                own[column.rstrip("?")] = own.get(column.rstrip("?"), False) or is_needed
    spared = {table.rstrip("?") for table in first if table.endswith("?")}
    spared |= {
        name for name in needed if all(f"{name}?" in reads or name not in reads for reads in all_reads)
    }
    return {
        f"{name}?" if name in spared else name: tuple(
            column if is_needed else f"{column}?" for column, is_needed in columns.items()
        )
        for name, columns in needed.items()
    }


def is_filled(filled: Filled, place: str) -> bool:
    """Return whether a place has any value: 'readings', 'readings.mr_date', or one of 'bills.a|b|readings.c'."""
    table = ""
    for part in place.split("|"):
        name, dot, column = part.rpartition(".")
        table = name if dot else table
        counts = filled.get(table or column, {})
        if any(counts.values()) if not table else counts.get(column):
            return True
    return False


def lacking(reads: Reads, filled: Filled) -> list[str]:
    """Return the needed tables and columns ('bills', 'bills.amt_ym') that have no value at all."""
    lacks: list[str] = []
    for table, columns in reads.items():
        counts = filled.get(table, {})
        if table.endswith("?"):
            continue
        if not any(counts.values()):
            lacks.append(table)
        else:
            lacks += [
                f"{table}.{name}" for name in columns if not name.endswith("?") and not counts.get(name)
            ]
    return lacks


def stays_off(without: Mapping[str, str], filled: Filled) -> list[str]:
    """Return each sentence of `without` whose place has no value, once."""
    return list(dict.fromkeys(said for place, said in without.items() if not is_filled(filled, place)))
