"""How the company counts its weeks, and the targets of its rates, set where they are seen."""

import streamlit as st

from models.company.settings import MOST_SHIFT, TARGETS, WEEKLY, WeeklySettings
from models.people import Person
from pages.parts.common import forms
from pages.parts.common.data import lake
from pages.parts.weekly import own_words

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
STEP = 0.5


def button(person: Person, settings: WeeklySettings) -> None:
    """Show the button that opens the settings, to those who may change them."""
    if not person.configures_everything:
        return
    with st.popover("设置", icon=":material/tune:"):
        _weeks_and_targets(person, settings)
        own_words.form(person)


def _weeks_and_targets(person: Person, settings: WeeklySettings) -> None:
    with forms.settings(WEEKLY):
        start = st.selectbox(
            "一周从哪天开始", range(7), index=settings.week_start, format_func=lambda day: WEEKDAYS[day]
        )
        shift = st.number_input(
            "期号调整",
            -MOST_SHIFT,
            MOST_SHIFT,
            settings.issue_shift,
            help="期号按一周中多数日子所在的年份从 1 起计;与本单位惯用期号不同时,在此加减。",
        )
        st.caption("目标(%),0 表示不设")
        targets = {
            name: st.number_input(
                label, 0.0, 100.0, settings.targets.get(name, 0.0) * 100, STEP, format="%.2f"
            )
            for name, label in TARGETS.items()
        }
        if st.form_submit_button("保存", type="primary"):
            shares = {name: round(percent / 100, 6) for name, percent in targets.items() if percent}
            forms.save(lambda: _save(person, WeeklySettings(start, int(shift), shares)))


def _save(person: Person, wanted: WeeklySettings) -> None:
    """Keep the settings, and let the week that they make the latest be shown."""
    WEEKLY.save(lake().store, wanted, person)
    for name in ("from", "to"):
        st.query_params.pop(name, None)
