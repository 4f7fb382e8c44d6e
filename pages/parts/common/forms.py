"""Forms: a group of settings with who set it last, and what is refused said beside the fields."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from models.company.settings import Group, latest
from models.errors import MingjiError
from pages.parts.common.data import lake
from pages.parts.common.plain import plain


@contextmanager
def settings(group: Group, *, help_text: str | None = None) -> Iterator[None]:
    """Frame the fields of a group of settings and say below who set it last, and when."""
    with st.form(f"{group.name}_settings", border=False):
        st.markdown(f"**{group.title}**(全公司共用)", help=help_text)
        yield
        if row := latest(lake().store, group.name):
            st.caption(f"{row.set_at:%Y-%m-%d %H:%M} 由 {plain(row.set_by)} 设定")


def save(work: Callable[[], object]) -> None:
    """Do what a form asks for and show the page anew; what is refused is said beside the form."""
    try:
        work()
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.rerun()
