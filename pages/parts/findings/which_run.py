"""Which screening the pages show: the latest, or the one that somebody chose or a link names.

The address always names it, so that a link shows in a year what it shows today. Who looks at the latest goes on to
the next one when it has come; who chose an earlier one stays with it from page to page.
"""

import streamlit as st

from models import runs
from models.calendar import month_in_words
from models.errors import NotFound
from models.orm import Run
from pages.parts.common.data import lake, latest_run

RUN = "run"
CHOSEN, WRITTEN, WIDGET = "mingji_run", "mingji_run_written", "mingji_run_choice"


def shown_run() -> Run | None:
    """Return the screening to show, and write it into the address; None before the first."""
    newest = latest_run()
    if newest is None:
        return None
    asked = st.query_params.get(RUN)
    if asked is not None and asked != st.session_state.get(WRITTEN):
        _follow_link(asked, newest)
    run = followed() or newest
    st.query_params[RUN] = st.session_state[WRITTEN] = str(run.id)
    return run


def followed() -> Run | None:
    """Return the screening that a person looks at from page to page: the chosen one, else the latest."""
    chosen = st.session_state.get(CHOSEN)
    return runs.get(lake().store, chosen) if chosen else latest_run()


def choice(run: Run) -> None:
    """Let a person choose another screening, and say so where the one shown is not the latest."""
    known = {one.id: one for one in runs.history(lake().store)}
    if len(known) < 2:
        return
    st.session_state[WIDGET] = run.id
    st.selectbox(
        "筛查",
        list(known),
        format_func=lambda number: described_run(known[number]),
        key=WIDGET,
        on_change=lambda: _choose(st.session_state[WIDGET], max(known)),
        label_visibility="collapsed",
        width=360,
    )


def object_address(run: Run | None, object_type: str, object_id: str) -> dict[str, str]:
    """Return what the address of an object's page says: the object, and the screening that it is shown by."""
    return {"type": object_type, "id": object_id} | ({RUN: str(run.id)} if run else {})


def choose(number: int) -> None:
    """Show a screening from now on, on every page."""
    newest = latest_run()
    _choose(number, newest.id if newest else number)


def note(run: Run) -> None:
    """Say where a screening is not the latest, and offer the way to that."""
    newest = latest_run()
    if newest is None or newest.id == run.id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(f"正在查看较早的第 {run.id} 次筛查;最近一次是第 {newest.id} 次。")
        st.button("查看最近一次", key="newest_run", on_click=_choose, args=(newest.id, newest.id))


def _follow_link(asked: str, newest: Run) -> None:
    try:
        if not asked.isdecimal():
            raise NotFound(f"没有编号为“{asked}”的筛查", remedy="")
        _choose(runs.get(lake().store, int(asked)).id, newest.id)
    except NotFound:
        st.warning(f"没有编号为“{asked}”的筛查,现在显示最近一次。")


def _choose(number: int, newest: int) -> None:
    """Stay with a screening; the latest is not stayed with, so that the next one is shown when it has come."""
    st.session_state[CHOSEN] = number if number != newest else None
    st.session_state[WRITTEN] = st.query_params[RUN] = str(number)


def described_run(run: Run) -> str:
    """Return a screening in a line, for choosing among them.

    No figure of its hits: the one stored is of all units and counts what came to be on the white list.
    """
    done = f"{run.finished_at:%m-%d %H:%M} 完成"
    return f"第 {run.id} 次 · {month_in_words(run.period)} · 截止 {run.as_of:%m-%d} · {done}"
