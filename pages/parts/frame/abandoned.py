"""Queries that nobody waits for any more are ended, once a person has gone elsewhere or has closed the page.

Streamlit asks a page's run to stop and waits until the run says its next word; a query in the engine says none until it
is done. So a thread looks a few times a second whether a run was asked to stop, and ends what its door is asked.
"""

import threading
import time
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType

from models.engine import DuckDB

LOOK_SECONDS = 0.25

# which run of a page uses an engine; an engine belongs to one session, and that runs one page at a time
_used_by: WeakKeyDictionary[DuckDB, ScriptRequests] = WeakKeyDictionary()
_lock = threading.Lock()


def watch(engine: DuckDB) -> None:
    """End the engine's query as soon as the run of the page that asks it is to stop."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and context.script_requests is not None:
        with _lock:
            _used_by[engine] = context.script_requests
        _watcher()


@st.cache_resource(show_spinner=False)
def _watcher() -> threading.Thread:
    thread = threading.Thread(target=_look, name="abandoned", daemon=True)
    thread.start()
    return thread


def _look() -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        _end_what_is_left()


def _end_what_is_left() -> None:
    with _lock:
        used = list(_used_by.items())
    for engine, requests in used:
        if is_to_stop(requests):
            engine.interrupt()


def is_to_stop(requests: ScriptRequests) -> bool:
    """Return whether a run was asked to stop, or to begin anew; a part of the page that refreshes itself waits.

    Streamlit 1.67 says it only to the run itself, when that says its next word.
    """
    if requests._state == ScriptRequestType.RERUN:
        asked = requests._rerun_data
        return asked.is_fragment_scoped_rerun or not asked.fragment_id_queue
    return requests._state == ScriptRequestType.STOP
