"""Days on which a company works or not other than the calendar knows (节假日): one of the tables that it keeps itself.

They lie over what the State Council announced as far as `models.calendar` knows it: for years to come, or to correct one.
A day counts as it was last written; without content the calendar has its own again. They hold whatever day is asked.
"""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa
from sqlalchemy.orm import Session

from models.calendar import WORKING_DAYS, working_day_table
from models.company.code_tables import WrittenEntry, in_force, written_in
from models.store import Store

TABLE = "holidays"
IS_WORKED = "is_worked"


def extra_days(store: Store) -> dict[date, bool]:
    """Return {day: is it worked} of what lies over the calendar."""
    with store.read() as session:
        return extra_days_in(session)


def extra_days_in(session: Session) -> dict[date, bool]:
    """Return {day: is it worked} of what lies over the calendar, as a transaction sees it."""
    return days_of(written_in(session, TABLE))


def days_of(entries: Iterable[WrittenEntry]) -> dict[date, bool]:
    """Return {day: is it worked} of what was ever written."""
    return {one.since: bool((one.content or {})[IS_WORKED]) for one in in_force(entries)}


def rows_of_engine(entries: Iterable[WrittenEntry]) -> dict[str, pa.Table]:
    """Return the table of working days as an engine counts by it; nothing where the calendar's own holds."""
    own = days_of(entries)
    return {WORKING_DAYS: working_day_table(extra_days=own)} if own else {}
