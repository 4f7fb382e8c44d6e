"""闭环管理 / 白名单

人认定不是问题、或暂时无法整改的命中:谁申请、谁批准、为什么、到什么时候。名单内的命中另行计数,不计入问题数、金额和稽查目标;
到期自动恢复并提示。占比按检查和批准人列出,金额大、期限长、一人批准的排在前面供复核。
"""

import streamlit as st

from models.people import Permission
from pages.parts.exemptions import listed, note
from pages.parts.findings import overview
from pages.parts.frame.session import require

person = require(Permission.LOOK)
run = overview.shown_run(person)
listed.head(run, person)
note.returned(run, person)
entries, shares, watched = st.tabs(
    ["名单", "占比", "疑似掩盖"], key="part", on_change="rerun", bind="query-params"
)
with entries:
    listed.entries(run, person)
with shares:
    listed.shares(run, person)
with watched:
    listed.watched(run, person)
