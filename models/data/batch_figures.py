"""What a batch did to the data, worked out from its segments: rows added, rows replaced, rows still in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from models.orm import Segment
from models.store import Store


@dataclass(frozen=True)
class Effect:
    """Rows that a batch brought, how many earlier rows they replaced, how many of its rows are in force.

    Of a batch that was undone nobody can tell any more what it had replaced: `replaced` is None.
    """

    table_name: str
    rows: int
    replaced: int | None
    in_force: int

    @property
    def new(self) -> int | None:
        """Return how many rows have keys that were not there before."""
        return None if self.replaced is None else max(0, self.rows - self.replaced)


def effects(store: Store, batch_id: int, *, is_undone: bool = False) -> list[Effect]:
    """Return what a batch did, table by table."""
    touched = or_(
        Segment.batch_id == batch_id, Segment.written_by == batch_id, Segment.retired_by == batch_id
    )
    with store.read() as session:
        segments = session.scalars(select(Segment).where(touched)).all()
    names = sorted({segment.table_name for segment in segments if segment.batch_id == batch_id})
    return [_of_table(name, segments, batch_id, is_undone=is_undone) for name in names]


def _of_table(name: str, segments: Sequence[Segment], batch_id: int, *, is_undone: bool) -> Effect:
    of_table = [segment for segment in segments if segment.table_name == name]
    own = [segment for segment in of_table if segment.batch_id == batch_id]
    before = sum(s.rows for s in of_table if s.retired_by == batch_id and s.written_by != batch_id)
    survived = sum(s.rows for s in of_table if s.written_by == batch_id and s.batch_id != batch_id)
    return Effect(
        table_name=name,
        rows=sum(segment.rows for segment in own if segment.written_by == batch_id),
        replaced=None if is_undone else before - survived,
        in_force=sum(segment.rows for segment in own if segment.retired_by is None),
    )
