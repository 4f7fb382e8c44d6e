"""Days that a company works or not, as rows of its own table (节假日)."""

from datetime import date

from models.company.code_tables import Entry
from models.company.holidays import IS_WORKED, TABLE


def set_day(day: date, is_worked: bool | None, reason: str) -> Entry:
    """Return a day that is worked or not; None gives it back to the calendar."""
    content = None if is_worked is None else {IS_WORKED: is_worked}
    return Entry(TABLE, (day.isoformat(),), day, content, reason)
