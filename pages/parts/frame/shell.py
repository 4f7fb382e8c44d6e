"""The script behind every screen: who is there, which pages exist, and the one that was asked for.

It lies in a folder without a `pages/` of its own, because Streamlit runs the files of a `pages/` beside the
main script for whoever asks first, before this script has said a word.
"""

import gc

import streamlit as st

from pages.parts.frame import acting, kept_views, running, search_box, session, theme
from pages.parts.frame.page_cards import page_cards


def show() -> None:
    """Show the page that the address names to the person who is there, or nothing at all."""
    theme.frame()
    person = session.identify()
    if person is None:
        st.error("请先登录。")
        st.stop()
    sections: dict[str, list] = {}
    cards = {}
    for card in page_cards():
        is_open = card.permission is None or person.may(card.permission)
        shown = "visible" if is_open else "hidden"  # at its address it says who may
        page = st.Page(card.path, title=card.title, url_path=card.url_path, visibility=shown)
        sections.setdefault(card.section, []).append(page)
        cards[page] = card
    chosen = st.navigation(sections, expanded=True)
    if session.arrived(chosen.url_path):
        kept_views.forget_columns()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        theme.heading(chosen.title, cards[chosen].help)
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            kept_views.show(person, chosen.url_path)
            acting.choose(person)
            search_box.show(person, chosen.url_path)
    acting.note(person)
    running.show(person)
    with session.admitted(person):
        chosen.run()


@st.cache_resource(show_spinner=False)
def set_aside() -> None:
    """Keep what is loaded for good out of the search for garbage.

    Streamlit searches after every run of a script; through all of Ibis, pandas and plotly it takes a tenth of a
    second each time, in which nobody's page goes on.
    """
    gc.collect()
    gc.freeze()


show()
set_aside()
