"""Which columns of a list are shown, and in which order: those that the address says, else those kept for the person.

The address says them where a view was opened (frame/kept_views.py): it shows the columns of whoever saved it, and the
person's own choice is back on the next visit.
"""

from collections.abc import Sequence

import streamlit as st

from models import views
from models.people import Person
from pages.parts.common.data import lake
from pages.parts.common.tables import Shown

COLUMNS = "columns"  # in the address, and in the session what the list of this page shows
OWN_HELP = "按选入的先后排列;选择只对您自己有效,下次打开仍然如此。"
VIEW_HELP = "现在是视图保存时的列;改动只在这次有效,您自己的选择不变。"


def chosen(every: Sequence[Shown], person: Person, *, place: str) -> tuple[Shown, ...]:
    """Show the choice of a list's columns and return the chosen ones in their order."""
    known = {column.name: column for column in every}
    of_view = [name for name in st.query_params.get(COLUMNS, "").split(",") if name in known]
    shown = of_view or _kept(known, person, place)
    key = f"columns-{place}"
    st.session_state[key] = st.session_state[COLUMNS] = shown
    with st.popover("列", icon=":material/view_column:"):
        st.multiselect(
            "显示哪些列",
            list(known),
            key=key,
            format_func=lambda name: known[name].label,
            on_change=_change if of_view else _keep,
            args=(key,) if of_view else (key, person, place),
            help=VIEW_HELP if of_view else OWN_HELP,
            width=420,
        )
        if of_view:
            st.caption(VIEW_HELP)
            st.button("改用我的列", key=f"{key}-own", on_click=_change, args=(None,))
        else:
            st.button("恢复默认", key=f"{key}-default", on_click=_keep, args=(None, person, place))
    return tuple(known[name] for name in shown)


def _kept(known: dict[str, Shown], person: Person, place: str) -> list[str]:
    names = views.columns(lake().store, person, place)
    usual = [column.name for column in known.values() if column.is_usual]
    return [name for name in names or () if name in known] or usual


def _keep(key: str | None, person: Person, place: str) -> None:
    names = st.session_state[key] if key else None
    views.save_columns(lake().store, person, place, names or None)


def _change(key: str | None) -> None:
    """Show other columns of a view, or the person's own."""
    names = st.session_state[key] if key else None
    if names:
        st.query_params[COLUMNS] = ",".join(names)
    else:
        st.query_params.pop(COLUMNS, None)
