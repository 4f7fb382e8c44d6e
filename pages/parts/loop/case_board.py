"""Cases as a board: a column for each state, in each the cases that are nearest to their deadline."""

from dataclasses import replace
from datetime import date

import streamlit as st

from analytics.subjects import number_in_words
from models.loop import case_lists
from models.loop.case import State
from models.loop.case_lists import OPEN, Listed, Wanted
from models.people import Person
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names_of_cases
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.case_parts import NUMBER
from pages.parts.loop.words import deadline

CARDS = 6
MOST_COLUMNS = 9


def show(person: Person, wanted: Wanted, today: date) -> None:
    """Show what fits by state; what does not fit on the board is in the list."""
    counts = case_lists.by_state(lake().store, person, wanted, today=today)
    states = [state for state in (wanted.states or OPEN) if counts.get(state)][:MOST_COLUMNS]
    if not states:
        st.info("没有符合条件的案件。")
        return
    units = unit_names_of_cases(person)
    for place, state in zip(st.columns(len(states), gap="small"), states, strict=True):
        with place.container(border=True, gap="xxsmall", key=f"board-{state.name}"):
            st.markdown(f"**{state.value}** {counts[state]:,}")
            own = replace(wanted, states=(state,))
            for one in case_lists.listed(lake().store, person, own, limit=CARDS, today=today):
                _card(one, today, units)
            if counts[state] > CARDS:
                st.button(
                    f"全部 {counts[state]:,} 件",
                    key=f"board-all-{state.name}",
                    type="tertiary",
                    on_click=_list,
                    args=(state,),
                )


def _card(one: Listed, today: date, units: dict[str, str]) -> None:
    row = one.row
    st.page_link(
        page_file("case"), label=row.case_no.removeprefix("稽查"), query_params={NUMBER: row.case_no}
    )
    late = deadline(row, today)
    about = plain(row.cons_no or number_in_words(row.object_type, row.object_id, units))
    is_late = row.due_date is not None and row.due_date < today and late.startswith("超期")
    st.caption(about)
    if is_late:  # captions are too pale for the colour
        st.markdown(f":red[:small[{late}]]")
    elif late:
        st.caption(late)


def _list(state: State) -> None:
    st.session_state["state"] = state.value
    st.session_state["view"] = "清单"
