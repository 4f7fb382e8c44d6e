"""What a plan sends out on paper and as Excel: a list for each unit, and the notices, each kind as one archive."""

import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import streamlit as st

from models.home import scratch
from models.loop.notices import NoticeKind
from models.loop.plans import PlanState
from models.orm import PlanRow
from models.people import Permission, Person
from pages.parts.common import download, file_names
from pages.parts.common.data import lake
from reports.dispatched_list import write_lists
from reports.notices import FORMATS, write_notices

FORMAT_NAMES = {"pdf": "PDF", "docx": "Word"}


def show(plan: PlanRow, person: Person) -> None:
    """Offer the lists and notices of a plan that was sent out."""
    if plan.state != PlanState.DISPATCHED.value or not person.may(Permission.EXPORT):
        return
    with st.container(border=True):
        st.markdown("**清单与通知单**")
        st.caption(
            "每个单位一份,装在一个压缩包里。清单只列还没有回复的案件,填好后在“稽查任务”收回;"
            "通知单编号连续,再次下载编号和内容不变。"
        )
        lists, form, *kinds = st.columns([1.4, 1.1, 1.1, 3.4], vertical_alignment="center")
        with lists:
            download.offer(
                "稽查清单(Excel)",
                lambda: _archive(lambda folder: write_lists(lake(), person, plan.id, folder)),
                f"{file_names.of_today(f'稽查清单_计划{plan.id}', person)}.zip",
                key="lists",
                primary=True,
            )
        suffix = form.segmented_control(
            "通知单的格式",
            FORMATS,
            default=FORMATS[0],
            format_func=lambda name: FORMAT_NAMES[name],
            key="notice_format",
            label_visibility="collapsed",
        )
        for place, kind in zip(kinds, NoticeKind, strict=True):
            with place:
                _notices(plan, person, kind, suffix or FORMATS[0])


def _notices(plan: PlanRow, person: Person, kind: NoticeKind, suffix: str) -> None:
    download.offer(
        kind.value,
        lambda: _archive(lambda folder: write_notices(lake(), person, plan.id, kind, folder, suffix)),
        f"{file_names.of_today(f'{kind.value}_计划{plan.id}', person)}.zip",
        key=f"notices-{kind.name}",
    )


def _archive(write: Callable[[Path], Any]) -> bytes:
    """Return what is written into a folder as a zip; nothing of the folder is left."""
    folder = scratch.place(lake().store.home, "exports")
    try:
        write(folder)
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)
        return packed.getvalue()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
