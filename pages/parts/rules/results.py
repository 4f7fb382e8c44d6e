"""What a check has found over the runs, and what became of its cases."""

import pandas as pd
import streamlit as st

from analytics.check import Check
from analytics.ranking.confirmation import in_words, learned
from models.orm import Run
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.findings import which_run
from pages.parts.frame.page_cards import page_file
from pages.parts.rules import chapters
from reports.rule_book import record_in_words

RUNS = (
    tables.Shown("run_id", "筛查", "number", width=56),
    tables.Shown("period", "期间", "month", width=92),
    tables.Shown("as_of", "数据截止", width=96),
    tables.Shown("state", "状态", width=110),
    tables.Shown("hits", "命中", "number", width=76),
    tables.Shown("exempted", "另在白名单", "number", width=84),
    tables.Shown("owed_yuan", "应收差额(元)", "money", width=124, help="少收与多收绝对值之和。"),
    tables.Shown("other_yuan", "其他金额(元)", "money", width=124),
    tables.Shown("why", "说明", width="large"),
)


def show(one: Check, run: Run | None, person: Person) -> None:
    """Show the hits run by run, each leading to its targets, and the rate at which cases were borne out."""
    st.markdown("**历次命中**", help="您单位范围内的条数;点“查看”打开那次筛查中这项检查的目标。")
    lines = chapters.found_by_run(one, run, person)
    table = pd.DataFrame([vars(line) for line in lines], columns=[column.name for column in RUNS])
    table = table.astype({"owed_yuan": "float64", "other_yuan": "float64"})
    row = tables.listing(
        table, RUNS, key=f"found-{one.code}", action="查看", empty="还没有筛查过这项检查。", most_rows=8
    )
    if row is not None:
        query = {"check": one.code, "jobs": "0", which_run.RUN: str(lines[row].run_id)}
        st.switch_page(page_file("targets"), query_params=query)
    with st.container(gap="xxsmall"):
        st.markdown(
            "**核查结论**",
            help="查实率 = 属实和部分属实 ÷ 已核查;查无实据占比 = 查无实据 ÷ 已核查。来自闭环管理中您单位范围内的案件。",
        )
        st.text(record_in_words(chapters.records(person).get(one.code)))
        st.caption(f"全部单位:{in_words(learned(lake().store), one)}。")
