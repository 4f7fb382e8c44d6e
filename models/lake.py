"""The one door to the data: typed exports on disk, read through a scope.

Whoever wants rows opens a `Door` for a person. The door shows the data as it stood when it was opened (the
files are immutable), only the rows of the person's units, and personal columns masked unless the role may
see them. Nothing in the product reads an export any other way.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from sqlalchemy import select

from models.company import holidays, local_codes, own_prices
from models.company.code_tables import CodeTables, WrittenEntry, all_written_in
from models.data.data_versions import files_at
from models.data.masking import masked
from models.data.schema import Kind, Table
from models.data.stored_files import engine_of, require_unchanged
from models.engine import Engine
from models.errors import NotAllowed, NotFound
from models.orm import Segment
from models.people import Person
from models.store import Store


class Lake:
    """The typed exports of one home directory."""

    def __init__(self, store: Store, tables: Mapping[str, Table]) -> None:
        self.store = store
        self.tables = tables

    def open(self, person: Person) -> "Door":
        """Return the door through which this person reads the data as it is now."""
        with self.store.read() as session:
            live = session.scalars(select(Segment).where(Segment.retired_by.is_(None))).all()
        return Door(self, person, live, self.store.data_version())

    def has(self, version: int) -> bool:
        """Return whether the data can still be read as they were at a version: what was in force is known, and there."""
        return version == self.store.data_version() or self._files_at(version) is not None

    def open_at(self, person: Person, version: int) -> "Door":
        """Return the door to the data as they were at a version.

        Errors: NotFound where nobody can tell what was in force then, or files of then are gone.
        """
        if version == self.store.data_version():
            return self.open(person)
        files = self._files_at(version)
        if files is None:
            raise NotFound("当时的数据已不在", remedy="请按现在的数据重新筛查")
        return Door(self, person, files, version)

    def _files_at(self, version: int) -> list[Segment] | None:
        files = files_at(self.store, version)
        is_whole = files is not None and all(Path(self.store.home, path).exists() for path in files)
        return list(files.values()) if files is not None and is_whole else None


class Door:
    """A person's view of the data at one moment; use as a context manager or close it."""

    def __init__(self, lake: Lake, person: Person, live: Sequence[Segment], version: int) -> None:
        self.person = person
        self.lake = lake
        self.tables = lake.tables
        self.home = lake.store.home
        with lake.store.read() as session:
            self.code_tables: CodeTables = all_written_in(session, version)
        self.data_version = version
        self._segments: dict[str, list[Segment]] = {}
        for segment in live:
            self._segments.setdefault(segment.table_name, []).append(segment)
        # by engine and name; opening a table looks into each of its files
        self._opened: dict[tuple[Engine, str], ir.Table] = {}
        self._unchanged: set[Path] = set()  # folders in which every file is as it was written
        self.engine = engine_of(lake.store, lake.tables)
        self.keep(self.code_tables)  # an earlier version of the data has the working days of then

    def __enter__(self) -> "Door":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the engine."""
        self.engine.close()

    def keep(self, tables: CodeTables) -> None:
        """Have this door show other tables of the company's own (码表) than those that are stored, to try them."""
        self.code_tables = tables
        self.engine.own_rows.clear()
        self.engine.own_rows.update(holidays.rows_of_engine(tables.get(holidays.TABLE, ())))

    def rows(self, name: str) -> int:
        """Return how many rows of a table are stored, for every unit together."""
        return sum(segment.rows for segment in self._segments.get(name, []))

    def state(self, names: Iterable[str]) -> str:
        """Return a text that is another one as soon as other rows of some tables are stored."""
        return " ".join(
            sorted(segment.path for name in set(names) for segment in self._segments.get(name, []))
        )

    def filled(self, name: str) -> dict[str, int]:
        """Return how many rows have a value, by column, for every unit together; prices written by hand count, too."""
        counts: dict[str, int] = {}
        for segment in self._segments.get(name, []):
            for column, count in segment.filled.items():
                counts[column] = counts.get(column, 0) + count
        if name == own_prices.OF:
            for column, count in own_prices.filled(self.code_tables).items():
                counts[column] = counts.get(column, 0) + count
        return counts

    def months(self, name: str) -> list[str]:
        """Return the months a table holds, in order; empty where the table is not split into months."""
        return sorted({segment.month for segment in self._segments.get(name, []) if segment.month})

    def table(
        self,
        name: str,
        months: Iterable[str] | None = None,
        *,
        linked: Iterable[str] = (),
        with_codes: bool = False,
        judged_on: date | None = None,
    ) -> ir.Table:
        """Return a table as this person may see it, or only the given months of it.

        `linked` names columns whose values may be masked but must still be told apart: `<column>_link` is a
        number that is equal where the values are. It is for joining and counting, never for showing. So are the
        codes of customer numbers, `<column>_code`, that are there `with_codes`. With `judged_on` it is as checks
        read it on a day: by the tables that the company keeps itself, its own codes are the national ones that they stand
        for, and prices are corrected by hand.
        """
        months = None if months is None else tuple(sorted(set(months)))
        stored = self._stored(name, months, with_codes=with_codes, judged_on=judged_on)
        table = self._within_scope(name, stored)
        links: dict[str, Any] = {f"{column}_link": table[column].hash() for column in linked}
        table = table.mutate(**links) if links else table
        return table if self.person.sees_personal_data else masked(table, self.tables[name])

    def organisation(self) -> list[dict[str, Any]]:
        """Return all units, also those whose rows the person may not see: whoever names one must know the others.

        Shapes: org_code, short_name, org_name.
        """
        return (
            self._stored("orgs", None).select("org_code", "short_name", "org_name").to_pyarrow().to_pylist()
        )

    def has_codes(self, names: Iterable[str]) -> bool:
        """Return whether every customer number in some tables has a code (`models.data.customer_codes`)."""
        return all(
            filled.get(column) == filled.get(codes)
            for name in names
            for filled in [self.filled(name)]
            for column, codes in self.tables[name].codes.items()
        )

    def table_on(
        self, engine: Engine, name: str, *, is_coded: bool = False, judged_on: date | None = None
    ) -> ir.Table:
        """Return a table as another engine reads it, whole and unmasked, its customer numbers as codes or as text.

        With `judged_on` it is as checks read it on a day (see `table`).

        Errors: NotAllowed for a person who may not see all of it.
        """
        if not self.person.sees_everything or not self.person.sees_personal_data:
            raise NotAllowed("您不能用另一引擎读取全部数据", remedy="请联系营销稽查专责")
        return self._stored(name, None, engine, is_coded=is_coded, judged_on=judged_on)

    def _stored(
        self,
        name: str,
        months: tuple[str, ...] | None,
        engine: Engine | None = None,
        *,
        is_coded: bool = False,
        with_codes: bool = False,
        judged_on: date | None = None,
    ) -> ir.Table:
        engine = engine or self.engine
        card = self.tables[name]
        segments = self._segments.get(name, [])
        wanted = [s for s in segments if months is None or not card.month_column or s.month in months]
        view = name if months is None else f"{name}_{'_'.join(months)}"[:60] + f"_{hash(months) & 0xFFFFFF:x}"
        view += "_coded" if is_coded else "_with_codes" if with_codes else ""
        if (engine, view) not in self._opened:
            unsure = [s for s in wanted if Path(self.home, s.path).parent not in self._unchanged]
            self._unchanged |= require_unchanged(self.lake.store, self.tables, unsure)
            paths = [Path(self.home, s.path) for s in wanted]
            schema, stored_as = (card.coded_schema, card.codes) if is_coded else (card.arrow_schema, {})
            schema = card.schema_with_codes if with_codes else schema
            self._opened[engine, view] = engine.parquet(paths, schema, view, stored_as)
        if judged_on is not None:
            return self._as_judged(engine, card, view, judged_on)
        return self._opened[engine, view]

    def _as_judged(self, engine: Engine, card: Table, view: str, day: date) -> ir.Table:
        """Return an open table with what the company's own tables say of it; as it is where they say nothing."""
        table, known = self._opened[engine, view], local_codes.national(self.code_tables, day)
        by_hand = self.code_tables.get(own_prices.TABLE, ()) if card.name == own_prices.OF else ()
        if by_hand:
            table = self._with_prices(engine, table, card, by_hand)
        meant = {
            column.name: known[column.codes]
            for column in card.columns
            if column.kind is Kind.CODE and column.codes in known and column.name in table.columns
        }
        if not meant:
            return table
        place = (engine, f"{view}_national {day}")
        if place not in self._opened:
            columns = {
                name: ibis.cases(
                    *((table[name] == own, code) for own, code in codes.items()), else_=table[name]
                )
                for name, codes in meant.items()
            }
            # the same name whatever the day: statements are kept
            self._opened[place] = engine.view(table.mutate(**columns), f"{view}_national")
        return self._opened[place]

    def _with_prices(
        self, engine: Engine, table: ir.Table, card: Table, by_hand: Sequence[WrittenEntry]
    ) -> ir.Table:
        """Return the catalogue of prices with those that were corrected by hand: it is small, and merged in memory."""
        place = (engine, f"{card.name}_corrected")
        if place not in self._opened:
            imported = self._stored(card.name, None).to_pyarrow().to_pylist()
            rows = pa.Table.from_pylist(
                [
                    {name: row.get(name) for name in table.columns}
                    for row in own_prices.merged(imported, by_hand)
                ],
                table.schema().to_pyarrow(),
            )
            self._opened[place] = engine.arrow_table(rows, place[1])
        return self._opened[place]

    def stored_in(self, name: str, segments: Sequence[Segment], view: str) -> ir.Table:
        """Return the rows of some files of a table, in force or not, as this person may see them.

        Errors: DataDamaged.
        """
        require_unchanged(self.lake.store, self.tables, segments)
        paths = [Path(self.home, segment.path) for segment in segments]
        table = self._within_scope(name, self.engine.parquet(paths, self.tables[name].arrow_schema, view))
        return table if self.person.sees_personal_data else masked(table, self.tables[name])

    def _visible(self, name: str, months: tuple[str, ...] | None) -> ir.Table:
        return self._within_scope(name, self._stored(name, months))

    def _within_scope(self, name: str, table: ir.Table) -> ir.Table:
        if self.person.sees_everything:
            return table
        card = self.tables[name]
        if "org_code" not in card.by_name:
            if card.belongs_to is None:
                return table
            column, parent = card.belongs_to
            return self._of_visible_parent(table, column, parent)
        own = table.filter(within_units(table.org_code, self.person))
        if name == "customers" or "cons_no" not in card.by_name:
            return own
        unplaced = table.filter(table.org_code.isnull())
        return own.union(self._of_visible_parent(unplaced, "cons_no", "customers"))

    def _of_visible_parent(self, table: ir.Table, column: str, parent: str) -> ir.Table:
        parent_key = self.tables[parent].keys[0][0]
        visible = self._visible(parent, None)
        of_parent: Any = table[column] == visible[parent_key]
        return table.semi_join(visible, of_parent)


def within_units(org_code: Any, person: Person) -> Any:
    """Return whether a unit's code lies under one of the person's units."""
    condition = org_code.startswith(person.units[0])
    for unit in person.units[1:]:
        condition = condition | org_code.startswith(unit)
    return condition
