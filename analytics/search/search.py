"""Find customers and other objects by any part of what they are called, numbered or where they are.

Words between spaces must all occur, in whichever of an object's texts. What is called so as a whole comes first, then
what begins so, then what has it inside; among these numbers of customers first. Only objects of a person's units are
found, and whoever may not see personal data searches what the screen would show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import ibis

from analytics.search.index import BEGIN, END, KINDS, OWN, ROW, index_of, letters, plain_form
from analytics.search.signatures import with_all
from analytics.subjects import ObjectType
from data_loaders.catalog import tables
from models.lake import Door, within_units

MATCHES = "search_matches"
NAMES = ("cons_name", "cust_name", "tg_name", "name", "org_name")
ADDRESS = "elec_addr"


@dataclass(frozen=True)
class Found:
    """An object that was found; `because` are (label, text) of what has the words in it beside number, name and address."""

    object_type: ObjectType
    object_id: str
    org_code: str
    name: str
    address: str
    because: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """What a search found: how many objects of each kind, and the ones that were asked for."""

    counts: dict[ObjectType, int]
    found: tuple[Found, ...]


def words_of(asked: str) -> tuple[str, ...]:
    """Return the words of what somebody typed, as they are compared."""
    return tuple(dict.fromkeys(plain_form(asked).split()))


def search(
    door: Door, asked: str, *, object_type: ObjectType | None = None, limit: int = 25, offset: int = 0
) -> Answer:
    """Return what has all the words of `asked`, the best first; nothing where there are none.

    Errors: DataDamaged, StoreUnusable, where the index must be made first.
    """
    words = words_of(asked)
    if not words:
        return Answer({}, ())
    index = index_of(door)
    rows: Any = door.engine.arrow_table(with_all(index, words), "search_index")
    matches: Any = door.engine.kept(_matches(door, rows, words), MATCHES)
    counted = matches.group_by("kind").agg(n=matches.count()).to_pyarrow().to_pylist()
    wanted = matches.filter(matches.kind == KINDS.index(object_type)) if object_type else matches
    best = wanted.order_by("distance", "is_elsewhere", ROW).limit(limit, offset=offset)
    places = best.select(ROW).to_pyarrow()[ROW]
    door.engine.forget(MATCHES)
    counts = {KINDS[one["kind"]]: one["n"] for one in sorted(counted, key=lambda one: one["kind"])}
    # take() copies the texts
    rows_found = [index.slice(place, 1).to_pylist()[0] for place in places.to_pylist()]
    return Answer(counts, tuple(_found(row, words) for row in rows_found))


def _matches(door: Door, rows: Any, words: Sequence[str]) -> Any:
    """Return where the objects stand that have all words, and how far they are from what was asked."""
    if not door.person.sees_everything:
        rows = rows.filter(within_units(rows.org_code, door.person))
    distance: Any = ibis.literal(0, "int16")
    is_elsewhere: Any = ibis.literal(0, "int16")
    for word in words:
        rows = rows.filter(rows.said.contains(word))
        begins = ibis.ifelse(rows.said.contains(BEGIN + word), 1, 2)
        distance = distance + ibis.ifelse(rows.said.contains(BEGIN + word + END), 0, begins)
        is_elsewhere = is_elsewhere + ibis.ifelse(rows.object_id.contains(word), 0, 1)
    return rows.select(ROW, "kind", distance=distance, is_elsewhere=is_elsewhere)


def _found(row: dict[str, Any], words: Sequence[str]) -> Found:
    columns = {letter: column for column, letter in letters().items()}
    texts = [text.rpartition(END) for text in (row["shown"] or row["said"]).split(BEGIN)[1:]]
    said = [(columns[letter], text) for text, _, letter in texts if letter != OWN]
    first: dict[str, str] = {}
    for (_, column), text in said:
        first.setdefault(column, text)
    name = next((first[column] for column in NAMES if column in first), "")
    address = first.get(ADDRESS, "")
    because = {
        (tables()[table].by_name[column].title, text): None
        for (table, column), text in said
        if text not in (name, address) and any(word in plain_form(text) for word in words)
    }
    kind = cast("ObjectType", KINDS[row["kind"]])
    return Found(kind, row["object_id"], row["org_code"] or "", name, address, tuple(because))
