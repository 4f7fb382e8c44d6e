"""闭环管理 / 稽查计划

一个计划是一批选定的目标:制定、由另一人批准、一起派发。列表给出每个计划的状态、各状态件数、随机对照的份额和时限。
新计划从“稽查目标”制定;周期计划到期自动制定;举报和上级交办的按户号立案;其他系统的稽查工单在这里纳入。
"""

import streamlit as st

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import asked_for, papers, periodic_plans, plan_list, ticket_intake

person = require(Permission.LOOK)
periodic_plans.make_due()
ticket_intake.show(person)
asked_for.show(person)
if not plan_list.any_yet():
    plan_list.first_steps(person)
    periodic_plans.show(person)
    st.stop()
chosen = plan_list.choose(person)
if chosen is not None:
    plan_list.show(chosen, person)
    papers.show(chosen, person)
periodic_plans.show(person)
