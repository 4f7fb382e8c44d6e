"""Which rows about objects came lately, and whether the objects are still there: each table is asked once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from analytics.subjects import SUBJECTS
from data_loaders.catalog import tables
from models.lake import Door
from models.orm import Batch, CaseRow, Segment

UNIT = "org_code"
UNITS_THEMSELVES = ("account", "org")


@dataclass(frozen=True)
class Place:
    """Where a table speaks about an object: a column and the value that it has there; both "" where every row does."""

    table: str
    column: str
    value: str


def places_of(row: CaseRow, names: Iterable[str]) -> list[Place]:
    """Return where tables speak about a case's object, or else its customer; where none does, any row of them does."""
    names = list(names)
    found = [Place(name, *said) for name in names if (said := _said_by(row, name))]
    return found or [Place(name, "", "") for name in names]


def _said_by(row: CaseRow, name: str) -> tuple[str, str] | None:
    columns = tables()[name].by_name
    if row.object_type in UNITS_THEMSELVES:
        return (UNIT, row.object_id.split("|")[0]) if UNIT in columns else None
    kind: Any = row.object_type
    if own := next((column for _, column in SUBJECTS[kind].places if column in columns), ""):
        return own, row.object_id
    return ("cons_no", row.cons_no) if row.cons_no and "cons_no" in columns else None


def newest_of(places: Iterable[Place], since: datetime, door: Door) -> dict[Place, datetime]:
    """Return when the newest rows in force came, of those after a time, for each place that has any."""
    by_table: dict[str, set[Place]] = defaultdict(set)
    for place in places:
        by_table[place.table].add(place)
    wanted = (
        select(Segment, Batch.imported_at)
        .join(Batch, Batch.id == Segment.batch_id)
        .where(
            Segment.table_name.in_(list(by_table)),
            Segment.retired_by.is_(None),
            Batch.imported_at > since,
        )
        .order_by(Batch.imported_at.desc())
    )
    with door.lake.store.read() as session:
        newer = [(segment, at) for segment, at in session.execute(wanted)]
    found: dict[Place, datetime] = {}
    for segment, at in newer:
        name = segment.table_name
        if missing := [one for one in by_table[name] if one not in found]:
            rows = door.stored_in(name, [segment], f"newer_{segment.id}")
            found |= dict.fromkeys(_spoken_of(missing, rows), at)
    return found


def _spoken_of(places: Sequence[Place], rows: Any) -> Iterable[Place]:
    """Yield the places that some rows of a table speak about."""
    by_column: dict[str, list[Place]] = defaultdict(list)
    for one in places:
        by_column[one.column].append(one)
    for column, own in by_column.items():
        if not column:
            if rows.limit(1).count().execute():
                yield from own
            continue
        known = _values(rows, column, [one.value for one in own] if column != UNIT else None)
        for one in own:
            if one.value in known if column != UNIT else any(unit.startswith(one.value) for unit in known):
                yield one


def there(rows: Iterable[CaseRow], door: Door) -> set[tuple[str, str]]:
    """Return (object_type, object_id) of the objects that some table lists, and of those of a kind that none lists."""
    by_kind: Mapping[str, set[str]] = defaultdict(set)
    for row in rows:
        by_kind[row.object_type].add(row.object_id)
    found: set[tuple[str, str]] = set()
    for kind, numbers in by_kind.items():
        subject: Any = SUBJECTS
        places = subject[kind].places
        known = set() if places else numbers
        for name, column in places:
            known = known | _values(door.table(name), column, sorted(numbers - known))
        found |= {(kind, number) for number in known}
    return found


def _values(rows: Any, column: str, among: Sequence[str] | None) -> set[str]:
    """Return which values a column has, of some or of all."""
    if among is not None:
        if not among:
            return set()
        rows = rows.filter(rows[column].isin(among))
    found = rows.select(column).distinct().to_pyarrow()[column].to_pylist()
    return {one for one in found if one is not None}
