"""服务周报 / 95598 周分析

95598 工单的周分析:与打印稿同一份数据、同样的文字。选单位和统计期,逐章查看;点击数字、条形或“工单”查看背后的工单。
结论可以直接修订,修订会留痕并打印出来;地址栏里的链接可以直接发给同事。
"""

import streamlit as st

from models.company.settings import WEEKLY
from models.people import Permission
from pages.parts.common.data import lake
from pages.parts.frame.session import require
from pages.parts.weekly import choice as weekly_choice
from pages.parts.weekly import data as weekly_data
from pages.parts.weekly import page as weekly_page

person = require(Permission.LOOK)
settings = WEEKLY.of(lake().store)
known = weekly_data.days_known(person)
if known is None:
    weekly_page.no_orders(person)
    st.stop()
choice = weekly_choice.choose(person, settings, known)
weekly = weekly_data.analysis(person, choice.unit, choice.period, with_topics=False)
if not weekly.volume.total.now:
    weekly_page.no_orders_then(person, choice, settings)
    st.stop()
document = weekly_data.report(person, choice.unit, choice.period, with_topics=False)
weekly_page.head(person, weekly, document, settings)
number = weekly_page.chosen_section(document)
if weekly_page.needs_topics(number):
    weekly = weekly_data.analysis(person, choice.unit, choice.period)
    document = weekly_data.report(person, choice.unit, choice.period)
weekly_page.body(person, weekly, document, number)
if coming := weekly_choice.next_in_line(choice, settings, known):
    weekly_data.prepare(person, choice.unit, coming)
