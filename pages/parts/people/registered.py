"""The register as a list, and the form in which one person is entered or changed."""

import pandas as pd
import streamlit as st

from models import register
from models.errors import MingjiError
from models.people import Person, Role
from models.register import LONGEST_LOGIN, Registered
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names

EDITED, SAID, NEW = "people_edited", "people_said", ""
EVERY_UNIT = "全部单位"
ROWS = 20
COLUMNS = (
    tables.Shown("login", "登录名", "id", width=110),
    tables.Shown("name", "姓名", width=96),
    tables.Shown("role", "角色", width=110),
    tables.Shown("units", "供电单位", width=300),
    tables.Shown("deputies", "现在的代理人", width=150),
    tables.Shown("state", "状态", width=66),
)


def show(person: Person) -> None:
    """List who is registered, and the form for one of them."""
    if said := st.session_state.pop(SAID, None):
        st.success(plain(said))
    people = register.people(lake().store)
    names = {one.login: one.name for one in people}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "查找", placeholder="登录名、姓名、角色或单位", key="text", bind="query-params", width=260
        )
        if st.button("登记新的人", icon=":material/person_add:"):
            st.session_state[EDITED] = NEW
    if not people:
        st.info("还没有登记人员,现在由本机用户一人办理全部步骤。可逐个登记,或从人员表挑选。")
    units = unit_names(person)
    rows = [(one, _row(one, units, names)) for one in people]
    fitting = [(one, row) for one, row in rows if text.strip() in " ".join(map(str, row.values()))]
    if people:
        place = st.container()
        offset = tables.paged(len(fitting), rows_per_page=ROWS, of=text)
        some = fitting[offset : offset + ROWS]
        with place:
            clicked = tables.listing(
                pd.DataFrame([row for _, row in some]),
                COLUMNS,
                key=f"people-{text}-{offset}",
                action="更改",
                empty="没有符合的人员。",
                most_rows=ROWS,
                is_part=len(fitting) > ROWS,
            )
        if clicked is not None:
            st.session_state[EDITED] = some[clicked][0].login
    edited = st.session_state.get(EDITED)
    if edited is not None:
        known = {one.login: one for one in people}
        _form(known.get(edited), units, person)


def save(person: Person, one: Registered) -> None:
    """Register or change somebody, and say so once the page has run anew."""
    try:
        changed = register.add(lake().store, person, [one])
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.session_state[SAID] = f"{one.name}({one.login})已保存。" if changed else "没有变化。"
    st.session_state.pop(EDITED, None)
    st.rerun()


def _row(one: Registered, units: dict[str, str], names: dict[str, str]) -> dict[str, str | None]:
    return {
        "login": one.login,
        "name": one.name,
        "role": one.role.value,
        "units": "、".join(units.get(unit, unit) or EVERY_UNIT for unit in one.units),
        "deputies": "、".join(names.get(login, login) for login in one.deputies) or None,
        "state": "在用" if one.is_active else "已停用",
    }


def _form(one: Registered | None, units: dict[str, str], person: Person) -> None:
    """Show the form of somebody who is registered, or of somebody new."""
    key = one.login if one else NEW
    roles = [role.value for role in Role]
    codes = [NEW, *sorted(units, key=lambda code: (len(code), code))]
    codes += [unit for unit in (one.units if one else ()) if unit not in codes]
    with st.form(f"person-{key}", width=720):
        st.markdown(f"**更改 {plain(one.name)}({plain(one.login)})**" if one else "**登记新的人**")
        left, right = st.columns(2)
        login = (
            one.login
            if one
            else left.text_input("登录名 *", max_chars=LONGEST_LOGIN, help="不含空格,以后不能更改。")
        )
        name = (left if one else right).text_input("姓名 *", value=one.name if one else "", max_chars=40)
        role = (right if one else left).selectbox(
            "角色", roles, index=roles.index((one.role if one else Role.STAFF).value)
        )
        chosen = st.multiselect(
            "供电单位",
            codes,
            default=list(one.units) if one else [],
            format_func=lambda code: f"{units.get(code, '')} {code}".strip() if code else EVERY_UNIT,
            placeholder="选择单位,包括其下级",
        )
        is_active = st.toggle(
            "在用", value=one.is_active if one else True, help="停用后不能再办理,办过的都保留。"
        )
        with st.container(horizontal=True):
            saved = st.form_submit_button("保存", type="primary")
            closed = st.form_submit_button("不保存")
    if closed:
        st.session_state.pop(EDITED, None)
        st.rerun()
    if not saved:
        return
    if not chosen:
        st.error("请选择供电单位,或“全部单位”。")
        return
    if one is None and any(login.strip() == other.login for other in register.people(lake().store)):
        st.error(plain(f"登录名“{login}”已登记,请在列表中更改。"))
        return
    save(person, Registered(login, name, Role(role), tuple(chosen), is_active))
