"""工作台 / 电费复算

一个用户一个月的账单,从示数、档案和电价逐项重算,与账单并列,每处差额都标出来。
复算只用已导入的数据;不能复算的项写明缺什么。可导出归入用户档案。
"""

import streamlit as st

from models.people import Permission
from pages.parts.findings import overview, recalculation_parts, which_run
from pages.parts.frame.session import require

person = require(Permission.LOOK)
run = overview.shown_run(person)
which_run.note(run)
asked = recalculation_parts.chosen(run, person)
if asked is None:
    st.stop()
recalculation_parts.show(*asked, run, person)
