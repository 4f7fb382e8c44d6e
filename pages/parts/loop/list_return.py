"""Filled lists on screen: dropped, read and taken row by row; what was not taken is told, and offered as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data_loaders.filled_lists import FilledFile, FilledSheet, read_filled
from models.errors import MingjiError
from models.home import scratch
from models.loop import replies
from models.loop.case import State
from models.loop.replies import Outcome
from models.people import Person
from pages.parts.common import download, tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.tables import Shown
from pages.parts.frame.page_cards import page_file
from reports.refused_replies import write_refused

RESULT = "list_return"
MOST_MEGABYTES = 20  # a list of all cases of a unit has less than one
OTHERWISE = "本机用户可在页面右上角选择以谁的身份办理。"
COLUMNS = (
    Shown("file", "文件", width=150),
    Shown("row", "行", "number", width=60),
    Shown("case_no", "工单编号", width=140),
    Shown("reason", "没有收回的原因", width="large"),
)


@dataclass
class Returned:
    """What became of the files that were dropped together."""

    outcome: Outcome = field(default_factory=Outcome)
    files: list[FilledFile] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def sheets(self) -> list[FilledSheet]:
        """Return the sheets that were read."""
        return [sheet for file in self.files for sheet in file.sheets]


def show(person: Person) -> None:
    """Offer to hand in filled lists, and say what came of the last ones."""
    with st.expander(
        "收回填好的稽查清单", icon=":material/upload_file:", expanded=RESULT in st.session_state
    ):
        if not replies.may_answer(lake().store, person):
            st.caption(f"填好的清单由班组长、稽查员或责任专业交回,{person.role.value}不能交回。{OTHERWISE}")
            return
        st.caption(
            "派发的清单填好后放在这里:逐行收回,没有填写的行保持原状,有问题的行逐行说明,改正后可再交。"
            "稽查目标清单也可以,其中的目标要先列入稽查计划并派发。"
        )
        files: Any = st.file_uploader(
            "填好的清单",
            accept_multiple_files=True,
            key="returned_lists",
            label_visibility="collapsed",
            max_upload_size=MOST_MEGABYTES,
        )
        if st.button("收回", type="primary", disabled=not files, key="take_lists"):
            with st.spinner("正在收回…", show_time=True):
                st.session_state[RESULT] = _take(files, person)
        if (result := st.session_state.get(RESULT)) is not None:
            _say(result, person)


def _take(uploads: Sequence[Any], person: Person) -> Returned:
    returned, store = Returned(), lake().store
    for upload in uploads:
        path = scratch.place(store.home, "replies", Path(upload.name).suffix)
        try:
            path.write_bytes(upload.getbuffer())
            returned.files.append(read_filled(store, path, name=upload.name))
        except MingjiError as error:
            returned.faults.append(str(error))
        finally:
            path.unlink(missing_ok=True)
    rows = [row for file in returned.files for row in file.replies]
    try:
        if rows:
            returned.outcome = replies.take(store, person, rows, [file.digest for file in returned.files])
    except MingjiError as error:
        returned.faults.append(str(error))
    return returned


def _say(result: Returned, person: Person) -> None:
    outcome = result.outcome
    for fault in result.faults:
        st.error(plain(fault))
    if outcome.taken:
        st.success(f"收回 {len(outcome.taken):,} 行,案件转为“{State.TO_REVIEW.value}”。")
        st.page_link(
            page_file("tasks"),
            label=f"查看“{State.TO_REVIEW.value}”的案件",
            icon=":material/arrow_forward:",
            query_params={"work": "all", "state": State.TO_REVIEW.value},
        )
    if outcome.unchanged:
        st.info(f"{len(outcome.unchanged):,} 行没有填写,或与已收回的相同,没有变化。")
    if not outcome.refused:
        return
    st.warning(f"{len(outcome.refused):,} 行没有收回。请按原因改正后再交。")
    rows = [
        {"file": one.reply.file, "row": one.reply.row, "case_no": one.case_no or "—", "reason": one.reason}
        for one in outcome.refused
    ]
    tables.listing(pd.DataFrame(rows), COLUMNS, key="refused_rows", wraps=True, most_rows=8)
    download.offer(
        "没有收回的行(Excel)",
        lambda: download.exported(
            lake().store,
            person,
            "refused replies",
            ".xlsx",
            lambda out: write_refused(out, outcome.refused, result.sheets),
            scope={"files": [file.digest for file in result.files]},
        ),
        "没有收回的行.xlsx",
        key="refused_file",
    )
