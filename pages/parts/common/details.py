"""What a row of a list opens: it stands under the list's first rows, so that both are seen on a small screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

ROWS_BESIDE = 5  # of the list, while details are open


@contextmanager
def details(title: str, close: Callable[[], Any], *, key: str) -> Iterator[None]:
    """Frame the details of one row, with a way to close them."""
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(title, anchor=False)
            st.button("收起", key=f"{key}-close", icon=":material/close:", on_click=close)
        yield
