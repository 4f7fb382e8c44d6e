"""A table that comes back edited: read, told row by row, and written only when a person has seen what it changes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from analytics.code_tables.card import Edited
from data_loaders.edited_tables import MOST_FAULTS, EditedRow, Fault, edited_rows
from models.errors import MingjiError
from models.home import scratch
from models.people import Person
from pages.parts.common import download, forms, tables
from pages.parts.common.data import lake
from reports.code_tables import write_faults

Entry = TypeVar("Entry")


def take_back(
    what: str,
    headings: Sequence[str],
    person: Person,
    *,
    key: str,
    read: Callable[[list[EditedRow]], Edited[Entry]],
    shown: Callable[[Entry], dict[str, Any]],
    columns: Sequence[tables.Shown],
    save: Callable[[list[Entry]], object],
    preview: Callable[[list[Entry]], object] = lambda new: None,
) -> None:
    """Let a person hand an edited table back: what it changes is shown before it is written, all or nothing."""
    done = f"{key}-done"
    if said := st.session_state.pop(done, None):
        st.success(said)
    turn = st.session_state.setdefault(f"{key}-turn", 0)
    file = st.file_uploader(
        f"载入修改后的{what}(xlsx)", type=["xlsx"], key=f"{key}-file-{turn}", max_upload_size=20
    )
    if file is None:
        return
    try:
        rows = _rows(file.name, file.getvalue(), headings, what)
    except MingjiError as error:
        st.error(str(error))
        return
    edited = read(rows)
    if edited.faults:
        _refuse(edited.faults, headings, person, what=what, key=key)
        return
    if not edited.new:
        st.info(f"{edited.unchanged:,} 行都与现在相同,没有要写入的。")
        return
    st.caption(f"将写入 {len(edited.new):,} 条改动,另有 {edited.unchanged:,} 行与现在相同。")
    tables.listing(pd.DataFrame([shown(one) for one in edited.new]), columns, key=f"{key}-new", most_rows=10)
    preview(edited.new)
    if st.button(f"写入 {len(edited.new):,} 条", type="primary", key=f"{key}-write"):

        def write() -> None:
            save(edited.new)
            st.session_state[done] = f"已写入 {len(edited.new):,} 条。"
            st.session_state[f"{key}-turn"] = turn + 1

        forms.save(write)


def _refuse(faults: Sequence[Fault], headings: Sequence[str], person: Person, *, what: str, key: str) -> None:
    """Say what is wrong in which rows, and give them back as a file."""
    for fault in faults[:MOST_FAULTS]:
        st.error(fault.said)
    more = len(faults) - MOST_FAULTS
    st.warning(f"{f'还有 {more:,} 行有错。' if more > 0 else ''}改正后再载入;现在没有写入任何一行。")
    download.offer(
        f"下载有错的 {len(faults):,} 行(Excel)",
        lambda: download.exported(
            lake().store, person, key, ".xlsx", lambda out: write_faults(out, headings, faults), scope={}
        ),
        f"{what}_有错的行.xlsx",
        key=f"{key}-faults",
    )


def _rows(name: str, content: bytes, headings: Sequence[str], what: str) -> list[EditedRow]:
    store = lake().store
    folder = scratch.place(store.home, "replies")
    folder.mkdir(mode=0o700)
    path = folder / (Path(name).name or "file.xlsx")
    try:
        path.write_bytes(content)
        return edited_rows(store, path, headings, what)
    finally:
        path.unlink(missing_ok=True)
        folder.rmdir()
