"""What is being rectified, by deadline, and what waits for a re-check, one by one or by a sample."""

from datetime import date

import streamlit as st

from models.loop import case_lists
from models.loop.case import State
from models.loop.case_lists import Due, Wanted
from models.people import Person
from pages.parts.common.data import lake
from pages.parts.loop import case_filters, case_list, proofs_of_many, recheck_sampling

STAGES = {
    "整改": (State.TO_RECTIFY, State.RECTIFYING),
    "复查": (State.TO_RECHECK,),
}
SAMPLED, PROVEN = "抽样复查", "按数据复查"
EMPTY = {
    "整改": "没有正在整改的案件。认定属实的案件会出现在这里。",
    "复查": "没有等待复查的案件。完成整改的案件会出现在这里。",
}


def show(person: Person, today: date) -> None:
    """Show how much there is of either, and the list of the chosen one, or how cases are re-checked by a sample."""
    _figures(person, today)
    stage = st.segmented_control(
        "阶段",
        [*STAGES, SAMPLED, PROVEN],
        default="整改",
        key="stage",
        bind="query-params",
        label_visibility="collapsed",
    )
    stage = stage or "整改"
    if stage == SAMPLED:
        recheck_sampling.show(person)
        return
    states = STAGES.get(stage, STAGES["复查"])
    wanted = case_filters.narrowing(person, case_filters.EVERY, states=states)
    if stage == PROVEN:
        proofs_of_many.show(person, wanted, today)
        return
    case_list.show(person, wanted, case_filters.EVERY, today, title=f"整改与复查_{stage}", empty=EMPTY[stage])


def _figures(person: Person, today: date) -> None:
    store = lake().store
    states = STAGES["整改"] + STAGES["复查"]
    counts = case_lists.by_state(store, person, Wanted(states=states), today=today)
    late = case_lists.count(store, person, Wanted(states=STAGES["整改"], due=Due.OVERDUE), today=today)
    soon = case_lists.count(store, person, Wanted(states=STAGES["整改"], due=Due.SOON), today=today)
    cards = (
        ("待整改", counts.get(State.TO_RECTIFY, 0), "已认定属实,尚未开始整改。"),
        ("整改中", counts.get(State.RECTIFYING, 0), "已开始整改。复查不合格退回的也在内。"),
        ("整改超期", late, "整改时限已过。"),
        ("整改即将到期", soon, "剩余不足 2 个工作日。"),
        ("待复查", counts.get(State.TO_RECHECK, 0), "整改已完成,等待稽查专责复查。"),
    )
    for place, (label, value, explained) in zip(st.columns(len(cards)), cards, strict=True):
        place.metric(label, f"{value:,} 件", help=explained, border=True)
