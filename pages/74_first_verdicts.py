"""闭环管理 / 初判

不属实较多的检查,派发前由两人各自按证据判断要不要现场核查:看不到对方的意见,也看不到案件是排序选中还是随机抽取。
两人一致即定,不一致由第三人裁定;作废的不必出门,计为节省的工时。
"""

import streamlit as st

from models.people import Permission
from pages.parts.first_verdicts import agreement, judging
from pages.parts.frame.session import require

person = require(Permission.SELECT)
mine, figures = st.tabs(["待我初判", "一致率与节省"])
with mine:
    judging.show(person)
with figures:
    agreement.show(person)
