"""The tamper-evident audit log: every line carries a digest over itself and the line before."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.orm import LogRow

GENESIS = "0" * 64


def append(session: Session, actor: str, action: str, subject: str, detail: dict[str, Any]) -> int:
    """Add one line inside the caller's transaction and return its number.

    Errors: none of its own; if the line cannot be written the caller's whole transaction fails, so nothing
    happens that is not in the log.
    """
    last = session.scalars(select(LogRow).order_by(LogRow.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    at = datetime.now().astimezone().isoformat(timespec="milliseconds")
    row = LogRow(seq=seq, at=at, actor=actor, action=action, subject=subject, detail=detail, digest="")
    row.digest = _digest(previous, row)
    session.add(row)
    return seq


def first_broken_line(session: Session) -> int | None:
    """Return the number of the first line that does not follow from the one before, or None."""
    previous, expected = GENESIS, 1
    for row in session.scalars(select(LogRow).order_by(LogRow.seq)):
        if row.seq != expected or row.digest != _digest(previous, row):
            return expected
        previous, expected = row.digest, expected + 1
    return None


def _digest(previous: str, row: LogRow) -> str:
    content = [row.seq, row.at, row.actor, row.action, row.subject, row.detail]
    line = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + line).encode()).hexdigest()
