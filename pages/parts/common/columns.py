"""Which columns of a list a person wants, and in which order: chosen beside the list and kept for the person."""

from collections.abc import Sequence

import streamlit as st

from models import views
from models.people import Person
from pages.parts.common.data import lake
from pages.parts.common.tables import Shown

HELP = "按选入的先后排列;选择只对您自己有效,下次打开仍然如此。"


def chosen(every: Sequence[Shown], person: Person, *, place: str) -> tuple[Shown, ...]:
    """Show the choice of a list's columns and return the chosen ones in their order."""
    known = {column.name: column for column in every}
    kept = _kept(known, person, place)
    key = f"columns-{place}"
    st.session_state[key] = kept
    with st.popover("列", icon=":material/view_column:"):
        st.multiselect(
            "显示哪些列",
            list(known),
            key=key,
            format_func=lambda name: known[name].label,
            on_change=_keep,
            args=(person, place, key),
            help=HELP,
            width=420,
        )
        st.button("恢复默认", key=f"{key}-default", on_click=_keep, args=(person, place, None))
    return tuple(known[name] for name in kept)


def _kept(known: dict[str, Shown], person: Person, place: str) -> list[str]:
    names = views.columns(lake().store, person, place)
    return [name for name in names or () if name in known] or list(known)


def _keep(person: Person, place: str, key: str | None) -> None:
    names = st.session_state[key] if key else None
    views.save_columns(lake().store, person, place, names or None)
