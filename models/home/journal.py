"""What persons set of parameters and wrote into the company's own tables, noted in the home beside the database.

A line of JSON for each row, added when its transaction is certain: a database that is made anew has them all again. Rows are
only ever added, so the file is too; a line that was cut short is passed over.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from models.home.cards import facts_of, record
from models.home.durable import make_durable
from models.home.numbers import HOME
from models.orm import Base, CodeTableRow, ParameterRow

FILE = "set_by_people.jsonl"
WRITTEN = "rows for the journal"  # what a session that writes keeps of them
KINDS: dict[str, type[Base]] = {kind.__tablename__: kind for kind in (ParameterRow, CodeTableRow)}


def remember(session: Session, row: ParameterRow | CodeTableRow) -> None:
    """Have a row that has its number noted once its transaction is certain."""
    session.info.setdefault(WRITTEN, []).append({"kind": row.__tablename__} | facts_of(row))


def note(session: Session) -> None:
    """Note in the home the rows of a transaction that is certain now."""
    rows: list[dict[str, Any]] = session.info.pop(WRITTEN, [])
    home: Path | None = session.info.get(HOME)
    if not rows or home is None:
        return
    path = home / FILE
    with suppress(OSError):  # they are written all the same
        with path.open("a", encoding="utf-8") as file:  # one write, whoever else writes
            file.write("".join(f"\n{json.dumps(row, ensure_ascii=False)}" for row in rows))
        make_durable([path])


def noted(home: Path) -> Iterator[Base]:
    """Return the rows that a home has noted, each number of a kind once, as it was noted last."""
    known: dict[tuple[str, int], Base] = {}
    with suppress(FileNotFoundError):
        for line in (home / FILE).read_text("utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                kind = KINDS[said["kind"]]
                known[said["kind"], said["id"]] = kind(**record(kind, said))
    yield from known.values()
