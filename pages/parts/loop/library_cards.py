"""An archived case as a card: what was found, by what evidence, how it was put right, what came of it."""

import streamlit as st

from analytics.loop.library import Lesson, enter, nearest
from analytics.subjects import LABELS, kind_of
from models.loop.case import State
from models.orm import CaseRow
from models.people import Person
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.words import check_label, yuan_text


def near(row: CaseRow, person: Person) -> None:
    """Show the archived cases nearest to an open one; who judges it first is not led by what others came to."""
    if row.state in (State.TO_ANALYSE.value, State.ARCHIVED.value):
        return
    enter(lake())
    found = nearest(lake().store, person, row)
    if not found:
        return
    with st.container(border=True):
        st.markdown(
            "**相近案例**",
            help="案例库中最相近的属实案件:先看检查,再看问题分类、对象类型和单位层级。人名、地址、电话和户号已隐去。",
        )
        for one in found:
            with st.expander(f"{one.case_no} · {plain(one.why[0])} · {outcome(one)}"):
                st.caption(f"相近之处:{'、'.join(map(plain, one.why))}")
                told(one)
                _open(one)


def card(one: Lesson, person: Person) -> None:
    """Show one case of the library."""
    unit = unit_names(person).get(one.unit, one.unit)
    label = LABELS.get(kind_of(one.object_type, ",".join(one.check_codes)), one.object_type)
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(horizontal=True, vertical_alignment="center", width="content"):
                st.markdown(f"**{plain(title(one))}**", width="content")
                st.badge(one.result, color="green")
                if one.came_back:
                    st.badge("已复发", color="red")
            _open(one)
        closed = f"{one.closed_at:%Y-%m-%d} 归档" if one.closed_at else ""
        classes = (word for word in (one.problem_class, one.cause) if word)
        st.caption(plain(" · ".join(part for part in (one.case_no, unit, label, *classes, closed) if part)))
        told(one)
        st.markdown(f"**{outcome(one)}**")


def told(one: Lesson) -> None:
    """Show the texts of a case, each behind what it is."""
    said = (("证据", one.evidence), ("查实情况", one.found), ("整改办法", one.remedy))
    with st.container(gap="xxsmall"):
        for label, text in said:
            if text:
                name, words = st.columns([1, 9], gap="small")
                name.caption(label)
                words.text(text)


def title(one: Lesson) -> str:
    """Return the checks of a case by code and title."""
    return "、".join(map(check_label, one.check_codes)) or "随机对照"


def outcome(one: Lesson) -> str:
    """Return in one line what came of a case."""
    amounts = (("追补", one.recovered_fen), ("退还", one.refunded_fen))
    money = [f"{word} {yuan_text(fen)}" for word, fen in amounts if fen]
    days = f"{one.days} 天办结" if one.days else "当天办结"
    came_back = f"复发于 {one.came_back}" if one.came_back else "未复发"
    return " · ".join([*(money or ["没有追补退还"]), days, came_back])


def _open(one: Lesson) -> None:
    st.page_link(
        page_file("case"),
        label="打开案件",
        icon=":material/arrow_forward:",
        query_params={"no": one.case_no},
    )
