"""Tickets of another tracker that are not in the loop yet: listed, and taken in with one deadline."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from analytics.loop import tickets
from models.errors import MingjiError
from models.people import Permission, Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, lake
from pages.parts.common.plain import plain

OUTCOME = "tickets_said"
USUAL_DAYS = 14
COLUMNS = (
    tables.Shown("source", "来源系统", width=90),
    tables.Shown("ticket_no", "工单号", "id", width=130),
    tables.Shown("topic", "主题", width=150),
    tables.Shown("account_no", "户号", "id", width=110),
    tables.Shown("deadline", "原时限", "date", width=90),
    tables.Shown("progress", "进度", width=90),
    tables.Shown("problem", "存在问题", width="large"),
)


def show(person: Person) -> None:
    """Let the cases know what other trackers say now, and offer to take what is not in the loop."""
    _followed(door_of(person).data_version)
    if said := st.session_state.pop(OUTCOME, None):
        (st.success if said[0] else st.error)(plain(said[1]))
    if not person.may(Permission.SELECT):
        return
    found = tickets.waiting(door_of(person))
    if not found:
        return
    with st.expander(f"其他系统的稽查工单:{len(found):,} 件未纳入闭环", icon=":material/move_to_inbox:"):
        st.caption(
            "来自导入的“既有稽查工单清单”,在原系统中还没有办结。纳入后每户立一件案件;该户已有未结案件的并入它。"
            "同一工单只纳入一次,原系统的进度随下次导入写入案件的办理过程。"
        )
        rows = [{column.name: getattr(one, column.name) for column in COLUMNS} for one in found]
        tables.listing(pd.DataFrame(rows), COLUMNS, key="tickets-waiting", most_rows=8)
        with st.form("take_tickets", border=False, width=420):
            due = st.date_input(
                "回单时限 *",
                date.today() + timedelta(days=USUAL_DAYS),
                min_value=date.today(),
                format="YYYY-MM-DD",
            )
            if st.form_submit_button(f"纳入这 {len(found):,} 件", type="primary"):
                _take(person, due)


def _take(person: Person, due: date) -> None:
    try:
        taken = tickets.take(lake(), person, due)
    except MingjiError as error:
        st.session_state[OUTCOME] = (False, str(error))
    else:
        plan = f"立案 {taken.opened:,} 件(计划 {taken.plan_id},待审批)" if taken.plan_id else "没有新立案"
        st.session_state[OUTCOME] = (True, f"{plan},并入已有案件 {taken.joined:,} 件工单。")
    st.rerun()


@st.cache_data(show_spinner=False, max_entries=4)
def _followed(data_version: int) -> int:
    return tickets.follow(lake())
