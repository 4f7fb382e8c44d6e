"""Numbers of plans, cases, samples and notices: without gaps, and none given twice, not even after the database was lost.

The database counts (`counters`). The home notes beside it how far it has counted: where an older database, or one made
anew, stands in for a lost one, counting goes on behind what is printed on paper and written in lists already.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy.orm import Session

from models.home.durable import make_durable
from models.orm import CounterRow

FILE = "numbers.txt"
HOME, GIVEN, NOTED = "home", "numbers given", "numbers noted"  # what a session that writes keeps of them


def next_count(session: Session, name: str, behind: int = 0) -> int:
    """Return the next number of a kind: given in this transaction or, should it fail, to the next who asks.

    `behind` is the last one that was given before anybody counted here.
    """
    row = session.get(CounterRow, name)
    if row is None:
        row = CounterRow(name=name, value=0)
        session.add(row)
    row.value = max(row.value, _noted(session).get(name, 0), behind) + 1
    session.flush()
    session.info.setdefault(GIVEN, {})[name] = row.value
    return row.value


def note(session: Session) -> None:
    """Note in the home which numbers a transaction gave, now that they are certain, before anybody is told of them."""
    given: Mapping[str, int] = session.info.pop(GIVEN, {})
    home: Path | None = session.info.get(HOME)
    if not given or home is None:
        return
    path = home / FILE
    with suppress(OSError):  # they are given all the same, and the next note says it again
        with path.open("a", encoding="utf-8") as file:  # one write, whoever else writes
            file.write("".join(f"\n{name} {value}" for name, value in given.items()))
        make_durable([path])


def _noted(session: Session) -> Mapping[str, int]:
    """Return the last number of each kind that the home has noted; a line that was cut short counts for what it says."""
    home: Path | None = session.info.get(HOME)
    if home is None:
        return {}
    if NOTED not in session.info:
        last: dict[str, int] = {}
        with suppress(FileNotFoundError):
            for line in (home / FILE).read_text("utf-8", errors="replace").splitlines():
                name, _, value = line.rpartition(" ")
                if value.isascii() and value.isdecimal():
                    last[name] = max(last.get(name, 0), int(value))
        session.info[NOTED] = last
    return session.info[NOTED]
