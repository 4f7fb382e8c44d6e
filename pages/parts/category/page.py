"""The page of a category, the same for all seven: figures, checks, pictures, and the list behind a click."""

import streamlit as st

from models.category import Category
from models.people import Person
from pages.parts.category import checks_part, choice, listed, pictures_part, sheet
from pages.parts.findings import overview
from pages.parts.findings.which_run import shown_run


def show(category: Category, person: Person) -> None:
    """Show a category's page."""
    run = shown_run()
    if run is None:
        overview.first_steps(person)
        st.stop()
    overview.about(run, person)
    chosen = choice.chosen(category)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        choice.bar(chosen, person)
        with st.container(width="content"):
            sheet.offer(run, person, chosen)
    overview.key_figures(run, person, chosen.place)
    checks_part.show(run, person, chosen)
    pictures_part.show(run, person, chosen)
    listed.show(run, person, chosen)
