"""What newer data show of all cases that wait for their re-check: asked at once by a job, then ticked and moved together.

The job keeps what is shown of each case, without the sentences, which stand on the case's own page. It holds for who asked,
until other data are loaded.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.loop.recheck import Proof, Shown, of_all, recheck_all
from analytics.reasons import code_of
from models import jobs
from models.loop import case_lists
from models.loop.case_lists import Listed, Wanted
from models.orm import CaseRow, Job
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, lake
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop import bulk
from pages.parts.loop.case_parts import NUMBER
from pages.parts.loop.words import yuan

POLL_SECONDS = 1.0
MOST_LOOKED_AT = 50
EVERY = "全部"
COLUMNS = (
    tables.Shown("case_no", "工单编号", "id", width=118),
    tables.Shown("shown", "数据结论", width=106),
    tables.Shown("unit_name", "供电单位", width=104),
    tables.Shown("checks", "检查", "id", width=96),
    tables.Shown("then_yuan", "立案金额(元)", "money", width=100),
    tables.Shown("now_yuan", "现在金额(元)", "money", width=100),
    tables.Shown("said", "逐项结论", width=360),
)


def show(person: Person, wanted: Wanted, today: date) -> None:
    """Show what was shown of the cases that are wanted, with what can be done with the ticked ones, or offer to ask."""
    waiting = case_lists.listed(lake().store, person, wanted, by="case_no", today=today)
    if not waiting:
        st.info("没有等待复查的案件。完成整改的案件会出现在这里。")
        return
    job = _last(person)
    if job is not None and job.state in jobs.ACTIVE:
        _watched(job.id)
        return
    _asking(job, [one.row for one in waiting], person)
    known = _known(job, waiting, person)
    proven = [one for one in waiting if one.row.case_no in known]
    if proven:
        _proven(proven, known, person)
    elif job is not None and job.state == jobs.DONE:
        st.info("上次的结果已经过时:之后导入了新数据,或案件已经办理。请再查一次。")


def _asking(job: Job | None, rows: Sequence[CaseRow], person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"用现在的数据再查 {len(rows):,} 件",
            icon=":material/fact_check:",
            on_click=_begin,
            args=(rows, person),
        )
        said = (
            "用立案时的参数,在现在的数据上再次运行立案的检查;每项检查只运行一次。结论由复查人作出。"
            if job is None or job.state != jobs.DONE or job.ended_at is None
            else f"上次 {job.ended_at:%Y-%m-%d %H:%M} 查 {job.arguments['cases']:,} 件。"
        )
        st.caption(said, width="content")
    if job is not None and job.state in (jobs.FAILED, jobs.CANCELLED):
        st.warning(f"上次没有查完:{job.said}")


def _proven(listed: Sequence[Listed], known: Mapping[str, Any], person: Person) -> None:
    shown_of = {one.row.case_no: _shown(known[one.row.case_no]) for one in listed}
    counts = Counter(shown_of.values())
    labels = {EVERY: f"{EVERY} {len(listed):,}"}
    labels |= {one.value: f"{one.value} {counts[one]:,}" for one in Shown if counts[one]}
    bar = st.container(horizontal=True, vertical_alignment="center")
    with bar:
        chosen = st.segmented_control(
            "数据结论",
            list(labels),
            default=EVERY,
            format_func=lambda word: labels.get(word) or str(word),
            key="shown",
            bind="query-params",
            label_visibility="collapsed",
        )
    some = [one for one in listed if chosen in (None, EVERY, shown_of[one.row.case_no].value)]
    names = unit_names(person)
    table = pd.DataFrame([_row(one, known[one.row.case_no], names) for one in some])
    bulk.say_outcome()
    key = f"proofs-{chosen}-{len(some)}"
    clicked = tables.listing(
        table,
        COLUMNS,
        key=key,
        action="打开",
        most_rows=18,
        wraps=not table.empty and tables.any_is_long(COLUMNS, table),
        selects=True,
        empty="没有这种结论的案件。",
    )
    with bar:
        picked = [some[place] for place in tables.selected(key) if place < len(some)]
        beside = {one.row.case_no: in_words(known[one.row.case_no]) for one in picked}
        bulk.offer(picked, person, key, beside=beside)
        if not picked:
            st.caption("勾选后可以批量办理;数据结论随意见写入办理过程。", width="content")
    if clicked is not None and clicked < len(some):
        st.switch_page(page_file("case"), query_params={NUMBER: some[clicked].row.case_no})


def _row(one: Listed, known: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    row, proofs = one.row, known["proofs"]
    return {
        "case_no": row.case_no,
        "shown": _shown(known).value,
        "unit_name": names.get(row.handler_unit or "", row.handler_unit),
        "checks": "、".join(code_of(each["check"]) for each in proofs) or None,
        "then_yuan": yuan(_sum(proofs, "then")),
        "now_yuan": yuan(_sum(proofs, "now")),
        "said": ";".join(_one_in_words(each) for each in proofs) or "没有立案的检查,不能由数据佐证",
    }


def in_words(known: Mapping[str, Any]) -> str:
    """Return what was shown of a case, for its history: '数据佐证:TAR-22 已消除(2026-11-25 12:00 导入)'."""
    return "数据佐证:" + (";".join(_one_in_words(each) for each in known["proofs"]) or "没有立案的检查")


def _one_in_words(proof: Mapping[str, Any]) -> str:
    about = proof["why"] or proof.get("told_by", "")
    return f"{code_of(proof['check'])} {proof['shown']}" + (f"({about})" if about else "")


def _shown(known: Mapping[str, Any]) -> Shown:
    return of_all(Shown(each["shown"]) for each in known["proofs"])


def _sum(proofs: Sequence[Mapping[str, Any]], name: str) -> int | None:
    fen = [each[name] for each in proofs if each[name] is not None]
    return sum(fen) if fen else None


def _begin(rows: Sequence[CaseRow], person: Person) -> None:
    """Put the asking in line."""
    found, version = lake(), door_of(person).data_version
    arguments = {"person": [person.login, person.name], "cases": len(rows), "data_version": version}
    number = jobs.note(found.store, "recheck", f"按数据复查 {len(rows):,} 件", arguments, person)

    def work(tell: jobs.Progress) -> dict[str, Any]:
        proofs = recheck_all(found, person, rows, on_progress=tell)
        reworks = {row.case_no: row.rework for row in rows}
        return {
            case_no: {"rework": reworks[case_no], "proofs": [_kept(one) for one in some]}
            for case_no, some in proofs.items()
        }

    jobs.in_a_thread(found.store, number, work)


def _kept(one: Proof) -> dict[str, Any]:
    """Return what is kept of a proof: no sentence of a hit, which may name somebody."""
    return {
        "check": one.check_code,
        "shown": one.shown.value,
        "then": one.fen_then,
        "now": one.fen_now,
        "imported": one.imported_at and f"{one.imported_at:%Y-%m-%d %H:%M}",
        "told_by": one.told_by,
        "why": "".join(one.said) if one.shown is Shown.UNKNOWN else "",
    }


def _last(person: Person) -> Job | None:
    """Return the last job that the person asked for."""
    jobs.active(lake().store)  # one that was cut short says so
    own = [person.login, person.name]
    found = jobs.recent(lake().store, "recheck", MOST_LOOKED_AT)
    return next((job for job in found if job.arguments["person"] == own), None)


def _known(job: Job | None, waiting: Sequence[Listed], person: Person) -> dict[str, Any]:
    """Return what the job keeps of cases that still holds: no other data since, and not put right again."""
    if job is None or not job.result or job.arguments["data_version"] != door_of(person).data_version:
        return {}
    kept = job.result
    return {
        one.row.case_no: kept[one.row.case_no]
        for one in waiting
        if one.row.case_no in kept and kept[one.row.case_no]["rework"] == one.row.rework
    }


@st.fragment(run_every=POLL_SECONDS)
def _watched(number: int) -> None:
    job = jobs.get(lake().store, number)
    if job.state not in jobs.ACTIVE:
        st.rerun()
    if job.state == jobs.RUNNING:
        st.progress(job.share, f"正在按数据复查 {job.share:.0%} {job.said}")
    else:
        ahead = jobs.ahead_of(lake().store, number)
        st.markdown(f"排队等候,前面还有 {ahead} 项" if ahead else "正在启动…")
    st.caption("可以离开本页,回来时接着看。")
