"""What is stored, table by table: rows, months and gaps between them, how fresh, and what is empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.calendar import month_range
from models.data.schema import Need, Table
from models.lake import Door
from models.orm import Batch


@dataclass(frozen=True)
class Holding:
    """One table as it is stored; `gaps` are months without rows between the first and the last."""

    table: Table
    rows: int
    months: tuple[str, ...]
    gaps: tuple[str, ...]
    as_of: date | None
    imported_on: date | None
    empty_columns: tuple[str, ...]


def holdings(door: Door, batches: Iterable[Batch]) -> list[Holding]:
    """Return every table of the dictionary, also those without rows; `batches` are the latest first."""
    live = [batch for batch in batches if batch.undone_at is None]
    return [_holding(table, door, live) for table in door.tables.values()]


def _holding(table: Table, door: Door, live: list[Batch]) -> Holding:
    rows, filled = door.rows(table.name), door.filled(table.name)
    months = tuple(door.months(table.name))
    own = [batch for batch in live if any(sheet["table"] == table.name for sheet in batch.report)]
    days = [batch.as_of for batch in own if batch.as_of]
    wanted = [column for column in table.columns if column.need is not Need.OPTIONAL]
    return Holding(
        table=table,
        rows=rows,
        months=months,
        gaps=tuple(m for m in month_range(months[0], months[-1]) if m not in months) if months else (),
        as_of=max(days, default=None),
        imported_on=own[0].imported_at.date() if own else None,
        empty_columns=tuple(c.title for c in wanted if not filled.get(c.name)) if rows else (),
    )
