"""What newer data show of a case that waits for its re-check, beside the auditor's word."""

from typing import Any

import streamlit as st

from analytics.loop.recheck import Proof, Shown, recheck
from models.errors import MingjiError
from models.loop.case import State
from models.orm import CaseRow
from models.people import Person
from pages.parts.common.data import door_of, kept, lake
from pages.parts.common.plain import plain
from pages.parts.loop.words import check_label, yuan_text

COLOURS = {Shown.STILL: "red", Shown.CHANGED: "orange", Shown.GONE: "green", Shown.UNKNOWN: "gray"}


def show(row: CaseRow, person: Person) -> None:
    """Offer to run the case's checks again on what is loaded now, and show what they say."""
    if row.state != State.TO_RECHECK.value:
        return
    with st.container(border=True):
        st.markdown(
            "**数据佐证**",
            help="用立案时的参数,在现在的数据上再次运行立案的检查。整改之后没有新数据的,不能证明。结论由复查人作出。",
        )
        key = f"proof-{row.case_no}-{row.version}"
        if not st.session_state.get(key):
            if not st.button("用现在的数据再查一次", key=f"{key}-run", icon=":material/fact_check:"):
                return
            st.session_state[key] = True
        try:
            with st.spinner("正在再次运行检查…", show_time=True):
                proofs = _proofs(person, door_of(person).data_version, row.case_no, row.version)
        except MingjiError as error:
            st.error(plain(str(error)))
            return
        if not proofs:
            st.caption("这件案件没有立案的检查,不能由数据佐证。")
        for one in proofs:
            _proof(one)


def _proof(one: Proof) -> None:
    with st.container(gap=None):
        line = st.container(horizontal=True, vertical_alignment="center")
        line.markdown(f"**{plain(check_label(one.check_code))}**", width="content")
        colour: Any = COLOURS[one.shown]
        line.badge(one.shown.value, color=colour)
        amounts = f"立案时 {yuan_text(one.fen_then)},现在 {yuan_text(one.fen_now)}"
        loaded = f",数据 {one.told_by}" if one.told_by else ""
        if one.shown is not Shown.UNKNOWN:
            st.caption(f"{amounts}{loaded}")
        for said in one.said:
            st.text(said)


@kept
def _proofs(person: Person, data_version: int, case_no: str, version: int) -> list[Proof]:
    return recheck(lake(), person, case_no)
