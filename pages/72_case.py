"""闭环管理 / 案件详情

一件案件的全部情况:为什么立案、在谁手里、时限还剩几天、现在可以办什么,以及每一步的办理过程。
办理过程只增不改;别人先办了一步时会告诉您是谁、何时,您填写的内容不会丢失。
"""

from datetime import date

import streamlit as st

from models import register
from models.loop import cases
from models.people import Permission
from pages.parts.common.data import lake
from pages.parts.frame.session import require
from pages.parts.loop import case_moves, case_parts, evidence_files, library_cards, other_tickets, proof

person = require(Permission.LOOK)
row = case_parts.chosen(person)
if row is None:
    st.stop()
person = register.covering(lake().store, person, row.handler_unit or row.org_code)
checks = cases.checks_of(lake().store, row)
case_parts.head(row, checks, person, date.today())
left, right = st.columns([3, 2], gap="medium")
with left:
    proof.show(row, person)
    case_moves.show(row, checks, person)
    case_parts.opened_for(row, checks, person)
    library_cards.near(row, person)
with right:
    case_parts.found(row, person)
    evidence_files.show(row, person)
    other_tickets.show(row, person)
    case_parts.history(row, checks, person)
