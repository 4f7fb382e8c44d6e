"""What is going on beside the page: every page's side shows the jobs that run and wait, and offers to cancel them."""

import streamlit as st

from models import jobs
from models.errors import MingjiError
from models.orm import Job
from models.people import Permission, Person
from pages.parts.common.home import store

WATCH_SECONDS = 1.0
WATCHED = "mingji_jobs"
SHOWN = "jobs_under_way"  # mingji.css keeps it in sight below the menu


def show(person: Person) -> None:
    """Show the jobs that run and wait, as long as there are any; the page is shown anew when one has ended."""
    try:
        found = jobs.active(store())
    except MingjiError:  # the page itself says what is wrong with the home
        return
    st.session_state[WATCHED] = [job.id for job in found]
    if found:
        with st.sidebar.container(key=SHOWN):
            _watched(person)


@st.fragment(run_every=WATCH_SECONDS)
def _watched(person: Person) -> None:
    found = jobs.active(store())
    if [job.id for job in found] != st.session_state[WATCHED]:
        st.rerun()
    for place, job in enumerate(found):
        with st.container(border=True, gap="xxsmall"):
            _job(job, place, person)


def _job(job: Job, place: int, person: Person) -> None:
    if job.state == jobs.RUNNING:
        st.progress(job.share, f"**{job.title}** {job.share:.0%}")
        st.caption(job.said or "准备中…")
    else:
        st.markdown(f"**{job.title}**")
        st.caption(f"排队等候,前面还有 {place} 项" if place else "正在启动…")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"{job.asked_by} {job.asked_at:%H:%M}")
        if person.may(Permission.SELECT) and st.button("取消", key=f"cancel-{job.id}", type="tertiary"):
            jobs.cancel(store(), job.id, person)
            st.rerun()
