"""The closed loop in one line, for the overview: what is due and overdue, what waits, and whether the ranking is right."""

from datetime import date

import streamlit as st
from sqlalchemy import func, select

from analytics.loop.counting import Asked
from analytics.loop.intervals import Estimate
from analytics.loop.progress import progress
from models import case_lists
from models.calendar import add_months_to_date
from models.orm import CaseMoveRow
from models.people import Person
from models.rounding import share_in_words
from pages.parts.common.data import kept, lake
from pages.parts.frame.page_cards import page_file
from pages.parts.loop import case_filters
from pages.parts.loop.case_filters import OVERDUE, TODAY, WAITING, WORK

YEAR = 12  # months: what the ranking was worth long ago says little of today's


def show(person: Person, today: date) -> None:
    """Show the line, once there are cases; each number leads to its list."""
    steps = _steps()
    if not steps:
        return
    work = case_lists.work_of(lake().store, person, today=today)
    counts = {WAITING: work.waiting, TODAY: work.today, OVERDUE: work.overdue}
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", gap="medium", key="loop_strip"
    ):
        st.markdown("**闭环**", width="content")
        for name, count in counts.items():
            label, explained = case_filters.ABOUT_WORK[name]
            said = f"{label} :red[**{count:,}**]" if name == OVERDUE and count else f"{label} **{count:,}**"
            st.page_link(page_file("tasks"), label=said, query_params={WORK: name}, help=explained)
        ranked, random = _confirmed(person, today, steps)
        st.markdown(
            f"查实率 **{_rate(ranked)}**,随机对照 **{_rate(random)}**",
            width="content",
            help=f"近 12 个月立案的案件中,属实的占已核查的。排序选中的 {_said(ranked)};随机抽中的 {_said(random)}(按入选概率加权)。",
        )


def _steps() -> int:
    with lake().store.read() as session:
        return session.scalar(select(func.max(CaseMoveRow.seq))) or 0


@kept
def _confirmed(person: Person, today: date, steps: int) -> tuple[Estimate, Estimate]:
    """Return how often ranked and random cases are borne out; it holds until the next step of any case."""
    found = progress(lake().store, person, Asked(today, first=add_months_to_date(today, -YEAR)))
    return found.ranked, found.random


def _rate(one: Estimate) -> str:
    return share_in_words(one.rate)


def _said(one: Estimate) -> str:
    if one.rate is None or one.low is None or one.high is None:
        return "还没有核查结果"
    return f"95% 区间 {share_in_words(one.low)} 至 {share_in_words(one.high)}"
