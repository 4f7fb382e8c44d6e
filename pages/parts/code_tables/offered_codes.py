"""Codes of the data that have no name: looked for, listed, and handed to the form to be named."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.code_tables.local_codes import Unknown, unknown_codes
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, kept

ASKED = "unknown-codes-asked"
COLUMNS = (
    tables.Shown("list", "代码表", width=180),
    tables.Shown("code", "代码", "id", width=110),
    tables.Shown("rows", "行数", "number", width=90),
    tables.Shown("places", "出现在", width="large"),
)


def offered(person: Person) -> Mapping[str, Any] | None:
    """List the codes of the data that have no name, and return the one that was chosen to be named."""
    if st.button("在数据中查找没有名称的代码", key="find-unknown-codes"):
        st.session_state[ASKED] = True
    if not st.session_state.get(ASKED):
        return None
    with st.spinner("正在查找…", show_time=True):
        found = _found(person, door_of(person).data_version)
    if not found:
        st.success("数据中的代码都有名称。")
        return None
    st.caption(f"{len(found):,} 个代码没有名称,行数多的在前。点“取名”填写。")
    rows = pd.DataFrame(
        [
            {"list": one.title, "code": one.code, "rows": one.rows, "places": "、".join(one.places)}
            for one in found
        ]
    )
    clicked = tables.listing(rows, COLUMNS, key="unknown-codes", action="取名", most_rows=8)
    return None if clicked is None else {"list": found[clicked].title, "code": found[clicked].code}


@kept
def _found(person: Person, data_version: int) -> list[Unknown]:
    return unknown_codes(door_of(person))
