"""管理 / 单位与人员

谁在用:登录名、姓名、角色、所管的供电单位和代理人。可从导入的“人员”表挑选登记,也可逐个登记和更改;停用的人不能再办理,
办过的都保留。登记以后,页面右上角可选择以谁的身份办理,案件历史和操作日志写明“代”谁办理。
"""

import streamlit as st

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.people import deputies, registered, staff_table

person = require(Permission.PEOPLE)
everybody, standing_in, from_table = st.tabs(
    ["人员", "代理", "从人员表登记"], key="part", on_change="rerun", bind="query-params"
)
with everybody:
    registered.show(person)
with standing_in:
    deputies.show(person)
with from_table:
    staff_table.show(person)
