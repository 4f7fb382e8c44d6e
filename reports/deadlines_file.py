"""Deadlines of cases as a calendar (.ics): one day each, reminded of on the morning before.

A calendar ends up on telephones: it holds numbers of cases, states and units, no names and no addresses.

Source: RFC 5545.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from models.loop.case import OUTSIDE, State
from models.orm import CaseRow

LONGEST_LINE = 75  # octets
REMINDER_HOURS = 15  # before the midnight with which the day begins: nine in the morning
NEWLINE = "\r\n"


def calendar_of(
    rows: Iterable[CaseRow], home: str, units: Mapping[str, str], at: datetime | None = None
) -> bytes:
    """Return the calendar of the cases that have a deadline; `home` is the identity by which a case is the same everywhere."""
    at = (at or datetime.now().astimezone()).astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mingji//Deadlines//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:明稽 稽查时限",
    ]
    for row in rows:
        lines += _event(row, home, units, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}{NEWLINE}" for line in lines for folded in _folded(line)).encode()


def _event(row: CaseRow, home: str, units: Mapping[str, str], at: datetime) -> Iterator[str]:
    if row.due_date is None or row.waits_since is not None or State(row.state) not in OUTSIDE:
        return  # no deadline runs: the day left behind by an earlier stage would remind of nothing
    unit = units.get(row.handler_unit or "", row.handler_unit or "")
    said = f"{row.case_no} {row.state}" + (f" {unit}" if unit else "")
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(row.case_no)}@{home}"
    yield f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{row.version}"
    yield f"DTSTART;VALUE=DATE:{row.due_date:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{row.due_date + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'稽查时限 {said}')}"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:-PT{REMINDER_HOURS}H"
    yield f"DESCRIPTION:{_escaped(f'明天到期:{said}')}"
    yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, none cut within a character."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += octets
    yield piece
