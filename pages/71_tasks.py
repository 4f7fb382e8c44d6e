"""闭环管理 / 稽查任务

先看等您办理的、今天到期的和已超期的;再按状态看板或清单查看全部案件。
筛选、排序和页码都在地址栏里,链接可以直接发给同事。勾选几件可以批量办理,不能办的逐件说明原因。
"""

from datetime import date

import streamlit as st

from models.loop import case_lists
from models.people import Permission
from pages.parts.common.data import lake
from pages.parts.frame.session import require
from pages.parts.loop import case_board, case_filters, case_list, deadlines, list_return, plan_list

person = require(Permission.LOOK)
plan_list.require_any(person)
today = date.today()
chosen = case_filters.work(case_lists.work_of(lake().store, person, today=today))
plan_list.waiting(person)
list_return.show(person)
wanted = case_filters.narrowing(person, chosen)
view = st.segmented_control(
    "看法", ["清单", "看板"], default="清单", key="view", bind="query-params", label_visibility="collapsed"
)
if view == "看板":
    case_board.show(person, wanted, today)
else:
    case_list.show(person, wanted, chosen, today, title="稽查任务", empty=case_filters.nothing(chosen))
deadlines.offer(person, today)
