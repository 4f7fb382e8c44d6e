"""The object that a page is about, and what is known of it: read once, for the screen, the paper and each rerun."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from analytics import story
from analytics.subjects import AREA, LABELS, kind_of
from models import runs
from models.orm import Run
from models.people import Person
from pages.parts.common.data import door_of, findings, lake

Told = TypeVar("Told")
Hits = list[dict[str, Any]]


@dataclass(frozen=True)
class Subject:
    """The object that the page is about, and the customer it belongs to, if any."""

    object_type: str
    object_id: str
    cons_no: str
    org_code: str
    target: dict[str, Any] | None
    is_area: bool = False

    @property
    def label(self) -> str:
        """Return what a reader takes the object for."""
        codes = (self.target or {}).get("check_codes") or ""
        return LABELS[AREA if self.is_area else kind_of(self.object_type, codes)]

    def is_in(self, row: dict[str, Any]) -> bool:
        """Return whether a row is about this very object."""
        return (row["object_type"], row["object_id"]) == (self.object_type, self.object_id)


def told(person: Person, tell: Callable[..., Told], *about: Any, **options: Any) -> Told:
    """Return what a function of analytics.story tells."""
    options_in_order = tuple(sorted(options.items()))
    return _told(person, door_of(person).data_version, tell.__name__, about, options_in_order)


def own_hits(subject: Subject, run: Run, person: Person) -> Hits:
    """Return every hit of the object itself with its evidence."""
    return [hit for hit in _hits(person, run.id, "object_id", subject.object_id) if subject.is_in(hit)]


def customer_hits(subject: Subject, run: Run, person: Person) -> Hits:
    """Return every hit of the object's customer with its evidence, whatever object it is about."""
    return _hits(person, run.id, "cons_no", subject.cons_no) if subject.cons_no else []


@st.cache_data(show_spinner=False, max_entries=2000)
def _told(
    person: Person,
    data_version: int,
    name: str,
    about: tuple[Any, ...],
    options: tuple[tuple[str, Any], ...],
) -> Any:
    return getattr(story, name)(door_of(person), *about, **dict(options))


@st.cache_data(show_spinner=False, max_entries=500)
def _hits(person: Person, run_id: int, column: str, value: str) -> Hits:
    found = findings(person, runs.get(lake().store, run_id))
    fits: dict[str, Any] = {column: value}
    codes = found.hits(**fits).select("check_code").distinct().check_code.to_pyarrow().to_pylist()
    return [hit for code in sorted(codes) for hit in found.with_evidence(code, **fits)]
