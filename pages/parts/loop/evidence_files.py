"""Evidence files of a case on screen: taken along with a step, shown and handed out only through the session.

A picture is sent within the page and a file by the download route, so neither lies at an address that others could ask.
"""

import base64
from pathlib import Path
from typing import Any

import streamlit as st

from models.home import scratch
from models.loop import evidence
from models.loop.evidence import PICTURES, Evidence
from models.orm import CaseRow
from models.people import Person
from pages.parts.common import download
from pages.parts.common.data import lake
from pages.parts.common.plain import plain

MOST_SHOWN_BYTES = 12 << 20  # a larger picture is only handed out


def field(key: str) -> None:
    """Show where files are added to a step."""
    st.file_uploader(
        "佐证文件",
        accept_multiple_files=True,
        key=f"{key}-files",
        max_upload_size=evidence.MOST_BYTES >> 20,
        help=f"{evidence.ACCEPTED},每个不超过 {evidence.MOST_BYTES >> 20} MB;按内容辨认种类,不会运行。",
    )


def kept(key: str, person: Person) -> list[str]:
    """Keep the files that were added to a step, and return their digests.

    Errors: FileRefused for one that is not taken.
    """
    store, found = lake().store, []
    uploads: list[Any] = st.session_state.get(f"{key}-files") or []
    for upload in uploads:
        path = scratch.place(store.home, "replies", Path(upload.name).suffix)
        try:
            path.write_bytes(upload.getbuffer())
            found.append(evidence.keep(store, person, path, upload.name))
        finally:
            path.unlink(missing_ok=True)
    return found


def show(row: CaseRow, person: Person) -> None:
    """Show the files of a case, pictures on request, each to be saved."""
    files = evidence.of_case(lake().store, row.case_no, person)
    if not files:
        return
    with st.container(border=True):
        st.markdown(f"**佐证文件** · {len(files)} 个", help="查看和下载都记入操作日志。")
        for one in files:
            _file(one, row, person)


def _file(one: Evidence, row: CaseRow, person: Person) -> None:
    store, key = lake().store, f"evidence-{row.case_no}-{one.digest[:16]}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{plain(one.name)} · {download.size_text(one.size_bytes)}", width="stretch")
        is_shown = (
            one.is_picture
            and one.size_bytes <= MOST_SHOWN_BYTES
            and st.toggle("查看", key=f"{key}-look", label_visibility="visible")
        )
        download.offer(
            "下载",
            lambda: evidence.opened(store, person, row.case_no, one.digest).read_bytes(),
            one.name,
            key=f"{key}-save",
        )
    looked = f"{key}-content"
    if not is_shown:
        st.session_state.pop(looked, None)
        return
    if looked not in st.session_state:  # one look is one line of the log, however often the page runs
        content = evidence.opened(store, person, row.case_no, one.digest).read_bytes()
        st.session_state[looked] = base64.b64encode(content).decode()
    source = f"data:{PICTURES[one.kind]};base64,{st.session_state[looked]}"
    st.html(f'<img alt="佐证图片" style="max-width:100%" src="{source}">')
