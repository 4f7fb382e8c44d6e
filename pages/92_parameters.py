"""管理 / 参数与码表

各单位对检查参数的设定一览和全部修改记录;省电价方案、分时时段、电价目录、行业对照、地方代码、节假日等本公司自己的表;超期多少天告知谁。参数和各表可以导出
Excel,修改后再载入;逐行核对,有错的一行也不写入,每次改动另记一条并写入操作日志,可以恢复。参数的试算和修改在“稽查规则”中打开检查进行。
"""

from functools import partial

import streamlit as st

from analytics.code_tables.local_codes import LOCAL_CODES
from analytics.code_tables.published_prices import PUBLISHED_PRICES, imported
from analytics.code_tables.registry import CODE_TABLES
from models.people import Permission
from pages.parts.code_tables import levels, overdue_ladder, table
from pages.parts.code_tables.offered_codes import offered
from pages.parts.common.data import door_of
from pages.parts.frame.session import require

person = require(Permission.CONFIGURE)
titles = ["参数", *(card.title for card in CODE_TABLES), "超期提醒"]
parameters, *others, overdue = st.tabs(titles, key="part", on_change="rerun", bind="query-params")
with parameters:
    levels.show(person)
for place, card in zip(others, CODE_TABLES, strict=True):
    with place:
        rows = imported(door_of(person)) if card is PUBLISHED_PRICES else card.usual()
        table.show(card, person, rows, partial(offered, person) if card is LOCAL_CODES else lambda: None)
with overdue:
    overdue_ladder.show(person)
