"""What works out the checks, set where a screening is run."""

import streamlit as st

from models.company.settings import (
    SCREENING,
    ScreeningSettings,
)
from models.engine import KINDS
from models.people import Person
from pages.parts.common import forms
from pages.parts.common.data import lake

TITLES = {"duckdb": "本机(DuckDB)", "spark": "集群(Spark)"}


def button(person: Person) -> None:
    """Show the button that opens the settings, to those who may change them."""
    if not person.configures_everything:
        return
    now = SCREENING.of(lake().store).engine
    with st.popover("筛查设置", icon=":material/tune:"), forms.settings(SCREENING):
        engine = st.selectbox(
            "计算引擎",
            KINDS,
            index=KINDS.index(now),
            format_func=TITLES.__getitem__,
            key="engine",
            help="两者命中完全相同;Spark 需另装软件包和 Java,主节点取自环境变量 MINGJI_SPARK_MASTER。",
        )
        if st.form_submit_button("保存", type="primary", key="save_screening_settings"):
            forms.save(lambda: SCREENING.save(lake().store, ScreeningSettings(engine), person))
