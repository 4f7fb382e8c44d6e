"""What is on the white list, said beside the figures that leave it out."""

import streamlit as st

from models.orm import Run
from models.people import Person
from models.rounding import share_in_words
from pages.parts.exemptions import known
from pages.parts.findings import which_run
from pages.parts.frame.page_cards import page_file


def beside(run: Run, exempted: int, counted: int) -> None:
    """Say how many hits are on the white list beside those that count, with the way to it."""
    if not exempted:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        share = exempted / (exempted + counted)
        st.caption(
            f"另有 {exempted:,} 条在白名单,占全部 {exempted + counted:,} 条命中的 {share_in_words(share)},不计入问题数、金额和稽查目标。",
            width="content",
        )
        _link(run, "查看白名单")


def returned(run: Run, person: Person) -> None:
    """Say how many hits count again because their exemption has run out since the screening before."""
    count = known.returned(person, run.id)
    if count:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.warning(f"白名单到期,{count:,} 条重新计入。")
            _link(run, "查看到期的白名单", state="已到期")


def _link(run: Run, label: str, **asked: str) -> None:
    st.page_link(
        page_file("exemptions"),
        label=label,
        icon=":material/rule:",
        query_params={which_run.RUN: str(run.id), **asked},
        width="content",
    )
