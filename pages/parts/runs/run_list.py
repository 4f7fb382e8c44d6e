"""The list of screenings, and what one of them was made with."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics import kept_files
from analytics.code_tables.registry import versions_in
from analytics.parameters import differences
from analytics.ranking.confirmation import learned_in_words
from analytics.results.run_checks import STATES, checks_in, off_because
from models import runs
from models.calendar import month_in_words
from models.errors import DataDamaged
from models.orm import Run
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, figures, lake
from pages.parts.common.units import unit_names
from pages.parts.findings import which_run
from pages.parts.frame.page_cards import page_file

ROWS = 20
COLUMNS = (
    tables.Shown("id", "编号", "number", width=50),
    tables.Shown("period", "稽查期间", "month", width=84),
    tables.Shown("as_of", "数据截止", "date", width=84),
    tables.Shown("finished_at", "完成时间", "time", width=116),
    tables.Shown("run_by", "由谁", width=76),
    tables.Shown("hits", "问题数", "number", width=64, help="您的单位范围内的问题数。"),
    tables.Shown("under_yuan", "少收(元)", "money", width=100, help="应收差额中为正的合计(应追补)。"),
    tables.Shown("over_yuan", "多收(元)", "money", width=100, help="应收差额中为负的合计(应退还),不带负号。"),
    tables.Shown("checks", "已运行检查", width=110),
    tables.Shown("state", "状态", width=100),
    tables.Shown("parameters", "与默认不同", width="large", help="与默认不同的参数和码表。"),
)


def show(run: Run, person: Person) -> None:
    """List the screenings, the latest first; a click chooses the one that all pages show from now on."""
    known = runs.history(lake().store)
    place = st.container()
    offset = tables.paged(len(known), rows_per_page=ROWS)
    table = pd.DataFrame([_row(one, run, person) for one in known[offset : offset + ROWS]])
    with place:
        clicked = tables.listing(
            table, COLUMNS, key=f"runs-{offset}", action="选定", most_rows=10, is_part=len(known) > ROWS
        )
    if clicked is not None:
        which_run.choose(known[offset + clicked].id)
        st.rerun()


def about(run: Run, person: Person) -> None:
    """Show what the chosen screening was made with, and the ways on."""
    earlier = runs.comparable(lake().store, run)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**第 {run.id} 次筛查** · {month_in_words(run.period)} · 数据截止 {run.as_of:%Y-%m-%d}")
        query = {which_run.RUN: str(run.id)}
        st.page_link(
            page_file("overview"), label="看它的结果", icon=":material/monitoring:", query_params=query
        )
        other = {"with": str(earlier.id)} if earlier else {}
        st.page_link(
            page_file("compare"),
            label=f"与第 {earlier.id} 次对比" if earlier else "与另一次对比",
            icon=":material/compare_arrows:",
            query_params=query | other,
        )
    seconds = (run.finished_at - run.started_at).total_seconds()
    st.caption(
        f"用时 {seconds:,.0f} 秒 · 数据版本 {run.data_version} · 程序版本 {run.code_version} · "
        f"目标对象 {run.summary['targets']:,} 个(全公司,含白名单)"
        + (f" · {said}" if (said := learned_in_words(run)) else "")
        + (" · 此后数据已有变化" if _is_stale(run, person) else "")
    )
    st.caption(
        f"结果占用磁盘 {_megabytes(runs.bytes_of(lake().store, run))},长期保留;另有专业稽查各页备好的数据 "
        f"{_megabytes(kept_files.bytes_of(lake().store.home, run.folder))},只为最近 {kept_files.LATEST} 次和近 "
        f"{kept_files.MONTHS} 个月各月最后一次筛查保留,更早的打开时重算。"
    )
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**与默认不同的参数和码表**")
        st.text("\n".join(_changed(run, person)) or "没有,都是默认值和自带的表。")
    with right:
        missing = _not_run(run)
        st.markdown(f"**没有运行的检查({len(missing)})**")
        columns = (
            tables.Shown("code", "编号", "id", width=76),
            tables.Shown("title", "检查", width=200),
            tables.Shown("why", "原因", width="large"),
        )
        tables.listing(
            pd.DataFrame(missing), columns, key="runs-off", empty="全部检查都已运行。", most_rows=8
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _row(one: Run, chosen: Run, person: Person) -> dict[str, Any]:
    summary = one.summary
    row = {
        "id": one.id,
        "period": one.period,
        "as_of": one.as_of,
        "finished_at": one.finished_at,
        "run_by": one.run_by,
        "checks": _checks(summary),
        "state": _state(one, chosen, person),
        "parameters": ";".join(_changed(one, person)) or None,
    }
    try:
        [found] = figures(person, one.id, ())
    except DataDamaged:
        return row | {"hits": None, "under_yuan": None, "over_yuan": None, "state": "结果文件损坏"}
    return row | {
        "hits": found["hits"],
        "under_yuan": float(found["under_yuan"] or 0),
        "over_yuan": float(found["over_yuan"] or 0),
    }


def _checks(summary: dict[str, Any]) -> str:
    words = (("停用", summary["off"]), ("出错", summary["broken"]))
    return f"{summary['ran']} 项" + "".join(f",{word} {count}" for word, count in words if count)


def _state(one: Run, chosen: Run, person: Person) -> str:
    if one.id == chosen.id:
        return "正在查看"
    return "数据已有变化" if _is_stale(one, person) else "数据没有变化"


def _is_stale(run: Run, person: Person) -> bool:
    return door_of(person).data_version != run.data_version


def _changed(run: Run, person: Person) -> list[str]:
    """Return in words the parameters that somebody set for a run or for units, and the tables of the company's own."""
    units = unit_names(person)
    return [
        f"{one.code} {said}" for one, outcome in checks_in(run) for said in differences(one, outcome, units)
    ] + versions_in(run.summary)


def _not_run(run: Run) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "title": one.title,
            "why": off_because(outcome["missing"]) if outcome["missing"] else STATES[outcome["state"]],
        }
        for one, outcome in checks_in(run)
        if outcome["state"] != "ran"
    ]
