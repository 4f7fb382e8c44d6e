"""A page opened without a browser: Streamlit's AppTest, with the page run as the navigation runs it."""

from streamlit.testing.v1 import AppTest

AS_THE_SHELL_RUNS_IT = """
import streamlit as st
from models.people import Person, Role
from pages.parts.page_cards import page_cards
from pages.parts.session import admitted

known = [st.Page(c.path, title=c.title, url_path=c.url_path, default=c.path.name == {page!r}) for c in page_cards()]
page = st.navigation(known, position="hidden")
with admitted({person}):
    page.run()
"""
LEAD = 'Person("本机用户", Role.LEAD, ("",))'


def opened(page: str, query: dict[str, str] | None = None, person: str = LEAD, seconds: int = 30) -> AppTest:
    """Return a page of pages/ after its first run; `person` is source text, for the page runs in a thread apart."""
    script = AS_THE_SHELL_RUNS_IT.format(person=person, page=page)
    test = AppTest.from_string(script, default_timeout=seconds)
    for name, value in (query or {}).items():
        test.query_params[name] = value
    return test.run()
