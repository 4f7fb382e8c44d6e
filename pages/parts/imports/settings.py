"""How carefully exports are taken in, set where they are dropped."""

import streamlit as st

from models.company.import_settings import CERTAINTY_BOUNDS, CHANGED_BOUNDS, ImportSettings
from models.company.settings import IMPORT
from models.people import Person
from pages.parts.common import forms
from pages.parts.common.data import lake


def button(person: Person) -> None:
    """Show the button that opens the settings, to those who may change them."""
    if not person.configures_everything:
        return
    now = IMPORT.of(lake().store)
    with st.popover("设置", icon=":material/tune:"), forms.settings(IMPORT):
        least = st.number_input(
            "最低把握(%)",
            *_percents(CERTAINTY_BOUNDS),
            round(now.least_certainty * 100),
            key="least_certainty",
            help="识别数据表的把握低于此数的工作表要由人确认,不会直接导入。",
        )
        most = st.number_input(
            "档案变更上限(%)",
            *_percents(CHANGED_BOUNDS),
            round(now.most_changed * 100),
            key="most_changed",
            help="一个文件要改变客户档案、计量点、电能表等档案中超过此比例的行时,先由人确认。",
        )
        if st.form_submit_button("保存", type="primary", key="save_import_settings"):
            wanted = ImportSettings(least / 100, most / 100)
            forms.save(lambda: IMPORT.save(lake().store, wanted, person))


def _percents(bounds: tuple[float, float]) -> tuple[int, int]:
    return round(bounds[0] * 100), round(bounds[1] * 100)
