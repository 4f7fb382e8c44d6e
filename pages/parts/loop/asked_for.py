"""举报 and 上级交办 on screen: customers named by their numbers become a plan that waits for approval."""

from datetime import date, timedelta

import streamlit as st

from analytics.loop import asked_for
from models.errors import MingjiError
from models.loop.case import ASKED_FOR, Source
from models.people import Permission, Person
from pages.parts.common.data import door_of, latest_run
from pages.parts.common.plain import plain

SAID = "asked_for_said"
USUAL_DAYS = 14
KEY = "asked_for"
FIELDS = ("source", "name", "numbers", "clue", "due")


def show(person: Person) -> None:
    """Offer the form to who may select targets."""
    if said := st.session_state.pop(SAID, None):
        (st.success if said[0] else st.error)(plain(said[1]))
    if not person.may(Permission.SELECT):
        return
    with (
        st.popover("举报、上级交办:按户号立案", icon=":material/campaign:"),
        st.form(KEY, border=False),
    ):
        st.caption("指定的客户每户立一件案件,最近一次筛查的命中一并列入;已有未结案件的不列入。批准后派发。")
        left, right = st.columns(2)
        left.selectbox("来源 *", [one.value for one in ASKED_FOR], key=f"{KEY}-source")
        right.date_input(
            "回单时限 *",
            date.today() + timedelta(days=USUAL_DAYS),
            min_value=date.today(),
            format="YYYY-MM-DD",
            key=f"{KEY}-due",
        )
        st.text_input("计划名称 *", key=f"{KEY}-name", max_chars=60, placeholder="如:12398 转办用电举报")
        st.text_area("户号 *", key=f"{KEY}-numbers", height=80, placeholder="一行一个,也可用逗号、空格隔开")
        st.text_area(
            "来源说明 *",
            key=f"{KEY}-clue",
            height=80,
            max_chars=asked_for.LONGEST_CLUE,
            placeholder="举报或交办的内容、文号。不要写举报人的姓名和电话。",
        )
        st.form_submit_button("制定计划", type="primary", on_click=_make, args=(person,))


def _make(person: Person) -> None:
    """Make the plan as the form says; keep what was typed where it is refused."""
    given = {name: st.session_state.get(f"{KEY}-{name}") for name in FIELDS}
    try:
        number = asked_for.make(
            door_of(person),
            person,
            latest_run(),
            asked_for.numbers_in(given["numbers"] or ""),
            name=given["name"] or "",
            source=Source(given["source"]),
            clue=given["clue"] or "",
            due=given["due"] or date.today(),
        )
    except MingjiError as error:
        st.session_state[SAID] = (False, str(error))
        return
    for name in ("name", "numbers", "clue"):
        st.session_state[f"{KEY}-{name}"] = ""
    st.query_params["plan"] = str(number)
    st.session_state[SAID] = (True, f"计划 {number} 已制定,待审批。")
