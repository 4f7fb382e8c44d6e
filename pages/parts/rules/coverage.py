"""Which checks answer each phrase of the audit charter, and whether the data for them are there."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.handbook import OFF, PARTLY, RUNS, UNCOVERED
from analytics.search.index import plain_form
from analytics.search.search import words_of
from models.category import Category
from models.people import Person
from pages.parts.common import tables
from pages.parts.rules import chapters

COLUMNS = (
    tables.Shown("category", "类别", width=74),
    tables.Shown("phrase", "稽查事项", width=308),
    tables.Shown("code", "编号", "id", width=66),
    tables.Shown("title", "检查", width=296),
    tables.Shown("state", "按现有数据", width=114),
    tables.Shown("missing", "缺少的数据与影响", width=166),
)
BESIDE_MISSING = {"phrase": 210, "title": 210, "missing": 350}  # widths where data are missing
STATES = (RUNS, PARTLY, OFF, UNCOVERED)


def show(person: Person) -> str | None:
    """Show phrase × check × data, narrowed by category, state and words, and return the check that was clicked."""
    lines = chapters.covered(person)
    by_phrase: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        by_phrase.setdefault((line.category.value, line.phrase), []).append(line.state)
    able = sum(any(state in (RUNS, PARTLY) for state in states) for states in by_phrase.values())
    without = [phrase for (_, phrase), states in by_phrase.items() if states == [UNCOVERED]]
    off = len(by_phrase) - able - len(without)
    st.caption(
        f"七类稽查共 **{len(by_phrase)}** 条稽查事项:{able} 条有检查可以运行,{off} 条的检查都缺少数据,"
        f"{len(without)} 条没有检查{'(' + '、'.join(without) + ')' if without else ''}。"
        f"共 {len({line.check.code for line in lines if line.check})} 项检查。"
    )
    category, state, text, _ = st.columns((2, 2, 3, 1))
    wanted = category.selectbox(
        "类别",
        [one.value for one in Category],
        index=None,
        placeholder="全部类别",
        key="coverage_category",
        bind="query-params",
    )
    in_state = state.selectbox(
        "按现有数据", STATES, index=None, placeholder="全部", key="coverage_state", bind="query-params"
    )
    said = text.text_input(
        "搜索", placeholder="稽查事项、检查、数据中的字词", key="coverage_text", bind="query-params"
    ).strip()
    rows = [
        {
            "category": line.category.value,
            "phrase": line.phrase,
            "code": line.check.code if line.check else None,
            "title": line.check.title if line.check else None,
            "state": line.state,
            "missing": line.missing,
        }
        for line in lines
    ]
    rows = [
        row
        for row in rows
        if wanted in (None, row["category"])
        and in_state in (None, row["state"])
        and all(word in plain_form(" ".join(filter(None, row.values()))) for word in words_of(said))
    ]
    table = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    widths = BESIDE_MISSING if table.missing.any() else {}
    columns = [replace(column, width=widths.get(column.name, column.width)) for column in COLUMNS]
    row = tables.listing(
        table,
        columns,
        key=f"coverage-{wanted}-{in_state}-{said}",
        action="查看",
        most_rows=18,
        wraps=tables.any_is_long(columns, table),
    )
    return None if row is None else rows[row]["code"]
