"""闭环管理 / 初判

不属实率高的检查,派发之前先由两人只凭证据分别判定:一致即定,不一致由第三人裁定。
判定时看不到别人的意见,也看不到案件是排序选中还是随机抽中。判为不处理的不用跑现场,计为节省的工时。
"""

import streamlit as st

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import first_verdicts, verdict_figures

person = require(Permission.SELECT)
mine, figures = st.tabs(["待我初判", "一致率与节省"], key="part", on_change="rerun", bind="query-params")
with mine:
    first_verdicts.show(person)
with figures:
    verdict_figures.show(person)
