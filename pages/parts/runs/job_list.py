"""What became of the work beside the pages: who asked for it, when, how long it took and how it ended."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from models import jobs
from models.orm import Job
from pages.parts.common import tables
from pages.parts.common.data import lake

STATES = {
    jobs.WAITING: "排队等候",
    jobs.RUNNING: "正在进行",
    jobs.DONE: "完成",
    jobs.FAILED: "没有完成",
    jobs.CANCELLED: "已取消",
}
COLUMNS = (
    tables.Shown("id", "编号", "number", width=50),
    tables.Shown("title", "任务", width=240),
    tables.Shown("asked_by", "由谁", width=84),
    tables.Shown("asked_at", "提交时间", "time", width=124),
    tables.Shown("waited", "排队(秒)", "number", width=70),
    tables.Shown("seconds", "用时(秒)", "number", width=70),
    tables.Shown("state", "结果", width=76),
    tables.Shown("said", "说明", width="large"),
)


def show() -> None:
    """List the jobs, the latest first."""
    known = jobs.history(lake().store)
    place = st.container()
    offset = tables.paged(len(known), key="jobs_page")
    table = pd.DataFrame([_row(job) for job in known[offset : offset + tables.PAGE_ROWS]])
    with place:
        tables.listing(
            table,
            COLUMNS,
            key=f"jobs-{offset}",
            empty="还没有任务。",
            most_rows=18,
            is_part=len(known) > len(table),
        )


def _row(job: Job) -> dict[str, Any]:
    is_over = job.state not in jobs.ACTIVE
    return {
        "id": job.id,
        "title": job.title,
        "asked_by": job.asked_by,
        "asked_at": job.asked_at,
        "waited": _seconds(job.asked_at, job.started_at or job.ended_at),
        "seconds": _seconds(job.started_at, job.ended_at),
        "state": STATES[job.state],
        "said": (job.said or None) if is_over and job.state != jobs.DONE else None,
    }


def _seconds(begin: datetime | None, end: datetime | None) -> float | None:
    return round((end - begin).total_seconds(), 1) if begin and end else None
