"""Days on which a company works or not other than the calendar knows (节假日), each with who set it and why.

They lie over what the State Council announced as far as `models.calendar` knows it: for years to come, or to correct one.
Rows are only ever added; of a day the one written last counts, without a word the calendar has its own again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import log
from models.calendar import FIRST_DAY, LAST_DAY, WORKING_DAYS, working_day_table
from models.errors import NotAllowed, WrongUsage
from models.orm import CalendarDayRow
from models.people import Permission, Person
from models.store import CALENDAR, Store


@dataclass(frozen=True)
class SetDay:
    """A day that is worked or not; None gives it back to the calendar."""

    day: date
    is_worked: bool | None
    note: str


@dataclass(frozen=True)
class WrittenDay(SetDay):
    """A day as it was written: its number, by whom, and when."""

    id: int
    set_by: str
    set_at: datetime


def save(store: Store, person: Person, days: Sequence[SetDay]) -> None:
    """Write some days, all or none.

    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage for a day out of range.
    """
    if not person.may(Permission.CONFIGURE) or not person.sees_everything:
        raise NotAllowed("您不能修改全公司的节假日", remedy="请联系营销稽查专责")
    for one in days:
        if not FIRST_DAY <= one.day <= LAST_DAY:
            raise WrongUsage(f"{one.day} 不在 {FIRST_DAY} 至 {LAST_DAY} 之间", remedy="请核对日期")
    with store.write() as session:
        for one in days:
            row = CalendarDayRow(
                day=one.day,
                is_worked=one.is_worked,
                note=one.note.strip(),
                set_by=person.signature,
                set_at=datetime.now(),
            )
            session.add(row)
        said = {one.day.isoformat(): one.is_worked for one in days}
        log.append(session, person.signature, CALENDAR, "calendar", {"days": said})


def history(store: Store) -> list[WrittenDay]:
    """Return every day that was written, the newest first."""
    with store.read() as session:
        return _written(session)


def in_force(store: Store) -> dict[date, WrittenDay]:
    """Return the days that count, in order, each as it was last written."""
    return _counting(history(store))


def extra_days(store: Store) -> dict[date, bool]:
    """Return {day: is it worked} of what lies over the calendar."""
    with store.read() as session:
        return extra_days_in(session)


def extra_days_in(session: Session) -> dict[date, bool]:
    """Return {day: is it worked} of what lies over the calendar, as a transaction sees it."""
    return {day: bool(one.is_worked) for day, one in _counting(_written(session)).items()}


def rows_of_engine(store: Store) -> dict[str, pa.Table]:
    """Return the table of working days as an engine of this home has it; nothing where the calendar's own holds."""
    own = extra_days(store)
    return {WORKING_DAYS: working_day_table(extra_days=own)} if own else {}


def _written(session: Session) -> list[WrittenDay]:
    rows = session.scalars(select(CalendarDayRow).order_by(CalendarDayRow.id.desc()))
    return [WrittenDay(r.day, r.is_worked, r.note, r.id, r.set_by, r.set_at) for r in rows]


def _counting(days: Sequence[WrittenDay]) -> dict[date, WrittenDay]:
    last = {one.day: one for one in reversed(days)}
    return {day: last[day] for day in sorted(last) if last[day].is_worked is not None}
