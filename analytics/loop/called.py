"""Cases found by what their customer or object is called: the records know numbers, names are in the data."""

from collections.abc import Iterable

from analytics.ranking.listing import names_of
from analytics.search.index import plain_form
from models.lake import Door
from models.loop import case_lists


def called(door: Door, words: Iterable[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return for each word the cases (by id) of the door's person whose object is called so, as the door shows names."""
    objects = case_lists.objects(door.lake.store, door.person)
    names = [plain_form(name or "") for name in names_of(door, list(objects.values()))]
    return tuple(
        (word, tuple(one for one, name in zip(objects, names, strict=True) if plain_form(word) in name))
        for word in words
    )
