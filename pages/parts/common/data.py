"""How a page gets at data: the lake of this home, a person's door to it, the latest run.

Caches are shared by everybody, so whatever is cached here is keyed by the person and the data's version.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import streamlit as st

from analytics.findings import Findings, findings_of
from data_loaders.catalog import tables
from data_loaders.child.sandbox import sweep_leftovers
from models import batches, deliveries, runs, scratch
from models.errors import NotFound
from models.lake import Door, Lake
from models.orm import Run
from models.people import Person
from pages.parts.common.home import store
from pages.parts.frame.abandoned import watch

DOOR = "mingji_door"
_own_door: ContextVar[Door | None] = ContextVar("own_door", default=None)


@st.cache_resource(show_spinner="正在打开数据…")
def lake() -> Lake:
    """Return the lake of this home, after clearing away what a killed process left."""
    records = store()
    batches.sweep(records)
    runs.sweep(records)
    deliveries.sweep(records)
    scratch.sweep(records.home)
    sweep_leftovers()
    return Lake(records, tables())


def door_of(person: Person) -> Door:
    """Return this session's door, opened anew when the data changed since."""
    own = _own_door.get()
    if own is not None:
        return own
    door: Door | None = st.session_state.get(DOOR)
    if door is None or door.person != person or door.data_version != lake().store.data_version():
        door = st.session_state[DOOR] = lake().open(person)
    watch(door.engine)
    return door


@contextmanager
def own_door(person: Person) -> Iterator[None]:
    """Have `door_of` give a door of its own to work that goes on beside the session: no engine is shared by threads."""
    with lake().open(person) as door:
        token = _own_door.set(door)
        try:
            yield
        finally:
            _own_door.reset(token)


def latest_run() -> Run | None:
    """Return the latest screening, or None before the first."""
    try:
        return runs.get(lake().store)
    except NotFound:
        return None


def findings(person: Person, run: Run) -> Findings:
    """Return what a run found, as the person may see it."""
    return findings_of(lake().store, door_of(person), run)


@st.cache_data(show_spinner=False, max_entries=500)
def figures(person: Person, run_id: int, by: tuple[str, ...], **fits: Any) -> list[dict[str, Any]]:
    """Return a run's hits, objects and yuan by the given columns (analytics.findings.Findings.figures)."""
    return findings(person, runs.get(lake().store, run_id)).figures(*by, **fits)
