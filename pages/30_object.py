"""工作台 / 对象详情

一个对象的全部情况:档案、两年来逐月电量电费与大事、每条命中的复算过程、同类用户的水平、得分的组成。
可打印作为现场核查单。
"""

import streamlit as st

from models.people import Permission
from pages.parts.findings import earlier_cases, overview, story_parts, visit_sheet, which_run
from pages.parts.frame.session import require

person = require(Permission.LOOK)
run = overview.shown_run(person)
which_run.note(run)
subject = story_parts.chosen(run, person)
if subject is None:
    st.stop()
story_parts.who(subject, person)
story_parts.score(subject, run, person)
story_parts.looks(subject, run, person)
earlier_cases.show(subject, person)
story_parts.hits(subject, run, person)
if subject.object_type == "account":
    story_parts.ledger(subject, person)
if subject.cons_no:
    story_parts.usage(subject, run, person)
    story_parts.related(subject, run, person)
    story_parts.records(subject, person)
visit_sheet.show(subject, run, person)
