"""The closed loop for the overview: what is due and overdue, what waits, whether the ranking is right, what came of it all."""

from datetime import date

import streamlit as st

from analytics.loop.counting import MEASURES, STAGES, Asked
from analytics.loop.intervals import Estimate, Lift
from analytics.loop.progress import Progress, progress
from models.calendar import add_months_to_date
from models.loop import case_lists
from models.people import Person
from models.rounding import share_in_words
from pages.parts.common.charts import wan_yuan
from pages.parts.common.data import kept, lake
from pages.parts.frame.page_cards import page_file
from pages.parts.loop import case_filters
from pages.parts.loop.case_filters import OVERDUE, TODAY, WAITING, WORK

HOURS_A_DAY = 24
YEAR = 12  # months: what the ranking was worth long ago says little of today's


def show(person: Person, today: date) -> None:
    """Show it, once there are cases; what waits and what is late leads to its list."""
    last_step = case_lists.last_step(lake().store)
    if not last_step:
        return
    work = case_lists.work_of(lake().store, person, today=today)
    counts = {WAITING: work.waiting, TODAY: work.today, OVERDUE: work.overdue}
    made = _progress(person, today, last_step)
    with st.container(border=True, gap="small", key="loop_strip"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.markdown("**闭环**", width="content")
            for name, count in counts.items():
                label, explained = case_filters.ABOUT_WORK[name]
                said = (
                    f"{label} :red[**{count:,}**]" if name == OVERDUE and count else f"{label} **{count:,}**"
                )
                st.page_link(page_file("tasks"), label=said, query_params={WORK: name}, help=explained)
            if days := stages_of(made):
                st.markdown(days, width="content", help="近 12 个月立案的案件,各环节从进入到离开的平均天数。")
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.caption("近 12 个月立案的案件", width="content")
            st.markdown(
                f"查实率 **{rate_of_all(made)}**,排序选中 **{_rate(made.ranked)}**,随机对照 **{_rate(made.random)}**",
                width="content",
                help="属实的占已核查的;前一个不分怎样选取,月度通报写的也是这一个,只算当月立案的。"
                f"排序选中的 {_said(made.ranked)};随机抽中的 {_said(made.random)}(按入选概率加权)。{_lift(made.lift)}",
            )
            for text in came_of_it(made):
                st.markdown(text, width="content")


def came_of_it(made: Progress) -> list[str]:
    """Return what came of the cases: money either way, problems that came back."""
    counts = made.total.counts
    recovered, refunded = (counts[name] / 100 for name in ("recovered_fen", "refunded_fen"))
    return [
        f"已追补 **{wan_yuan(recovered)}**,已退还 **{wan_yuan(refunded)}**",
        f"重复发生 **{made.recurrences.cases:,}** 件",
    ]


def stages_of(made: Progress) -> str:
    """Return the days in each stage that any case has passed; "" where none has."""
    stages = [
        f"{label} {hours / HOURS_A_DAY / cases:.1f} 天"
        for name, label, *_ in STAGES
        for cases, hours in (made.total.hours[name],)
        if cases
    ]
    return f"各环节平均:{'、'.join(stages)}" if stages else ""


def rate_of_all(made: Progress) -> str:
    """Return the rate of confirmed cases however they were picked, as the bulletin says it of its month."""
    return share_in_words(made.total.part(next(one for one in MEASURES if one.key == "confirmed")).rate)


@kept
def _progress(person: Person, today: date, last_step: int) -> Progress:
    """Return the figures of a year; they hold until the next step of any case."""
    return progress(lake().store, person, Asked(today, first=add_months_to_date(today, -YEAR)))


def _rate(one: Estimate) -> str:
    return share_in_words(one.rate)


def _said(one: Estimate) -> str:
    if one.rate is None or one.low is None or one.high is None:
        return "还没有核查结果"
    return f"95% 区间 {share_in_words(one.low)} 至 {share_in_words(one.high)}"


def _lift(one: Lift) -> str:
    if one.value is None or one.low is None or one.high is None:
        return ""
    return f"提升 {one.value:.2f} 倍(95% 区间 {one.low:.2f} 至 {one.high:.2f})。"
