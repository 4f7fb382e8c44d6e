"""How a page gets at data: the lake of this home, a person's door to it, the latest run.

Caches are shared by everybody, so whatever is cached here is keyed by the person and the data's version.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

import streamlit as st

from analytics.code_tables.local_codes import name_codes_of
from analytics.loop.periodic import make_due
from analytics.results.findings import Findings, findings_of
from data_loaders.catalog import tables
from data_loaders.child.sandbox import sweep_leftovers
from models import runs
from models.data import batches, deliveries
from models.errors import MingjiError, NotFound
from models.home import scratch
from models.lake import Door, Lake
from models.loop import exemptions
from models.orm import Run
from models.people import Person
from pages.parts.common.home import store
from pages.parts.frame import session
from pages.parts.frame.abandoned import watch

DOOR, VERSION, LATEST, FOUND = "mingji_door", "mingji_data_version", "mingji_latest", "mingji_findings"
EXEMPTED, RUNS = "mingji_exempted", "mingji_runs"
MOST_KEPT = 5_000
Asked = TypeVar("Asked")
Work = TypeVar("Work", bound=Callable[..., Any])
_own_door: ContextVar[Door | None] = ContextVar("own_door", default=None)


@st.cache_resource(show_spinner="正在打开数据…")
def lake() -> Lake:
    """Return the lake of this home, after clearing away what a killed process left and making the plans that are due."""
    records = store()
    batches.sweep(records)
    runs.sweep(records)
    deliveries.sweep(records)
    scratch.sweep(records.home)
    sweep_leftovers()
    found = Lake(records, tables())
    with suppress(MingjiError):  # what is wrong with a screening its own page says
        make_due(found, date.today())
    return found


def door_of(person: Person) -> Door:
    """Return this session's door, opened anew when the data changed since."""
    own = _own_door.get()
    if own is not None:
        return own
    door: Door | None = st.session_state.get(DOOR)
    version = _once_a_run(VERSION, lake().store.data_version)
    if door is None or door.person != person or door.data_version != version:
        door = st.session_state[DOOR] = lake().open(person)
        name_codes_of(door.code_tables)
    watch(door.engine)
    return door


def _once_a_run(what: str, ask: Callable[[], Asked], about: object = None) -> Asked:
    """Return what is asked for once in a run of a page's script, and again after each write of this process."""
    run = session.this_run()
    if run is None or _own_door.get() is not None:
        return ask()
    seen = (run, store().written, about)
    known: tuple[Any, Asked] | None = st.session_state.get(what)
    if known is None or known[0] != seen:
        known = st.session_state[what] = (seen, ask())
    return known[1]


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

    def ask() -> Run | None:
        try:
            return runs.get(lake().store)
        except NotFound:
            return None

    return _once_a_run(LATEST, ask)


def run_of(number: int) -> Run:
    """Return a screening by its number; it is read once in a run of a page.

    Errors: NotFound.
    """
    known: dict[int, Run] = _once_a_run(RUNS, dict)
    if number not in known:
        known[number] = runs.get(lake().store, number)
    return known[number]


def findings(person: Person, run: Run) -> Findings:
    """Return what a run found, as the person may see it; its files are looked at once in a run of a page."""
    door = door_of(person)
    known: dict[int, Findings] = _once_a_run(FOUND, dict, door)
    if run.id not in known:
        known[run.id] = findings_of(lake().store, door, run)
    return known[run.id]


def kept(work: Work) -> Work:
    """Keep what a function returns, for everybody who asks the same: its arguments as written are the whole key.

    They must say who looks, and of which run or state of the data; the state of the white list is part of the key.
    """

    @wraps(work)
    def known(*about: Any, **more: Any) -> Any:
        exempted = _once_a_run(EXEMPTED, lambda: exemptions.latest(lake().store))
        key = f"{work.__module__}.{work.__qualname__} {about!r} {sorted(more.items())!r} {exempted}"
        return _kept(key, lambda: work(*about, **more))

    return cast("Work", known)


@st.cache_data(show_spinner=False, max_entries=MOST_KEPT)
def _kept(key: str, _work: Callable[[], Any]) -> Any:
    """Return what a function returned when it was last asked so; to look for arguments by their parts takes longer."""
    return _work()


@kept
def figures(person: Person, run_id: int, by: tuple[str, ...], **fits: Any) -> list[dict[str, Any]]:
    """Return a run's hits, objects and yuan by the given columns (analytics.results.findings.Findings.figures)."""
    return findings(person, run_of(run_id)).figures(*by, **fits)
