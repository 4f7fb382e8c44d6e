"""Who stands in for whom: what is agreed, and the form for another time."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from models import register
from models.errors import MingjiError
from models.orm import DeputyRow
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain

SAID = "deputy_said"
COLUMNS = (
    tables.Shown("stands_in", "谁不在", width=180),
    tables.Shown("login", "由谁代理", width=180),
    tables.Shown("first_date", "从", "date", width=96),
    tables.Shown("last_date", "到(含)", "date", width=96),
    tables.Shown("named_by", "由谁指定", width=180),
)


def show(person: Person) -> None:
    """List who stands in for whom now and later, and let another time be agreed."""
    if said := st.session_state.pop(SAID, None):
        st.success(plain(said))
    store = lake().store
    labels = {one.login: f"{one.name}({one.login})" for one in register.people(store)}
    active = [one.login for one in register.people(store) if one.is_active]
    if len(active) < 2:
        st.info("登记两人以上后,可以指定代理人:在约定的日子里,代理人行使本人的职责,办理过程写明“代”。")
        return
    standing = register.deputies(store)
    rows = [
        {
            "stands_in": labels.get(one.stands_in, one.stands_in),
            "login": labels.get(one.login, one.login),
            "first_date": one.first_date,
            "last_date": one.last_date,
            "named_by": one.named_by,
        }
        for one in standing
    ]
    clicked = tables.listing(
        pd.DataFrame(rows),
        COLUMNS,
        key=f"deputies-{[one.id for one in standing]}",
        action="结束",
        empty="现在和以后都没有代理。",
    )
    if clicked is not None:
        _end(standing[clicked], labels, person)
    with st.form("deputy", width=720):
        st.markdown("**指定代理人**")
        left, right = st.columns(2)
        absent = left.selectbox(
            "谁不在", active, format_func=labels.__getitem__, index=None, placeholder="选择人员"
        )
        deputy = right.selectbox(
            "由谁代理", active, format_func=labels.__getitem__, index=None, placeholder="选择人员"
        )
        first = left.date_input("从", value=date.today(), format="YYYY-MM-DD")
        last = right.date_input("到(含)", value=date.today(), format="YYYY-MM-DD")
        saved = st.form_submit_button("指定", type="primary")
    if not saved:
        return
    if not absent or not deputy:
        st.error("请选择谁不在、由谁代理。")
        return
    try:
        register.name_deputy(store, person, absent, deputy, first, last)
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.session_state[SAID] = f"{first} 至 {last} 由{labels[deputy]}代理{labels[absent]}。"
    st.rerun()


def _end(one: DeputyRow, labels: Mapping[str, str], person: Person) -> None:
    try:
        register.end_deputy(lake().store, person, one.id)
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    names = (labels.get(login, login) for login in (one.login, one.stands_in))
    st.session_state[SAID] = "已结束{}对{}的代理,从现在起不再作数。".format(*names)
    st.rerun()
