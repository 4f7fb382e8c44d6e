"""How carefully exports are taken in, set where they are dropped."""

import streamlit as st

from models.errors import MingjiError
from models.import_settings import CERTAINTY_BOUNDS, ImportSettings
from models.people import Permission, Person
from models.settings import IMPORT, import_settings, latest, save_import_settings
from pages.parts.data import lake


def button(person: Person) -> None:
    """Show the button that opens the settings, to those who may change them."""
    if not person.may(Permission.CONFIGURE) or not person.sees_everything:
        return
    low, high = (round(share * 100) for share in CERTAINTY_BOUNDS)
    with st.popover("设置", icon=":material/tune:"), st.form("import_settings", border=False):
        st.markdown("**数据导入设置**(全公司共用)")
        least = st.number_input(
            "最低把握(%)",
            low,
            high,
            round(import_settings(lake().store).least_certainty * 100),
            key="least_certainty",
            help="识别数据表的把握低于此数的工作表要由人确认,不会直接导入。",
        )
        if st.form_submit_button("保存", type="primary", key="save_import_settings"):
            _save(person, least)
        if row := latest(lake().store, IMPORT):
            st.caption(f"{row.set_at:%Y-%m-%d %H:%M} 由 {row.set_by} 设定")


def _save(person: Person, least: int) -> None:
    try:
        save_import_settings(lake().store, ImportSettings(least / 100), person)
    except MingjiError as error:
        st.error(str(error))
        return
    st.rerun()
