"""What a check rests on, on its card: its law with articles and days, how sure that is, and the data that it needs."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.check import Check
from analytics.code_tables.registry import read_by
from analytics.handbook import OPTIONAL, data_of, laws_of, missing_in_words, unsure
from data_loaders.catalog import tables as cards
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import tables
from pages.parts.common.data import door_of
from pages.parts.frame.page_cards import page_file
from pages.parts.rules import chapters, thresholds

LAW = (
    tables.Shown("title", "名称", width=124),
    tables.Shown("value", "数值", width=220),
    tables.Shown("held", "有效期", width=112),
    tables.Shown("basis", "依据条款", width=170),
    tables.Shown("verified", "核实情况", width=76),
    tables.Shown("note", "说明", width=200),
    tables.Shown("seen", "核对", width=158),
)
DATA = (
    tables.Shown("table", "导出表", width=110),
    tables.Shown("need", "要求", width=84),
    tables.Shown("rows", "现有(行)", "number", width=76),
    tables.Shown("columns", "字段", width=780),
)
MISSING = tables.Shown("missing", "没有值的字段", width=140)


def law(one: Check) -> None:
    """Show the values of law by their days, with article and certainty, and what would settle what is not sure."""
    lines = laws_of(one)
    if not lines:
        return
    st.markdown("**法规数值与条款**", help="检查按账单或事件发生之日取当时有效的数值。")
    table = pd.DataFrame([vars(line) for line in lines], columns=[column.name for column in LAW])
    tables.listing(table, LAW, key=f"law-of-{one.code}", most_rows=8, wraps=tables.any_is_long(LAW, table))
    if doubts := unsure(lines):
        with st.container(gap="xxsmall"):
            st.markdown(f"**确定程度** · {one.verified}", help="依据中最不确定的一项决定整项检查的确定程度。")
            st.text("\n".join(doubts))


def data(one: Check, person: Person) -> None:
    """Show the tables that the check reads, what of them is stored, and what is missing."""
    filled = chapters.filled(person)
    lines = data_of(one, filled, {name: door_of(person).rows(name) for name in cards()})
    st.markdown("**用到的数据**")
    if missing := missing_in_words(one, filled):
        st.warning(f"按现有数据不能检查:缺少{missing}。请在“数据导入”导入。")
    rows = [
        {
            **vars(line),
            "columns": "、".join(line.columns),
            "missing": "、".join(line.missing) if line.rows else _absent(line.need),
        }
        for line in lines
    ]
    fields = replace(DATA[3], width=640)
    columns = (*DATA[:3], MISSING, fields) if any(row["missing"] for row in rows) else DATA
    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    tables.listing(table, columns, key=f"reads-{one.code}", wraps=tables.any_is_long(columns, table))


def code_tables(one: Check, run: Run | None, person: Person) -> None:
    """Name the tables that the company keeps itself (码表) of which the check reads some, and which version counts."""
    written = door_of(person).code_tables
    read = read_by(one, written, thresholds.day_of(run), thresholds.period_of(run))
    if not read:
        return
    st.markdown("**用到的码表**")
    st.text("\n".join(f"{title}:{f'本公司的 {own}' if own else '没有另设'}" for title, own in read.items()))
    if person.may(Permission.CONFIGURE):
        st.page_link(page_file("parameters"), label="查看参数与码表", query_params={"part": next(iter(read))})


def _absent(need: str) -> str:
    return "没有导入(可缺)" if need == OPTIONAL else "没有导入"
