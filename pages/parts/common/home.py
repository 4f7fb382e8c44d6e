"""The home that the pages work on; it loads nothing of what analyses it."""

import streamlit as st

from models.store import Store, default_home


@st.cache_resource(show_spinner="正在打开数据…")
def store() -> Store:
    """Return the records of this home."""
    return Store(default_home())
