"""What works out the checks, set where a screening is run."""

import streamlit as st

from models.engine import KINDS
from models.errors import MingjiError
from models.people import Permission, Person
from models.settings import (
    SCREENING,
    ScreeningSettings,
    latest,
    save_screening_settings,
    screening_settings,
)
from pages.parts.common.data import lake

TITLES = {"duckdb": "本机(DuckDB)", "spark": "集群(Spark)"}


def button(person: Person) -> None:
    """Show the button that opens the settings, to those who may change them."""
    if not person.may(Permission.CONFIGURE) or not person.sees_everything:
        return
    now = screening_settings(lake().store).engine
    with st.popover("筛查设置", icon=":material/tune:"), st.form("screening_settings", border=False):
        st.markdown("**筛查设置**(全公司共用)")
        engine = st.selectbox(
            "计算引擎",
            KINDS,
            index=KINDS.index(now),
            format_func=TITLES.__getitem__,
            key="engine",
            help="两者命中完全相同;Spark 需另装软件包和 Java,主节点取自环境变量 MINGJI_SPARK_MASTER。",
        )
        if st.form_submit_button("保存", type="primary", key="save_screening_settings"):
            _save(person, ScreeningSettings(engine))
        if row := latest(lake().store, SCREENING):
            st.caption(f"{row.set_at:%Y-%m-%d %H:%M} 由 {row.set_by} 设定")


def _save(person: Person, settings: ScreeningSettings) -> None:
    try:
        save_screening_settings(lake().store, settings, person)
    except MingjiError as error:
        st.error(str(error))
        return
    st.rerun()
