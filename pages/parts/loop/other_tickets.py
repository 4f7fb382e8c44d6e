"""What another tracker has on a case's customer, beside the case."""

import streamlit as st

from analytics.loop.tickets import tickets_about
from models.orm import CaseRow
from models.people import Person
from pages.parts.common.data import door_of
from pages.parts.common.plain import plain

MOST = 5


def show(row: CaseRow, person: Person) -> None:
    """Show the tickets of other trackers about the same customer, the latest first."""
    tickets = tickets_about(door_of(person), row)
    if not tickets:
        return
    with st.container(border=True):
        st.markdown(
            f"**其他系统的稽查工单** · {len(tickets)} 件",
            help="由导入的“既有稽查工单清单”按户号对应。只供参考,在原系统中办理。",
        )
        for one in tickets[:MOST]:
            with st.container(gap=None):
                state = one.progress or "进度不明"
                st.markdown(f"**{plain(one.topic)}** · {plain(one.source)} {plain(one.ticket_no)}")
                sent = f"派发 {one.dispatched_at:%Y-%m-%d} · " if one.dispatched_at else ""
                due = f"时限 {one.deadline:%Y-%m-%d} · " if one.deadline else ""
                st.caption(plain(f"{sent}{due}{state}"))
                if one.problem:
                    st.text(one.problem)
        if len(tickets) > MOST:
            st.caption(f"另有较早的 {len(tickets) - MOST:,} 件。")
