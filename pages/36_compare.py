"""工作台 / 筛查对比

两次筛查并排看:新增、消失、仍在、金额变化,按检查、按单位,直到每个对象,以及为什么(数据、参数、检查、期间或截止日)。
同一月份的两次按检查、对象和期间对应;不同月份的按检查和对象对应。地址栏里的链接可以直接发给同事。
"""

import streamlit as st

from models.people import Permission
from pages.parts.findings import overview
from pages.parts.frame.session import require
from pages.parts.runs import comparison

person = require(Permission.LOOK)
later = overview.shown_run(person)
both = comparison.choose(later, person)
if both is None:
    st.stop()
place = comparison.place()
comparison.key_figures(both, place)
comparison.note_exempted(both, person, place)
checks, units = st.tabs(["按检查", "按供电单位"], key="part", on_change="rerun", bind="query-params")
with checks:
    comparison.by_check(both, place)
with units:
    comparison.by_unit(both, place, person)
comparison.objects(both, place, person)
