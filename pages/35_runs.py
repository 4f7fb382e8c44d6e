"""工作台 / 筛查记录

每一次筛查都留着:期间、数据截止日、由谁、何时、与默认不同的参数、问题数和金额。选一次查看,或选两次对比。
“任务记录”是在页面之外进行过的筛查和导入:谁开始的、用了多久、结果如何。
"""

import streamlit as st

from models.people import Permission
from pages.parts.findings import overview
from pages.parts.findings.which_run import shown_run
from pages.parts.frame.session import require
from pages.parts.runs import job_list, run_list

person = require(Permission.LOOK)
screenings, work = st.tabs(["筛查", "任务记录"], key="part", on_change="rerun", bind="query-params")
with screenings:
    run = shown_run()
    if run is None:
        overview.first_steps(person)
    else:
        run_list.show(run, person)
        run_list.about(run, person)
with work:
    job_list.show()
