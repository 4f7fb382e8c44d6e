"""A page opened without a browser: Streamlit's AppTest, with the page run as the navigation runs it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).resolve().parents[1] / "pages"
AS_THE_SHELL_RUNS_IT = """
from pathlib import Path
import streamlit as st
from models.people import Person, Role
from pages.parts.frame.page_cards import page_cards
from pages.parts.frame.session import admitted

wanted = Path({path!r})
others = [card.path for card in page_cards() if card.path != wanted]
page = st.navigation([st.Page(wanted, default=True), *map(st.Page, others)], position="hidden")
with admitted({person}):
    page.run()
"""
LEAD = 'Person("本机用户", Role.LEAD, ("",))'


def opened(
    page: str | Path,
    query: dict[str, str] | None = None,
    person: str = LEAD,
    seconds: int = 30,
    filled: Mapping[str, Any] | None = None,
) -> AppTest:
    """Return a page of pages/ after its first run, with its fields `filled` by key before.

    `person` is source text, for the page runs in a thread apart.
    """
    script = AS_THE_SHELL_RUNS_IT.format(person=person, path=str(PAGES / page))
    test = AppTest.from_string(script, default_timeout=seconds)
    # none are installed: to look for them in every package takes longer than most pages
    test._bidi_component_manager = BidiComponentManager()
    for name, value in (query or {}).items():
        test.query_params[name] = value
    for key, value in (filled or {}).items():
        test.session_state[key] = value
    return test.run()
