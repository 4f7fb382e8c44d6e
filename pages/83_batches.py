"""数据 / 导入记录

每个导入的文件是一个批次:来自哪里、带来多少行、替换了多少行、拒绝了哪些行。批次可以撤销,数据恢复到导入之前。
下方是各数据表的现状:行数、月份、数据截止日和空缺。
"""

import streamlit as st

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.imports import batch_list, stored_tables

person = require(Permission.LOOK)
batches, holdings = st.tabs(["导入批次", "数据现状"], key="part", on_change="rerun", bind="query-params")
with batches:
    chosen = batch_list.choose(person)
    if chosen is not None:
        batch_list.show(chosen, person)
with holdings:
    stored_tables.show(person)
