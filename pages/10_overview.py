"""工作台 / 稽查总览

最近一次筛查发现了什么:按稽查类别、检查、单位逐层下钻,直到一个对象。
点击图中的条形进入下一层,再点路径中的上一级返回;地址栏里的链接可以直接发给同事。
"""

from datetime import date

import streamlit as st

from models.people import Permission
from pages.parts.findings import drill, matrix, overview
from pages.parts.frame.session import require
from pages.parts.loop import strip

person = require(Permission.LOOK)
overview.screen_if_asked(person)
run = overview.shown_run(person)
overview.about(run, person)
strip.show(person, date.today())
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    place = drill.path(person)
    measure = drill.measure()
overview.key_figures(run, person, place)
left, right = st.columns(2, gap="medium")
with left:
    drill.by_category_or_check(run, person, place, measure)
with right:
    drill.by_unit(run, person, place, measure)
matrix.by_check_and_unit(run, person, place, measure)
matrix.by_month_and_category(run, person, place, measure)
drill.objects(run, person, place)
