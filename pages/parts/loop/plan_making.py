"""A plan made from a list of targets: its name, kind and deadline are asked for; it waits for approval then."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from analytics.loop import planning
from analytics.loop.planning import Proposal
from models.calendar import month_in_words
from models.errors import MingjiError
from models.loop.case import TaskKind
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.frame.page_cards import page_file

WHAT = "制定后计划待审批,批准、派发之前可以撤销。已有未结案件的对象不列入;随机对照照样列入并注明。"


def offer(
    label: str,
    about: str,
    propose: Callable[[], Proposal],
    run: Run,
    person: Person,
    *,
    key: str,
    wanted: planning.Wanted | None = None,
) -> None:
    """Offer to make a plan of what `propose` returns; `about` says in a sentence what that will be."""
    if not person.may(Permission.SELECT):
        return
    with st.popover(label, icon=":material/assignment_add:"), st.form(key, border=False):
        st.caption(f"{about}{WHAT}")
        name = st.text_input(
            "计划名称 *", value=f"{month_in_words(run.period)}稽查", max_chars=60, key=f"{key}-name"
        )
        kinds = [one.value for one in TaskKind]
        kind = st.selectbox("类型", kinds, key=f"{key}-kind")
        due = st.date_input(
            "回单时限 *", value=None, min_value=date.today(), format="YYYY-MM-DD", key=f"{key}-due"
        )
        if not st.form_submit_button("制定计划", type="primary", key=f"{key}-make"):
            return
        if due is None:
            st.error("没有填写回单时限。请选一个日期。")
            return
        try:
            with st.spinner("正在列入目标…", show_time=True):
                number = planning.make(
                    lake().store,
                    person,
                    run,
                    propose(),
                    name=name,
                    kind=TaskKind(kind),
                    due=due,
                    wanted=wanted,
                )
        except MingjiError as error:
            st.error(plain(str(error)))
            return
    st.switch_page(page_file("plans"), query_params={"plan": str(number)})
