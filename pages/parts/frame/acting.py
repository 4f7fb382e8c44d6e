"""Who acts: beside every page it says who is there, and lets the local user act as somebody of the register."""

import streamlit as st

from models import register
from models.errors import MingjiError
from models.people import LOCAL_USER, Person
from pages.parts.common.home import store
from pages.parts.frame import session

CHOICE = "acts_as"
HELP = "以单位与人员中的某人办理;案件历史和操作日志写明“本机用户 代 某人”。只对这个窗口有效。"


def show(person: Person) -> None:
    """Say who acts; where people are registered, let the local user choose as whom."""
    try:
        known = [one for one in register.people(store()) if one.is_active]
    except MingjiError:  # the page itself says what is wrong with the home
        known = []
    if not known:
        st.sidebar.caption(f"{person.name} · {person.role.value}")
        return
    names = {one.login: f"{one.name} · {one.role.value}" for one in known}
    st.session_state[CHOICE] = person.login or None
    st.sidebar.selectbox(
        "以谁的身份",
        [None, *names],
        format_func=lambda login: names.get(login or "", f"{LOCAL_USER.name} · {LOCAL_USER.role.value}"),
        key=CHOICE,
        on_change=lambda: session.act_as(st.session_state[CHOICE]),
        help=HELP,
    )
