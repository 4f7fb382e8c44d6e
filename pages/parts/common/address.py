"""What a page's address says beside its widgets: a part of it is changed, the rest stays as it is.

What a widget says is refused here by Streamlit (1.67), be it the same: so parts are written one by one, and the browser
takes those of one moment for one step of its history (static/mingji.js).
"""

from collections.abc import Mapping

import streamlit as st


def say(parts: Mapping[str, str]) -> None:
    """Write parts of the address; '' takes one away."""
    for name, value in parts.items():
        if value:
            if st.query_params.get(name) != value:
                st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
