"""Pictures as pages read them: worked out once for everybody who sees the same of the same run and filters."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from analytics.pictures.album import pictures, pictures_of
from analytics.pictures.layout import Names
from analytics.pictures.shown import Behind, Viewed
from models.category import Category
from models.people import Person
from pages.parts.common.data import door_of, findings, kept, run_of
from pages.parts.common.units import unit_names

Filters = tuple[tuple[str, str], ...]


def asked(filters: Mapping[str, str]) -> Filters:
    """Return filters as caches take them."""
    return tuple(sorted(filters.items()))


def viewed(person: Person, run_id: int, key: str, unit: str, digits: int, filters: Filters) -> Viewed:
    """Return a picture as a person sees it."""
    run = run_of(run_id)
    return Viewed(
        pictures()[key],
        door_of(person),
        findings(person, run),
        run,
        unit=unit,
        unit_digits=digits,
        filters=dict(filters),
    )


def names(person: Person) -> Names:
    """Return what a person's units and staff are called."""
    return Names(unit_names(person), _people(person, door_of(person).data_version))


@kept
def _people(person: Person, data_version: int) -> dict[str, str]:
    staff: Any = door_of(person).table("staff").select("emp_no", "name")
    return {row["emp_no"]: row["name"] for row in staff.to_pyarrow().to_pylist() if row["name"]}


@kept
def missing(person: Person, data_version: int, run_id: int, key: str) -> str:
    """Say why a picture cannot be drawn, '' where it can."""
    return viewed(person, run_id, key, "", 9, ()).missing()


@kept
def of_now(person: Person, data_version: int, run_id: int, category: Category) -> list[str]:
    """Return the titles of the pictures that are drawn of the data of now, since what the run saw is gone."""
    every = [viewed(person, run_id, one.key, "", 9, ()) for one in pictures_of(category)]
    return [view.picture.title for view in every if view.is_of_now and not view.missing()]


@kept
def marks(
    person: Person, data_version: int, run_id: int, key: str, unit: str, digits: int, filters: Filters
) -> tuple[pa.Table, pa.Table | None]:
    """Return the marks of a picture, and of a cloud its points."""
    return viewed(person, run_id, key, unit, digits, filters).drawn()


@kept
def behind(
    person: Person,
    data_version: int,
    run_id: int,
    key: str,
    unit: str,
    digits: int,
    filters: Filters,
    text: str,
) -> Behind:
    """Return how many rows stand behind filters and have every word of a text."""
    return viewed(person, run_id, key, unit, digits, filters).behind(text)


@kept
def page(
    person: Person,
    data_version: int,
    run_id: int,
    key: str,
    unit: str,
    digits: int,
    filters: Filters,
    **how: Any,
) -> pa.Table:
    """Return some of the rows behind filters (analytics.pictures.shown.Viewed.listed)."""
    return viewed(person, run_id, key, unit, digits, filters).listed(**how)
