"""闭环管理 / 考核

一个月的得分:按单位、经办人、责任人和稽查人员,每一分都列到案件。奖惩只是建议;各项分值在“考核规则”中修改,写明理由。
封存之后,这个月的得分不再变化,任何时候打印都一样。
"""

import streamlit as st

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import appraisal_cards, appraisal_rules

person = require(Permission.LOOK)
scores, rules = st.tabs(["得分", "考核规则"], key="part", on_change="rerun", bind="query-params")
with scores:
    appraisal_cards.show(person)
with rules:
    appraisal_rules.show(person)
