"""What a trial needs to know: worked out at once, or, where that takes long, by a job that is found again on the page.

A job works with a door of its own, so that the page can be used meanwhile; what it finds is kept for whoever opens the
check's page, as long as the server runs.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analytics.check import Check
from analytics.parameters import measured, unit_in_words
from analytics.tuning import Bench, Question, in_short, known_hits, work_out
from models import jobs
from models.engine import DuckDB
from models.orm import Job, Run
from models.people import Permission, Person
from models.store import Store
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.units import unit_names
from pages.parts.frame.abandoned import watch
from pages.parts.runs.job_list import STATES

LONG_SECONDS = (
    5.0  # of all that is not known yet, by what the check took in the screening; beyond that it is a job
)
POLL_SECONDS, LOOK_SECONDS = 1.0, 0.3
MOST_LISTED, MOST_LOOKED_AT = 5, 200
LISTED = (
    tables.Shown("asked_at", "提交时间", "time", width=124),
    tables.Shown("asked_by", "由谁", width=84),
    tables.Shown("unit_name", "适用单位", width=140),
    tables.Shown("tried", "试算的值", width=320),
    tables.Shown("state", "结果", width=76),
    tables.Shown("said", "说明", width="large"),
)


@dataclass(frozen=True)
class Asked:
    """What a person tries: other values of a check for the units under a prefix, on a screening."""

    one: Check
    run: Run
    unit: str
    values: Mapping[str, float]


def is_known(
    about: Asked, questions: Sequence[Question], bench: Bench, person: Person, columns: Sequence[str] = ()
) -> bool:
    """Have questions answered, at once or by a job, and return whether they are.

    `bench` answers those about its own moment; of `columns` are the answers, whole without any.
    """
    store, one = lake().store, about.one
    missing = [each for each in questions if known_hits(store, one, each, columns) is None]
    if not missing:
        return True
    job = _job_of(_digest(one, questions))
    if job is not None and job.state in jobs.ACTIVE:
        _watched(job.id, person)
        return False
    outcome = next((each for each in about.run.checks if each["code"] == one.code), None)
    seconds = (outcome["seconds"] if outcome else 0) * len(missing)
    if seconds <= LONG_SECONDS:
        with st.spinner("正在试算…", show_time=True):
            _at_once(one, missing, bench, columns)
        return True
    if job is not None and job.state != jobs.DONE:
        st.warning(f"没有算完:{job.said}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("开始试算", key=f"begin-{_digest(one, questions)}"):
            _begin(about, questions, missing, columns, person)
            st.rerun()
        st.caption(f"估计要 {seconds:,.0f} 秒(按上次筛查的用时),排队进行;可以离开本页,回来时接着看。")
    return False


def listed(one: Check, person: Person) -> Mapping[str, Any] | None:
    """List the trials of a check that were put in line, and return what was asked by the one that is opened."""
    found = [
        job
        for job in jobs.recent(lake().store, "try", MOST_LOOKED_AT)
        if job.arguments.get("code") == one.code and person.covers(job.arguments["unit"])
    ][:MOST_LISTED]
    if not found:
        return None
    st.markdown("**排队做的试算**", help="程序重新启动后,结果要重新算。")
    names, known = unit_names(person), {p.name: p for p in one.parameters}
    rows = [
        {
            "asked_at": job.asked_at,
            "asked_by": job.asked_by,
            "unit_name": unit_in_words(job.arguments["unit"], names),
            "tried": "、".join(
                f"{known[name].label} {measured(known[name], value)}"
                for name, value in job.arguments["values"].items()
                if name in known
            ),
            "state": STATES[job.state],
            "said": job.said if job.state in (jobs.FAILED, jobs.CANCELLED) else None,
        }
        for job in found
    ]
    key = f"trials-{one.code}-{found[0].id}-{found[0].state}"
    clicked = tables.listing(pd.DataFrame(rows), LISTED, key=key, action="打开")
    return None if clicked is None else found[clicked].arguments


def _at_once(one: Check, missing: Sequence[Question], bench: Bench, columns: Sequence[str]) -> None:
    for moment, levels in missing:
        if moment == bench.moment:
            bench.hits(levels, columns)
    others = [each for each in missing if each[0] != bench.moment]
    work_out(lake(), one, others, columns, lambda place, other: watch(other.door.engine))


def _begin(
    about: Asked,
    questions: Sequence[Question],
    missing: Sequence[Question],
    columns: Sequence[str],
    person: Person,
) -> None:
    """Put the answering of questions in line."""
    found, one = lake(), about.one
    arguments = {
        "code": one.code,
        "unit": about.unit,
        "values": dict(about.values),
        "run": about.run.id,
        "asked": _digest(one, questions),
    }
    number = jobs.note(found.store, "try", f"试算 {one.code} {one.title}", arguments, person)

    def work(tell: jobs.Progress) -> dict[str, Any]:
        using: list[DuckDB] = []

        def begin(place: int, bench: Bench) -> None:
            using[:] = [bench.door.engine]
            tell(place / len(missing), f"第 {place + 1} 项,共 {len(missing)} 项")

        with _ended_when_cancelled(found.store, number, using):
            work_out(found, one, missing, columns, begin)
        return {}

    jobs.in_a_thread(found.store, number, work)


@contextmanager
def _ended_when_cancelled(store: Store, number: int, using: Sequence[DuckDB]) -> Iterator[None]:
    """End the query that is going on as soon as somebody cancels the job: it says nothing for minutes."""
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(LOOK_SECONDS):
            if jobs.is_over(store, number):
                for engine in using:
                    engine.interrupt()

    looking = threading.Thread(target=look, name="trial-cancelled", daemon=True)
    looking.start()
    try:
        yield
    finally:
        is_over.set()
        looking.join()


@st.fragment(run_every=POLL_SECONDS)
def _watched(number: int, person: Person) -> None:
    store = lake().store
    job = jobs.get(store, number)
    if job.state not in jobs.ACTIVE:
        st.rerun()
    if job.state == jobs.RUNNING:
        st.progress(job.share, f"正在试算 {job.share:.0%} {job.said}")
    else:
        ahead = jobs.ahead_of(store, number)
        st.markdown(f"排队等候,前面还有 {ahead} 项" if ahead else "正在启动…")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("可以离开本页,回来时接着看。")
        if person.may(Permission.SELECT) and st.button("取消试算", key=f"stop-{number}", type="tertiary"):
            jobs.cancel(store, number, person)
            st.rerun()


def _job_of(digest: str) -> Job | None:
    """Return the job that was asked last for just these answers; one that was cut short says so."""
    jobs.active(lake().store)
    found = jobs.recent(lake().store, "try", MOST_LOOKED_AT)
    return next((job for job in found if job.arguments.get("asked") == digest), None)


def _digest(one: Check, questions: Sequence[Question]) -> str:
    return hashlib.sha256(repr((one.code, *map(in_short, questions))).encode()).hexdigest()[:16]
