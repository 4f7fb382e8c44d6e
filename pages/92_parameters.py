"""管理 / 参数与码表

各单位对检查参数的设定一览和全部修改记录,节假日的增补与更正,超期多少天告知谁。前两项可以导出 Excel,修改后再载入;逐行核对,有错的一行也不写入,
每次改动另记一条并写入操作日志。试算和单项修改在“稽查规则”中打开检查进行。
"""

import streamlit as st

from models.people import Permission
from pages.parts.code_tables import calendar_days, levels, overdue_ladder
from pages.parts.frame.session import require

person = require(Permission.CONFIGURE)
parameters, holidays, overdue = st.tabs(["参数", "节假日", "超期提醒"])
with parameters:
    levels.show(person)
with holidays:
    calendar_days.show(person)
with overdue:
    overdue_ladder.show(person)
