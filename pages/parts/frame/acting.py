"""Who acts: beside every page it says who is there, and lets the local user act as somebody of the register, or as a
deputy who stands in for somebody today.
"""

import streamlit as st

from models import register
from models.errors import MingjiError
from models.people import ACTED_FOR, LOCAL_USER, Person
from pages.parts.common.home import store
from pages.parts.frame import session

CHOICE = "acts_as"
ONESELF = ""
WIDTH = 176


def note(person: Person) -> None:
    """Say at the side who is there, in which role."""
    st.sidebar.caption(f"{person.signature} · {person.role.value}")


def choose(person: Person) -> None:
    """Where people are registered, let the local user choose as whom to act."""
    try:
        known = {one.login: one for one in register.people(store()) if one.is_active}
    except MingjiError:  # the page itself says what is wrong with the home
        return
    if not known:
        return
    names = {ONESELF: LOCAL_USER.name}
    names |= {login: f"{one.name} · {one.role.value}" for login, one in known.items()}
    names |= {
        session.choice(one.login, deputy): f"{known[deputy].name}{ACTED_FOR}{one.name} · {one.role.value}"
        for one in known.values()
        for deputy in one.deputies
        if deputy in known
    }
    st.session_state[CHOICE] = session.choice(person.login, person.deputy)
    st.selectbox(
        "以谁的身份办理",
        list(names),
        format_func=names.__getitem__,
        key=CHOICE,
        on_change=lambda: session.act_as(st.session_state[CHOICE]),
        label_visibility="collapsed",
        width=WIDTH,
    )
