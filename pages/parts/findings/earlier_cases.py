"""What cases an object, or its customer, has had: when, why, and what came of them."""

import pandas as pd
import streamlit as st

from analytics.loop.library import earlier
from analytics.reasons import code_of
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.findings.subject import Subject
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.words import yuan

COLUMNS = (
    tables.Shown("case_no", "工单编号", "id", width=130),
    tables.Shown("opened", "立案日", "date", width=90),
    tables.Shown("state", "状态", width=70),
    tables.Shown("checks", "检查", "id", width=150),
    tables.Shown("result", "是否属实", width=76),
    tables.Shown("problem_class", "问题分类", width=90),
    tables.Shown("recovered_yuan", "追补(元)", "money", width=110),
    tables.Shown("refunded_yuan", "退还(元)", "money", width=110),
    tables.Shown("closed", "归档日", "date", width=90),
    tables.Shown("recurrence_of", "复发自", "id", width=130),
)


def show(subject: Subject, person: Person) -> None:
    """List the cases of an object and of its customer; nothing where there was none."""
    found = earlier(lake().store, person, subject.object_type, subject.object_id, subject.cons_no)
    if not found:
        return
    rows = [
        {
            "case_no": one.row.case_no,
            "opened": one.row.created_at.date(),
            "state": one.row.state,
            "checks": "、".join(map(code_of, one.check_codes)) or None,
            "result": one.row.result,
            "problem_class": one.row.facts.get("problem_class"),
            "recovered_yuan": yuan(one.row.recovered_fen),
            "refunded_yuan": yuan(one.row.refunded_fen),
            "closed": one.row.closed_at.date() if one.row.closed_at else None,
            "recurrence_of": one.row.recurrence_of,
        }
        for one in found
    ]
    with st.container(border=True):
        st.markdown(f"**历次案件** · {len(rows)} 件", help="这个对象和同一用户立过的全部案件,最近的在前。")
        table = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
        row = tables.listing(table, COLUMNS, key="earlier_cases", action="打开", most_rows=6)
    if row is not None and row < len(found):
        st.switch_page(page_file("case"), query_params={"no": found[row].row.case_no})
