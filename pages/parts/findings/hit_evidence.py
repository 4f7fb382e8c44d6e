"""What proves a hit, on every page that shows one: how it was reckoned, and the values that it rests on."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.results.hit_words import arithmetic_of, evidence_of
from pages.parts.common import tables

VALUE_WIDTH = 240  # pixels that a piece of evidence has beside its label on a small screen
COLUMNS = (tables.Shown("label", "项目", width=150), tables.Shown("value", "值", width="large"))


def calculation(hit: dict[str, Any]) -> None:
    """Show how a hit was reckoned, line by line."""
    if lines := arithmetic_of(hit):
        st.caption("复算过程")
        st.code("\n".join(lines), language=None, wrap_lines=True)


def show(hit: dict[str, Any]) -> None:
    """Show the evidence: short values in a table, long ones below it unless the calculation writes them out."""
    st.caption("证据")
    lines, found = arithmetic_of(hit), evidence_of(hit)
    short = {label: value for label, value in found.items() if tables.fits(value, VALUE_WIDTH)}
    if short:
        rows = pd.DataFrame(list(short.items()), columns=["label", "value"])
        tables.listing(rows, COLUMNS, key=f"evidence-{hit['problem_id']}")
    for label, value in found.items():
        if label in short or any(value in line for line in lines):
            continue
        with st.container(gap=None):
            st.caption(label)
            st.text(value)
