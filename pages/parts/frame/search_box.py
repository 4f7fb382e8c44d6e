"""The search box at the head of every page; its answer is a page of its own, with what was asked in the address."""

import streamlit as st

from models.people import Permission, Person
from pages.parts.frame import session
from pages.parts.frame.page_cards import page_file

PAGE, QUERY = "search", "q"
ASKED = "mingji_asked"
WIDTH = 300


def show(person: Person, url_path: str) -> None:
    """Show the box on the page at an address; what is typed there is answered on the search's page."""
    if not person.may(Permission.LOOK):
        return
    is_answer = url_path == PAGE
    key = f"mingji_search-{session.visit()}"
    st.text_input(
        "查找",
        value=st.query_params.get(QUERY, "") if is_answer else "",
        key=key,
        on_change=_note_asked,
        args=(key, is_answer),
        placeholder="查找户号、户名、地址、表号…  /",
        label_visibility="collapsed",
        width=WIDTH,
        icon=":material/search:",
    )
    asked = st.session_state.pop(ASKED, "")
    if not asked:
        return
    if is_answer:
        st.query_params[QUERY] = asked
    else:
        st.switch_page(page_file(PAGE), query_params={QUERY: asked})


def _note_asked(key: str, is_answer: bool) -> None:
    """Remember what was asked; the box is empty again for the next question, but beside the answer it stays."""
    st.session_state[ASKED] = st.session_state[key].strip()
    if not is_answer:
        st.session_state[key] = ""
