"""Who stands in for whom: what is agreed, and the form for another time."""

from datetime import date

import pandas as pd
import streamlit as st

from models import register
from models.errors import MingjiError
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
        st.info("登记两人以上后,可以指定代理人:在约定的日子里,代理人可以办理本人的案件。")
        return
    rows = [
        {
            "stands_in": labels.get(one.stands_in, one.stands_in),
            "login": labels.get(one.login, one.login),
            "first_date": one.first_date,
            "last_date": one.last_date,
            "named_by": one.named_by,
        }
        for one in register.deputies(store)
    ]
    tables.listing(pd.DataFrame(rows), COLUMNS, key="deputies", empty="现在和以后都没有代理。")
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
