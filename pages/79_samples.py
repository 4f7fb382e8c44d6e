"""闭环管理 / 抽检

每月从上月归档的案件中抽取样本,复查稽查人员自己的工作:核查情况写得是否合要求,认定是否有依据。
由没有办理过的人抽检;结论写入案件历史,不通过的计入考核的稽查质量。
"""

import streamlit as st

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import plan_list, sample_figures, sampling

person = require(Permission.LOOK)
plan_list.require_any(person)
mine, figures, templates = st.tabs(
    ["待我抽检", "抽取与结果", "叙述模板"], key="part", on_change="rerun", bind="query-params"
)
with mine:
    sampling.show(person)
with figures:
    sample_figures.show(person)
with templates:
    sample_figures.templates(person)
