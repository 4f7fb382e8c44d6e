"""工作台 / 查找

按户号、户名、地址、电能表或资产编号、申请编号、工单编号、台区、人员、单位的任何一部分查找,几个词用空格隔开,须同时出现。
完全相同的排在最前,其次是以它开头的,再次是含有它的;只列出您的单位范围内的对象。
"""

import streamlit as st

from models.people import Permission
from pages.parts.findings import search_results
from pages.parts.frame.session import require

person = require(Permission.LOOK)
search_results.show(person, st.query_params.get("q", ""))
