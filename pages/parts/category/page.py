"""The page of a category, the same for all seven: figures, checks, pictures, and the list behind a click."""

import streamlit as st

from models.category import Category
from models.people import Person
from pages.parts.category import checks_part, choice, listed, pictures_part, sheet
from pages.parts.findings import overview


def show(category: Category, person: Person) -> None:
    """Show a category's page."""
    run = overview.shown_run(person)
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
