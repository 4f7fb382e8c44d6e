"""The export table 人员, from which those who work with cases are picked for the register."""

import pandas as pd
import streamlit as st

from analytics.staff_register import from_staff
from models import register
from models.errors import MingjiError
from models.people import Person, Role
from models.register import Registered
from pages.parts.common import tables
from pages.parts.common.data import door_of, kept, lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.people.registered import SAID

ROWS = 20
COLUMNS = (
    tables.Shown("login", "人员编号", "id", width=110),
    tables.Shown("name", "姓名", width=96),
    tables.Shown("unit", "供电单位", width=220),
    tables.Shown("position", "岗位", width=130),
    tables.Shown("role", "建议的角色", width=110, help="由岗位推出;登记后可更改。"),
)


def show(person: Person) -> None:
    """List who is in the table and not in the register, and take those who are ticked."""
    store = lake().store
    known = {one.login for one in register.people(store)}
    everybody = _staff(person, door_of(person).data_version)
    if not everybody:
        st.info("还没有导入“人员”表,或其中没有供电单位。")
        st.page_link(page_file("import"), label="去数据导入", icon=":material/arrow_forward:")
        return
    missing = [(one, position) for one, position in everybody if one.login not in known]
    roles = [role.value for role in Role if any(one.role is role for one, _ in missing)]
    st.caption(
        f"人员表共 {len(everybody):,} 人,其中 {len(missing):,} 人没有登记。勾选要登记的人,登录名用人员编号。"
    )
    wanted = st.pills("建议的角色", roles, selection_mode="multi", key="staff_roles", bind="query-params")
    rows = [(one, position) for one, position in missing if not wanted or one.role.value in wanted]
    units = unit_names(person)
    place, bar = st.container(), st.container(horizontal=True, vertical_alignment="center")
    key = f"staff-{'-'.join(wanted)}-{len(missing)}"
    with bar:
        offset = tables.paged(len(rows), key="staff_page", rows_per_page=ROWS, of=key)
    some = rows[offset : offset + ROWS]
    table = pd.DataFrame([_row(one, position, units) for one, position in some])
    with place:
        tables.listing(
            table,
            COLUMNS,
            key=f"{key}-{offset}",
            empty="人员表中的人都已登记。",
            most_rows=ROWS,
            is_part=len(rows) > ROWS,
            selects=True,
        )
    ticked = [some[place][0] for place in tables.selected(f"{key}-{offset}") if place < len(some)]
    with bar:
        if ticked and st.button(f"登记勾选的 {len(ticked)} 人", type="primary"):
            _take(person, ticked)


def _take(person: Person, people: list[Registered]) -> None:
    try:
        register.add(lake().store, person, people)
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.session_state[SAID] = f"已登记 {len(people)} 人。"
    st.rerun()


def _row(one: Registered, position: str, units: dict[str, str]) -> dict[str, str]:
    [unit] = one.units
    return {
        "login": one.login,
        "name": one.name,
        "unit": units.get(unit, unit),
        "position": position,
        "role": one.role.value,
    }


@kept
def _staff(person: Person, data_version: int) -> list[tuple[Registered, str]]:
    """Return who is in the table; it holds for a state of the data."""
    return from_staff(door_of(person))
