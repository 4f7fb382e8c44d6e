"""Exports that take long are jobs (models/jobs.py): they outlive their page and wait to be fetched when they are made.

The file waits for the browser that asked, as every download does (download.py), only longer.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from models import jobs
from models.errors import Cancelled
from models.people import Person
from pages.parts.common import download
from pages.parts.common.data import lake, own_door
from pages.parts.frame.visitor import visitor_of

ROWS = 40_000  # of a list; up to here writing takes less than two seconds of the processor
POLL_SECONDS = 1.0
LIFE_SECONDS = 3600
_made: dict[
    tuple[Path, int], tuple[str, int]
] = {}  # home and job: the token that fetches its file, and the file's size


def offer(
    label: str,
    build: Callable[[], Path],
    file_name: str,
    person: Person,
    *,
    key: str,
    primary: bool = False,
) -> None:
    """Show a button that puts the making of a file in line, and when it is made saves it in the browser.

    `build` reads data through `door_of` alone, which gives it a door of its own, and returns the path of a file made
    for the purpose.
    """
    slot = f"{key}_job"
    number: int | None = st.session_state.get(slot)
    is_going_on = number is not None and jobs.get(lake().store, number).state in jobs.ACTIVE

    @st.fragment(run_every=POLL_SECONDS if is_going_on else None)
    def button() -> None:
        if is_going_on and number is not None:
            _watched(number)
            return
        if st.button(label, key=key, type="primary" if primary else "secondary"):
            visitor = visitor_of(st.context.cookies)
            if visitor is None:
                st.error(download.NO_COOKIE)
                return
            st.session_state[slot] = begin(label, build, file_name, visitor, person)
            st.rerun()
        if number is not None:
            _ended(number)

    with st.container(width="content"):  # as in download.offer
        button()


def offer_of(rows: int, person: Person) -> Callable[..., None]:
    """Return what offers a list of so many rows: a long one as a job, others as ever."""
    return partial(offer, person=person) if rows > ROWS else download.offer


def begin(label: str, build: Callable[[], Path], file_name: str, visitor: str, person: Person) -> int:
    """Put the making of a file in line and return the job's number."""
    store = lake().store
    number = jobs.note(store, "export", label, {}, person)

    def work(tell: jobs.Progress) -> dict[str, int]:
        tell(0.0, "正在生成文件")
        with own_door(person):
            path = build()
        try:
            tell(1.0, "")
        except Cancelled:
            path.unlink(missing_ok=True)
            raise
        token, size = download.deposit(path, file_name, visitor, LIFE_SECONDS)
        _made[store.home, number] = token, size
        return {"size": size}

    jobs.in_a_thread(store, number, work)
    return number


def made(number: int) -> tuple[str, int] | None:
    """Return the token that fetches a job's file and the file's size; None where it was not made, or by another server."""
    return _made.get((lake().store.home, number))


def _watched(number: int) -> None:
    if jobs.get(lake().store, number).state not in jobs.ACTIVE:
        st.rerun()
    ahead = jobs.ahead_of(lake().store, number)
    said = f"排队等候,前面还有 {ahead} 项" if ahead else "正在生成文件…"
    st.caption(f"{said} 可以离开本页,回来时保存。")


def _ended(number: int) -> None:
    job, file = jobs.get(lake().store, number), made(number)
    if job.state == jobs.DONE and file is not None:
        # static/mingji.js clicks it as soon as it appears
        st.link_button("保存文件", f"{download.URL}/{file[0]}")
        st.caption(f"文件已生成({download.size_text(file[1])}),浏览器会自动保存。")
    elif job.state != jobs.DONE:
        st.caption(f"没有生成:{job.said}")
